"""How much each body has to do by the current plans: counted once, and changed in the transaction of whatever changes it.

A plan adds what its tasks bind each body to and takes it away when it is read again or replaced by a later version, so a count is exact
however large the store. A body has the name of the last one that it is after all merges.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, delete, func, insert, literal_column, select, update
from sqlalchemy.engine import Connection

from pipeline.store.names import slices
from pipeline.store.views import V_MERGED
from schemas.tables import bodies, body_loads, body_names, plans, task_units, tasks

NO_BODY: Final = ("role", "person")
"""Kinds of names that stand for no body: 责任单位, 县长. They are never counted."""


class Load(NamedTuple):
    """Numbers of tasks that name it, of those that a role word binds it to, by role, and of plans.

    The days are the first and the last on which a deadline of these tasks ends.
    """

    tasks: int = 0
    lead: int = 0
    cooperate: int = 0
    responsible: int = 0
    plans: int = 0
    first_due: date | None = None
    last_due: date | None = None

    def joined(self, other: "Load", sign: int = 1) -> "Load":
        """This and another one; with a ``sign`` of -1 without the other, but for its days."""
        counts = {name: getattr(self, name) + sign * getattr(other, name) for name in Load._fields[:5]}
        first = min((day for day in (self.first_due, other.first_due) if day), default=None)
        last = max((day for day in (self.last_due, other.last_due) if day), default=None)
        return Load(**counts, first_due=first, last_due=last)


class Changes:
    """What was taken away and added, by body, until it is settled."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._taken: dict[str, Load] = {}
        self._added: dict[int, dict[str, Load]] = {}

    def take(self, plan: int) -> None:
        """To be called before a plan is taken out, corrected or no longer current."""
        if self._added.pop(plan, None) is None:
            _join(self._taken, _of_plan(self._connection, plan))

    def add(self, plan: int) -> None:
        """To be called after a plan was put in, corrected or made current."""
        self._added[plan] = _of_plan(self._connection, plan)

    def settle(self) -> None:
        """Writes the counts; days are looked for again where the first or last of a body may be gone."""
        more: dict[str, Load] = {}
        for loads in self._added.values():
            _join(more, loads)
        changed = {name for name in self._taken.keys() | more.keys() if self._taken.get(name) != more.get(name)}
        held = _held(self._connection, changed)
        known, new, again = [], [], []
        for name in sorted(changed):
            taken, added = self._taken.get(name, Load()), more.get(name, Load())
            there = held.get(name, Load())
            counts = there.joined(taken, -1).joined(added)
            if _may_be_gone(there.first_due, taken.first_due, added.first_due) or _may_be_gone(there.last_due, taken.last_due, added.last_due):
                again.append(name)
            elif name in held and counts.tasks:
                known.append({"of": name, **counts._asdict()})
            elif counts.tasks:
                new.append({"name": name, **counts._asdict()})
            else:
                again.append(name)
        if known:
            self._connection.execute(_UPDATE, known)
        if new:
            self._connection.execute(insert(body_loads), new)
        recount(self._connection, again)


@contextmanager
def kept(connection: Connection) -> Iterator[Changes]:
    """Changes to be made inside; they are settled at the end."""
    changes = Changes(connection)
    yield changes
    changes.settle()


def recount(connection: Connection, names: Iterable[str]) -> None:
    """Counts bodies anew, as after a merge; those that no current plan names have no row."""
    for some in slices(sorted(set(names))):
        connection.execute(delete(body_loads).where(body_loads.c.name.in_(some)))
        owners = [*some, *connection.execute(select(V_MERGED.c.name).where(V_MERGED.c.stands_for.in_(some))).scalars()]
        named = select(body_names.c.id).join(bodies, bodies.c.id == body_names.c.body_id).where(bodies.c.name.in_(owners))
        found = _counted().where(task_units.c.name_id.in_(named), _ROOT.in_(some))
        connection.execute(insert(body_loads).from_select(list(_COLUMNS), found))


def rebuild(connection: Connection) -> None:
    """Counts all bodies anew."""
    connection.execute(delete(body_loads))
    connection.execute(insert(body_loads).from_select(list(_COLUMNS), _counted()))


_COLUMNS: Final = ("name", *Load._fields)
_ROOT: Final = func.coalesce(V_MERGED.c.stands_for, bodies.c.name)
_UPDATE: Final = update(body_loads).where(body_loads.c.name == bindparam("of")).values({name: bindparam(name) for name in Load._fields})


def _counted() -> "Select[Any]":
    """One row a body, in the order of the columns of ``body_loads``."""
    bound = task_units.c.how != literal_column("'inferred'")
    held = [
        func.count(case((and_(task_units.c.role == literal_column(repr(role)), bound), task_units.c.task_id)).distinct())
        for role in Load._fields[1:4]
    ]
    columns: list[Any] = [_ROOT, func.count(task_units.c.task_id.distinct()), *held, func.count(tasks.c.plan_id.distinct())]
    return (
        select(*columns, func.min(tasks.c.due), func.max(tasks.c.due_last))
        .join_from(task_units, tasks, tasks.c.id == task_units.c.task_id)
        .join(plans, plans.c.id == tasks.c.plan_id)
        .join(body_names, body_names.c.id == task_units.c.name_id)
        .join(bodies, bodies.c.id == body_names.c.body_id)
        .join(V_MERGED, V_MERGED.c.name == bodies.c.name, isouter=True)
        .where(plans.c.current, bodies.c.kind.not_in(NO_BODY))
        .group_by(_ROOT)
    )


_OF_PLAN: Final = _counted().where(tasks.c.plan_id == bindparam("plan"))


def _of_plan(connection: Connection, plan: int) -> dict[str, Load]:
    return {row[0]: Load(*row[1:]) for row in connection.execute(_OF_PLAN, {"plan": plan})}


def _held(connection: Connection, names: Iterable[str]) -> dict[str, Load]:
    found: dict[str, Load] = {}
    for some in slices(sorted(names)):
        rows = connection.execute(select(*(body_loads.c[name] for name in _COLUMNS)).where(body_loads.c.name.in_(some)))
        found |= {row[0]: Load(*row[1:]) for row in rows}
    return found


def _join(loads: dict[str, Load], more: dict[str, Load]) -> None:
    for name, load in more.items():
        loads[name] = loads.get(name, Load()).joined(load)


def _may_be_gone(there: date | None, taken: date | None, added: date | None) -> bool:
    """Whether a first or last day was that of what was taken away, and nothing with this day was added."""
    return taken is not None and taken == there != added
