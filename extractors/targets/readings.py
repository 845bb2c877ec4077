"""Each number of a clause with what it measures: 改造老旧小区24个 names it before the number, 新建3座水系桥 behind it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractors.mentions.quantities import Quantity
from extractors.targets.phrases import before_links, indicator_before, indicator_behind, joint, last_joint, past_joint
from extractors.targets.sheet import BRACKET, DATE, Sheet
from extractors.targets.vocabulary import last_word, listed, opens_with
from schemas.spans import Span

Order = Literal["before", "behind", "nested", "attribute", "baseline"]

_SENTENCE = re.compile("[。;!?\n]")
_CLAUSE = re.compile("[,:“”…()〔〕\\[\\]【】]")
_LABEL = re.compile("(?:▢{3,4}|[(]?[0-9一二三四五六七八九十]{1,3}[)、.．]|[①-⑳]|[一二三四五六七八九十]是){0,2}")
_CHINESE = re.compile("[一-鿿□]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number and what it measures, in the signs of its sheet; ``indicator`` is empty where the clause does not say.

    ``text`` is the shortest stretch with both; ``before`` runs from the start of the clause or list member to the number, ``number`` is the
    quantity itself; ``clause``, ``prior`` (the clause before it, maybe empty) and ``sentence`` are where it stands. ``chain`` counts the
    members of a run of values (10家、40家) from 0, ``chain_length`` says how many there are and ``lead`` is the first of them.
    """

    quantity: Quantity
    text: Span
    indicator: Span
    before: Span
    number: Span
    clause: Span
    prior: Span
    sentence: Span
    order: Order
    lead: "Reading | None" = None
    chain: int = 0
    chain_length: int = 1


def readings(sheet: Sheet) -> Iterator[Reading]:
    """The numbers of a sheet in order, each read within its clause."""
    rest = list(reversed(sheet.quantities))
    offset = sheet.span.start
    for sentence in _stretches(sheet.signs, Span(0, len(sheet.signs)), _SENTENCE):
        prior = Span(sentence.start, sentence.start)
        if not rest or rest[-1].span.start - offset >= sentence.end:
            continue
        for clause in _stretches(sheet.signs, sentence, _CLAUSE):
            members = []
            while rest and rest[-1].span.start - offset < clause.end:
                members.append(rest.pop())
            yield from _attributed(sheet.signs, _nested(sheet.signs, _clause(sheet, clause, prior, sentence, members)))
            prior = clause


def _stretches(signs: str, within: Span, border: re.Pattern[str]) -> Iterator[Span]:
    at = within.start
    for match in border.finditer(signs, within.start, within.end):
        if match.start() > at:
            yield Span(at, match.start())
        at = match.end()
    if within.end > at:
        yield Span(at, within.end)


def _clause(sheet: Sheet, clause: Span, prior: Span, sentence: Span, members: Sequence[Quantity]) -> list[Reading]:
    signs, offset = sheet.signs, sheet.span.start
    found: list[Reading] = []
    label = _LABEL.match(signs, *clause) if clause.start == sentence.start else None
    start, chain = label.end() if label and label.end() < clause.end else clause.start, 0
    for i, quantity in enumerate(members):
        number = quantity.span.moved(-offset)
        more = i + 1 < len(members)
        end = members[i + 1].span.start - offset if more else clause.end
        before = Span(start, number.start)
        indicator = indicator_before(signs, before, quantity.kind)
        order = _order(signs, quantity, before, indicator, Span(number.end, end), more=more)
        if order == "behind":
            indicator, start = indicator_behind(signs, number.end, end, more=more)
        else:
            start = _next_member(signs, _past_brackets(signs, number.end, end), end, more=more)
        chain = chain + 1 if _goes_on(signs, found, before, quantity) else 0
        until = max(indicator.end, number.end) if order == "behind" else number.end
        found.append(Reading(quantity, Span(before.start, until), indicator, before, number, clause, prior, sentence, order, chain=chain))
    return found


def _goes_on(signs: str, found: list[Reading], before: Span, quantity: Quantity) -> bool:
    """Whether a number goes on a run of values: 10家、40家, with nothing named between and in one unit."""
    if not found or found[-1].order != "before" or found[-1].quantity.unit != quantity.unit or _CHINESE.search(signs, *before):
        return False
    return past_joint(signs, _past_brackets(signs, found[-1].number.end, before.end), before.end) >= before.start


def _next_member(signs: str, at: int, end: int, *, more: bool) -> int:
    """Where the next number's own stretch begins: behind 、 or, where a predicate stands between (响应、24小时内), behind the last 、."""
    start = past_joint(signs, at, end)
    if more and start == at and (cut := last_joint(signs, at, end)):
        return cut.end
    return start


def _past_brackets(signs: str, at: int, end: int) -> int:
    while at < end and signs[at] == BRACKET:
        at += 1
    return at


_SIZED = re.compile("[^的,、]{1,8}(?:以上|以下|以内)的(?=..)")


def _nested(signs: str, found: list[Reading]) -> list[Reading]:
    """1个不少于2平方公里的…片区, 1所200张床位以上的…医院: the first number counts what the second describes."""
    for i in range(len(found) - 2, -1, -1):
        if found[i].order == "nested":
            noun = found[i + 1].indicator
            if sized := _SIZED.match(signs, *noun):
                noun = Span(sized.end(), noun.end)
                found[i + 1] = replace(found[i + 1], order="attribute")
            found[i] = replace(found[i], indicator=noun, text=Span(found[i].before.start, max(noun.end, found[i].text.end)))
    return found


def _attributed(signs: str, found: list[Reading]) -> list[Reading]:
    """10亿元以上项目5个, 3000吨级泊位2个: a number inside the name of what the next one counts."""
    for i, row in enumerate(found[1:], 1):
        head = found[i - 1]
        if _starts_from(signs, head, row):
            indicator = indicator_before(signs, Span(head.before.start, _origin(signs, head)), row.quantity.kind)
            found[i] = replace(row, indicator=indicator, text=Span(head.text.start, row.text.end))
            found[i - 1] = replace(head, order="baseline")
            continue
        if head.order == "before" and row.order == "behind" and signs[head.number.end : row.number.start] == "的":
            found[i] = replace(row, text=Span(head.text.start, row.text.end))
        if row.order != "before" or row.chain:
            continue
        if head.order == "behind" and head.indicator.end == row.number.start:
            end = before_links(signs, head.number.end, head.indicator.end)
            named = signs.endswith(("过", "超", "达"), *head.before) and head.before.end - head.before.start < 9
            start = head.before.start if named else head.number.start
            found[i] = replace(row, indicator=Span(start, end), text=Span(head.text.start, row.text.end))
            found[i - 1] = replace(head, order="attribute")
        elif head.order == "before" and head.number.end == row.before.start < row.before.end:
            found[i] = row = replace(row, text=Span(head.text.start, row.text.end))
            if opens_with("objection.radius").match(signs, head.number.end):
                found[i] = replace(row, indicator=Span(head.indicator.start, row.indicator.end))
                found[i - 1] = replace(head, order="attribute")
    return found


_RAISED = re.compile("[^■,、]{0,12}(?:(?:到|至|为)(?:20[0-9]{2}年(?:底|末)?的?)?|◆的)")


def _starts_from(signs: str, head: Reading, row: Reading) -> bool:
    """由28处减少至5处: the first number is where it starts from."""
    raised = _RAISED.fullmatch(signs, head.number.end, row.number.start)
    return row.order == "before" and bool(raised) and _origin(signs, head) < head.before.end


_FROM = re.compile("(?<![自理缘])[由从](?![于而此业事])[^、,由从]{0,16}$")


def _origin(signs: str, head: Reading) -> int:
    """Where 由 or 从 stands before the number a change starts from (标准由家庭年人均9600元提高到…); the end of the stretch if nowhere."""
    found = _FROM.search(signs, head.before.start, head.before.end)
    return found.start() if found else head.before.end


def _order(signs: str, quantity: Quantity, before: Span, indicator: Span, behind: Span, *, more: bool) -> Order:
    """Whether what is counted stands before the number or behind it; the cases in the order they are asked."""
    start = _past_brackets(signs, *behind)
    rest = signs[start : behind.end]
    named = indicator.end > indicator.start
    # 1 Nothing behind it but the next number that describes it.
    if more and not rest and start == behind.start:
        return "nested"
    # 2 Nothing to be named behind it: the clause ends, a list goes on, or only 的目标 follows.
    if not _CHINESE.search(rest) or rest[0] == DATE or joint(signs, start) or rest in listed("phrase.generic"):
        return "before"
    # 3 A time limit says before it what is limited: 一般事项3个工作日内办结; so does a rank.
    if quantity.kind in ("time", "rank"):
        return "before"
    # 4 A share or a length with its indicator before it and a predicate behind: 新增用地60%以上采取…
    if quantity.kind != "count" and named and (opens_with("phrase.predicate", "verbs.delivery").match(rest) or _rate_ends(signs, before)):
        return "before"
    # 5 So does a count: 科技特派员200名参加…
    if named and (rest in listed("verbs.delivery") or opens_with("phrase.predicate").match(rest)):
        return "before"
    return "behind"


def _rate_ends(signs: str, before: Span) -> bool:
    """机械化清扫率达到: the stretch ends with the name of a rate, links left out."""
    end = before.end
    while link := last_word(signs, before.start, end, "direction.level", "direction.between"):
        if last_word(signs, before.start, end, "phrase.measured"):
            break
        end -= len(link)
    return bool(last_word(signs, before.start, end, "phrase.measured"))
