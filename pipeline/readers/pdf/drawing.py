"""What is drawn on a PDF page besides characters: ruling lines and pictures; and the repair of characters that pdfium would drop."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as c

Box = tuple[float, float, float, float]
Place = Callable[[Box], Box]
THIN = 3.0
"""A path narrower than this many points is a line."""
MOST_OBJECTS = 60_000
MOST_DEPTH = 3
"""Forms inside forms are followed so deep."""


@dataclass(slots=True)
class Shape:
    """A path or picture of a page, and how its boxes lie on the page where it stands inside a form."""

    raw: Any
    kind: int
    place: Place | None


Holder = tuple[Any, Callable[[Any, int], Any], int, Place | None, int]
"""A page or form, how to get its objects, how many they are, their place, and how deep the form stands."""


def shapes(page: pypdfium2.PdfPage) -> list[Shape]:
    """The paths and pictures of a page, those inside forms as well. Must run before the text page is made: it gives text without width one.

    A font that is not embedded has no shapes; a lone character of it has an empty box, and pdfium leaves text with an empty box out of its text page.
    Drawn with an outline the box is as wide as the pen. Nothing in the file changes.
    """
    found: list[Shape] = []
    left = MOST_OBJECTS
    waiting: list[tuple[Any, Callable[[Any, int], Any], int, Place | None, int]] = [
        (page.raw, c.FPDFPage_GetObject, c.FPDFPage_CountObjects(page.raw), None, 0)
    ]
    while waiting:
        holder, get, count, place, depth = waiting.pop()
        for index in range(min(count, left)):
            one = get(holder, index)
            kind = _type(one)
            if kind == c.FPDF_PAGEOBJ_TEXT:
                if _corners(one, _QUAD) and abs(_quad.x3 - _quad.x1) < 0.01 and abs(_quad.x2 - _quad.x1) < 0.01:
                    c.FPDFTextObj_SetTextRenderMode(one, c.FPDF_TEXTRENDERMODE_FILL_STROKE)
                    c.FPDFPageObj_Transform(one, 1, 0, 0, 1, 0, 0)
            elif kind in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE):
                found.append(Shape(one, kind, place))
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
                waiting.append((one, c.FPDFFormObj_GetObject, max(0, c.FPDFFormObj_CountObjects(one)), _within(_matrix(one), place), depth + 1))
        left -= min(count, left)
    return found


_type, _bounds, _corners = c.FPDFPageObj_GetType, c.FPDFPageObj_GetBounds, c.FPDFPageObj_GetRotatedBounds
_quad = c.FS_QUADPOINTSF()
_QUAD = ctypes.byref(_quad)
_left, _bottom, _right, _top = (ctypes.c_float() for _ in range(4))
_LEFT, _BOTTOM, _RIGHT, _TOP = (ctypes.byref(place) for place in (_left, _bottom, _right, _top))


def drawn(found: list[Shape]) -> Iterator[tuple[Box, float | None]]:
    """Boxes of straight paths in page space and the width of their stroke, a box for each segment of a long path; for pictures the width is None."""
    stroke, fill, stroked = ctypes.c_float(), ctypes.c_int(), ctypes.c_int()
    for shape in found:
        one, place = shape.raw, shape.place or _as_it_is
        if not _bounds(one, _LEFT, _BOTTOM, _RIGHT, _TOP):
            continue
        box = place((_left.value, _bottom.value, _right.value, _top.value))
        if shape.kind == c.FPDF_PAGEOBJ_IMAGE:
            yield box, None
            continue
        c.FPDFPath_GetDrawMode(one, fill, stroked)
        c.FPDFPageObj_GetStrokeWidth(one, stroke)
        if c.FPDFPath_CountSegments(one) > 5 and min(box[2] - box[0], box[3] - box[1]) > THIN:
            for segment in _segments(one):
                yield place(segment), 0.0
        else:
            yield box, stroke.value if stroked.value else 0.0


def _as_it_is(box: Box) -> Box:
    return box


def _matrix(one: Any) -> tuple[float, float, float, float, float, float]:
    matrix = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(one, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _within(matrix: tuple[float, float, float, float, float, float], outer: Place | None) -> Place:
    """The place of a box inside a form with this matrix."""
    m0, m1, m2, m3, m4, m5 = matrix

    def place(box: Box) -> Box:
        corners = [(m0 * x + m2 * y + m4, m1 * x + m3 * y + m5) for x in (box[0], box[2]) for y in (box[1], box[3])]
        around = (min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners))
        return outer(around) if outer else around

    return place


def _segments(shape: Any) -> Iterator[Box]:
    """Boxes of the level and upright segments of one path."""
    m0, m1, m2, m3, m4, m5 = _matrix(shape)
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    start: tuple[float, float] | None = None
    for index in range(min(c.FPDFPath_CountSegments(shape), 20_000)):
        segment = c.FPDFPath_GetPathSegment(shape, index)
        kind = c.FPDFPathSegment_GetType(segment)
        if not c.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = (m0 * x.value + m2 * y.value + m4, m1 * x.value + m3 * y.value + m5)
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
