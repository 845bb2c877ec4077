"""Which label-like stretches are labels, and how deep: the ones that count on, from the outermost style inwards."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.outline.labels import LAST, RANKS, Label

_UNCOUNTED = frozenset({"bullet", "hash", "annex"})
_INLINE_ONLY = frozenset({"ordinal", "word", "ordinal-word"})
_PLAIN = frozenset({"part", "chapter", "section", "article", "chinese", "bracketed"})
"""Styles that are labels wherever they open a line, even when a text cut off begins with the fifth."""

_REFERRING = re.compile(r"[第按照据述至和及见在对将与或从到款项“《]\Z")
_REFERRED = re.compile(r"[至、到项款条类级期批—\-~”》]")
_HEAD = re.compile(r"[^,。;:\n]{2,30}\n")
_PAPERS = ("附件:", "附件", "附:")
_BOUNDARY = frozenset("。;:!?)〕]”》\n| ")


class Placed(NamedTuple):
    """A label and its depth: 0 for the outermost."""

    depth: int
    label: Label


@dataclass(slots=True)
class _Sequence:
    """The labels open at the current place, outermost first, and what has been seen before."""

    text: str
    open: list[Label] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    lined: dict[str, bool] = field(default_factory=dict)
    """Whether the list of a style that is open began on a line of its own; its later labels may have lost their line break."""
    counting: frozenset[int] = frozenset()
    """Where numbers stand at line starts whose two next ones follow: a list that was cut off, or that counts on through the sections."""

    def current(self, style: str) -> Label | None:
        return next((label for label in reversed(self.open) if label.style == style), None)

    def place(self, label: Label) -> Placed:
        """Closes what the label ends and opens it."""
        if self.current(label.style):
            while self.open[-1].style != label.style:
                self.open.pop()
            self.open.pop()
        else:
            self._make_room(label)
            self.lined[label.style] = label.opens_line or self._heads_line(label)
        placed = Placed(len(self.open), label)
        self.above[label.style] = self.open[-1].style if self.open else ""
        self.open.append(label)
        self.last[label.style] = label.number
        return placed

    def _heads_line(self, label: Label) -> bool:
        """A heading that has lost the line break before it but not the one behind: ``…落实到位。(一)畅通道路⏎1.…``."""
        return label.style in _PLAIN and bool(_HEAD.match(self.text, label.end))

    def _make_room(self, label: Label) -> None:
        """Closes the styles that a label of a style not open cannot stand under."""
        if label.opens_line:
            while self.open and not self.lined[self.open[-1].style] and "\n" in self.text[self.open[-1].start : label.start]:
                self.open.pop()
        while self.open and self._outranks(label, self.open[-1]):
            self.open.pop()

    def _outranks(self, label: Label, top: Label) -> bool:
        """Whether a label stands above the one open: by rank, unless a list begins here or its style has stood below that one before."""
        if RANKS[label.style] >= RANKS[top.style] or self.above.get(label.style) == top.style:
            return False
        return label.number != 1 or RANKS[label.style] <= RANKS["chinese"]

    def opens(self, label: Label) -> bool:
        """Whether a label at a line start is plausible: uncounted, first, next, or next but a few (numbers jump and repeat)."""
        if label.style in _UNCOUNTED:
            return True
        if label.number == 0:
            return False
        current = self.current(label.style)
        last = current.number if current else self.last.get(label.style, 0)
        if last:
            return label.number == 1 or 0 <= label.number - last <= 4
        return label.number <= 3 or label.style in _PLAIN or label.start in self.counting

    def goes_on(self, label: Label, begins: bool) -> bool:
        """Whether a label inside a line is one: the next of a list that is open, or the first of one that has a second."""
        if label.number == 0 or self._refers(label):
            return False
        current = self.current(label.style)
        if current and label.number in (current.number + 1, LAST):
            return label.style not in _INLINE_ONLY or "\n" not in self.text[current.start : label.start]
        if label.number == 1:
            return begins and (self._after_boundary(label) or self._after_heading(label))
        if current or label.style in _INLINE_ONLY:
            return False
        return label.number == self.last.get(label.style, -1) + 1 and (self._after_boundary(label) or self._after_heading(label))

    def _after_boundary(self, label: Label) -> bool:
        return label.start == 0 or self.text[label.start - 1] in _BOUNDARY or label.style in _INLINE_ONLY

    def _after_heading(self, label: Label) -> bool:
        """Directly after a heading that lost its line break: ``三、扶持政策(一)支持…``, ``一是管好扬尘①…``."""
        if not self.open:
            return False
        between = self.text[self.open[-1].end : label.start]
        return len(between) <= 40 and "。" not in between and ";" not in between

    def _refers(self, label: Label) -> bool:
        """``第(二)项``, ``(一)至(三)``: a mention of a label; ``附件:1.``: a list of papers."""
        if self.text.endswith(_PAPERS, max(0, label.start - 3), label.start):
            return True
        before, after = self.text[max(0, label.start - 1) : label.start], self.text[label.end : label.end + 1]
        return bool(_REFERRING.match(before)) or (label.style in {"bracketed", "paren"} and bool(_REFERRED.match(after)))


def _begins(found: Sequence[Label], text: str) -> list[bool]:
    """For each label numbered 1: whether a 2 of its style follows before another 1 – for 一是 on the same line, or opening a later one."""
    following: dict[str, Label] = {}
    begins = [False] * len(found)
    for index in range(len(found) - 1, -1, -1):
        label = found[index]
        second = following.get(label.style)
        if label.number == 1:
            reaches = second is not None and (second.opens_line or "\n" not in text[label.start : second.start])
            begins[index] = reaches or (second is not None and label.style not in _INLINE_ONLY)
            following.pop(label.style, None)
        elif label.number == 2:
            following[label.style] = label
    return begins


def _counting(found: Sequence[Label]) -> frozenset[int]:
    """Where digits open a line and the next two of their style that do so count on, or nearly: 4. 5. 6., 18. 19. 21."""
    lined = [label for label in found if label.opens_line and label.style == "digit"]
    rows = zip(lined, lined[1:], lined[2:], strict=False)
    return frozenset(one.start for one, two, three in rows if one.number < two.number < three.number <= one.number + 5)


def sequence(text: str, found: Sequence[Label]) -> Iterator[Placed]:
    """The labels among ``found`` that are labels, with their depth. Linear in the number of labels."""
    state = _Sequence(text, counting=_counting(found))
    first = next((label.start for label in found if label.style == "chinese" and label.number == 1 and label.opens_line), 0)
    for label, begins in zip(found, _begins(found, text), strict=True):
        if label.start < first and label.style in _INLINE_ONLY and not state.open:
            continue
        opens = label.opens_line and (label.style not in _INLINE_ONLY or label.number > 1 or begins) and state.opens(label)
        if opens or (not label.opens_line and state.goes_on(label, begins)):
            yield state.place(label)
