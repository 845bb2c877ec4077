"""Word tables as grids: cells merged across (``gridSpan``) and down (``vMerge``) are one cell that spans."""

from collections.abc import Callable, Iterator

from lxml import etree

from pipeline.readers.docx.names import W, properties
from pipeline.readers.draft import Grid, GridCell

TR, TC, TRPR, TCPR, VAL = W + "tr", W + "tc", W + "trPr", W + "tcPr", W + "val"
SPAN, DOWN, ACROSS = W + "gridSpan", W + "vMerge", W + "hMerge"
WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


def rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, also those inside content controls."""
    return _inside(table, TR)


def cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, also those inside content controls."""
    return _inside(row, TC)


def is_frame(table: etree._Element) -> bool:
    """Whether a table has one column only: a frame around text, not a grid."""
    return all(sum(1 for _ in cells(row)) <= 1 for row in rows(table))


def grid(table: etree._Element, text: Callable[[etree._Element], str], find: Callable[[str, int], None]) -> Grid:
    """The table as cells with spans; ``text`` reads a cell, ``find`` counts deleted rows and text hidden in merged cells."""
    placed: list[GridCell] = []
    above: dict[int, GridCell] = {}
    number = 0
    for row in rows(table):
        own = properties(row, TRPR)
        if own is not None and own.find(W + "del") is not None:
            find("deletions-dropped", sum(len(t.text or "") for t in row.iter(W + "t", W + "delText")))
            continue
        column = _number(own, "gridBefore", 0)
        left: GridCell | None = None
        current: dict[int, GridCell] = {}
        for element in cells(row):
            span, down, across = _merges(element)
            top = above.get(column) if down == "continue" else None
            if across == "continue" and left is not None:
                left.columns += span
                find("hidden-text-left-out", len(text(element)))
            elif top is not None:
                top.rows = number + 1 - top.row
                find("hidden-text-left-out", len(text(element)))
                current[column] = top
            else:
                left = GridCell(text(element), number, column, 1, span)
                placed.append(left)
                current[column] = left
            column += span
        above = current
        number += 1
    return Grid(placed)


def _inside(container: etree._Element, wanted: str) -> Iterator[etree._Element]:
    stack = [iter(container)]
    while stack:
        for element in stack[-1]:
            if element.tag == wanted:
                yield element
            elif element.tag in WRAPPERS:
                stack.append(iter(element))
                break
        else:
            stack.pop()


def _number(own: etree._Element | None, name: str, default: int) -> int:
    child = own.find(W + name) if own is not None else None
    return _int(child.get(VAL), default) if child is not None else default


def _merges(cell: etree._Element) -> tuple[int, str | None, str | None]:
    """How many columns a cell spans, and whether it starts or goes on with a cell merged down or across."""
    span, down, across = 1, None, None
    own = properties(cell, TCPR)
    for one in own if own is not None else ():
        tag = one.tag
        if tag == SPAN:
            span = _int(one.get(VAL), 1)
        elif tag == DOWN:
            down = one.get(VAL, "continue")
        elif tag == ACROSS:
            across = one.get(VAL, "continue")
    return span, down, across


def _int(text: str | None, default: int) -> int:
    try:
        return min(max(int(text or ""), default), 500)
    except ValueError:
        return default
