"""Small plans with good defaults: a test says only what matters to it.

The text of a plan is made of its records' words, so every span holds what its record says.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from schemas.document import Notice
from schemas.extraction import Extraction, Source
from schemas.records import Baseline, Deadline, Plan, Reference, Target, Task, Unit
from schemas.spans import Span

NOWHERE = Span(0, 0)


def unit(name: str = "市水务局", role: Any = "lead", **more: Any) -> Unit:
    """A body bound to a task."""
    return Unit(name=name, role=role, span=NOWHERE, **more)


def deadline(text: str = "2025年底前", end: date | None = date(2025, 12, 31), kind: Any = "by", start: date | None = None, **more: Any) -> Deadline:
    """A time that binds a task."""
    return Deadline(text=text, kind=kind, start=start, end=end, span=NOWHERE, **more)


def target(text: str = "不低于85%", low: Decimal | None = Decimal(85), comparator: Any = ">=", **more: Any) -> Target:
    """A number that a plan commits to, in its first task."""
    values: dict[str, Any] = {"indicator": "污水集中处理率", "high": None, "unit": "%", "due": date(2025, 12, 31), "task": 0}
    return Target(text=text, comparator=comparator, low=low, span=NOWHERE, **(values | more))


def reference(title: str = "城镇污水处理办法", number: str | None = "云政发〔2020〕7号", basis: bool = True, **more: Any) -> Reference:
    """A document that a plan cites."""
    return Reference(title=title, number=number, basis=basis, span=NOWHERE, **more)


def baseline(value: Decimal = Decimal(70), unit: str = "%", as_of: date | None = date(2020, 12, 31)) -> Baseline:
    """Where a target starts from."""
    return Baseline(value, unit, as_of, Span(0, 3))


def task(text: str = "(一)整治黑臭水体。", **more: Any) -> Task:
    """A task; its number in the plan is its id unless one is given."""
    values: dict[str, Any] = {"id": "", "label": "(一)", "path": ("二、重点任务",), "title": None, "category": "task", "units": (unit(),)}
    return Task(text=text, span=NOWHERE, **(values | more))


@dataclass
class _Writer:
    text: str = ""
    spans: list[Span] = field(default_factory=list)

    def put(self, words: str) -> Span:
        start = len(self.text)
        self.text += words + "\n"
        return Span(start, start + len(words))


def extraction(
    *tasks: Task,
    targets: tuple[Target, ...] = (),
    references: tuple[Reference, ...] = (),
    warnings: tuple[Notice, ...] = (),
    name: str = "云溪市治水方案.txt",
    state: Any = "ok",
    mark: str = "",
    **plan: Any,
) -> Extraction:
    """A plan of 云溪市 (invented) with these tasks, one if none is given; ``mark`` makes another file of the same plan."""
    facts: dict[str, Any] = {"title": "云溪市治水三年行动实施方案", "region": "云溪市", "level": "city", "published": date(2023, 3, 1)} | plan
    writer = _Writer()
    writer.put(f"{facts['title']}{mark}")
    placed = [_placed(one, number, writer) for number, one in enumerate(tasks or (task(),), 1)]
    return Extraction(
        source=Source(
            name=name,
            sha256=hashlib.sha256(f"{name}{facts}{mark}{[one.text for one in placed]}".encode()).hexdigest(),
            media_type="text/plain",
            pages=None,
            characters=len(writer.text),
            script="hans",
            state=state,
            warnings=warnings,
        ),
        plan=Plan(**facts),
        tasks=tuple(placed),
        targets=tuple(replace(one, span=writer.put(one.text)) for one in targets),
        references=tuple(replace(one, span=writer.put(one.title)) for one in references),
        source_text=writer.text,
    )


def _placed(one: Task, number: int, writer: _Writer) -> Task:
    return replace(
        one,
        id=one.id or f"二.{number}",
        span=writer.put(one.text),
        units=tuple(replace(each, span=writer.put(each.name)) for each in one.units),
        deadlines=tuple(replace(each, span=writer.put(each.text)) for each in one.deadlines),
    )
