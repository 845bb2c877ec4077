"""OFD packages: text in the order of the page, templates and attachments counted; damaged ones said so."""

import pytest

from pipeline.read import read_bytes
from schemas.document import Document
from tests.documents.fixed import ofd, path_object, text_object


def read(data: bytes) -> Document:
    return read_bytes(data, "方案.ofd")


def counts(document: Document) -> dict[str, int]:
    return {notice.code: notice.count for notice in document.notices}


def test_text_objects_are_read_by_their_place_not_their_order() -> None:
    page = text_object(20, 60, "由市水务局牵头。") + text_object(20, 30, "一、推进海绵城市建设") + text_object(20, 45, "新建雨水管道三十六公里。")
    document = read(ofd(page))
    assert document.text == "一、推进海绵城市建设\n新建雨水管道三十六公里。\n由市水务局牵头。"
    assert (document.pages, document.media_type, document.state) == (1, "application/ofd", "ok")
    assert document.facts == {"文件标题": "方案"}


def test_a_line_in_several_text_objects_is_one_line() -> None:
    assert read(ofd(text_object(40, 30, "城市建设") + text_object(20, 30, "推进海绵"))).text == "推进海绵城市建设"


def test_ruled_lines_make_a_table() -> None:
    lines = "".join(path_object(20, y, 120, y) for y in (30, 45, 60)) + "".join(path_object(x, 30, x, 60) for x in (20, 70, 120))
    texts = text_object(22, 33, "任务") + text_object(72, 33, "牵头单位") + text_object(22, 48, "普查管网") + text_object(72, 48, "市水务局")
    document = read(ofd(lines + texts))
    assert document.text == "任务 | 牵头单位\n普查管网 | 市水务局"
    assert [block.cell.column for block in document.blocks if block.cell] == [0, 1, 0, 1]


def test_text_of_a_template_stands_on_every_page_and_page_numbers_are_furniture() -> None:
    pages = [
        text_object(20, 60 + page, f"正文第{name}段，各部门按职责分工抓好落实。") + text_object(100, 280, f"—{page}—")
        for page, name in enumerate("甲乙丙", 1)
    ]
    document = read(ofd(*pages, template=text_object(20, 15, "云川市人民政府公报")))
    assert document.text.split("\n") == [f"正文第{name}段，各部门按职责分工抓好落实。" for name in "甲乙丙"]
    assert counts(document) == {"page-furniture-removed": 6}


def test_attachments_are_listed() -> None:
    document = read(ofd(text_object(20, 30, "正文"), attachments=["清单.xlsx", "分工表.docx"]))
    assert counts(document) == {"attachments-listed": 2}
    assert "清单.xlsx, 分工表.docx" in document.notices[0].message


@pytest.mark.parametrize(
    ("dropped", "state", "code"),
    [
        ("OFD.xml", "rejected", "unsupported-type"),
        ("Doc_0/Document.xml", "rejected", "damaged"),
        ("Doc_0/Pages/Page_1/Content.xml", "partial", "pages-unreadable"),
    ],
)
def test_a_missing_part_is_told(dropped: str, state: str, code: str) -> None:
    document = read(ofd(text_object(20, 30, "甲"), text_object(20, 30, "乙"), drop=[dropped]))
    assert document.state == state
    assert code in counts(document)


def test_steps_between_characters_may_be_given_one_by_one_or_not_at_all() -> None:
    listed = '<ofd:TextObject Boundary="20 30 30 6" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="5 20 5">甲乙丙丁</ofd:TextCode></ofd:TextObject>'
    bare = '<ofd:TextObject Boundary="20 60 30 6" Size="5"><ofd:TextCode X="0" Y="5">戊己</ofd:TextCode></ofd:TextObject>'
    turned = '<ofd:TextObject Boundary="20 90 30 9" Size="1" CTM="5 0 0 5 0 0"><ofd:TextCode X="0" Y="1" DeltaX="1 1">庚辛壬</ofd:TextCode></ofd:TextObject>'
    assert read(ofd(listed + bare + turned)).text == "甲乙 丙丁\n戊己\n庚辛壬"
