"""Pages that are pictures, read by rapidocr-onnxruntime where the extra ``ocr`` is installed; nothing of it is imported before a picture turns up."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pipeline.readers.pdf.lines import Line

DOTS = 200
"""Resolution of the picture that is read, in dots an inch."""
LEAST = 0.5
"""A line that the recogniser trusts less is left out."""


def available() -> bool:
    """Whether pictures can be read here."""
    return find_spec("rapidocr_onnxruntime") is not None


@cache
def _engine() -> Callable[[Any], Any]:
    engine: Callable[[Any], Any] = import_module("rapidocr_onnxruntime").RapidOCR()
    return engine


def recognised(page: Any, number: int) -> list[Line]:
    """The lines on the picture of a page (pypdfium2), from top to bottom; boxes in points."""
    picture = page.render(scale=DOTS / 72).to_numpy()
    result, _ = _engine()(picture)
    point = 72 / DOTS
    found = []
    for corners, text, trust in result or []:
        left, right = min(x for x, _ in corners) * point, max(x for x, _ in corners) * point
        top, bottom = min(y for _, y in corners) * point, max(y for _, y in corners) * point
        if float(trust) >= LEAST and text.strip():
            found.append(Line(text.strip(), left, top, right, bottom, bottom - top, 0.8 * (bottom - top), number))
    return sorted(found, key=lambda line: (round(line.middle / max(line.size, 1)), line.left))
