"""The content of an element in reading order: lines and tables. Also all text that a page shows, to count what is left out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.readers.counting import counted
from pipeline.readers.draft import Grid, GridCell
from pipeline.readers.html.walk import BLOCKS, CODE, walk
from schemas.document import BlockKind

Node = Any
"""A selectolax node."""

FORM = frozenset({"select", "button", "textarea", "input", "datalist"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SPACE = re.compile(r"[ \t\n\r\f]+")
HAN_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t\r\f]*\n[ \t\n\r\f]*(?=[\u3000-\u9fff\uff00-\uffef])")
HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.I)
STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(slots=True)
class Line:
    """A line of text; ``added`` of its characters are a computed list number."""

    text: str
    kind: BlockKind = "paragraph"
    added: int = 0


@dataclass(slots=True)
class Seen:
    """All text of a page that a reader sees, piece by piece, and how many characters of code and hidden text it holds."""

    pieces: list[str] = field(default_factory=list)
    code: int = 0
    hidden: int = 0

    @property
    def text(self) -> str:
        """The pieces as one text."""
        return "\n".join(self.pieces)


def visible(root: Node) -> Seen:
    """The visible text of a page: one piece for each run between block elements."""
    seen, run = Seen(), [""]
    for node, _ in walk(root, lambda node: _gone(node, seen)):
        if node.tag == "-text":
            run.append(node.text_content or "")
        elif node.tag in BLOCKS or node.tag in FORM:
            seen.pieces.append(squeezed("".join(run)))
            run = []
    seen.pieces.append(squeezed("".join(run)))
    seen.pieces = [piece for piece in seen.pieces if piece]
    return seen


def content(
    container: Node, furniture: Callable[[Node], bool] | None, find: Callable[[str, int], None], inside_cell: bool = False
) -> Iterator[Line | Grid]:
    """Lines and tables of ``container``; elements for which ``furniture`` holds are left out, list numbers are counted by ``find``."""
    layouts = frozenset() if inside_cell else layout_tables(container)
    run: list[str] = []
    kind: BlockKind = "paragraph"
    label = ""
    grids: dict[int, Grid] = {}

    def skip(node: Node) -> bool:
        return _gone(node, None) or node.tag in FORM or bool(furniture and node.tag not in ("-text", "body") and furniture(node))

    def enter(node: Node) -> bool:
        if skip(node):
            return True
        if node.tag == "table" and node.mem_id not in layouts and (grid := table(node, skip)) is not None:
            grids[node.mem_id] = grid
            return True
        return False

    for node, entering in walk(container, enter):
        if node.tag == "-text":
            run.append(node.text_content or "")
            continue
        if node.tag not in BLOCKS:
            continue
        if line := _line(run, kind, label, find):
            label = ""
            yield line
        run = []
        kind = "heading" if entering and node.tag in HEADINGS else "paragraph"
        if node.tag == "li":
            label = _number(node) if entering else ""
        elif grid := grids.pop(node.mem_id, None):
            yield grid
    if line := _line(run, kind, label, find):
        yield line


def layout_tables(container: Node) -> frozenset[int]:
    """The tables under ``container`` with tables inside: they lay out the page and are no grids."""
    found: set[int] = set()
    open_tables: list[int] = []
    for node, entering in walk(container, lambda node: node.tag in CODE):
        if node.tag == "table":
            if not entering:
                open_tables.pop()
                continue
            found.update(open_tables[-1:])
            open_tables.append(node.mem_id)
    return frozenset(found)


def table(node: Node, skip: Callable[[Node], bool]) -> Grid | None:
    """A table without tables inside as a grid with spans; None where it only lays out a page: one column."""
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    row = -1
    for line in node.css("tr"):
        row += 1
        column = 0
        for cell in (child for child in _children(line) if child.tag in ("td", "th")):
            while (row, column) in taken:
                column += 1
            rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
            text = " ".join(piece.text for piece in content(cell, None, lambda _code, _count: None, True) if isinstance(piece, Line))
            cells.append(GridCell(text if not skip(cell) else "", row, column, rows, columns))
            taken.update((row + down, column + across) for down in range(rows) for across in range(columns))
            column += columns
    caption = node.css_first("caption")
    grid = Grid([GridCell(cell.text, cell.row, cell.column, min(cell.rows, row + 1 - cell.row), cell.columns) for cell in cells])
    starts = {cell.column for cell in cells}
    return grid if len(starts) > 1 and caption is None else None


def squeezed(text: str) -> str:
    """``text`` with white space as a browser shows it; a line break of the source between two Han characters is none."""
    return SPACE.sub(" ", HAN_BREAK.sub("", text)).strip(" ")


def _line(run: list[str], kind: BlockKind, label: str, find: Callable[[str, int], None]) -> Line | None:
    text = squeezed("".join(run))
    if not text:
        return None
    if label and not text[0].isdecimal() and text[0] not in "一二三四五六七八九十(（第①②③④⑤⑥⑦⑧⑨":
        find("numbering-restored", 1)
        return Line(label + text, kind, len(label))
    return Line(text, kind)


def _gone(node: Node, seen: Seen | None) -> bool:
    tag = node.tag
    if tag == "-text":
        return False
    if tag in CODE:
        if seen is not None:
            seen.code += len((node.text() if tag != "-comment" else node.html) or "")
        return True
    if tag in ("html", "body", "br", "p"):
        return tag == "p" and _hidden(node, seen)
    return _hidden(node, seen)


def _hidden(node: Node, seen: Seen | None) -> bool:
    attributes = node.attributes
    if "hidden" in attributes or HIDDEN.search(attributes.get("style") or ""):
        if seen is not None:
            seen.hidden += len("".join((node.text() or "").split()))
        return True
    return False


def _number(item: Node) -> str:
    """The number that a browser puts before an ``li``; empty outside of an ``ol`` and where the list hides it."""
    parent = item.parent
    if parent is None or parent.tag != "ol" or "list-style" in (parent.attributes.get("style") or ""):
        return ""
    start = parent.attributes.get("start") or "1"
    number = int(start) if start.isdecimal() else 1
    before = item.prev
    while before is not None:
        number += before.tag == "li"
        before = before.prev
    return f"{counted(number, STYLES.get(parent.attributes.get('type') or '1', 'decimal'))}."


def _children(node: Node) -> Iterator[Node]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _span(cell: Node, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(max(int(value), 1), 500) if value.isdecimal() else 1
