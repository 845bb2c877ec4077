"""Whether a time binds the work, or belongs to a name, a comparison, a condition or the past."""

import re
from typing import NamedTuple

from extractors.deadlines.calendar import Calendar
from extractors.deadlines.resolution import Resolved
from extractors.lexicon import lexicon
from extractors.mentions.dates import DateMention
from extractors.mentions.dates.points import either

_WORDS = lexicon("deadlines")
_NOUN = re.compile(rf"{either(_WORDS['between'])}{{0,2}}{either(_WORDS['nouns'])}|(?:的|是|为|以来|来)|度(?!内|末|底|完成)[^,。;:]{{0,10}}{either(_WORDS['nouns'])}")
_GOVERNED = re.compile(rf"{either(_WORDS['governed'])}$")
_PAST = re.compile(f"[^,。;:\n]{{0,14}}?{either(_WORDS['past'])}")
_HABIT = re.compile(either(_WORDS["habits"]))
_PROGRAMME = re.compile(rf"[^,。;:、\n]{{0,10}}?{either(_WORDS['programmes'])}")
_WORK = re.compile(rf",?{either(_WORDS['works'])}")
_TERM = re.compile(rf"{either(_WORDS['terms'])}[:]?$")
_TITLE = re.compile(rf"{either(_WORDS['titles'])}[(]?$")
_RATE_BEFORE = re.compile(r"每[人户名家亩个位吨辆平方公里立米]{1,4}$|[0-9]元/?$")
_RATE_AFTER = re.compile(r"(?:[0-9.]+万?亿?元|每(?:人|户|名|家|亩|公里|平方米|平方公里|吨))")
_MONTH_NAME = re.compile(r"[^,。;:\n]{0,8}?(?:宣传月|活动月|生产月|服务月|质量月|攻坚月)")


class Binding(NamedTuple):
    """The rule by which a time binds, and how sure that is."""

    rule: str
    confidence: float


def binding(text: str, mention: DateMention, found: Resolved, calendar: Calendar) -> Binding | None:
    """The rule by which the mention binds the work of the task ``text``, None where it does not."""
    before, after = text[max(0, mention.span.start - 12) : mention.span.start], text[mention.span.end : mention.span.end + 30]
    if _history(mention, found, calendar):
        return None
    return _RULES[mention.kind](mention, before, after, calendar)


def _history(mention: DateMention, found: Resolved, calendar: Calendar) -> bool:
    """Whether it ends in a year before any the plan speaks for, or looks back."""
    if mention.tail in ("以来", "以后", "之后", "后") or mention.tail.endswith("以来"):
        return True
    return found.year is not None and calendar.past is not None and found.year < calendar.past


def _point(mention: DateMention, before: str, after: str, calendar: Calendar) -> Binding | None:
    moment = mention.first
    assert moment is not None
    if mention.tail in ("起", "开始") or mention.lead in ("自", "从") or _PAST.match(after) or before.endswith(("已于", "已在", "已经", "于去年")):
        return None
    strong = mention.tail.endswith(("前", "内")) or (mention.lead in ("到", "至") and not _NOUN.match(after))
    if strong:
        return Binding("limit", 0.97 if moment.year else 0.9)
    if _TITLE.search(before) or _GOVERNED.search(before) or _NOUN.match(after) or mention.lead.startswith("截"):
        return None
    if moment.part == "底":
        return None if _HABIT.match(after) else Binding("end-of-period", 0.95 if moment.year else 0.85)
    if moment.year is None and not moment.masked and (moment.word or _MONTH_NAME.match(after) or _HABIT.match(after)):
        return None
    return Binding("date", 0.92 if moment.year else 0.8)


def _range(mention: DateMention, before: str, after: str, calendar: Calendar) -> Binding | None:
    if _TITLE.search(before) or _NOUN.match(after) or _GOVERNED.search(before) or _PAST.match(after):
        return None
    return Binding("span", 0.95)


def _term(mention: DateMention, before: str, after: str, calendar: Calendar) -> Binding | None:
    if not mention.tail or mention.tail in ("初", "初期", "中期", "前期", "后期") or after.startswith(("规划", "计划", "建设规划", "发展规划")) or _PAST.match(after):
        return None
    return Binding("five-year-plan", 0.92)


def _lapse(mention: DateMention, before: str, after: str, calendar: Calendar) -> Binding | None:
    if _TERM.search(before) or mention.unit == "小时" or (_PROGRAMME.match(after) and not mention.tail):
        return None
    if mention.first is not None or mention.anchor:
        return Binding("lapse-anchored", 0.9)
    if mention.tail and mention.unit in ("年", "月") and not re.match("(?:享受|关税|到期|未|不得|有效|无)", after):
        return Binding("lapse", 0.85 if calendar.begin else 0.6)
    return Binding("lapse-bare", 0.75 if calendar.begin else 0.5) if mention.unit == "年" and _WORK.match(after) else None


def _recurrence(mention: DateMention, before: str, after: str, calendar: Calendar) -> Binding | None:
    if _RATE_BEFORE.search(before) or _RATE_AFTER.match(after):
        return None
    return Binding("recurring", 0.93)


def _event(mention: DateMention, before: str, after: str, calendar: Calendar) -> Binding | None:
    return Binding("event", 0.85)


_RULES = {"point": _point, "range": _range, "term": _term, "lapse": _lapse, "recurrence": _recurrence, "event": _event}
