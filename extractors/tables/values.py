"""The numbers of an indicator table: a target for each value column, due at the end of the year in its heading."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from extractors.lexicon import lexicon
from extractors.mentions.quantities import quantities
from extractors.tables.grid import GridCell
from extractors.tables.rows import Row
from extractors.targets.baselines import as_of
from extractors.targets.natures import bracket_nature, heading_nature
from schemas.records import Baseline, Comparator, Nature, Target
from schemas.spans import Span

_YEAR = re.compile(r"(20\d\d)年?")
_PLANS = {"十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030}
_PLAN_NAME = re.compile(r"(十[二三四五])五")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]) ?")
_BARE_NUMBER = re.compile(r"(?P<bound>[<>≤≥]=?)?(?<![\d,])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<rest>(?:以上|以下|以内|左右)?)$")


def values(row: Row) -> Iterator[Target]:
    """The targets of one row of indicators: ``污水集中处理率 | % | 95`` under ``2025年目标值`` → ≥, =, ≤ 95 % by 2025-12-31.

    Spans run from the indicator to the value. A value that is no number (完成, 全面建立) gives no target. A column 基期值 or 现状值 says where they
    start from, a column 属性, the group or the name of the indicator whether they bind.
    """
    indicator = row.of("indicator")
    if not indicator:
        return
    measure = next((cell.text for cell in row.of("measure")), "")
    nature = _nature(row)
    for part, cell, head in row.cells:
        if part == "target":
            for target in _target(indicator[0], cell, measure, _due(head)):
                baseline = _baseline(row, measure or _inner_measure(indicator[0]), target)
                yield replace(target, baseline=baseline, **nature._asdict()) if baseline or nature.nature else target


class _Said(NamedTuple):
    nature: Nature | None = None
    nature_span: Span | None = None


def _nature(row: Row) -> _Said:
    """What the cell of 属性 says, else brackets in the indicator, else the name of the group of rows."""
    told = [(cell, heading_nature(cell.text)) for cell in row.of("property")]
    told += [(cell, bracket_nature(cell.text)) for cell in row.of("indicator")]
    told += [(cell, heading_nature(_NUMBERED.sub("", cell.text))) for cell in (row.group, row.heading) if cell]
    return next((_Said(found[0], cell.span) for cell, found in told if found), _Said())


def _baseline(row: Row, measure: str, target: Target) -> Baseline | None:
    """The number of the last column 基期值 or 现状值 of a day before the target is due; None where it is not exact or of another measure."""
    for part, cell, head in reversed(row.cells):
        known = as_of(head) if part == "baseline" else None
        if part != "baseline" or (known and target.due and known >= target.due):
            continue
        found = quantities(_stated(cell.text, measure))
        if len(found) != 1 or found[0].low is None or found[0].high is not None or found[0].bound:
            return None
        unit = "" if not measure and _BARE_NUMBER.match(cell.text) else found[0].unit
        return Baseline(found[0].low, unit, known, cell.span) if unit == target.unit else None
    return None


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


def _inner_measure(indicator: GridCell) -> str:
    """The measure in brackets behind the name of an indicator: 污水集中处理率(%)."""
    inner = re.search(r"[(〔]([%‰一-鿿/]{1,8})[)〕]$", indicator.text)
    return inner[1] if inner else ""


def _target(indicator: GridCell, cell: GridCell, measure: str, due: date | None) -> Iterator[Target]:
    name = re.sub(r"[(〔][%‰一-鿿/]{1,8}[)〕]$", "", indicator.text)
    measure = measure or _inner_measure(indicator)
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
