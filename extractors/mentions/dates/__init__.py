"""Calendar expressions: what the text says of time, with its place and nothing resolved.

points 2022年6月底前 · ranges 2021-2022年 · terms “十四五”期间 · lapses 自2012年起5年内 · recurrences 每周五 · events 汛期前
"""

from collections.abc import Iterator

from extractors.mentions.dates.events import events
from extractors.mentions.dates.lapses import lapses
from extractors.mentions.dates.mention import DateKind, DateMention, Moment
from extractors.mentions.dates.ranges import ranges
from extractors.mentions.dates.recurrences import recurrences
from extractors.mentions.dates.terms import terms

__all__ = ["DateKind", "DateMention", "Moment", "dates"]

_FINDERS = (recurrences, lapses, events, ranges, terms)


def dates(text: str) -> Iterator[DateMention]:
    """Every calendar expression, in order, none inside another: ``确保6月底前完成,每周五报送`` → 6月底前, 每周五."""
    found = [(mention.span.start, -mention.span.end, rank, mention) for rank, finder in enumerate(_FINDERS) for mention in finder(text)]
    end = 0
    for start, _, _, mention in sorted(found, key=lambda entry: entry[:3]):
        if start >= end:
            yield mention
            end = mention.span.end
