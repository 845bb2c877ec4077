"""A file's records: the order of work from reading to resolving.

    Path ─ read ─ Document ─ normalise ─ Text ─ outline ─ Item ─ extract ─ records ─ resolve ─ Extraction

Extractors see strings; here their spans are taken back to the text as read.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from extractors.deadlines import Calendar, deadlines, once, times
from extractors.plan import plan as plan_facts
from extractors.references import references
from extractors.tables import Row, grid, rows, values
from extractors.targets import goals, heading_nature, mentioned, targets
from extractors.tasks import Draft, drafts
from extractors.units import FirstRule, clauses, first_rule, headed, units
from extractors.units.clauses import listed
from pipeline.normalise import normalise
from pipeline.outline import parse
from pipeline.read import read
from pipeline.resolve import resolve
from pipeline.script import script, simplified
from pipeline.twins import twins
from schemas.document import Cell, Document, Notice, State
from schemas.extraction import Extraction, Source
from schemas.outline import Item, ItemKind
from schemas.records import Deadline, Plan, Reference, Target, Task, Unit
from schemas.spans import Span
from schemas.text import Text


def extract(path: Path) -> Extraction:
    """The plan in one file with everything found in it; OSError where the file cannot be opened.

    A file that cannot be read gives an extraction without records whose ``source.state`` and warnings say why.
    """
    return from_document(read(Path(path)))


def read_text(path: Path, normalised: bool = False) -> str:
    """The text of a file as read, or as normalised; OSError where it cannot be opened."""
    document = read(Path(path))
    return normalise(document.text)[0].value if normalised else document.text


def from_document(document: Document) -> Extraction:
    """The records of a document that has been read. Pure: the same document gives the same extraction."""
    text, notices = normalise(document.text)
    tables = _tables(document, text)
    held, asides = [table for table in tables if table.rows], [table for table in tables if not table.rows]
    outline = parse(text.value, [table.span for table in held], [table.span for table in asides])
    front, back = _borders(outline)
    plan = plan_facts(
        text.value,
        front=front,
        back=back,
        facts={simplified(label): simplified(value) for label, value in document.facts.items()},
        name=document.name,
    )
    calendar = Calendar.of(plan.title or "", text.value, plan.published, plan.period, plan.doc_number)
    found = _Records(text, _pages(document), calendar, first_rule(text.value))
    found.add_front(outline)
    found.add_drafts(drafts(text.value, outline))
    for table in held:
        found.add_rows(table, _headings(outline, table.span, text.value))
    found.add_natures(outline)
    tasks, contradictions = twins(resolve(found.tasks, text, plan))
    before = Span(front.start, min([front.end, *(table.span.start for table in held)]))
    cited = references(text.value, before, own_title=plan.title, own_number=plan.doc_number)
    return Extraction(
        source=_source(document, (*document.notices, *notices, *_set_apart(outline), *_not_tasks(asides), *contradictions, *_empty(tasks, document))),
        plan=_placed_plan(text, plan),
        tasks=tasks,
        targets=tuple(sorted(found.targets, key=lambda target: target.span)),
        references=tuple(placed_reference(text, one) for one in cited),
        source_text=document.text,
    )


def _borders(outline: Item) -> tuple[Span, Span | None]:
    """Where the plan's first label stands, and the stretch after its own text."""
    front = next((child.span for child in outline.children if child.kind == "front"), Span(0, 0))
    backs = [item.span for item in outline.walk() if item.kind == "back"]
    last = backs[-1] if backs and backs[-1].end == outline.end else None
    return front, last


def _source(document: Document, notices: tuple[Notice, ...]) -> Source:
    state: State = "ok_with_warnings" if document.state == "ok" and notices else document.state
    return Source(
        name=document.name,
        sha256=document.sha256,
        media_type=document.media_type,
        pages=document.pages,
        characters=len(document.text),
        script=script(document.text),
        state=state,
        warnings=notices,
    )


def _headings(outline: Item, span: Span, text: str) -> tuple[str, ...]:
    """The headings above a stretch, outermost first."""
    path, item = [], outline
    while inner := next((child for child in item.children if child.kind in ("section", "item") and child.span.covers(span)), None):
        path.append(inner.label + (text[slice(*inner.heading)] if inner.heading else ""))
        item = inner
    return tuple(path)


def _set_apart(outline: Item) -> Iterator[Notice]:
    count = sum(item.end - item.start for item in outline.walk() if item.kind == "back")
    if count:
        yield Notice("text-set-apart", "characters of signatures, drafting notes and site furniture were kept out of the tasks", count)


def _not_tasks(asides: Sequence["_Table"]) -> Iterator[Notice]:
    if asides:
        message = "tables whose heads name no tasks with bodies or times, nor indicators with targets, gave no records"
        yield Notice("tables-without-tasks", message, len(asides))


def _empty(tasks: Sequence[Task], document: Document) -> Iterator[Notice]:
    if not tasks and document.text.strip():
        yield Notice("no-tasks", "no tasks were found in the text; see whether it is an implementation plan", 1)


def _pages(document: Document) -> list[tuple[int, int | None]]:
    return [(block.start, block.page) for block in document.blocks]


@dataclass(frozen=True, slots=True)
class _Table:
    span: Span
    rows: tuple[Row, ...]
    number: int


def _tables(document: Document, text: Text) -> list[_Table]:
    """The document's tables in order with their stretches in the normalised text; layout tables, which hold running text, are none."""
    places: dict[int, list[tuple[Cell, Span]]] = {}
    for block in document.blocks:
        if block.cell:
            span = Span(bisect_left(text.origin, block.start), bisect_left(text.origin, block.end))
            places.setdefault(block.cell.table, []).append((block.cell, span))
    found: list[_Table] = []
    for cells in places.values():
        held = tuple(rows(grid(text.value, cells)))
        if held or _is_tabular(cells):
            start, end = min(span.start for _, span in cells), max(span.end for _, span in cells)
            start = text.value.rfind("\n", 0, start) + 1
            line_end = text.value.find("\n", end)
            found.append(_Table(Span(start, line_end + 1 if line_end >= 0 else len(text.value)), held, len(found) + 1))
    return sorted(found, key=lambda table: table.span)


def _is_tabular(cells: Sequence[tuple[Cell, Span]]) -> bool:
    """Whether cells are short and stand in rows and columns, as a table's do; a page laid out in a table has long ones."""
    lengths = sorted(span.end - span.start for _, span in cells)
    return len(cells) >= 6 and len({cell.column for cell, _ in cells}) > 1 and lengths[len(lengths) // 2] < 60 and lengths[-1] < 800


_TASK_CONFIDENCE: dict[ItemKind, float] = {"item": 0.99, "section": 0.95, "paragraph": 0.92, "row": 0.98}


class _Records:
    """The records of a plan as they come, their spans in the text as read."""

    def __init__(self, text: Text, pages: list[tuple[int, int | None]], calendar: Calendar, first: FirstRule) -> None:
        self.text, self.pages, self.calendar, self.first = text, pages, calendar, first
        self.starts = [start for start, _ in pages]
        self.tasks: list[Task] = []
        self.targets: list[Target] = []

    def page(self, at: int) -> int | None:
        index = bisect_right(self.starts, at) - 1
        return self.pages[index][1] if index >= 0 else None

    def add_drafts(self, found: Sequence[Draft]) -> None:
        for draft in found:
            self._add(draft)

    def _add(self, draft: Draft) -> None:
        start, end = draft.span
        whole = self.text.part(start, end)
        holes = [(a - start, min(b, end) - start) for a, b in draft.holes if a < end]
        own = whole.without(holes) if holes else whole
        moments = times(own.value, self.calendar)
        stretches = clauses(own.value)
        closing = stretches[-1].start if stretches else None
        span = self.text.source(start, end)
        task = Task(
            id=draft.id,
            label=draft.item.label,
            path=draft.path,
            title=draft.title,
            category=draft.category,
            text=whole.value,
            span=span,
            parent=draft.parent,
            page=self.page(span.start),
            units=_once([*(_placed(own, unit) for unit in units(own.value, draft.body - start, self.first)), *self._owners(draft)]),
            deadlines=tuple(replace(time, span=own.source(*time.span)) for time in once(moments)),
            confidence=_TASK_CONFIDENCE[draft.item.kind],
            rule=draft.item.kind,
        )
        index = len(self.tasks) if draft.settled else None
        self.tasks.append(task)
        numbers = targets(own.value, moments, closing)
        introduced = self._introduced(draft, moments) if numbers else None
        for target in numbers:
            placed = placed_target(own, target, task=index)
            self.targets.append(replace(placed, due=introduced, how="inherited") if introduced and not placed.due else placed)

    def _owners(self, draft: Draft) -> Iterator[Unit]:
        """The bodies that the heading above a task makes it theirs."""
        if draft.owners:
            heading = self.text.part(*draft.owners)
            yield from (_placed(heading, unit) for unit in headed(heading.value))

    def _introduced(self, draft: Draft, moments: Sequence[Deadline]) -> date | None:
        """The day that a goal, or the sentence before a list of goals, sets for all (``到2027年,实现以下目标:``); None where it names several."""
        if moments:
            return self._promised(moments) if draft.category == "goal" else None
        lead = self.text.value[slice(*draft.lead)] if draft.lead else ""
        ends = {moment.end for moment in times(lead, self.calendar) if moment.kind == "by"}
        return ends.pop() if len(ends) == 1 else None

    @staticmethod
    def _promised(moments: Sequence[Deadline]) -> date | None:
        """The one day that a goal names for all its paragraphs; None where it names several."""
        ends = {moment.end for moment in moments}
        return ends.pop() if len(ends) == 1 and all(moment.kind == "by" for moment in moments) else None

    def add_front(self, outline: Item) -> None:
        """The numbers of a paragraph before the first section that says it tells the goals: ``总体目标是:到2030年…``."""
        for item in outline.children:
            for told in goals(self.text.value, *item.span) if item.kind == "front" else ():
                own = self.text.part(*told)
                for target in targets(own.value, times(own.value, self.calendar), None):
                    self.targets.append(placed_target(own, target))

    def add_natures(self, outline: Item) -> None:
        """What a heading says of all targets below it (``(一)约束性指标``), where nothing nearer says it."""
        if not self.targets or not mentioned(self.text.value):
            return
        self.targets.sort(key=lambda target: target.span)
        starts = [target.span.start for target in self.targets]
        for item in outline.walk():
            told = heading_nature(self.text.value[slice(*item.heading)]) if item.heading else None
            if item.heading is None or told is None:
                continue
            nature, span = told[0], self.text.source(*told[1].moved(item.heading.start))
            within = self.text.source(item.start, item.end)
            for at in range(bisect_left(starts, within.start), bisect_left(starts, within.end)):
                if self.targets[at].nature is None:
                    self.targets[at] = replace(self.targets[at], nature=nature, nature_span=span)

    def add_rows(self, table: _Table, above: tuple[str, ...]) -> None:
        seen: Counter[str] = Counter()
        for number, row in enumerate(table.rows, 1):
            name = f"表{table.number}.{row.label or number}"
            seen[name] += 1
            self._add_row(row, name if seen[name] == 1 else f"{name}~{seen[name]}", above)

    def _add_row(self, row: Row, name: str, above: tuple[str, ...]) -> None:
        limits = [(deadline, cell) for cell in row.of("deadline") for deadline in deadlines(cell.text, self.calendar, limit=True)]
        span = self.text.source(*row.span)
        task = Task(
            id=name,
            label=row.label,
            path=(*above, *row.path),
            title=row.title,
            category="goal" if row.goal else "task",
            text=row.text,
            span=span,
            page=self.page(span.start),
            units=_once(self._row_units(row)),
            deadlines=tuple(replace(time, span=self._cell_source(cell.span, time.span)) for time, cell in limits),
            confidence=_TASK_CONFIDENCE["row"],
            rule="table-row",
        )
        self._add_row_targets(row, next((limit.end for limit, _ in limits if limit.end), None))
        self.tasks.append(task)

    def _add_row_targets(self, row: Row, due: date | None) -> None:
        """The numbers of an indicator row, or those that its task and description name, due when the row is."""
        index = len(self.tasks)
        for target in values(row):
            self.targets.append(placed_target(self.text, target, task=index))
        for cell in () if row.goal else row.of("name", "description"):
            own = self.text.part(*cell.span)
            for target in targets(own.value, times(own.value, self.calendar), None):
                self.targets.append(placed_target(own, target, task=index, due=target.due or due))

    def _cell_source(self, cell: Span, inside: Span) -> Span:
        lead = len(self.text.value[cell.start : cell.end]) - len(self.text.value[cell.start : cell.end].lstrip())
        return self.text.source(cell.start + lead + inside.start, cell.start + lead + inside.end)

    def _row_units(self, row: Row) -> Iterator[Unit]:
        for part, cell, _ in row.cells:
            if part in ("lead", "cooperate", "responsible"):
                for unit in listed(cell.text, part, self.first):
                    yield replace(unit, span=self._cell_source(cell.span, unit.span), rule="table-cell")
        if row.group:
            for unit in units(row.group.text, 0, self.first):
                yield replace(unit, span=self._cell_source(row.group.span, unit.span), inherited=True, how="inherited", rule="group-cell")


def _once(found: Iterable[Unit]) -> tuple[Unit, ...]:
    units: dict[tuple[str, str], Unit] = {}
    for unit in found:
        units.setdefault((unit.name, unit.role), unit)
    return tuple(units.values())


def placed_target(own: Text, target: Target, **more: Any) -> Target:
    """A target found in ``own`` with its evidence in the text as read, and that of its baseline and nature; ``more`` are other fields to be set."""
    span = own.source(*target.span)
    if target.baseline is None and target.nature_span is None:
        return replace(target, span=span, **more)
    baseline = target.baseline and replace(target.baseline, span=own.source(*target.baseline.span))
    nature_span = target.nature_span and own.source(*target.nature_span)
    return replace(target, span=span, baseline=baseline, nature_span=nature_span, **more)


def placed_reference(text: Text, reference: Reference) -> Reference:
    """A reference found in ``text`` with its evidence in the text as read, and that of its repeal."""
    repealed_span = reference.repealed_span and text.source(*reference.repealed_span)
    return replace(reference, span=text.source(*reference.span), repealed_span=repealed_span)


def _placed_plan(text: Text, plan: Plan) -> Plan:
    return replace(plan, evidence=tuple((field, text.source(*span)) for field, span in plan.evidence)) if plan.evidence else plan


def _placed(own: Text, unit: Unit) -> Unit:
    return replace(unit, span=own.source(*unit.span))
