"""Asking the ledger: tasks, bodies, deadlines and targets by place, body, time and words, as pandas frames.

Every frame has an ``id`` column; the other columns and their types are those of ``pipeline.store.frames``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, Text, and_, or_, select
from sqlalchemy.engine import Connection

from pipeline.normalise import fold_width
from pipeline.script import simplified
from pipeline.store import Store
from pipeline.store import frames as shown
from pipeline.store.words import matching
from schemas import tables as kept

if TYPE_CHECKING:
    import pandas as pd

Without = Literal["unit", "deadline", "target"]
SORTS = ("id", "due", "region", "title", "plan")


class Filter(TypedDict, total=False):
    """What rows must have; each may be left out or None, several must all hold. Words may be in either script.

    plan: a plan as ``resolve_plan`` takes it, or several · region: part of the plan's region · unit: a body by any of its names, or a
    line of work (城管) · role: lead, cooperate, responsible, held by the unit if there is one · function: a body's line of work ·
    topic: words in the task, its title or the headings above it · category: task, safeguard, stage, goal ·
    due_before, due_after: a deadline ends on or before, on or after this day (a target: is due) · text: a search over tasks ·
    without: tasks that have no unit, deadline or target · limit: how many rows · sort: one of SORTS, with ``-`` before it from the last ·
    versions: also replaced versions of plans · aliases: gives other names of a body.
    """

    plan: str | Sequence[str] | None
    region: str | None
    unit: str | None
    role: str | None
    function: str | None
    topic: str | None
    category: str | None
    due_before: date | str | None
    due_after: date | str | None
    text: str | None
    without: Without | Sequence[Without] | None
    limit: int | None
    sort: str | None
    versions: bool
    aliases: Callable[[str], Iterable[str]] | None


class UnknownPlan(LookupError):  # noqa: N818
    """No plan in the store is meant by these words."""


class AmbiguousPlan(LookupError):  # noqa: N818
    """Several plans may be meant; ``candidates`` are their (id, title, region)."""

    def __init__(self, words: str, candidates: Sequence[tuple[str, str | None, str | None]]) -> None:
        named = ", ".join(f"{key} {title or region or ''}".strip() for key, title, region in candidates[:10])
        super().__init__(f"{words!r} may mean {len(candidates)} plans: {named}")
        self.candidates = list(candidates)


def tasks(store: Store, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The tasks that have what ``Filter`` says, with their bodies by role, their deadlines and the first day due.

    ValueError for a value that is none (a day that is not ISO, an unknown role or sort), UnknownPlan and AmbiguousPlan.
    """
    with store.reading() as connection:
        return shown.task_frame(connection, task_query(connection, filters))


def task_query(connection: Connection, filters: Filter) -> "Select[Any]":
    """The statement behind ``tasks``: of ``pipeline.store.frames.select_tasks``, filtered, sorted and limited."""
    query = _filtered(connection, shown.select_tasks(), filters)
    query = query.where(*_due(kept.tasks.c.due, kept.tasks.c.due_last, filters))
    if names := _body(filters):
        bound = select(kept.task_units.c.task_id).join(kept.bodies, kept.bodies.c.id == kept.task_units.c.body_id)
        query = query.where(kept.tasks.c.id.in_(bound.where(*names)))
    return _cut(query, filters, kept.tasks.c.id, kept.tasks.c.due)


def units(store: Store, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The bodies bound to the tasks that have what ``Filter`` says; body, role and function are its own. Errors as ``tasks``."""
    with store.reading() as connection:
        query = _filtered(connection, shown.select_units(), filters).where(*_body(filters))
        query = query.where(*_due(kept.tasks.c.due, kept.tasks.c.due_last, filters))
        return shown.frame(connection, _cut(query, filters, kept.task_units.c.id, kept.tasks.c.due))


def deadlines(store: Store, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The deadlines of the tasks that have what ``Filter`` says; the days asked for are those of the deadline itself. Errors as ``tasks``."""
    with store.reading() as connection:
        end = kept.deadlines.c.end_date
        query = _filtered(connection, shown.select_deadlines(), filters).where(*_due(end, end, filters), *_bound_tasks(filters))
        return shown.frame(connection, _cut(query, filters, kept.deadlines.c.id, end))


def targets(store: Store, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The targets that have what ``Filter`` says; those of a goal section stand in no task, so no body or words find them."""
    with store.reading() as connection:
        due = kept.targets.c.due
        query = _filtered(connection, shown.select_targets(), filters).where(*_due(due, due, filters), *_bound_tasks(filters))
        return shown.frame(connection, _cut(query, filters, kept.targets.c.id, due))


def plans(store: Store, *, region: str | None = None, versions: bool = False, limit: int | None = None) -> "pd.DataFrame":
    """The plans of the store, those of a region, with ``versions`` also those that later ones replaced."""
    query = shown.select_plans().order_by(kept.plans.c.id).limit(limit)
    query = query if versions else query.where(kept.plans.c.current)
    with store.reading() as connection:
        return shown.frame(connection, query.where(*_contains(kept.plans.c.region, region)))


def resolve_plan(store: Store, words: str) -> str:
    """The id of the plan that is meant: an id or the beginning of one, a file name, or any part of a title or place that fits one plan only.

    ``resolve_plan(store, "云溪市")`` → ``"3f2a9c10"``. UnknownPlan, AmbiguousPlan.
    """
    with store.reading() as connection:
        return _resolved(connection, words)


def asked(words: str) -> str:
    """Words as the store's text has them: simplified, half-width, without space around."""
    return simplified(fold_width(words)).strip()


def _resolved(connection: Connection, words: str) -> str:
    words, plain = words.strip(), asked(words)
    table, file = kept.plans.c, kept.documents.c
    name = words.replace("\\", "/").rsplit("/", 1)[-1]
    clear = [table.key == plain.lower(), file.name == name, and_(table.current, table.title == plain), and_(table.current, table.region == plain)]
    loose = [and_(table.current, or_(table.title.contains(plain, autoescape=True), table.region.contains(plain, autoescape=True)))]
    if len(plain) >= 6:
        loose.append(file.sha256.startswith(plain.lower(), autoescape=True))
    loose.append(file.name.contains(name, autoescape=True))
    query = select(table.key, table.title, table.region).join_from(kept.plans, kept.documents, file.id == table.id).order_by(table.id)
    found: list[tuple[str, str | None, str | None]] = []
    for condition in [*clear, *loose] if plain else []:
        found = [(row.key, row.title, row.region) for row in connection.execute(query.where(condition))]
        if len(found) == 1:
            return found[0][0]
        if found:
            raise AmbiguousPlan(words, found)
    raise UnknownPlan(f"no plan in the store is meant by {words!r}; see: taizhang plans")


def _filtered(connection: Connection, query: "Select[Any]", filters: Filter) -> "Select[Any]":
    if not filters.get("versions"):
        query = query.where(kept.plans.c.current)
    if named := filters.get("plan"):
        keys = [_resolved(connection, one) for one in ([named] if isinstance(named, str) else named)]
        query = query.where(kept.plans.c.key.in_(keys))
    query = query.where(*_contains(kept.plans.c.region, filters.get("region")), *_without(filters))
    if category := filters.get("category"):
        query = query.where(kept.tasks.c.category == category)
    if topic := filters.get("topic"):
        places = (kept.tasks.c.text, kept.tasks.c.title, kept.tasks.c.path.cast(Text))
        query = query.where(or_(*(condition for place in places for condition in _contains(place, topic))))
    if text := filters.get("text"):
        query = matching(connection, query, asked(text))
    return query


def _contains(column: "ColumnElement[Any]", words: str | None) -> "list[ColumnElement[bool]]":
    return [column.icontains(asked(words), autoescape=True)] if words else []


def _without(filters: Filter) -> "list[ColumnElement[bool]]":
    lacking = filters.get("without") or ()
    counts = {"unit": kept.tasks.c.unit_count, "deadline": kept.tasks.c.deadline_count, "target": kept.tasks.c.target_count}
    names = (lacking,) if isinstance(lacking, str) else tuple(lacking)
    return [counts[_one_of("without", name, tuple(counts))] == 0 for name in names]


def _body(filters: Filter) -> "list[ColumnElement[bool]]":
    conditions = []
    if unit := filters.get("unit"):
        aliases = filters.get("aliases")
        names = {asked(unit), *(aliases(asked(unit)) if aliases else ())}
        conditions.append(or_(*(_named(name) for name in sorted(names))))
    if function := filters.get("function"):
        conditions.append(_works_on(asked(function)))
    if role := filters.get("role"):
        conditions.append(kept.task_units.c.role == _one_of("role", role, shown.ROLES))
    return conditions


def _named(name: str) -> "ColumnElement[bool]":
    body = kept.bodies.c
    return or_(body.name.contains(name, autoescape=True), body.canonical.contains(name, autoescape=True), _works_on(name))


def _works_on(name: str) -> "ColumnElement[bool]":
    """A short name of a line of work takes characters of the full one in order, the first first: 城管 of 城市管理."""
    escaped = ("".join(f"\\{one}" if one in "\\%_" else one) for one in name)
    return kept.bodies.c.function.like("%".join(escaped) + "%", escape="\\")


def _bound_tasks(filters: Filter) -> "list[ColumnElement[bool]]":
    names = _body(filters)
    bound = select(kept.task_units.c.task_id).join(kept.bodies, kept.bodies.c.id == kept.task_units.c.body_id)
    return [kept.tasks.c.id.in_(bound.where(*names))] if names else []


def _due(first: "ColumnElement[Any]", last: "ColumnElement[Any]", filters: Filter) -> "list[ColumnElement[bool]]":
    conditions = []
    if before := filters.get("due_before"):
        conditions.append(first <= _day(before))
    if after := filters.get("due_after"):
        conditions.append(last >= _day(after))
    return conditions


def _day(value: date | str) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is no day; write it as 2021-12-31") from error


def _cut(query: "Select[Any]", filters: Filter, order: "ColumnElement[Any]", due: "ColumnElement[Any]") -> "Select[Any]":
    said = filters.get("sort") or "id"
    name = _one_of("sort", said.removeprefix("-"), SORTS)
    key = {"id": order, "due": due, "region": kept.plans.c.region, "title": kept.tasks.c.title, "plan": kept.plans.c.title}[name]
    down = said.startswith("-")
    keys = [] if name == "id" else [key.is_(None), key.desc() if down else key]
    return query.order_by(*keys, order.desc() if down and name == "id" else order).limit(filters.get("limit"))


def _one_of(what: str, said: str, names: Sequence[str]) -> str:
    if said not in names:
        raise ValueError(f"{what} {said!r} is none of {', '.join(names)}")
    return said
