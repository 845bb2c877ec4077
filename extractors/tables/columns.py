"""What the columns of a table hold, told from their heads."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.lexicon import lexicon
from extractors.tables.grid import Grid, GridCell

_Who = Literal["lead", "cooperate", "responsible"]
_What = Literal["number", "group", "name", "description", "deadline", "note"]
_HowMuch = Literal["indicator", "measure", "property", "baseline", "target"]
Part = _Who | _What | _HowMuch
_PARTS: tuple[Part, ...] = (
    "number", "lead", "cooperate", "responsible", "deadline", "baseline", "target",
    "indicator", "property", "note", "name", "description", "group", "measure",
)  # fmt: skip
_BARE = re.compile(r"[(〔][^()〔〕]{0,30}[)〕]|[\s:“”*]")
_NUMBER = re.compile(r"[-—一二三四五六七八九十\d.()、]{0,6}")


@dataclass(frozen=True, slots=True)
class Columns:
    """The part that each column plays, and the row where the body begins. ``heads`` are the columns' headings as written."""

    parts: tuple[Part | None, ...]
    heads: tuple[str, ...]
    body: int

    def of(self, part: Part) -> list[int]:
        """The columns that play a part."""
        return [column for column, one in enumerate(self.parts) if one == part]

    @property
    def indicators(self) -> bool:
        """Whether the rows are indicators with their values."""
        return bool(self.of("indicator") and self.of("target"))


@cache
def _patterns() -> dict[Part, re.Pattern[str]]:
    return {part: re.compile("|".join(f"(?:{choice})" for choice in lexicon("tables")[part])) for part in _PARTS}


def part_of(head: str) -> Part | None:
    """The part that a column plays by its heading: ``责任单位`` → responsible; None where it tells nothing."""
    bare = _BARE.sub("", head)
    return next((part for part in _PARTS if bare and _patterns()[part].fullmatch(bare)), None)


def _text(cell: GridCell | None) -> str:
    return cell.text if cell else ""


def _settled(parts: list[Part | None]) -> list[Part | None]:
    """Two columns of tasks are name and description; 单位 in a table of tasks is who does it; a lone description is the task."""
    if "indicator" not in parts and "measure" in parts and not {"lead", "responsible"} & set(parts):
        parts = ["responsible" if part == "measure" else part for part in parts]
    names = [column for column, part in enumerate(parts) if part == "name"]
    for column in names[1:]:
        parts[column] = "description"
    if not names and "description" in parts:
        parts[parts.index("description")] = "name"
    return parts


def columns(table: Grid) -> Columns | None:
    """The columns of a table of tasks or indicators; None where its head says no such thing in the first five rows.

    A head over two rows (责任单位 over 牵头单位 and 配合单位) is read from the lower one where that names more.
    """
    for row in range(min(5, len(table))):
        heads = [_text(cell) for cell in table[row]]
        parts = [part_of(head) for head in heads]
        body = row + 1
        if body < len(table) and sum(part is not None for part in parts) >= 2:
            lower = [part_of(_text(cell)) or parts[column] for column, cell in enumerate(table[body])]
            own = [part_of(_text(cell)) for column, cell in enumerate(table[body]) if _text(cell) != heads[column]]
            if own and all(own) and all(_text(cell) for cell in table[body]):
                parts, heads, body = lower, [_text(cell) for cell in table[body]], body + 1
        parts = _settled(parts)
        known = {part for part in parts if part}
        if ("name" in known and known & {"lead", "cooperate", "responsible", "deadline"}) or {"indicator", "target"} <= known:
            return Columns(tuple(parts), tuple(heads), body)
    return None
