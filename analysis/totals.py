"""How much the ledger holds, for headings above lists."""

from dataclasses import dataclass

from sqlalchemy import func, select

from pipeline.store import Store
from schemas.tables import COUNTED, body_loads, plans


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
