"""What changed between two versions of a plan: tasks added and dropped, deadlines moved, leads and numbers changed, with both quotations."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from sqlalchemy import select

from analysis.query import resolve_plan
from pipeline.store import Store
from pipeline.store.rows import unique_refs
from schemas.extraction import Extraction
from schemas.records import NATURES, Deadline, Target, Task, Unit
from schemas.spans import Span
from schemas.tables import plans

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
Change = Literal["added", "dropped", "deadline moved", "lead changed", "number changed"]
ALIKE: Final = 60.0
"""Share of characters, per cent, that two texts have in common to be taken for one task in two versions."""
SAME_PLACE: Final = 15.0
"""What standing under the same label counts for."""
COLUMNS: Final = ("id", "change", "task", "before", "after", "quote_before", "quote_after")


@dataclass(frozen=True, slots=True)
class _Version:
    key: str
    plan: Extraction
    refs: list[str]

    def quote(self, spans: Iterable[Span]) -> str | None:
        """What the source says at these places, joined by 、; None for none."""
        return "、".join(self.plan.source_text[slice(*span)] for span in spans) or None

    def targets(self, task: int | None) -> list[Target]:
        """The targets of a task, of no task for None."""
        return [target for target in self.plan.targets if target.task == task]


def diff(store: Store, plan: str, against: str | None = None) -> "pd.DataFrame":
    """The changes from the version before a plan (or from ``against``) to it: id, change, task, before, after, quote_before, quote_after.

    Plans are named as ``resolve_plan`` takes them; a plan of which the store has one version only has no changes. ``id`` is the task's, in
    the older version for one that was dropped, with the change behind it. UnknownPlan, AmbiguousPlan.
    """
    import pandas as pd

    new = resolve_plan(store, plan)
    old = _version_before(store, new) if against is None else resolve_plan(store, against)
    rows = list(changes(_version(store, old), _version(store, new))) if old else []
    return pd.DataFrame({name: pd.Series([row[at] for row in rows], dtype="str") for at, name in enumerate(COLUMNS)})


Row = tuple[str, Change, str, str | None, str | None, str | None, str | None]


def changes(old: _Version, new: _Version) -> Iterator[Row]:
    """The rows of ``diff``, in the order of the new version; what was dropped comes last."""
    pairs = _pairs(old, new)
    for at, task in enumerate(new.plan.tasks):
        before = pairs.get(at)
        if before is None:
            yield f"{new.key}:{new.refs[at]}#added", "added", _name(task), None, task.text, None, new.quote([task.span])
        else:
            yield from _of_task(old, new, before, at)
    yield from _numbers(old, new, None, None, f"{new.key}#", "")
    for at, task in enumerate(old.plan.tasks):
        if at not in pairs.values():
            yield f"{old.key}:{old.refs[at]}#dropped", "dropped", _name(task), task.text, None, old.quote([task.span]), None


def _of_task(old: _Version, new: _Version, before: int, after: int) -> Iterator[Row]:
    was, now = old.plan.tasks[before], new.plan.tasks[after]
    key = f"{new.key}:{new.refs[after]}#"
    times = _sides(was.deadlines, now.deadlines, lambda one: (one.kind, one.start, one.end) if one.start or one.end else (one.kind, one.text))
    if times:
        yield _row(f"{key}deadline", "deadline moved", _name(now), old, new, *times)
    leads = _sides(_leads(was), _leads(now), lambda one: one.canonical or one.name)
    if leads:
        yield _row(f"{key}lead", "lead changed", _name(now), old, new, *leads)
    yield from _numbers(old, new, before, after, key, _name(now))


def _numbers(old: _Version, new: _Version, before: int | None, after: int | None, key: str, name: str) -> Iterator[Row]:
    def value(one: Target) -> object:
        return one.indicator, one.comparator, one.low, one.high, one.unit, one.masked, one.due, str(one.baseline), one.nature

    numbers = _sides(old.targets(before), new.targets(after), value)
    if numbers:
        yield _row(f"{key}number", "number changed", name, old, new, *numbers)


def _sides(was: Sequence[T], now: Sequence[T], value: Callable[[T], object]) -> tuple[list[T], list[T]] | None:
    gone = [one for one in was if value(one) not in {value(other) for other in now}]
    come = [one for one in now if value(one) not in {value(other) for other in was}]
    return (gone, come) if gone or come else None


Said = Deadline | Unit | Target


def _row(key: str, change: Change, name: str, old: _Version, new: _Version, gone: Sequence[Said], come: Sequence[Said]) -> Row:
    return key, change, name, _words(gone), _words(come), old.quote(one.span for one in gone), new.quote(one.span for one in come)


def _words(said: Sequence[Said]) -> str | None:
    return "、".join(_target(one) if isinstance(one, Target) else one.name if isinstance(one, Unit) else one.text for one in said) or None


def _target(target: Target) -> str:
    """A target in words, with what they may not tell of it: where it starts from, and whether it binds."""
    more = [f"基期 {target.baseline}" if target.baseline else "", NATURES[target.nature] if target.nature else ""]
    told = "，".join(one for one in more if one)
    return f"{target.text}（{told}）" if told else target.text


def _leads(task: Task) -> list[Unit]:
    return [unit for unit in task.bound if unit.role == "lead"]


def _name(task: Task) -> str:
    return task.title or task.text[:40]


def _pairs(old: _Version, new: _Version) -> dict[int, int]:
    """The number of each new task's older self; the likest texts find each other first, each once."""
    from rapidfuzz.fuzz import ratio

    scored = [
        (ratio(was.text, now.text) + (SAME_PLACE if old.refs[before] == new.refs[after] else 0), after, before)
        for after, now in enumerate(new.plan.tasks)
        for before, was in enumerate(old.plan.tasks)
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, after, before in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if score < ALIKE:
            break
        if after not in pairs and before not in taken:
            pairs[after] = before
            taken.add(before)
    return pairs


def _version(store: Store, key: str) -> _Version:
    plan = store.load(key)
    return _Version(key, plan, unique_refs(plan.tasks))


def _version_before(store: Store, key: str) -> str | None:
    with store.reading() as connection:
        this = connection.execute(select(plans.c.series, plans.c.version).where(plans.c.key == key)).one()
        older = select(plans.c.key).where(plans.c.series == this.series, plans.c.version == this.version - 1)
        return connection.execute(older).scalar_one_or_none()
