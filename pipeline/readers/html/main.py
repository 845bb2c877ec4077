"""Where the document stands on a page: the container that portals mark as the main text, else the page without its furniture."""

import re
from typing import Any

from extractors.lexicon import lexicon

Node = Any
LEAST = 150
"""A marked container with less text than this many characters, and less than a third of the page, is not believed."""

TOKEN = re.compile(r"[\s]+")


def containers(tree: Any, total: int) -> list[Node]:
    """What to read of a page, in order: its heading where that stands outside of the main text, and the main text; else the whole body."""
    marks = lexicon("portal")["containers"]["main"]
    found: list[tuple[int, Node]] = []
    for mark in marks:
        for node in tree.css(f'[id="{mark}" i], [class~="{mark}" i]'):
            size = len("".join((node.text() or "").split()))
            if size >= LEAST or size * 3 >= total:
                found.append((size, node))
    body = tree.body or tree.root
    if not found:
        return [body]
    size, main = max(found, key=lambda pair: pair[0])
    heading = tree.css_first("h1")
    if heading is not None and (heading.text() or "").strip() not in (main.text() or ""):
        return [heading, main]
    return [main]


def is_furniture(node: Node) -> bool:
    """Whether an element of a page without a marked main text is navigation: by its tag, by its names, or a list of mostly links."""
    tag = node.tag
    if tag in ("nav", "footer", "aside", "header"):
        return tag != "header" or node.css_first("h1") is None
    if tag not in ("div", "ul", "section", "dl", "p", "table"):
        return False
    attributes = node.attributes
    names = TOKEN.split(f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower())
    marks = lexicon("portal")["containers"]["furniture"]
    if any(
        name == mark or name.startswith((mark + "-", mark + "_")) or name.endswith(("-" + mark, "_" + mark))
        for name in names
        if name
        for mark in marks
    ):
        return len(node.text() or "") < 2000
    return tag in ("ul", "div") and _mostly_links(node)


def _mostly_links(node: Node) -> bool:
    links = node.css("a")
    if len(links) < 4:
        return False
    text = len("".join((node.text() or "").split()))
    return sum(len("".join((link.text() or "").split())) for link in links) > 0.7 * text
