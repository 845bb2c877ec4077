"""A page's tree by its links, never by recursion into it: elements as they are entered and left."""

from collections.abc import Callable, Iterator
from typing import Any

Node = Any
"""A selectolax node."""

CODE = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "math", "head", "title", "-comment"})
BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "form", "fieldset", "h1", "h2", "h3", "h4", "h5", "h6", "ul",
    "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "figure", "figcaption", "address", "center", "hr", "table", "caption", "thead", "tbody",
    "tfoot", "tr", "td", "th", "br", "body",
})  # fmt: skip


def walk(root: Node, leave_out: Callable[[Node], bool]) -> Iterator[tuple[Node, bool]]:
    """Every node under ``root`` when it is entered (True) and left (False); a block for which ``leave_out`` holds is told once and not entered."""
    node, depth = root, 0
    while True:
        out = leave_out(node)
        if not out or node.tag in BLOCKS:
            yield node, True
        child = None if out else node.child
        if child is not None:
            node, depth = child, depth + 1
            continue
        if not out and node.tag != "-text":
            yield node, False
        while depth and node.next is None:
            node, depth = node.parent, depth - 1
            yield node, False
        if not depth:
            return
        node = node.next
