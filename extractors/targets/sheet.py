"""A text made ready for finding clauses: what is a name, a date or a number is covered by a sign of the same length."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.mentions.quantities import Quantity
from extractors.targets.vocabulary import holds
from schemas.spans import Span

NUMBER, NAME, DATE, BRACKET = "■", "□", "◆", "▢"

_TITLE = re.compile("《[^《》\n]{0,200}》")
_QUOTED = re.compile("“[^“”\n]{0,300}”")
_BRACKETS = re.compile(r"\([^()\n]{0,300}\)|〔[^〔〕\n]{0,300}〕|\[[^\[\]\n]{0,300}\]|【[^【】\n]{0,300}】")
_SHORT_NAME = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One level of a text: the running text with its brackets covered, or the inside of one pair of brackets.

    ``signs`` is as long as ``span``: ``signs[i - span.start]`` stands for the character ``i`` of the text.
    ``quantities`` are those of this level, in order.
    """

    span: Span
    signs: str
    quantities: tuple[Quantity, ...]


def sheets(text: str, quantities: Sequence[Quantity], dates: Iterable[Span]) -> Iterator[Sheet]:
    """The inside of each pair of brackets that holds a number, then the running text; numbers inside titles and names are left out."""
    numbered = covered(len(text), (q.span for q in quantities))
    named = [Span(*m.span()) for m in _TITLE.finditer(text)]
    named += [Span(*m.span()) for m in _QUOTED.finditer(text) if _is_name(m[0]) or not any(numbered[m.start() : m.end()])]
    hidden = covered(len(text), named)
    kept = [q for q in quantities if not hidden[q.value.start]]
    cover = list(text)
    _paint(cover, dates, DATE)
    _paint(cover, named, NAME)
    _paint(cover, (q.span for q in kept), NUMBER)
    brackets = [Span(*m.span()) for m in _BRACKETS.finditer("".join(cover))]
    at = 0
    running: list[Quantity] = []
    for bracket in brackets:
        while at < len(kept) and kept[at].span.start < bracket.start:
            running.append(kept[at])
            at += 1
        first = at
        while at < len(kept) and kept[at].span.end < bracket.end:
            at += 1
        if at > first:
            hole = Span(bracket.start + 1, bracket.end - 1)
            yield Sheet(hole, "".join(cover[hole.start : hole.end]), tuple(kept[first:at]))
    _paint(cover, brackets, BRACKET)
    yield Sheet(Span(0, len(text)), "".join(cover), (*running, *kept[at:]))


def covered(length: int, spans: Iterable[Span]) -> bytearray:
    """One byte for each character of a text, 1 where a span lies."""
    marks = bytearray(length)
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks


def _is_name(quoted: str) -> bool:
    """Whether “…” is short and names something (“15分钟生活圈”), not something to be reached (“人才达到200名”)."""
    return len(quoted) - 2 <= _SHORT_NAME and not holds("objection.quoted_verbs").search(quoted)


def _paint(cover: list[str], spans: Iterable[Span], sign: str) -> None:
    for start, end in spans:
        cover[start:end] = sign * (end - start)
