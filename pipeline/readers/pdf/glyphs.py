"""A PDF page as pdfium sees it, its characters and ruling lines: places in points from the upper left corner of the page as it is shown."""

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as c

from pipeline.readers.pdf.drawing import Box, drawn, ruling, shapes


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
    paths = shapes(page)
    text = page.get_textpage()
    try:
        characters = _characters(text)
    finally:
        text.close()
    left, bottom, right, top = page.get_mediabox()
    angles = Counter(angle for _, _, angle, _ in characters)
    common = angles.most_common(1)[0][0] if angles else -page.get_rotation()
    turn = -common // 90 % 4 if common % 90 == 0 else 0
    width, height = (top - bottom, right - left) if turn % 2 else (right - left, top - bottom)
    found = Sheet(number, width, height, objects=c.FPDFPage_CountObjects(page.raw))
    place = _turned(turn, (left, bottom, right, top))
    straight = [character for character in characters if not (character[2] - common) % 90] if len(angles) > 1 else characters
    found.slanted = len(characters) - len(straight)
    if turn:
        boxes = [place(box) for _, box, _, _ in straight]
    else:
        boxes = [(x0 - left, top - y1, x1 - left, top - y0) for _, (x0, y0, x1, y1), _, _ in straight]
    found.glyphs = [Glyph(x0, y0, x1, y1, one[0], one[3]) for (x0, y0, x1, y1), one in zip(boxes, straight, strict=True)]
    for box, stroke in drawn(paths):
        if stroke is None:
            found.pictured += (box[2] - box[0]) * (box[3] - box[1]) / (width * height or 1)
        else:
            found.edges.extend(ruling(place(box), stroke))
    return found


Character = tuple[str, Box, int, bool]
"""Character, box in page space, angle in degrees, and whether white space stands before it."""


def _characters(text: pypdfium2.PdfTextPage) -> list[Character]:
    """Every printing character of a page. The angle is asked for only where a character does not follow the one before it on the level."""
    raw, loose = text.raw, c.FPDFText_GetLooseCharBox
    rectangle = c.FS_RECTF()
    reference = ctypes.byref(rectangle)
    found: list[Character] = []
    spaced, angle, right, bottom = False, 0, -1e9, -1e9
    for index, character in enumerate(_string(text)):
        if character in BLANK:
            spaced = spaced or character != "\x02"
            continue
        if not loose(raw, index, reference):
            continue
        box = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
        if angle or abs(box[1] - bottom) > 0.5 or not right - 1 < box[0] < right + 40:
            angle = round(math.degrees(c.FPDFText_GetCharAngle(raw, index))) % 360
        bottom, right = box[1], box[2]
        found.append((character, box, angle, spaced))
        spaced = False
    return found


def _string(text: pypdfium2.PdfTextPage) -> str:
    """The characters of a page, one for each of pdfium's indices."""
    count = text.count_chars()
    found: str = text.get_text_range(0, count) if count else ""
    if len(found) == count:
        return found
    codes = (c.FPDFText_GetUnicode(text.raw, index) for index in range(count))
    return "".join(chr(code) if code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd" for code in codes)


BLANK = frozenset(" \xa0\u3000\t\n\r\x00\x02\ufffe\uffff")


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
