"""Days of a mention, completed from the plan where the text leaves something out."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from extractors.deadlines.calendar import Calendar
from extractors.mentions.dates import DateMention, Moment
from schemas.records import DeadlineKind, How


@dataclass(frozen=True, slots=True)
class Resolved:
    """Kind and inclusive days of a mention; ``how`` tells whether something was borrowed, ``year`` is the year it ends in."""

    kind: DeadlineKind
    start: date | None
    end: date | None
    how: How = "stated"

    @property
    def year(self) -> int | None:
        """The year in which it ends."""
        return self.end.year if self.end else None


class Sentence(NamedTuple):
    """What the times before a mention in its sentence leave it: a ``year`` for a bare 6月底, that it comes round ``yearly`` (每年2月底前…,3月底前…),
    and the day ``since`` which (2020年起,每年…). ``dated`` is the last day of the last month named, which holds beyond the sentence."""

    year: int | None = None
    dated: date | None = None
    yearly: bool = False
    since: date | None = None

    def after(self, mention: DateMention, days: Resolved, *, binds: bool) -> "Sentence":
        """The same, one mention later; a date that does not bind leaves no year."""
        if mention.kind == "recurrence":
            return self._replace(yearly=mention.unit == "年" and mention.text != "每年")
        if mention.kind == "point" and mention.tail in ("起", "开始") and mention.first and (first := mention.first.days()):
            return self._replace(since=first[0])
        if not binds or mention.kind not in ("point", "range") or days.year is None:
            return self
        monthly = mention.last.month if mention.last else mention.first and mention.first.month
        return self._replace(year=days.year, dated=days.end if monthly else self.dated)

    def next(self) -> "Sentence":
        """What is left at the full stop."""
        return Sentence(year=self.dated.year if self.dated else None, dated=self.dated)


def resolved(mention: DateMention, calendar: Calendar, sentence: Sentence | None = None) -> Resolved:
    """The mention as days, completed from what its sentence said before it and from the plan."""
    sentence = sentence or Sentence()
    match mention.kind:
        case "point" if sentence.yearly and mention.first and mention.first.month and mention.first.year is None and not mention.first.word:
            return Resolved("recurring", sentence.since, None, "inferred")
        case "point":
            assert mention.first is not None
            return _point(mention.first, calendar, sentence)
        case "range":
            return _range(mention, calendar, sentence)
        case "term":
            return _term(mention)
        case "lapse":
            return _lapse(mention, calendar)
        case "recurrence":
            return Resolved("recurring", sentence.since, None)
        case _:
            return Resolved("by", None, None)


def _point(moment: Moment, calendar: Calendar, sentence: Sentence) -> Resolved:
    days, borrowed = _days(moment, calendar, sentence)
    return Resolved("by", None, days[1] if days else None, "inferred" if borrowed and days else "stated")


def _days(moment: Moment, calendar: Calendar, sentence: Sentence) -> tuple[tuple[date, date] | None, bool]:
    """First and last day, and whether the year (and for 月底 the month) had to be borrowed."""
    if moment.year is not None or moment.masked:
        return moment.days(), False
    if moment.word in ("月", "本月", "下月", "下个月"):
        return _month(moment, (moment.word == "月" and sentence.dated) or calendar.published), True
    if moment.word == "当年":
        return moment.days(sentence.year), True
    if moment.word in ("次年", "翌年"):
        before = sentence.year or calendar.here
        return moment.days(before + 1 if before else None), True
    carried = sentence.year if moment.word in ("", "年") else None
    return moment.days(carried or calendar.year(moment)), True


def _month(moment: Moment, now: date | None) -> tuple[date, date] | None:
    """The days of 本月 or 下月 seen from ``now``."""
    if now is None:
        return None
    months = now.year * 12 + now.month - 1 + moment.word.startswith("下")
    return replace(moment, month=months % 12 + 1).days(months // 12)


def _range(mention: DateMention, calendar: Calendar, sentence: Sentence) -> Resolved:
    first, last = mention.first, mention.last
    assert last is not None
    if first is None:
        end, borrowed = _days(last, calendar, sentence)
        how: How = "inferred" if borrowed or calendar.published else "stated"
        return Resolved("during", calendar.published, end[1] if end else None, how)
    if last.month is None and last.day is None and first.month and not (last.year or last.part):
        last = replace(last, month=first.month)
    borrowed = False
    if first.year is None and last.year is None:
        known, borrowed = _days(first, calendar, sentence)
        first = replace(first, year=known[0].year) if known else first
    if last.year is None and first.year is not None:
        last = replace(last, year=first.year + _turns(first, last))
    elif first.year is None and last.year is not None:
        first = replace(first, year=last.year - _turns(first, last))
    start, end = first.days(), last.days()
    return Resolved("during", start[0] if start else None, end[1] if end else None, "inferred" if borrowed else "stated")


def _turns(first: Moment, last: Moment) -> int:
    """1 where the range runs over New Year (11月至次年3月), else 0."""
    one, other = replace(first, year=2001).days(), replace(last, year=2001).days()
    return int(bool(one and other and other[1] < one[0]))


def _term(mention: DateMention) -> Resolved:
    first = 2021 + 5 * (int(mention.count or 0) - 14)
    end = date(first + 4, 12, 31)
    if mention.tail.endswith(("末", "末期")):
        return Resolved("by", None, end)
    return Resolved("during", date(first, 1, 1), end)


def _lapse(mention: DateMention, calendar: Calendar) -> Resolved:
    start, inclusive = None, True
    if mention.first is not None:
        days, _ = _days(mention.first, calendar, Sentence())
        start = days[0] if days else None
    elif mention.anchor:
        start, inclusive = calendar.published, False
    elif mention.unit == "年":
        start = calendar.begin
    end = _after(start, mention.count or Decimal(0), mention.unit) if start else None
    if end is None:
        return Resolved("by", None, None)
    how: How = "stated" if mention.first is not None and mention.first.year else "inferred"
    end -= timedelta(days=int(inclusive))
    return Resolved("during", start, end, how) if mention.tail == "有效期" else Resolved("by", None, end, how)


def _after(start: date, count: Decimal, unit: str) -> date | None:
    """The day ``count`` units after ``start``; None for working days (the text has no holidays) and hours."""
    if unit in ("年", "月"):
        months = count * (12 if unit == "年" else 1)
        if months != int(months):
            return None
        month = start.year * 12 + start.month - 1 + int(months)
        if month // 12 > 9999:
            return None
        return date(month // 12, month % 12 + 1, min(start.day, monthrange(month // 12, month % 12 + 1)[1]))
    if unit in ("天", "周"):
        return start + timedelta(days=int(count * (7 if unit == "周" else 1)))
    return None
