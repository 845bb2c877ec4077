"""Whether a time binds the work, or belongs to a name, a comparison, a condition or the past."""

import re
from typing import NamedTuple

from extractors.deadlines.calendar import Calendar
from extractors.deadlines.resolution import Resolved
from extractors.lexicon import lexicon
from extractors.mentions.dates import DateMention, Moment
from extractors.mentions.dates.points import either

_WORDS = lexicon("deadlines")
_NOUNS = f"(?!{either(_WORDS['not_nouns'])}){either(_WORDS['nouns'])}"
_ATTRIBUTE = re.compile(
    rf"{either(_WORDS['between'])}{{0,2}}{_NOUNS}|的|是|以来|来(?!临)|为(?!期)|[^,。;:、0-9]{{0,4}}{either(_WORDS['participles'])}的"
)
_PARTICIPLE = re.compile(rf"的|[^,。;:、0-9]{{0,4}}{either(_WORDS['participles'])}(?:的|[^,。;:、0-9一有更的]{{1,6}}的{either(_WORDS['things'])})")
_GOVERNED = re.compile(rf"(?:{either(_WORDS['governed'])}|(?<![0-9年月底日]){either(_WORDS['joins'])}|(?<![一二三四五六七八九十])是)$")
_PROLONGED = re.compile(f"{either(_WORDS['prolonged'])}$")
_PAST = re.compile(f"[^,。;:\n对将把使]{{0,6}}已(?!建|纳入|有)|[^,。;:\n]{{0,12}}{either(_WORDS['past'])}")
_LAST_YEAR = re.compile("(?:上一?年度?|去年|往年|上年度|同年)$")
_OBJECT = re.compile("(?:对于?|将|把)$")
_OF = re.compile("[^,。;:、]{1,12}的")
_HABIT = re.compile("(?:有|进行|组织|开展)?" + either(_WORDS["habits"]))
_PROGRAMME = re.compile(rf"[^,。;:、\n]{{0,10}}{either(_WORDS['programmes'])}")
_WORK = re.compile(rf",?{either(_WORDS['works'])}")
_WITHIN = re.compile(f"{either(_WORDS['within'])}$")
_TERM = re.compile(rf"{either(_WORDS['terms'])}:?$")
_CONDITION = re.compile(either(_WORDS["conditions"]))
_TITLE = re.compile(rf"{either(_WORDS['titles'])}\($")
_TITLE_SPAN = re.compile(rf"{either(_WORDS['titles'])}[(]?$")
_OWN_ACT = re.compile("(?:^|[\\s,。;:、(自从在于应须要案知见划法施策件则定])$")
_RATE_BEFORE = re.compile("每[人户名家亩个位吨辆]{1,2}$|(?:元|公里)/?$")
_RATE_AFTER = re.compile("[0-9.]{1,8}万?亿?元|每(?:人|户|名|家|亩|公里|平方|吨)")
_AMOUNT = re.compile("的(?:约|近)?[0-9]")
"""增加到2025年的50个: the date belongs to the number that is to be reached."""
_ROW = re.compile("(?:[、和与及](?:(?:19|20)[0-9]{2}年)?(?:[0-9]{1,2}月份?)?(?<=[年月份])){1,6}")
_BARE_WORDS = ("今年", "本年", "本年度", "本月", "当年", "次年")
_DONE = ("已于", "已在", "已经", "于去年", "曾于", "曾在", "早在")
_MONTH_NAME = re.compile("[^,。;:\n]{0,8}(?:宣传月|活动月|生产月|服务月|质量月|攻坚月)")


class Binding(NamedTuple):
    """The rule by which a time binds and how sure that is; with confidence 0 the reason why it does not bind."""

    rule: str
    confidence: float = 0.0

    @property
    def binds(self) -> bool:
        """Whether it binds at all."""
        return self.confidence > 0


class Setting(NamedTuple):
    """A mention with what it resolves to and a dozen characters on either side."""

    mention: DateMention
    days: Resolved
    before: str
    after: str
    calendar: Calendar


def binding(text: str, mention: DateMention, days: Resolved, calendar: Calendar) -> Binding:
    """By which rule the mention binds the work of the task ``text``, or why it does not."""
    before = text[max(0, mention.span.start - 12) : mention.span.start].rpartition("\n")[2]
    after = text[mention.span.end : mention.span.end + 40].partition("\n")[0]
    row = _ROW.match(after)
    here = Setting(mention, days, before, after[row.end() :] if row else after, calendar)
    return Binding("history") if _history(here) else _RULES[mention.kind](here)


def _history(here: Setting) -> bool:
    """Whether it looks back, or ends in a year before any the plan speaks for."""
    mention, year, past = here.mention, here.days.year, here.calendar.past
    if mention.tail in ("以后", "之后", "后") or mention.tail.endswith("以来"):
        return True
    return year is not None and past is not None and year < past - _limited(mention)


def _limited(mention: DateMention) -> bool:
    """Whether words around the date make it a limit (到2020年, 2020年底前), which history seldom is; a site may have dated the plan late."""
    return mention.kind == "point" and (mention.tail.endswith(("前", "内")) or mention.lead in ("到", "至"))


def _point(here: Setting) -> Binding:
    mention, moment = here.mention, here.mention.first
    assert moment is not None
    if mention.tail in ("起", "开始") or mention.lead in ("自", "从"):
        return Binding("start")
    if _over(here):
        return Binding("past")
    amount = mention.lead in ("到", "至") and _AMOUNT.match(here.after)
    if not amount and (_PARTICIPLE.match(here.after) or (_OBJECT.search(here.before) and _OF.match(here.after))):
        return Binding("attribute")
    if mention.lead in ("到", "至") and _PROLONGED.search(here.before):
        return Binding("prolonged")
    if _limited(mention) and (amount or not (mention.lead and not mention.tail and _ATTRIBUTE.match(here.after))):
        return Binding("limit", 0.98 if moment.year else 0.93)
    reason = _attributive(here, moment)
    return Binding(reason) if reason else _plain(here, moment)


def _plain(here: Setting, moment: Moment) -> Binding:
    """A date with no word that makes it a limit: 2025年完成…, 12月底, 6月份达到…"""
    unnamed = moment.year is None and not moment.masked
    if unnamed and (moment.part == "初" or _HABIT.match(here.after) or _MONTH_NAME.match(here.after)):
        return Binding("habit")
    if moment.part == "底":
        return Binding("end-of-period", 0.95 if moment.year else 0.85)
    if moment.word in _BARE_WORDS and not (moment.month or moment.part):
        return Binding("bare-word")
    issued = here.calendar.published
    if issued and here.days.end and moment.month and moment.year and here.days.end <= issued:
        return Binding("before-issue")
    return Binding("date", 0.95 if moment.year else 0.83)


def _over(here: Setting) -> bool:
    """Whether the clause tells of something done: 已于2023年完成, 截至2022年底,已建成…"""
    if here.before.endswith(_DONE) or _PAST.match(here.after) or _LAST_YEAR.search(here.before):
        return True
    if not here.mention.lead.startswith("截") or here.mention.tail:
        return False
    issued = here.calendar.published
    return issued is None or here.days.end is None or here.days.end <= issued or "已" in here.after


def _attributive(here: Setting, moment: Moment | None) -> str:
    """Why the date belongs to a thing (2023年预算), a name (…方案(2023年)) or a comparison (较2020年); empty where it does not."""
    monthly = bool(moment and moment.month)
    span = here.mention.kind == "range"
    if (_TITLE_SPAN if span else _TITLE).search(here.before) and not monthly:
        return "title"
    if _GOVERNED.search(here.before):
        return "governed"
    stage = span and monthly and here.after.startswith(("是", "为"))
    return "attribute" if _ATTRIBUTE.match(here.after) and not stage else ""


def _range(here: Setting) -> Binding:
    if _PAST.match(here.after) or _LAST_YEAR.search(here.before):
        return Binding("past")
    reason = _attributive(here, here.mention.first)
    return Binding(reason) if reason else Binding("span", 0.96)


def _term(here: Setting) -> Binding:
    tail = here.mention.tail
    if not tail or tail.endswith(("初", "初期", "中期", "前期", "后期")):
        return Binding("name")
    if _PAST.match(here.after):
        return Binding("past")
    return Binding("attribute") if _PARTICIPLE.match(here.after) else Binding("five-year-plan", 0.92)


def _lapse(here: Setting) -> Binding:
    mention, anchored = here.mention, here.mention.first is not None
    if mention.tail == "有效期":
        return Binding("validity", 0.7)
    if mention.unit == "小时":
        return Binding("service-time")
    if _TERM.search(here.before) and not anchored and not _WITHIN.search(here.before):
        return Binding("condition")
    if mention.anchor and not _OWN_ACT.search(here.before):
        return Binding("other-act")
    return Binding("lapse-anchored", 0.9) if anchored or mention.anchor else _unanchored(here)


def _unanchored(here: Setting) -> Binding:
    """A span that counts from the start of the plan: 5年内, 用三年时间, 三年改造…; days and weeks are terms of service."""
    mention, begin = here.mention, here.calendar.begin
    if mention.unit not in ("年", "月"):
        return Binding("service-time")
    if _PARTICIPLE.match(here.after):
        return Binding("attribute")
    if mention.tail in ("内", "以内", "之内"):
        return Binding("condition") if _CONDITION.match(here.after) else Binding("lapse", 0.9 if begin else 0.6)
    if _PROGRAMME.match(here.after):
        return Binding("name")
    if mention.unit != "年" and mention.tail != "时间":
        return Binding("service-time")
    if _WITHIN.search(here.before) or _WORK.match(here.after):
        return Binding("lapse-bare", 0.8 if begin else 0.54)
    return Binding("length")


def _recurrence(here: Setting) -> Binding:
    return Binding("rate") if _RATE_BEFORE.search(here.before) or _RATE_AFTER.match(here.after) else Binding("recurring", 0.96)


def _event(here: Setting) -> Binding:
    if here.mention.tail in ("期间", "假期"):
        return Binding("season")
    return Binding("past") if _LAST_YEAR.search(here.before) or _PAST.match(here.after) else Binding("event", 0.87)


_RULES = {"point": _point, "range": _range, "term": _term, "lapse": _lapse, "recurrence": _recurrence, "event": _event}
