"""Measure words as a pattern: the longest unit that fits and does not begin a longer word (20项目 has none)."""

import re
from functools import cache
from typing import Literal

from extractors.lexicon import lexicon

Kind = Literal["share", "count", "extent", "money", "time", "ratio"]
_KINDS: tuple[Kind, ...] = ("share", "count", "extent", "money", "time")


@cache
def kinds() -> dict[str, Kind]:
    """Every simple unit with what it measures: ``%`` share, ``座`` count, ``公里`` extent, ``元`` money, ``工作日`` time."""
    measures = lexicon("measures")
    return {unit: kind for kind in reversed(_KINDS) for unit in measures[kind]["units"]}


def kind_of(unit: str) -> Kind:
    """What a unit as written measures; ``吨/日`` counts by its first half; ``:1`` is a ratio."""
    return "ratio" if unit.startswith(":") else kinds()[unit.partition("/")[0]]


@cache
def unit_pattern() -> str:
    """Pattern source of one unit with its guard, ``/日`` included; linear, without groups that capture."""
    measures = lexicon("measures")
    guards = {unit: after for kind in _KINDS for unit, after in measures[kind].get("guards", {}).items() if after}
    units = sorted(kinds(), key=len, reverse=True)
    per = "|".join(re.escape(unit) for unit in sorted(measures["per"]["units"], key=len, reverse=True))
    # A time or money unit has no 20元/亩 guard of its own: the guard asks for what stands right after the simple unit.
    simple = "|".join(re.escape(unit) + (f"(?![{re.escape(guards[unit])}])" if unit in guards else "") for unit in units)
    return rf"(?:{simple})(?:/(?:{per}))?"
