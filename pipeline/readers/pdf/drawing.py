"""What is drawn on a PDF page besides characters: ruling lines and pictures; and the repair of characters that pdfium would drop."""

import ctypes
from collections.abc import Callable, Iterator
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


def objects(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, int, Place]]:
    """Every object of a page, its type, and how its boxes lie on the page; objects inside forms in place of the form."""
    left = MOST_OBJECTS
    stack: list[tuple[Iterator[Any], Place, int]] = [(_of_page(page), _as_it_is, 0)]
    while stack and left:
        members, place, depth = stack[-1]
        one = next(members, None)
        if one is None:
            stack.pop()
            continue
        left -= 1
        kind = c.FPDFPageObj_GetType(one)
        if kind == c.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            stack.append((_of_form(one), _within(_matrix(one), place), depth + 1))
        else:
            yield one, kind, place


def rescued(page: pypdfium2.PdfPage) -> None:
    """Give text objects without width one, so that pdfium keeps them.

    A font that is not embedded has no shapes; a lone character of it has an empty box, and pdfium leaves text with an empty box out of its text page.
    Drawn with an outline the box is as wide as the pen. Must run before the text page is made; changes nothing in the file.
    """
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for one, kind, _ in objects(page):
        if kind == c.FPDF_PAGEOBJ_TEXT and c.FPDFPageObj_GetBounds(one, left, bottom, right, top) and right.value - left.value < 0.01:
            c.FPDFTextObj_SetTextRenderMode(one, c.FPDF_TEXTRENDERMODE_FILL_STROKE)
            c.FPDFPageObj_Transform(one, 1, 0, 0, 1, 0, 0)


def drawn(page: pypdfium2.PdfPage) -> Iterator[tuple[Box, float | None]]:
    """Boxes of straight paths in page space and the width of their stroke, a box for each segment of a long path; for pictures the width is None."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    stroke, fill, stroked = ctypes.c_float(), ctypes.c_int(), ctypes.c_int()
    for one, kind, place in objects(page):
        if kind not in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE) or not c.FPDFPageObj_GetBounds(one, left, bottom, right, top):
            continue
        box = place((left.value, bottom.value, right.value, top.value))
        if kind == c.FPDF_PAGEOBJ_IMAGE:
            yield box, None
            continue
        c.FPDFPath_GetDrawMode(one, fill, stroked)
        c.FPDFPageObj_GetStrokeWidth(one, stroke)
        if c.FPDFPath_CountSegments(one) > 5 and min(box[2] - box[0], box[3] - box[1]) > THIN:
            for segment in _segments(one):
                yield place(segment), 0.0
        else:
            yield box, stroke.value if stroked.value else 0.0


def _of_page(page: pypdfium2.PdfPage) -> Iterator[Any]:
    return (c.FPDFPage_GetObject(page.raw, index) for index in range(c.FPDFPage_CountObjects(page.raw)))


def _of_form(form: Any) -> Iterator[Any]:
    return (c.FPDFFormObj_GetObject(form, index) for index in range(max(0, c.FPDFFormObj_CountObjects(form))))


def _as_it_is(box: Box) -> Box:
    return box


def _matrix(one: Any) -> tuple[float, float, float, float, float, float]:
    matrix = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(one, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _within(matrix: tuple[float, float, float, float, float, float], outer: Place) -> Place:
    """The place of a box inside a form with this matrix."""
    m0, m1, m2, m3, m4, m5 = matrix

    def place(box: Box) -> Box:
        corners = [(m0 * x + m2 * y + m4, m1 * x + m3 * y + m5) for x in (box[0], box[2]) for y in (box[1], box[3])]
        return outer((min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners)))

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
