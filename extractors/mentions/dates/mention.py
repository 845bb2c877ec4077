"""What a calendar expression says: partial, unresolved."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from extractors.lexicon import lexicon
from schemas.spans import Span

DateKind = Literal["point", "range", "term", "lapse", "recurrence", "event"]
"""point: 2022年6月底 · range: 2021-2022年 · term: “十四五”期间 · lapse: 印发之日起30日内 · recurrence: 每周五 · event: 汛期前."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A calendar year, month or day as far as the text names it.

    ``part`` is a stretch of the year or month (``底``, ``中旬``, ``上半年``, ``3季度``); ``word`` a year or month said from where
    the plan stands (``今年``; ``年`` and ``月`` alone in 年底 and 月底); ``masked`` marks figures that the text hides (``202X年``),
    which are then None.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    word: str = ""
    masked: bool = False

    def days(self, year: int | None = None) -> tuple[date, date] | None:
        """First and last day; ``year`` stands in where the text names none. None while that is unknown or there is no such day."""
        known = self.year or year
        if known is None or self.masked or not 1000 <= known <= 9999:
            return None
        if self.month is None:
            first, last = lexicon("dates")["year"].get(self.part, ("01-01", "12-31"))
            return date.fromisoformat(f"{known}-{first}"), date.fromisoformat(f"{known}-{last}")
        length = monthrange(known, self.month)[1]
        if self.day is not None:
            return (date(known, self.month, self.day),) * 2 if self.day <= length else None
        first, last = lexicon("dates")["month"].get(self.part, (1, 31))
        return date(known, self.month, first), date(known, self.month, min(last, length))


@dataclass(frozen=True, slots=True)
class DateMention:
    """A calendar expression and its place; ``text`` is what stands at ``span``, with its ``lead`` (``到``) and ``tail`` (``前``).

    point, event: ``first``. range: ``first`` to ``last``. term: ``count`` is the number of the five-year plan.
    lapse: ``count`` times ``unit`` (``年 个月 周 日 工作日 小时``) from ``first`` or from the act ``anchor`` (``印发``).
    recurrence: once each ``unit``, each ``count`` of them.
    """

    kind: DateKind
    text: str
    span: Span
    first: Moment | None = None
    last: Moment | None = None
    count: Decimal | None = None
    unit: str = ""
    anchor: str = ""
    lead: str = ""
    tail: str = ""
