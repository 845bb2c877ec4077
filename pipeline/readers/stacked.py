"""Tables of tasks whose cells stand one under the other, each on a line of its own, as pages copied to plain text have them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.tables import part_of
from extractors.tables.columns import Part
from extractors.units import is_body
from extractors.units.names import names

WHO: tuple[Part, ...] = ("lead", "cooperate", "responsible")
WHAT: tuple[Part | None, ...] = ("name", "description", "group", None)
_TIME = re.compile(r"(?=.{0,24}\Z)(?:.{0,12}\d{1,4}(?:年|月|日|[./-]\d)|年底|全年|长期|持续|常态化|第?[一二三四]季度|上半年|下半年)")
_LONGEST_HEAD = 10


class Line(NamedTuple):
    """``text[start:end]`` of the file, white space around it left off; never empty."""

    start: int
    end: int
    text: str


class Placed(NamedTuple):
    """A cell's stretch, row and column."""

    start: int
    end: int
    row: int
    column: int


@dataclass(slots=True)
class _Reader:
    """The rows under one head; ``cells`` holds where each cell of the row being read stands, by column."""

    parts: tuple[Part | None, ...]
    row: int = 0
    cells: dict[int, tuple[int, int]] = field(default_factory=dict)
    found: list[Placed] = field(default_factory=list)

    def close(self) -> None:
        """Puts the row down, if anything was read for it."""
        if self.cells:
            self.row += 1
            self.found += [Placed(start, end, self.row, column) for column, (start, end) in sorted(self.cells.items())]
        self.cells = {}

    def put(self, line: Line, column: int) -> None:
        """Adds a line to the cell of a column."""
        self.cells[column] = (self.cells.get(column, (line.start, 0))[0], line.end)

    def column(self, line: Line) -> int | None:
        """The column that a line belongs to, not before those that the row has; None where it would have to go back."""
        reached = max(self.cells, default=0)
        if reached == 0 and self.parts[1] in WHAT:
            return 1
        timed = self.parts.index("deadline") if "deadline" in self.parts and _TIME.match(line.text) else 0
        if timed >= reached and timed not in self.cells and timed:
            return timed
        for column in range(reached, len(self.parts)):
            free = column not in self.cells or (column == reached and self.parts[column] not in WHAT) or not self._more(column)
            if column and free and fits(line.text, self.parts[column]):
                return column
        return None

    def _more(self, column: int) -> bool:
        """Whether another column for words follows."""
        return any(part in WHAT for part in self.parts[column + 1 : column + 2])

    def worded(self) -> int:
        """The first column for words."""
        return next(column for column, part in enumerate(self.parts) if column and part in WHAT)


def fits(text: str, part: Part | None) -> bool:
    """Whether a text can stand in a column of this part: bodies, a time, or words."""
    bodies = _is_bodies(text)
    if part in WHO:
        return bodies
    if part == "deadline":
        return bool(_TIME.match(text))
    return part == "note" or (part in WHAT and not bodies)


def _is_bodies(text: str) -> bool:
    spans = list(names(text, 0, len(text)))
    return bool(spans) and len(text) <= 120 and not text.endswith(("。", ";")) and all(is_body(text[a:b]) for a, b in spans)


def head(lines: Sequence[Line], at: int) -> tuple[Part | None, ...]:
    """The parts of the columns whose heads begin at line ``at``: 序号, then two known ones or more, then the row numbered 1; else empty."""
    parts: list[Part | None] = []
    for line in lines[at : at + 9]:
        if line.text == "1":
            break
        if len(line.text) > _LONGEST_HEAD:
            return ()
        parts.append(part_of(line.text))
    known = {part for part in parts[1:] if part}
    whole = 3 <= len(parts) <= 8 and parts[0] == "number" and known & {*WHO, "deadline"} and any(part in WHAT for part in parts[1:])
    return tuple(parts) if whole and at + len(parts) < len(lines) and lines[at + len(parts)].text == "1" else ()


def stacked(lines: Sequence[Line]) -> Iterator[tuple[int, int, list[Placed]]]:
    """Each table as the lines it fills (first, behind the last) and its cells, its head being row 0. Takes linear time.

    A row begins at its number; a line of words behind its bodies or its time begins another row under the same number, as merged cells do.
    """
    at = 0
    while at < len(lines):
        parts = head(lines, at) if lines[at].text.replace(" ", "") in ("序号", "编号") else ()
        if not parts:
            at += 1
            continue
        reader = _Reader(parts)
        reader.found += [Placed(line.start, line.end, 0, column) for column, line in enumerate(lines[at : at + len(parts)])]
        end = _body(reader, lines, at + len(parts))
        if reader.row > 1:
            yield at, end, reader.found
        at = end


def _body(reader: _Reader, lines: Sequence[Line], at: int) -> int:
    """Reads rows from line ``at`` on; the line behind the last."""
    number = 0
    while at < len(lines):
        line = lines[at]
        if line.text == str(number + 1):
            reader.close()
            number += 1
            reader.put(line, 0)
        elif (column := reader.column(line)) is not None:
            reader.put(line, column)
        elif _another(reader, lines, at, number):
            reader.close()
            reader.put(line, reader.worded())
        else:
            break
        at += 1
    reader.close()
    return at


def _another(reader: _Reader, lines: Sequence[Line], at: int, number: int) -> bool:
    """Whether a line of words begins another row: bodies or a time follow it before the next number."""
    if not any(reader.parts[column] in (*WHO, "deadline") for column in reader.cells) or _is_bodies(lines[at].text):
        return False
    following = [line.text for line in lines[at + 1 : at + 3]]
    until = following.index(str(number + 1)) if str(number + 1) in following else len(following)
    return any(_is_bodies(text) or _TIME.match(text) for text in following[:until])
