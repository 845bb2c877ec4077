"""Pages of any fixed layout (PDF, OFD) as one text: furniture out, tables joined over pages, lines joined to paragraphs."""

from pipeline.readers.draft import Draft
from pipeline.readers.pdf.furniture import furniture
from pipeline.readers.pdf.glyphs import Sheet
from pipeline.readers.pdf.lines import Line, lines
from pipeline.readers.pdf.paragraphs import Margins, margins, paragraphs
from pipeline.readers.pdf.tables import Table, continued, join, tables

Page = tuple[Sheet, list[Line], list[Table]]


def laid_out(one: Sheet, seen: list[Line] | None = None) -> Page:
    """Tables and lines of a page, or the lines ``seen`` on its picture; its characters are let go."""
    ruled, rest = tables(one)
    written = seen or lines(rest, one.number)
    one.glyphs, one.edges = [], []
    return one, written, ruled


def assemble(draft: Draft, pages: list[Page]) -> None:
    """Add the paragraphs and tables of all pages, in reading order."""
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
        areas[one.number] = margins(kept[one.number], common[round(one.width)]) or _by_the_sheet(one, by_width[round(one.width)])
    return areas


def _by_the_sheet(one: Sheet, few: list[Line]) -> Margins:
    """A type area for pages of too few lines: a usual share of the sheet, as wide as the lines at least."""
    left = min([0.15 * one.width, *(line.left for line in few)])
    right = max([0.85 * one.width, *(line.right for line in few)])
    return Margins(left, right, 30.0, max((line.em for line in few), default=16.0))
