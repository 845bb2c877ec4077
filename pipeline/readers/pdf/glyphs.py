"""A PDF page as pdfium sees it, its characters and ruling lines: places in points from the upper left corner of the page as it is shown."""

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as c

from pipeline.readers.pdf.drawing import Box, drawn, rescued, ruling


class Glyph(NamedTuple):
    """One character and its box: left, top, right, bottom in points; ``spaced`` where white space stands before it."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    spaced: bool = False


@dataclass(slots=True)
class Sheet:
    """One page as shown: its size in points, characters in the order of the file, ruling lines.

    ``slanted`` characters were left out; ``objects`` counts everything drawn; ``pictured`` is the share of the page that pictures cover.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    slanted: int = 0
    objects: int = 0
    pictured: float = 0.0


def sheet(page: pypdfium2.PdfPage, number: int) -> Sheet:
    """Read one page; ``number`` counts from 1. Most of its text is turned upright; text at a slant (a watermark) is left out and counted."""
    rescued(page)
    text = page.get_textpage()
    try:
        left, bottom, right, top = page.get_mediabox()
        raw, angles = _characters(text)
        common = angles.most_common(1)[0][0] if angles else -page.get_rotation()
        turn = -common // 90 % 4 if common % 90 == 0 else 0
        width, height = (top - bottom, right - left) if turn % 2 else (right - left, top - bottom)
        found = Sheet(number, width, height)
        place = _turned(turn, (left, bottom, right, top))
        for unicode, box, angle, spaced in raw:
            if (angle - common) % 90:
                found.slanted += 1
            else:
                x0, y0, x1, y1 = place(box)
                found.glyphs.append(Glyph(x0, y0, x1, y1, unicode, spaced))
        found.objects = c.FPDFPage_CountObjects(page.raw)
        for box, stroke in drawn(page):
            if stroke is None:
                found.pictured += (box[2] - box[0]) * (box[3] - box[1]) / (width * height or 1)
            else:
                found.edges.extend(ruling(place(box), stroke))
        return found
    finally:
        text.close()


def _characters(text: Any) -> tuple[list[tuple[str, Box, int, bool]], Counter[int]]:
    """Character, box in page space, angle in degrees and whether white space precedes, of every printing character."""
    count = text.count_chars()
    raw = text.raw
    rectangle = c.FS_RECTF()
    by_reference = ctypes.byref(rectangle)
    unicode, loose, angle_of = c.FPDFText_GetUnicode, c.FPDFText_GetLooseCharBox, c.FPDFText_GetCharAngle
    found: list[tuple[str, Box, int, bool]] = []
    angles: Counter[int] = Counter()
    spaced = False
    for index in range(count):
        code = unicode(raw, index)
        if code in (0x20, 0xA0, 0x3000, 9):
            spaced = True
            continue
        if code in (10, 13, 0, 0xFFFE, 0xFFFF, 2):
            spaced = spaced or code != 2
            continue
        if not loose(raw, index, by_reference):
            continue
        angle = round(math.degrees(angle_of(raw, index))) % 360
        angles[angle] += 1
        text_of = chr(code) if code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        found.append((text_of, (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), angle, spaced))
        spaced = False
    return found, angles


def _turned(turn: int, media: Box) -> Any:
    """A function from a box in page space (left, bottom, right, top) to the box as shown (left, top, right, bottom)."""
    x0, y0, x1, y1 = media

    def place(box: Box) -> Box:
        left, bottom, right, top = box
        if turn == 1:
            return bottom - y0, left - x0, top - y0, right - x0
        if turn == 2:
            return x1 - right, bottom - y0, x1 - left, top - y0
        if turn == 3:
            return y1 - top, x1 - right, y1 - bottom, x1 - left
        return left - x0, y1 - top, right - x0, y1 - bottom

    return place
