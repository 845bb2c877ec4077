"""The outline: labels of every style in sequence, tiling the text, clauses lifted to whom they bind."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalise import normalise
from pipeline.outline import headings, parse
from pipeline.outline.labels import labels, numeral
from pipeline.outline.lines import lines, only_clauses
from schemas.outline import Item
from schemas.spans import Span
from tests.conftest import SHARED
from tests.timing import grows_linearly, seconds


def _blocks() -> Iterator[tuple[str, list[str]]]:
    path = Path(__file__).parent / "cases" / "outlines.txt"
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        text = "\n".join(line[2:] for line in lines if line.startswith("> "))
        if text:
            yield text, [line for line in lines if not line.startswith("> ")]


def shown(item: Item, text: str, depth: int = 0) -> Iterator[str]:
    """The labelled items as the cases write them."""
    for child in item.children:
        if child.label:
            title = text[slice(*child.heading)] if child.heading else "-"
            yield f"{'  ' * depth}{child.label} {title}"
        yield from shown(child, text, depth + bool(child.label))


@pytest.mark.parametrize(("source", "outline"), list(_blocks()))
def test_case(source: str, outline: list[str]) -> None:
    text = normalise(source)[0].value
    assert list(shown(parse(text), text)) == outline


def tiles(item: Item) -> bool:
    """Whether children tile their parent, all the way down."""
    if not item.children:
        return True
    borders = [item.children[0].start, *(child.end for child in item.children)]
    inside = item.start <= borders[0] and borders[-1] == item.end
    apart = all(first.end == second.start for first, second in pairwise(item.children))
    return inside and apart and all(tiles(child) for child in item.children)


_LABELS = ["一、", "二、", "三、", "(一)", "(二)", "1.", "2.", "3.", "(1)", "(2)", "①", "②", "一是", "二是", "首先", "其次", "第一,", "附件1\n", "--"]
_TEXTS = [
    "推进治理。",
    "责任单位:市水务局",
    "(牵头单位:市住建局)",
    "\n",
    "开展巡查,",
    "以上内容由住建局提报。\n",
    "2025年3月1日\n",
    "某市人民政府办公室\n",
    "强基础",
    "|a|b|",
]


@given(st.lists(st.sampled_from(_LABELS + _TEXTS), max_size=40).map("".join))
def test_children_tile_their_parent(source: str) -> None:
    text = normalise(source)[0].value
    root = parse(text)
    assert tiles(root)
    assert (root.start, root.end) == (0, len(text))
    assert all(text[item.start :].lstrip().startswith(item.label) for item in root.walk() if item.label)


_PIECES = st.lists(
    st.sampled_from(
        [
            "责任单位:",
            "牵头单位:市住建局",
            "(市住建局牵头)",
            "(责任单位:县水利局)",
            "市财政局、",
            "加强管理",
            "提升服务水平,",
            "一是",
            "1.",
            "。",
            ";",
            ",",
            " ",
            "\n",
            "(",
            "由",
        ]
    ),
    max_size=24,
).map("".join)


@given(_PIECES)
def test_lines_that_are_only_clauses_open_as_clauses_do(text: str) -> None:
    found = list(lines(text, 0, len(text)))
    assert only_clauses(text, 0, len(text)) == (bool(found) and all(line.clause for line in found))


@given(_PIECES)
def test_a_line_passed_over_by_its_head_has_no_title(text: str) -> None:
    line = Span(0, len(text))
    with patch.object(headings, "_may_head", return_value=True):
        thorough = [headings._whole_line(text, line, more=more) for more in (True, False)]
    assert [headings._whole_line(text, line, more=more) for more in (True, False)] == thorough


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real plans (../shared) are not at hand")
def test_children_tile_their_parent_in_real_plans() -> None:
    for path in sorted([*SHARED.glob("seeds/*.txt"), *SHARED.glob("plans/**/*.txt")]):
        assert tiles(parse(normalise(path.read_text(encoding="utf-8"))[0].value)), path.name


def test_a_clause_after_inline_items_belongs_to_the_item_that_holds_them() -> None:
    text = "(二)整治河道。一是清淤疏浚。二是截污纳管。(责任单位:市水务局)\n(三)整治扬尘。加强管控。(责任单位:市住建局)"
    first, second = parse(text).children
    assert [child.kind for child in first.children] == ["item", "item", "clause"]
    assert text[slice(*first.children[-1].span)].strip() == "(责任单位:市水务局)"
    assert second.children == ()


def test_clauses_of_each_item_stay_with_it() -> None:
    text = "1.文化保护\n一是普查登记。(责任单位:省文物局)\n二是修缮加固。(责任单位:省文旅厅)"
    (item,) = parse(text).children
    assert [child.kind for child in item.children] == ["item", "item"]


def test_a_clause_on_its_own_line_after_a_list_belongs_to_the_list() -> None:
    text = "(一)完善服务\n1.优化流程,压减时限。\n2.推行帮办,提供引导。\n责任单位:区政务服务局"
    (item,) = parse(text).children
    assert [child.kind for child in item.children] == ["item", "item", "clause"]


def test_items_that_only_say_who_and_when_are_lines_of_the_item_above() -> None:
    text = "任务一:畅通道路\n(1)建设内容:新建公路12公里。\n(2)责任单位:县交通运输局\n(3)完成时限:2024年12月\n任务二:保障供水\n(1)建设内容:改造水厂1座。\n(2)责任单位:县水利局\n"
    first, second = parse(text).children
    assert (first.children, second.children) == ((), ())


def test_signature_and_leavings_are_set_apart() -> None:
    text = "四、保障措施\n(一)加强宣传。营造氛围。\n青禾县人民政府办公室\n2025年3月1日\n(此件公开发布)\n上一篇:通知"
    section = parse(text).children[0]
    assert [child.kind for child in section.children] == ["item", "back"]
    assert text[slice(*section.children[1].span)].startswith("青禾县人民政府办公室")


def test_a_paragraph_with_its_own_clause_is_an_item() -> None:
    text = "1.减免租金,支持商户。(责任单位:区国资委)\n对困难企业给予贴息。(责任单位:区金融办)\n3.缓缴社保,稳定岗位。(责任单位:区人社局)"
    kinds = [child.kind for child in parse(text).children]
    assert kinds == ["item", "paragraph", "item"]


@pytest.mark.parametrize(
    ("text", "number"), [("十二", 12), ("二十", 20), ("一百零三", 103), ("⑤", 5), ("IV", 4), ("l", 1), ("7", 7), ("其次", 2), ("甲", 0)]
)
def test_numeral(text: str, number: int) -> None:
    assert numeral(text) == number


def test_every_style_is_recognised() -> None:
    text = "第一部分 背景\n第二章 任务\n第三节 分工\n第四条 职责\n五、要求\n(六)检查\n7.整改\n8.1落实\n(9)通报\n10)总结\n⑪存档\n一是研判\n首先,排查\n第二,整改\n附件3\n"
    styles = [label.style for label in labels(text)]
    assert styles == [
        "part", "chapter", "section", "article", "chinese", "bracketed", "digit", "multi", "paren", "half", "circled", "ordinal", "word", "ordinal-word", "annex",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["一、", "(一)", "1.推进。", "一是", "①", "(", "责任单位:", "推进治理。\n", "附件:1.a\n", "|a|b|\n"])
def test_linear_time(unit: str) -> None:
    parse(unit)
    assert seconds(parse, unit * (100_000 // len(unit))) < 6
    assert grows_linearly(parse, unit, 50_000)
