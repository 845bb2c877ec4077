"""What a plan says of its own time: the floor on which partial dates are completed."""

import re
from dataclasses import dataclass
from datetime import date

from extractors.mentions.dates import DateMention, Moment, dates
from extractors.mentions.dates.lapses import lapses

_ANCHORED = re.compile("起|开始|有效期|试行期")
_NUMBERED = re.compile(r"[〔\[(]((?:19|20)\d\d)[〕\])]")


@dataclass(frozen=True, slots=True)
class Calendar:
    """``published``: the day of issue; ``period``: the inclusive days the plan runs; ``start``: a start that it names for all (2012年起5年内);
    ``title_years``: first and last year in its title; ``numbered``: the year of its 文号, surer than the day on which a site showed it.
    None where the plan does not say. Never today's date.
    """

    published: date | None = None
    period: tuple[date, date] | None = None
    start: date | None = None
    title_years: tuple[int, int] | None = None
    numbered: int | None = None

    @classmethod
    def of(
        cls, title: str | None, text: str, published: date | None = None, period: tuple[date, date] | None = None, number: str | None = None
    ) -> "Calendar":
        """The calendar of a plan: the years in its ``title`` and the first start that its ``text`` counts from (2012年起5年内)."""
        moments = [moment for mention in dates(title or "") for moment in (mention.first, mention.last) if moment and moment.year]
        years = sorted(moment.year for moment in moments if moment.year)
        found = _NUMBERED.search(number or "")
        numbered = int(found[1]) if found else None
        if numbered and published and published.year > numbered + 1:
            published = None
        return cls(published, period, _start(text), (years[0], years[-1]) if years else None, numbered)

    @property
    def begin(self) -> date | None:
        """The day from which the plan counts its years: a named start, else the period's."""
        return self.start or (self.period[0] if self.period else None)

    @property
    def past(self) -> int | None:
        """The year before which a date can only be history; None where the plan has no date of its own."""
        years = [day.year for day in (self.published, self.begin) if day] + ([self.title_years[0]] if self.title_years else [])
        return min([*years, self.numbered] if self.numbered else years, default=None)

    def year(self, moment: Moment) -> int | None:
        """The year of a moment that names none (``6月底``): the only one the period has it in, that of the title, or the one nearest the issue."""
        if moment.word == "明年":
            return self.here + 1 if self.here else None
        if moment.word in ("今年", "本年", "本年度", "年") and (self.published or self.numbered):
            return self.published.year if self.published else self.numbered
        for years in (self._period_years(moment), self._title_years()):
            if years:
                return self.published.year if self.published and self.published.year in years else years[0]
        return self._nearest(moment)

    @property
    def here(self) -> int | None:
        """The year the plan stands in."""
        if self.published:
            return self.published.year
        if self.numbered:
            return self.numbered
        return self.title_years[0] if self.title_years else self.begin.year if self.begin else None

    def _period_years(self, moment: Moment) -> list[int]:
        if self.period is None:
            return []
        first, last = self.period
        every = ((year, moment.days(year)) for year in range(first.year, last.year + 1))
        return [year for year, days in every if days and first <= days[1] and days[0] <= last]

    def _title_years(self) -> list[int]:
        return list(range(self.title_years[0], self.title_years[1] + 1)) if self.title_years else []

    def _nearest(self, moment: Moment) -> int | None:
        """The year that puts the moment within half a year before or after the day of issue."""
        if self.published is None:
            return self.numbered or (self.start.year if self.start else None)
        days = moment.days(self.published.year)
        if days is None:
            return None
        ago = (self.published - days[1]).days
        return self.published.year + (ago > 183)


def _start(text: str) -> date | None:
    """The first start that a text counts years from; the other calendar expressions are read only in a line where there may be one."""
    lines = (line for line in text.split("\n") if _ANCHORED.search(line) and any(map(_counts_from, lapses(line))))
    starts = (_counts_from(mention) for line in lines for mention in dates(line) if mention.kind == "lapse")
    return next((start for start in starts if start), None)


def _counts_from(mention: DateMention) -> date | None:
    days = mention.first.days() if mention.first and mention.unit == "年" and mention.tail else None
    return days[0] if days else None
