"""One plan saved in every format says the same: the same lines, the same cells."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.extraction import from_document
from pipeline.read import read_bytes
from schemas.document import Document
from tests.documents.fixed import FONT, WIDTH, ofd, path_object, pdf, prose, ruled, text_object, wrapped
from tests.documents.word import level, numbering, p, table, word

TITLE = "云川市城市品质提升三年行动实施方案"
PLAN = [
    "为改善人居环境，提升城市品质，根据《澜江省城市更新条例》，结合我市实际，制定本方案。",
    "一、重点任务",
    "（一）改造老旧小区。到2025年底完成改造120个小区，惠及居民3.6万户，由市住房和城乡建设局牵头，市财政局、市自然资源和规划局配合。",
    "（二）完善排水管网。新建雨水管道36公里，消除易涝点14处，2026年汛期前全部建成投用。（责任单位：市水务局、各区人民政府）",
    "二、保障措施",
    "（一）加强组织领导。市政府成立工作专班，每季度召开一次推进会，研究解决重大问题，督促各项任务落实。",
]
ROWS = [
    ["序号", "任务", "牵头单位", "完成时限"],
    ["1", "普查地下管网", "市水务局", "2025年6月"],
    ["2", "改造提升泵站", "市城市管理局", "2026年底"],
    ["3", "建设口袋公园", "市园林局", "长期坚持"],
]
AFTER = "本方案自印发之日起施行，由市住房和城乡建设局负责解释，各区可结合实际制定实施细则。"


def txt(encoding: str) -> Callable[[], bytes]:
    rows = [" | ".join(row) for row in ROWS]
    return lambda: "\r\n".join([TITLE, *PLAN, *rows, AFTER]).encode(encoding)


def docx() -> bytes:
    return word("".join(p(line) for line in [TITLE, *PLAN]) + table(ROWS) + p(AFTER))


def numbered_docx() -> bytes:
    """The same with Word's automatic numbering in place of typed labels."""
    listed = numbering(level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）"))
    body = p(TITLE) + p(PLAN[0])
    for line in PLAN[1:]:
        depth = 1 if line.startswith("（") else 0
        body += p(line.partition("）" if depth else "、")[2], 1, depth)
    return word(body + table(ROWS) + p(AFTER), {"word/numbering.xml": listed})


def html() -> bytes:
    grid = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in ROWS)
    inner = "".join(f"<p>　　<span>{line}</span></p>" for line in PLAN)
    page = f"<html><head><meta charset='gb2312'><title>{TITLE}</title></head><body><ul class='nav'><li><a>首页</a></li></ul><h1>{TITLE}</h1>"
    return f"{page}<div id='zoom'>{inner}<table>{grid}</table><p>{AFTER}</p></div><script>x()</script></body></html>".encode("gb18030")


def paged() -> bytes:
    def first(canvas: Canvas) -> None:
        canvas.setFont(FONT, 22)
        canvas.drawCentredString(WIDTH / 2, 790, TITLE)
        canvas.setFont(FONT, 16)
        prose(canvas, PLAN, 740)
        ruled(canvas, ROWS[:2], 180, [40, 150, 130, 110])
        canvas.drawCentredString(WIDTH / 2, 40, "— 1 —")

    def second(canvas: Canvas) -> None:
        ruled(canvas, [ROWS[0], *ROWS[2:]], 780, [40, 150, 130, 110])
        prose(canvas, [AFTER], 600)
        canvas.drawCentredString(WIDTH / 2, 40, "— 2 —")

    return pdf(first, second)


def fixed() -> bytes:
    """OFD, in millimetres: type of 5 mm, lines 9 mm apart."""
    size, page, top = 5.0, text_object(105 - 4 * len(TITLE), 20, TITLE, 8.0), 40.0
    for line in PLAN:
        for index, part in enumerate(wrapped(line, 2, 30)):
            left = 30 + (2 * size if index == 0 else 0)
            for character in part:
                page += text_object(left, top, character, size)
                left += size / 2 if character.isascii() else size
            top += 9
    second, edges = "", (20, 35, 90, 140, 190)
    for row, cells in enumerate(ROWS):
        second += path_object(20, 20 + 12 * row, 190, 20 + 12 * row)
        second += "".join(text_object(edges[column] + 1, 22 + 12 * row, cell, 4.0) for column, cell in enumerate(cells))
    bottom = 20 + 12 * len(ROWS)
    second += path_object(20, bottom, 190, bottom) + "".join(path_object(x, 20, x, bottom) for x in edges)
    for index, part in enumerate(wrapped(AFTER, 2, 30)):
        second += text_object(30 + (2 * size if index == 0 else 0), 100 + 9 * index, part, size)
    return ofd(page, second)


FORMATS: dict[str, Callable[[], bytes]] = {
    "plan.txt": txt("utf-8"),
    "plan.gb.txt": txt("gb18030"),
    "plan.utf16.txt": txt("utf-16"),
    "typed.docx": docx,
    "numbered.docx": numbered_docx,
    "plan.html": html,
    "plan.pdf": paged,
    "plan.ofd": fixed,
}


def cells(document: Document) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for block in document.blocks:
        if block.cell:
            rows.setdefault(block.cell.row, []).append(solid(document.text[block.start : block.end]))
    return list(rows.values())


def solid(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_says_the_same(name: str) -> None:
    document = read_bytes(FORMATS[name](), name)
    assert document.state == "ok"
    lines = [solid(document.text[block.start : block.end]) for block in document.blocks if not block.cell]
    assert lines == [solid(line) for line in [TITLE, *PLAN, AFTER]]
    assert cells(document) == ROWS
    assert len({block.cell.table for block in document.blocks if block.cell}) == 1


def records(name: str) -> list[tuple[str, list[str], list[str]]]:
    """What the ledger would say: text, bodies and deadlines of every task, without white space."""
    extraction = from_document(read_bytes(FORMATS[name](), name))
    return [
        (solid(task.text), [f"{unit.role} {solid(unit.name)}" for unit in task.units], [f"{one.end} {solid(one.text)}" for one in task.deadlines])
        for task in extraction.tasks
    ]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_gives_the_same_records(name: str) -> None:
    found = records(name)
    assert len(found) >= 5
    assert found == records("plan.txt")
