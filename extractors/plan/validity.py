"""Since when and until when a document is in force, as it says of itself: 本方案自印发之日起施行,有效期至2027年12月31日."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import cache
from heapq import merge
from typing import NamedTuple

from extractors.lexicon import lexicon
from extractors.mentions.dates import dates
from extractors.mentions.dates.points import head
from extractors.plan.period import first_day, later
from schemas.records import How
from schemas.spans import Span

_FAR = 120
_HEADING = 24
_SENTENCE = re.compile(r"[。;\n!?]")
_LABEL = re.compile(
    r"[ ]?(?:第[一二三四五六七八九十百\d]{1,4}条|[一二三四五六七八九十]{1,3}、|\(?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]是)?"
    r"[ ]?(?:[^,。;:\n]{2,12}[:])?[ ]?$"
)
_DAY = r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}[日号])?)?(?:[底末])?"
_COUNT = r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2}) ?(?P<unit>年|个月)"
_LEFT = r"[至到](?:19|20)\d\d年"
_END = r"(?=[,。;)\n|]|\Z)"


class Fact(NamedTuple):
    """A day, how it was come by, and where the text says it."""

    day: date
    how: How
    span: Span


class Validity(NamedTuple):
    """The first and the last day in force, each None where the text does not say."""

    effective: Fact | None
    expires: Fact | None


def _either(*lists: str) -> str:
    words = {word for name in lists for word in lexicon("validity")[name]}
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


@cache
def _own() -> re.Pattern[str]:
    return re.compile(f"{_either('own')}(?:项)?{_either('kinds')}|{_either('all', 'carried')}")


@cache
def _start() -> re.Pattern[str]:
    """自印发之日起施行, 自2025年1月1日起执行, 自发布之日起试行一年; nothing that is put into force may follow."""
    return re.compile(
        rf"自(?:(?P<day>{_DAY})|(?:{_either('own')}?{_either('kinds')})?{_either('issued')}之?日|即日)起(?:正式|开始)?{_either('acts')}"
        rf"(?:,?{_COUNT}{_END}|(?={_LEFT})|{_END})"
    )


@cache
def _term() -> re.Pattern[str]:
    """有效期5年, 试行期为一年, 本方案试行两年."""
    return re.compile(rf"{head('试', lexicon('validity')['terms'])}(?:{_either('terms')}(?:暂定|暂|共)?[为是:]?(?:暂定)?|试行){_COUNT}{_END}")


@cache
def _until() -> re.Pattern[str]:
    """有效期至2027年12月31日, 有效期自2025年1月1日至2027年12月31日, 执行至2027年底, 至2027年12月31日止."""
    words = lexicon("validity")
    first = rf"(?:[为是:自从]{{0,2}}(?P<first>{_DAY})起?(?:施行|实施|执行)?,?)?"
    running = rf"(?:{_either('terms')}{first}[为是]?|{_either('acts')})(?:截至|截止到?|至|到|-|—|~)(?P<until>{_DAY})(?:为?止|有效|失效)?"
    ending = rf"[至到](?P<last>{_DAY})(?:为?止|失效|自行失效|终止)"
    return re.compile(f"{head('至到', words['acts'], words['terms'])}(?:{running}|{ending}){_END}")


def validity(text: str, published: date | None) -> Validity:
    """What a document says of its own force; a day that follows from that of its publication is ``inferred``. Takes linear time.

    ``本方案自2025年3月1日起施行,有效期3年`` → 2025-03-01, 2028-02-29. That of a document cited, or of a permit, is none of its own.
    """
    starts = [match for match in _start().finditer(text) if _is_own(text, match.start(), dated=bool(match["day"]))]
    ends = _Ends(text, starts)
    last = next(ends.days(), None)
    effective = _effective(starts[0], published) if starts else _opened(last) if last else None
    return Validity(effective, _until_day(last) if last else _after_term(ends, published, effective))


def _effective(match: re.Match[str], published: date | None) -> Fact | None:
    day = first_day(match["day"]) if match["day"] else published
    return Fact(day, "stated" if match["day"] else "inferred", Span(*match.span())) if day else None


def _opened(match: re.Match[str]) -> Fact | None:
    """有效期自2025年1月1日至2027年12月31日 says both."""
    day = first_day(match["first"]) if match["first"] else None
    return Fact(day, "stated", Span(*match.span())) if day else None


def _until_day(match: re.Match[str]) -> Fact | None:
    day = _last_day(match["until"] or match["last"])
    return Fact(day, "stated", Span(*match.span())) if day else None


def _after_term(ends: "_Ends", published: date | None, effective: Fact | None) -> Fact | None:
    start, term = effective.day if effective else published, next(ends.terms(), None)
    if start is None or term is None:
        return None
    return Fact(later(start, term["count"], term["unit"]), effective.how if effective else "inferred", Span(*term.span()))


class _Ends(NamedTuple):
    """Where a text says until when it is in force; ``starts`` are where it says since when."""

    text: str
    starts: list[re.Match[str]]

    def days(self) -> Iterator[re.Match[str]]:
        """有效期至2027年12月31日."""
        return (match for match in _until().finditer(self.text) if self.goes_on(match.start()))

    def terms(self) -> Iterator[re.Match[str]]:
        """试行一年, 有效期5年."""
        found = (match for match in _term().finditer(self.text) if self.goes_on(match.start()))
        counted = (start for start in self.starts if start["count"])
        return merge(counted, found, key=re.Match.start)

    def goes_on(self, at: int) -> bool:
        """Whether a term is the document's: its own name before it in the sentence, or right behind the start of its force."""
        index = bisect_right(self.starts, at, key=re.Match.start) - 1
        if index >= 0 and self.text[self.starts[index].end() : at].strip(",。;(") == "":
            return True
        before = _sentence(self.text, at)
        return bool(_own().search(before)) and (before.endswith(",") or _is_own(self.text, at))


def _last_day(words: str) -> date | None:
    mention = next(iter(dates(words)), None)
    days = mention.first.days() if mention and mention.first else None
    return days[1] if days else None


def _sentence(text: str, at: int) -> str:
    """What stands in the sentence before ``at``."""
    low = max(0, at - _FAR)
    cuts = [cut.end() for cut in _SENTENCE.finditer(text, low, at)]
    return text[cuts[-1] if cuts else low : at]


def _is_own(text: str, at: int, *, dated: bool = False) -> bool:
    """Whether what begins at ``at`` is said of the document: its own name stands right before, or in the sentence where a comma stands before.

    Without any name it is where it opens a sentence; with a day (``dated``) only at the head of its paragraph, behind a heading at most.
    """
    before = _sentence(text, at)
    if _LABEL.fullmatch(before):
        return not dated or at - text.rfind("\n", max(0, at - _FAR), at) <= _HEADING
    own = list(_own().finditer(before))
    if not own:
        return False
    between = before[own[-1].end() :]
    return (
        between in ("", "的", "于") or re.fullmatch(r"\([^()]{0,20}\)", between) is not None or (between.endswith(",") and "》" not in between[-2:])
    )
