"""Several values in one clause: 国家级、省级企业分别达到10家、40家."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.mentions.quantities import Bound, Quantity
from extractors.mentions.words import last_words
from extractors.targets.readings import Reading
from schemas.spans import Span

_SPLITS = tuple(re.compile(p) for p in ("、", "、|和", "、|和|及", "、|和|以及|及|与"))
_KINDS_OF = ("级", "类", "型", "性", "县", "市", "区", "乡", "镇", "村")
_MUCH_LONGER = 2


def distributed(signs: str, rows: Sequence[Reading]) -> list[Reading]:
    """The readings with each run of values (10家、40家) given its own indicators where they are as many as the values."""
    out: list[Reading] = []
    run: list[Reading] = []
    for row in rows:
        if run and not row.chain:
            out += _shared(signs, run)
            run = []
        run.append(row)
    return out + (_shared(signs, run) if run else [])


def _shared(signs: str, run: list[Reading]) -> list[Reading]:
    size = len(run)
    if size == 1:
        return run
    first, last = run[0], run[-1]
    text = Span(first.text.start, last.text.end)
    shared = first.quantity.bound or last.quantity.bound
    run = [replace(row, chain_length=size, text=text, lead=first, quantity=_bound(row.quantity, shared)) for row in run]
    if last.order == "behind" and first.indicator.end == first.indicator.start:
        return [replace(row, indicator=last.indicator) for row in run]
    if first.indicator.end == first.indicator.start:
        return run
    parts = _parts(signs, first.indicator, size)
    if not parts:
        return [replace(row, indicator=first.indicator) for row in run]
    return [replace(row, indicator=part) for row, part in zip(run, parts, strict=True)]


def _bound(quantity: Quantity, shared: Bound) -> Quantity:
    """不低于60%、65%, and 10%、8%以上: one bound for all values of a run."""
    return quantity if quantity.bound or shared == "range" else replace(quantity, bound=shared)


def _parts(signs: str, span: Span, size: int) -> list[Span]:
    """The ``size`` members of a list, none where it has not as many; modifiers of one noun (国家级、省级企业) run on to the noun's end."""
    end = signs.find("分别", *span)
    end = span.end if end < 0 else end
    for split in _SPLITS:
        cuts = [Span(*m.span()) for m in split.finditer(signs, span.start, end)]
        if len(cuts) == size - 1:
            starts = [span.start, *(c.end for c in cuts)]
            ends = [*(c.start for c in cuts), end]
            members = [Span(*pair) for pair in zip(starts, ends, strict=True)]
            if all(signs[m.end - 1] in _KINDS_OF for m in members[:-1]):
                return [Span(m.start, span.end) for m in members]
            return [_like(signs, members[0], members[1:]), *members[1:]]
    return []


def _like(signs: str, first: Span, others: list[Span]) -> Span:
    """The first member without what belongs to all (全省与其他国家货物贸易 beside 对外投资), cut at a word."""
    longest = max(m.end - m.start for m in others)
    if first.end - first.start <= _MUCH_LONGER * longest:
        return first
    tail = last_words(signs[first.start : first.end], min(m.end - m.start for m in others))
    return Span(first.end - len(tail), first.end)
