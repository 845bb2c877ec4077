"""PDF pages as text: paragraphs joined, furniture out, tables whole over pages, garbled and pictured pages said so."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pdfplumber
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.read import read, read_bytes
from pipeline.readers.pdf.damage import damage
from pipeline.readers.pdf.furniture import furniture
from pipeline.readers.pdf.garble import is_garbled, odd_share
from pipeline.readers.pdf.glyphs import Glyph, Sheet, sheet
from pipeline.readers.pdf.lines import Line, lines
from pipeline.readers.pdf.paragraphs import joined
from pipeline.readers.pdf.second import second_opinion
from schemas.document import Document
from tests.documents.fixed import EM, FONT, HEIGHT, LEFT, WIDTH, pdf, prose, raw_pdf, ruled, wrapped

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PDFS = sorted([*(ROOT / "data" / "raw").glob("*.pdf"), *(SHARED / "plans").glob("**/*.pdf")])
ONE = "为改善老旧小区居住条件，到2025年底完成改造120个小区，由市住房和城乡建设局牵头，市财政局配合，各区政府按职责分工落实各项工作。"
TWO = "新建雨水管道36公里，消除易涝点14处，汛期前全部建成投用，每月通报进展情况，由市水务局会同市城市管理局组织验收。"
HEADING = "二、重点任务"


def read_pdf(data: bytes) -> Document:
    return read_bytes(data, "方案.pdf")


def counts(document: Document) -> dict[str, int]:
    return {notice.code: notice.count for notice in document.notices}


def cells(document: Document) -> list[tuple[str, int, int, int, int]]:
    return [(document.text[b.start : b.end], b.cell.row, b.cell.column, b.cell.rows, b.cell.columns) for b in document.blocks if b.cell]


def centred(canvas: Canvas, text: str, top: float, size: float = EM) -> None:
    canvas.setFont(FONT, size)
    canvas.drawCentredString(WIDTH / 2 + 8, top, text)
    canvas.setFont(FONT, EM)


def test_lines_become_paragraphs_and_titles_stay_lines() -> None:
    def draw(canvas: Canvas) -> None:
        centred(canvas, "云川市城市品质提升三年行动", 780, 22)
        centred(canvas, "实施方案", 745, 22)
        prose(canvas, [ONE, HEADING, TWO, "（一）" + ONE], 700)

    assert read_pdf(pdf(draw)).text.split("\n") == ["云川市城市品质提升三年行动", "实施方案", ONE, HEADING, TWO, "（一）" + ONE]


def test_a_paragraph_goes_on_over_the_page_break() -> None:
    whole = wrapped(ONE + TWO)

    def first(canvas: Canvas) -> None:
        top = prose(canvas, [TWO * 2], 760)
        for index, line in enumerate(whole[:2]):
            canvas.drawString(LEFT + (2 * EM if index == 0 else 0), top - 28 * index, line)
        canvas.drawCentredString(WIDTH / 2, 40, "— 1 —")

    def second(canvas: Canvas) -> None:
        for index, line in enumerate(whole[2:]):
            canvas.drawString(LEFT, 760 - 28 * index, line)
        prose(canvas, [TWO], 760 - 28 * len(whole[2:]))
        canvas.drawCentredString(WIDTH / 2, 40, "— 2 —")

    document = read_pdf(pdf(first, second))
    assert document.text.split("\n") == [TWO * 2, ONE + TWO, TWO]
    assert counts(document) == {"page-furniture-removed": 2}
    assert [block.page for block in document.blocks] == [1, 1, 2]


@pytest.mark.parametrize("form", ["— {} —", "- {} -", "－{}－", "{}", "第{}页", "第 {} 页 共 3 页", "{}/3", "{} / 3", "－ {} －"])
def test_page_numbers_are_taken_out_and_counted(form: str) -> None:
    pages = [
        lambda canvas, n=n: (prose(canvas, [ONE if n % 2 else TWO]), canvas.drawCentredString(WIDTH / 2, 40, form.format(n)), None)[-1]
        for n in (1, 2, 3)
    ]
    document = read_pdf(pdf(*pages))
    assert document.text.split("\n") == [ONE, TWO, ONE]
    assert counts(document) == {"page-furniture-removed": 3}


def test_running_heads_are_taken_out_and_numbers_in_the_text_are_not() -> None:
    def page(number: int) -> Any:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(LEFT, 805, "云川市人民政府公报")
            prose(canvas, [ONE[number:], str(2020 + number)], 760)

        return draw

    document = read_pdf(pdf(*(page(number) for number in range(4))))
    assert document.text.split("\n") == [line for number in range(4) for line in (ONE[number:], str(2020 + number))]
    assert counts(document) == {"page-furniture-removed": 4}


def test_a_slanted_watermark_is_left_out_and_counted() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas, [ONE])
        canvas.saveState()
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()

    document = read_pdf(pdf(draw))
    assert (document.text, counts(document)) == (ONE, {"watermark-left-out": 4})


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_like_an_upright_one(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        shift = {90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}[turn]
        canvas.translate(*shift)
        canvas.rotate(turn)
        canvas.drawString(60, 500, "序号甲乙")
        canvas.drawString(60, 470, "任务丙丁")

    assert read_pdf(pdf(draw, rotate=turn)).text == "序号甲乙\n任务丙丁"
    assert read_pdf(pdf(draw)).text == "序号甲乙\n任务丙丁"


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = [f"左栏第{index}行的文字内容。" for index in range(10)], [f"右栏第{index}行的文字内容。" for index in range(10)]

    def draw(canvas: Canvas) -> None:
        for index in range(10):
            canvas.drawString(60, 760 - 28 * index, left[index])
            canvas.drawString(330, 760 - 28 * index, right[index])

    assert "".join(read_pdf(pdf(draw)).text.split("\n")) == "".join(left + right)


def test_the_imprint_is_two_lines() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas, [ONE, TWO])
        canvas.drawString(LEFT, 300, "云川市人民政府办公室")
        canvas.drawRightString(LEFT + 27 * EM, 300, "2025年5月12日印发")

    assert read_pdf(pdf(draw)).text.split("\n")[-2:] == ["云川市人民政府办公室", "2025年5月12日印发"]


@pytest.mark.parametrize(("before", "after", "line"), [("市水", "务局", "市水务局"), ("CO2", "回收", "CO2回收"), ("open", "source", "open source")])
def test_lines_join_without_a_space_beside_han_characters(before: str, after: str, line: str) -> None:
    assert joined(before, after) == line


# Tables.

HEAD = ["序号", "领域", "任务", "完成时限"]
WIDTHS = [40.0, 100.0, 200.0, 100.0]


def test_a_ruled_table_with_cells_merged_down() -> None:
    rows = [HEAD, ["1", "供水", "改造管网", "2025年底"], ["2", None, "建设水厂", "2026年"], ["3", "排水", "清淤", "2025年"]]
    document = read_pdf(pdf(lambda canvas: ruled(canvas, rows, 700, WIDTHS)))
    assert document.text == "序号 | 领域 | 任务 | 完成时限\n1 | 供水 | 改造管网 | 2025年底\n2 |  | 建设水厂 | 2026年\n3 | 排水 | 清淤 | 2025年"
    assert ("供水", 1, 1, 2, 1) in cells(document)


def test_text_around_a_table_keeps_its_place() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas, [ONE], 780)
        ruled(canvas, [HEAD[:2], ["1", "供水"]], 650, [60.0, 120.0])
        prose(canvas, [TWO], 500)

    assert read_pdf(pdf(draw)).text == f"{ONE}\n序号 | 领域\n1 | 供水\n{TWO}"


def test_a_table_goes_on_over_three_pages_with_its_head_and_group_repeated() -> None:
    def page(first: int, top: float) -> Any:
        rows: list[list[str | None]] = [list(HEAD)]
        rows += [[str(first + step), "供水保障" if step == 0 else None, f"任务{first + step}", "2025年底"] for step in range(5)]
        return lambda canvas: ruled(canvas, rows, top, WIDTHS)

    document = read_pdf(pdf(page(1, 500), page(6, 780), page(11, 780)))
    assert [text for text, _, column, _, _ in cells(document) if column == 0] == ["序号", *map(str, range(1, 16))]
    assert [cell for cell in cells(document) if cell[2] == 1] == [("领域", 0, 1, 1, 1), ("供水保障", 1, 1, 15, 1)]
    assert counts(document) == {"repeated-heads-removed": 2, "repeated-cells-removed": 2}
    assert {block.cell.table for block in document.blocks if block.cell} == {0}


@pytest.mark.parametrize(
    ("last", "first", "whole"),
    [
        (["3", "排水", "清理河道淤积并", "2026年"], ["", "", "建设泵站三座。", ""], "3 | 排水 | 清理河道淤积并建设泵站三座。 | 2026年"),
        (["", "", "清理河道淤积并", ""], ["3", "排水", "建设泵站三座。", "2026年"], "3 | 排水 | 清理河道淤积并建设泵站三座。 | 2026年"),
        (["3", "排水", "清淤", "2026年"], ["4", "供气", "改造", "2027年"], "3 | 排水 | 清淤 | 2026年\n4 | 供气 | 改造 | 2027年"),
    ],
)
def test_a_row_cut_by_the_page_break_is_joined(last: list[str], first: list[str], whole: str) -> None:
    one = [HEAD, ["1", "供水", "改造老旧管网，", "2025年底"], ["2", "供热", "更新换热站", "2025年底"], last]
    two = [HEAD, first, ["5", "供电", "增容改造", "2027年"]]
    document = read_pdf(pdf(lambda canvas: ruled(canvas, one, 500, WIDTHS), lambda canvas: ruled(canvas, two, 780, WIDTHS)))
    assert document.text.split("\n", 3)[3] == f"{whole}\n5 | 供电 | 增容改造 | 2027年"
    assert counts(document).get("split-rows-joined", 0) == int("\n" not in whole)


def test_a_cut_row_is_known_without_numbers_where_the_first_column_is_always_filled() -> None:
    head = ["任务", "措施"]
    one = [head, ["供水", "改造管网"], ["排水", "清理河道淤积并"]]
    two = [head, ["", "建设泵站三座。"], ["供电", "增容"]]
    document = read_pdf(pdf(lambda canvas: ruled(canvas, one, 500, [80.0, 200.0]), lambda canvas: ruled(canvas, two, 780, [80.0, 200.0])))
    assert document.text.split("\n")[2:] == ["排水 | 清理河道淤积并建设泵站三座。", "供电 | 增容"]


def test_tables_of_other_columns_or_with_text_between_stay_apart() -> None:
    def second(canvas: Canvas) -> None:
        prose(canvas, [TWO], 780)
        ruled(canvas, [["甲", "乙"], ["丙", "丁"]], 600, [60.0, 60.0])

    document = read_pdf(pdf(lambda canvas: ruled(canvas, [["甲", "乙"], ["一", "二"]], 500, [60.0, 60.0]), second))
    assert {block.cell.table for block in document.blocks if block.cell} == {0, 1}
    other = read_pdf(
        pdf(lambda canvas: ruled(canvas, [["甲", "乙"], ["一", "二"]], 500, [60.0, 60.0]), lambda canvas: ruled(canvas, [HEAD], 780, WIDTHS))
    )
    assert {block.cell.table for block in other.blocks if block.cell} == {0, 1}


def test_a_box_around_prose_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(70, 200, 460, 600)
        canvas.rect(70, 100, 460, 100)
        canvas.line(300, 100, 300, 200)
        prose(canvas, [ONE * 3, TWO * 2], 770)

    assert not cells(read_pdf(pdf(draw)))


def test_a_character_alone_in_its_line_is_kept_without_an_embedded_font() -> None:
    rows = [["任务", "牵头单位"], ["压缩企业开办时间", "市政务服务局"]]
    assert "压缩企业开办时间" in read_pdf(pdf(lambda canvas: ruled(canvas, rows, 700, [76.0, 100.0]))).text


# Pages that cannot be read as they are.


def test_odd_characters_are_told_from_usual_ones() -> None:
    assert odd_share("到2025年完成120个，“一网通办”①②③●") == 0.0
    assert odd_share("Ăͅ؇ࠉ") == 0.75
    assert odd_share("(cid:12)(cid:7)") > 0.5
    assert not is_garbled("")
    assert not is_garbled(ONE)
    assert is_garbled("\ue123" * 10 + ONE)
    assert is_garbled("龘靐齉麤爩" * 20)


def test_a_garbled_page_is_read_by_the_second_reader_where_that_is_better(monkeypatch: pytest.MonkeyPatch) -> None:
    better = [Glyph(50.0 + 16 * index, 140, 66.0 + 16 * index, 156, text) for index, text in enumerate("市水务局")]
    monkeypatch.setattr("pipeline.readers.pdf.second_opinion", lambda _data, pages: dict.fromkeys(pages, better))
    document = read_pdf(raw_pdf(b"BT /F1 12 Tf 50 700 Td <0102034506070809> Tj ET", ""))
    assert (document.text, document.state, counts(document)) == ("市水务局", "ok_with_warnings", {"read-by-second-reader": 1})


def test_the_second_reader_gives_characters_and_survives_what_is_no_pdf() -> None:
    found = second_opinion(raw_pdf(b"BT /F1 12 Tf 50 700 Td (hello) Tj ET"), [1])
    assert "".join(glyph.text for glyph in found[1]) == "hello"
    assert second_opinion(b"no pdf", [1]) == {}


def picture(canvas: Canvas) -> None:
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(__import__("PIL.Image", fromlist=["Image"]).new("L", (60, 84), 200)), 0, 0, WIDTH, HEIGHT)


def test_a_pictured_page_among_others_is_named() -> None:
    document = read_pdf(pdf(picture, lambda canvas: prose(canvas, [ONE]) and None))
    assert (document.text, document.state, document.pages) == (ONE, "partial", 2)
    assert counts(document) == {"pages-without-text": 1}
    assert "page 1" in document.notices[0].message


def test_pictures_are_read_by_ocr_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    class RapidOCR:
        def __call__(self, image: Any) -> tuple[list[Any], float]:
            assert image.shape[0] > 2000
            down = [[[100, 300], [500, 300], [500, 340], [100, 340]], "浙数字办〔2025〕2号", 0.98]
            up = [[[100, 200], [500, 200], [500, 240], [100, 240]], "关于印发方案的通知", 0.9]
            doubt = [[[100, 400], [500, 400], [500, 440], [100, 440]], "污点", 0.2]
            return [down, up, doubt], 0.1

    from pipeline.readers.pdf import ocr

    module = ModuleType("rapidocr_onnxruntime")
    module.RapidOCR = RapidOCR  # type: ignore[attr-defined]
    module.__spec__ = __import__("importlib.machinery", fromlist=["ModuleSpec"]).ModuleSpec("rapidocr_onnxruntime", None)
    monkeypatch.setitem(sys.modules, "rapidocr_onnxruntime", module)
    ocr._engine.cache_clear()
    try:
        document = read_pdf(pdf(picture))
    finally:
        ocr._engine.cache_clear()
    assert (document.text, document.state) == ("关于印发方案的通知\n浙数字办〔2025〕2号", "ok_with_warnings")
    assert counts(document) == {"pages-read-by-ocr": 1}


def test_damage_after_writing_is_seen() -> None:
    data = pdf(lambda canvas: prose(canvas, [ONE]) and None)
    assert damage(data) == 0
    assert damage(raw_pdf(b"BT ET")) == 0
    place = data.index(b"stream") + 40
    assert damage(data[:place] + b"\xff\xff" + data[place + 2 :]) > 0
    assert damage(data[:200] + data[210:]) > 0
    assert damage(data[:-6]) > 0
    assert damage(b"") > 0


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_a_sound_pdf_is_not_called_damaged(path: Path) -> None:
    assert damage(path.read_bytes()) == 0


# Furniture, line by line.


def page_of(number: int, *texts: tuple[str, float]) -> tuple[Sheet, list[Line]]:
    return Sheet(number, WIDTH, HEIGHT), [Line(text, 80, top, 200, top + 16, 16, 16, number) for text, top in texts]


def test_a_bare_number_counts_as_page_number_only_in_step_with_the_pages() -> None:
    pages = [page_of(1, ("正文", 400), ("7", 800)), page_of(2, ("正文二", 400), ("8", 800)), page_of(3, ("正文三", 400), ("2025", 800))]
    assert furniture(pages) == {(1, 1), (2, 1)}


def test_one_line_of_many_pages_in_one_place_is_a_watermark_but_a_form_is_none() -> None:
    marked = [page_of(number, ("内部资料", 400), (f"正文{number}", 300)) for number in range(1, 6)]
    assert furniture(marked) == {(number, 0) for number in range(1, 6)}
    form = [page_of(number, ("甲", 300), ("乙", 350), ("丙", 400), ("丁", 450)) for number in range(1, 6)]
    assert furniture(form) == set()


def test_signs_with_a_box_of_their_ink_only_stay_in_their_line() -> None:
    glyphs = [Glyph(10.0 * index, 100, 10.0 * index + 10, 109, text) for index, text in enumerate("发展")]
    glyphs += [Glyph(20, 107, 30, 109, "。"), Glyph(30, 100, 40, 109, "聚"), Glyph(40, 99, 44, 102, "“"), Glyph(50, 104, 60, 105, "一")]
    assert [line.text for line in lines(glyphs)] == ["发展。聚“一"]


# Against pdfplumber, and on real plans.


def characters(path: Path) -> Iterator[tuple[Counter[str], Counter[str]]]:
    document = pypdfium2.PdfDocument(path)
    with pdfplumber.open(path) as reference:
        for index in range(min(len(document), 15)):
            ours = Counter(glyph.text for glyph in sheet(document[index], index + 1).glyphs)
            theirs = Counter(letter for char in reference.pages[index].chars for letter in unified(char["text"]) if not letter.isspace())
            reference.pages[index].close()
            yield ours, theirs


def unified(text: str) -> str:
    """pdfminer leaves radicals (⽔, ⻅) where pdfium gives the character (水, 见): they are left out of the comparison."""
    return "".join(letter for letter in text if not "\u2e80" <= letter <= "\u2fdf")


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_no_character_that_pdfplumber_sees_is_missing(path: Path) -> None:
    for ours, theirs in characters(path):
        missing = theirs - ours
        assert sum(ours.values()) >= sum(theirs.values())
        assert sum(missing.values()) <= 0.002 * sum(theirs.values()), missing


PLAN_32 = SHARED / "plans" / "32_zhejiang_shujuji.pdf"


@pytest.mark.skipif(not PLAN_32.exists(), reason="the real plans are not beside this repository")
def test_the_table_of_47_rows_comes_out_as_47_rows_with_body_and_date() -> None:
    document = read(PLAN_32)
    grid: dict[tuple[int, int], str] = {}
    for text, row, column, rows, columns in cells(document):
        grid.update({(row + down, column + across): text for down in range(rows) for across in range(columns)})
    assert [grid[row, 0] for row in range(1, 48)] == [str(number) for number in range(1, 48)]
    assert max(row for row, _ in grid) == 47
    assert max(column for _, column in grid) == 7
    gold = json.loads((SHARED / "gold" / "dev" / "32_zhejiang_shujuji.json").read_text(encoding="utf-8"))
    tasks = [task for task in gold["tasks"] if any(task["text"].startswith(grid[row, 2]) or grid[row, 2] in task["text"] for row in range(1, 48))]
    assert len(tasks) >= 47
    for row in range(1, 48):
        assert all(grid[row, column] for column in range(8))
        assert "年" in grid[row, 7]


@pytest.mark.skipif(not PLAN_32.exists(), reason="the real plans are not beside this repository")
@pytest.mark.parametrize("path", [path for path in PDFS if path.with_suffix(".txt").exists()], ids=lambda path: path.name)
def test_a_real_pdf_says_what_its_text_twin_says(path: Path) -> None:
    ours = Counter(letter for letter in read(path).text if not letter.isspace() and letter != "|")
    theirs = Counter(letter for letter in path.with_suffix(".txt").read_text(encoding="utf-8") if not letter.isspace() and letter != "|")
    assert sum((theirs - ours).values()) <= 0.02 * sum(theirs.values())
    assert sum((ours - theirs).values()) <= 0.02 * sum(theirs.values())
