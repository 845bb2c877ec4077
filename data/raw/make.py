"""Write the samples whose bytes are no plain UTF-8 text, from ``data/sources``: ``python data/raw/make.py``.

The same sources give the same bytes on every run and machine: nothing carries the time, and nothing is compressed,
because two builds of zlib need not agree. The PDF needs reportlab, a development dependency.
"""

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

RAW = Path(__file__).resolve().parent
SOURCES = RAW.parent / "sources"


def source(name: str) -> str:
    """The text of a source, by file name."""
    return (SOURCES / name).read_text(encoding="utf-8")


# Text as a document-sharing site shows it

HALF_WIDTH = str.maketrans("，：；（）％！？０１２３４５６７８９", ",:;()%!?0123456789")
"""What such a site's converter does to punctuation."""

SCANNER_SLIPS = (
    ("（1）改造拥堵路口", "（I）改造拥堵路口"),
    ("（1）新建公共厕所", "（I）新建公共厕所"),
    ("面积率达到16%。", "面积率达到16%o"),
    ("占比达到42%。", "占比达到42%o"),
    ("市教育局。完成时限：2025年8月", "市教育局.完成时限：2025年8月"),
    ("负责落实辖区", "负贵落实辖区"),
)
"""Misreadings, each put into the text once, at its first place."""

PAGE = 430
"""Characters between two page markers."""


def paged(text: str) -> Iterator[str]:
    """The pages of a text without line breaks; every second one ends inside a year (``20`` | ``25年``) where one is near."""
    start = number = 0
    while start < len(text):
        number += 1
        end = start + PAGE
        year = text.rfind("202", start, end) if number % 2 else -1
        if year > end - 60:
            end = year + 2
        yield text[start:end]
        start = end


def shared(name: str) -> bytes:
    """A plan as such a site shows it: one line a page, each behind a page number that cuts words and dates."""
    text = source(name)
    for right, wrong in SCANNER_SLIPS:
        if right not in text:
            raise ValueError(f"{name} does not say {right!r}; correct SCANNER_SLIPS")
        text = text.replace(right, wrong, 1)
    title = text.split("\n", 1)[0]
    line = "".join(re.sub(r"^(\d)\.", r"\1 .", part) for part in text.splitlines()).translate(HALF_WIDTH)
    pages = [f"{number}、{page}" for number, page in enumerate(paged(line), 1)]
    head = f"阅读全文 下载文档《{title}.docx》由用户上传,支持在线预览,同类文档请在文稿小站中检索。"
    foot = "本文档版权归上传者所有,如有侵权请联系客服。 关于我们 | 帮助中心 | 意见反馈"
    return "\n".join((head, *pages, foot, "")).encode()


# Text in another charset


def windows(name: str, charset: str) -> bytes:
    """A text as an office's older system saves it: in ``charset``, with the line ends of Windows."""
    return source(name).replace("\n", "\r\n").encode(charset)


# A Word file

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

CONTENT_TYPES = f"""{XML}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{TYPE}.numbering+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{TYPE}.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""

RELATIONSHIPS = f"""{XML}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>"""

DOCUMENT_RELATIONSHIPS = f"""{XML}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/relationships/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/relationships/numbering" Target="numbering.xml"/>
<Relationship Id="rId3" Type="{OFFICE}/relationships/footer" Target="footer1.xml"/>
</Relationships>"""

CORE = f"""{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<dc:title>城市品质提升实施细则（终稿）</dc:title><dc:creator>办公室</dc:creator>
<dcterms:created xsi:type="dcterms:W3CDTF">2025-05-12T01:00:00Z</dcterms:created></cp:coreProperties>"""

STYLES = f"""{XML}<w:styles {WORD}>
<w:docDefaults>
<w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr></w:rPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>
</w:styles>"""


def level(number: int, style: str, text: str, extra: str = "") -> str:
    """One level of the automatic numbering."""
    start = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/>'
    return f'<w:lvl w:ilvl="{number}">{start}{extra}<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f'{XML}<w:numbering {WORD}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    + level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>')
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.", '<w:lvlRestart w:val="0"/>')
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
"""一、 by its style, （一） and 1. by their paragraphs; 1. counts on through the sections."""

FOOTER = (
    f'{XML}<w:ftr {WORD}><w:p><w:r><w:t>— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    "<w:r><w:t> —</w:t></w:r></w:p></w:ftr>"
)

PARAGRAPHS = {
    "@number": '<w:pPr><w:jc w:val="center"/></w:pPr>',
    "@head": '<w:pPr><w:pStyle w:val="a3"/></w:pPr>',
    "@text": '<w:pPr><w:ind w:firstLineChars="200"/></w:pPr>',
    "@sign": '<w:pPr><w:jc w:val="right"/></w:pPr>',
    "@break": "<w:pPr><w:pageBreakBefore/></w:pPr>",
    "@1": '<w:pPr><w:pStyle w:val="1"/></w:pPr>',
    "@2": '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    "@3": '<w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr>',
}
"""The paragraph marks of a source and the properties they stand for."""


def paragraph(mark: str, text: str) -> str:
    """A paragraph; the heading of a numbered one is bold and so a run of its own."""
    head, stop, rest = text.partition("。") if mark in ("@2", "@3") else ("", "", text)
    bold = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{escape(head + stop)}</w:t></w:r>" if head else ""
    plain = f'<w:r><w:t xml:space="preserve">{escape(rest)}</w:t></w:r>' if rest else ""
    return f"<w:p>{PARAGRAPHS[mark]}{bold}{plain}</w:p>"


def word_table(rows: list[list[str]]) -> str:
    """A ruled table; a cell ``^`` is merged with the one above, ``>`` with the one to its left."""
    lines = []
    for at, row in enumerate(rows):
        cells = []
        for column, value in enumerate(row):
            if value == ">":
                continue
            wide = 2 if row[column + 1 : column + 2] == [">"] else 1
            below = rows[at + 1 : at + 2]
            merge = "<w:vMerge/>" if value == "^" else '<w:vMerge w:val="restart"/>' if below and below[0][column] == "^" else ""
            span = f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
            text = "" if value == "^" else f"<w:r><w:t>{escape(value)}</w:t></w:r>"
            cells.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{text}</w:p></w:tc>")
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    edges = "".join(f'<w:{edge} w:val="single" w:sz="4"/>' for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = '<w:gridCol w:w="1200"/>' * len(rows[0])
    return f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def word(name: str) -> bytes:
    """A plan as a Word file with automatic numbering and an annex table."""
    body: list[str] = []
    rows: list[list[str]] = []
    for line in source(name).splitlines():
        mark, _, text = line.partition(" ")
        if mark == "@row":
            rows.append(text.split("|"))
            continue
        if rows:
            body.append(word_table(rows))
            rows = []
        body.append(paragraph(mark, text))
    last = '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    document = f'{XML}<w:document {WORD} xmlns:r="{OFFICE}/relationships"><w:body>{"".join(body)}{last}</w:body></w:document>'
    return packed(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONSHIPS,
            "docProps/core.xml": CORE,
            "word/_rels/document.xml.rels": DOCUMENT_RELATIONSHIPS,
            "word/document.xml": document,
            "word/footer1.xml": FOOTER,
            "word/numbering.xml": NUMBERING,
            "word/styles.xml": STYLES,
        }
    )


def packed(parts: dict[str, str]) -> bytes:
    """The parts as a zip archive, stored uncompressed and dated 1980."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            file.writestr(entry, text.encode())
    return archive.getvalue()


# A PDF


def parts(text: str) -> dict[str, list[str]]:
    """The lines of a source by the ``# name`` above them."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("# "):
            found[line[2:]] = []
        else:
            found[next(reversed(found))].append(line)
    return found


def ruled(rows: list[list[str]], widths: list[int], cell: Any) -> Any:
    """A ruled table for a PDF with its head on every page; a row of one cell runs over all columns."""
    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Table

    style = [("GRID", (0, 0), (-1, -1), 0.6, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    style += [("SPAN", (0, at), (-1, at)) for at, row in enumerate(rows) if len(row) == 1]
    filled = [[*row, *[""] * (len(widths) - len(row))] for row in rows]
    return Table([[Paragraph(value, cell) if value else "" for value in row] for row in filled], widths, repeatRows=1, style=style)


def task_rows(lines: list[str]) -> list[list[str]]:
    """The rows of the task table: numbered through, group rows between them."""
    rows, number = [["序号", "重点任务", "具体措施", "牵头单位", "配合单位", "完成时限"]], 0
    for line in lines:
        if line.startswith("== "):
            rows.append([line[3:]])
        else:
            number += 1
            rows.append([str(number), *line.split("|")])
    return rows


def pdf(name: str) -> bytes:
    """A list of tasks as a PDF: two ruled tables, the second over several pages, page numbers between dashes."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    registerFont(UnicodeCIDFont("STSong-Light"))
    plain = ParagraphStyle("plain", fontName="STSong-Light", fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24)
    title = ParagraphStyle("title", plain, fontSize=18, leading=28, alignment=1, firstLineIndent=0)
    right = ParagraphStyle("right", plain, alignment=2, firstLineIndent=0)
    cell = ParagraphStyle("cell", plain, fontSize=9, leading=12, firstLineIndent=0)
    content = parts(source(name))
    goals = [["主要指标", "2026年目标值", "2027年目标值", "责任单位"], *(line.split("|") for line in content["goals"])]
    story = [
        *(Paragraph(line, title) for line in content["title"]),
        *(Paragraph(line, ParagraphStyle("number", plain, alignment=1, firstLineIndent=0)) for line in content["number"]),
        Spacer(1, 12),
        *(Paragraph(line, plain) for line in content["lead"]),
        Paragraph("一、主要指标", plain),
        ruled(goals, [190, 90, 90, 100], cell),
        Spacer(1, 12),
        Paragraph("二、重点任务", plain),
        ruled(task_rows(content["tasks"]), [30, 80, 160, 70, 80, 60], cell),
        Spacer(1, 24),
        *(Paragraph(line, right) for line in content["sign"]),
    ]

    def numbered(canvas: Any, document: Any) -> None:
        canvas.setFont("STSong-Light", 10)
        canvas.drawCentredString(297, 40, f"— {document.page} —")

    file = io.BytesIO()
    document = SimpleDocTemplate(file, pagesize=(595, 842), title=content["title"][0], author="办公室", invariant=1, pageCompression=0)
    document.build(story, onFirstPage=numbered, onLaterPages=numbered)
    return file.getvalue()


MADE: dict[str, Callable[[], bytes]] = {
    "linlan_chengshi_jingxihua_2025.txt": lambda: shared("linlan_chengshi_jingxihua_2025.txt"),
    "linlan_yingshang_huanjing_2025.html": lambda: windows("linlan_yingshang_huanjing_2025.html", "gbk"),
    "qinghe_chengshi_pinzhi_2025.docx": lambda: word("qinghe_chengshi_pinzhi_2025.txt"),
    "yunchuan_laji_fenlei_2025.gb18030.txt": lambda: windows("yunchuan_laji_fenlei_2025.txt", "gb18030"),
    "yunchuan_yingshang_huanjing_2026.pdf": lambda: pdf("yunchuan_yingshang_huanjing_2026.txt"),
}
"""Each sample that is made, and how."""


def main() -> None:
    """Write every made sample beside this file and say which."""
    for name, make in MADE.items():
        data = make()
        (RAW / name).write_bytes(data)
        sys.stdout.write(f"{name}: {len(data)} bytes\n")


if __name__ == "__main__":
    main()
