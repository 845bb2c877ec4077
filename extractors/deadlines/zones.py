"""Stretches of a task whose dates are no times of the work, and those that hold its stated time limit."""

import re
from bisect import bisect_right

from extractors.lexicon import lexicon
from extractors.mentions.dates.points import either, head
from schemas.spans import Span

_WORDS = lexicon("deadlines")
_LABEL = re.compile(r"\s*(?:[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[ivxIVX]{1,4}|[A-Za-z])[)）.、]|[①-⑳])")
_CITED = re.compile(
    r"《[^《》\n]{0,120}》?|〈[^〈〉\n]{0,80}〉|“(?!十[一二三四五六七八九]?五[”\"])[^“”\n]{3,120}”"
    r"|〔[^〔〕\n]{0,12}〕|\[(?:19|20)[0-9]{2}\]|\((?:19|20)[0-9]{2}\)(?=第?[0-9])"
)
_NUMBER = re.compile(r"(?:19|20)[0-9]{2}年?第?[0-9]{1,4}号")
_FIELD = re.compile(
    rf"{head('', _WORDS['fields'], _WORDS['bare_fields'])}(?:{either(_WORDS['fields'])}|(?<![\u4e00-\u9fff]){either(_WORDS['bare_fields'])})(?:要求)?"
    r"\s?(?:[:|]|[为是](?=[0-9一二])|】)\s?(?P<value>[^;。)\]】\n|]{1,60})"
)
_ONGOING = re.compile(either(_WORDS["ongoing"]))
_BRACKETED = re.compile(rf"[(【\[,;。](?:(?P<value>{either(_WORDS['ongoing'])})[)】\]]|(?<=[(【])(?P<first>{either(_WORDS['ongoing'])})(?=[,;]))")


def label_length(text: str) -> int:
    """How long the label is that opens an item: 2 for ``1.2021年完成…``, 0 where there is none."""
    match = _LABEL.match(text)
    return match.end() if match else 0


def cited(text: str) -> list[Span]:
    """Titles, quotations and document numbers: ``《…2019-2021年…》``, ``〔2019〕146号``; a five-year plan in quotes is none."""
    return sorted(Span(*match.span()) for pattern in (_CITED, _NUMBER) for match in pattern.finditer(text))


def fields(text: str) -> list[Span]:
    """The values of stated time limits: ``2020年12月`` in ``完成时限:2020年12月)``."""
    return [Span(*match.span("value")) for match in _FIELD.finditer(text)]


def endless(text: str, zones: list[Span], *, whole: bool = False) -> list[Span]:
    """Limits without an end (长期) in the zones, in brackets of their own, or anywhere in a cell that is ``whole`` a time limit."""
    found = [Span(*match.span(match.lastgroup or 0)) for match in _BRACKETED.finditer(text)]
    for zone in [Span(0, len(text))] if whole else zones:
        found += [Span(*match.span()) for match in _ONGOING.finditer(text, zone.start, zone.end)]
    return sorted(set(found))


def inside(span: Span, zones: list[Span]) -> bool:
    """Whether a sorted row of zones has one that meets the span."""
    at = bisect_right(zones, span.end, key=lambda zone: zone.start)
    return any(zone.meets(span) for zone in zones[max(0, at - 3) : at])
