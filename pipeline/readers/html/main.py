"""Where the document stands on a page: the container that portals mark as the main text, else the page without its furniture."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from extractors.lexicon import lexicon
from pipeline.readers.html.walk import CODE, walk

Node = Any
LEAST = 150
"""A marked container with less text than this many characters, and less than a third of the page, is not believed."""
LARGEST = 2000
"""An element with more text than this is no furniture, whatever it is called."""
LISTS = ("ul", "div")
PARTS = re.compile("[-_]")


def containers(tree: Any, total: int) -> list[Node]:
    """What to read of a page, in order: its heading where that stands outside of the main text, and the main text; else the whole body."""
    found: list[tuple[int, Node]] = []
    for mark in lexicon("portal")["containers"]["main"]:
        for node in tree.css(f'[id="{mark}" i], [class~="{mark}" i]'):
            size = len("".join((node.text() or "").split()))
            if size >= LEAST or size * 3 >= total:
                found.append((size, node))
    if not found:
        return [tree.body or tree.root]
    _, main = max(found, key=lambda pair: pair[0])
    heading = tree.css_first("h1")
    if heading is not None and (heading.text() or "").strip() not in (main.text() or ""):
        return [heading, main]
    return [main]


def furniture(root: Node) -> Callable[[Node], bool]:
    """A test for the furniture of a page without a marked main text: by tag, by name, or as a list of mostly links."""
    measures = _measures(root)
    marks = frozenset(lexicon("portal")["containers"]["furniture"])

    def named(node: Node) -> bool:
        attributes = node.attributes
        for name in f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower().split():
            parts = PARTS.split(name)
            if name in marks or parts[0] in marks or parts[-1] in marks:
                return True
        return False

    def test(node: Node) -> bool:
        tag = node.tag
        if tag in ("nav", "footer", "aside", "header"):
            return tag != "header" or node.css_first("h1") is None
        if tag not in ("div", "ul", "section", "dl", "p", "table"):
            return False
        measure = measures.get(node.mem_id, Measure())
        if measure.text < LARGEST and named(node):
            return True
        return tag in LISTS and measure.links >= 4 and measure.linked > 0.7 * measure.text

    return test


@dataclass(slots=True)
class Measure:
    """How many characters an element holds, how many of them in links, and how many links."""

    text: int = 0
    linked: int = 0
    links: int = 0


def _measures(root: Node) -> dict[int, Measure]:
    """The measure of every element, by one walk: a page may nest thousands deep."""
    found: dict[int, Measure] = {}
    stack = [Measure()]
    inside = 0
    for node, entering in walk(root, lambda node: node.tag in CODE):
        if node.tag == "-text":
            size = len("".join((node.text_content or "").split()))
            stack[-1].text += size
            stack[-1].linked += size if inside else 0
        elif entering:
            stack.append(Measure())
            inside += node.tag == "a"
        else:
            own = stack.pop()
            own.links += node.tag == "a"
            inside -= node.tag == "a"
            found[node.mem_id] = own
            stack[-1].text += own.text
            stack[-1].linked += own.linked
            stack[-1].links += own.links
    return found
