"""OFD, the national format of electronic documents with a fixed layout (GB/T 33190-2016): zip and XML, places in millimetres.

Text objects and ruling lines of each page and of its templates become the same sheets that PDF pages become, and are laid out alike.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.readers.draft import Draft
from pipeline.readers.faults import Fault
from pipeline.readers.packages import Package
from pipeline.readers.pdf.drawing import ruling
from pipeline.readers.pdf.glyphs import Glyph, Sheet
from pipeline.readers.pdf.pages import Page, assemble, laid_out

POINT = 72 / 25.4
MOST_PAGES = 3000
ASCENT, DESCENT = 0.88, 0.12
"""Share of the type size above and below the base line."""

Matrix = tuple[float, float, float, float, float, float]
LEVEL: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MOVES = re.compile(r"([MLSC])\s{0,3}([\d.\-\s]{0,60})")


def fill(draft: Draft, data: bytes) -> None:
    """Add the text of all pages, list attachments; Fault where the package is damaged."""
    package = Package(data)
    main = _required(package, "OFD.xml")
    for name, fact in (("Title", "文件标题"), ("Author", "文件作者"), ("CreationDate", "文件创建时间")):
        if (element := _first(main, name)) is not None and element.text and element.text.strip():
            draft.facts[fact] = element.text.strip()
    pages: list[Page] = []
    for root in _all(main, "DocRoot"):
        path = _path("", root.text)
        document = _required(package, path)
        templates = {element.get("ID"): element.get("BaseLoc") for element in _all(document, "TemplatePage")}
        size = _numbers(_text(_first(document, "PhysicalBox")))
        for element in _all(document, "Page"):
            if len(pages) >= MOST_PAGES:
                draft.find("pages-over-limit", MOST_PAGES)
                break
            try:
                content = package.xml(_path(path, element.get("BaseLoc")))
            except (KeyError, Fault):
                draft.find("pages-unreadable")
                continue
            one = _sheet(content, len(pages) + 1, size)
            for used in _all(content, "Template"):
                _draw_template(package, path, templates.get(used.get("TemplateID")), one)
            pages.append(laid_out(one))
        _attachments(draft, package, path, document)
    draft.pages = len(pages)
    assemble(draft, pages)


def _sheet(content: etree._Element, number: int, size: list[float]) -> Sheet:
    own = _numbers(_text(_first(content, "PhysicalBox"))) or size or [0.0, 0.0, 210.0, 297.0]
    one = Sheet(number, own[2] * POINT, own[3] * POINT) if len(own) == 4 else Sheet(number, 595.0, 842.0)
    _draw(content, one)
    return one


def _draw_template(package: Package, document: str, location: str | None, one: Sheet) -> None:
    try:
        if location:
            _draw(package.xml(_path(document, location)), one)
    except (KeyError, Fault):
        return


def _draw(content: etree._Element, one: Sheet) -> None:
    for element in _all(content, "TextObject"):
        one.glyphs.extend(_glyphs(element))
    for element in _all(content, "PathObject"):
        one.edges.extend(_edges(element))
    one.objects += len(one.glyphs) + len(one.edges)


def _glyphs(element: etree._Element) -> Iterator[Glyph]:
    """The characters of a text object; each stands where its TextCode begins plus the steps of DeltaX and DeltaY."""
    boundary = _numbers(element.get("Boundary")) or [0.0] * 4
    matrix = _matrix(element.get("CTM"))
    size = (_numbers(element.get("Size")) or [3.5])[0]
    scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5 or 1.0
    x = y = 0.0
    for code in _all(element, "TextCode"):
        text = code.text or ""
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        left, base, spaced = x, y, False
        for index, character in enumerate(text):
            px, py = boundary[0] + _apply(matrix, left, base)[0], boundary[1] + _apply(matrix, left, base)[1]
            if character.isspace():
                spaced = True
            else:
                width = size * scale * (1.0 if character >= "\u2e80" else 0.5)
                yield Glyph(
                    px * POINT, (py - ASCENT * size * scale) * POINT, (px + width) * POINT, (py + DESCENT * size * scale) * POINT, character, spaced
                )
                spaced = False
            upright = not down or not any(down)
            left += across[index] if index < len(across) else (size * (1.0 if character >= "\u2e80" else 0.5) if upright and not across else 0.0)
            base += down[index] if index < len(down) else 0.0


def _edges(element: etree._Element) -> Iterator[dict[str, Any]]:
    """The ruling lines of a path object: its level and upright segments."""
    boundary = _numbers(element.get("Boundary")) or [0.0] * 4
    matrix = _matrix(element.get("CTM"))
    data = _text(_first(element, "AbbreviatedData"))
    last: tuple[float, float] | None = None
    start: tuple[float, float] | None = None
    for command, numbers in MOVES.findall(data[:20_000]):
        values = _numbers(numbers)
        if command == "C" and last and start:
            point = start
        elif len(values) >= 2:
            x, y = _apply(matrix, values[0], values[1])
            point = ((boundary[0] + x) * POINT, (boundary[1] + y) * POINT)
        else:
            continue
        if command in "MS":
            start = point
        elif last is not None:
            yield from ruling((min(last[0], point[0]), min(last[1], point[1]), max(last[0], point[0]), max(last[1], point[1])))
        last = point


def _attachments(draft: Draft, package: Package, document: str, root: etree._Element) -> None:
    location = _first(root, "Attachments")
    if location is None or not location.text:
        return
    try:
        listed = package.xml(_path(document, location.text))
    except (KeyError, Fault):
        draft.find("damaged-parts", detail="Attachments")
        return
    for attachment in _all(listed, "Attachment"):
        draft.find("attachments-listed", detail=attachment.get("Name") or _text(_first(attachment, "FileLoc")))


def _required(package: Package, path: str) -> etree._Element:
    try:
        return package.xml(path)
    except KeyError:
        raise Fault("damaged", f"{path} is missing") from None


def _path(base: str, location: str | None) -> str:
    """A location inside the package: absolute with a leading slash, else from the folder of ``base``."""
    location = (location or "").strip()
    return location.lstrip("/") if location.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(base), location))


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return root.iter(f"{{*}}{name}")


def _first(root: etree._Element, name: str) -> etree._Element | None:
    return next(_all(root, name), None)


def _text(element: etree._Element | None) -> str:
    return (element.text or "") if element is not None else ""


def _numbers(text: str | None) -> list[float]:
    try:
        return [float(word) for word in (text or "").split()]
    except ValueError:
        return []


def _number(text: str | None, default: float) -> float:
    found = _numbers(text)
    return found[0] if found else default


def _steps(text: str | None, most: int) -> list[float]:
    """Steps between characters; ``g 3 4.2`` stands for 4.2 three times."""
    words = (text or "").split()
    steps: list[float] = []
    index = 0
    try:
        while index < len(words) and len(steps) < most:
            if words[index] == "g" and index + 2 < len(words):
                steps += [float(words[index + 2])] * min(int(words[index + 1]), most)
                index += 3
            else:
                steps.append(float(words[index]))
                index += 1
    except ValueError:
        return steps
    return steps


def _matrix(text: str | None) -> Matrix:
    values = _numbers(text)
    return (values[0], values[1], values[2], values[3], values[4], values[5]) if len(values) == 6 else LEVEL


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
