"""Tasks that a plan states twice: a clause of the body and a row of an annex. They are linked, and what they contradict each other in is said."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rapidfuzz import fuzz, process

from schemas.document import Notice
from schemas.records import Task

_LIKENESS = 88
_SHORTEST = 5
_MARKS = re.compile(r"[\W_]+")
_MOST_PAIRS = 250_000


def twins(tasks: Sequence[Task]) -> tuple[tuple[Task, ...], tuple[Notice, ...]]:
    """The tasks, each annex row with ``same_as`` the index of the clause that states the same task; a notice for each contradiction.

    Rows and clauses are paired one to one by their titles, the likest first; nothing is merged and no value is changed.
    """
    pairs = _pairs(tasks)
    linked = tuple(replace(task, same_as=pairs[index]) if index in pairs else task for index, task in enumerate(tasks))
    found = (_contradictions(linked[row], linked[clause]) for row, clause in pairs.items())
    notices = tuple(Notice("annex-contradicts-body", said) for said_of_pair in found for said in said_of_pair)
    return linked, notices


def _name(task: Task) -> str:
    """What the task is called: its title, else its first sentence without the label."""
    first = task.title or re.split(r"[。;(〔]", task.text.removeprefix(task.label), maxsplit=1)[0]
    return _MARKS.sub("", first)


def _pairs(tasks: Sequence[Task]) -> dict[int, int]:
    """The index of the clause for each row that has one."""
    rows = [index for index, task in enumerate(tasks) if task.rule == "table-row" and len(_name(task)) >= _SHORTEST]
    clauses = [index for index, task in enumerate(tasks) if task.rule != "table-row" and len(_name(task)) >= _SHORTEST]
    if not rows or not clauses or len(rows) * len(clauses) > _MOST_PAIRS:
        return {}
    likeness = process.cdist([_name(tasks[i]) for i in rows], [_name(tasks[i]) for i in clauses], scorer=fuzz.ratio, score_cutoff=_LIKENESS)
    ranked = sorted((-likeness[a, b], a, b) for a, b in zip(*likeness.nonzero(), strict=True))
    pairs: dict[int, int] = {}
    for _, a, b in ranked:
        if rows[a] not in pairs and clauses[b] not in pairs.values():
            pairs[rows[a]] = clauses[b]
    return pairs


def _leads(task: Task) -> set[str]:
    return {unit.canonical or unit.name for unit in task.bound if unit.role == "lead" and not unit.inherited}


def _dues(task: Task) -> set[date]:
    return {deadline.end for deadline in task.deadlines if deadline.kind == "by" and deadline.end}


def _contradictions(row: Task, clause: Task) -> list[str]:
    """What the two say differently, each as a sentence; what only one of them says is no contradiction."""
    found = []
    if _leads(row) and _leads(clause) and not _leads(row) & _leads(clause):
        found.append(f"{clause.id} is led by {'、'.join(sorted(_leads(clause)))}, its row {row.id} in the annex by {'、'.join(sorted(_leads(row)))}")
    if _dues(row) and _dues(clause) and not _dues(row) & _dues(clause):
        found.append(f"{clause.id} is due {max(_dues(clause))}, its row {row.id} in the annex {max(_dues(row))}")
    return found
