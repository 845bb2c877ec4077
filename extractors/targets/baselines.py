"""Where a target starts from: the 35 % of 由2020年的35%提高到60%, which is no target of its own."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from extractors.lexicon import lexicon
from extractors.mentions.dates import DateMention, dates
from extractors.mentions.quantities import Quantity
from extractors.targets.vocabulary import any_of
from schemas.records import Baseline
from schemas.spans import Span

_FAR = 32
_LONGEST_GAP = 40
_DAY = r"(?:19|20)\d\d年(?:\d{1,2}月)?(?:年?[底末初])?|[“\"]?十[一二三四五]五[”\"]?(?:时期|期)?末"
_JOINT = re.compile("、|,|和|及|以及|与|、?(?:和|及)")
_REST = r"[^、,。;:!?()〔〕\n0-9]"
_CLAUSE = re.compile(r"[,。;:!?\n、()〔〕]")
_REACHED_AFTER = rf"(?:(?:{_DAY})的?)?(?:每[一-鿿]{1, 3}?)?"
_STOCK = "existing-stock"
_EACH = re.compile("每(?:半年|两年|[一-鿿])")


class Number(NamedTuple):
    """A number of a text and why it is no target (``baseline``, ``no-indicator`` …); an empty reason where it is one."""

    quantity: Quantity
    refused: str


class _Way(NamedTuple):
    """What stands before the number (group ``past`` may name its time), and between it and the value to be reached."""

    before: re.Pattern[str]
    level: re.Pattern[str]
    change: re.Pattern[str]


def _either(words: Sequence[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


@cache
def _ways() -> tuple[_Way, ...]:
    words: Mapping[str, Any] = lexicon("baselines")
    change = f"(?:{any_of('direction.up', 'direction.down')})[了约]?"
    reached, near = rf"(?:{_either(words['reached'])}){_REACHED_AFTER}", rf"{_REST}{{0,12}}?"
    dated = rf"(?:\((?P<dated>{_DAY})\))?"
    ground = rf"(?:水平|规模)?的?{_either(words['ground_end'])},?{_REST}{{0,10}}?"
    past = rf"(?P<past>(?:{_DAY}|{_either(words['past'])})(?:的|底|末|水平|时|年)*)"
    started = rf"(?<![{''.join(words['not_after'])}]){_either(words['from'])}(?![{''.join(words['not_before'])}])(?P<past>[^、,由从]{{0,16}})$"
    return (
        _Way(*map(re.compile, (started, f"{dated}{near}{reached}", f"{dated}{_REST}{{0,8}}?{change}"))),
        _Way(
            re.compile(rf"{_either(words['ground'])}(?P<past>[^、,在以于]{{0,16}})$"),
            re.compile(rf"{ground}{_either(words['ground_reached'])}{_REACHED_AFTER}"),
            re.compile(rf"{ground}{change}"),
        ),
        _Way(
            re.compile(rf"(?<![{''.join(words['compared_not_after'])}]){_either(words['compared'])}{past}\(?$"),
            re.compile(rf"\)?(?:的?水平)?{near}{reached}"),
            re.compile(rf"\)?(?:的?水平)?{_REST}{{0,8}}?{change}"),
        ),
    )


@cache
def _stock_gap() -> re.Pattern[str]:
    """目前为58%,到2025年提高到65%: nothing is named between the two."""
    return re.compile(rf"[,;](?:力争|争取|计划|预计|确保)?(?:[到至])?(?:{_DAY}|20\d\d年底前),?(?:力争|争取|将|再)?{any_of('direction.level')}")


@cache
def _behind() -> re.Pattern[str]:
    """达到65%(2020年为60%): a bracket right behind the value that says what was."""
    return re.compile(
        rf"\((?:(?P<past>{_DAY})(?:的?{_either(lexicon('baselines')['named'])})?[为是:]|{_either(lexicon('baselines')['named'])}[为是:]?)"
    )


@cache
def _out_of() -> re.Pattern[str]:
    return re.compile(_either(lexicon("baselines")["out_of"]))


def baselines(text: str, numbers: Sequence[Number]) -> dict[Span, Baseline]:
    """The values that targets of a text start from, by the place of the target's number; ``numbers`` are all of the text's, in order.

    ``由2020年的35%提高到60%`` 35 % at the end of 2020 · ``从35个增加到50个`` 35 个 · ``在2020年24%的基础上提高到30%`` ·
    ``较2020年(35%)提高5个百分点`` · ``达到65%(2020年为60%)``. A number that is a target itself, or
    that is bounded, masked or of another measure, is none. Takes linear time.
    """
    found: dict[Span, Baseline] = {}
    for at, number in enumerate(numbers):
        if number.refused and _is_exact(number.quantity):
            found |= _ahead(text, numbers, at)
            if at and not numbers[at - 1].refused and numbers[at - 1].quantity.span not in found:
                found |= _bracketed(text, numbers[at - 1].quantity, number.quantity)
    return found


def _is_exact(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is None and not quantity.bound


def _ahead(text: str, numbers: Sequence[Number], at: int) -> dict[Span, Baseline]:
    """The targets that start from the number at ``at`` and those listed behind it: 分别由38%、35%提高到40%、36%."""
    first = numbers[at].quantity
    if at + 1 == len(numbers) or numbers[at + 1].quantity.span.start - first.span.end > _LONGEST_GAP:
        return {}
    starts = _run(text, numbers, at)
    goals = _run(text, numbers, at + len(starts)) if at + len(starts) < len(numbers) else []
    if len(goals) != len(starts) or any(goal.refused for goal in goals):
        return {}
    pairs = [(start.quantity, goal.quantity) for start, goal in zip(starts, goals, strict=True)]
    floor = numbers[at - 1].quantity.span.end if at else 0
    way = _way(text, floor, numbers[at], text[starts[-1].quantity.span.end : goals[0].quantity.span.start])
    if way is None or not all(_comparable(start, goal, change=way.change) for start, goal in pairs):
        return {}
    return {goal.span: _baseline(start, way.past) for start, goal in pairs}


def _run(text: str, numbers: Sequence[Number], at: int) -> list[Number]:
    """The numbers from ``at`` on that only list marks part, all of them targets or none."""
    found = [numbers[at]]
    for number in numbers[at + 1 : at + 8]:
        between = text[found[-1].quantity.span.end : number.quantity.span.start]
        if bool(number.refused) != bool(found[0].refused) or not _JOINT.fullmatch(between):
            break
        found.append(number)
    return found


class _Said(NamedTuple):
    """What the words around two numbers say: whether the second is a change of the first, and the words for the time of the first."""

    change: bool
    past: str


def _way(text: str, floor: int, first: Number, gap: str) -> _Said | None:
    start = first.quantity.span.start
    low = max(floor, start - _FAR)
    head = text[low:start]
    cuts = [cut.end() for cut in _CLAUSE.finditer(head) if cut[0] != "(" or cut.end() < len(head)]
    clause = head[cuts[-1] :] if cuts else head
    for way in _ways():
        before = way.before.search(clause)
        if before is None:
            continue
        level, change = way.level.fullmatch(gap), way.change.fullmatch(gap)
        between = level or change
        if between and not _out_of().search(gap) and _EACH.findall(clause) == _EACH.findall(gap):
            dated = between.groupdict().get("dated")
            return _Said(change is not None and level is None, dated or before["past"] or "")
    if first.refused == _STOCK and _stock_gap().fullmatch(gap):
        return _Said(False, clause)
    return None


def _comparable(start: Quantity, goal: Quantity, *, change: bool) -> bool:
    """Whether one is a value of what the other reaches: the same measure, or a change in per cent of any measure, in points of a share."""
    if start.unit == goal.unit:
        return True
    return change and (goal.unit == "%" or (goal.kind == "share" and start.unit in ("%", "‰")))


def _bracketed(text: str, goal: Quantity, start: Quantity) -> dict[Span, Baseline]:
    if start.unit != goal.unit or start.span.start - goal.span.end > _LONGEST_GAP or text[start.span.end : start.span.end + 1] != ")":
        return {}
    said = _behind().fullmatch(text, goal.span.end, start.span.start)
    return {goal.span: _baseline(start, said["past"] or "")} if said else {}


def _baseline(quantity: Quantity, past: str) -> Baseline:
    assert quantity.low is not None
    return Baseline(quantity.low, quantity.unit, as_of(past), quantity.value)


def as_of(words: str) -> date | None:
    """The last day of the one time that words name: ``2020年`` 2020-12-31, ``2023年6月底`` 2023-06-30; None where they name none or several."""
    if not re.search("[0-9五]", words):
        return None
    named = list(dates(words))
    return _last_day(named[0]) if len(named) == 1 else None


def _last_day(mention: DateMention) -> date | None:
    if mention.kind == "term" and mention.count and "末" in mention.tail:
        return date(1955 + 5 * int(mention.count), 12, 31)
    days = mention.first.days() if mention.kind == "point" and mention.first else None
    return days[1] if days else None
