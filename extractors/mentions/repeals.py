"""Where a text ends other documents: 《…》(…〔2019〕3号)同时废止, 原《…》不再执行."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from extractors.lexicon import lexicon
from schemas.spans import Span

_FAR = 40
_FARTHEST = 400
_DAY = r"(?:自|从|于)?(?:19|20)\d\d年\d{1,2}月\d{1,2}日起?"
_BETWEEN = re.compile(r"[)〕]?(?:(?:、|和|及|以及|与|暨){1,2}[^。;,、:\n《》]{0,20}|[;。、]?\n ?\(?[0-9一二三四五六七八九十]{1,2}[.、)])?")
_TOWARDS = re.compile(r"(?:[^。;,:\n《》]{0,16}:)?(?:\n ?\(?[0-9一二三四五六七八九十]{1,2}[.、)])?[^。;,:\n《》]{0,16}")


def _either(words: Sequence[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


@cache
def _ending() -> re.Pattern[str]:
    words = lexicon("repeals")
    return re.compile(f"{_either(words['words'])}(?!{_either(words['not_after'])})")


@cache
def _link() -> re.Pattern[str]:
    return re.compile(
        rf"[)〕]?(?:{_either(lexicon('repeals')['links'])}|{_DAY}|[自从][^,。;:\n《》]{{2,14}}之日起|等?[0-9一二三四五六七八九十两]{{1,2}}[个份件]文件)*"
    )


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(f"{_either(lexicon('repeals')['verbs'])}$")


def repeals(text: str, cited: Sequence[Span]) -> dict[Span, Span]:
    """The cited stretches that the text ends, each with the stretch that says so; ``cited`` are in order and do not overlap.

    ``《停车办法》(云政〔2019〕3号)、《收费办法》同时废止`` ends both · ``同时废止《停车办法》`` · ``原《停车办法》不再执行``. What ends a part
    of a document (``《停车办法》第五条同时废止``), or is only to be ended (``修订或废止《…》``), ends none. Takes linear time.
    """
    found: dict[Span, Span] = {}
    for word in _ending().finditer(text) if cited else ():
        found |= _behind(text, cited, word) or _before(text, cited, word)
    return found


def _before(text: str, cited: Sequence[Span], word: re.Match[str]) -> dict[Span, Span]:
    """The document whose name stands before the word, and those listed before it."""
    at = bisect_right(cited, word.start(), key=lambda span: span.end) - 1
    if at < 0 or word.start() - cited[at].end > _FAR or not _link().fullmatch(text, cited[at].end, word.start()):
        return {}
    first, floor = at, word.end() - _FARTHEST
    while first and cited[first - 1].start >= floor and _lists(text, cited[first - 1], cited[first]):
        first -= 1
    return {span: Span(span.start, word.end()) for span in cited[first : at + 1]}


def _behind(text: str, cited: Sequence[Span], word: re.Match[str]) -> dict[Span, Span]:
    """The document whose name stands behind 同时废止, and those listed behind it."""
    verb = _verb().search(text, max(0, word.start() - 6), word.start())
    if verb is None and word[0] not in lexicon("repeals")["open_verbs"]:
        return {}
    start, at = verb.start() if verb else word.start(), bisect_left(cited, word.end(), key=lambda span: span.start)
    if at == len(cited) or cited[at].start - word.end() > _FAR or not _TOWARDS.fullmatch(text, word.end(), cited[at].start):
        return {}
    last, ceiling = at, start + _FARTHEST
    while last + 1 < len(cited) and cited[last + 1].end <= ceiling and _lists(text, cited[last], cited[last + 1]):
        last += 1
    part = tuple(lexicon("repeals")["part"])
    return {span: Span(start, span.end) for span in cited[at : last + 1] if not text.startswith(part, span.end)}


def _lists(text: str, one: Span, other: Span) -> bool:
    return other.start - one.end <= _FAR and _BETWEEN.fullmatch(text, one.end, other.start) is not None
