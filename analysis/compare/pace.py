"""By when: how a plan's tasks are spread over the quarters, and which of its tasks bind nobody to anything."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from analysis.compare.evidence import Evidence
from analysis.compare.sides import Item, Side

Row = dict[str, Any]


def due(item: Item) -> date | None:
    """The last day by which all of a task is to be done; None where none is said."""
    return max((deadline.end for deadline in item.task.deadlines if deadline.end), default=None)


def ends(item: Item) -> set[date]:
    """The last days that a task sets, those of its numbers included."""
    found = {deadline.end for deadline in item.task.deadlines if deadline.end}
    return found | {number.target.due for number in item.numbers if number.target.due}


def pace(side: Side, evidence: Evidence) -> Iterator[Row]:
    """One row a quarter in which tasks end; a task with several last days counts in each of their quarters."""
    dated: dict[tuple[int, int], list[Item]] = {}
    last: Counter[tuple[int, int]] = Counter()
    for item in side.items:
        own = sorted({(day.year, (day.month + 2) // 3) for day in ends(item)})
        for when in own:
            dated.setdefault(when, []).append(item)
        last.update(own[-1:])
    total, done = sum(last.values()), 0
    for (year, quarter), items in sorted(dated.items()):
        done += last[year, quarter]
        row = f"{side.letter}:{year}Q{quarter}"
        evidence.of("deadlines", row, "tasks", side, items)
        shares = {"tasks": len(items), "share": len(items) / total, "done": done / total}
        yield {"id": row, "side": side.letter, "plan": side.key, "year": year, "quarter": quarter} | shares


def gaps(side: Side, evidence: Evidence) -> Iterator[Row]:
    """One row a task of the operative part that lacks a time, a number or a body, its own and those of the tasks around it."""
    for item in side.items:
        if item.task.category not in ("task", "goal") or item.number in side.parents:
            continue
        around = list(_around(side, item))
        lacks = [
            *(["deadline"] if not any(one.task.deadlines for one in around) else []),
            *(["target"] if not any(one.numbers for one in around) else []),
            *(["unit"] if not any(one.task.bound for one in around) else []),
        ]
        if lacks:
            row = f"{side.letter}:{item.key}"
            quote = evidence.add("gaps", row, "quote", side, item)
            verdict = {"toothless": {"deadline", "target"} <= set(lacks), "orphan": "unit" in lacks, "quote": quote}
            about = {"topic": item.topic.name if item.topic else None, "without": lacks}
            yield {"id": row, "side": side.letter, "plan": side.key, "task": item.key, "title": item.title} | about | verdict


def _around(side: Side, item: Item) -> Iterator[Item]:
    """The task and those that enclose it."""
    yield item
    above = item.task.parent
    while above is not None:
        yield side.items[above]
        above = side.items[above].task.parent
