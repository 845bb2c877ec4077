"""Spans between two calendar points: 2021-2022年, 2020年5月—2022年9月, 5至9月, 6月1日-15日; and the points that stand alone."""

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.lexicon import lexicon
from extractors.mentions.dates.mention import DateMention, Moment
from extractors.mentions.dates.points import either, points
from extractors.mentions.numerals import number
from schemas.spans import Span

_DASH = "[-—–―~〜]{1,3}"
_BETWEEN = re.compile(rf" ?(?:(?P<figure>[0-9]{{1,2}}) ?)?(?:{_DASH}|至|到) ?")
_BEGUN = re.compile(r"(?:,为期[^,。]{1,5})?,?(?:到|至)")  # 自2020年开始,为期三年,至2022年底
_FROM_MONTH = re.compile(rf"(?<![0-9.一二三四五六七八九十第])(?P<figure>[0-9]{{1,2}}|第?[一二三四五六七八九十]{{1,2}})月? ?(?:{_DASH}|至|到)? ?$")
_TO_DAY = re.compile(rf"(?:(?P<first>[0-9]{{1,2}})日?)? ?(?:{_DASH}|至|到) ?(?P<last>[12][0-9]|3[01]|[1-9])[日号](?P<tail>前)?")
_TO_DOTTED = re.compile(rf" ?(?:{_DASH}|至|到) ?(?P<month>1[0-2]|0?[1-9])\.(?P<day>[12][0-9]|3[01]|0?[1-9])(?![0-9.])")
_FROM_NOW = re.compile("[自从]?(?:即日|现在|印发之日|发布之日)起?$")

_OPEN = "-"  # tail of a year without 年 that counts only as the end of a range
_YEAR = "(?:19|20)[0-9]{2}"
_FREE = r"(?<![0-9.\-/—A-Za-z])(?<![A-Za-z] )"  # no part of a longer number, nor of a standard's: GB/T 19001-2016
_BARE_YEAR = re.compile(
    rf"(?=[到至自从12\s])(?:(?P<lead>[到至自从])?{_FREE}(?P<open>{_YEAR})(?= ?(?:{_DASH}|[、至到和与及,]) ?{_YEAR}(?![0-9]))"
    rf"|(?<=[-—–―~〜至到、])(?P<close>{_YEAR})(?![0-9年.\-/])"
    rf"|^\s*(?P<sole>{_YEAR})\s*$"
    rf"|(?P<vlead>[到至])?{_FREE}(?P<verb>{_YEAR})(?={either(lexicon('dates')['words']['after_bare_year'])}))"
)


def ranges(text: str) -> Iterator[DateMention]:
    """Every calendar range, and every point that is in none, in order; ``2020年5月—9月`` → first 2020-05, last month 9."""
    found = sorted([*points(text), *_bare_years(text)], key=lambda mention: mention.span)
    at = 0
    while at < len(found):
        mention, taken = _joined(text, found, at)
        if mention is not None:
            yield mention
        at += taken


def _bare_years(text: str) -> Iterator[DateMention]:
    for match in _BARE_YEAR.finditer(text) if "20" in text or "19" in text else ():
        figures = match["open"] or match["close"] or match["sole"] or match["verb"]
        lead, tail = match["lead"] or match["vlead"] or "", _OPEN if match["close"] else ""
        span = Span(*match.span("sole")) if match["sole"] else Span(*match.span())
        yield DateMention("point", text[slice(*span)], span, first=Moment(int(figures)), lead=lead, tail=tail)


def _joined(text: str, found: list[DateMention], at: int) -> tuple[DateMention | None, int]:
    """The mention that begins with ``found[at]``, and how many points it takes up."""
    one = found[at]
    if at + 1 < len(found) and (both := _between(text, one, found[at + 1])):
        return both, 2
    if one.tail == _OPEN:
        return None, 1
    return _from_figure(text, one) or _to_day(text, one) or _from_now(text, one) or one, 1


def _between(text: str, one: DateMention, other: DateMention) -> DateMention | None:
    """Case 1: two points with a dash or 至 between, perhaps with the month that the dash cut off (2020年5-9月)."""
    assert one.first is not None
    assert other.first is not None
    if one.span.end > other.span.start or one.tail not in ("", "起", "开始") or (one.lead and one.lead not in "自从"):
        return None
    between = text[one.span.end : other.span.start] + (other.lead if other.lead in ("到", "至") else "")
    first = one.first
    if one.tail and _BEGUN.fullmatch(between):
        return _range(text, one.span.start, other.span.end, first, other.first, one.lead, other.tail)
    match = _BETWEEN.fullmatch(between)
    if match is None:
        return None
    if match["figure"]:
        if first.month or first.part or not other.first.month:
            return None
        first = replace(first, month=int(match["figure"]))
        if not 1 <= int(match["figure"]) <= 12:
            return None
    return _range(text, one.span.start, other.span.end, first, other.first, one.lead, other.tail.strip(_OPEN))


def _from_figure(text: str, one: DateMention) -> DateMention | None:
    """Case 2: a month or quarter that stands as a bare figure before the dash (5-9月, 一至三季度)."""
    assert one.first is not None
    moment = one.first
    if moment.year or moment.masked or one.lead not in ("", "到", "至"):
        return None
    before = text[max(0, one.span.start - 8) : one.span.start]
    if not one.lead and not re.search(rf"(?:{_DASH}|至|到) ?$", before):
        return None
    match = _FROM_MONTH.search(before)
    value = number(match["figure"].lstrip("第")) if match else None
    if match is None or value is None:
        return None
    if moment.part.endswith("季度") and value <= 4:
        first = Moment(part=f"{value}季度")
    elif moment.month and value <= 12:
        first = Moment(month=int(value))
    else:
        return None
    return _range(text, one.span.start - (len(before) - match.start()), one.span.end, first, moment, "", one.tail)


def _to_day(text: str, one: DateMention) -> DateMention | None:
    """Case 3: days without their month, or in dots without their year (6月1日-15日, 6月1-15日, 2023.5.25-6.10)."""
    assert one.first is not None
    moment = one.first
    if moment.year and moment.day and (match := _TO_DOTTED.match(text, one.span.end)):
        return _range(text, one.span.start, match.end(), moment, Moment(month=int(match["month"]), day=int(match["day"])), one.lead, "")
    match = _TO_DAY.match(text, one.span.end)
    if match is None or moment.month is None or one.tail or (moment.day is None) == (match["first"] is None):
        return None
    first = moment.day or int(match["first"])
    if not 1 <= first <= 31:
        return None
    last = replace(moment, day=int(match["last"]))
    return _range(text, one.span.start, match.end(), replace(moment, day=first), last, one.lead, match["tail"] or "")


def _from_now(text: str, one: DateMention) -> DateMention | None:
    """Case 4: from the day of issue (即日起至6月30日)."""
    if one.lead not in ("到", "至"):
        return None
    match = _FROM_NOW.search(text[max(0, one.span.start - 6) : one.span.start])
    if match is None:
        return None
    return _range(text, one.span.start - len(match[0]), one.span.end, None, one.first, match[0], one.tail)


def _range(text: str, start: int, end: int, first: Moment | None, last: Moment | None, lead: str, tail: str) -> DateMention:
    return DateMention("range", text[start:end], Span(start, end), first=first, last=last, lead=lead, tail=tail)
