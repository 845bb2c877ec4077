"""The rows of a table of tasks, with the cells of each that say who, when and how much."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.tables.columns import Columns, Part, columns
from extractors.tables.grid import Grid, GridCell
from schemas.spans import Span

_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]")
_LABEL = re.compile(r"[\d一二三四五六七八九十()、.]{1,6}$")


@dataclass(frozen=True, slots=True)
class Row:
    """One task of a table. ``title`` and ``text`` as the guidelines have them (name and description joined by a space);
    ``span`` covers their cells; ``cells`` are those of the other parts, in order; ``heads`` the headings of the value columns; ``heading`` is the
    row above that heads a group of rows.
    """

    label: str
    title: str | None
    text: str
    span: Span
    path: tuple[str, ...]
    goal: bool
    group: GridCell | None
    cells: tuple[tuple[Part, GridCell, str], ...] = field(default=())
    heading: GridCell | None = None

    def of(self, *parts: Part) -> list[GridCell]:
        """The row's cells of these parts."""
        return [cell for part, cell, _ in self.cells if part in parts]


def _alone(row: tuple[GridCell | None, ...]) -> GridCell | None:
    """The cell of a row that has but one text: the heading of a group of rows."""
    held = {cell for cell in row if cell and cell.text}
    return next(iter(held)) if len(held) == 1 else None


def _is_heading(row: tuple[GridCell | None, ...], width: int) -> bool:
    cell = _alone(row)
    return cell is not None and (cell.columns * 2 > width or _NUMBERED.match(cell.text) is not None)


def _first(row: tuple[GridCell | None, ...], table: Columns, part: Part) -> GridCell | None:
    return next((row[column] for column in table.of(part) if row[column] and row[column].text), None)  # type: ignore[union-attr]


def rows(table: Grid) -> Iterator[Row]:
    """The tasks of a table in order; nothing where it is no table of tasks. Repeated heads and empty rows are passed over."""
    heads = columns(table)
    if heads is None:
        return
    heading: GridCell | None = None
    group: GridCell | None = None
    for place in table[heads.body :]:
        if _is_heading(place, len(heads.parts)):
            heading, group = _alone(place), None
            continue
        group = _first(place, heads, "group") or group
        row = _row(place, heads, heading, group)
        if row:
            yield row


def _row(place: tuple[GridCell | None, ...], heads: Columns, heading: GridCell | None, group: GridCell | None) -> Row | None:
    goal = heads.indicators
    name = _first(place, heads, "indicator") if goal else _first(place, heads, "name")
    description = None if goal else _first(place, heads, "description")
    main = name or description
    if main is None or main.text in heads.heads:
        return None
    parts = [cell for cell in (name, description) if cell is not None]
    label = _first(place, heads, "number")
    cells = tuple((part, cell, heads.heads[column]) for column, part in enumerate(heads.parts) if part and (cell := place[column]) and cell.text)
    spans = sorted(cell.span for cell in parts)
    return Row(
        label=label.text if label and _LABEL.match(label.text) else "",
        title=name.text if name and description else None,
        text=" ".join(cell.text for cell in parts),
        span=Span(spans[0].start, spans[-1].end),
        path=tuple(cell.text for cell in (heading, group) if cell),
        goal=goal,
        group=group,
        cells=cells,
        heading=heading,
    )
