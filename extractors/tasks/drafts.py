"""Tasks as stretches of the text, before bodies, times and numbers are looked for in them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.tasks.categories import SectionKind, below, category, is_attribute, section_kind
from extractors.units import clauses, headed
from schemas.outline import Item
from schemas.records import Category
from schemas.spans import Span

_PROMISE = re.compile(r"目标|(?:到|至)20\d\d年|20\d\d年(?:底|末)")
_CHARGED = re.compile(r"^ ?由[^,。;:\n]{2,80}(?:主办|承办|牵头|负责),[^。;:\n]{2,200}(?:协办|配合|协助|参与)。", re.M)
"""A paragraph that says who before the items say what: 由市商务局承办,市公安局、市教育局协办。"""
_HOLDERS = ("item", "section", "paragraph", "row")


@dataclass(slots=True)
class Draft:
    """A task to be: its item, and ``holes``, the stretches inside it that are tasks of their own or of no account.

    ``body`` is where the text after the label begins; ``settled`` is False for a goal section without enumerators, whose numbers
    belong to the plan as a whole; ``parent`` is an index among the drafts; ``lead`` is the sentence that introduces a list of goals;
    ``owners`` is the heading above that says whose all below it is (``一、县水务局牵头的工作``).
    """

    item: Item
    id: str
    path: tuple[str, ...]
    title: str | None
    category: Category
    span: Span
    body: int
    parent: int | None
    holes: tuple[Span, ...]
    settled: bool = True
    lead: Span | None = None
    owners: Span | None = None


class _Above(NamedTuple):
    """What holds where an item stands: headings, labels, the kind of section, the enclosing task, the lead-in of the goals, whose it all is."""

    path: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    kind: SectionKind | None = None
    parent: int | None = None
    lead: Span | None = None
    owners: Span | None = None


@dataclass(slots=True)
class _Walk:
    text: str
    found: list[Draft] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)

    def visit(self, item: Item, above: "_Above", number: int) -> None:
        """Drafts the item, the ``number``-th in its section, and what is inside it."""
        heading = self.text[item.heading.start : item.heading.end] if item.heading else None
        kind = "none" if item.style == "annex" and _explains_a_table(item) else below(above.kind, heading, item.style)
        inner = [child for child in item.children if child.kind in _HOLDERS]
        here = above._replace(ids=(*above.ids, _id(item, number)), kind=kind)
        index = self.add(item, inner, here, heading)
        inside = here._replace(
            path=(*above.path, _headline(self.text, item, heading)) if item.kind != "paragraph" or heading else above.path,
            parent=above.parent if index is None else index,
            lead=item.lead if index is None and kind == "goal" else above.lead,
            owners=item.heading if item.kind == "section" and headed(heading or "") else above.owners,
        )
        for place, child in enumerate(inner, 1):
            self.visit(child, inside, place)

    def add(self, item: Item, inner: list[Item], above: "_Above", heading: str | None) -> int | None:
        """The index of the draft made of an item; None where it is no task."""
        kind = above.kind
        what = category(kind)
        if what is None and not inner and kind == "open":
            what = "goal" if _PROMISE.search(self.text, item.start, item.end) else None
        span = _stripped(self.text, item.start, _own_end(item) if any(child.kind != "row" for child in inner) or not inner else item.lead.end)
        if what is None or item.kind == "row" or self.only_holds(item, inner) or self.empty(item, heading, span):
            return None
        body = item.start + len(item.label)
        name = ".".join(above.ids)
        self.ids[name] += 1
        name = name if self.ids[name] == 1 else f"{name}~{self.ids[name]}"
        holes = tuple(child.span for child in item.children if child.kind not in ("clause",))
        settled = not (what == "goal" and item.kind == "section")
        lead = above.lead if what == "goal" else None
        self.found.append(Draft(item, name, above.path, heading, what, span, body, above.parent, holes, settled, lead, above.owners))
        return len(self.found) - 1

    def only_holds(self, item: Item, inner: list[Item]) -> bool:
        """Whether an item is a heading or lead-in over what stands inside; one that says what to do before its table is not."""
        if all(child.kind == "row" for child in inner):
            lead = self.text[item.start : item.lead.end].strip()
            return bool(inner) and (lead.endswith((":", "如下")) or "。" not in lead)
        return not self.binds(item)

    def binds(self, item: Item) -> bool:
        """Whether an item with items below it has a responsibility clause of its own."""
        own = [item.lead, *(child.span for child in item.children if child.kind == "clause")]
        return any(clauses(self.text[start:end]) or _CHARGED.search(self.text, start, end) for start, end in own)

    def empty(self, item: Item, heading: str | None, span: Span) -> bool:
        """Whether nothing but a label stands there, or a section heading without a text."""
        content = self.text[span.start + len(item.label) : span.end].strip("。;,、 \n|")
        bare = heading is not None and len(content) <= len(heading) + 2
        return len(content) < 2 or (bare and (item.kind == "section" or is_attribute(heading or "")))


def _explains_a_table(annex: Item) -> bool:
    """Whether an annex holds a table that is none of tasks, so that the numbered notes beside it are none either."""
    kinds = {item.kind for item in annex.walk()}
    return "aside" in kinds and "row" not in kinds


def _own_end(item: Item) -> int:
    """Where the item's text ends: before notes and leavings that close it."""
    end = item.end
    for child in reversed(item.children):
        if child.kind not in ("back", "aside"):
            break
        end = child.start
    return end


def _stripped(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in " \n|":
        end -= 1
    return Span(start, end)


def _headline(text: str, item: Item, heading: str | None) -> str:
    if heading is not None:
        return item.label + heading
    line = text[item.start : item.lead.end].split("\n", 1)[0]
    return line if len(line) <= 40 else line[:40] + "…"


def _id(item: Item, number: int) -> str:
    bare = re.sub(r"[、.\s,:]+$", "", item.label)
    return bare if bare and item.style != "bullet" else f"段{number}"


def drafts(text: str, outline: Item) -> list[Draft]:
    """The tasks of a plan in the order of the text, parents before their children.

    Every leaf of the operative part is one; an inner item only if a responsibility clause belongs to it directly.
    """
    walk = _Walk(text)
    above = _Above(kind="task" if _only_safeguards(text, outline) else None)
    for number, item in enumerate(_tops(outline), 1):
        walk.visit(item, above, number)
    return walk.found


def _only_safeguards(text: str, outline: Item) -> bool:
    """Whether every section sounds like a safeguard (加强生活保障, 加强心理保障), so that safeguarding is what the plan is about."""
    headings = [text[slice(*item.heading)] for item in _tops(outline) if item.kind == "section" and item.heading]
    return len(headings) > 1 and all(section_kind(heading) == "safeguard" for heading in headings)


def _tops(outline: Item) -> Iterator[Item]:
    return (child for child in outline.children if child.kind in _HOLDERS)
