"""The extractors as spaCy components, for the people who live in spaCy; nothing else imports this module.

    nlp = blank()                        spacy.blank("zh") on characters, with every component
    doc = nlp(text)                      or to_doc(extract("plan.pdf")) for files of any format
    doc.spans["taizhang_units"]          spans; label_ is the role, span._.taizhang the record, span._.taizhang_task the index of its task
    doc._.taizhang_plan                  title, issuer, region … of the plan

The components are found by name after installation: ``spacy.blank("zh").add_pipe("taizhang_deadlines")``. Tokens are characters, so every
record has its span; each component writes the spans under its own name. What is kept in ``doc.user_data`` is plain, so that a DocBin holds it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as Tokens

from extractors.deadlines import Calendar, deadlines
from extractors.references import references
from extractors.targets import targets
from extractors.units import clauses, units
from pipeline.coverage import outlined
from pipeline.extraction import from_document, placed_reference, placed_target
from pipeline.normalise import normalise
from schemas.document import Document
from schemas.extraction import Extraction
from schemas.outline import Item
from schemas.records import Baseline, Deadline, Plan, Reference, Target, Task, Unit
from schemas.spans import Span
from schemas.text import Text

Placed = TypeVar("Placed", Unit, Deadline)
Record = Item | Task | Unit | Deadline | Target | Reference
Entry = tuple[str, Record, int | None]
"""A label, the record, and the index of the task that it stands in."""

_ALL_DATA = "taizhang"
_TYPES: dict[str, type[Any]] = {kind.__name__: kind for kind in (Item, Task, Unit, Deadline, Target, Reference, Plan)}
_SPANS = frozenset({"span", "heading", "nature_span", "repealed_span"})


def blank() -> Language:
    """``spacy.blank("zh")`` on characters with every component, in order."""
    nlp = spacy.blank("zh")
    for name in ("taizhang_plan", *ENTRIES):
        nlp.add_pipe(name)
    return nlp


def to_doc(extraction: Extraction, nlp: Language | None = None) -> Doc:
    """An extraction as a Doc, as the components give it for its text; tables and pages, which a text alone does not show, are kept."""
    doc = (nlp or spacy.blank("zh")).make_doc(extraction.source_text)
    _keep_plan(doc, extraction.plan)
    for name, entries in ENTRIES.items():
        _write(doc, name, entries(extraction))
    return doc


def save(docs: Iterable[Doc], path: Path) -> None:
    """Docs with their spans and records as a DocBin file; OSError where it cannot be written."""
    DocBin(store_user_data=True, docs=docs).to_disk(path)


def load(path: Path, nlp: Language | None = None) -> Iterator[Doc]:
    """The Docs of a DocBin file; OSError where it cannot be opened."""
    return iter(DocBin(store_user_data=True).from_disk(path).get_docs((nlp or spacy.blank("zh")).vocab))


def render(doc: Doc, key: str = "taizhang_units") -> str:
    """The spans under a key as an HTML page of displaCy that needs nothing else. Stretches without a span are one piece, not a row of characters."""
    spans = [(span.start_char, span.end_char, span.label_) for span in doc.spans[key]] if key in doc.spans else []
    borders = sorted({0, len(doc.text), *(place for start, end, _ in spans for place in (start, end))})
    piece = {place: number for number, place in enumerate(borders)}
    pieces = [doc.text[a:b] for a, b in pairwise(borders)]
    shown = [
        {"start_token": piece[start], "end_token": piece[end], "label": escape(label), "kb_id": "", "kb_url": "#"} for start, end, label in spans
    ]
    drawn = displacy.render({"text": doc.text, "spans": shown, "tokens": pieces}, style="span", manual=True, jupyter=False)
    return _PAGE.format(title=escape(key), drawn=drawn)


_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font: 16px sans-serif; margin: 2rem; white-space: pre-wrap">{drawn}</body></html>
"""


def _outline(extraction: Extraction) -> Iterator[Entry]:
    text, outline = outlined(extraction)
    for item in outline.walk():
        if item.kind not in ("root", "front") and item.end > item.start:
            start, end = text.source(item.start, item.end)
            heading = text.source(*item.heading) if item.heading else None
            yield item.kind, replace(item, start=start, end=end, heading=heading, children=()), None


def _tasks(extraction: Extraction) -> Iterator[Entry]:
    for index, task in enumerate(extraction.tasks):
        yield task.category, replace(task, units=(), deadlines=()), index


def _units(extraction: Extraction) -> Iterator[Entry]:
    return ((unit.role, unit, index) for index, task in enumerate(extraction.tasks) for unit in task.units)


def _deadlines(extraction: Extraction) -> Iterator[Entry]:
    return ((deadline.kind, deadline, index) for index, task in enumerate(extraction.tasks) for deadline in task.deadlines)


def _targets(extraction: Extraction) -> Iterator[Entry]:
    return (("target", target, target.task) for target in extraction.targets)


def _references(extraction: Extraction) -> Iterator[Entry]:
    return (("basis" if reference.basis else "cited", reference, None) for reference in extraction.references)


ENTRIES: dict[str, Callable[[Extraction], Iterator[Entry]]] = {
    "taizhang_outline": _outline,
    "taizhang_tasks": _tasks,
    "taizhang_units": _units,
    "taizhang_deadlines": _deadlines,
    "taizhang_targets": _targets,
    "taizhang_references": _references,
}
"""By component: what it writes. One line and a factory below make another."""


@dataclass
class Component:
    """Writes the records of one kind under its name into ``doc.spans``."""

    name: str
    kind: str

    def __call__(self, doc: Doc) -> Doc:
        """The same Doc with the spans added."""
        _write(doc, self.name, ENTRIES[self.kind](_extraction(doc.text)))
        return doc


@Language.factory("taizhang_outline")
def outline_component(nlp: Language, name: str) -> Component:  # noqa: ARG001 - what spaCy calls a factory with
    """Sections, items and paragraphs, labelled by kind."""
    return Component(name, "taizhang_outline")


@Language.factory("taizhang_tasks")
def tasks_component(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """Tasks, labelled by category."""
    return Component(name, "taizhang_tasks")


@Language.factory("taizhang_units")
def units_component(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """Bodies bound to tasks, labelled by role."""
    return Component(name, "taizhang_units")


@Language.factory("taizhang_deadlines")
def deadlines_component(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """Times that bind tasks, labelled by kind."""
    return Component(name, "taizhang_deadlines")


@Language.factory("taizhang_targets")
def targets_component(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """Numbers that the plan commits to."""
    return Component(name, "taizhang_targets")


@Language.factory("taizhang_references")
def references_component(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """Documents cited, labelled basis or cited."""
    return Component(name, "taizhang_references")


@Language.factory("taizhang_plan")
def plan_component(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001
    """What the plan says of itself, as ``doc._.taizhang_plan``."""
    return plan_facts


def plan_facts(doc: Doc) -> Doc:
    """The same Doc with the facts of its plan."""
    _keep_plan(doc, _extraction(doc.text).plan)
    return doc


@lru_cache(maxsize=8)
def _extraction(text: str) -> Extraction:
    """The extraction of a text, kept for the next component; a text in which no task is found is read as one task of its own."""
    sha256 = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    found = from_document(Document("", sha256, "text/plain", text))
    return found if found.tasks or not text.strip() else _one_task(found)


def _one_task(found: Extraction) -> Extraction:
    """A sentence or two out of their plan: 2025年底前改造小区20个。(牵头单位:市住建局)."""
    text = normalise(found.source_text)[0]
    times = deadlines(text.value, Calendar.of(None, text.value))
    stretches = clauses(text.value)
    closing = stretches[-1].start if stretches else None
    task = Task(
        id="段1",
        label="",
        path=(),
        title=None,
        category="task",
        text=text.value,
        span=text.source(0, len(text.value)),
        units=tuple(_placed(text, unit) for unit in units(text.value)),
        deadlines=tuple(_placed(text, time) for time in times),
        rule="whole-text",
    )
    numbers = tuple(placed_target(text, target, task=0) for target in targets(text.value, times, closing))
    return replace(found, tasks=(task,), targets=numbers, references=tuple(placed_reference(text, one) for one in references(text.value, None)))


def _placed(text: Text, record: Placed) -> Placed:
    return replace(record, span=text.source(*record.span))


def _write(doc: Doc, name: str, entries: Iterable[Entry]) -> None:
    kept, spans = [], []
    for number, (label, record, task) in enumerate(entries):
        start, end = record.span
        span = doc.char_span(start, end, label=label, span_id=f"{name}/{number}", alignment_mode="expand")
        if span is not None:
            spans.append(span)
            kept.append({"number": number, "type": type(record).__name__, "task": task, "values": _plain(asdict(record))})
    doc.spans[name] = spans
    doc.user_data.setdefault(_ALL_DATA, {})[name] = {one["number"]: one for one in kept}


def _keep_plan(doc: Doc, plan: Plan) -> None:
    doc.user_data.setdefault(_ALL_DATA, {})["plan"] = {"type": "Plan", "values": _plain(asdict(plan))}


def _plain(value: Any) -> Any:
    """What msgpack can hold: days as ``{"day": …}``, exact numbers as ``{"decimal": …}``; a baseline is the dict of its fields."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]) if "day" in value else Decimal(value["decimal"])
    return tuple(map(_typed, value)) if isinstance(value, tuple | list) else value


def _record(kept: dict[str, Any]) -> Any:
    """The record as it was; lists are tuples in records, two numbers under the name of a span a Span."""
    return _made(_TYPES[kept["type"]], kept["values"])


def _made(kind: type[Any], kept: dict[str, Any]) -> Any:
    values = {field.name: kept[field.name] for field in fields(kind)}
    return kind(**{name: _field(name, value) for name, value in values.items()})


def _field(name: str, value: Any) -> Any:
    if name == "baseline" and value:
        return _made(Baseline, value)
    if name == "evidence":
        return tuple((field, Span(*span)) for field, span in value)
    typed = _typed(value)
    return Span(*typed) if name in _SPANS and typed else typed


def _kept(span: Tokens) -> dict[str, Any] | None:
    name, _, number = span.id_.rpartition("/")
    held = span.doc.user_data.get(_ALL_DATA, {}).get(name)
    return held[int(number)] if held and number.isdigit() else None


def _record_of(span: Tokens) -> Any:
    kept = _kept(span)
    return _record(kept) if kept else None


def _task_of(span: Tokens) -> int | None:
    kept = _kept(span)
    return kept["task"] if kept else None


def _plan_of(doc: Doc) -> Plan | None:
    kept = doc.user_data.get(_ALL_DATA, {}).get("plan")
    return _record(kept) if kept else None


def _set_extensions() -> None:
    """Once for the process: spaCy keeps the names of attributes in one table for all."""
    if not Tokens.has_extension(_ALL_DATA):
        Tokens.set_extension(_ALL_DATA, getter=_record_of)
        Tokens.set_extension(f"{_ALL_DATA}_task", getter=_task_of)
        Doc.set_extension(f"{_ALL_DATA}_plan", getter=_plan_of)


_set_extensions()
