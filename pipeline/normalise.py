"""Cleaning that never loses a place: script and width folded, furniture and noise taken out, wrapped lines joined.

A step either rewrites characters one for one (``REWRITES``) or says which stretches to drop (``DROPS``).
Adding one is a function and its line in the table; what it drops is counted under its code.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extractors.lexicon import lexicon
from pipeline.script import simplified
from schemas.document import Notice
from schemas.spans import Span
from schemas.text import Text

_SPACES = "\t\x0b\x0c\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2015\u2212\ufe58"


@cache
def _widths() -> dict[str, str]:
    """Full-width ASCII, odd spaces and dashes, compatibility ideographs and radicals: each to its plain character, which is not in the table."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {ord(space): " " for space in _SPACES} | {ord(dash): "—" for dash in _DASHES}
    for code in (*range(0xF900, 0xFB00), *range(0x2F00, 0x2FD6), *range(0x2E80, 0x2EF4)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = plain
    table |= {ord("\r"): "\n", ord("\u2028"): "\n", ord("\u2029"): "\n", ord("﹝"): "〔", ord("﹞"): "〕"}
    return {chr(code): plain for code, plain in table.items()}


@cache
def _wide() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(_widths()))}]")


def fold_width(text: str) -> str:
    """Half-width ASCII, plain spaces, unified ideographs: ``２０２５年，`` → ``2025年,``."""
    for wide in set(_wide().findall(text)):
        text = text.replace(wide, _widths()[wide])
    return text


_LABEL_AHEAD = (
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|附件"
    r"|(?:牵头|责任|配合)(?:责任)?(?:单位|部门) ?:)"
)
_SOFT_BREAK = re.compile(rf" (?<=\S )(?: +|(?<=[。;:号日)〕] )(?!\d)|(?={_LABEL_AHEAD}))(?=\S)")


def soft_breaks(text: str) -> str:
    """Spaces that stand for the lost line breaks of a long line become breaks: ``…支持 1.完善机制。…`` → ``…支持⏎1.完善机制。…``."""
    lines = text.split("\n")
    return "\n".join(_SOFT_BREAK.sub(_broken, line) if len(line) > 300 else line for line in lines)


def _broken(found: re.Match[str]) -> str:
    return "\n" + found.group()[1:]


_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\xad\x00-\x08\x0e-\x1f\x7f]+")


def invisible(text: str) -> Iterator[Span]:
    """Zero-width, direction and control characters."""
    return (Span(*found.span()) for found in _INVISIBLE.finditer(text))


_MARKER = re.compile(r"^[ ]*(\d{1,3})、", re.MULTILINE)
_SHORTEST_PAGE = 100
_ENDED = frozenset("。;:!?)〕]”》")


def page_markers(text: str) -> Iterator[Span]:
    """The ``2、`` that document-sharing sites set before each page's text, with the line break that cuts a word: ``20⏎7、21年`` → ``2021年``.

    Only where a page is one long line, the lines are numbered 1, 2, 3 … throughout and most breaks stand inside a sentence: a real list is not so.
    """
    markers: list[re.Match[str]] = []
    for found in _MARKER.finditer(text):
        if int(found[1]) == len(markers) + 1:
            markers.append(found)
    if len(markers) < 3:
        return
    first, *later = markers
    pages = text[first.start() : later[-1].start()]
    if len(pages) < _SHORTEST_PAGE * len(later) or pages.count("\n") > 1.5 * len(later):
        return
    breaks = [Span(_last_word(text, found.start()), found.end()) for found in later]
    if 3 * sum(text[start - 1] not in _ENDED for start, _ in breaks) < 2 * len(breaks):
        return
    yield Span(*first.span())
    yield from breaks


def _last_word(text: str, end: int) -> int:
    """Where the white space before ``end`` begins."""
    while end and text[end - 1].isspace():
        end -= 1
    return end


@cache
def _page_lines() -> re.Pattern[str]:
    return re.compile(r"^[ ]*(?:" + "|".join(lexicon("furniture")["page_lines"]) + r")[ ]*(?:\n|\Z)", re.MULTILINE)


def page_lines(text: str) -> Iterator[Span]:
    """Lines that only number a page: ``— 3 —``, ``第3页 共10页``."""
    return (Span(*found.span()) for found in _page_lines().finditer(text))


_STRAY_LABEL = re.compile(r"\n(?<=[^\s。;:!?)〕\]]\n)[ ]*\d{1,2}[.、][ ]*(?=\n)")


def stray_labels(text: str) -> Iterator[Span]:
    """A label alone on a line that interrupts a sentence: a margin number torn out of place by the page layout."""
    return (Span(*found.span()) for found in _STRAY_LABEL.finditer(text))


_PERCENT_NOISE = re.compile(r"[oO.](?:(?<=\d%[oO])|(?<=\d:\d\.[oO])|(?<=\d:\d\.)[oO])(?=[(。;,\s]|\Z)")


def percent_noise(text: str) -> Iterator[Span]:
    """The full stop that OCR read as a letter: ``15%o(`` → ``15%(``."""
    return (Span(*found.span()) for found in _PERCENT_NOISE.finditer(text))


_RUN = re.compile("  *")  # not " +": the engine looks ahead for a literal, not for a repeated one
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_CLOCK_BEFORE = re.compile(r":\d\d\Z")
_WORDLIKE = re.compile(r"[A-Za-z0-9]")


def _spaces_stay(before: str, after: str, *, clock: bool) -> bool:
    if _WORDLIKE.match(before) and _WORDLIKE.match(after):
        return clock or not (before.isdigit() and after.isdigit())
    return _is_chinese(before) and _is_chinese(after)


def _is_chinese(character: str) -> bool:
    return "一" <= character <= "鿿"


def _spread(text: str, start: int, end: int) -> bool:
    """Whether a single character stands on one side of the space, as in words spread over a line: ``主 要 内 容``."""
    return not _is_chinese(text[start - 2 : start - 1]) or not _is_chinese(text[end + 1 : end + 2])


def spaces(text: str) -> Iterator[Span]:
    """Spaces that part nothing: at line ends, beside punctuation, between digits and Chinese. One stays between two words."""
    for found in _RUN.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
        clock = _CLOCK.match(text, end) or _CLOCK_BEFORE.search(text[max(0, start - 3) : start])
        stays = _spaces_stay(before, after, clock=bool(clock))
        if not stays or (_is_chinese(before) and _spread(text, start, end)):
            yield Span(start, end)
        elif end - start > 1:
            yield Span(start + 1, end)


def blank_lines(text: str) -> Iterator[Span]:
    """All but one of the line breaks in a row."""
    return (Span(found.start() + 1, found.end()) for found in re.finditer(r"\n{2,}", text))


_LABEL = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十IVXl\d]{1,4}\)|\d{1,3}[.、)]|第[一二三四五六七八九十\d]{1,4}[章节条]"
    r"|[一二三四五六七八九十]是|[①-⑳]|[#>*|·●■□◆—-]|附件|附表|专栏)"
)
_CLAUSE_LINE = re.compile(r"[(〔\[]?(?:牵头|责任|配合|主办|协办|参与|落实|完成时限|完成时间|实施)")
_TOLD = re.compile(r"各[^,。;:\n]{1,20}?(?:要|应|须)(?![求素点])")
"""What begins the text below a heading: ``(四)开展排查,加强检查⏎各单位要…``."""
_LONGEST_HEADING = 45
_CLAUSE_END = re.compile(r"[^\n]{0,4}(?:单位|部门|机构|主体|牵头|分工)[:为][^\n]*(?:牵头|负责|配合|落实|实施|参与|协助)\Z")
_UNFINISHED = re.compile(r"(?<!\.pdf)(?<!\.doc)(?<!\.docx)(?<!\.wps)(?<!\.xls)(?<!\.xlsx)(?<![。一-鿿]\.)(?<=[^\s。;:!?)〕\]”》|…])")


def _wraps(before: str, after: str) -> bool:
    """Whether the line ``before`` runs on in ``after``: unfinished, and too long or too jointed for a heading."""
    if not _UNFINISHED.match(before, len(before)) or _LABEL.match(after) or "|" in before:
        return after[:1] in tuple(",。;、)〕》”%") and after[:1] != ""
    if before[-1] in ",、(〔《“":
        return not _CLAUSE_LINE.match(after) or before[-1] != ","
    if _CLAUSE_END.match(before):
        return False
    if len(before) <= _LONGEST_HEADING and _LABEL.match(before) and _TOLD.match(after):
        return False
    jointed = "," in before or "。" in before or ";" in before
    return (jointed or len(before) > _LONGEST_HEADING) and not _CLAUSE_LINE.match(after)


def wrapped_lines(text: str) -> Iterator[Span]:
    """Line breaks inside a sentence, as page layout leaves them; a blank line, a label or a table keeps its break."""
    at = 0
    for before, after in pairwise(text.split("\n")):
        at += len(before) + 1
        if before and after and _wraps(before.rstrip(), after.lstrip()):
            yield Span(at - 1, at)


class Drop(NamedTuple):
    """A step that takes stretches out, its code among the warnings (empty: not worth a word) and what to tell the reader."""

    code: str
    find: Callable[[str], Iterable[Span]]
    message: str


REWRITES: tuple[Callable[[str], str], ...] = (simplified, fold_width, soft_breaks)
"""Steps that change characters one for one, in order."""

DROPS: tuple[Drop, ...] = (
    Drop("invisible-characters-removed", invisible, "zero-width and control characters were left out of the text"),
    Drop("page-markers-removed", page_markers, "page numbers of a document-sharing site were taken out of the sentences they cut"),
    Drop("page-lines-removed", page_lines, "lines that only number a page were left out"),
    Drop("stray-labels-removed", stray_labels, "labels torn out of place by the page layout were left out"),
    Drop("", spaces, ""),
    Drop("ocr-noise-removed", percent_noise, "letters that stand for a full stop after a number were left out"),
    Drop("", wrapped_lines, ""),
    Drop("", blank_lines, ""),
)
"""Steps that take stretches out, in order."""


def normalise(source: str) -> tuple[Text, tuple[Notice, ...]]:
    """The cleaned text with the place of every character, and a notice for each kind of thing that was taken out."""
    text = Text.of(source)
    for rewrite in REWRITES:
        text = text.mapped(rewrite)
    notices = []
    for drop in DROPS:
        spans = list(drop.find(text.value))
        if spans:
            text = text.without(spans)
            if drop.code:
                notices.append(Notice(drop.code, drop.message, len(spans)))
    return text, tuple(notices)
