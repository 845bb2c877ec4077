"""The records of the ledger. Every span is in the text that the record was found in; every record says how it was come by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from schemas.spans import Span

Category = Literal["task", "safeguard", "stage", "goal"]
Role = Literal["lead", "cooperate", "responsible"]
DeadlineKind = Literal["by", "during", "recurring", "ongoing"]
Comparator = Literal[">=", "<=", "=", "~", "range", "increase", "decrease"]
Nature = Literal["binding", "expected"]
"""约束性 ``binding``, what governments answer for · 预期性 ``expected``, what markets are trusted to bring about."""
NATURES: Final[Mapping[Nature, str]] = {"binding": "约束性", "expected": "预期性"}
How = Literal["stated", "inherited", "inferred", "defaulted"]
"""stated: the evidence says it · inherited: bound by a clause elsewhere · inferred: completed from the plan (the year of 6月底前) ·
defaulted: a convention (a bare body in closing brackets is responsible)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A body bound to a task by a role word: 牵头 ``lead``, 配合 ``cooperate``, 责任 or 负责 ``responsible``.

    ``name`` is as written, ``canonical`` the body it stands for and ``function`` its line of work (城市管理); both None while unresolved.
    """

    name: str
    role: Role
    span: Span
    inherited: bool = False
    canonical: str | None = None
    function: str | None = None
    how: How = "stated"
    confidence: float = 1.0
    rule: str = ""

    @property
    def bound(self) -> bool:
        """Whether a role word binds the body, here or in a clause elsewhere; one that only acts in the text is inferred."""
        return self.how != "inferred"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time that binds a task. ``start`` and ``end`` are inclusive days; None where the text does not bound it."""

    text: str
    kind: DeadlineKind
    start: date | None
    end: date | None
    span: Span
    how: How = "stated"
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where a target starts from: 35 % at the end of 2020 in ``由2020年的35%提高到60%``.

    ``unit`` is its own measure word, 万 and 亿 multiplied out; ``as_of`` the last day of the time that the text names for it, None where it names
    none; ``span`` the number as written.
    """

    value: Decimal
    unit: str
    as_of: date | None
    span: Span

    def __str__(self) -> str:
        """``35% (2020-12-31)``."""
        return f"{self.value.normalize():f}{self.unit}{f' ({self.as_of})' if self.as_of else ''}"


@dataclass(frozen=True, slots=True)
class Target:
    """A number that a plan commits to. ``low`` holds the value of ``>= = ~ increase decrease``, ``high`` that of ``<=``, both for ``range``.

    ``unit`` is the measure word as written, 万 and 亿 multiplied out; ``masked`` marks a number the text hides (``X个``).
    ``task`` is the index of the task it stands in, None for a goal section. ``baseline`` and ``nature`` are None where the text does not say;
    ``nature_span`` holds the word that says 约束性 or 预期性.
    """

    text: str
    indicator: str
    comparator: Comparator
    low: Decimal | None
    high: Decimal | None
    unit: str
    due: date | None
    span: Span
    masked: bool = False
    task: int | None = None
    how: How = "stated"
    confidence: float = 1.0
    rule: str = ""
    baseline: Baseline | None = None
    nature: Nature | None = None
    nature_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A document that the plan cites: ``title`` as between 《》, ``number`` its 文号, ``basis`` whether the plan is made on it.

    ``repealed`` says that the plan ends it (``《…》同时废止``); ``repealed_span`` then holds its name and the words that say so.
    """

    title: str
    number: str | None
    basis: bool
    span: Span
    how: How = "stated"
    confidence: float = 1.0
    rule: str = ""
    repealed: bool = False
    repealed_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. ``id`` is the path of labels (``二.(一).2``), ``path`` the headings above, ``parent`` the index of the enclosing task.

    ``same_as`` is the index of the clause that states the same task, for a row of an annex.
    """

    id: str
    label: str
    path: tuple[str, ...]
    title: str | None
    category: Category
    text: str
    span: Span
    parent: int | None = None
    page: int | None = None
    units: tuple[Unit, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    same_as: int | None = None
    how: How = "stated"
    confidence: float = 1.0
    rule: str = ""

    @property
    def bound(self) -> tuple[Unit, ...]:
        """The bodies that a role word binds to it, without those that only act in its text."""
        return tuple(unit for unit in self.units if unit.bound)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the plan says of itself; a field is None where it does not say. ``period`` is inclusive days.

    ``effective`` is the first day that the document is in force (``自印发之日起施行``), ``expires`` the last (``有效期5年``).
    ``how`` tells, by field name, where a value was taken from when it was not simply stated; ``evidence``, by field name, where the text says it
    (of effective and expires).
    """

    title: str | None = None
    issuer: str | None = None
    doc_number: str | None = None
    published: date | None = None
    region: str | None = None
    level: Literal["central", "province", "city", "county", "township"] | None = None
    period: tuple[date, date] | None = None
    how: tuple[tuple[str, How], ...] = ()
    effective: date | None = None
    expires: date | None = None
    evidence: tuple[tuple[str, Span], ...] = ()
