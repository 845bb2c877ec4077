"""Lines as paragraphs: what a typesetter broke is joined again, what an author broke stays.

A line opens a paragraph where it is indented, where the line before ended early, where the size of the type changes, or where
either of the two is centred (titles, signatures). Margins are those of the page, or of the document where a page has few lines.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.readers.pdf.lines import Line

CLOSED = "。；！？!?;：:"
BRACKETS = "”』」）)》】"
NEVER_FIRST = "，。、；：！？）》”’」』】,;!?)%％"
GOES_ON = "，、,（(“《「"
LABEL = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,6}[章节節条條编編]|[一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖]{1,4}、|[（(][一二三四五六七八九十\d]{1,4}[）)]"
    "|[\\d０-９]{1,3}[.、．](?![\\d０-９])|[①-⑳㈠-㈩⑴-⒇]|附件\\s?\\d?[:：]?|[●■◆▪•○◎★\uf000-\uf0ff]|——"
)


@dataclass(slots=True)
class Margins:
    """Left and right edge of the type area, the usual distance from line to line, the width of a Han character of the body; in points."""

    left: float
    right: float
    pitch: float
    em: float


def margins(lines: list[Line], default: Margins | None = None) -> Margins | None:
    """The type area of a page from its lines; ``default`` where there are too few to tell."""
    if len(lines) < 6:
        return default
    size = median(line.em for line in lines)
    left = _mode([line.left for line in lines], size)
    right = _mode([line.right for line in lines if line.right > left + 5 * size] or [line.right for line in lines], size, last=True)
    steps = [after.top - before.top for before, after in pairwise(lines) if 0 < after.top - before.top < 4 * size]
    return Margins(left, right, median(steps) if steps else 2 * size, size)


def _mode(values: list[float], size: float, last: bool = False) -> float:
    """The outermost place at which many lines begin (or end): at least a fifth as many as at the commonest place."""
    buckets: dict[int, list[float]] = {}
    for value in values:
        buckets.setdefault(round(value / (0.6 * size)), []).append(value)
    most = max(len(bucket) for bucket in buckets.values())
    often = [bucket for bucket in buckets.values() if len(bucket) * 4 >= most]
    return max(max(bucket) for bucket in often) if last else min(min(bucket) for bucket in often)


def joined(before: str, after: str) -> str:
    """Two lines as one: a space between Latin words, none beside Chinese characters or inside a number."""
    apart = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalnum()
    return f"{before} {after}" if apart else before + after


def opens(line: Line, before: Line, here: Margins, there: Margins) -> bool:
    """Whether ``line`` begins a new paragraph after ``before``; ``here`` and ``there`` are the margins of their pages."""
    if abs(line.size - before.size) > 0.15 * max(line.size, before.size) or line.em > 1.25 * here.em:
        return True
    if line.page == before.page and line.top - before.top > 1.75 * here.pitch:
        return True
    if line.text[0] in NEVER_FIRST:
        return False
    if _centred(line, here) or _centred(before, there):
        return True
    short = (there.right - before.right) / before.em
    closed, ended = before.text[-1:] in CLOSED, before.text[-1:] in CLOSED + BRACKETS
    labelled = LABEL.match(line.text) is not None
    if before.left - there.left > 6 * before.em or abs((here.right - here.left) - (there.right - there.left)) > 0.15 * there.right:
        return True
    if before.text[-1] in GOES_ON and not labelled:
        return False
    if (line.left - here.left) / line.em > 1.2:
        level = abs((line.left - here.left) - (before.left - there.left)) < 0.5 * line.em
        return ended or labelled or short > (2.4 if level else 3.2)
    if labelled and (ended or short > 1.6):
        return True
    return short > (1.6 if closed else 3.2)


def _centred(line: Line, area: Margins) -> bool:
    left, right = line.left - area.left, area.right - line.right
    if left > 0.7 * line.em and abs(left - right) < 0.4 * line.em:
        return True
    return left > 1.5 * line.em and right > 1.5 * line.em and abs(left - right) < max(1.5 * line.em, 0.12 * (left + right))


def paragraphs(lines: Iterable[Line], areas: dict[int, Margins]) -> list[tuple[str, Line, Line]]:
    """Paragraphs as (text, first line, last line)."""
    found: list[tuple[str, Line, Line]] = []
    for line in lines:
        area = areas.get(line.page)
        if found and area is not None:
            text, first, last = found[-1]
            if not opens(line, last, area, areas.get(last.page, area)):
                found[-1] = joined(text, line.text), first, line
                continue
        found.append((line.text, line, line))
    return found
