"""Reading a plan back from the store: what was saved, as it was saved."""

import zlib
from collections import defaultdict
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.engine import Connection

from schemas.document import Notice
from schemas.extraction import Extraction, Source
from schemas.records import Baseline, Deadline, Plan, Reference, Target, Task, Unit
from schemas.spans import Span
from schemas.tables import PLACES, body_names, citations, deadlines, documents, plan_texts, plans, row_id, targets, task_units, tasks, warnings

AnyRow = Row[Any]


def load(connection: Connection, key: str) -> Extraction:
    """The extraction of the plan with this public id; KeyError when there is none."""
    document = connection.execute(select(documents).where(documents.c.key == key)).first()
    plan = None if document is None else connection.execute(select(plans).where(plans.c.id == document.id)).first()
    if document is None or plan is None:
        raise KeyError(key)
    text = connection.execute(select(plan_texts.c.deflated).where(plan_texts.c.plan_id == plan.id)).scalar_one()
    return Extraction(
        source=_source(connection, document),
        plan=_plan(plan),
        tasks=_tasks(connection, plan.id),
        targets=_targets(connection, plan.id),
        references=_references(connection, plan.id),
        source_text=zlib.decompress(text).decode(),
    )


def _source(connection: Connection, row: AnyRow) -> Source:
    found = connection.execute(select(warnings).where(warnings.c.document_id == row.id).order_by(warnings.c.ordinal))
    notices = tuple(Notice(one.code, one.message, one._mapping["count"]) for one in found)
    return Source(row.name, row.sha256, row.media_type, row.pages, row.characters, row.script, row.state, notices)


def _plan(row: AnyRow) -> Plan:
    period = None if row.period_start is None or row.period_end is None else (row.period_start, row.period_end)
    how = tuple((name, value) for name, value in row.how.items())
    evidence = tuple((name, Span(*span)) for name, span in (row.evidence or {}).items())
    told = (row.title, row.issuer, row.doc_number, row.published, row.region, row.level, period, how)
    return Plan(*told, effective=row.effective, expires=row.expires, evidence=evidence)


def _evidence(row: AnyRow) -> dict[str, Any]:
    return {"span": Span(row.span_start, row.span_end), "how": row.how, "confidence": row.confidence, "rule": row.rule}


def _stretch(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _baseline(row: AnyRow) -> Baseline | None:
    """What a target starts from; one that a reviewer put where nothing was read has the target's own evidence."""
    if row.baseline is None:
        return None
    span = _stretch(row.baseline_start, row.baseline_end) or Span(row.span_start, row.span_end)
    return Baseline(row.baseline, row.unit if row.baseline_unit is None else row.baseline_unit, row.baseline_as_of, span)


def _index(number: int | None) -> int | None:
    return None if number is None else number % PLACES


def _tasks(connection: Connection, plan: int) -> tuple[Task, ...]:
    units: dict[int, list[Unit]] = defaultdict(list)
    times: dict[int, list[Deadline]] = defaultdict(list)
    first, last = row_id(plan, 0), row_id(plan + 1, 0) - 1
    bound = (
        select(task_units, body_names.c.name, body_names.c.canonical, body_names.c.function)
        .join_from(task_units, body_names, body_names.c.id == task_units.c.name_id)
        .where(task_units.c.task_id.between(first, last))
        .order_by(task_units.c.task_id, task_units.c.ordinal)
    )
    for row in connection.execute(bound):
        names: dict[str, Any] = {"canonical": row.canonical or None, "function": row.function or None}
        units[row.task_id].append(Unit(name=row.name, role=row.role, inherited=row.inherited, **names, **_evidence(row)))
    order = select(deadlines).where(deadlines.c.task_id.between(first, last)).order_by(deadlines.c.task_id, deadlines.c.ordinal)
    for row in connection.execute(order):
        times[row.task_id].append(Deadline(text=row.text, kind=row.kind, start=row.start_date, end=row.end_date, **_evidence(row)))
    found = connection.execute(select(tasks).where(tasks.c.plan_id == plan).order_by(tasks.c.ordinal))
    return tuple(_task(row, tuple(units[row.id]), tuple(times[row.id])) for row in found)


def _task(row: AnyRow, units: tuple[Unit, ...], times: tuple[Deadline, ...]) -> Task:
    return Task(
        id=row.ref,
        label=row.label,
        path=tuple(row.path),
        title=row.title,
        category=row.category,
        text=row.text,
        parent=_index(row.parent_id),
        page=row.page,
        units=units,
        deadlines=times,
        same_as=None if row.same_as is None else row.same_as - 1,
        **_evidence(row),
    )


def _targets(connection: Connection, plan: int) -> tuple[Target, ...]:
    return tuple(
        Target(
            text=row.text,
            indicator=row.indicator,
            comparator=row.comparator,
            low=row.low,
            high=row.high,
            unit=row.unit,
            due=row.due,
            masked=row.masked,
            task=_index(row.task_id),
            baseline=_baseline(row),
            nature=row.nature,
            nature_span=_stretch(row.nature_start, row.nature_end),
            **_evidence(row),
        )
        for row in connection.execute(select(targets).where(targets.c.plan_id == plan).order_by(targets.c.ordinal))
    )


def _references(connection: Connection, plan: int) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            title=row.title,
            number=row.number,
            basis=row.basis,
            repealed=row.repealed,
            repealed_span=_stretch(row.repealed_start, row.repealed_end),
            **_evidence(row),
        )
        for row in connection.execute(select(citations).where(citations.c.plan_id == plan).order_by(citations.c.ordinal))
    )
