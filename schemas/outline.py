"""The tree of a plan: sections, items and the paragraphs between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from schemas.spans import Span

ItemKind = Literal["root", "front", "section", "item", "paragraph", "clause", "row", "aside", "back"]
"""root: the whole text · front: title and addressees · section, item: opens with a label · paragraph: without one ·
clause: a responsibility clause that belongs to the parent · row: of a table of tasks · aside: a table of none ·
back: signature, distribution list, site furniture."""


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch ``[start, end)`` of the normalised text and the items inside it.

    Children lie inside their parent in order and tile it from the first child's start to the parent's end:
    the characters before the first child are the item's own lead; no character is in two children or in none.
    ``label`` is as written (``(一)``, ``1.``, ``一是``), ``style`` its kind (``chinese``, ``bracketed``, ``digit`` …), empty where there is none.
    ``heading`` is the stretch of the item's title, None where it has none.
    """

    kind: ItemKind
    start: int
    end: int
    label: str = ""
    style: str = ""
    heading: Span | None = None
    children: tuple["Item", ...] = ()

    @property
    def span(self) -> Span:
        """The item with everything inside it."""
        return Span(self.start, self.end)

    @property
    def lead(self) -> Span:
        """What stands in the item before its first child."""
        return Span(self.start, self.children[0].start if self.children else self.end)

    def walk(self) -> Iterator["Item"]:
        """The item and all items below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()
