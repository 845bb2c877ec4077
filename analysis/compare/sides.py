"""A plan as one side of a comparison: its tasks with what they are about, count and whom they bind."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.compare.indicators import Measured, measured
from analysis.compare.wording import Terms, terms
from extractors.topics import Topic, topics
from extractors.units import clauses
from pipeline.store.rows import unique_refs
from schemas.extraction import Extraction
from schemas.records import Plan, Task, Unit
from schemas.spans import Span

SHORT = 30
"""Characters of a task's text that stand for its title where it has none."""


@dataclass(frozen=True)
class Item:
    """A task of a side. ``key`` is its public id, ``part`` the heading above it; ``numbers`` are its targets, normalised."""

    number: int
    key: str
    task: Task
    numbers: tuple[Measured, ...]

    @property
    def part(self) -> str | None:
        """What the plan calls the part that the task stands in."""
        return self.task.path[-1] if self.task.path else None

    @cached_property
    def content(self) -> str:
        """The text without its label and without the clauses that bind bodies."""
        text, at, kept = self.task.text, len(self.task.label), []
        for clause in clauses(text):
            kept.append(text[at : clause.start])
            at = max(at, clause.end)
        return "".join([*kept, text[at:]]).strip() or text

    @cached_property
    def title(self) -> str:
        """The heading of the task, else the beginning of its text."""
        if self.task.title:
            return self.task.title
        return self.content if len(self.content) <= SHORT else f"{self.content[:SHORT]}…"

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """What the task is about; where its own words do not tell, what the heading above it is about."""
        return tuple(topics(self.task.text) or (topics(self.part) if self.part else ()))

    @property
    def topic(self) -> Topic | None:
        """What the task is about first of all."""
        return self.topics[0] if self.topics else None

    @cached_property
    def terms(self) -> Terms:
        """Its words and characters; those of its opening count twice, and those of the heading above it are its own."""
        return terms(self.content, opening=f"{self.task.title or self.content[:SHORT]} {self.part or ''}")

    @cached_property
    def heading(self) -> Terms:
        """The words of its heading, or of the beginning of its text."""
        return terms(self.title)

    @property
    def leads(self) -> tuple[Unit, ...]:
        """The bodies that answer for it: those that lead, else those responsible."""
        return tuple(u for u in self.task.bound if u.role == "lead") or tuple(u for u in self.task.bound if u.role == "responsible")

    @cached_property
    def functions(self) -> frozenset[str]:
        """The lines of work of the bodies that answer for it."""
        return frozenset(unit.function for unit in self.leads if unit.function)

    @property
    def indicators(self) -> frozenset[str]:
        """What its numbers count."""
        return frozenset(number.name for number in self.numbers)


@dataclass(frozen=True)
class Side:
    """A plan that is compared: its letter, its public id, and its tasks."""

    letter: str
    key: str
    extraction: Extraction
    items: tuple[Item, ...]
    loose: tuple[Measured, ...]
    """Targets that stand in no task."""

    @classmethod
    def of(cls, letter: str, key: str, extraction: Extraction) -> "Side":
        """The side of an extraction; ``key`` is its plan's public id."""
        found: dict[int | None, list[Measured]] = {}
        for target in extraction.targets:
            found.setdefault(target.task, []).append(measured(target))
        refs = unique_refs(extraction.tasks)
        items = tuple(
            Item(at, f"{key}:{ref}", task, tuple(found.get(at, ()))) for at, (ref, task) in enumerate(zip(refs, extraction.tasks, strict=True))
        )
        return cls(letter, key, extraction, items, tuple(found.get(None, ())))

    @property
    def plan(self) -> Plan:
        """What the plan says of itself."""
        return self.extraction.plan

    @property
    def name(self) -> str:
        """A short name to show: the place and the title without it."""
        title = self.plan.title or self.extraction.source.name
        region = self.plan.region or ""
        return title if not region or title.startswith(region) else f"{region} {title}"

    @cached_property
    def parents(self) -> frozenset[int]:
        """The numbers of the tasks that hold others."""
        return frozenset(item.task.parent for item in self.items if item.task.parent is not None)

    def quote(self, *spans: Span) -> str | None:
        """What the file says at these places, joined by ``…``; None for none."""
        return "…".join(self.extraction.source_text[slice(*span)].strip() for span in spans) or None


def leaves(items: Sequence[Item], parents: frozenset[int]) -> list[Item]:
    """The tasks that hold no other."""
    return [item for item in items if item.number not in parents]
