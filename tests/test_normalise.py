"""Cleaning keeps every character's place, folds script and width, and takes out what is not the plan's."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from pipeline.normalise import DROPS, REWRITES, _widths, normalise
from pipeline.script import script, simplified
from schemas.text import Text
from tests.conftest import SHARED
from tests.timing import grows_linearly, seconds


def value(source: str) -> str:
    return normalise(source)[0].value


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("主 要 内 容", "主要内容"),
        ("省卫生 健 康委", "省卫生健康委"),
        ("守住底线 争创一流", "守住底线 争创一流"),
        ("縣住房城鄉建設局", "县住房城乡建设局"),
        ("到２０２５年，达到８５％以上（牵头单位：市住建局）", "到2025年,达到85%以上(牵头单位:市住建局)"),
        ("到 2025 年底，建成 3 座泵站", "到2025年底,建成3座泵站"),
        ("县公安局 、县水利局", "县公安局、县水利局"),
        ("20 21年完成", "2021年完成"),
        ("发布时间：2022-06-07 09:30:00", "发布时间:2022-06-07 09:30:00"),
        ("Word 2016 版", "Word 2016版"),
        ("零\u200b宽\ufeff字符", "零宽字符"),
        ("⽔利局", "水利局"),
        ("覆盖率达到15%o(牵头单位:市水务局)", "覆盖率达到15%(牵头单位:市水务局)"),
        ("比例不低于3:1.o(责任单位:市教育局)", "比例不低于3:1(责任单位:市教育局)"),
        ("加快补齐短板，着力解\n决停车难题。", "加快补齐短板,着力解决停车难题。"),
        ("推进治理\n— 12 —\n成效明显", "推进治理\n成效明显"),
        ("一、总体要求\n\n\n坚持原则。", "一、总体要求\n坚持原则。"),
    ],
)
def test_case(source: str, cleaned: str) -> None:
    assert value(source) == cleaned


def test_page_markers_are_joined_into_the_words_they_cut() -> None:
    page = "坚持统筹规划、建设、管理三大环节,不断完善城市功能。" * 5
    source = f"1、{page}加强道路清\n2、扫保洁，{page}完成时限：20\n3、25年6月。{page}推进垃圾分\n4、类，提高覆盖率。"
    text, notices = normalise(source)
    assert text.value == f"{page}加强道路清扫保洁,{page}完成时限:2025年6月。{page}推进垃圾分类,提高覆盖率。"
    assert [(notice.code, notice.count) for notice in notices] == [("page-markers-removed", 4)]
    at = text.value.index("2025年6月")
    assert source[slice(*text.source(at, at + 7))] == "20\n3、25年6月"


def test_a_numbered_list_is_no_page_marker() -> None:
    source = "1、修建公园三处。\n2、改造公厕十座。\n3、整治河道两条。\n4、新建泵站一座。"
    assert value(source) == source


def test_a_numbered_list_whose_items_end_in_names_is_no_page_marker() -> None:
    source = "".join(f"{number}、推进第{number}项。\n牵头单位:市水务局\n" for number in range(1, 8))
    assert value(source) == source


@pytest.mark.parametrize("line", ["二、重点任务", "(三)强化监管", "责任单位:市水务局", "4.开展巡查", "一是摸清底数", "附件1", "①清理河道"])
def test_a_label_or_clause_keeps_its_line(line: str) -> None:
    assert value(f"推进城乡一体化发展,不断提升水平\n{line}").endswith("\n" + line)


def test_lost_breaks_of_a_long_line_are_found_again() -> None:
    filler = "坚持系统治理,统筹推进水环境、水生态、水资源、水安全、水文化建设,不断增强群众获得感。" * 8
    source = f"一、加大支持 1.完善机制。{filler} 责任单位:市财政局、税务局 2.优化服务。{filler}"
    assert [line[:9] for line in value(source).split("\n")] == ["一、加大支持", "1.完善机制。坚持", "责任单位:市财政局", "2.优化服务。坚持"]


_ODD = "一二(（)）：:，,。、； \u3000\n\t\r\u200b\ufeff１２3%o.縣國學发乾隆覆\U00020bb7\ue000|—-①X"


@given(st.text(st.sampled_from(_ODD) | st.characters(), max_size=300))
def test_every_character_knows_its_place(source: str) -> None:
    text, notices = normalise(source)
    assert len(text.origin) == len(text.value) + 1
    assert list(text.origin) == sorted(text.origin)
    assert text.origin[-1] == len(source)
    folded = Text.of(source)
    for rewrite in REWRITES:
        folded = folded.mapped(rewrite)
    assert all(folded.value[place] == character for place, character in zip(text.origin, text.value, strict=False))
    assert all(notice.count > 0 for notice in notices)


@given(st.text(st.sampled_from(_ODD), max_size=200))
def test_what_is_dropped_is_in_order_and_apart(source: str) -> None:
    text = Text.of(source)
    for rewrite in REWRITES:
        text = text.mapped(rewrite)
    for drop in DROPS:
        spans = list(drop.find(text.value))
        assert all(0 <= start < end <= len(text.value) for start, end in spans), drop
        assert all(first.end <= second.start for first, second in pairwise(spans)), drop
        text = text.without(spans)


def test_a_folded_character_is_never_folded_again() -> None:
    assert not set(_widths().values()) & set(_widths())


def test_simplified_equals_the_library_on_words_and_phrases() -> None:
    library = OpenCC("t2s")
    words = "乾隆年間,憑藉著反覆推敲,徵求意見;瞭解傢俱、彷彿、於戲;縣鄉鎮黨委會同發展改革、衛生健康、臺灣資訊軟體,劃撥線路。"
    assert simplified(words) == library.convert(words)
    assert simplified("已经是简体") == "已经是简体"


@given(st.text(max_size=80))
def test_simplified_keeps_the_length(source: str) -> None:
    assert len(simplified(source)) == len(source)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real plans (../shared) are not at hand")
def test_simplified_equals_the_library_on_real_plans() -> None:
    library = OpenCC("t2s")
    for path in sorted([*SHARED.glob("seeds/*.txt"), *SHARED.glob("plans/**/*.txt")]):
        source = path.read_text(encoding="utf-8")
        assert simplified(source) == library.convert(source), path.name


@pytest.mark.parametrize(
    ("source", "expected"), [("縣住房城鄉建設局", "hant"), ("县住房城乡建设局", "hans"), ("", "hans"), ("於" + "城市" * 60, "hans")]
)
def test_script(source: str, expected: str) -> None:
    assert script(source) == expected


@pytest.mark.parametrize("unit", ["　", "1、\n", "\n", "一 ", "（", "城市管理", "20 21年", "— 3 —\n", ", \n城"])
def test_linear_time(unit: str) -> None:
    normalise(unit)
    assert seconds(normalise, unit * (200_000 // len(unit))) < 3
    assert grows_linearly(normalise, unit, 100_000)
