"""What was seen in a plan, and which of its dates and numbers became no record.

coverage(extraction)   the figures of the last line of ``show``: a scan of the text, no words are cut
explained(extraction)  the same with the reason of each date and number that was left
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from extractors.deadlines import Calendar, deadlines, unbound
from extractors.lexicon import lexicon
from extractors.mentions.dates import dates
from extractors.mentions.quantities import quantities
from extractors.targets import refusals
from extractors.tasks.categories import SectionKind, below
from extractors.units import clauses
from pipeline.normalise import normalise
from pipeline.outline import parse
from schemas.extraction import Extraction
from schemas.outline import Item
from schemas.records import Task
from schemas.spans import Span
from schemas.text import Text

Mention = Literal["date", "number"]
_SEEN = ("section", "item", "paragraph")
_TABLE_ROW = "table-row"


@dataclass(frozen=True, slots=True)
class Left:
    """A date or number that became no record: its words, its stretch of the text as read, and, once explained, why.

    ``reason`` is a kebab-case code of ``reasons.toml``; ``where`` the id of its task, else the heading of its section.
    """

    kind: Mention
    text: str
    span: Span
    reason: str = ""
    where: str = ""

    @property
    def why(self) -> str:
        """The reason as a clause of English; empty where it is not explained."""
        table = lexicon("reasons")
        return str(table[self.kind].get(self.reason) or table["where"].get(self.reason, ""))


@dataclass(frozen=True, slots=True)
class Coverage:
    """``items`` of the outline seen and ``tasks`` made of them, how many tasks are without a body, a deadline, a target, and what was ``left``.

    ``apart`` counts the characters of signatures, notes and site furniture.
    """

    items: int
    tasks: int
    without_body: int
    without_deadline: int
    without_target: int
    apart: int
    left: tuple[Left, ...] = ()

    def count(self, kind: Mention) -> int:
        """How many dates, or numbers, became no record."""
        return sum(one.kind == kind for one in self.left)


def coverage(extraction: Extraction) -> Coverage:
    """What was seen and what became no record, without reasons. Linear in the length of the text."""
    return _covered(_View(extraction))


def explained(extraction: Extraction) -> Coverage:
    """The same with a reason for each date and number that was left: ``较2020年`` governed, ``目前已有28处`` existing-stock."""
    view = _View(extraction)
    covered = _covered(view)
    return replace(covered, left=tuple(_reasoned(view, covered.left)))


def outlined(extraction: Extraction) -> tuple[Text, Item]:
    """The normalised text of an extraction and its outline."""
    view = _View(extraction)
    return view.text, view.outline


class _View:
    """An extraction with its normalised text, and the places of its tasks in it."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.text: Text = normalise(extraction.source_text)[0]
        self.spans = [self.place(task.span) for task in extraction.tasks]
        self.outline = parse(self.text.value, list(self._tables()))

    def place(self, span: Span) -> Span:
        """A stretch of the text as read in the normalised text."""
        return Span(bisect_left(self.text.origin, span.start), bisect_left(self.text.origin, span.end))

    def _tables(self) -> Iterator[Span]:
        """The lines of each table that gave tasks, so that labels in its cells open no items."""
        rows: dict[str, list[Span]] = {}
        for task, span in zip(self.extraction.tasks, self.spans, strict=True):
            if task.rule == _TABLE_ROW:
                rows.setdefault(task.id.partition(".")[0], []).append(span)
        for spans in sorted(rows.values()):
            start, end = spans[0].start, max(span.end for span in spans)
            stop = self.text.value.find("\n", end)
            yield Span(self.text.value.rfind("\n", 0, start) + 1, len(self.text.value) if stop < 0 else stop + 1)

    @cached_property
    def calendar(self) -> Calendar:
        plan = self.extraction.plan
        return Calendar.of(plan.title or "", self.text.value, plan.published, plan.period, plan.doc_number)

    def own(self, index: int) -> Text:
        """A task's own text: without the tasks inside it."""
        start, end = self.spans[index]
        holes = sorted(span for at, span in enumerate(self.spans) if at != index and span != (start, end) and Span(start, end).covers(span))
        whole, outer, at = self.text.part(start, end), [], start
        for hole in holes:
            if hole.start >= at:
                outer.append(hole.moved(-start))
                at = hole.end
        return whole.without(outer)


def _covered(view: _View) -> Coverage:
    tasks, targets = view.extraction.tasks, {target.task for target in view.extraction.targets}
    walked = list(view.outline.walk())
    return Coverage(
        items=sum(item.kind in _SEEN for item in walked) + sum(task.rule == _TABLE_ROW for task in tasks),
        tasks=len(tasks),
        without_body=sum(not task.bound for task in tasks),
        without_deadline=sum(not task.deadlines for task in tasks),
        without_target=sum(index not in targets for index in range(len(tasks))),
        apart=sum(item.end - item.start for item in walked if item.kind == "back"),
        left=tuple(_left(view)),
    )


def _left(view: _View) -> Iterator[Left]:
    """The dates, and the numbers with units that are in no date, on which no record lies."""
    recorded = bytearray(len(view.extraction.source_text) + 1)
    for start, end in _evidence(view.extraction):
        recorded[start:end] = b"\1" * (end - start)
    found: list[tuple[Span, Mention]] = [(mention.span, "date") for mention in dates(view.text.value)]
    dated = bytearray(len(view.text.value))
    for (start, end), _ in found:
        dated[start:end] = b"\1" * (end - start)
    found += [(number.span, "number") for number in quantities(view.text.value) if not any(dated[slice(*number.span)])]
    for span, kind in sorted(found):
        place = view.text.source(*span)
        if not any(recorded[slice(*place)]):
            yield Left(kind, view.text.value[slice(*span)], place)


def _evidence(extraction: Extraction) -> Iterator[Span]:
    for task in extraction.tasks:
        yield from (deadline.span for deadline in task.deadlines)
    yield from (target.span for target in extraction.targets)
    yield from (reference.span for reference in extraction.references)


def _reasoned(view: _View, left: Iterable[Left]) -> Iterator[Left]:
    known: dict[int, list[tuple[Mention, Span, str]]] = {}
    for one in left:
        index = _innermost(view.extraction.tasks, one.span)
        if index is None:
            reason, where = _outside(view, one)
        else:
            if index not in known:
                known[index] = list(_refused(view, index))
            task = view.extraction.tasks[index]
            met = next((reason for kind, span, reason in known[index] if kind == one.kind and span.meets(one.span)), None)
            reason, where = ("table-without-tasks" if _in_table(view, one, task) else met or _default(one, task)), task.id
        yield replace(one, reason=reason, where=where)


def _default(one: Left, task: Task) -> str:
    """Why a date or number that the extractors did not refuse is no record of its task."""
    if one.kind == "date" and task.rule == _TABLE_ROW:
        return "other-column"
    return "said-before" if one.kind == "date" and task.deadlines else "unread"


def _innermost(tasks: Sequence[Task], span: Span) -> int | None:
    """The last task whose stretch holds the span: parents come before their children."""
    return max((index for index, task in enumerate(tasks) if task.span.covers(span)), default=None)


def _in_table(view: _View, one: Left, task: Task | None) -> bool:
    """Whether it stands in a line of cells that is no task's row."""
    at, value = view.place(one.span).start, view.text.value
    end = value.find("\n", at)
    return (task is None or task.rule != _TABLE_ROW) and "|" in value[value.rfind("\n", 0, at) + 1 : len(value) if end < 0 else end]


def _refused(view: _View, index: int) -> Iterator[tuple[Mention, Span, str]]:
    """The dates and numbers of a task's own text that became no record, with their stretch of the text as read and the reason."""
    own = view.own(index)
    for time in unbound(own.value, view.calendar):
        yield "date", own.source(*time.span), time.reason
    stretches = clauses(own.value)
    closing = stretches[-1].start if stretches else None
    for span, reason in refusals(own.value, deadlines(own.value, view.calendar), closing):
        yield "number", own.source(*span), reason


def _outside(view: _View, one: Left) -> tuple[str, str]:
    """Why a stretch in no task holds none, and the heading that it stands under."""
    if _in_table(view, one, None):
        return "table-without-tasks", ""
    at = view.place(one.span)
    kind: SectionKind | None = None
    heading, item = "", view.outline
    while inner := next((child for child in item.children if child.span.covers(at)), None):
        item = inner
        if item.kind == "front" or item.kind == "back":
            return f"{item.kind}-matter", heading
        title = view.text.value[slice(*item.heading)] if item.heading else None
        kind, heading = below(kind, title, item.style), item.label + title if title else heading
    if item.kind == "root":
        return "front-matter", ""
    return ("section-without-tasks" if kind in ("none", "open") else _within(item)), heading


def _within(item: Item) -> str:
    return "lead-in" if item.children else "unread"
