"""Times that bind a task: done by a day, during a span, each month, or without end.

    deadlines(text, calendar)            the times in a task's own text
    deadlines(cell, calendar, limit=True) the whole string is a time limit (a cell of the column 完成时限)
"""

import re
from collections.abc import Iterator

from extractors.deadlines.binding import Binding, binding
from extractors.deadlines.calendar import Calendar
from extractors.deadlines.resolution import Resolved, Sentence, resolved
from extractors.deadlines.zones import cited, endless, fields, inside, label_length
from extractors.mentions.dates import dates
from schemas.records import Deadline
from schemas.spans import Span

__all__ = ["Calendar", "Resolved", "deadlines", "resolved"]

_SENTENCE_END = re.compile("[。\n]")
_FIELD = Binding("time-limit", 0.99)


def deadlines(text: str, calendar: Calendar, *, limit: bool = False) -> list[Deadline]:
    """The times that bind the task ``text``, in order, each commitment once; spans are in ``text``.

    ``确保6月底前完成,每周五报送`` with a plan issued in 2022 → by 2022-06-30 (inferred), recurring 每周五.
    ``limit`` says that the whole of ``text`` is a time limit, as a cell of the column 完成时限 is.
    """
    label = 0 if limit else label_length(text)
    plain = " " * label + text[label:]
    stated = [Span(0, len(text))] if limit else fields(plain)
    found = list(_bound(plain, calendar, stated))
    taken = sorted(deadline.span for deadline in found)
    found += [_ongoing(text, span) for span in endless(plain, stated, whole=limit) if not inside(span, taken)]
    return _once(sorted(found, key=lambda deadline: deadline.span))


def _ongoing(text: str, span: Span) -> Deadline:
    return Deadline(text[slice(*span)], "ongoing", None, None, span, confidence=_FIELD.confidence, rule="ongoing")


def _bound(text: str, calendar: Calendar, stated: list[Span]) -> Iterator[Deadline]:
    """The mentions that bind, each resolved. Within a sentence a year once named carries on to a later 6月底, a 每年 to a later 3月底前."""
    titles, sentence, at = cited(text), Sentence(), 0
    for mention in dates(text):
        if inside(mention.span, titles):
            continue
        if _SENTENCE_END.search(text, at, mention.span.start):
            sentence = Sentence()
        days = resolved(mention, calendar, sentence)
        rule = _FIELD if inside(mention.span, stated) else binding(text, mention, days, calendar)
        if rule is not None:
            yield Deadline(mention.text, days.kind, days.start, days.end, mention.span, days.how, rule.confidence, rule.rule)
        sentence, at = sentence.after(mention, days, binds=rule is not None), mention.span.end


def _once(found: list[Deadline]) -> list[Deadline]:
    """The first of each commitment: the same kind and days, or the same words where there are none."""
    first: dict[tuple[object, ...], Deadline] = {}
    for deadline in found:
        words = None if deadline.end else deadline.text
        first.setdefault((deadline.kind, deadline.start, deadline.end, words), deadline)
    return list(first.values())
