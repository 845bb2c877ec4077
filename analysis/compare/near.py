"""The plans of a store that are most like one plan, found by its words in the index and not by reading every plan."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from analysis.compare.alignment import align
from analysis.compare.sides import Item, Side
from analysis.query import resolve_plan
from pipeline.store import Store
from pipeline.store.words import Word, hits
from schemas.tables import PLACES, plans, tasks

if TYPE_CHECKING:
    import pandas as pd

TERMS: Final = 120
"""So many words of a plan are looked up, those that most of its tasks hang on first."""
MOST: Final = 40_000
"""A word that stands in more tasks tells no plan from another and is left out."""
READ: Final = 3
"""So many times as many plans are read and aligned as are asked for."""
COLUMNS: Final = ("id", "title", "region", "aligned", "share", "score", "tasks")


def near(store: Store, plan: str, limit: int = 10) -> "pd.DataFrame":
    """The current plans of the store with most tasks that correspond to those of a plan, the likest first.

    One row a plan: id, title, region, aligned (its tasks' partners: how many tasks of the plan have one), share (of the plan's tasks), score
    (sum of the pairs' scores over the plan's tasks), tasks (list of ``task~task``, ids of both). ``plan`` is named as ``resolve_plan`` takes it;
    UnknownPlan, AmbiguousPlan.
    """
    import pandas as pd

    key = resolve_plan(store, plan)
    own = Side.of("A", key, store.load(key))
    with store.reading() as connection:
        found = _candidates(connection, own, READ * limit)
    rows = sorted((_row(own, Side.of("B", other, store.load(other))) for other in found), key=lambda row: (-row[5], row[0]))[:limit]
    kinds = dict(zip(COLUMNS, ("str", "str", "str", "Int64", "float64", "float64", "object"), strict=True))
    return pd.DataFrame({name: pd.Series([row[at] for row in rows], dtype=kind) for at, (name, kind) in enumerate(kinds.items())})


Row = tuple[str, str | None, str | None, int, float, float, list[str]]


def _row(own: Side, other: Side) -> Row:
    pairs = align(own, other).pairs
    best: dict[int, float] = defaultdict(float)
    for pair in pairs:
        best[pair.a] = max(best[pair.a], pair.score)
    count = len(own.items) or 1
    named = [f"{own.items[pair.a].key}~{other.items[pair.b].key}" for pair in pairs]
    return other.key, other.plan.title, other.plan.region, len(best), len(best) / count, sum(best.values()) / count, named


def _candidates(connection: Connection, own: Side, limit: int) -> list[str]:
    """The plans that most of the plan's telling words stand in; rare words and words in short plans count more."""
    total = connection.execute(select(func.count()).select_from(tasks)).scalar_one()
    scores: dict[int, float] = defaultdict(float)
    for word, weight in _words(own.items).items():
        rows = connection.execute(hits(connection, Word(word), "words").limit(MOST + 1)).scalars().all()
        if rows and len(rows) <= MOST:
            for plan in {row // PLACES for row in rows}:
                scores[plan] += weight * math.log(1 + total / len(rows))
    likely = sorted(scores, key=lambda plan: (-scores[plan], plan))[: 10 * limit]
    names = _current(connection, likely)
    lengths = _lengths(connection, names)
    ranked = sorted(names, key=lambda plan: (-scores[plan] / math.sqrt(10 + lengths.get(plan, 0)), plan))
    return [names[plan] for plan in ranked if names[plan] != own.key][:limit]


def _words(items: Iterable[Item]) -> Mapping[str, float]:
    """The words that tell what the tasks are about: cues of their topics and what their numbers count."""
    found: Counter[str] = Counter()
    for item in items:
        found.update({topic.cue for topic in item.topics[:2]} | {name for name in item.indicators if len(name) >= 3})
    return {word: math.log(1 + count) for word, count in found.most_common(TERMS)}


def _current(connection: Connection, numbers: list[int]) -> dict[int, str]:
    rows = connection.execute(select(plans.c.id, plans.c.key).where(plans.c.current, plans.c.id.in_(numbers)))
    return {row.id: row.key for row in rows}


def _lengths(connection: Connection, numbers: Iterable[int]) -> dict[int, int]:
    counted = select(tasks.c.plan_id, func.count()).where(tasks.c.plan_id.in_(list(numbers))).group_by(tasks.c.plan_id)
    return {row[0]: row[1] for row in connection.execute(counted)}
