"""A plan's records as rows of the tables."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pipeline.readers.faults import gravest
from schemas.extraction import Extraction
from schemas.records import Baseline, Deadline, Plan, Reference, Target, Task, Unit
from schemas.spans import Span
from schemas.tables import row_id

Row = dict[str, Any]
Body = tuple[str, str, str]
"""Name, canonical name and function of a body; the last two empty while unresolved."""


def body(unit: Unit) -> Body:
    """The body that a unit names."""
    return unit.name, unit.canonical or "", unit.function or ""


def unique_refs(tasks: Iterable[Task]) -> list[str]:
    """The paths of labels of the tasks, in order; the second of two equal ones ends in ``~2``, the third in ``~3``."""
    seen: dict[str, int] = {}
    refs = []
    for task in tasks:
        count = seen[task.id] = seen.get(task.id, 0) + 1
        refs.append(task.id if count == 1 else f"{task.id}~{count}")
    return refs


def _evidence(record: Task | Unit | Deadline | Target | Reference, source: str, page: int | None) -> Row:
    span: Span = record.span
    return {
        "span_start": span[0],
        "span_end": span[1],
        "page": page,
        "quote": source[span[0] : span[1]],
        "how": record.how,
        "confidence": record.confidence,
        "rule": record.rule,
    }


def document_facts(extraction: Extraction) -> Row:
    """What the document's row says of the file, and of why it was not read whole; without its ids and its path."""
    source = extraction.source
    code, message = gravest(source.warnings, source.state)
    return {
        "name": source.name,
        "media_type": source.media_type,
        "pages": source.pages,
        "characters": source.characters,
        "script": source.script,
        "state": source.state,
        "code": code or None,
        "message": message or None,
    }


def plan_row(plan: Plan, document: int, key: str) -> Row:
    """The row of a plan, without its place among its versions."""
    start, end = plan.period or (None, None)
    return {
        "id": document,
        "key": key,
        "title": plan.title,
        "issuer": plan.issuer,
        "doc_number": plan.doc_number,
        "published": plan.published,
        "region": plan.region,
        "level": plan.level,
        "period_start": start,
        "period_end": end,
        "how": dict(plan.how),
        "effective": plan.effective,
        "expires": plan.expires,
        "evidence": {field: list(span) for field, span in plan.evidence},
    }


def counted(extraction: Extraction) -> Row:
    """How many records of each kind a plan has, for its row."""
    return {
        "task_count": len(extraction.tasks),
        "unit_count": sum(len(task.units) for task in extraction.tasks),
        "deadline_count": sum(len(task.deadlines) for task in extraction.tasks),
        "target_count": len(extraction.targets),
    }


def derived_rows(extraction: Extraction, document: int, key: str) -> dict[str, list[Row]]:
    """The rows of a document by table, warnings first, in an order in which they can be inserted.

    Rows of ``task_units`` name their body under ``body`` instead of ``name_id``.
    """
    refs = unique_refs(extraction.tasks)
    return {
        "warnings": [
            {"id": row_id(document, at), "document_id": document, "ordinal": at + 1, "code": w.code, "message": w.message, "count": w.count}
            for at, w in enumerate(extraction.source.warnings)
        ],
        "plan_texts": [{"plan_id": document, "deflated": zlib.compress(extraction.source_text.encode(), 6)}],
        "tasks": _task_rows(extraction, document, key, refs),
        "task_units": _unit_rows(extraction, document),
        "deadlines": _deadline_rows(extraction, document),
        "targets": _target_rows(extraction, document, key, refs),
        "citations": [
            {"id": row_id(document, at), "plan_id": document, "ordinal": at + 1, "title": r.title, "number": r.number, "basis": r.basis}
            | _evidence(r, extraction.source_text, None)
            | {"repealed": r.repealed}
            | _stretch("repealed", r.repealed_span)
            for at, r in enumerate(extraction.references)
        ],
    }


def _task_rows(extraction: Extraction, document: int, key: str, refs: list[str]) -> list[Row]:
    targets: dict[int, int] = {}
    for target in extraction.targets:
        if target.task is not None:
            targets[target.task] = targets.get(target.task, 0) + 1
    return [
        {
            "id": row_id(document, at),
            "key": f"{key}:{refs[at]}",
            "plan_id": document,
            "parent_id": None if task.parent is None else row_id(document, task.parent),
            "ordinal": at + 1,
            "ref": refs[at],
            "label": task.label,
            "path": list(task.path),
            "title": task.title,
            "category": task.category,
            "text": task.text,
            "due": min(_ends(task), default=None),
            "due_last": max(_ends(task), default=None),
            "unit_count": len(task.bound),
            "deadline_count": len(task.deadlines),
            "target_count": targets.get(at, 0),
            "same_as": None if task.same_as is None else task.same_as + 1,
        }
        | _evidence(task, extraction.source_text, task.page)
        for at, task in enumerate(extraction.tasks)
    ]


def _ends(task: Task) -> list[date]:
    return [deadline.end for deadline in task.deadlines if deadline.end is not None]


def _unit_rows(extraction: Extraction, document: int) -> list[Row]:
    rows: list[Row] = []
    for number, task in enumerate(extraction.tasks):
        for place, unit in enumerate(task.units, 1):
            rows.append(
                {
                    "id": row_id(document, len(rows)),
                    "task_id": row_id(document, number),
                    "ordinal": place,
                    "body": body(unit),
                    "role": unit.role,
                    "inherited": unit.inherited,
                }
                | _evidence(unit, extraction.source_text, task.page)
            )
    return rows


def _deadline_rows(extraction: Extraction, document: int) -> list[Row]:
    rows: list[Row] = []
    for number, task in enumerate(extraction.tasks):
        for place, deadline in enumerate(task.deadlines, 1):
            rows.append(
                {
                    "id": row_id(document, len(rows)),
                    "task_id": row_id(document, number),
                    "ordinal": place,
                    "text": deadline.text,
                    "kind": deadline.kind,
                    "start_date": deadline.start,
                    "end_date": deadline.end,
                }
                | _evidence(deadline, extraction.source_text, task.page)
            )
    return rows


def _target_rows(extraction: Extraction, document: int, key: str, refs: list[str]) -> list[Row]:
    rows: list[Row] = []
    places: dict[int | None, int] = {}
    for at, target in enumerate(extraction.targets):
        place = places[target.task] = places.get(target.task, 0) + 1
        owner = key if target.task is None else f"{key}:{refs[target.task]}"
        page = None if target.task is None else extraction.tasks[target.task].page
        rows.append(
            {
                "id": row_id(document, at),
                "key": f"{owner}#target-{place}",
                "plan_id": document,
                "task_id": None if target.task is None else row_id(document, target.task),
                "ordinal": at + 1,
                "text": target.text,
                "indicator": target.indicator,
                "comparator": target.comparator,
                "low": target.low,
                "high": target.high,
                "unit": target.unit,
                "masked": target.masked,
                "due": target.due,
            }
            | _evidence(target, extraction.source_text, page)
            | _baseline_facts(target.baseline)
            | {"nature": target.nature}
            | _stretch("nature", target.nature_span)
        )
    return rows


def _baseline_facts(baseline: Baseline | None) -> Row:
    if baseline is None:
        return dict.fromkeys(("baseline", "baseline_unit", "baseline_as_of", "baseline_start", "baseline_end"))
    said = {"baseline": baseline.value, "baseline_unit": baseline.unit, "baseline_as_of": baseline.as_of}
    return said | _stretch("baseline", baseline.span)


def _stretch(name: str, span: Span | None) -> Row:
    """``NAME_start`` and ``NAME_end`` of evidence that a record has beside its own."""
    start, end = span or (None, None)
    return {f"{name}_start": start, f"{name}_end": end}


def digest(rows: Mapping[str, object]) -> str:
    """SHA-256 over rows, hexadecimal: equal for equal rows, whatever run made them."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()
