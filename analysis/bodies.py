"""Bodies and how much they have to do; names that nobody understood yet."""

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, Unpack

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, collate, func, or_, select, union_all
from sqlalchemy.engine import Connection

from analysis.filters import NAMED, Filter, body_numbers, one_of
from analysis.query import query_rows
from pipeline.store import Store
from pipeline.store import frames as shown
from pipeline.store.loads import NO_BODY
from pipeline.store.merges import merged
from pipeline.store.names import slices
from pipeline.store.views import V_BODIES, V_MERGED
from schemas.tables import bodies as kept
from schemas.tables import body_loads, body_names, plans, task_units, tasks

if TYPE_CHECKING:
    import pandas as pd

LEVELS: Final = ("central", "province", "city", "county", "township")
TOLD: Final = ("name", "canonical", "function", "level", "kind", "place", "names")
COUNTS: Final = ("tasks", *shown.ROLES, "plans", "first_due", "last_due")


def bodies(store: Store, *, level: str | None = None, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The bodies bound to the tasks that have what ``Filter`` says, one row each, those with most tasks first.

    id and name (canonical, else as written), canonical (missing while unresolved), function, level, kind, place, names (as written,
    joined by 、), tasks (that name it), lead, cooperate, responsible (that bind it), plans, first_due, last_due. Bodies that people merged are one
    row. ``kind`` group: several at once (各县(市、区)政府). ``level``: one of LEVELS. ``sort`` due: by first_due; else by tasks. Errors as ``tasks``.
    """
    if level is not None:
        one_of("level", level, LEVELS)
    with store.reading() as connection:
        loads = _loads(connection, filters, level).subquery()
        asked = select(loads).order_by(*_order(connection, filters, loads.c)).limit(filters.get("limit")).offset(filters.get("offset"))
        found = shown.frame(connection, asked, shown.ROLES)
        told = _told(connection, found["id"].tolist())
    for at, name in enumerate(TOLD, 1):
        found.insert(at, name, shown.typed(name, [one[name] for one in told]))
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


def _loads(connection: Connection, filters: Filter, level: str | None) -> "Select[Any] | CompoundSelect[Any]":
    """The loads of the bodies that are asked for: as they are kept where all their tasks count, else counted now."""
    narrow = {name for name, value in filters.items() if value and name not in ("limit", "offset", "sort", "aliases")}
    if narrow - {"unit", "body", "function"} or (level is not None and merged(connection)):  # merged bodies may be of several levels
        return _of_some(connection, filters, level)
    names = body_numbers(connection, filters)
    return _of_all(level) if names is None else _of_named(connection, filters, level, names)


def _of_named(connection: Connection, filters: Filter, level: str | None, names: "Select[Any]") -> "Select[Any] | CompoundSelect[Any]":
    """The loads of bodies that are meant by some of their names: only those that have other names too are counted now."""
    owners = select(V_BODIES.c.stands_for).join_from(body_names, V_BODIES, V_BODIES.c.id == body_names.c.body_id)
    meant, others = owners.where(body_names.c.id.in_(names)), owners.where(body_names.c.id.not_in(names))
    partly = list(connection.execute(meant.where(V_BODIES.c.stands_for.in_(others)).distinct().limit(NAMED + 1)).scalars())
    if len(partly) > NAMED:
        return _of_some(connection, filters, level)
    whole = _of_all(level).where(body_loads.c.name.in_(meant))
    if not partly:
        return whole
    counted = _of_some(connection, filters, level).where(V_BODIES.c.stands_for.in_(partly))
    return union_all(whole.where(body_loads.c.name.not_in(partly)), counted)


def _of_all(level: str | None) -> "Select[Any]":
    """The loads of bodies as the store keeps them."""
    found = select(body_loads.c.name.label("id"), *(body_loads.c[name] for name in COUNTS))
    return found if level is None else found.join(kept, kept.c.name == body_loads.c.name).where(kept.c.level == level)


def _of_some(connection: Connection, filters: Filter, level: str | None) -> "Select[Any]":
    """The loads of bodies by some of the tasks, counted now."""
    rows = _counted().where(V_BODIES.c.kind.not_in(NO_BODY))
    narrow = query_rows(connection, rows if level is None else rows.where(V_BODIES.c.level == level), task_units, filters)
    return narrow.group_by(V_BODIES.c.stands_for)


def _counted() -> "Select[Any]":
    def held(role: str) -> "ColumnElement[int]":
        bound = and_(task_units.c.role == role, task_units.c.how != "inferred")
        return func.count(case((bound, task_units.c.task_id)).distinct()).label(role)

    return (
        select(
            V_BODIES.c.stands_for.label("id"),
            func.count(task_units.c.task_id.distinct()).label("tasks"),
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


def _order(connection: Connection, filters: Filter, loads: Any) -> "list[ColumnElement[Any]]":
    """Those with most tasks, or with the first day due, first; ``loads`` are the columns of the counts."""
    said = filters.get("sort") or "id"
    key, down = (loads["first_due"], False) if said.removeprefix("-") == "due" else (loads["tasks"], True)
    if said.startswith("-"):
        down = not down
    return [key.is_(None), key.desc() if down else key.asc(), _text(connection, loads["id"])]


def _text(connection: Connection, words: "ColumnElement[Any]") -> "ColumnElement[Any]":
    return collate(words, "C") if connection.dialect.name == "postgresql" else words


def _told(connection: Connection, found: list[str]) -> list[dict[str, Any]]:
    """What is known of bodies, by the names under which they are listed: their own facts, else those of the bodies merged into them."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for some in slices(found):
        stand = {row.name: row.stands_for for row in connection.execute(select(V_MERGED).where(V_MERGED.c.stands_for.in_(some)))}
        for part in slices([*some, *stand]):
            for row in connection.execute(_FACTS.where(V_BODIES.c.name.in_(part))):
                rows[stand.get(row.name, row.name)].append(row)
    return [_facts(name, rows[name]) for name in found]


_FACTS: Final = select(
    V_BODIES.c.name,
    V_BODIES.c.function,
    V_BODIES.c.level,
    V_BODIES.c.kind,
    V_BODIES.c.place,
    body_names.c.name.label("written"),
    body_names.c.canonical,
).join_from(V_BODIES, body_names, body_names.c.body_id == V_BODIES.c.id)


def _facts(name: str, rows: list[Any]) -> dict[str, Any]:
    def of_body(fact: str) -> str | None:
        own = max((row._mapping[fact] for row in rows if row.name == name and row._mapping[fact]), default=None)
        return own or max((row._mapping[fact] for row in rows if row._mapping[fact]), default=None)

    facts = {fact: of_body(fact) for fact in ("function", "level", "kind", "place")}
    canonical = name if any(row.canonical for row in rows) else None
    return {"name": name, "canonical": canonical, **facts, "names": "、".join(sorted({row.written for row in rows}))}
