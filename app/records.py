"""The records of one plan as rows to print, and which columns a table of each kind shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from schemas.extraction import Extraction
from schemas.records import Baseline, Task

if TYPE_CHECKING:
    from pipeline.coverage import Coverage

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "plans": ("id", "title", "region", "issuer", "published", "expires", "tasks", "name", "state"),
    "tasks": ("id", "plan_title", "task", "bodies", "deadline", "due"),
    "extract": ("id", "category", "task", "bodies", "deadline", "due"),
    "targets": ("id", "plan_title", "indicator", "comparator", "low", "high", "unit", "due", "baseline", "nature"),
    "deadlines": ("id", "plan_title", "task", "text", "kind", "start", "end"),
    "units": ("name", "function", "level", "tasks", "lead", "cooperate", "responsible", "plans", "first_due", "last_due"),
    "each": ("id", "plan_title", "task", "name", "canonical", "function", "role", "due"),
    "unknown": ("name", "tasks", "plans", "example", "toml"),
    "search": ("id", "plan_title", "snippet"),
    "diff": ("change", "task", "before", "after"),
    "failed": ("id", "name", "state", "code", "message"),
}
"""What a table or Markdown shows of each kind of record; the other formats print every column."""

RARE = frozenset({"expires", "baseline", "baseline_unit", "baseline_as_of", "nature", "repealed"})
"""Columns that a table has only where a row has a value for them: few plans say these."""

ROLES = {"lead": "牵头", "cooperate": "配合", "responsible": "责任", "acting": "涉及"}
"""What a cell says before the bodies of a role; 涉及 is of those that no role word binds."""

SHORT = 40
"""Characters of a task's text that stand for its title where it has none."""


def columns(kind: str, available: Mapping[str, Any] | list[str]) -> list[str]:
    """The columns to show of those available, in order."""
    return [name for name in COLUMNS[kind] if name in available] or list(available)


def told(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The columns without those of ``RARE`` for which no row has a value."""
    held = {name for row in rows for name in RARE.intersection(row) if row[name] not in (None, False)}
    return [name for name in names if name not in RARE or name in held]


def short(title: str | None, text: str | None) -> str:
    """What names a task in a line: its title, else the beginning of its text."""
    words = title or text or ""
    return words if len(words) <= SHORT else f"{words[:SHORT]}…"


def bound(named: Mapping[str, Any]) -> str:
    """The bodies of a row in one cell: ``牵头:市水务局 · 配合:市财政局、市住建局``; empty without any."""
    parts = ((sign, named.get(role)) for role, sign in ROLES.items())
    return " · ".join(f"{sign}:{'、'.join(names) if isinstance(names, list) else names}" for sign, names in parts if names)


def plan_facts(extraction: Extraction) -> dict[str, Any]:
    """What the plan says of itself, and how its file was read."""
    plan, source = asdict(extraction.plan), extraction.source
    plan.pop("how")
    plan.pop("evidence")
    return plan | {"file": source.name, "state": source.state, "warnings": [warning.message for warning in source.warnings]}


def task_rows(extraction: Extraction) -> list[dict[str, Any]]:
    """One row a task: id, category, task (its title or the beginning of its text), bodies by role, deadline, text."""
    return [
        {
            "id": task.id,
            "category": task.category,
            "label": task.label,
            "path": list(task.path),
            "task": short(task.title, task.text),
            **bodies(task),
            "deadline": [deadline.text for deadline in task.deadlines],
            "due": due(task),
            "text": task.text,
        }
        for task in extraction.tasks
    ]


def bodies(task: Task) -> dict[str, list[str]]:
    """The names of the bodies bound to a task by role, and of those that only act in its text."""
    held = {role: [unit.name for unit in task.bound if unit.role == role] for role in ("lead", "cooperate", "responsible")}
    return held | {"acting": [unit.name for unit in task.units if not unit.bound]}


def due(task: Task) -> str | None:
    """The first day on which a deadline of the task ends, as ISO text."""
    return min((deadline.end.isoformat() for deadline in task.deadlines if deadline.end), default=None)


def target_rows(extraction: Extraction) -> list[dict[str, Any]]:
    """One row a target; ``task`` is the id of the task it stands in."""
    rows = []
    for target in extraction.targets:
        task = extraction.tasks[target.task].id if target.task is not None else None
        names = ("indicator", "comparator", "low", "high", "unit", "masked", "due", "text")
        rows.append({"task": task} | {name: getattr(target, name) for name in names} | _start(target.baseline) | {"nature": target.nature})
    return rows


def _start(baseline: Baseline | None) -> dict[str, Any]:
    """Where a target starts from: baseline, baseline_unit, baseline_as_of."""
    said = (baseline.value, baseline.unit, baseline.as_of) if baseline else (None, None, None)
    return dict(zip(("baseline", "baseline_unit", "baseline_as_of"), said, strict=True))


def reference_rows(extraction: Extraction) -> list[dict[str, Any]]:
    """One row a cited document."""
    return [{name: getattr(reference, name) for name in ("title", "number", "basis", "repealed")} for reference in extraction.references]


def left_rows(coverage: "Coverage") -> list[dict[str, Any]]:
    """One row a date or number that became no record, with the reason."""
    return [{"kind": one.kind, "text": one.text, "where": one.where, "reason": one.reason, "why": one.why} for one in coverage.left]
