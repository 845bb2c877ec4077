"""What may be the label of an item: 一、 (一) 1. (1) ① 一是 首先 第一 附件, with the forms that OCR makes of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = {"l": 1, **{sign: number for signs in ("I II III IV V VI VII VIII", "Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ Ⅵ Ⅶ Ⅷ") for number, sign in enumerate(signs.split(), 1)}}
LAST = 99
"""The number of 最后, which follows any."""

_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": LAST}

RANKS = {
    "annex": 0, "part": 1, "chapter": 2, "chinese": 3, "section": 4, "article": 4, "bracketed": 5, "digit": 6, "multi": 6,
    "paren": 7, "half": 8, "circled": 9, "ordinal": 10, "word": 10, "ordinal-word": 10, "bullet": 11, "hash": 3,
}  # fmt: skip
"""Styles from the outermost inwards, as GB/T 9704-2012 (7.3.3) orders the first four; the rest by custom."""


class Label(NamedTuple):
    """``text[start:end]`` as a label: its style and number, and whether it opens a line."""

    start: int
    end: int
    style: str
    number: int
    opens_line: bool


_N = "[一二三四五六七八九十百零〇]{1,5}"
_STYLES = {
    "annex": r"附[件表录] ?[一二三四五六七八九十\d]{0,3}(?: ?[:.、](?= ?\n?)|(?= ?\n)| (?=\S))",
    "chapter": rf"第{_N}章[ :、]?",
    "section": rf"第{_N}节[ :、]?",
    "part": rf"(?:第{_N}(?:部分|编|篇)|(?:专栏|任务){_N}|(?:专栏|任务)\d{{1,2}})[ :、]?",
    "article": r"第[一二三四五六七八九十百零\d]{1,5}条[ :、]?",
    "ordinal-word": r"第[一二三四五六七八九十]{1,2}(?:,|是(?=\S))",
    "ordinal": r"[一二三四五六七八九十]{1,2}(?:是|要(?=[^求点素件领害闻义塞员因])) ?",
    "word": r"(?:首先|其次|再次|最后)[,:]",
    "bracketed": rf"[(〔]{_N}[)〕][ 、.:]?",
    "chinese": rf"{_N}(?:、|\.(?=[^\d]))",
    "paren": r"[(〔](?:\d{1,2}|[IVl]{1,4}|[ⅠⅡⅢⅣⅤⅥⅦⅧ])[)〕][ 、.]?",
    "multi": r"\d{1,2}(?:\.\d{1,2}){1,3}(?=[ \n一-鿿])[ 、.]?",
    "digit": r"(?:\d{1,3}[.、](?!\d)|\d{1,2}[.、](?=\d{2,4}[一-鿿]))",
    "half": r"\d{1,2}\)",
    "circled": f"[{_CIRCLED}][ .、]?",
    "hash": r"#{1,6} ?(?=[^#\n])",
    "bullet": r"(?:--+|—{1,2}|[●■◆□○▪►◇★·•]|[-*] ?(?:\[.?\])? ?)(?=[一-鿿“《(A-Za-z*])",
}
_INSIDE = ("ordinal-word", "ordinal", "word", "bracketed", "chinese", "paren", "digit", "circled")


def _choices(styles: Iterable[str]) -> str:
    return "|".join(f"(?P<{style.replace('-', '_')}>{_STYLES[style]})" for style in styles)


_LINE = re.compile(f"^ ?(?:{_choices(_STYLES)})", re.MULTILINE)
_INLINE = re.compile(
    f"(?=[第首其再最(〔一二三四五六七八九十百零〇\\d{_CIRCLED}])"
    f"(?:(?:(?<=[。;:!?)〕\\]”》|,、 .]))(?:{_choices(_INSIDE)}"
    ")|(?<=[一-鿿A-Za-z])(?P<glued_bracketed>"
    + _STYLES["bracketed"]
    + ")|(?<=[一-鿿])(?P<glued_digit>\\d{1,2}\\.(?![\\d%]))|(?P<glued_circled>["
    + _CIRCLED
    + "]))"
)

_PAPERS = re.compile(
    r"附件(?:(?<=^附件)|(?<=\n附件)) ?:? ?\n?(?:(?: ?\d{1,2}[.、][^\n]{1,120}(?:\n|\Z)){1,40}|[^\n]{1,120}\.(?:pdf|docx?|wps|xlsx?|zip|rar|ofd))",
    re.IGNORECASE,
)
"""A list of attachments: ``附件:1.任务分工表⏎2.…``, whose numbers are no labels."""


def numeral(text: str) -> int:
    """The number that a label's numeral stands for: ``十二`` → 12, ``⑤`` → 5, ``IV`` → 4; 0 where it is none."""
    if text.isdigit() and text not in _CIRCLED:
        return int(text)
    if text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    if text in _ROMAN or text in _WORDS:
        return _ROMAN.get(text) or _WORDS[text]
    total = digit = 0
    for character in text:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS.get(character, 0)
    return total + digit


_CORE = re.compile(rf"首先|其次|再次|最后|[{_CIRCLED}]|[ⅠⅡⅢⅣⅤⅥⅦⅧ]|\d+(?!.*\d)|[一二三四五六七八九十百零〇]+|[IVl]+")


def _label(found: re.Match[str], opens_line: bool) -> Label:
    name = found.lastgroup or ""
    style = name.removeprefix("glued_").replace("_", "-")
    core = _CORE.search(found[name])
    return Label(*found.span(name), style, numeral(core.group()) if core else 0, opens_line)


def outside(found: Iterable[Label], stretches: Sequence[tuple[int, int]]) -> Iterator[Label]:
    """The labels that begin in none of the stretches; both are in order."""
    at = 0
    for label in found:
        while at < len(stretches) and stretches[at][1] <= label.start:
            at += 1
        if at == len(stretches) or label.start < stretches[at][0]:
            yield label


def labels(text: str) -> Iterator[Label]:
    """Every label-like stretch in order of place, those at line starts first where two overlap; most inside lines are none.

    Whether one is a label is for the sequence to say: ``1.`` after ``。`` may open an item, or end a sentence about version 1.
    """
    papers = [found.span() for found in _PAPERS.finditer(text)]
    opening = (_label(found, opens_line=True) for found in _LINE.finditer(text))
    taken = {label.start: label for label in outside(opening, papers)}
    spans = sorted((label.start, label.end) for label in taken.values())
    at = 0
    for found in _INLINE.finditer(text):
        label = _label(found, opens_line=False)
        while at < len(spans) and spans[at][1] <= label.start:
            at += 1
        if at == len(spans) or label.end <= spans[at][0]:
            taken[label.start] = label
    return iter([taken[start] for start in sorted(taken)])
