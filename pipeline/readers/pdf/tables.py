"""Ruled tables of a page as grids, and one table out of its parts on following pages.

Edges are merged as pdfplumber merges them; what it gives away, the spans of merged cells, is read off the grid of all edges.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pdfplumber.table import merge_edges

from pipeline.readers.draft import Grid, GridCell
from pipeline.readers.pdf.cells import cells, contiguous
from pipeline.readers.pdf.drawing import Box
from pipeline.readers.pdf.glyphs import Glyph, Sheet
from pipeline.readers.pdf.lines import lines
from pipeline.readers.pdf.paragraphs import joined

TOLERANCE = 3.0
MOST_EDGES = 20_000
CLOSED = "。；;：:！？!?"


@dataclass(slots=True)
class Table:
    """A table, or the part of one, on a page: where it stands, the left edges of its columns, its cells."""

    page: int
    box: Box
    edges: list[float]
    grid: Grid


def tables(sheet: Sheet) -> tuple[list[Table], list[Glyph]]:
    """The tables of a page from top to bottom, and the characters that stand outside of them. Frames of a single column are no tables."""
    if not 4 <= len(sheet.edges) <= MOST_EDGES:
        return [], sheet.glyphs
    edges = merge_edges(sheet.edges, TOLERANCE, TOLERANCE, TOLERANCE, TOLERANCE)
    found, rest = [], sheet.glyphs
    for boxes in contiguous(cells(edges, TOLERANCE)):
        columns, rows = _axis(boxes, 0), _axis(boxes, 1)
        if len(columns) < 3 or len(rows) < 2:
            continue
        table, outside = _filled(sheet.number, boxes, columns, rows, rest)
        if sum(bool(cell.text) for cell in table.grid.cells) > 1 and not _lays_out(table):
            found.append(table)
            rest = outside
    return sorted(found, key=lambda table: table.box[1]), rest


def _lays_out(table: Table) -> bool:
    """Whether boxes only lay out a page: one of them, most of the page wide and many lines long, holds most of the text."""
    total = sum(len(cell.text) for cell in table.grid.cells)
    largest = max(table.grid.cells, key=lambda cell: len(cell.text))
    assert largest.box is not None
    left, top, right, bottom = largest.box
    return 2 * len(largest.text) > total and right - left > 0.6 * (table.box[2] - table.box[0]) and bottom - top > 200 and len(largest.text) > 250


def _axis(boxes: list[Box], low: int) -> list[float]:
    """The places of all edges along one axis, those closer than the tolerance taken as one."""
    places: list[float] = []
    for place in sorted(value for box in boxes for value in (box[low], box[low + 2])):
        if not places or place - places[-1] > TOLERANCE:
            places.append(place)
    return places


def _filled(page: int, boxes: list[Box], columns: list[float], rows: list[float], glyphs: list[Glyph]) -> tuple[Table, list[Glyph]]:
    owner: dict[tuple[int, int], int] = {}
    spans = []
    for number, box in enumerate(boxes):
        left, right = _slot(columns, box[0]), _slot(columns, box[2])
        top, bottom = _slot(rows, box[1]), _slot(rows, box[3])
        spans.append((top, left, max(1, bottom - top), max(1, right - left)))
        owner.update(((row, column), number) for row in range(top, bottom) for column in range(left, right))
    inside: list[list[Glyph]] = [[] for _ in boxes]
    rest: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        cell = owner.get((bisect_right(rows, y) - 1, bisect_right(columns, x) - 1))
        (inside[cell] if cell is not None else rest).append(glyph)
    cells = [
        GridCell(cell_text(inside[number]), row, column, down, across, page, boxes[number])
        for number, (row, column, down, across) in enumerate(spans)
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Table(page, (columns[0], rows[0], columns[-1], rows[-1]), columns, Grid(cells)), rest


def _slot(places: list[float], place: float) -> int:
    return bisect_right(places, place + 0.01) - 1


def cell_text(glyphs: list[Glyph]) -> str:
    """The text of a cell in one line: its lines run on; where a short line ends a sentence, a space parts the paragraphs."""
    if not glyphs:
        return ""
    written = lines(glyphs, columns=False)
    right = max(line.right for line in written)
    text = written[0].text
    for before, line in pairwise(written):
        ended = before.text[-1:] in CLOSED and before.right < right - 1.5 * before.em
        text = f"{text} {line.text}" if ended else joined(text, line.text)
    return text


def continued(table: Table, part: Table) -> bool:
    """Whether ``part``, which opens a page, has the columns of ``table``, which closes the page before."""
    return part.page > table.page and part.grid.width == table.grid.width


def join(table: Table, part: Table) -> Iterator[tuple[str, int]]:
    """Add the rows of ``part`` to ``table``; yields what was taken out or joined: repeated heads, merged cells written again, rows that were cut."""
    grid, cells = table.grid, part.grid.cells
    heads = _repeated_head(grid, part.grid)
    if heads:
        yield "repeated-heads-removed", 1
        cells = [cell for cell in cells if cell.row >= heads]
    height = grid.height
    cut = _cut_row(grid, cells, heads)
    shift = height - heads - cut
    if cut:
        yield "split-rows-joined", 1
    for cell in cells:
        above = _covering(grid, height - 1, cell.column) if cell.row == heads else None
        if cut and cell.row == heads and cell.rows == 1:
            if above is not None and cell.text:
                above.text = joined(above.text, cell.text)
            continue
        if above is not None and above.columns == cell.columns and above.text and _carries_on(above, cell, grid, cut):
            if cell.text:
                yield "repeated-cells-removed", 1
            above.rows += cell.rows - cut
            continue
        grid.cells.append(GridCell(cell.text, cell.row + shift, cell.column, cell.rows, cell.columns, cell.page, cell.box))
    table.page = part.page


def _repeated_head(grid: Grid, part: Grid) -> int:
    """How many rows at the top of ``part`` say the same as those at the top of the table."""
    rows = 0
    while rows < min(3, part.height) and _row(part, rows) and _row(part, rows) == _row(grid, rows):
        rows += 1
    return rows


def _row(grid: Grid, row: int) -> list[tuple[int, str]]:
    return [(cell.column, "".join(cell.text.split())) for cell in grid.cells if cell.row == row and cell.text]


def _covering(grid: Grid, row: int, column: int) -> GridCell | None:
    return next(
        (cell for cell in reversed(grid.cells) if cell.row <= row < cell.row + cell.rows and cell.column <= column < cell.column + cell.columns), None
    )


def _carries_on(above: GridCell, cell: GridCell, grid: Grid, cut: int) -> bool:
    """Whether a cell at the top of a page goes on with the merged one above: same words, or none beside filled neighbours."""
    same = "".join(above.text.split()) == "".join(cell.text.split())
    merged = above.rows > 1 or cell.rows > 1
    return merged and (same or (not cell.text and cut == 0 and cell.column < grid.width - 1)) and len(above.text) > 1


def _cut_row(grid: Grid, cells: list[GridCell], first: int) -> int:
    """1 where the first row of a page goes on with the last row before it.

    The first column tells: it is empty in one of the two halves though every row of the table fills it, or though it is numbered throughout.
    """
    top = [cell for cell in cells if cell.row == first]
    lead = next((cell for cell in top if cell.column == 0), None)
    last = _covering(grid, grid.height - 1, 0)
    if lead is None or last is None or lead.rows > 1 or last.rows > 1 or not any(cell.text for cell in top):
        return 0
    column = [cell for cell in grid.cells if cell.column == 0 and cell.row > 0 and cell is not last]
    numbered = len(column) > 1 and sum(cell.text.isdecimal() for cell in column) > 0.7 * len(column)
    filled = len(column) > 0 and all(cell.text and cell.rows == 1 for cell in column)
    if not lead.text and last.text:
        return int(numbered or filled or last.text.isdecimal())
    return int(numbered and not last.text and lead.text.isdecimal())
