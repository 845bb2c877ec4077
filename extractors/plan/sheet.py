"""The plan as its facts are looked for: front, back, portal facts, and the lines of the front that could say something."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise

from extractors.lexicon import lexicon
from extractors.mentions.dates.points import head
from schemas.records import How
from schemas.spans import Span

TAIL = 700
"""How much of the end is read for a signature where the caller does not know the back."""

_WIDTHS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}


@dataclass(frozen=True)
class Found:
    """A value and how it was come by; ``end`` is where its evidence ends in the text, 0 where it is elsewhere."""

    value: str
    how: How = "stated"
    end: int = 0


@dataclass(frozen=True)
class Sheet:
    """``text`` normalised; ``front`` before the first numbered section; ``back`` behind the operative part, or the end of the text;
    ``given`` the portal's facts as written; ``name`` the file's.
    """

    text: str
    front: Span
    back: Span
    given: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    @cached_property
    def facts(self) -> dict[str, str]:
        """Portal facts under one name each (``发文字号``): those given first, then those flattened into the front."""
        found: dict[str, str] = {}
        for label, value in (*self.given.items(), *self._flattened()):
            name = _fact_names().get(re.sub(r"[\s:：]", "", label))
            value = value.translate(_WIDTHS).strip()
            if name and value and value not in lexicon("plan")["no_value"]:
                found.setdefault(name, value)
        return found

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """The lines of the front, table bars and outer spaces left off, empty ones and facts left out."""
        found = []
        for start, end in _pieces(self.text, self.front):
            line = self.text[start:end]
            if line and not _fact_line().match(line) and not _site_line().match(line):
                found.append(Span(start, end))
        return tuple(found)

    def _flattened(self) -> Iterator[tuple[str, str]]:
        for line in self.text[slice(*self.front)].split("\n"):
            yield from _inline_facts(line)
            cells = [cell.strip() for cell in line.strip("| ").split("|")]
            yield from pairwise(cells)

    def read(self, span: tuple[int, int]) -> str:
        return self.text[span[0] : span[1]]


def _pieces(text: str, within: Span) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n|]+", text[within.start : within.end]):
        start, end = within.start + match.start(), within.start + match.end()
        while start < end and text[start] == " ":
            start += 1
        while start < end and text[end - 1] == " ":
            end -= 1
        yield start, end


@cache
def _fact_names() -> dict[str, str]:
    names = {alias: name for name, aliases in lexicon("portal")["facts"].items() for alias in aliases}
    return names | {alias: name for name, aliases in lexicon("plan")["facts"].items() for alias in aliases}


@cache
def _label() -> re.Pattern[str]:
    """A label and its colon; the long ones also where the space before them was lost (``省卫生健康委文号:``)."""
    words = [*_fact_names(), *lexicon("plan")["noise"]["labels"]]
    glued = [word for word in words if len(word) >= 4 or word in lexicon("plan")["noise"]["glued"]]
    return re.compile(rf"{head('', words)}(?:(?<![\u4e00-\u9fff])(?:{_either(words)})|(?:{_either(glued)})) ?:")


def _either(words: Iterable[str]) -> str:
    """Pattern source of any of the words, the longest first, with or without spaces inside."""
    return "|".join(" ?".join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True))


@cache
def _fact_line() -> re.Pattern[str]:
    return re.compile(rf"[【\[(•·]? ?(?:{_either([*_fact_names(), *lexicon('plan')['noise']['labels']])}) ?(?::|\Z)")


@cache
def _site_line() -> re.Pattern[str]:
    lines = [line for line in lexicon("furniture")["site_lines"] if "位置" not in line and "首页" not in line]
    return re.compile("(?:" + "|".join(lines) + ")")


def _inline_facts(line: str) -> Iterator[tuple[str, str]]:
    """The facts of a line such as ``发布时间:2022-06-07发布机构:市城市管理局 浏览次数:230``; none where it does not open with one."""
    labels = list(_label().finditer(line))
    if not labels or labels[0].start() > 3 or len(line) > 400:
        return
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        value = line[label.end() : after.start() if after else len(line)]
        yield label.group().rstrip(":"), value.strip(" |[]【】").split("  ")[0]
