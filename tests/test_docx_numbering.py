"""Automatic numbering of Word, as its reader shows it: the label stands in front of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read import read_bytes
from pipeline.readers.counting import STYLES, counted
from tests.documents.word import NAMES, level, numbering, p, table, tc, tr, word

OFFICIAL = numbering(
    level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%3.") + level(3, "decimalEnclosedCircle", "%4")
)


def lines(body: str, numbers: str = OFFICIAL, styles: str = "") -> list[str]:
    parts = {"word/numbering.xml": numbers} | ({"word/styles.xml": f"<w:styles {NAMES}>{styles}</w:styles>"} if styles else {})
    return read_bytes(word(body, parts), "方案.docx").text.split("\n")


@pytest.mark.parametrize(
    ("style", "number", "written"),
    [
        ("chineseCounting", 1, "一"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 11, "十一"),
        ("chineseCounting", 20, "二十"),
        ("chineseCounting", 34, "三十四"),
        ("chineseCountingThousand", 100, "一百"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1005, "一千零五"),
        ("chineseCountingThousand", 10300, "一万零三百"),
        ("taiwaneseCountingThousand", 12, "十二"),
        ("taiwaneseCountingThousand", 20000, "二萬"),
        ("japaneseCounting", 21, "二十一"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 1, "甲"),
        ("ideographTraditional", 10, "癸"),
        ("ideographZodiac", 12, "亥"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographLegalTraditional", 3, "參"),
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 1, "①"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedCircle", 50, "㊿"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalEnclosedCircleChinese", 3, "③"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalEnclosedFullstop", 9, "⒐"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 9, "ix"),
        ("upperLetter", 3, "C"),
        ("lowerLetter", 27, "aa"),
        ("numberInDash", 4, "- 4 -"),
        ("none", 4, ""),
    ],
)
def test_counting_styles(style: str, number: int, written: str) -> None:
    assert counted(number, style) == written


@pytest.mark.parametrize("style", sorted(set(STYLES) - {"none", "ordinal"}))
def test_a_style_writes_two_neighbours_differently(style: str) -> None:
    written = [counted(number, style) for number in range(1, 11)]
    assert len(set(written)) == len(written)


@given(st.integers(1, 99_999))
def test_numerals_with_units_read_back_as_the_number(number: int) -> None:
    digits, units = {sign: value for value, sign in enumerate("零一二三四五六七八九")}, {"十": 10, "百": 100, "千": 1000, "万": 10_000}
    total, digit = 0, 1
    text = counted(number, "chineseCountingThousand")
    assert text is not None
    pending = 0
    for sign in text:
        if sign in digits:
            digit = digits[sign]
            pending = digit
        elif sign == "万":
            total, pending = (total + pending) * 10_000, 0
        else:
            total, pending = total + (pending or 1) * units[sign], 0
    assert total + pending == number


def test_levels_restart_under_a_new_heading() -> None:
    body = p("目标", 1) + p("绿地", 1, 1) + p("公园", 1, 2) + p("水体", 1, 2) + p("道路", 1, 1) + p("桥梁", 1, 2) + p("保障", 1) + p("资金", 1, 1)
    assert lines(body) == ["一、目标", "（一）绿地", "1.公园", "2.水体", "（二）道路", "1.桥梁", "二、保障", "（一）资金"]


def test_a_level_that_never_restarts_counts_on() -> None:
    numbers = numbering(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>'))
    assert lines(p("甲项", 1) + p("一事", 1, 1) + p("乙项", 1) + p("二事", 1, 1), numbers) == ["一、甲项", "1.一事", "二、乙项", "2.二事"]


def test_two_lists_of_one_abstract_list_count_on_unless_the_start_is_overridden() -> None:
    again = '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num>'
    fresh = '<w:num w:numId="8"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    numbers = numbering(level(0, "decimal", "%1."), nums=again + fresh)
    body = p("水", 1) + p("电", 1) + p("气", 7) + p("路", 8) + p("桥", 8) + p("灯", 1)
    assert lines(body, numbers) == ["1.水", "2.电", "3.气", "1.路", "2.桥", "3.灯"]


def test_a_pattern_of_several_levels_and_legal_digits() -> None:
    numbers = numbering(level(0, "chineseCounting", "第%1章") + level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
    assert lines(p("总则", 1) + p("范围", 1, 1) + p("附则", 1) + p("施行", 1, 1), numbers) == ["第一章 总则", "1.1 范围", "第二章 附则", "2.1 施行"]


def test_numbering_bound_to_a_style_and_to_the_style_it_is_based_on() -> None:
    numbers = numbering(
        level(0, "chineseCounting", "%1、", more='<w:pStyle w:val="H1"/>') + level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="H2"/>')
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2a"><w:basedOn w:val="H2"/></w:style>'
    )
    body = p("任务", style="H1") + p("供水", style="H2") + p("排水", style="H2a") + p("说明") + p("不编号", num=0, style="H2") + p("步骤", style="H1")
    assert lines(body, numbers, styles) == ["一、任务", "（一）供水", "（二）排水", "说明", "不编号", "二、步骤"]


def test_numbering_goes_through_table_cells_in_reading_order() -> None:
    body = p("前文", 1) + f"<w:tbl>{tr(tc(inner=p('表内', 1)), tc('市水务局'))}</w:tbl>" + p("后文", 1)
    assert lines(body) == ["一、前文", "二、表内 | 市水务局", "三、后文"]


def test_an_empty_numbered_paragraph_counts_but_gives_no_line() -> None:
    assert lines(p("甲事", 1) + p("", 1) + p("丙事", 1)) == ["一、甲事", "三、丙事"]


def test_a_start_other_than_one() -> None:
    assert lines(p("续前", 1), numbering(level(0, "decimal", "%1.", start=5))) == ["5.续前"]


def test_a_digit_label_before_a_digit_stays_apart() -> None:
    assert lines(p("2025年完成普查", 1), numbering(level(0, "decimal", "%1."))) == ["1. 2025年完成普查"]


def test_a_circled_label_stands_close() -> None:
    assert lines(p("普查管网", 1), numbering(level(0, "decimalEnclosedCircle", "%1"))) == ["①普查管网"]


def test_bullets_are_left_out_and_counted() -> None:
    document = read_bytes(word(p("甲事", 1) + table([["乙", "丙"]]), {"word/numbering.xml": numbering(level(0, "bullet", "\uf06c"))}), "方案.docx")
    assert document.text == "甲事\n乙 | 丙"
    assert [(notice.code, notice.count) for notice in document.notices] == [("bullets-left-out", 1)]


def test_restored_labels_are_counted_and_an_unknown_style_is_said() -> None:
    document = read_bytes(word(p("甲事", 1) + p("乙事", 1), {"word/numbering.xml": numbering(level(0, "hebrew2", "%1）"))}), "方案.docx")
    assert document.text == "1）甲事\n2）乙事"
    assert {notice.code: notice.count for notice in document.notices} == {"numbering-restored": 2, "numbering-unknown": 2}
    assert document.state == "ok_with_warnings"


def test_a_list_that_points_nowhere_is_no_numbering() -> None:
    assert lines(p("甲事", 99) + p("乙事", 1, 8)) == ["甲事", "乙事"]
    assert [notice.code for notice in read_bytes(word(p("甲事", 99)), "方案.docx").notices] == ["numbering-missing"]
