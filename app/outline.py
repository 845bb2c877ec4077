"""One plan as an outline: headings, the tasks under them with bodies, deadlines and targets, and what the tasks lack."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.records import bodies, bound, short
from schemas.extraction import Extraction
from schemas.records import NATURES, Target, Task

if TYPE_CHECKING:
    from pipeline.coverage import Coverage


@dataclass(slots=True)
class Node:
    """A line of the outline, what is said under it, the lines below it, and which task of the plan it is, if it is one."""

    line: str
    notes: list[str] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    task: int | None = None


def outline(extraction: Extraction) -> Node:
    """The plan as a tree; its tasks stand under their headings in the order of the text, tasks within a task under that."""
    plan = extraction.plan
    facts = [plan.doc_number, plan.issuer, plan.published.isoformat() if plan.published else None, plan.region]
    root = Node(plan.title or extraction.source.name, [" · ".join(fact for fact in facts if fact)] if any(facts) else [])
    root.notes += _force(extraction)
    headings: dict[tuple[str, ...], Node] = {(): root}
    nodes: list[Node] = []
    targets: dict[int | None, list[Target]] = {}
    for target in extraction.targets:
        targets.setdefault(target.task, []).append(target)
    for number, task in enumerate(extraction.tasks):
        node = _task(task, targets.get(number, ()))
        node.task = number
        nodes.append(node)
        above = nodes[task.parent] if task.parent is not None and task.parent < number else _heading(headings, task.path)
        above.children.append(node)
    root.notes += [_target(target) for target in targets.get(None, ())]
    return root


def _force(extraction: Extraction) -> Iterator[str]:
    """How long the plan is in force, and which documents it ends, a line each."""
    plan = extraction.plan
    days = [f"施行:{plan.effective}" if plan.effective else "", f"有效期至:{plan.expires}" if plan.expires else ""]
    if any(days):
        yield " · ".join(day for day in days if day)
    if ended := [f"《{one.title}》" if one.title != one.number else one.title for one in extraction.references if one.repealed]:
        yield f"废止:{'、'.join(ended)}"


def coverage(extraction: Extraction, counted: "Coverage | None" = None) -> str:
    """What was seen and how many tasks lack a body, a deadline, a target, and what became no record: the last line of ``show``."""
    from pipeline.coverage import coverage as count

    seen = counted or count(extraction)
    kinds = Counter(task.category for task in extraction.tasks)
    named = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    lacking = {"body": seen.without_body, "deadline": seen.without_deadline, "target": seen.without_target}
    without = " · ".join(f"{number} without {what}" for what, number in lacking.items())
    rest = f"{len(extraction.targets)} targets · {len(extraction.references)} references"
    left = f"{seen.count('date')} dates and {seen.count('number')} numbers became no record"
    hint = "" if counted or not seen.left else " (extract --explain FILE tells why)"
    return f"{seen.items} items seen · {seen.tasks} tasks{f' ({named})' if named else ''} · {without} · {rest} · {left}{hint}"


def lines(node: Node, depth: int = 0) -> Iterator[str]:
    """The tree as plain text, two spaces a level."""
    yield f"{'  ' * depth}{node.line}"
    for note in node.notes:
        yield f"{'  ' * (depth + 1)}  {note}"
    for child in node.children:
        yield from lines(child, depth + 1)


def markdown(node: Node, depth: int = 0) -> Iterator[str]:
    """The tree as a Markdown list under the title."""
    from app.show import escaped

    yield f"# {escaped(node.line)}\n" if not depth else f"{'  ' * (depth - 1)}- {escaped(node.line)}"
    for note in node.notes:
        yield f"{escaped(note)}\n" if not depth else f"{'  ' * depth}- *{escaped(note)}*"
    for child in node.children:
        yield from markdown(child, depth + 1)


def drawn(node: Node, tree: Any = None) -> Any:
    """The tree for rich to draw on a terminal."""
    from rich.text import Text
    from rich.tree import Tree

    label = Text(node.line, style="bold" if node.children else "")
    for note in node.notes:
        label.append(f"\n{note}", style="dim not bold")
    branch = Tree(label, guide_style="dim") if tree is None else tree.add(label)
    for child in node.children:
        drawn(child, branch)
    return branch


def _heading(headings: dict[tuple[str, ...], Node], path: tuple[str, ...]) -> Node:
    if path not in headings:
        headings[path] = Node(_clean(path[-1]))
        _heading(headings, path[:-1]).children.append(headings[path])
    return headings[path]


def _task(task: Task, targets: Sequence[Target]) -> Node:
    name = short(task.title, task.text)
    gap = " " if task.label.endswith(".") else ""
    node = Node(_clean(name if name.startswith(task.label) else f"{task.label}{gap}{name}"))
    if who := bound(bodies(task)):
        node.notes.append(who)
    if task.deadlines:
        node.notes.append("期限:" + "、".join(_deadline(deadline.text, deadline.end) for deadline in task.deadlines))
    node.notes += [_target(target) for target in targets]
    return node


def _deadline(text: str, end: object) -> str:
    return f"{text} ({end})" if end else text


def _target(target: Target) -> str:
    value = {"range": f"{target.low}–{target.high}", "<=": f"≤ {target.high}", ">=": f"≥ {target.low}"}.get(
        target.comparator, f"{target.comparator} {target.low}"
    )
    said = "masked" if target.masked else f"{value}{target.unit}"
    return f"目标:{target.indicator} {said}{f' ({target.due})' if target.due else ''}{started(target)}"


def started(target: Target) -> str:
    """Where a target starts from and whether it binds: `` · 基期 35% (2020-12-31) · 约束性``; empty where the text says neither."""
    return f"{f' · 基期 {target.baseline}' if target.baseline else ''}{f' · {NATURES[target.nature]}' if target.nature else ''}"


def _clean(text: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in " ".join(text.split()))
