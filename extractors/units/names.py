"""Names of bodies: what reads like one, and how a list of them is split."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.lexicon import lexicon
from schemas.spans import Span

_OPEN, _CLOSE = "(〔[【", ")〕]】"
_SEPARATORS = frozenset("、,;。./ \n|")
_AND = re.compile(r"(?:以及|和|及|与|会同|会(?=[省市县区州国]))")


def alternation(words: list[str]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _body() -> re.Pattern[str]:
    words = lexicon("body_names")
    before = r"(?:[^,。;:、!?《》\n()〔〕]|[(〔][^()〔〕\n]{1,20}[)〕]){0,40}"
    return re.compile(rf"{before}(?:{alternation(words['endings'])})(?:[(〔][^()〔〕]{{1,20}}[)〕])?")


@cache
def _division() -> re.Pattern[str]:
    return re.compile(rf"(?:各|全)?(?:相关|有关)?(?:{alternation(lexicon('body_names')['divisions'])})(?:[(〔][^()〔〕]{{1,12}}[)〕])?")


def is_body(name: str) -> bool:
    """Whether a name ends as bodies' names do: ``市住建局``, ``各有关单位``, ``国网青河供电公司`` – not ``试行`` or ``三期工程``."""
    return 2 <= len(name) <= 40 and bool(_body().fullmatch(name) or (name[0] in "各全" and _division().fullmatch(name)))


def _joint() -> str:
    """``各市、县(区)人民政府`` and the like: several divisions before one noun are one body."""
    division = f"(?:{alternation(lexicon('body_names')['divisions'])})(?:[(〔][^()〔〕]{{1,12}}[)〕])?"
    noun = "人民政府|政府|党委|党委政府|党工委|工委|管委会|人民政府办公室|办事处|[一-鿿]{2,8}局|部门"
    return rf"各(?:设区|地级以上)?{division}(?:[、和及/]{division}){{1,5}}(?:{noun})"


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(rf"(?P<joint>{_joint()})|[{re.escape(_OPEN + _CLOSE + ''.join(sorted(_SEPARATORS)))}]")


def _borders(text: str) -> Iterator[tuple[int, int]]:
    """The separators of a list that stand outside brackets and joint names, as (start, end)."""
    depth = 0
    for found in _mark().finditer(text):
        mark = found[0]
        if found["joint"]:
            depth = 0
        elif mark in _OPEN:
            depth += 1
        elif mark in _CLOSE:
            depth -= depth > 0
        elif depth == 0:
            yield found.span()


def _halves(text: str, start: int, end: int) -> Iterator[Span]:
    """The names in ``A和B``, where both sides read like bodies (市自然资源和规划局 is one)."""
    for found in _AND.finditer(text, start + 2, end - 1):
        left, right = text[start : found.start()], text[found.end() : end]
        if is_body(left) and is_body(right) and not right.startswith(("规划局", "旅游局", "体育局", "改革局")):
            yield Span(start, found.start())
            yield from _halves(text, found.end(), end)
            return
    yield Span(start, end)


def names(text: str, start: int, end: int) -> Iterator[Span]:
    """The names in the list ``text[start:end]``, split at the list marks outside brackets, surrounding blanks left out.

    ``市住建局、各县(市、区)政府`` has two, ``各市、县人民政府`` one.
    """
    at = start
    for left, right in [*_borders(text[start:end]), (end - start, end - start)]:
        a, b = at, start + left
        while a < b and text[a] in " \n":
            a += 1
        while b > a and text[b - 1] in " \n":
            b -= 1
        if a < b:
            yield from _halves(text, a, b)
        at = start + right
