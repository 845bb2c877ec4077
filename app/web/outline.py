"""The outline of a plan for its page: headings and tasks, each with the records that it has and their names in the marked text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.outline import Node, outline
from app.records import ROLES
from app.web.evidence import part_of, target_names
from schemas.extraction import Extraction
from schemas.records import Deadline, Target, Task, Unit


@dataclass(slots=True)
class Entry:
    """A line of the outline; ``task`` is None for a heading. Records come with their names on the page."""

    line: str
    task: Task | None = None
    roles: list[tuple[str, list[tuple[str, Unit]]]] = field(default_factory=list)
    deadlines: list[tuple[str, Deadline]] = field(default_factory=list)
    targets: list[tuple[str, Target]] = field(default_factory=list)
    children: list["Entry"] = field(default_factory=list)


def entries(extraction: Extraction) -> Entry:
    """The plan as a tree, its own targets with the title."""
    targets: dict[int | None, list[tuple[str, Target]]] = {}
    for name, target in zip(target_names(extraction), extraction.targets, strict=True):
        targets.setdefault(target.task, []).append((name, target))
    root = _entry(outline(extraction), extraction, targets)
    root.targets = targets.get(None, [])
    return root


def _entry(node: Node, extraction: Extraction, targets: dict[int | None, list[tuple[str, Target]]]) -> Entry:
    children = [_entry(child, extraction, targets) for child in node.children]
    if node.task is None:
        return Entry(node.line, children=children)
    task = extraction.tasks[node.task]
    deadlines = [(f"{task.id}#deadline-{place}", deadline) for place, deadline in enumerate(task.deadlines, 1)]
    return Entry(node.line, task, list(_roles(task)), deadlines, targets.get(node.task, []), children)


def _roles(task: Task) -> Iterator[tuple[str, list[tuple[str, Unit]]]]:
    for role in ROLES:
        held = [(f"{task.id}#unit-{place}", unit) for place, unit in enumerate(task.units, 1) if part_of(unit) == role]
        if held:
            yield role, held
