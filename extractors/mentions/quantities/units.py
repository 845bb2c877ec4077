"""Measure words as a pattern: the longest unit that fits and does not begin a longer word (20项目 has none)."""

import re
from functools import cache
from typing import Literal

from extractors.lexicon import lexicon

Kind = Literal["share", "count", "extent", "money", "time", "ratio", "rank"]
_KINDS: tuple[Kind, ...] = ("share", "count", "extent", "money", "time")


@cache
def kinds() -> dict[str, Kind]:
    """Every simple unit with what it measures: ``%`` share, ``座`` count, ``公里`` extent, ``元`` money, ``工作日`` time."""
    measures = lexicon("measures")
    return {unit: kind for kind in reversed(_KINDS) for unit in measures[kind]["units"]}


def kind_of(unit: str) -> Kind:
    """What a unit as written measures; ``吨/日`` counts by its first half; ``:1`` is a ratio."""
    if unit.startswith(":"):
        return "ratio"
    return kinds()[unit if unit.startswith("/") else unit.partition("/")[0]]


@cache
def unit_pattern() -> str:
    """Pattern source of one unit with its guard, ``/日`` included; linear, without groups that capture."""
    measures = lexicon("measures")
    guards = {unit: words for kind in _KINDS for unit, words in measures[kind].get("guards", {}).items()}
    per = "|".join(re.escape(unit) for unit in sorted(measures["per"]["units"], key=len, reverse=True))
    simple = "|".join(_guarded(unit, guards.get(unit, [])) for unit in sorted(kinds(), key=len, reverse=True))
    return rf"(?:{simple})(?:/(?:{per}))?"


def _guarded(unit: str, words: list[str]) -> str:
    """A unit that does not begin one of these words, nor a longer row of letters (5M is not the head of 5MPa)."""
    guard = "[A-Za-z0-9]" if unit.isascii() and unit.isalnum() else "|".join(map(re.escape, words))
    return re.escape(unit) + (f"(?!{guard})" if guard else "")


@cache
def arabic_only() -> frozenset[str]:
    """Units that count only behind Arabic numerals: 七里河 and 三方协同 measure nothing."""
    return frozenset(lexicon("measures")["extent"]["bare"])
