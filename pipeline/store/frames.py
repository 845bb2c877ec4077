"""Rows as pandas frames: what each kind of record shows, and of which type.

Text is ``str`` (missing as NaN), whole numbers ``Int64``, flags ``boolean``, days and times ``datetime64[s]``, quantities
``decimal.Decimal`` in an ``object`` column; a list (``path``) is a Python list.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, select
from sqlalchemy.engine import Connection

from pipeline.store.views import V_MERGED
from schemas.tables import body_names, citations, corrections, deadlines, documents, plans, targets, task_units, tasks, warnings

if TYPE_CHECKING:
    import pandas as pd

WHOLE: Final = frozenset({"page", "pages", "characters", "size", "span_start", "span_end", "version", "tasks", "count", "plans"})
DAYS: Final = frozenset(
    {"published", "period_start", "period_end", "effective", "expires", "due", "baseline_as_of", "start", "end", "saved_at", "first_due", "last_due"}
)
FLAGS: Final = frozenset({"inherited", "masked", "current", "basis", "repealed"})
EXACT: Final = frozenset({"low", "high", "baseline"})
LISTS: Final = frozenset({"path"})
NUMBERS: Final = frozenset({"confidence"})

PLAN = (plans.c.key.label("plan"), plans.c.title.label("plan_title"), plans.c.region)
UNIT = tasks.c.key + "#unit-" + cast(task_units.c.ordinal, String)
DEADLINE = tasks.c.key + "#deadline-" + cast(deadlines.c.ordinal, String)
CITATION = plans.c.key + "#citation-" + cast(citations.c.ordinal, String)
ROLES: Final = ("lead", "cooperate", "responsible")


def _evidence(table: Any, record: "ColumnElement[Any]") -> list[Any]:
    """Where a record stands and how it was found: ``how`` is corrected for one of which a reviewer changed a field."""
    corrected = (
        select(corrections.c.id).where(corrections.c.record == record, corrections.c.undone_at.is_(None)).correlate_except(corrections).exists()
    )
    how = case((corrected, "corrected"), else_=table.c.how).label("how")
    return [*(table.c[name] for name in ("page", "span_start", "span_end", "quote")), how, table.c.confidence, table.c.rule]


def select_plans() -> "Select[Any]":
    """One row a plan version: what it says of itself, the file it is from, and how many tasks it has."""
    return select(
        plans.c.key.label("id"),
        *(
            plans.c[name]
            for name in ("title", "issuer", "doc_number", "published", "region", "level", "period_start", "period_end", "effective", "expires")
        ),
        *(plans.c[name] for name in ("version", "current", "series")),
        plans.c.task_count.label("tasks"),
        *(documents.c[name] for name in ("name", "state", "script", "pages", "characters", "sha256")),
    ).join_from(plans, documents, documents.c.id == plans.c.id)


def select_tasks() -> "Select[Any]":
    """One row a task, without its bodies and deadlines, which ``task_frame`` adds."""
    return select(
        tasks.c.key.label("id"),
        *PLAN,
        *(tasks.c[name] for name in ("category", "label", "path", "title", "text", "due")),
        *_evidence(tasks, tasks.c.key),
        tasks.c.id.label("number"),
    ).join_from(tasks, plans, plans.c.id == tasks.c.plan_id)


def select_units() -> "Select[Any]":
    """One row a body bound to a task; ``canonical`` is the body after all merges."""
    return (
        select(
            UNIT.label("id"),
            *PLAN,
            tasks.c.key.label("task"),
            tasks.c.title.label("task_title"),
            body_names.c.name,
            func.coalesce(V_MERGED.c.stands_for, func.nullif(body_names.c.canonical, "")).label("canonical"),
            func.nullif(body_names.c.function, "").label("function"),
            task_units.c.role,
            task_units.c.inherited,
            tasks.c.due,
            *_evidence(task_units, UNIT),
        )
        .join_from(task_units, tasks, tasks.c.id == task_units.c.task_id)
        .join(body_names, body_names.c.id == task_units.c.name_id)
        .join(V_MERGED, V_MERGED.c.name == func.coalesce(func.nullif(body_names.c.canonical, ""), body_names.c.name), isouter=True)
        .join(plans, plans.c.id == tasks.c.plan_id)
    )


def select_deadlines() -> "Select[Any]":
    """One row a deadline."""
    return (
        select(
            DEADLINE.label("id"),
            *PLAN,
            tasks.c.key.label("task"),
            tasks.c.title.label("task_title"),
            tasks.c.text.label("task_text"),
            deadlines.c.text,
            deadlines.c.kind,
            deadlines.c.start_date.label("start"),
            deadlines.c.end_date.label("end"),
            *_evidence(deadlines, DEADLINE),
        )
        .join_from(deadlines, tasks, tasks.c.id == deadlines.c.task_id)
        .join(plans, plans.c.id == tasks.c.plan_id)
    )


def select_targets() -> "Select[Any]":
    """One row a target; ``task`` is missing for those of a goal section."""
    names = ("indicator", "comparator", "low", "high", "unit", "masked", "due", "baseline", "baseline_unit", "baseline_as_of", "nature", "text")
    return (
        select(
            targets.c.key.label("id"),
            *PLAN,
            tasks.c.key.label("task"),
            tasks.c.title.label("task_title"),
            *(targets.c[name] for name in names),
            *_evidence(targets, targets.c.key),
        )
        .join_from(targets, plans, plans.c.id == targets.c.plan_id)
        .join(tasks, tasks.c.id == targets.c.task_id, isouter=True)
    )


def select_citations() -> "Select[Any]":
    """One row a document that a plan cites."""
    return select(
        CITATION.label("id"),
        *PLAN,
        *(citations.c[name] for name in ("title", "number", "basis", "repealed")),
        *_evidence(citations, CITATION),
    ).join_from(citations, plans, plans.c.id == citations.c.plan_id)


def select_warnings() -> "Select[Any]":
    """One row a warning about a document."""
    return select(
        (documents.c.key + "#warning-" + cast(warnings.c.ordinal, String)).label("id"),
        documents.c.key.label("document"),
        documents.c.name,
        *(warnings.c[name] for name in ("code", "message", "count")),
    ).join_from(warnings, documents, documents.c.id == warnings.c.document_id)


def select_documents() -> "Select[Any]":
    """One row a file that was given to the ledger."""
    names = ("name", "path", "state", "code", "message", "media_type", "size", "pages", "characters", "script", "sha256", "saved_at")
    return select(documents.c.key.label("id"), *(documents.c[name] for name in names))


def frame(connection: Connection, query: "Select[Any]", whole: Collection[str] = ()) -> "pd.DataFrame":
    """The rows of a query, with the types that the module's docstring says; the columns are there when no row is. ``whole``: more whole numbers."""
    import pandas as pd

    result = connection.execute(query)
    names = list(result.keys())
    columns: dict[str, Any] = dict(zip(names, zip(*result.all(), strict=True), strict=False)) or {}
    return pd.DataFrame({name: typed("count" if name in whole else name, columns.get(name, ())).rename(name) for name in names})


def typed(name: str, values: Sequence[Any]) -> "pd.Series[Any]":
    """A column of the type that its name stands for."""
    import pandas as pd

    if name in DAYS:
        return pd.Series(pd.to_datetime(pd.Series(list(values), dtype="object")), name=name).astype("datetime64[s]")
    if name in EXACT or name in LISTS:
        return pd.Series(list(values), dtype="object", name=name)
    kind = "Int64" if name in WHOLE else "boolean" if name in FLAGS else "float64" if name in NUMBERS else "str"
    return pd.Series(list(values), dtype=kind, name=name)


def task_frame(connection: Connection, query: "Select[Any]") -> "pd.DataFrame":
    """The tasks of a query made from ``select_tasks``, with ``lead``, ``cooperate``, ``responsible``, ``acting`` and ``deadline``, each joined by 、.

    ``acting`` are bodies that no role word binds and that the text says will act.
    """
    import pandas as pd

    found = frame(connection, query)
    numbers = [int(number) for number in found.pop("number")]
    named = _joined(connection, numbers, _unit_names)
    for role in (*ROLES, "acting"):
        found[role] = typed(role, ["、".join(named.get((number, role), ())) or None for number in numbers])
    times = _joined(connection, numbers, _deadline_texts)
    found["deadline"] = typed("deadline", ["、".join(times.get((number, ""), ())) or None for number in numbers])
    front = ["id", "plan", "plan_title", "region", "category", "label", "title", "text", *ROLES, "acting", "deadline", "due"]
    return pd.DataFrame(found[[*front, *(name for name in found.columns if name not in front)]])


Pieces = dict[tuple[int, str], list[str]]


def _joined(connection: Connection, numbers: list[int], pieces: Callable[[Any], "Select[Any]"]) -> Pieces:
    joined: Pieces = defaultdict(list)
    for at in range(0, len(numbers), 500):
        for number, kind, words in connection.execute(pieces(numbers[at : at + 500])):
            joined[number, kind].append(words)
    return joined


def _unit_names(numbers: list[int]) -> "Select[Any]":
    return (
        select(task_units.c.task_id, case((task_units.c.how == "inferred", "acting"), else_=task_units.c.role), body_names.c.name)
        .join_from(task_units, body_names, body_names.c.id == task_units.c.name_id)
        .where(task_units.c.task_id.in_(numbers))
        .order_by(task_units.c.task_id, task_units.c.ordinal)
    )


def _deadline_texts(numbers: list[int]) -> "Select[Any]":
    return (
        select(deadlines.c.task_id, literal(""), deadlines.c.text)
        .where(deadlines.c.task_id.in_(numbers))
        .order_by(deadlines.c.task_id, deadlines.c.ordinal)
    )
