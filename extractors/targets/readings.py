"""Each number of a clause with what it measures: 改造老旧小区24个 names it before the number, 新建3座水系桥 behind it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractors.mentions.quantities import Quantity
from extractors.targets.phrases import indicator_before, indicator_behind, joint
from extractors.targets.sheet import DATE, NUMBER, Sheet
from extractors.targets.vocabulary import any_of, last_word, listed, opens_with
from schemas.spans import Span

Order = Literal["before", "behind", "nested"]

_SENTENCE = re.compile("[。;!?\n]")
_CLAUSE = re.compile("[,:“”…()〔〕\\[\\]【】]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number, the stretch of its clause, and what it measures (an empty span where the clause does not say).

    ``before`` is the stretch from the clause's (or list member's) start to the number; ``sentence`` and ``clause`` hold it.
    """

    quantity: Quantity
    text: Span
    indicator: Span
    before: Span
    clause: Span
    sentence: Span
    order: Order
    number_end: int
    chain: int = 0
    chain_length: int = 1


def readings(sheet: Sheet) -> Iterator[Reading]:
    """The numbers of a sheet in order, each read within its clause; spans are in the sheet's own text (``signs``)."""
    rest = list(reversed(sheet.quantities))
    offset = sheet.span.start
    for sentence in _stretches(sheet.signs, Span(0, len(sheet.signs)), _SENTENCE):
        if not rest or rest[-1].span.start - offset >= sentence.end:
            continue
        for clause in _stretches(sheet.signs, sentence, _CLAUSE):
            members = []
            while rest and rest[-1].span.start - offset < clause.end:
                members.append(rest.pop())
            if members:
                yield from _clause(sheet, clause, sentence, members)


def _stretches(signs: str, within: Span, border: re.Pattern[str]) -> Iterator[Span]:
    at = within.start
    for match in border.finditer(signs, within.start, within.end):
        if match.start() > at:
            yield Span(at, match.start())
        at = match.end()
    if within.end > at:
        yield Span(at, within.end)


def _clause(sheet: Sheet, clause: Span, sentence: Span, members: Sequence[Quantity]) -> Iterator[Reading]:
    signs, offset = sheet.signs, sheet.span.start
    found: list[Reading] = []
    start, chain = clause.start, 0
    for i, quantity in enumerate(members):
        number = quantity.span.moved(-offset)
        end = members[i + 1].span.start - offset if i + 1 < len(members) else clause.end
        before = Span(start, number.start)
        order = _order(signs, quantity, before, Span(number.end, end), last=i + 1 == len(members))
        if order == "behind":
            indicator, start = indicator_behind(signs, number.end, end, more=i + 1 < len(members))
            if indicator.start == indicator.end:
                order = "before"
        if order != "behind":
            indicator = indicator_before(signs, before, quantity.kind)
            start = _past_joint(signs, number.end, end)
        chain = chain + 1 if found and before.start >= before.end - 0 and not _named(signs, before) else 0
        until = indicator.end if order == "behind" else number.end
        found.append(Reading(quantity, Span(before.start, max(until, number.end)), indicator, before, clause, sentence, order, number.end, chain))
    yield from _nested(found)


def _named(signs: str, span: Span) -> bool:
    return any("一" <= c <= "鿿" for c in signs[span.start : span.end])


def _nested(found: list[Reading]) -> list[Reading]:
    """1个不少于2平方公里的…片区: the first number counts what the second describes."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):
        if out[i].order == "nested":
            noun = out[i + 1].indicator
            out[i] = replace(out[i], indicator=noun, text=Span(out[i].before.start, max(noun.end, out[i].text.end)))
    return out


def _order(signs: str, quantity: Quantity, before: Span, behind: Span, *, last: bool) -> Order:
    """Whether what is counted stands before the number or behind it; the cases in the order they are asked."""
    rest = signs[behind.start : behind.end]
    # 1 Nothing behind it but the next number that describes it.
    if not rest:
        return "before" if last else "nested"
    # 2 A list goes on, or only 的目标 follows.
    if joint(signs, behind.start) or rest in listed("phrase.generic"):
        return "before"
    # 3 A time limit says what is limited before it: 一般事项3个工作日内办结.
    if quantity.kind == "time":
        return "before"
    # 4 A share or a measure with its indicator before it and a predicate behind: 新增用地60%以上采取…
    if quantity.kind != "count" and _named(signs, before) and (opens_with("phrase.predicate").match(rest) or _rate_ends(signs, before)):
        return "before"
    return "behind"


_LINKS = re.compile("(?:达到|达|为|不低于|不少于|超过|保持在|稳定在|提高到|提升至|控制在|至|到|均|都|以上|降至)*$")


def _rate_ends(signs: str, before: Span) -> bool:
    """机械化清扫率达到: the stretch ends with the name of a rate, links left out."""
    end = before.end
    while link := last_word(signs, before.start, end, "direction.level", "direction.between"):
        end -= len(link)
    return bool(last_word(signs, before.start, end, "phrase.measured"))


def _past_joint(signs: str, at: int, end: int) -> int:
    match = re.compile(f"{any_of('phrase.connectors')}{{0,2}}").match(signs, at, end)
    return match.end() if match else at


__all__ = ["DATE", "NUMBER", "Reading", "readings"]
