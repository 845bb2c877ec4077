"""How far confidence can be trusted: ``python benchmarks/calibration.py [GOLD…]``.

Prints, by kind of record and rule, how many records there are in the annotated plans, the share that is right, and the mean confidence.
``shrunk`` draws the share towards the confidence as if ten more records had been seen that were right as often as it says: with few
records it stays near.
A record is right when the annotation has it, borderline ones included; a target with its comparator and due date, a reference with its basis.
Without arguments the plans of ``tests/gold`` are read, and those of ``../shared/gold/dev`` where they are.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from pipeline import extract
from pipeline.evaluate import TASK_LIKENESS, TEXT_LIKENESS, TITLE_LIKENESS, plain, plain_title
from pipeline.serialise import as_dict

ROOT = Path(__file__).resolve().parents[1]
GOLD = (ROOT / "tests" / "gold", ROOT.parent / "shared" / "gold" / "dev")
PRIOR = 10
Record = dict[str, Any]


class Judged(NamedTuple):
    """A found record: its kind, its rule, the confidence it was given and whether the annotation has it."""

    kind: str
    rule: str
    confidence: float
    right: bool


def source(path: Path, gold: Record) -> Path:
    """The plan that an annotation names, in one of the folders above it."""
    return next(folder / gold["source"] for folder in path.parents if (folder / gold["source"]).is_file())


def judged(gold: Record, found: Record) -> Iterator[Judged]:
    """Every found record of one plan."""
    home = dict(_pairs(gold["tasks"], found["tasks"]))
    for index, task in enumerate(found["tasks"]):
        there = gold["tasks"][home[index]] if index in home else {"units": [], "deadlines": []}
        yield _judged("task", task, index in home)
        for kind, key in (("units", _unit), ("deadlines", _deadline)):
            wanted = {key(record) for record in there.get(kind, [])}
            yield from (_judged(kind, record, key(record) in wanted) for record in task[kind])
    for target in found["targets"]:
        yield _judged("targets", target, any(_same_target(target, other) for other in gold.get("targets", [])))
    for reference in found["references"]:
        yield _judged("references", reference, any(_same_reference(reference, other) for other in gold.get("references", [])))


def _judged(kind: str, record: Record, right: bool) -> Judged:
    return Judged(kind, f"{record['rule'] or '-'} ({record['how']})", record["confidence"], right)


def _pairs(gold: list[Record], found: list[Record]) -> Iterator[tuple[int, int]]:
    """Found task → the likest annotated one that no other has."""
    likeness = sorted(
        ((fuzz.ratio(plain(one["text"]), plain(other["text"])), here, there) for here, one in enumerate(found) for there, other in enumerate(gold)),
        reverse=True,
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for like, here, there in likeness:
        if like >= TASK_LIKENESS and here not in taken[0] and there not in taken[1]:
            taken[0].add(here)
            taken[1].add(there)
            yield here, there


def _unit(unit: Record) -> tuple[str, ...]:
    return plain(unit["name"]), unit["role"]


def _deadline(deadline: Record) -> tuple[Any, ...]:
    return deadline["kind"], deadline["end"], None if deadline["end"] else plain(deadline["text"])


def _same_target(one: Record, other: Record) -> bool:
    same = all(one.get(name) == other.get(name) for name in ("low", "high", "comparator", "due")) and plain(one["unit"]) == plain(other["unit"] or "")
    return same and fuzz.partial_ratio(plain(one["text"]), plain(other["text"])) >= TEXT_LIKENESS


def _same_reference(one: Record, other: Record) -> bool:
    like = fuzz.ratio(plain_title(one["title"]), plain_title(other["title"])) >= TITLE_LIKENESS
    return like and bool(one["basis"]) == bool(other.get("basis"))


def table(records: Iterable[Judged]) -> list[str]:
    """The lines of the report, the kinds' totals first."""
    groups: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for record in records:
        groups[record.kind, ""].append(record)
        groups[record.kind, record.rule].append(record)
    lines = [f"{'kind':11} {'rule':36} {'records':>7} {'right':>6} {'share':>6} {'shrunk':>6} {'confidence':>10}"]
    for (kind, rule), group in sorted(groups.items()):
        right, mean = sum(one.right for one in group), sum(one.confidence for one in group) / len(group)
        shrunk = (right + PRIOR * mean) / (len(group) + PRIOR)
        lines.append(f"{kind:11} {rule or 'all':36} {len(group):7} {right:6} {right / len(group):6.3f} {shrunk:6.3f} {mean:10.3f}")
    return lines


def main(arguments: list[str]) -> None:
    """Print the table."""
    folders = [Path(argument) for argument in arguments] or [folder for folder in GOLD if folder.is_dir()]
    found: list[Judged] = []
    for path in (path for folder in folders for path in (sorted(folder.glob("*.json")) if folder.is_dir() else [folder])):
        gold = json.loads(path.read_text(encoding="utf-8"))
        found += judged(gold, as_dict(extract(source(path, gold))))
    print("\n".join(table(found)))


if __name__ == "__main__":
    main(sys.argv[1:])
