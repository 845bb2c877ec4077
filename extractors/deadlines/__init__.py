"""Times that bind a task: done by a day, during a span, each month, or without end.

deadlines(text, calendar)            the times in a task's own text
deadlines(cell, calendar, limit=True) the whole string is a time limit (a cell of the column 完成时限)
unbound(text, calendar)              the other times in it, and why they bind nothing
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.deadlines.binding import Binding, binding
from extractors.deadlines.calendar import Calendar
from extractors.deadlines.resolution import Resolved, Sentence, resolved
from extractors.deadlines.zones import cited, endless, fields, inside, label_length
from extractors.mentions.dates import DateMention, dates
from schemas.records import Deadline
from schemas.spans import Span

__all__ = ["Calendar", "Resolved", "Unbound", "deadlines", "once", "resolved", "times", "unbound"]

_SENTENCE_END = re.compile("[。\n]")
_FIELD = Binding("time-limit", 0.99)
_CITED = Binding("cited")


class Unbound(NamedTuple):
    """A time in a task that became no record: its words, its place and why (``history``, ``title``, ``attribute``, ``rate`` …)."""

    text: str
    span: Span
    reason: str


def deadlines(text: str, calendar: Calendar, *, limit: bool = False) -> list[Deadline]:
    """The times that bind the task ``text``, in order, each commitment once; spans are in ``text``.

    ``确保6月底前完成,每周五报送`` with a plan issued in 2022 → by 2022-06-30 (inferred), recurring 每周五.
    ``limit`` says that the whole of ``text`` is a time limit, as a cell of the column 完成时限 is.
    """
    return once(times(text, calendar, limit=limit))


def times(text: str, calendar: Calendar, *, limit: bool = False) -> list[Deadline]:
    """As `deadlines`, but a commitment that is named twice stands twice: what governs the numbers after each mention."""
    plain, stated = _scanned(text, limit)
    found = [
        Deadline(mention.text, days.kind, days.start, days.end, mention.span, days.how, verdict.confidence, verdict.rule)
        for mention, days, verdict in _judged(plain, calendar, stated)
        if verdict.binds
    ]
    taken = sorted(deadline.span for deadline in found)
    found += [_ongoing(text, span) for span in endless(plain, stated, whole=limit) if not inside(span, taken)]
    return sorted(found, key=lambda deadline: deadline.span)


def unbound(text: str, calendar: Calendar, *, limit: bool = False) -> list[Unbound]:
    """The times in the task ``text`` that are no deadlines, each with the reason: ``较2020年`` governed, ``2012年以来`` history."""
    plain, stated = _scanned(text, limit)
    return [Unbound(mention.text, mention.span, verdict.rule) for mention, _, verdict in _judged(plain, calendar, stated) if not verdict.binds]


def _scanned(text: str, limit: bool) -> tuple[str, list[Span]]:
    """The text with its label blanked (1.2021年 is no number 1.2021), and the stretches that are stated time limits."""
    if limit:
        return text, [Span(0, len(text))]
    label = label_length(text)
    plain = " " * label + text[label:]
    return plain, fields(plain)


def _ongoing(text: str, span: Span) -> Deadline:
    return Deadline(text[slice(*span)], "ongoing", None, None, span, confidence=_FIELD.confidence, rule="ongoing")


def _judged(text: str, calendar: Calendar, stated: list[Span]) -> Iterator[tuple[DateMention, Resolved, Binding]]:
    """Every mention with its days and whether it binds; in a sentence a year carries on to a later 6月底, a 每年 to a later 3月底前."""
    titles, sentence, at = cited(text), Sentence(), 0
    for mention in dates(text):
        if _SENTENCE_END.search(text, at, mention.span.start):
            sentence = sentence.next()
        days = resolved(mention, calendar, sentence)
        if inside(mention.span, titles):
            yield mention, days, _CITED
            continue
        verdict = _FIELD if inside(mention.span, stated) else binding(text, mention, days, calendar)
        yield mention, days, verdict
        sentence, at = sentence.after(mention, days, binds=verdict.binds), mention.span.end


def once(found: list[Deadline]) -> list[Deadline]:
    """The first of each commitment: the same kind and days, or the same words where there are none."""
    first: dict[tuple[object, ...], Deadline] = {}
    for deadline in found:
        words = None if deadline.end else deadline.text
        first.setdefault((deadline.kind, deadline.start, deadline.end, words), deadline)
    return list(first.values())
