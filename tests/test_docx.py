"""Word documents: what Word shows is in the text once, what it does not show is counted."""

import pytest

from pipeline.read import read_bytes
from schemas.document import Document
from tests.documents.word import MACRO, NAMES, document, p, r, relations, table, tc, tr, word

FOOTNOTES = (
    f'<w:footnotes {NAMES}><w:footnote w:id="-1" w:type="separator">{p("分隔")}</w:footnote>'
    f'<w:footnote w:id="1">{p("建成区按2020年统计口径。")}</w:footnote></w:footnotes>'
)


def read(body: str, parts: dict[str, str | bytes] | None = None, name: str = "方案.docx") -> Document:
    return read_bytes(word(body, parts), name)


def counts(document: Document) -> dict[str, int]:
    return {notice.code: notice.count for notice in document.notices}


def cells(document: Document) -> list[tuple[str, int, int, int, int]]:
    return [(document.text[b.start : b.end], b.cell.row, b.cell.column, b.cell.rows, b.cell.columns) for b in document.blocks if b.cell]


def box(text: str) -> str:
    """A text box as Word writes it: the same text for new and for old programs."""
    inner = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>'
    return f"<w:r><mc:AlternateContent>{choice}<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"


@pytest.mark.parametrize(
    ("inner", "text", "counted"),
    [
        (r("新建") + f"<w:ins>{r('公园')}</w:ins>" + r("5个"), "新建公园5个", {"insertions-kept": 1}),
        (r("新建") + "<w:del><w:r><w:delText>泵站</w:delText></w:r></w:del>" + r("公园"), "新建公园", {"deletions-dropped": 2}),
        (f"<w:moveFrom>{r('旧处')}</w:moveFrom>" + f"<w:moveTo>{r('新处')}</w:moveTo>", "新处", {"deletions-dropped": 2, "insertions-kept": 1}),
        (f"<w:hyperlink>{r('市水务局')}</w:hyperlink>" + r("牵头"), "市水务局牵头", {}),
        (f"<w:smartTag>{r('2025年')}</w:smartTag>" + r("底前"), "2025年底前", {}),
        (f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{r('市财政局')}</w:sdtContent></w:sdt>", "市财政局", {}),
        ('<w:fldSimple w:instr="DATE">' + r("3月") + "</w:fldSimple>", "3月", {}),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + r("第7页")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "第7页",
            {"field-codes-left-out": 6},
        ),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", "甲\t乙", {}),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", "甲\n乙", {}),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲乙", {}),
        ("<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t></w:r>", "A-B", {}),
        ('<w:r><w:sym w:font="SimSun" w:char="25A1"/></w:r>' + r("完成"), "□完成", {}),
        (r("显示") + r("隐藏内容", "<w:vanish/>"), "显示", {"hidden-text-left-out": 4}),
        (r("显示") + r("不隐藏", '<w:vanish w:val="0"/>'), "显示不隐藏", {}),
        (f"<w:r><w:ruby><w:rt>{r('lú')}</w:rt><w:rubyBase>{r('泸')}</w:rubyBase></w:ruby></w:r>", "泸", {"ruby-left-out": 2}),
        (r("正文") + '<w:r><w:commentReference w:id="1"/></w:r>', "正文", {"comments-left-out": 1}),
        (r("见表") + '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>', "见表", {"objects-left-out": 1}),
        (r("正文") + box("注意事项"), "正文\n注意事项", {}),
    ],
)
def test_runs(inner: str, text: str, counted: dict[str, int]) -> None:
    document = read(p(inner=inner))
    assert document.text == text
    assert counts(document) == counted


def test_a_content_control_around_paragraphs_and_tables_is_read() -> None:
    body = f"<w:sdt><w:sdtContent>{p('封面')}{table([['甲', '乙']])}</w:sdtContent></w:sdt>" + p("正文")
    assert read(body).text == "封面\n甲 | 乙\n正文"


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next() -> None:
    assert read(p("由市住建局", properties="<w:rPr><w:del/></w:rPr>") + p("牵头")).text == "由市住建局牵头"


def test_cells_merged_across_and_down_are_one_cell() -> None:
    rows = (
        tr(tc("片区"), tc("项目", span=2))
        + tr(tc("老城", merge="restart"), tc("甲"), tc("乙"))
        + tr(tc(merge="continue"), tc("丙"), tc("丁"))
        + tr(tc("城东"), tc("戊"), tc(""))
    )
    document = read(f"<w:tbl>{rows}</w:tbl>")
    assert document.text == "片区 | 项目 | \n老城 | 甲 | 乙\n | 丙 | 丁\n城东 | 戊 | "
    assert cells(document) == [
        ("片区", 0, 0, 1, 1),
        ("项目", 0, 1, 1, 2),
        ("老城", 1, 0, 2, 1),
        ("甲", 1, 1, 1, 1),
        ("乙", 1, 2, 1, 1),
        ("丙", 2, 1, 1, 1),
        ("丁", 2, 2, 1, 1),
        ("城东", 3, 0, 1, 1),
        ("戊", 3, 1, 1, 1),
        ("", 3, 2, 1, 1),
    ]


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    rows = tr(tc("一"), tc("二"), tc("三")) + tr(tc("乙"), tc("丙"), properties='<w:gridBefore w:val="1"/>')
    assert [cell[:3] for cell in cells(read(f"<w:tbl>{rows}</w:tbl>"))][3:] == [("乙", 1, 1), ("丙", 1, 2)]


def test_a_deleted_row_is_dropped_and_counted() -> None:
    document = read(f"<w:tbl>{tr(tc('甲'), tc('乙'))}{tr(tc('丙丁'), tc('戊'), properties='<w:del/>')}</w:tbl>")
    assert document.text == "甲 | 乙"
    assert counts(document) == {"deletions-dropped": 3}


def test_paragraphs_of_a_cell_stand_in_one_line() -> None:
    assert read(f"<w:tbl>{tr(tc(inner=p('第一段。') + p('第二段')), tc('乙'))}</w:tbl>").text == "第一段。 第二段 | 乙"


def test_a_nested_table_is_written_into_its_cell_and_counted() -> None:
    document = read(f"<w:tbl>{tr(tc(inner=p('外') + table([['甲', '乙']]) + p('后')), tc('右'))}</w:tbl>")
    assert document.text == "外 甲 乙 后 | 右"
    assert counts(document) == {"nested-table-flattened": 1}


def test_a_table_of_one_column_is_only_a_frame() -> None:
    document = read(f"<w:tbl>{tr(tc(inner=p('首段') + table([['甲', '乙'], ['丙', '丁']]) + p('末段')))}</w:tbl>")
    assert document.text == "首段\n甲 | 乙\n丙 | 丁\n末段"
    assert {block.cell.table for block in document.blocks if block.cell} == {0}


def test_footnotes_stand_at_the_end_and_separators_do_not() -> None:
    document = read(p(inner=r("建成区") + '<w:r><w:footnoteReference w:id="1"/></w:r>'), {"word/footnotes.xml": FOOTNOTES})
    assert document.text == "建成区\n建成区按2020年统计口径。"
    assert [block.kind for block in document.blocks] == ["paragraph", "note"]


def test_headers_and_footers_are_counted_not_read() -> None:
    head = f"<w:hdr {NAMES}>{p('内部资料')}</w:hdr>"
    parts = {"word/header1.xml": head, "word/_rels/document.xml.rels": relations(("header", "header1.xml"))}
    document = read(p("正文"), parts)
    assert document.text == "正文"
    assert counts(document) == {"furniture-left-out": 4}


def test_headings_are_known_by_the_outline_level_of_their_style() -> None:
    styles = f'<w:styles {NAMES}><w:style w:type="paragraph" w:styleId="a1"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
    document = read(p("一、总体要求", style="a1") + p("正文"), {"word/styles.xml": styles})
    assert [block.kind for block in document.blocks] == ["heading", "paragraph"]


def test_facts_come_from_the_properties_of_the_file() -> None:
    names = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    core = f"<cp:coreProperties {names}><dc:title>节水方案</dc:title><dc:creator> </dc:creator></cp:coreProperties>"
    assert read(p("正文"), {"docProps/core.xml": core}).facts == {"文件标题": "节水方案"}


def test_strict_ooxml_is_read_like_the_usual_one() -> None:
    strict = document(p("严格格式")).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert read("", {"word/document.xml": strict}).text == "严格格式"


def test_a_file_with_macros_is_read_and_says_so() -> None:
    document = read_bytes(word(p("正文"), {"word/vbaProject.bin": b"inert"}, kind=MACRO), "方案.docm")
    assert (document.text, document.state, counts(document)) == ("正文", "ok_with_warnings", {"macro": 1})


@pytest.mark.parametrize("target", ["NULL", "../../../../etc/passwd", "missing.xml"])
def test_a_relationship_to_nowhere_does_not_stop_the_reader(target: str) -> None:
    document = read(p("正文"), {"word/_rels/document.xml.rels": relations(("image", target))})
    assert (document.text, counts(document)) == ("正文", {"damaged-parts": 1})


def test_an_outside_template_is_not_fetched_but_told() -> None:
    document = read(p("正文"), {"word/_rels/document.xml.rels": relations(external="http://example.invalid/t.dotm")})
    assert (document.text, counts(document)) == ("正文", {"external-links": 1})


@pytest.mark.parametrize("part", ["word/numbering.xml", "word/styles.xml", "word/footnotes.xml"])
def test_a_broken_part_beside_the_main_one_is_counted(part: str) -> None:
    body = p(inner=r("正文") + '<w:r><w:footnoteReference w:id="1"/></w:r>', style="a1")
    document = read(body, {part: "<w:broken"})
    assert (document.text, counts(document)) == ("正文", {"damaged-parts": 1})


def test_four_hundred_tables_inside_each_other_keep_their_text() -> None:
    assert read("<w:tbl><w:tr><w:tc>" * 400 + p("深处") + "</w:tc></w:tr></w:tbl>" * 400).text == "深处"


@pytest.mark.parametrize(
    ("head", "part"),
    [('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>', None), ("", "customXml/item1.xml")],
)
def test_a_document_type_is_refused(head: str, part: str | None) -> None:
    parts = {part: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'} if part else {}
    document = read_bytes(word(p("正文"), parts, head=head), "方案.docx")
    assert document.state == "rejected"
    assert counts(document)["dtd"] == 1
