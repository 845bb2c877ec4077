"""PDF: characters and ruling lines from pdfium, tables by pdfplumber's functions, paragraphs joined from lines, furniture taken out.

    page ─ glyphs ─┬ tables ─ joined over pages ┐
                   └ lines ─ furniture out ─────┴ paragraphs and tables in order ─ Draft

A page is read, closed and forgotten; what is kept of it are its lines and cells.
"""

from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as c

from pipeline.readers.draft import Draft
from pipeline.readers.faults import Fault
from pipeline.readers.pdf.damage import damage
from pipeline.readers.pdf.garble import is_garbled
from pipeline.readers.pdf.glyphs import Sheet, sheet
from pipeline.readers.pdf.ocr import available, recognised
from pipeline.readers.pdf.pages import Page, assemble, laid_out
from pipeline.readers.pdf.second import second_opinion

MOST_PAGES = 3000


def fill(draft: Draft, data: bytes) -> None:
    """Add paragraphs and tables of a PDF; Fault where it is encrypted, damaged or has no text at all."""
    document = _opened(draft, data)
    try:
        pages = _pages(draft, document, data)
    finally:
        document.close()
    assemble(draft, pages)


def _opened(draft: Draft, data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Fault("encrypted") from None
        raise (Fault("damaged", str(error)) if b"%%EOF" in data[-2048:] else Fault("truncated", count=len(data))) from None
    if c.FPDF_GetSecurityHandlerRevision(document.raw) >= 0:
        draft.find("owner-password")
    draft.pages = len(document)
    for key, name in (("Title", "文件标题"), ("Author", "文件作者"), ("CreationDate", "文件创建时间")):
        if value := document.get_metadata_value(key).strip():
            draft.facts[name] = value
    return document


def _pages(draft: Draft, document: pypdfium2.PdfDocument, data: bytes) -> list[Page]:
    """Read page by page; what is garbled is read again by pdfminer, what is a picture by OCR, and what neither can read is counted."""
    found: list[Page] = []
    pictures: list[int] = []
    garbled: dict[int, Sheet] = {}
    failed = 0
    total = len(document)
    for index in range(min(total, MOST_PAGES)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            failed += 1
            if failed > 20 and not found:
                break
            continue
        try:
            one = sheet(page, index + 1)
            seen = recognised(page, one.number) if _is_picture(one) and available() else []
        finally:
            page.close()
        if _is_picture(one) and not seen:
            pictures.append(one.number)
        draft.find("pages-read-by-ocr", int(bool(seen)))
        draft.find("watermark-left-out", one.slanted)
        if is_garbled(glyph.text for glyph in one.glyphs):
            garbled[len(found)] = one
            found.append((one, [], []))
            continue
        found.append(laid_out(one, seen))
    for place, one in _reread(draft, garbled, data):
        found[place] = laid_out(one)
    if failed and not found:
        raise Fault("damaged", "no page can be read")
    draft.find("pages-unreadable", failed)
    draft.find("damaged-structure", damage(data))
    draft.find("pages-over-limit", MOST_PAGES if total > MOST_PAGES else 0)
    if pictures and not any(written or ruled for _, written, ruled in found):
        raise Fault("no-text-layer", count=len(pictures))
    draft.find("pages-without-text", len(pictures), ", ".join(map(str, pictures[:20])))
    return found


def _is_picture(one: Sheet) -> bool:
    """Whether what a page says is drawn: pictures over most of it and no more text than a page number, or nothing but drawing."""
    return (one.pictured > 0.5 and len(one.glyphs) < 20) or (not one.glyphs and one.objects > 0)


def _reread(draft: Draft, garbled: dict[int, Sheet], data: bytes) -> Iterator[tuple[int, Sheet]]:
    """The garbled pages with pdfminer's characters where these are better, else with their own."""
    better = second_opinion(data, [one.number for one in garbled.values()]) if garbled else {}
    for place, one in garbled.items():
        glyphs = better.get(one.number, [])
        if 5 * len(glyphs) >= 4 * len(one.glyphs) and not is_garbled(glyph.text for glyph in glyphs):
            one.glyphs = glyphs
            draft.find("read-by-second-reader")
        else:
            draft.find("garbled")
        yield place, one
