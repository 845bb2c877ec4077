"""The days that a plan as a whole runs."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from extractors.lexicon import lexicon
from extractors.mentions.dates import DateMention, Moment, dates
from extractors.mentions.dates.points import either, head
from extractors.mentions.numerals import number
from extractors.plan.sheet import Sheet
from schemas.records import How

Period = tuple[date, date]

_YEARS = re.compile(r"(?<!\d)(?P<first>(?:19|20)\d\d)年?(?:度)? ?[-—–―~～至到]{1,2} ?(?P<last>(?:19|20)\d\d)(?!\d)")
_ONE_YEAR = re.compile(r"(?<![\d至到—\-])(?P<year>(?:19|20)\d\d)年(?P<degree>度)?(?P<next>[^\n]{0,4})")
_TERM = re.compile(r"[“\"]?十(?P<digit>[一二三四五六七八九])五[”\"]?")
_COUNT = r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2}) ?(?P<unit>年|个月)"
_DAY = r"(?P<day>(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?|(?:19|20)\d\d年)"
_STARTED = re.compile(rf"(?=[自从12])(?:自|从)?{_DAY}(?:起|开始),?(?:用|为期|共|计划用|力争用|利用)?{_COUNT}(?:左右)?(?:时间)?(?P<inside>内)?")
_GOALS = re.compile("目标|总体要求|总体思路")
_ACT = "(?:正式)?(?:施行|实施|执行|生效|试行)?"
_TERM_WORD = "(?:有效期|试行期|执行期|实施期|期限)(?:限)?"
_IN_FORCE = re.compile(rf"自{_DAY}起?{_ACT},?{_TERM_WORD}(?:暂定)?为?{_COUNT}")
_UNTIL = re.compile(rf"自{_DAY}起{_ACT},?(?:{_TERM_WORD})?[至到](?P<until>(?:19|20)\d\d年\d{{1,2}}月\d{{1,2}}日)")
_FROM_ISSUE = re.compile(
    rf"自(?:本)?[^,。;\n]{{0,6}}(?:印发|发布|公布|下发)之日起(?:[^,。;\n]{{0,8}}(?:施行|实施|执行|生效|试行))?,?(?:{_TERM_WORD}(?:暂定)?为?)?{_COUNT}"
)


def period(sheet: Sheet, title: str | None, published: date | None) -> tuple[Period, How] | None:
    """First and last day of the plan as it states them; None otherwise.

    In its title (``(2025—2027年)``, ``2025年度``), as 行动时间, as a span that it is decided for, as a term of validity.
    """
    for found in (_of_title(title or ""), _under_heading(sheet), _decided(sheet), _started(sheet), _in_force(sheet.text, published)):
        if found and found[0][0] <= found[0][1]:
            return found
    return None


def _of_title(title: str) -> tuple[Period, How] | None:
    outside = re.sub(r"《[^《》]*》", lambda quoted: "□" * len(quoted.group()), title)
    years = _YEARS.search(outside)
    if years:
        return _whole(int(years["first"]), int(years["last"])), "stated"
    one = _ONE_YEAR.search(outside)
    if one and not one["next"].startswith(tuple(lexicon("plan")["period"]["seasons"])) and not re.match(r"\d{1,2}月", one["next"]):
        return _whole(int(one["year"]), int(one["year"])), "inferred"
    term = _TERM.search(outside)
    if term and re.search(r"规划|计划|纲要|方案", outside[term.end() :]):
        first = 1951 + 5 * int(number("十" + term["digit"]) or 0)
        return _whole(first, first + 4), "inferred"
    return None


def _whole(first: int, last: int) -> Period:
    return date(first, 1, 1), date(last, 12, 31)


@cache
def _heading() -> re.Pattern[str]:
    words = lexicon("plan")["period"]["headings"]
    return re.compile(rf"{head('', words)}(?:(?<![\u4e00-\u9fff])|(?<=事项的)){either(words)} ?(?:[:。为是从自于\n]|\Z)")


def _under_heading(sheet: Sheet) -> tuple[Period, How] | None:
    """``一、行动时间⏎2022年6月6日--9月中旬``."""
    for match in _heading().finditer(sheet.text):
        start = match.end() - (match.group()[-1:] in "从自于")
        for mention in dates(sheet.text[start : start + 50]):
            if mention.kind == "range" and mention.span.start <= 8:
                found = _days(mention, None)
                if found:
                    return found, "stated"
            break
    return None


def _decided(sheet: Sheet) -> tuple[Period, How] | None:
    """``决定从2022年3月1日至6月30日在全市集中开展…`` before the first section."""
    front = sheet.read(sheet.front)
    for match in re.finditer(r"决定(?:于|从|自|在)?", front):
        for mention in dates(front[match.end() - 1 : match.end() + 50]):
            after = front[match.end() - 1 + mention.span.end :][:40]
            if mention.kind == "range" and mention.span.start <= 3 and re.match(r"[^。;\n]{0,30}(?:开展|实施|进行|组织)", after):
                found = _days(mention, None)
                if found:
                    return found, "stated"
            break
    return None


def _days(mention: DateMention, year: int | None) -> Period | None:
    first, last = mention.first, mention.last
    if first is None or last is None:
        return None
    start = first.days(year)
    end = last.days(last.year or first.year or year)
    return (start[0], end[1]) if start and end else None


def _started(sheet: Sheet) -> tuple[Period, How] | None:
    """``自2020年开始,为期三年`` anywhere, ``2012年起5年内`` in the front or under a first heading of goals."""
    for match in _STARTED.finditer(sheet.text):
        between = sheet.text[sheet.front.end : match.start()] if match.start() < sheet.front.end + 300 else "。。"
        whole = "为期" in match.group() or match.start() < sheet.front.end or (_GOALS.search(between) and between.count("。") <= 2)
        start = first_day(match["day"])
        if whole and start and match["unit"] == "年":
            return (start, later(start, match["count"], match["unit"])), "stated"
    return None


def _in_force(text: str, published: date | None) -> tuple[Period, How] | None:
    """``自2022年10月29日起施行,有效期4年``; from the day of issue where it says 自印发之日起."""
    for match in _IN_FORCE.finditer(text):
        start = first_day(match["day"])
        if start:
            return (start, later(start, match["count"], match["unit"])), "stated"
    for match in _UNTIL.finditer(text):
        start, end = first_day(match["day"]), first_day(match["until"])
        if start and end:
            return (start, end), "stated"
    for match in _FROM_ISSUE.finditer(text):
        if published and any(word in text[max(0, match.start() - 24) : match.end()] for word in lexicon("plan")["period"]["validity"]):
            return (published, later(published, match["count"], match["unit"])), "inferred"
    return None


def first_day(text: str) -> date | None:
    """The first day of the time that a text names first."""
    mention = next(_points(text), None)
    days = mention.days() if mention else None
    return days[0] if days else None


def _points(text: str) -> Iterator[Moment]:
    return (mention.first for mention in dates(text) if mention.first)


def later(start: date, count: str, unit: str) -> date:
    """The last day of a term that begins with ``start``: 4 years from 2022-10-29 end on 2026-10-28."""
    months = int(number(count) or 0) * (12 if unit == "年" else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, [31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month])
    return date(year, month + 1, day) - timedelta(days=1)
