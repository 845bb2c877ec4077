"""Bodies and how much they have to do; names that nobody understood yet."""

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, Unpack

from sqlalchemy import ColumnElement, Select, and_, case, collate, func, or_, select
from sqlalchemy.engine import Connection

from analysis.filters import Filter, one_of
from analysis.query import query_rows
from pipeline.store import Store
from pipeline.store import frames as shown
from pipeline.store.merges import V_BODIES
from pipeline.store.names import slices
from schemas.tables import body_names, plans, task_units, tasks

if TYPE_CHECKING:
    import pandas as pd

LEVELS: Final = ("central", "province", "city", "county", "township")
MOST: Final = 2_000
"""Bodies that are looked for by their bindings; more are counted all at once."""
NAMED: Final = 30_000
"""Names that a statement of SQLite may list."""
NO_BODY: Final = ("role", "person")
"""Kinds of names that stand for no body: 责任单位, 县长. They are never counted."""


def bodies(store: Store, *, level: str | None = None, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The bodies bound to the tasks that have what ``Filter`` says, one row each, those with most tasks first.

    id and name (canonical, else as written), canonical (missing while unresolved), function, level, kind, place, names (as written,
    joined by 、), tasks, lead, cooperate, responsible (numbers of tasks), plans, first_due, last_due. Bodies that people merged are one
    row. ``kind`` group: several at once (各县(市、区)政府). ``level``: one of LEVELS. ``sort`` due: by first_due; else by tasks. Errors as ``tasks``.
    """
    if level is not None:
        one_of("level", level, LEVELS)
    with store.reading() as connection:
        counted = [V_BODIES.c.kind.not_in(NO_BODY), *([] if level is None else [V_BODIES.c.level == level])]
        narrow = query_rows(connection, _counted().where(*counted), task_units, filters)
        grouped = narrow.group_by(V_BODIES.c.stands_for).order_by(*_order(connection, filters))
        limit, offset = filters.get("limit"), filters.get("offset") or 0
        if limit and limit + offset <= MOST and not _narrows(filters):
            found = _busiest(connection, grouped, counted, limit + offset)[offset:].reset_index(drop=True)
        else:
            found = shown.frame(connection, grouped.limit(limit).offset(offset or None), shown.ROLES)
        found.insert(7, "names", shown.typed("names", _names(connection, found["id"].tolist())))
    return found


def unknown(store: Store, *, limit: int | None = None) -> "pd.DataFrame":
    """Names of bodies whose line of work was not understood: id and name as written, tasks, plans, a plan that has it, and a line of TOML.

    The commonest come first. Put under a line of work in ``extractors/lexicons/functions.toml``, the word of ``toml`` makes them known.
    """
    count, owners = func.count(task_units.c.task_id.distinct()), func.count(tasks.c.plan_id.distinct())
    lacking = and_(plans.c.current, body_names.c.function == "", or_(V_BODIES.c.kind == "unknown", V_BODIES.c.function.is_(None)))
    query = (
        select(
            body_names.c.name.label("id"), body_names.c.name, count.label("tasks"), owners.label("plans"), func.min(plans.c.title).label("example")
        )
        .join_from(task_units, body_names, body_names.c.id == task_units.c.name_id)
        .join(V_BODIES, V_BODIES.c.id == body_names.c.body_id)
        .join(tasks, tasks.c.id == task_units.c.task_id)
        .join(plans, plans.c.id == tasks.c.plan_id)
        .where(lacking, V_BODIES.c.kind.not_in(("group", *NO_BODY)))
        .group_by(body_names.c.name)
    )
    with store.reading() as connection:
        found = shown.frame(connection, query.order_by(count.desc(), _text(connection, body_names.c.name)).limit(limit))
    found["toml"] = shown.typed("toml", [toml(*row) for row in zip(found["name"], found["tasks"], found["plans"], strict=True)])
    return found


def toml(name: str, count: int, owners: int) -> str:
    """A name as a line for a ``words`` list: without the level word in front and the kind of office behind.

    >>> toml("市数字专班", 12, 3)
    '"数字专班",  # 市数字专班: 12 tasks in 3 plans'
    """
    from extractors.bodies.departments import parted
    from extractors.bodies.seats import split_prefix

    rest = split_prefix(name)[2]
    parts = parted(rest)
    word = json.dumps(parts[0] if parts else rest, ensure_ascii=False)
    return f"{word},  # {' '.join(name.split())}: {count} tasks in {owners} plans"


def _narrows(filters: Filter) -> bool:
    """Whether a filter leaves out bodies or asks for another order than that of their tasks."""
    return any(value for name, value in filters.items() if name not in ("limit", "offset", "aliases") and (name, value) != ("sort", "id"))


def _busiest(connection: Connection, grouped: "Select[Any]", counted: "list[ColumnElement[bool]]", most: int) -> "pd.DataFrame":
    """The bodies with most tasks, of all: only those are counted whose bindings, which an index tells, are as many as the last one's tasks."""
    bindings = _bindings(connection, counted)
    ordered = sorted(bindings, key=lambda body: -sum(bindings[body].values()))
    size = 2 * most
    while True:
        names = [name for body in ordered[:size] for name in bindings[body]]
        some = grouped.where(task_units.c.name_id.in_(names)) if len(names) <= NAMED else grouped
        found = shown.frame(connection, some.limit(most), shown.ROLES)
        rest = sum(bindings[ordered[size]].values()) if size < len(ordered) and len(names) <= NAMED else -1
        if rest < (int(found["tasks"].iloc[-1]) if len(found) == most else 0):
            return found
        size *= 4


def _bindings(connection: Connection, counted: "list[ColumnElement[bool]]") -> dict[str, dict[int, int]]:
    """By body, how often each of its names is bound to a task: no fewer than it has tasks."""
    times = select(task_units.c.name_id, func.count().label("times")).group_by(task_units.c.name_id).subquery()
    query = (
        select(V_BODIES.c.stands_for, times.c.name_id, times.c.times)
        .join_from(times, body_names, body_names.c.id == times.c.name_id)
        .join(V_BODIES, V_BODIES.c.id == body_names.c.body_id)
        .where(*counted)
    )
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for body, name, count in connection.execute(query):
        found[body][name] = count
    return found


def _counted() -> "Select[Any]":
    own = V_BODIES.c.name == V_BODIES.c.stands_for
    count = func.count(task_units.c.task_id.distinct())

    def of_body(name: str) -> "ColumnElement[Any]":
        column = V_BODIES.c[name]
        return func.coalesce(func.max(case((own, column))), func.max(column)).label(name)

    def held(role: str) -> "ColumnElement[int]":
        return func.count(case((task_units.c.role == role, task_units.c.task_id)).distinct()).label(role)

    return (
        select(
            V_BODIES.c.stands_for.label("id"),
            V_BODIES.c.stands_for.label("name"),
            func.max(case((body_names.c.canonical != "", V_BODIES.c.stands_for))).label("canonical"),
            *map(of_body, ("function", "level", "kind", "place")),
            count.label("tasks"),
            *map(held, shown.ROLES),
            func.count(tasks.c.plan_id.distinct()).label("plans"),
            func.min(tasks.c.due).label("first_due"),
            func.max(tasks.c.due_last).label("last_due"),
        )
        .join_from(task_units, tasks, tasks.c.id == task_units.c.task_id)
        .join(body_names, body_names.c.id == task_units.c.name_id)
        .join(V_BODIES, V_BODIES.c.id == body_names.c.body_id)
        .join(plans, plans.c.id == tasks.c.plan_id)
    )


def _order(connection: Connection, filters: Filter) -> "list[ColumnElement[Any]]":
    said = filters.get("sort") or "id"
    count: ColumnElement[Any] = func.count(task_units.c.task_id.distinct())
    key, down = (func.min(tasks.c.due), False) if said.removeprefix("-") == "due" else (count, True)
    if said.startswith("-"):
        down = not down
    return [key.is_(None), key.desc() if down else key.asc(), _text(connection, V_BODIES.c.stands_for)]


def _text(connection: Connection, words: "ColumnElement[Any]") -> "ColumnElement[Any]":
    return collate(words, "C") if connection.dialect.name == "postgresql" else words


def _names(connection: Connection, found: list[str]) -> list[str]:
    names: dict[str, set[str]] = defaultdict(set)
    query = select(V_BODIES.c.stands_for, body_names.c.name).join_from(V_BODIES, body_names, body_names.c.body_id == V_BODIES.c.id)
    for some in slices(found):
        for owner, name in connection.execute(query.where(V_BODIES.c.stands_for.in_(some))):
            names[owner].add(name)
    return ["、".join(sorted(names[one])) for one in found]
