"""What rows of the ledger must have, and how the database finds few of many.

SQLite does not know how many rows a condition leaves. So each condition that has an index is asked for the first FEW of its rows: one that
has no more drives the query, which then reads only those; without any, tasks are read in their order until the limit is reached.
PostgreSQL keeps statistics and is left to choose for itself.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Literal, TypedDict, TypeVar

from sqlalchemy import ColumnElement, Select, Table, and_, collate, func, literal_column, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from pipeline.normalise import fold_width
from pipeline.script import simplified
from pipeline.store.frames import ROLES
from pipeline.store.grams import indexed
from pipeline.store.merges import merged
from pipeline.store.views import V_BODIES
from pipeline.store.words import INDEX, Where, hits, phrases, says, streamed, strikes_out, wanted
from schemas.tables import body_names, deadlines, plans, targets, task_units, tasks

NAMED = 1_000
"""Bodies that a statement names one by one."""
T = TypeVar("T")
FEW = 20_000
"""Rows of one condition that are gathered before the others are looked at."""
NOTHING: ColumnElement[int] = literal_column("0")
"""Written out, for an index of the rows that lack something is used only where the statement itself says so."""
Without = Literal["unit", "deadline", "target"]
LEVELS = frozenset("省市县区州盟旗镇乡")
"""What the name of a place ends in."""
SORTS = ("id", "due", "region", "title", "plan", "published")


class Filter(TypedDict, total=False):
    """What rows must have; each may be left out or None, several must all hold. Words may be in either script.

    plan: a plan as ``resolve_plan`` takes it, or several · region: part of the plan's region · unit: a body by any of its names, or a
    line of work (城管) · body: exactly this body, by the name that ``bodies`` has for it · role: lead, cooperate, responsible, held by the
    unit if there is one · function: a body's line of work · topic: words in the task or the headings above it · category: task, safeguard,
    stage, goal · due_before, due_after: a deadline ends on or before, on or after this day (a target: is due) · text: a search over tasks ·
    without: tasks that have no unit, deadline or target · limit: how many rows · offset: how many of the first are passed over ·
    sort: one of SORTS, with ``-`` before it from the last · versions: also replaced versions of plans, as when the plan is named ·
    aliases: gives other names of a body, those of ``extractors.bodies`` if left out.
    """

    plan: str | Sequence[str] | None
    region: str | None
    unit: str | None
    body: str | None
    role: str | None
    function: str | None
    topic: str | None
    category: str | None
    due_before: date | str | None
    due_after: date | str | None
    text: str | None
    without: Without | Sequence[Without] | None
    limit: int | None
    offset: int
    sort: str | None
    versions: bool
    aliases: Callable[[str], Iterable[str]] | None


def asked(words: str) -> str:
    """Words as the store's text has them: simplified, half-width, without space around."""
    return simplified(fold_width(words)).strip()


class Narrowed:
    """A query over rows of ``main`` (tasks, or what hangs on them), its conditions, and whether one of these drives it (``few``)."""

    def __init__(self, connection: Connection, query: "Select[Any]", main: Table) -> None:
        self.connection, self.query, self.main = connection, query, main
        self.task: ColumnElement[Any] = tasks.c.id if main is tasks else main.c.task_id
        self.order: tuple[ColumnElement[Any], ...] = (main.c.id,)
        self.few = False

    def add(self, column: "ColumnElement[Any]", rows: "Select[Any]", *otherwise: "ColumnElement[bool]") -> None:
        """A condition: ``rows`` gives the values of ``column`` that have it, ``otherwise`` says it of one row, for when they are many."""
        if self._are_few(rows):
            self._drive(column, rows)
        else:
            self.query = self.query.where(*otherwise)

    def search(self, words: str, where: Where) -> None:
        """A condition on the words of a task; it comes after all others, for it looks whether they leave few rows to read."""
        wants = wanted(asked(words))
        found = hits(self.connection, wants, where)
        phrase = phrases(wants, where) if indexed(self.connection) else None
        if self.connection.dialect.name == "sqlite" and phrase is None and strikes_out(wants):
            self.query = self.query.where(says(wants, where))
        elif self.connection.dialect.name != "sqlite" or self._are_few(found):
            self._drive(self.task, found)
        elif phrase and not self.few and self.main is tasks and self.order[0] is tasks.c.id:
            self.query, self.order = streamed(self.query, phrase), (INDEX.c.rowid,)
        else:
            self.query = self.query.where(says(wants, where))

    def _drive(self, column: "ColumnElement[Any]", rows: "Select[Any]") -> None:
        """The first to drive the query decides in which order it comes: rows of bindings and deadlines are in the order of their tasks."""
        if not self.few and column is self.task and self.main in (task_units, deadlines):
            self.order = (tasks.c.id, self.main.c.ordinal)
        self.query, self.few = self.query.where(column.in_(rows)), True

    def read(self, column: "ColumnElement[T]") -> "ColumnElement[T]":
        """A column whose index SQLite leaves alone; what is said of it is looked at row by row."""
        if self.connection.dialect.name != "sqlite":
            return column
        return UnaryExpression(column, operator=custom_op("+"), type_=column.type)

    def _are_few(self, rows: "Select[Any]") -> bool:
        if self.connection.dialect.name != "sqlite":
            return False
        counted = select(func.count()).select_from(rows.limit(FEW + 1).subquery())
        return self.connection.execute(counted).scalar_one() <= FEW


def narrowed(connection: Connection, query: "Select[Any]", main: Table, filters: Filter, plan_keys: Sequence[str]) -> Narrowed:
    """A query over rows of ``main`` with the conditions of a filter; ``plan_keys`` are the plans that it names."""
    every = filters.get("versions") or plan_keys
    found = Narrowed(connection, query if every else query.where(plans.c.current), main)
    _in_plans(found, filters, plan_keys)
    for count in _lacking(filters):
        found.add(found.task, select(tasks.c.id).where(count == NOTHING), found.read(count) == NOTHING)
    _bound(found, filters)
    _due(found, filters)
    if category := filters.get("category"):
        found.query = found.query.where(tasks.c.category == category)
    if text := filters.get("text"):
        found.search(text, "words")
    if topic := filters.get("topic"):
        found.search(topic, "anywhere")
    return found


def body_numbers(connection: Connection, filters: Filter) -> "Select[Any] | None":
    """The numbers of the names in ``body_names`` that a filter's unit and function mean; None where it has neither."""
    conditions = _bodies(filters)
    return _names_of(connection, conditions) if conditions else None


def sorting(connection: Connection, said: str | None, due: "ColumnElement[Any]") -> "list[ColumnElement[Any]]":
    """The columns of an order other than that of the ledger, those without a value last; ValueError for one that is none of SORTS.

    ``published``: by the plan's day of publication, plans of one day as they came in, the tasks of a plan always in its own order.
    Words are in the order of their characters' code points, in every database.
    """
    said = said or "id"
    name = one_of("sort", said.removeprefix("-"), SORTS)
    if name == "id":
        return []
    last_first = said.startswith("-")
    if name == "published":
        key, *then = (column.desc() if last_first else column for column in (plans.c.published, plans.c.id))
        return [plans.c.published.is_(None), key, *then, tasks.c.ordinal]
    column: ColumnElement[Any] = {"due": due, "region": plans.c.region, "title": tasks.c.title, "plan": plans.c.title}[name]
    if name != "due" and connection.dialect.name == "postgresql":
        column = collate(column, "C")
    return [column.is_(None), column.desc() if last_first else column]


def one_of(what: str, said: str, names: Sequence[str]) -> str:
    """What was said, if it is one of the names; else ValueError, which lists them."""
    if said not in names:
        raise ValueError(f"{what} {said!r} is none of {', '.join(names)}")
    return said


def due_column(main: Table) -> "ColumnElement[Any]":
    """The day that rows of a table are sorted and asked by."""
    days: dict[str, ColumnElement[Any]] = {"deadlines": deadlines.c.end_date, "targets": targets.c.due}
    return days.get(main.name, tasks.c.due)


def contains(column: "ColumnElement[Any]", words: str | None) -> "list[ColumnElement[bool]]":
    """Whether a column has these words in it; no condition for no words."""
    return [column.icontains(asked(words), autoescape=True)] if words else []


def _in_plans(found: Narrowed, filters: Filter, plan_keys: Sequence[str]) -> None:
    wanted_plans: list[ColumnElement[bool]] = [*contains(plans.c.region, filters.get("region"))]
    if plan_keys:
        wanted_plans.append(plans.c.key.in_(plan_keys))
    if wanted_plans:
        owner = targets if found.main is targets else tasks
        column = found.main.c.id if owner is found.main else found.task
        numbers = select(plans.c.id).where(*wanted_plans)
        found.add(column, select(owner.c.id).where(owner.c.plan_id.in_(numbers)), *wanted_plans)


def _lacking(filters: Filter) -> "list[ColumnElement[int]]":
    lacking = filters.get("without") or ()
    counts = {"unit": tasks.c.unit_count, "deadline": tasks.c.deadline_count, "target": tasks.c.target_count}
    return [counts[one_of("without", name, tuple(counts))] for name in ((lacking,) if isinstance(lacking, str) else lacking)]


def _bound(found: Narrowed, filters: Filter) -> None:
    role, names = filters.get("role"), _bodies(filters)
    numbers = _numbers_of(found.connection, _names_of(found.connection, names)) if names else []
    rows: list[ColumnElement[bool]] = [task_units.c.name_id.in_(numbers)] if names else []
    each: list[ColumnElement[bool]] = [found.read(task_units.c.name_id).in_(numbers)] if names else []
    if role:
        held = task_units.c.role == one_of("role", role, ROLES)
        rows, each = [*rows, held], [*each, held]
    if rows and found.main is task_units:
        found.add(task_units.c.id, select(task_units.c.id).where(*rows), *each)
    elif rows:
        one = select(task_units.c.task_id).where(task_units.c.task_id == found.task, *each).correlate(found.main)
        found.add(found.task, select(task_units.c.task_id).where(*rows), one.exists())


def _names_of(connection: Connection, conditions: "list[ColumnElement[bool]]") -> "Select[Any]":
    """The names that have what is asked, and all names of bodies that were merged with those of such a name."""
    found = select(body_names.c.id).where(*conditions)
    if not merged(connection):
        return found
    owners = select(V_BODIES.c.stands_for).where(V_BODIES.c.id.in_(select(body_names.c.body_id).where(*conditions)))
    roots = select(V_BODIES.c.id).where(V_BODIES.c.stands_for.in_(owners))
    return select(body_names.c.id).where(body_names.c.body_id.in_(roots))


def _numbers_of(connection: Connection, query: "Select[Any]") -> "list[int] | Select[Any]":
    """The rows of a query that is used more than once, looked up once; the query itself when they are too many to name."""
    numbers = list(connection.execute(query.limit(NAMED + 1)).scalars())
    return numbers if len(numbers) <= NAMED else query


def _bodies(filters: Filter) -> "list[ColumnElement[bool]]":
    conditions: list[ColumnElement[bool]] = []
    if unit := filters.get("unit"):
        conditions.append(_is_body(asked(unit), filters.get("aliases") or _known_aliases))
    if body := filters.get("body"):
        conditions.append(body_names.c.body_id.in_(select(V_BODIES.c.id).where(V_BODIES.c.stands_for == body)))
    if function := filters.get("function"):
        conditions.append(_works_on(asked(function)))
    return conditions


def _known_aliases(name: str) -> Iterable[str]:
    from extractors.bodies import aliases

    return aliases(name)


def _is_body(name: str, aliases: Callable[[str], Iterable[str]]) -> "ColumnElement[bool]":
    """A body by its own name, by its line of work, or, behind the name or level of a place, by both: 市发改委 is 市发展和改革委员会."""
    conditions = [_named(one) for one in sorted({name, *aliases(name)})]
    for at in range(1, len(name)):
        if name[at - 1] in LEVELS:
            place, others = name[:at], sorted(aliases(name[at:]))
            conditions += [_has(f"{place}{other}") for other in others]
            conditions += [and_(body_names.c.name.startswith(place, autoescape=True), _works_on(other)) for other in others]
    return or_(*conditions)


def _named(name: str) -> "ColumnElement[bool]":
    return or_(_has(name), _works_on(name))


def _has(name: str) -> "ColumnElement[bool]":
    return or_(body_names.c.name.contains(name, autoescape=True), body_names.c.canonical.contains(name, autoescape=True))


def _works_on(name: str) -> "ColumnElement[bool]":
    """A short name of a line of work takes characters of the full one in order, the first first: 城管 of 城市管理."""
    escaped = (f"\\{one}" if one in "\\%_" else one for one in name)
    return body_names.c.function.like("%".join(escaped) + "%", escape="\\")


def _due(found: Narrowed, filters: Filter) -> None:
    first = due_column(found.main)
    last = tasks.c.due_last if first is tasks.c.due else first
    owner, column = (tasks, found.task) if first is tasks.c.due else (found.main, found.main.c.id)
    if before := filters.get("due_before"):
        found.add(column, select(owner.c.id).where(first <= _day(before)), found.read(first) <= _day(before))
    if after := filters.get("due_after"):
        found.add(column, select(owner.c.id).where(last >= _day(after)), found.read(last) >= _day(after))


def _day(value: date | str) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is no day; write it as 2021-12-31") from error
