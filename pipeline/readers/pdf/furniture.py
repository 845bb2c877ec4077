"""What stands on pages but belongs to none of their text: page numbers, running heads, watermarks that come back in one place."""

import re
from collections import Counter

from pipeline.readers.pdf.glyphs import Sheet
from pipeline.readers.pdf.lines import Line

DASHED = re.compile(r"[—\-–－―─·•~～\s]{1,6}[\d０-９]{1,4}[—\-–－―─·•~～\s]{1,6}")
BARE = re.compile(r"[\d０-９]{1,4}|[ivxlIVXL]{1,6}")
COUNTED = re.compile(
    r"第?\s{0,3}[\d０-９]{1,4}\s{0,3}(?:页|頁)?[\s,，/／共]{0,6}[\d０-９]{1,4}\s{0,3}(?:页|頁)?|第\s{0,3}[\d０-９一二三四五六七八九十]{1,4}\s{0,3}[页頁]"
)
EDGE = 0.12
"""Share of the page at its top and its foot where furniture stands."""
REPEATS = 3


def furniture(pages: list[tuple[Sheet, list[Line]]]) -> set[tuple[int, int]]:
    """(page, index of line) of every line that is furniture."""
    found: set[tuple[int, int]] = set()
    counts: Counter[tuple[str, int]] = Counter()
    numbers: Counter[int] = Counter()
    for sheet, lines in pages:
        for line in lines:
            counts[_key(line)] += 1
            if _at_edge(line, sheet) and line.text.isdigit():
                numbers[int(line.text) - sheet.number] += 1
    needed = max(REPEATS, (len(pages) + 2) // 3)
    for sheet, lines in pages:
        for index, line in enumerate(lines):
            edge = _at_edge(line, sheet)
            text = line.text.strip()
            numbered = (
                DASHED.fullmatch(text) or COUNTED.fullmatch(text) or (BARE.fullmatch(text) and _in_step(text, sheet.number, numbers, len(pages)))
            )
            if (edge and numbered) or (counts[_key(line)] >= needed and (edge or counts[_key(line)] * 10 >= len(pages) * 8)):
                found.add((sheet.number, index))
    return found


def _in_step(text: str, page: int, numbers: Counter[int], pages: int) -> bool:
    """Whether a bare number goes with the pages: at least two pages agree, or it is the only page."""
    return not text.isdigit() or numbers[int(text) - page] >= 2 or (pages == 1 and int(text) < 2000)


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"[\d０-９\s]+", "#", line.text), round(line.middle / 6)


def _at_edge(line: Line, sheet: Sheet) -> bool:
    return line.middle < EDGE * sheet.height or line.middle > (1 - EDGE) * sheet.height
