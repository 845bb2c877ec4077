"""A table as a rectangle: every place holds the cell that covers it."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.document import Cell
from schemas.spans import Span


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell's normalised text and its stretch; ``row`` is where it begins, so that a merged cell is known from its copies."""

    text: str
    span: Span
    row: int
    column: int
    columns: int


Grid = tuple[tuple[GridCell | None, ...], ...]
"""Rows of equal length; a merged cell stands in every place it covers, None where the table has no cell."""


def grid(text: str, cells: Iterable[tuple[Cell, Span]]) -> Grid:
    """The rectangle of one table; ``cells`` are its cells with their stretches in ``text``. A cell beyond 2,000 columns is left out."""
    placed = [(cell, span) for cell, span in cells if cell.column + cell.columns <= 2000]
    if not placed:
        return ()
    height = max(cell.row + cell.rows for cell, _ in placed)
    width = max(cell.column + cell.columns for cell, _ in placed)
    places: list[list[GridCell | None]] = [[None] * width for _ in range(height)]
    for cell, span in placed:
        held = GridCell(text[span.start : span.end].strip(), span, cell.row, cell.column, cell.columns)
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                if places[row][column] is None or held.text:
                    places[row][column] = held
    return tuple(map(tuple, places))
