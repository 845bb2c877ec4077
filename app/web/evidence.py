"""The text of a plan with its evidence marked: what each record was read from, where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from schemas.extraction import Extraction
from schemas.records import Unit
from schemas.spans import Span


@dataclass(slots=True)
class Mark:
    """A stretch of the text, what it is evidence of (kinds of records), and the records' names on the page."""

    start: int
    end: int
    kinds: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def anchor(record: str) -> str:
    """The name that a record has on its plan's page, from its id: ``3f2a9c10:二.1#unit-2`` → ``二.1#unit-2``."""
    owner, colon, rest = record.partition(":")
    return rest if colon else record[len(owner.partition("#")[0]) :]


def marks(extraction: Extraction) -> list[Mark]:
    """The stretches that records stand on, each once, in the order of the text, the longer before those inside it."""
    found: dict[tuple[int, int], Mark] = {}
    length = len(extraction.source_text)
    for kind, name, span in _evidence(extraction):
        start, end = max(0, min(span.start, length)), max(0, min(span.end, length))
        mark = found.setdefault((start, end), Mark(start, end))
        mark.names.append(name)
        if kind not in mark.kinds:
            mark.kinds.append(kind)
    return sorted((one for one in found.values() if one.end > one.start), key=lambda one: (one.start, -one.end))


def _evidence(extraction: Extraction) -> Iterator[tuple[str, str, Span]]:
    for task in extraction.tasks:
        yield "task", task.id, task.span
        for place, unit in enumerate(task.units, 1):
            yield part_of(unit), f"{task.id}#unit-{place}", unit.span
        for place, deadline in enumerate(task.deadlines, 1):
            yield "deadline", f"{task.id}#deadline-{place}", deadline.span
    for name, target in zip(target_names(extraction), extraction.targets, strict=True):
        yield "target", name, target.span
    for place, reference in enumerate(extraction.references, 1):
        yield "reference", f"#citation-{place}", reference.span


def part_of(unit: Unit) -> str:
    """What a body is to its task: its role, or ``acting`` where no role word binds it."""
    return unit.role if unit.bound else "acting"


def target_names(extraction: Extraction) -> list[str]:
    """The names of the plan's targets on its page, those of a goal section without a task's."""
    places: dict[int | None, int] = {}
    names = []
    for target in extraction.targets:
        places[target.task] = places.get(target.task, 0) + 1
        owner = "" if target.task is None else extraction.tasks[target.task].id
        names.append(f"{owner}#target-{places[target.task]}")
    return names


def marked(text: str, found: Iterable[Mark]) -> Markup:
    """The text as HTML, every character of it, with the stretches marked; one that crosses another's end goes on after it, without its names."""
    return Markup("").join(_pieces(text, list(found)))


def _pieces(text: str, found: list[Mark]) -> Iterator[Markup]:
    at, open_marks = 0, list[Mark]()
    for mark in [*found, Mark(len(text), len(text))]:
        while open_marks and (nearest := min(one.end for one in open_marks)) <= mark.start:
            yield escape(text[at:nearest])
            at = nearest
            yield from _closed(open_marks, at)
        yield escape(text[at : mark.start])
        at = mark.start
        if mark.end > mark.start:
            open_marks.append(mark)
            yield _opening(mark.kinds, mark.names)


def _closed(open_marks: list[Mark], at: int) -> Iterator[Markup]:
    """Closes the marks that end here; those inside them that do not are opened again."""
    outermost = next(number for number, one in enumerate(open_marks) if one.end <= at)
    inside = open_marks[outermost:]
    yield Markup("</span>") * len(inside)
    del open_marks[outermost:]
    for one in inside:
        if one.end > at:
            open_marks.append(one)
            yield _opening(one.kinds, ())


def _opening(kinds: Iterable[str], names: Iterable[str]) -> Markup:
    first, *others = [*names] or [""]
    named = Markup(' id="{}"').format(first) if first else Markup("")
    anchors = Markup("").join(Markup('<a id="{}"></a>').format(name) for name in others)
    return Markup('<span class="mark {}"{}>{}').format(" ".join(kinds), named, anchors)
