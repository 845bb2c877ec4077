"""What stands on pages but belongs to none of their text: page numbers, running heads, watermarks that come back in one place."""

import re
from collections import Counter

from pipeline.readers.pdf.glyphs import Sheet
from pipeline.readers.pdf.lines import Line

DASHED = re.compile(r"[—\-–－―─·•~～\s]{1,6}[\d０-９]{1,4}[—\-–－―─·•~～\s]{1,6}")
BARE = re.compile(r"[\d０-９]{1,4}|[ivxlIVXL]{1,6}")
COUNTED = re.compile(
    r"第?\s{0,3}[\d０-９]{1,4}\s{0,3}[页頁]?\s{0,3}[,，/／共]{1,2}\s{0,3}[\d０-９]{1,4}\s{0,3}[页頁]?"
    r"|第\s{0,3}[\d０-９一二三四五六七八九十]{1,4}\s{0,3}[页頁]"
)
EDGE = 0.12
"""Share of the page at its top and its foot where furniture stands."""
REPEATS = 3
MOST_WATERMARKS = 2
"""Pages that say the same in more lines than these are forms or copies, not watermarked."""


def furniture(pages: list[tuple[Sheet, list[Line]]]) -> set[tuple[int, int]]:
    """(page, index of line) of every line that is furniture."""
    heads: Counter[tuple[str, int]] = Counter()
    marks: Counter[tuple[str, int]] = Counter()
    numbers: Counter[int] = Counter()
    for sheet, lines in pages:
        for line in lines:
            marks[line.text, round(line.middle / 6)] += 1
            if _at_edge(line, sheet):
                heads[_key(line)] += _key(line)[0] != "#"
                if line.text.isdecimal():
                    numbers[int(line.text) - sheet.number] += 1
    often = max(REPEATS, (len(pages) + 2) // 3)
    watermarks = {mark for mark, count in marks.items() if count > REPEATS and count * 10 >= len(pages) * 8}
    if len(watermarks) > MOST_WATERMARKS:
        watermarks = set()
    return {
        (sheet.number, index)
        for sheet, lines in pages
        for index, line in enumerate(lines)
        if (line.text, round(line.middle / 6)) in watermarks
        or (_at_edge(line, sheet) and (heads[_key(line)] >= often or _is_number(line.text.strip(), sheet.number, numbers, len(pages))))
    }


def _is_number(text: str, page: int, numbers: Counter[int], pages: int) -> bool:
    if DASHED.fullmatch(text) or COUNTED.fullmatch(text):
        return True
    return BARE.fullmatch(text) is not None and _in_step(text, page, numbers, pages)


def _in_step(text: str, page: int, numbers: Counter[int], pages: int) -> bool:
    """Whether a bare number goes with the pages: at least two pages agree, or it is the only page."""
    return not text.isdecimal() or numbers[int(text) - page] >= 2 or (pages == 1 and int(text) < 2000)


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"[\d０-９\s]+", "#", line.text), round(line.middle / 6)


def _at_edge(line: Line, sheet: Sheet) -> bool:
    return line.middle < EDGE * sheet.height or line.middle > (1 - EDGE) * sheet.height
