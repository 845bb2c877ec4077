"""Lines as paragraphs: what a typesetter broke is joined again, what an author broke stays.

A line opens a paragraph where it is indented, where the line before ended early, where the size of the type changes, or where
either of the two is centred (titles, signatures). Margins are those of the page, or of the document where a page has few lines.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from pipeline.readers.pdf.lines import Line

ENDED = "。；！？!?;：:”』」）)》"
LABEL = re.compile(r"(?:第[一二三四五六七八九十百零〇\d]{1,6}[章节条编]|[一二三四五六七八九十]{1,4}、|[（(][一二三四五六七八九十\d]{1,4}[）)]|\d{1,3}[.、．](?!\d)|[①-⑳]|附件\s?\d?[:：]?)")


@dataclass(slots=True)
class Margins:
    """Left and right edge of the type area, and the usual distance from line to line, in points."""

    left: float
    right: float
    pitch: float


def margins(lines: list[Line], default: Margins | None = None) -> Margins | None:
    """The type area of a page from its lines; ``default`` where there are too few to tell."""
    if len(lines) < 6:
        return default
    size = median(line.size for line in lines)
    left = _mode([line.left for line in lines], size)
    right = _mode([line.right for line in lines if line.right > left + 5 * size] or [line.right for line in lines], size, last=True)
    steps = [after.top - before.top for before, after in zip(lines, lines[1:], strict=False) if 0 < after.top - before.top < 4 * size]
    return Margins(left, right, median(steps) if steps else 2 * size)


def _mode(values: list[float], size: float, last: bool = False) -> float:
    """The outermost place at which many lines begin (or end): at least a fifth as many as at the commonest place."""
    buckets: dict[int, list[float]] = {}
    for value in values:
        buckets.setdefault(round(value / (0.6 * size)), []).append(value)
    most = max(len(bucket) for bucket in buckets.values())
    often = [bucket for bucket in buckets.values() if len(bucket) * 4 >= most]
    return max(max(bucket) for bucket in often) if last else min(min(bucket) for bucket in often)


def joined(before: str, after: str) -> str:
    """Two lines as one: a space between Latin words, none beside Chinese characters."""
    apart = before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum()
    return f"{before} {after}" if apart else before + after


def opens(line: Line, before: Line, here: Margins, there: Margins) -> bool:
    """Whether ``line`` begins a new paragraph after ``before``; ``here`` and ``there`` are the margins of their pages."""
    if abs(line.size - before.size) > 0.15 * max(line.size, before.size):
        return True
    em = before.size
    if _centred(line, here) or _centred(before, there):
        return True
    if line.page == before.page and line.top - before.top > 1.75 * here.pitch:
        return True
    indent, indent_before = (line.left - here.left) / em, (before.left - there.left) / em
    short = (there.right - before.right) / em
    ended = before.text[-1:] in ENDED
    if indent > 1.2:
        hanging = abs(indent - indent_before) < 0.4 and short < 1.6 and not ended and not LABEL.match(line.text)
        return not hanging
    if LABEL.match(line.text) and (ended or short > 1.6):
        return True
    return short > (1.6 if ended else 3.2)


def _centred(line: Line, area: Margins) -> bool:
    left, right = line.left - area.left, area.right - line.right
    return left > 1.5 * line.size and right > 1.5 * line.size and abs(left - right) < max(1.5 * line.size, 0.12 * (left + right))


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
