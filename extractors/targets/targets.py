"""Targets of one text, assembled from its numbers, clauses and dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractors.mentions.quantities import Quantity, quantities
from extractors.targets.directions import comparator
from extractors.targets.dues import Dues, years
from extractors.targets.objections import objection
from extractors.targets.readings import Reading, readings
from extractors.targets.series import distributed
from extractors.targets.sheet import sheets
from schemas.records import Comparator, Deadline, How, Target
from schemas.spans import Span

_TIMED = ("小时", "分钟", "秒", "工作日", "个工作日", "个小时")


@dataclass(frozen=True, slots=True)
class _Found:
    """A reading in the coordinates of the whole text, with its comparator and how its indicator was come by."""

    reading: Reading
    text: Span
    indicator: Span
    compared: Comparator
    refused: str
    how: How
    rule: str


def targets(text: str, deadlines: Sequence[Deadline], clause: int | None = None) -> list[Target]:
    """The numeric commitments of a text, in order: ``新建3座水系桥`` gives 水系桥, ``=``, 3, 座.

    ``deadlines`` are those found in the same text; those from ``clause`` on, where the trailing responsibility clause begins, are the
    default ``due``. 2020年24个,2021年31个 gives one target a stage. Takes linear time.
    """
    dues = Dues(text, deadlines, clause)
    out: list[Target] = []
    for found in _found(text, deadlines, clause):
        if not found.refused:
            out += _dated(text, found, dues)
    return out


def refusals(text: str, deadlines: Sequence[Deadline], clause: int | None = None) -> list[tuple[Span, str]]:
    """The numbers with units that became no target, each with the reason as a kebab-case word (``existing-stock``, ``payment`` …)."""
    found = list(_found(text, deadlines, clause))
    refused = [(f.reading.quantity.span, f.refused) for f in found if f.refused]
    seen = {f.reading.quantity.span for f in found}
    limit = len(text) if clause is None else clause
    rest = [(q.span, "name-or-date") for q in quantities(text[:limit]) if q.span not in seen]
    return sorted(refused + rest)


def _found(text: str, deadlines: Sequence[Deadline], clause: int | None) -> list[_Found]:
    body = text if clause is None else text[:clause]
    dates = [d.span for d in deadlines if d.span.start < len(body)]
    numbers = [q for q in quantities(body) if not _is_date(q, dates)]
    kept = {q.span for q in numbers}
    dates = [d for d in dates if not any(d.meets(span) for span in kept)]
    found: list[_Found] = []
    for sheet in sheets(body, numbers, dates):
        found += _level(sheet.signs, sheet.span.start, distributed(body, sheet, list(readings(sheet))))
    return sorted(found, key=lambda f: f.reading.quantity.span)


def _is_date(quantity: Quantity, dates: Sequence[Span]) -> bool:
    return quantity.unit not in _TIMED and any(d.meets(quantity.value) for d in dates)


def _level(signs: str, offset: int, rows: list[Reading]) -> Iterator[_Found]:
    """Readings of one level judged; an empty indicator is borrowed from the number before it in the same sentence."""
    last: _Found | None = None
    for row in rows:
        how: How = "stated"
        rule = f"{row.quantity.kind}-{row.order}"
        indicator = row.indicator.moved(offset)
        refused = objection(signs, row)
        if row.indicator.start == row.indicator.end:
            if last is not None and last.reading.sentence == row.sentence and last.indicator.end > last.indicator.start:
                indicator, how, rule = last.indicator, "inherited", rule + "-inherited"
            else:
                refused = refused or "no-indicator"
        found = _Found(row, row.text.moved(offset), indicator, comparator(signs, row), refused, how, rule)
        last = found
        yield found


def _dated(text: str, found: _Found, dues: Dues) -> Iterator[Target]:
    row = found.reading
    at = row.quantity.value.start
    governing = dues.governing(at, recurring="每年" in text[max(0, found.text.start) : at])
    ends: list[date | None] = [governing[-1].end] if governing else [None]
    if governing and "分别" in text[governing[-1].span.end : at]:
        several = years(governing[0]) if len(governing) == 1 else [d.end for d in governing if d.end]
        if len(several) > 1:
            ends = [several[row.chain]] if row.chain_length == len(several) else list(several)
    target = _target(text, found)
    yield from (replace(target, due=end) for end in ends)


def _target(text: str, found: _Found) -> Target:
    row, quantity, compared = found.reading, found.reading.quantity, found.compared
    low, high = quantity.low, quantity.high
    if compared == "<=":
        low, high = None, quantity.high if quantity.bound == "range" else quantity.low
    return Target(
        text=text[slice(*found.text)],
        indicator=text[slice(*found.indicator)],
        comparator=compared,
        low=low,
        high=high,
        unit=quantity.unit,
        due=None,
        span=found.text,
        masked=quantity.masked,
        how=found.how,
        confidence=_confidence(row, found),
        rule=f"target-{found.rule}",
    )


def _confidence(row: Reading, found: _Found) -> float:
    sure = 0.97
    if row.quantity.chinese:
        sure -= 0.12
    if found.how == "inherited":
        sure -= 0.1
    if row.quantity.kind in ("time", "money"):
        sure -= 0.15
    return round(sure, 2)
