"""A text made ready for finding clauses: what is a name, a date or a number is covered by a sign of the same length."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.mentions.quantities import Quantity
from extractors.targets.vocabulary import holds
from schemas.spans import Span

NUMBER, NAME, DATE = "■", "□", "◆"

_TITLE = re.compile("《[^》\n]{0,200}》")
_QUOTED = re.compile("“[^”\n]{0,300}”")
_BRACKETS = re.compile(r"\([^()\n]{0,300}\)|〔[^〕\n]{0,300}〕|\[[^\]\n]{0,300}\]|【[^】\n]{0,300}】")
_SHORT_NAME = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One level of a text: the running text with its brackets covered, or the inside of one pair of brackets.

    ``signs`` is as long as ``span``; ``signs[i - span.start]`` covers the character ``i`` of the text. ``quantities`` are those of this level, in order.
    """

    span: Span
    signs: str
    quantities: tuple[Quantity, ...]


def sheets(text: str, quantities: Sequence[Quantity], dates: Sequence[Span]) -> Iterator[Sheet]:
    """The running text, then each pair of brackets that holds a number; numbers inside names of things and titles are left out."""
    named = [Span(*m.span()) for m in _TITLE.finditer(text)]
    named += [Span(*m.span()) for m in _QUOTED.finditer(text) if _is_name(m[0], m.start(), quantities)]
    kept = [q for q in quantities if not any(name.covers(q.value) for name in named)]
    cover = list(text)
    _paint(cover, dates, DATE)
    _paint(cover, named, NAME)
    _paint(cover, [q.span for q in kept], NUMBER)
    brackets = [Span(*m.span()) for m in _BRACKETS.finditer("".join(cover))]
    inside: dict[Span, list[Quantity]] = {}
    for quantity in kept:
        home = next((b for b in brackets if b.covers(quantity.span)), None)
        if home is not None:
            inside.setdefault(home, []).append(quantity)
    inner = {q for found in inside.values() for q in found}
    for bracket, found in inside.items():
        hole = Span(bracket.start + 1, bracket.end - 1)
        yield Sheet(hole, "".join(cover[hole.start : hole.end]), tuple(found))
    _paint(cover, brackets, NAME)
    yield Sheet(Span(0, len(text)), "".join(cover), tuple(q for q in kept if q not in inner))


def _is_name(quoted: str, start: int, quantities: Sequence[Quantity]) -> bool:
    """Whether “…” names something (“15分钟生活圈”) and does not say what is to be reached (“人才达到200名,…”)."""
    if len(quoted) - 2 <= _SHORT_NAME and not holds("objection.quoted_verbs").search(quoted):
        return True
    span = Span(start, start + len(quoted))
    return not any(span.covers(q.span) for q in quantities)


def _paint(cover: list[str], spans: Sequence[Span], sign: str) -> None:
    for start, end in spans:
        cover[start:end] = sign * (end - start)
