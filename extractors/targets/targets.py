"""Targets of one text, assembled from its numbers, clauses and dates."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractors.mentions.quantities import quantities
from extractors.targets.baselines import Number, baselines
from extractors.targets.directions import comparator
from extractors.targets.dues import Dues, years
from extractors.targets.natures import natured
from extractors.targets.objections import is_article, objection
from extractors.targets.phrases import indicator_before, joint
from extractors.targets.readings import Reading, readings
from extractors.targets.series import distributed
from extractors.targets.sheet import NUMBER, Sheet, covered, sheets
from extractors.targets.vocabulary import last_word, opens_with
from schemas.records import Baseline, Comparator, Deadline, How, Target
from schemas.spans import Span

_LONGEST_SUBJECT = 24
_NEAR = 200


@dataclass(frozen=True, slots=True)
class _Found:
    """A reading placed in the whole text, with its comparator and how its indicator was come by; ``refused`` says why it is no target."""

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
    judged = _found(text, deadlines, clause)
    kept = [found for found in judged if not found.refused]
    if not kept:
        return []
    dues = Dues(text, deadlines, clause)
    starts = baselines(text, [Number(found.reading.quantity, found.refused) for found in judged]) if len(kept) < len(judged) else {}
    return natured(text, [_started(target, starts, found) if starts else target for found in kept for target in _dated(text, found, dues)])


def refusals(text: str, deadlines: Sequence[Deadline], clause: int | None = None) -> list[tuple[Span, str]]:
    """The numbers with units that became no target, each with the reason as a kebab-case word (``existing-stock``, ``payment`` …)."""
    found = _found(text, deadlines, clause)
    refused = [(f.reading.quantity.span, f.refused) for f in found if f.refused]
    seen = {f.reading.quantity.span for f in found}
    body = text[:clause]
    rest = [(q.span, "article" if is_article(body, q) else "name-or-date") for q in quantities(body) if q.span not in seen]
    return sorted(refused + rest)


def _found(text: str, deadlines: Sequence[Deadline], clause: int | None) -> list[_Found]:
    body = text[:clause]
    named = quantities(body)
    if not named:
        return []
    dates = [d.span for d in deadlines if d.span.start < len(body) and d.kind in ("by", "during")]
    dated = covered(len(body), dates)
    numbers = [q for q in named if (q.kind == "time" or not dated[q.value.start]) and not is_article(body, q)]
    if not numbers:
        return []
    timed = covered(len(body), (q.span for q in numbers))
    dates = [d for d in dates if not any(timed[d.start : d.end])]
    found = [f for sheet in sheets(body, numbers, dates) for f in _level(sheet, distributed(sheet.signs, list(readings(sheet))))]
    return sorted(found, key=lambda f: f.reading.quantity.span)


def _level(sheet: Sheet, rows: list[Reading]) -> Iterator[_Found]:
    """Readings of one level judged; an empty indicator is completed from what stands before it in the same sentence."""
    signs, offset = sheet.signs, sheet.span.start
    last: _Found | None = None
    latest: _Found | None = None
    earlier: dict[str, _Found] = {}
    for row in rows:
        how: How = "stated"
        indicator = row.indicator.moved(offset)
        refused = objection(signs, row)
        if row.indicator.end == row.indicator.start:
            verb = indicator_before(signs, row.before, "ratio")
            last = earlier.get(row.quantity.unit)
            near = latest if latest is not None and latest.reading.clause == row.clause and row.before.start > row.clause.start else None
            if near is not None and near.indicator.end > near.indicator.start and not near.refused and last is None:
                indicator, how = near.indicator, "inherited"
            elif grown := _grown(sheet, row, latest):
                indicator, how = grown, "inherited"
            elif borrowed := _borrowed(sheet, row, last):
                indicator, how = borrowed, "inherited"
            elif verb.end > verb.start:
                indicator = verb.moved(offset)
            else:
                refused = refused or "no-indicator"
        rule = f"{row.quantity.kind}-{row.order}" + ("-inherited" if how == "inherited" else "")
        compared = comparator(signs, row)
        if last is not None and how == "inherited" and indicator == last.indicator and last.compared in ("increase", "decrease"):
            compared = last.compared if compared == "=" and not last_word(signs, *row.before, "direction.level") else compared
        last = _Found(row, _evidence(sheet, row, indicator).moved(offset), indicator, compared, refused, how, rule)
        earlier[row.quantity.unit] = latest = last
        yield last


def _evidence(sheet: Sheet, row: Reading, indicator: Span) -> Span:
    """The text of a reading, with the verb of a time limit: 48小时内放行."""
    start, end = row.text
    if row.quantity.kind == "time" and row.order == "before":
        verb = opens_with("objection.finishing").match(sheet.signs, row.number.end, row.clause.end)
        end = max(end, indicator.end - sheet.span.start, verb.end() if verb else end)
    if row.quantity.unit.startswith(":") and (named := sheet.signs.rfind("比", max(0, row.number.start - _LONGEST_SUBJECT), row.number.start)) >= 0:
        start = min(start, named)  # 2:1 is a ratio only behind 比例 or 之比
    if cut := _CUT.search(sheet.signs, max(0, start - _LONGEST_SUBJECT), start + 1):
        start = cut.start()
    return Span(start, end)


def _borrowed(sheet: Sheet, row: Reading, last: _Found | None) -> Span | None:
    """What a number without an indicator measures: the subject of the clause before, else what the number before it measured in the same unit."""
    if row.quantity.kind != "count" and NUMBER not in sheet.signs[slice(*row.prior)]:
        subject = indicator_before(sheet.signs, row.prior, row.quantity.kind)
        whole = row.quantity.kind != "time" or subject.start == row.prior.start
        if whole and 1 < subject.end - subject.start <= _LONGEST_SUBJECT:
            return subject.moved(sheet.span.start)
    if row.quantity.kind == "time" and (limited := _limited(sheet, row)):
        return limited
    if last is not None and _same_period(sheet.signs, last.reading, row):
        return last.indicator if last.indicator.end > last.indicator.start else None
    return None


_CUT = re.compile(r"(?<![0-9])[0-9]{1,6}[:.][0-9]\Z")
"""A longer number that evidence would begin within: 2:1|3座至5座."""
_GROWTH = re.compile(
    r"(?:(?:年均|年平均|平均每年|每年|同比|比上年|较上年|年均复合|年)?(?:增长|递增|增速|增幅|下降|降低)(?:率)?(?:不低于|不少于|超过|达到|保持在|在|达|约)?)"
)


def _grown(sheet: Sheet, row: Reading, latest: _Found | None) -> Span | None:
    """What grows where a clause says only by how much: 收入达到3万元,年均增长8%以上."""
    if latest is None or latest.refused or row.quantity.kind != "share" or not _GROWTH.fullmatch(sheet.signs[slice(*row.before)]):
        return None
    known = latest.indicator.end > latest.indicator.start and _same_period(sheet.signs, latest.reading, row)
    return latest.indicator if known else None


def _same_period(signs: str, earlier: Reading, row: Reading) -> bool:
    """Whether no full stop parts two numbers that stand near each other."""
    between = signs[earlier.number.end : row.number.start] if row.number.start - earlier.number.end < _NEAR else "。"
    return "。" not in between and "\n" not in between


def _limited(sheet: Sheet, row: Reading) -> Span | None:
    """What a time limit is set for where only the verb behind it says so: 5分钟内完成登记."""
    end = min(row.clause.end, row.number.end + _LONGEST_SUBJECT)
    for at in range(row.number.end, end):
        if joint(sheet.signs, at):
            end = at
            break
    return Span(row.number.end, end).moved(sheet.span.start) if end - row.number.end > 1 else None


def _started(target: Target, starts: Mapping[Span, Baseline], found: _Found) -> Target:
    """The target with where it starts from; what is after the day when it is due is none."""
    baseline = starts.get(found.reading.quantity.span)
    if baseline is None or (baseline.as_of and target.due and baseline.as_of > target.due):
        return target
    return replace(target, baseline=baseline)


def _dated(text: str, found: _Found, dues: Dues) -> list[Target]:
    row = found.reading
    at = row.quantity.value.start
    governing = dues.governing(at, row.quantity.span.end, recurring="每年" in text[found.text.start : at])
    ends: list[date | None] = [governing[-1].end] if governing else [None]
    if governing and at - governing[-1].span.end < _NEAR and "分别" in text[governing[-1].span.end : at]:
        several = years(governing[0]) if len(governing) == 1 else [d.end for d in governing if d.end]
        if len(several) > 1:
            ends = [several[row.chain]] if row.chain_length == len(several) else list(several)
    return [_target(text, found, end) for end in ends]


def _target(text: str, found: _Found, due: date | None) -> Target:
    row, quantity, compared = found.reading, found.reading.quantity, found.compared
    low, high = quantity.low, quantity.high
    if compared == "<=":
        low, high = None, quantity.low if quantity.high is None else quantity.high
    return Target(
        text=text[slice(*found.text)],
        indicator=text[slice(*found.indicator)],
        comparator=compared,
        low=low,
        high=high,
        unit=quantity.unit,
        due=due,
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
        sure -= 0.05
    if row.quantity.kind in ("time", "money", "rank"):
        sure -= 0.14
    return round(sure, 2)
