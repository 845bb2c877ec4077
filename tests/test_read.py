"""Reading in general: the promise every reader keeps, types by content, errors as one line, archives."""

import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read import read, read_all, read_bytes
from pipeline.readers import READERS, reader
from pipeline.readers.draft import Draft, Grid, GridCell
from pipeline.readers.faults import FINDINGS, STATES, Fault, notice, worst
from pipeline.readers.media import claimed, media_type
from pipeline.readers.pdf.glyphs import sheet
from schemas.document import Document
from tests.documents.fixed import ofd, path_object, pdf, prose, raw_pdf, ruled, text_object
from tests.documents.word import level, numbering, p, table, word

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CLAUSE = "到2025年底完成改造面积12.5平方公里，由市住房和城乡建设局牵头，市财政局、市水务局配合。"
ROWS = [["序号", "任务", "牵头单位"], ["1", "普查管网", "市水务局"], ["2", "改造泵站", "市城管局"]]

BUILT: dict[str, Callable[[], bytes]] = {
    "clause.txt": lambda: (CLAUSE * 3 + "\n\n　　第二段\n甲 | 乙\n丙 | 丁\n").encode(),
    "clause.gb.txt": lambda: (CLAUSE * 3).encode("gb18030"),
    "numbered.docx": lambda: word(p("目标", 1) + p(CLAUSE, 1) + table(ROWS), {"word/numbering.xml": numbering(level(0, "chineseCounting", "%1、"))}),
    "page.html": lambda: f"<html><body><h1>方案</h1><p>{CLAUSE}</p><table><tr><td>甲<td>乙</tr><tr><td>丙<td>丁</tr></table></body></html>".encode(),
    "prose.pdf": lambda: pdf(lambda canvas: prose(canvas, [CLAUSE * 4, CLAUSE]) and None),
    "table.pdf": lambda: pdf(lambda canvas: ruled(canvas, ROWS, 700, [50, 200, 150])),
    "latin.pdf": lambda: raw_pdf(b"BT /F1 12 Tf 50 700 Td (hello 2025) Tj ET"),
    "page.ofd": lambda: ofd(text_object(20, 30, "海绵城市建设方案") + path_object(20, 50, 120, 50)),
}
KEPT = sorted(path for path in (ROOT / "data" / "raw").glob("*.*") if path.suffix in {".txt", ".docx", ".pdf", ".html"})
REAL = sorted(
    path for folder in ("seeds", "plans", "plans/more") for path in (SHARED / folder).glob("*.*") if path.suffix in {".txt", ".pdf", ".html"}
)


def documents() -> list[object]:
    built = [pytest.param(lambda make=make, name=name: read_bytes(make(), name), id=name) for name, make in BUILT.items()]
    return built + [pytest.param(lambda path=path: read(path), id=path.name) for path in KEPT + REAL]


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


@pytest.mark.parametrize("open_document", documents())
def test_blocks_lie_in_the_text_in_order_and_between_them_are_only_separators(open_document: Callable[[], Document]) -> None:
    document = open_document()
    assert document.state in ("ok", "ok_with_warnings", "partial")
    assert document.text.strip()
    end, between = 0, []
    for block in document.blocks:
        assert end <= block.start <= block.end <= len(document.text)
        between.append(document.text[end : block.start])
        end = block.end
    between.append(document.text[end:])
    assert not set("".join(between)) - set(" |\n\t\u3000\ufeff\xa0-:")
    assert all("\n" not in document.text[block.start : block.end] for block in document.blocks)


@pytest.mark.parametrize("open_document", documents())
def test_cells_of_a_table_do_not_overlap_and_a_row_is_one_line(open_document: Callable[[], Document]) -> None:
    document = open_document()
    taken: Counter[tuple[int, int, int]] = Counter()
    lines: dict[tuple[int, int], set[int]] = {}
    for block in document.blocks:
        assert (block.kind == "cell") is (block.cell is not None)
        if block.cell:
            cell = block.cell
            taken.update((cell.table, cell.row + down, cell.column + across) for down in range(cell.rows) for across in range(cell.columns))
            lines.setdefault((cell.table, cell.row), set()).add(document.text.count("\n", 0, block.start))
    assert max(taken.values(), default=1) == 1
    assert all(len(line) == 1 for line in lines.values())


@pytest.mark.parametrize("open_document", documents())
def test_the_state_is_that_of_the_gravest_notice(open_document: Callable[[], Document]) -> None:
    document = open_document()
    assert document.state == worst(codes(document))
    for one in document.notices:
        assert one.message.startswith(document.name + ": ")
        assert "\n" not in one.message
        assert one.count > 0


def solid(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@pytest.mark.parametrize("path", [path for path in KEPT + REAL if path.suffix == ".pdf"], ids=lambda path: path.name)
def test_every_character_of_a_pdf_is_in_a_block_or_taken_out_by_a_counted_finding(path: Path) -> None:
    document = read(path)
    with pypdfium2.PdfDocument(path) as file:
        drawn = solid("".join(glyph.text for index in range(len(file)) for glyph in sheet(file[index], index + 1).glyphs))
    said = solid("".join(document.text[block.start : block.end] for block in document.blocks))
    assert not said - drawn
    missing = (drawn - said).total()
    taken = {"page-furniture-removed": 40, "repeated-heads-removed": 80, "repeated-cells-removed": 40}
    assert missing <= sum(taken.get(notice.code, 0) * notice.count for notice in document.notices)


@pytest.mark.parametrize("path", [path for path in KEPT if path.suffix == ".docx"], ids=lambda path: path.name)
def test_every_character_of_a_docx_is_in_a_block_and_only_labels_are_added(path: Path) -> None:
    document = read(path)
    with zipfile.ZipFile(path) as archive:
        written = solid("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", archive.read("word/document.xml").decode("utf-8"))))
    said = solid("".join(document.text[block.start : block.end] for block in document.blocks))
    assert not written - said
    assert set(said - written) <= set("一二三四五六七八九十、（）.0123456789①②③④⑤⑥⑦⑧⑨")
    assert ("numbering-restored" in codes(document)) is bool(said - written)


@pytest.mark.parametrize("path", [path for path in KEPT + REAL if path.suffix == ".txt"], ids=lambda path: path.name)
def test_every_character_of_a_text_file_is_in_a_block(path: Path) -> None:
    document = read(path)
    data = path.read_bytes()
    written = data.decode("gb18030" if "gb18030" in path.name else "utf-8-sig")
    assert document.text == written.replace("\r\n", "\n")
    said = solid("".join(document.text[block.start : block.end] for block in document.blocks))
    assert set(solid(written) - said) <= set("|-:")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4 ...", "application/pdf"),
        (b"\xef\xbb\xbf junk before %PDF-1.7", "application/pdf"),
        (word(p("x")), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (word(p("x"))[:-60], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (ofd(""), "application/ofd"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (rb"{\rtf1\ansi x}", "application/rtf"),
        (b"From: <Saved>\r\nMIME-Version: 1.0\r\n\r\n", "message/rfc822"),
        ("\ufeff<!DOCTYPE html><html>".encode(), "text/html"),
        (b"  \n<div class=a>x</div>", "text/html"),
        ("<html>甲</html>".encode("utf-16"), "text/html"),
        (b"<plan>x</plan>", "text/plain"),
        ("《方案》<p>".encode(), "text/plain"),
        (b"", "text/plain"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"PK\x05\x06" + bytes(18), "application/zip"),
    ],
)
def test_the_content_decides_the_type(data: bytes, kind: str) -> None:
    assert media_type(data) == kind


@pytest.mark.parametrize(
    ("name", "kind"), [("a.PDF", "application/pdf"), ("方案.wps", "application/msword"), ("a.b.htm", "text/html"), ("方案", None), ("a.xyz", None)]
)
def test_what_a_name_claims(name: str, kind: str | None) -> None:
    assert claimed(name) == kind


def test_a_name_that_differs_from_the_content_is_told() -> None:
    document = read_bytes(f"<html><body><p>{CLAUSE}</p></body></html>".encode("gb18030"), "方案.doc")
    assert (document.text, document.state, codes(document)) == (CLAUSE, "ok_with_warnings", ["name-differs", "charset-guessed"])


@pytest.mark.parametrize("kind", sorted(READERS))
def test_every_media_type_has_a_reader_that_reads(kind: str) -> None:
    assert callable(reader(kind))


def test_a_file_that_cannot_be_opened_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "fehlt.txt")


def test_a_file_above_the_limit_is_rejected_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.read.MAX_BYTES", 10)
    (tmp_path / "big.txt").write_bytes(b"x" * 11)
    document = read(tmp_path / "big.txt")
    assert (document.state, document.text, codes(document)) == ("rejected", "", ["too-large"])


def test_a_reader_that_breaks_puts_the_file_into_quarantine(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("rId7")

    monkeypatch.setattr("pipeline.read.reader", lambda _kind: fail)
    document = read_bytes(b"text", "a.txt")
    assert (document.state, codes(document)) == ("quarantined", ["reader-failed"])
    assert "KeyError" in document.notices[0].message


def test_a_reader_out_of_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("pipeline.read.reader", lambda _kind: fail)
    assert codes(read_bytes(b"text", "a.txt")) == ["out-of-memory"]


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.pdf", "a.docx", "a.html", "a.ofd", "a"]))
def test_no_bytes_raise(data: bytes, name: str) -> None:
    document = read_bytes(data, name)
    assert document.state == worst(codes(document))
    assert document.state != "quarantined"


@settings(deadline=None)  # where LibreOffice is installed it is asked too
@given(
    st.binary(max_size=200),
    st.sampled_from([b"%PDF-1.4\n", b"PK\x03\x04", b"{\\rtf1", b"MIME-Version: 1.0\n", b"<html>", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_no_bytes_behind_a_known_beginning_raise(data: bytes, head: bytes) -> None:
    assert read_bytes(head + data, "a.bin").state != "quarantined"


def test_the_same_bytes_give_the_same_document() -> None:
    for name, make in BUILT.items():
        assert read_bytes(make(), name) == read_bytes(make(), name)


def test_facts_at_the_beginning_of_any_document_are_read() -> None:
    lines = "索引号: | 11330/2025-1 | 发布机构: | 云川市住房和城乡建设局\n成文日期: | 2025-03-13 | 有效性: | 有效\n" + CLAUSE
    assert read_bytes(lines.encode(), "a.txt").facts == {
        "索引号": "11330/2025-1",
        "发布机构": "云川市住房和城乡建设局",
        "成文日期": "2025-03-13",
        "有效性": "有效",
    }
    assert read_bytes(word(table([["发文字号", "云政发〔2025〕3号"], ["发布日期", "2025-03-13"]]) + p(CLAUSE)), "a.docx").facts == {
        "发文字号": "云政发〔2025〕3号",
        "发布日期": "2025-03-13",
    }


# The catalogue of findings.


def used_codes() -> set[str]:
    sources = [ROOT / "pipeline" / "read.py", *(ROOT / "pipeline" / "readers").rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.name != "faults.py")
    return set(re.findall(r'"([a-z0-9-]+)"', text)) & set(FINDINGS)


def test_every_finding_of_the_catalogue_is_used() -> None:
    assert set(FINDINGS) - used_codes() == set()


def test_every_finding_used_is_in_the_catalogue() -> None:
    sources = [ROOT / "pipeline" / "read.py", *(ROOT / "pipeline" / "readers").rglob("*.py")]
    named = {code for path in sources for code in re.findall(r'(?:find|Fault)\(\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8"))}
    assert named
    assert named <= set(FINDINGS)


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_a_finding_is_one_line_that_names_the_file(code: str) -> None:
    said = notice(code, "方案.pdf", 3, "details")
    assert said.message.startswith("方案.pdf: ")
    assert "{" not in said.message
    assert len(said.message) < 180
    assert FINDINGS[code].state in STATES


def test_the_gravest_state_wins() -> None:
    assert (worst([]), worst(["macro", "garbled"]), worst(["encrypted", "reader-failed"])) == ("ok", "partial", "quarantined")


def test_a_fault_carries_what_its_sentence_needs() -> None:
    fault = Fault("truncated", count=12)
    assert (fault.code, fault.detail, fault.count) == ("truncated", "", 12)


# The draft.


def test_a_draft_joins_lines_and_cells() -> None:
    draft = Draft("a.txt")
    draft.paragraph("甲")
    draft.paragraph("")
    draft.table(Grid([GridCell("乙", 0, 0, 2, 1), GridCell("丙", 0, 1), GridCell("丁", 1, 1), GridCell("", 2, 0), GridCell("", 2, 1)]))
    draft.paragraph("戊", "note")
    document = draft.document("0" * 64, "text/plain")
    assert document.text == "甲\n乙 | 丙\n | 丁\n戊"
    assert [document.text[block.start : block.end] for block in document.blocks] == ["甲", "乙", "丙", "丁", "戊"]


def test_findings_of_a_code_add_up_and_none_is_none() -> None:
    draft = Draft("a.txt")
    draft.find("damaged-parts", 1, "a.xml")
    draft.find("damaged-parts", 2, "b.xml")
    draft.find("macro", 0)
    document = draft.document("0" * 64, "text/plain")
    assert [(one.code, one.count) for one in document.notices] == [("damaged-parts", 3)]
    assert "a.xml, b.xml" in document.notices[0].message


# Archives.


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def opened(data: bytes, tmp_path: Path, name: str = "计划.zip") -> list[Document]:
    (tmp_path / name).write_bytes(data)
    return list(read_all(tmp_path / name))


def test_an_archive_gives_a_document_a_member(tmp_path: Path) -> None:
    found = opened(zipped(("通知.txt", CLAUSE.encode()), ("附件/清单.docx", word(p("清单"))), ("__MACOSX/._a", b"x"), ("空/", b"")), tmp_path)
    assert [(document.name, document.text) for document in found] == [("计划.zip/通知.txt", CLAUSE), ("计划.zip/附件/清单.docx", "清单")]


def test_archives_inside_archives_are_read_to_three_levels(tmp_path: Path) -> None:
    data = zipped(("深.txt", b"deep"))
    for _ in range(2):
        data = zipped(("内.zip", data))
    assert [(d.name, d.state) for d in opened(data, tmp_path)] == [("计划.zip/内.zip/内.zip/深.txt", "ok")]
    found = opened(zipped(("内.zip", data)), tmp_path)
    assert [(d.name, d.state, codes(d)) for d in found] == [("计划.zip/内.zip/内.zip/内.zip", "rejected", ["too-many-levels"])]


def test_one_broken_member_does_not_lose_the_others(tmp_path: Path) -> None:
    data = zipped(("甲.txt", CLAUSE.encode()), ("乙.txt", CLAUSE.encode()))
    place = data.index("乙".encode()) + len("乙.txt".encode()) + 10
    found = opened(data[:place] + b"\xff\xff\xff" + data[place + 3 :], tmp_path)
    assert [(d.state, codes(d)) for d in found] == [("ok", []), ("rejected", ["damaged"])]


def test_a_file_that_is_no_archive_is_read_alone(tmp_path: Path) -> None:
    assert [document.text for document in opened(word(p("一段")), tmp_path, "方案.zip")] == ["一段"]


@pytest.mark.parametrize("data", [zipped(), zipped(("a/", b"")), zipped(("a.txt", b"x"))[:-10]])
def test_an_archive_without_members_is_rejected(data: bytes, tmp_path: Path) -> None:
    found = opened(data, tmp_path)
    assert [document.state for document in found] == ["rejected"]


def test_a_member_that_would_unpack_too_large_stops_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.archive.MAX_TOTAL", 100)
    assert [codes(document) for document in opened(zipped(("a.txt", b"x" * 60), ("b.txt", b"y" * 60)), tmp_path)] == [["too-large"]]


@pytest.mark.parametrize(
    "unit", ["| ", "　", "-|", "甲 | ", "<p", "<div>", "<table><tr><td>", "<a>", "发布日期: ", "| 甲 |\n", "\r", "甲 \n ", "一、", "("]
)
@pytest.mark.parametrize("head", ["甲", "<html><body>"])
def test_a_hundred_thousand_characters_of_anything_are_read_in_time(unit: str, head: str) -> None:
    data = (head + unit * (100_000 // len(unit))).encode()
    start = time.process_time()
    read_bytes(data, "a")
    assert time.process_time() - start < 3
