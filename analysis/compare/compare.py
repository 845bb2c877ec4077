"""Plans put beside each other, from the store or from extractions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from analysis.compare.alignment import Alignment, align
from analysis.compare.cascade import cascade
from analysis.compare.comparison import LETTERS, Comparison
from analysis.compare.correspondences import alone, correspondences
from analysis.compare.duties import leads, load, network
from analysis.compare.evidence import Evidence
from analysis.compare.frames import frame
from analysis.compare.numbers import beside
from analysis.compare.pace import gaps, pace
from analysis.compare.relations import Standing, standing
from analysis.compare.sides import Side
from analysis.compare.summaries import matrix, overview, pair, plans, sentences, unclassified
from analysis.query import UnknownPlan, resolve_plan
from pipeline.store import Store
from schemas.extraction import Extraction

Row = dict[str, Any]
KEY = 8
"""Digits of a file's SHA-256 that name its plan where no store does."""


class NothingToCompare(ValueError):  # noqa: N818
    """Fewer than two plans were named, or one of them has no tasks; the message says which and why."""


def compare(store: Store, names: Sequence[str]) -> Comparison:
    """Plans of a store beside each other; each is named as ``resolve_plan`` takes it: id, file name, part of a title or place.

    UnknownPlan, AmbiguousPlan (LookupError) for a name that fits none or several, NothingToCompare for fewer than two plans or one without tasks.
    """
    _see_number(names)
    keys, merges = [_key(store, name) for name in names], store.merges()
    return _compared([Side.of(letter, key, _merged(store.load(key), merges)) for letter, key in zip(LETTERS, keys, strict=False)])


def _merged(extraction: Extraction, merges: Mapping[str, str]) -> Extraction:
    """An extraction whose bodies go by the names that people merged them under."""
    if not merges:
        return extraction
    held = {body: merges.get(body, unit.canonical) for task in extraction.tasks for unit in task.units if (body := unit.canonical or unit.name)}
    tasks = (
        replace(task, units=tuple(replace(unit, canonical=held[unit.canonical or unit.name]) for unit in task.units)) for task in extraction.tasks
    )
    return replace(extraction, tasks=tuple(tasks))


def _key(store: Store, name: str) -> str:
    try:
        return resolve_plan(store, name)
    except UnknownPlan:
        failed = store.failed()
        for row in failed[failed["name"] == Path(name).name].itertuples():
            why = f" ({row.message})" if isinstance(row.message, str) else ""
            raise NothingToCompare(f"{name} is no plan to compare: it was read as {row.state}{why}; see: taizhang failed") from None
        raise


def compare_extractions(extractions: Sequence[Extraction]) -> Comparison:
    """Plans beside each other that were read without a store; their ids are the first digits of their files' SHA-256. NothingToCompare."""
    _see_number(extractions)
    return _compared([Side.of(letter, one.source.sha256[:KEY], one) for letter, one in zip(LETTERS, extractions, strict=False)])


def _see_number(plans: Sequence[object]) -> None:
    if not 2 <= len(plans) <= len(LETTERS):
        raise NothingToCompare(f"{len(plans)} plan{'s' * (len(plans) != 1)} named; name two or more, at most {len(LETTERS)}")


def _see_tasks(side: Side) -> None:
    if not side.items:
        source = side.extraction.source
        why = f" ({source.warnings[0].message})" if source.warnings else ""
        raise NothingToCompare(f"plan {side.key} ({source.name}) has no tasks to compare: it was read as {source.state}{why}; see: taizhang failed")


def _compared(sides: Sequence[Side]) -> Comparison:
    for side in sides:
        _see_tasks(side)
    evidence = Evidence()
    found = [align(a, b) for a, b in combinations(sides, 2)]
    stands = [standing(one.a, one.b) for one in found]
    tasks = [list(correspondences(one, evidence)) for one in found]
    pairs = [pair(one, how, Counter(row["status"] for row in rows)) for one, how, rows in zip(found, stands, tasks, strict=True)]
    targets = _every(beside(one, evidence) for one in found)
    lacking = _every(gaps(side, evidence) for side in sides)
    letters = [side.letter for side in sides]
    return Comparison(
        sentences=tuple(sentences(sides, pairs, targets, lacking)),
        plans=frame("plans", plans(sides)),
        pairs=frame("pairs", pairs),
        overview=frame("overview", overview(sides), letters),
        topics=frame("topics", matrix(sides, evidence), letters),
        tasks=frame("tasks", _every(tasks)),
        only=frame("only", alone(sides, found, evidence)),
        targets=frame("targets", targets),
        deadlines=frame("deadlines", _every(pace(side, evidence) for side in sides)),
        gaps=frame("gaps", lacking),
        bodies=frame("bodies", _every(load(side, evidence) for side in sides)),
        leads=frame("leads", leads(sides, evidence)),
        network=frame("network", _every(network(side, evidence) for side in sides)),
        cascade=frame("cascade", _every(_below(one, how, evidence) for one, how in zip(found, stands, strict=True))),
        unclassified=frame("unclassified", _every(unclassified(side, evidence) for side in sides)),
        evidence=frame("evidence", evidence.rows),
    )


def _below(found: Alignment, how: Standing, evidence: Evidence) -> Iterable[Row]:
    return cascade(found, how, evidence) if how.kind.startswith("cascade") else ()


def _every(parts: Iterable[Iterable[Row]]) -> list[Row]:
    return [row for part in parts for row in part]
