"""The numbers of an indicator table: a target for each value column, due at the end of the year in its heading."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from extractors.lexicon import lexicon
from extractors.mentions.quantities import quantities
from extractors.tables.grid import GridCell
from extractors.tables.rows import Row
from schemas.records import Comparator, Target
from schemas.spans import Span

_YEAR = re.compile(r"(20\d\d)年?")
_PLANS = {"十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030}
_PLAN_NAME = re.compile(r"(十[二三四五])五")
_BARE_NUMBER = re.compile(r"(?P<bound>[<>≤≥]=?)?(?<![\d,])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<rest>(?:以上|以下|以内|左右)?)$")


def values(row: Row) -> Iterator[Target]:
    """The targets of one row of indicators: ``污水集中处理率 | % | 95`` under ``2025年目标值`` → ≥, =, ≤ 95 % by 2025-12-31.

    Spans run from the indicator to the value. A value that is no number (完成, 全面建立) gives no target.
    """
    indicator = row.of("indicator")
    measure = next((cell.text for cell in row.of("measure")), "")
    for part, cell, head in row.cells:
        if part == "target" and indicator:
            yield from _target(indicator[0], cell, measure, _due(head))


def _due(head: str) -> date | None:
    year = _YEAR.search(head)
    if year:
        return date(int(year[1]), 12, 31)
    named = _PLAN_NAME.search(head)
    return date(_PLANS[named[1]], 12, 31) if named else None


@cache
def _changes() -> dict[Comparator, tuple[str, ...]]:
    words = lexicon("tables")["changes"]
    return {"increase": tuple(words["increase"]), "decrease": tuple(words["decrease"])}


def _stated(value: str, measure: str) -> str:
    """The value with the measure of its row, where it is a bare number: ``≥85`` and ``%`` → ``≥85%``."""
    bare = _BARE_NUMBER.match(value)
    return f"{bare['bound'] or ''}{bare['number']}{measure or '个'}{bare['rest']}" if bare else value


def _target(indicator: GridCell, cell: GridCell, measure: str, due: date | None) -> Iterator[Target]:
    name = re.sub(r"[(〔][%‰一-鿿/]{1,8}[)〕]$", "", indicator.text)
    inner = re.search(r"[(〔]([%‰一-鿿/]{1,8})[)〕]$", indicator.text)
    measure = measure or (inner[1] if inner else "")
    bare = _BARE_NUMBER.match(cell.text) is not None
    for quantity in quantities(_stated(cell.text, measure)):
        change = next((sign for sign, words in _changes().items() if any(word in cell.text for word in words)), None)
        sign: Comparator = change if change and quantity.bound not in ("<=", "range") else quantity.bound or "="
        yield Target(
            text=f"{indicator.text} {cell.text}",
            indicator=name,
            comparator=sign,
            low=None if sign == "<=" else quantity.low,
            high=quantity.low if sign == "<=" else quantity.high,
            unit="" if bare and not measure else quantity.unit,
            due=due,
            span=Span(min(indicator.span.start, cell.span.start), max(indicator.span.end, cell.span.end)),
            masked=quantity.masked,
            confidence=0.9,
            rule="table-value",
        )
        return
