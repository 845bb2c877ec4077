"""How much the ledger holds, all of it or what a question asks for, for headings above lists."""

from dataclasses import dataclass
from typing import Final, Unpack

from sqlalchemy import func, select

from analysis.filters import Filter
from analysis.query import query_rows
from pipeline.store import Store
from pipeline.store.frames import select_tasks
from schemas.tables import COUNTED, body_loads, plans, tasks

MOST: Final = 10_000
"""Rows that are counted one by one; of more, a heading says that there are more."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers of current plans, of their tasks, bindings of bodies, deadlines and targets, and of bodies that have a task."""

    plans: int
    tasks: int
    units: int
    deadlines: int
    targets: int
    bodies: int


def totals(store: Store) -> Totals:
    """What the whole ledger holds; plans carry their own counts, so the answer takes milliseconds for a million tasks."""
    sums = (func.coalesce(func.sum(plans.c[f"{kind}_count"]), 0) for kind in COUNTED)
    with store.reading() as connection:
        counted = connection.execute(select(func.count(), *sums).where(plans.c.current)).one()
        bodies = connection.execute(select(func.count()).select_from(body_loads)).scalar_one()
    found = dict(zip(Totals.__slots__, map(int, (*counted, bodies)), strict=True))
    return Totals(**found)


def task_count(store: Store, *, most: int = MOST, **filters: Unpack[Filter]) -> int:
    """The number of tasks that have what ``Filter`` says, ``most + 1`` where there are more than ``most``. Errors as ``analysis.query.tasks``."""
    with store.reading() as connection:
        found = query_rows(connection, select_tasks(), tasks, filters).with_only_columns(tasks.c.id, maintain_column_froms=True)
        return int(connection.execute(select(func.count()).select_from(found.limit(most + 1).subquery())).scalar_one())
