"""Characters and ruling lines of a PDF page, straight from pdfium: places in points from the upper left corner of the page as it is shown."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as c

Box = tuple[float, float, float, float]
THIN = 3.0
"""A path narrower than this many points is a line."""
MOST_OBJECTS = 60_000


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
    """Read one page; ``number`` counts from 1. Text at a slant (a watermark) is left out and counted."""
    text = page.get_textpage()
    try:
        turn = page.get_rotation() // 90
        left, bottom, right, top = page.get_mediabox()
        raw, angles = _characters(text)
        common = angles.most_common(1)[0][0] if angles else 0
        turn = (turn + common // 90) % 4 if common % 90 == 0 else turn
        width, height = (top - bottom, right - left) if turn % 2 else (right - left, top - bottom)
        found = Sheet(number, width, height)
        place = _turned(turn, (left, bottom, right, top))
        for unicode, box, angle, spaced in raw:
            if angle != common:
                found.slanted += 1
            else:
                x0, y0, x1, y1 = place(box)
                found.glyphs.append(Glyph(x0, y0, x1, y1, unicode, spaced))
        found.objects = c.FPDFPage_CountObjects(page.raw)
        for box, stroke in _drawn(page, min(found.objects, MOST_OBJECTS)):
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


def _drawn(page: pypdfium2.PdfPage, count: int) -> Iterator[tuple[Box, float | None]]:
    """Boxes of straight paths in page space and the width of their stroke, a box for each segment of a long path; for pictures the width is None."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    stroke, fill, stroked = ctypes.c_float(), ctypes.c_int(), ctypes.c_int()
    for index in range(count):
        shape = c.FPDFPage_GetObject(page.raw, index)
        kind = c.FPDFPageObj_GetType(shape)
        if kind not in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE) or not c.FPDFPageObj_GetBounds(shape, left, bottom, right, top):
            continue
        if kind == c.FPDF_PAGEOBJ_IMAGE:
            yield (left.value, bottom.value, right.value, top.value), None
            continue
        c.FPDFPath_GetDrawMode(shape, fill, stroked)
        c.FPDFPageObj_GetStrokeWidth(shape, stroke)
        width = stroke.value if stroked.value else 0.0
        box = left.value, bottom.value, right.value, top.value
        if c.FPDFPath_CountSegments(shape) > 5 and min(box[2] - box[0], box[3] - box[1]) > THIN:
            for segment in _segments(shape):
                yield segment, 0.0
        else:
            yield box, width


def _segments(shape: Any) -> Iterator[Box]:
    """Boxes of the level and upright segments of one path."""
    matrix = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(shape, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    start: tuple[float, float] | None = None
    for index in range(min(c.FPDFPath_CountSegments(shape), 20_000)):
        segment = c.FPDFPath_GetPathSegment(shape, index)
        kind = c.FPDFPathSegment_GetType(segment)
        if not c.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        if kind == c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == c.FPDF_SEGMENT_LINETO and last is not None and _straight(last, point):
            yield _spanned(last, point)
        if c.FPDFPathSegment_GetClose(segment) and start is not None and _straight(point, start):
            yield _spanned(point, start)
        last = point


def _straight(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return (abs(one[0] - other[0]) < 0.5) != (abs(one[1] - other[1]) < 0.5)


def _spanned(one: tuple[float, float], other: tuple[float, float]) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def ruling(box: Box, stroke: float = 0.0) -> Iterator[dict[str, Any]]:
    """The ruling lines of a path in the form that pdfplumber's table functions take."""
    left, top, right, bottom = box
    width, height, pad = right - left, bottom - top, stroke / 2
    if width > THIN and height <= THIN:
        yield _edge("h", left + pad, right - pad, (top + bottom) / 2, (top + bottom) / 2)
    elif height > THIN and width <= THIN:
        yield _edge("v", (left + right) / 2, (left + right) / 2, top + pad, bottom - pad)
    elif width > THIN and height > THIN:
        for y in (top + pad, bottom - pad):
            yield _edge("h", left + pad, right - pad, y, y)
        for x in (left + pad, right - pad):
            yield _edge("v", x, x, top + pad, bottom - pad)


def _edge(orientation: str, x0: float, x1: float, top: float, bottom: float) -> dict[str, Any]:
    return {
        "orientation": orientation, "x0": x0, "x1": x1, "top": top, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top, "doctop": top, "object_type": "line",
    }  # fmt: skip
