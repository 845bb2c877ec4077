"""From labels to a tree of items that tiles the text: clauses lifted to whom they bind, signatures and site leavings set apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.units import clauses
from pipeline.outline.headings import heading
from pipeline.outline.labels import Label, labels, outside
from pipeline.outline.lines import Line, closing, for_whole, lines, only_clauses
from pipeline.outline.sequence import sequence
from schemas.outline import Item, ItemKind
from schemas.spans import Span

_TOLD = 60
"""Characters before a clause on a line of its own that are more than a heading."""


@dataclass(slots=True)
class _Node:
    kind: ItemKind
    start: int
    end: int
    label: Label | None = None
    children: list["_Node"] = field(default_factory=list)
    heading: Span | None = None

    def lead_end(self) -> int:
        return self.children[0].start if self.children else self.end

    def close(self, end: int) -> None:
        """Ends here, and with it the last of everything inside."""
        self.end = end
        if self.children:
            self.children[-1].close(end)


def parse(text: str, tables: Sequence[tuple[int, int]] = (), asides: Sequence[tuple[int, int]] = ()) -> Item:
    """The outline of a normalised text. ``tables`` are stretches (in order) whose rows are tasks of their own, ``asides`` tables that hold none.

    Children tile their parent; see `schemas.outline.Item`. Linear in the length of the text.
    """
    whole: list[tuple[int, int, ItemKind]] = sorted([*((a, b, "row") for a, b in tables), *((a, b, "aside") for a, b in asides)])
    root = _nested(text, list(outside(labels(text), [(start, end) for start, end, _ in whole])))
    _set_tables(root, whole)
    for node in _postorder(root):
        _parcel(node, text)
    _lift_clauses(root, text)
    return _frozen(root, text)


def _nested(text: str, found: Sequence[Label]) -> _Node:
    root = _Node("root", 0, len(text))
    path = [root]
    for depth, label in sequence(text, found):
        for open_node in path[depth + 1 :]:
            open_node.end = label.start
        del path[depth + 1 :]
        node = _Node("item", label.start, len(text), label)
        path[-1].children.append(node)
        path.append(node)
    first = root.children[0].start if root.children else root.end
    if first:
        root.children.insert(0, _Node("front", 0, first))
    return root


def _postorder(node: _Node) -> Iterator[_Node]:
    for child in list(node.children):
        yield from _postorder(child)
    yield node


def _set_tables(root: _Node, whole: Sequence[tuple[int, int, ItemKind]]) -> None:
    """Each table becomes a child of the innermost leaf that it stands in, with what follows it as a paragraph."""
    for start, end, kind in reversed(whole):
        node = root
        while inner := next((child for child in node.children if child.start <= start and end <= child.end), None):
            node = inner
        tail = [_Node("paragraph", end, node.lead_end())] if end < node.lead_end() else []
        if start < node.lead_end():
            node.children[:0] = [_Node(kind, start, end), *tail]


def _parcel(node: _Node, text: str) -> None:
    """Sets apart what in a leaf is not its own: notes, paragraphs with a clause of their own, and what follows the plan."""
    for index in range(len(node.children) - 1, -1, -1):
        child = node.children[index]
        if not child.children and child.kind in ("item", "front", "paragraph"):
            node.children[index : index + 1] = _parts(child, text)


def _parts(leaf: _Node, text: str) -> list[_Node]:
    """The leaf and the siblings split off it, tiling its stretch."""
    found = list(lines(text, leaf.start, leaf.end))
    if leaf.kind == "front":
        return _paragraphs(found)
    end = closing(text, found, leaf.start, leaf.end, leaf.label is not None)
    after = [_Node("back", end, leaf.end)] if end < leaf.end else []
    leaf.end = end
    found = [line for line in found if line.start < end]
    whole = for_whole(text, found[-1]) if found else None
    if whole is not None:
        after.insert(0, _Node("paragraph", whole, end))
        leaf.end = end = whole
        found = list(lines(text, leaf.start, end))
    siblings = _split(leaf, found)
    _set_notes(leaf, found)
    return [*([leaf] if leaf.end > leaf.start else []), *siblings, *after]


def _split(leaf: _Node, found: Sequence[Line]) -> list[_Node]:
    """Paragraphs of a leaf that have their own clause, or tell all what to do, after the leaf has had its own; with the heading before them.

    A list of duties, a body a line, or of the steps of the work with their times stands inside the leaf.
    """
    for listed in ([line for line in found[1:] if line.duty], [line for line in found[1:] if line.phase]):
        if len(listed) > 1:
            ends = [*(line.start for line in listed[1:]), leaf.end]
            leaf.children = [_Node("paragraph", line.start, end) for line, end in zip(listed, ends, strict=True)]
            return []
    siblings: list[_Node] = []
    had, heads_only = found[0].bound if found else False, bool(found) and found[0].short
    told = bool(found) and found[0].told
    for index, line in enumerate(found[1:], 1):
        if (line.bound and had) or (line.to_all and told):
            head = found[index - 1]
            start = head.start if head.short and index > 1 else line.start
            (siblings[-1] if siblings else leaf).end = start
            siblings.append(_Node("paragraph", start, leaf.end if not siblings else line.end))
        had = had or line.bound or line.clause
        told = told or line.told or (line.clause and line.start - leaf.start > _TOLD)
    if siblings:
        siblings[-1].end = found[-1].end
    if siblings and heads_only and not any(line.short for line in found[1:]) and sum(line.bound for line in found) > 1:
        first = next(line for line in found if line.bound)
        leaf.children = [_Node("paragraph", first.start, leaf.end), *siblings]
        leaf.end = siblings[-1].end
        return []
    return siblings


def _set_notes(leaf: _Node, found: Sequence[Line]) -> None:
    """Drafting notes and stray site lines inside a leaf are children of no account; text after one is a paragraph of the leaf."""
    notes = [line for line in found[1:] if (line.note or line.site) and line.end <= leaf.end]
    if not notes or leaf.children:
        return
    at = None
    for line in notes:
        if at is not None and at < line.start:
            leaf.children.append(_Node("clause", at, line.start))
        leaf.children.append(_Node("back", line.start, line.end))
        at = line.end
    if at is not None and at < leaf.end:
        leaf.children.append(_Node("clause", at, leaf.end))


def _paragraphs(found: Sequence[Line]) -> list[_Node]:
    """The paragraphs before the first label that bind a body are items, and those of a list of duties; the rest is front matter."""
    parts: list[_Node] = []
    duties = sum(line.duty or line.charged for line in found) > 1
    for line in found:
        binds = line.bound or (duties and (line.duty or line.charged))
        kind: ItemKind = "paragraph" if binds and line.end - line.start > 30 else "front"
        if parts and parts[-1].kind == kind == "front":
            parts[-1].end = line.end
        else:
            parts.append(_Node(kind, line.start, line.end))
    return parts


def _lift_clauses(node: _Node, text: str) -> None:
    """Gives a clause that ends a list of items to the item that holds the list: ``(三)… 一是… 二是…(责任单位:…)``.

    Only when no earlier item of the list has one; for numbered items on lines of their own only a clause on its own line is lifted.
    """
    if node.kind == "item" and any(_is_attribute(child, text) for child in node.children):
        node.children = [child for child in node.children if child.kind == "back"]
    for child in node.children:
        _lift_clauses(child, text)
    items = [child for child in node.children if child.kind == "item"]
    if node.kind == "root" or len(items) < 2 or node.children[-1] is not items[-1] or any(_has_clause(child, text) for child in items[:-1]):
        return
    last = items[-1]
    clause = _closing_clause(last, text)
    if clause is None or clause <= last.start:
        return
    after = [child for child in last.children if child.start >= clause]
    if not after or after[0].start > clause:
        after.insert(0, _Node("clause", clause, after[0].start if after else last.end))
    node.children += after
    last.children = [child for child in last.children if child.start < clause]
    last.end = clause


def _is_attribute(node: _Node, text: str) -> bool:
    """Whether an item says nothing but who is responsible: ``(2)责任单位:县水利局``, a line of the item above."""
    return not node.children and node.label is not None and only_clauses(text, node.label.end, node.end)


def _has_clause(node: _Node, text: str) -> bool:
    return bool(clauses(text[node.start : node.end]))


def _closing_clause(node: _Node, text: str) -> int | None:
    """Where the clause begins that ends the item and may belong to the list: bracketed at the end of inline items, or on its own line."""
    lifted = next((child.start for child in node.children if child.kind == "clause" and _has_clause(child, text)), None)
    if lifted is not None:
        return lifted
    if any(child.kind != "back" for child in node.children):
        return None
    found = list(lines(text, node.start, node.lead_end()))
    own_line = next((line.start for line in found[1:] if line.clause), None)
    if own_line is not None:
        return own_line
    if not node.label or not (node.label.style in _INLINE or not node.label.opens_line) or not found or not found[-1].bound:
        return None
    return node.start + clauses(text[node.start : node.lead_end()])[-1].start


_INLINE = frozenset({"ordinal", "word", "ordinal-word", "circled"})
_SECTION_STYLES = frozenset({"chinese", "chapter", "section", "part", "annex", "hash"})


def _frozen(node: _Node, text: str) -> Item:
    children = tuple(_frozen(child, text) for child in node.children)
    kind = node.kind
    if kind == "item" and node.label and node.label.style in _SECTION_STYLES:
        kind = "section"
    return Item(
        kind,
        node.start,
        node.end,
        label=text[node.label.start : node.label.end].strip() if node.label else "",
        style=node.label.style if node.label else "",
        heading=_heading(node, text),
        children=children,
    )


def _heading(node: _Node, text: str) -> Span | None:
    if node.label:
        first = next((child.start for child in node.children if child.kind != "clause"), None)
        start = node.label.end
        if node.label.style == "annex":
            start = next((at for at in range(start, node.end) if not text[at].isspace()), start)
        return heading(text, start, first, node.end)
    if node.kind == "paragraph":
        line = next(lines(text, node.start, node.end), None)
        return Span(line.start, line.start + len(text[line.start : line.end].rstrip())) if line and line.short and line.end < node.end else None
    return None
