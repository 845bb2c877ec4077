"""PDF: characters and ruling lines from pdfium, tables by pdfplumber's functions, paragraphs joined from lines, furniture taken out.

    page ─ glyphs ─┬ tables ─ joined over pages ┐
                   └ lines ─ furniture out ─────┴ paragraphs and tables in order ─ Draft

A page is read, closed and forgotten; what is kept of it are its lines and cells.
"""


import pypdfium2
import pypdfium2.raw as c

from pipeline.readers.draft import Draft
from pipeline.readers.faults import Fault
from pipeline.readers.pdf.furniture import furniture
from pipeline.readers.pdf.glyphs import Sheet, sheet
from pipeline.readers.pdf.lines import Line, lines
from pipeline.readers.pdf.paragraphs import Margins, margins, paragraphs
from pipeline.readers.pdf.tables import Table, continued, join, tables

MOST_PAGES = 3000


def fill(draft: Draft, data: bytes) -> None:
    """Add paragraphs and tables of a PDF; Fault where it is encrypted, damaged or has no text at all."""
    document = _opened(draft, data)
    try:
        pages = _pages(draft, document)
    finally:
        document.close()
    _assemble(draft, pages)


Page = tuple[Sheet, list[Line], list[Table]]


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


def _pages(draft: Draft, document: pypdfium2.PdfDocument) -> list[Page]:
    found: list[Page] = []
    pictures: list[int] = []
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
        finally:
            page.close()
        if not one.glyphs and one.objects:
            pictures.append(index + 1)
        draft.find("page-furniture-removed", one.slanted)
        ruled, rest = tables(one)
        written = lines(rest, one.number)
        one.glyphs, one.edges = [], []
        found.append((one, written, ruled))
    draft.find("pages-unreadable", failed)
    if total > MOST_PAGES:
        draft.find("pages-over-limit", MOST_PAGES)
    if pictures and not any(written or ruled for _, written, ruled in found):
        raise Fault("no-text-layer", count=len(pictures))
    draft.find("pages-without-text", len(pictures), ", ".join(map(str, pictures[:20])))
    return found


def _assemble(draft: Draft, pages: list[Page]) -> None:
    removed = furniture([(one, written) for one, written, _ in pages])
    draft.find("page-furniture-removed", len(removed))
    areas = _areas(pages, removed)
    run: list[Line] = []
    open_table: Table | None = None

    def close() -> None:
        nonlocal open_table
        if open_table is not None:
            open_table.grid.cells.sort(key=lambda cell: (cell.row, cell.column))
            draft.table(open_table.grid)
            open_table = None

    def write() -> None:
        for text, first, last in paragraphs(run, areas):
            box = (first.left, first.top, first.right, last.bottom) if first.page == last.page else first.box
            draft.paragraph(text, page=first.page, box=box)
        run.clear()

    for one, written, ruled in pages:
        kept = [line for index, line in enumerate(written) if (one.number, index) not in removed]
        for item in _in_order(kept, ruled):
            if isinstance(item, Line):
                close()
                run.append(item)
            elif open_table is not None and continued(open_table, item):
                for code, count in join(open_table, item):
                    draft.find(code, count)
            else:
                write()
                close()
                open_table = item
    write()
    close()


def _in_order(kept: list[Line], ruled: list[Table]) -> list[Line | Table]:
    """Lines in their reading order, each table before the first line that stands below its top."""
    items: list[Line | Table] = []
    waiting = list(ruled)
    for line in kept:
        while waiting and waiting[0].box[1] < line.top:
            items.append(waiting.pop(0))
        items.append(line)
    return items + waiting


def _areas(pages: list[Page], removed: set[tuple[int, int]]) -> dict[int, Margins]:
    """The type area of each page, by its own lines or by those of all pages of its width."""
    kept = {one.number: [line for index, line in enumerate(written) if (one.number, index) not in removed] for one, written, _ in pages}
    by_width: dict[int, list[Line]] = {}
    for one, _, _ in pages:
        by_width.setdefault(round(one.width), []).extend(kept[one.number])
    common = {width: margins(written) for width, written in by_width.items()}
    areas = {}
    for one, _, _ in pages:
        area = margins(kept[one.number], common[round(one.width)])
        areas[one.number] = area or Margins(0.1 * one.width, 0.9 * one.width, 30.0, 16.0)
    return areas


