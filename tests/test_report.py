"""A comparison as a page and a workbook: one file each, every number true, every word harmless, every cell with its source."""

from __future__ import annotations

import dataclasses
import re
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.compare import Comparison, compare_extractions
from analysis.export import NotExported
from analysis.report import figures, page, pictures, sentences, sheets, write_html, write_xlsx
from app.errors import verdict
from tests.comparisons import comparison, full, side
from tests.factories import deadline, extraction, target, task, unit

PAYLOADS = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</details></table><iframe src='//example.invalid'></iframe>",
    "<svg onload=alert(1)>",
    "--><!-- <base href='//example.invalid'>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; ]]>",
)
NAMES = frozenset(
    ("id", "side", "a", "b", "status", "only_in", "upper", "lower", "kind", "measure", "scale", "unit", "stricter", "timing", "relation")
)
"""Columns whose words are the program's own, or letters of sides."""
KNOWN = frozenset(("frame", "row", "column", "level", "state"))


def poisoned(plain: Comparison, payload: str) -> Comparison:
    """The comparison with these words behind every word that comes from a plan."""

    def spoilt(frame: pd.DataFrame) -> pd.DataFrame:
        out = frame.copy()
        for name in out.columns:
            if name not in NAMES | KNOWN and not name.startswith(("plan", "comparator")):
                out[name] = [_spoilt(value, payload) for value in out[name]] if out[name].dtype in ("str", "object") else out[name]
        return out

    frames = {name: spoilt(frame) for name, frame in plain.frames()}
    return Comparison(sentences=tuple(f"{one}{payload}" for one in plain.sentences), **frames)


def _spoilt(value: Any, payload: str) -> Any:
    if isinstance(value, list):
        return [f"{one}{payload}" for one in value]
    return f"{value}{payload}" if isinstance(value, str) else value


def parsed(said: str) -> LexborHTMLParser:
    """A page as a browser reads it."""
    return LexborHTMLParser(said)


def nodes(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Every element of a page."""
    assert tree.root is not None
    return iter(tree.root.traverse(include_text=False))


@pytest.fixture(scope="module")
def plain() -> LexborHTMLParser:
    return parsed(page.page(full()))


def test_the_page_asks_for_nothing(plain: LexborHTMLParser) -> None:
    said = page.page(full())
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in said
    assert plain.css("script, iframe, object, embed, img, form, base, link[rel=stylesheet]") == []
    reached = [value for node in nodes(plain) for name, value in node.attributes.items() if name in ("href", "src", "srcset", "action", "data")]
    assert [value for value in reached if not value or not value.startswith(("#", "data:,"))] == []
    assert "@import" not in said
    assert re.findall(r"url\((?!#)", said) == []
    assert set(re.findall(r"https?://[^\s\"'<]+", said)) == {"http://www.w3.org/2000/svg"}


def test_the_page_is_well_made(plain: LexborHTMLParser) -> None:
    anchors = [node.attributes["id"] for node in nodes(plain) if "id" in node.attributes]
    assert len(anchors) == len(set(anchors))
    linked = {str(node.attributes["href"]).removeprefix("#") for node in plain.css("nav a")}
    assert linked == {anchor for anchor in anchors if plain.css_first(f"section#{anchor}") is not None}
    assert {node.attributes["lang"] for node in plain.css("html")} == {"zh-CN"}
    assert [node.text() for node in plain.css("h1")] == ["方案对照：云川市 / 青禾县"]
    assert page.page(full()) == page.page(full()), "the same comparison is the same page"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_plans_stay_words(payload: str, plain: LexborHTMLParser) -> None:
    said = page.page(poisoned(full(), payload))
    tree = parsed(said)
    assert [(node.tag, sorted(node.attributes)) for node in nodes(tree)] == [(node.tag, sorted(node.attributes)) for node in nodes(plain)]
    text = re.sub(r"\s+", " ", tree.text())
    for words in ("新增停車泊位3000個", "市城市管理局", "海绵城市达标面积占比", "云川市与青禾县共有2对任务相互对应。"):
        assert f"{words}{payload}" in text


def test_a_poisoned_plan_through_the_whole_way() -> None:
    plans = [
        extraction(task(f"(一)整治黑臭水体{PAYLOADS[0]}。", title=PAYLOADS[1]), name=f"{at}.txt", region=PAYLOADS[2], mark=str(at)) for at in range(2)
    ]
    tree = parsed(page.page(compare_extractions(plans)))
    assert tree.css("script, img, iframe") == []
    assert PAYLOADS[1] in tree.text()


def test_a_cell_opens_its_quotations_in_their_own_script(plain: LexborHTMLParser) -> None:
    row = next(row for row in plain.css("#topics tbody tr") if row.text().strip().startswith("停车"))
    ours, theirs = row.css("td")
    opened = ours.css_first("details blockquote")
    assert opened is not None
    assert opened.text(deep=False).strip() == "新增停車泊位3000個"
    assert re.sub(r"\s+", " ", opened.css("cite")[0].text()).strip() == "A 云川市 · 二.1 · 第3页"
    assert [quote.text(deep=False).strip() for quote in theirs.css("blockquote")] == ["建设停车位。"]
    assert next(cell.text() for row in plain.css("#topics tbody tr") if "垃圾分类" in row.text() for cell in row.css("td")) == "没有"


def test_every_task_value_and_gap_opens_something(plain: LexborHTMLParser) -> None:
    for cells in ("#tasks td .title", "#only-A li", "#only-B li", "#gaps li", "#unclassified li", "#targets ul.chips li"):
        found = plain.css(cells)
        assert found
        assert [node.text() for node in found if node.css_first("details blockquote") is None] == []


def test_targets_stand_side_by_side(plain: LexborHTMLParser) -> None:
    rows = [[cell.text().strip() for cell in row.css("th, td.wide")] for row in plain.css("#targets tbody tr")]
    assert rows == [["海绵城市达标面积占比", "云川市要求更严；云川市早365天"], ["新增停车泊位", "数字隐去"]]
    values = [[cell.css_first("summary").text() for cell in row.css("td[data-label]")] for row in plain.css("#targets tbody tr")]  # type: ignore[union-attr]
    assert values == [["≥45%", "≥40%"], ["≥3000个", "X个"]]
    assert "仅云川市有的指标（1项）" in plain.css("#targets")[0].text()


SAID = {
    "topics": ["各方案共涉及4个主题，其中2个各方案都有。", "只有云川市涉及的主题有1个：老旧小区改造。", "只有青禾县涉及的主题有1个：垃圾分类。"],
    "targets": [
        "云川市与青禾县可对照的指标有2项。",
        "比例、时限和限额类1项：云川市要求更严的1项。",
        "数量类1项：不能比较的1项。",
        "仅云川市有的指标1项。",
    ],
    "deadlines": ["云川市到期任务最多的是2025年四季度（2项），到2025年底期限已全部到来的任务占67%。", "青禾县到期任务最多的是2026年二季度（1项）。"],
    "bodies": [
        "云川市写明了2个责任单位，牵头任务最多的是市城市管理局（1项），共同承担任务最多的是市城市管理局与市财政局（2项）。",
        "青禾县写明了1个责任单位，牵头任务最多的是市住建局（1项）。",
    ],
    "tasks": ["云川市与青禾县相互对应的任务有2对，其中有不同的1对（时限1对、牵头1对，一对可有几处）。"],
    "cascade": ["上级提出的2项要求中，标准降低1项，没有落实1项。"],
    "only": {"A": ["云川市有1项任务在其他方案中没有对应。"], "B": ["青禾县有1项任务在其他方案中没有对应。"]},
    "gaps": ["青禾县的具体任务（连同所属条目）中，没有期限的1项，没有数字的1项，没有责任单位的1项；既无期限又无数字的1项。"],
}


def test_sentences_say_what_the_frames_hold(plain: LexborHTMLParser) -> None:
    found = sentences.leads(full())
    assert found == SAID
    text = plain.text()
    for part in ("topics", "targets", "deadlines", "bodies", "tasks", "cascade", "gaps"):
        assert all(one in text for one in SAID[part]), part


def test_numbers_of_sentences_are_counted_from_a_real_comparison() -> None:
    found = real()
    called = sentences.names(found)
    assert called == {"A": "云川市", "B": "青禾县"}
    both = found.targets[found.targets["status"] != "only_in"]
    said = list(sentences.targets(found.targets, called))
    assert said[0] == f"云川市与青禾县可对照的指标有{len(both)}项。"
    kinds, alone = [one for one in said if "类" in one], [one for one in said if one.startswith("仅")]
    assert sum(int(number) for one in kinds for number in re.findall(r"类(\d+)项", one)) == len(both) > 0
    for one in kinds:
        total, *parts = map(int, re.findall(r"(\d+)项", one))
        assert total == sum(parts), one
    assert sum(int(number) for one in alone for number in re.findall(r"指标(\d+)项", one)) == len(found.targets) - len(both) > 0
    for letter, name in called.items():
        own = found.deadlines[found.deadlines["side"] == letter]
        peak = next(one for one in sentences.deadlines(found.deadlines, called) if one.startswith(name))
        assert f"（{own['tasks'].max()}项）" in peak
        (single,) = sentences.only(found.only, letter, called)
        assert single.startswith(f"{name}有{(found.only['side'] == letter).sum()}项任务")


def real() -> Comparison:
    """Two invented plans through the engine, with shared and single tasks and numbers."""
    first = extraction(
        task("(一)建设海绵城市。海绵城市达标面积占比达到45%。", units=(unit("市水务局"), unit("市财政局", "cooperate")), deadlines=(deadline(),)),
        task("(二)新增停车泊位3000个。", units=(unit("市城市管理局"),)),
        targets=(
            target("达到45%", Decimal(45), indicator="海绵城市达标面积占比", task=0),
            target("3000个", Decimal(3000), "=", indicator="停车泊位", unit="个", task=1),
        ),
        region="云川市",
    )
    second = extraction(
        task("(一)推进海绵城市建设。海绵城市达标面积占比达到40%。", units=(unit("县水务局"),), deadlines=(deadline(),)),
        task("(二)加装电梯20部。", units=(unit("县住建局"),), deadlines=(deadline(),)),
        targets=(
            target("达到40%", Decimal(40), indicator="海绵城市达标面积占比", task=0),
            target("20部", Decimal(20), "=", indicator="电梯", unit="部", task=1),
        ),
        region="青禾县",
        level="county",
        name="b.txt",
    )
    return compare_extractions([first, second])


def test_a_plan_beside_itself_and_an_empty_comparison() -> None:
    same = extraction(task(deadlines=(deadline(),)), targets=(target(),))
    tree = parsed(page.page(compare_extractions([same, same])))
    assert tree.css("#tasks .changed") == []
    assert "的任务在其他方案中都有对应。" in tree.text()
    bare = parsed(page.page(comparison(("两份方案都没有任务。",), plans=[side("A", "云川市", tasks=0), side("B", "青禾县", state="partial")])))
    assert [node.text() for node in bare.css("h2")] == ["概要", "只有云川市有的任务", "只有青禾县有的任务", "说明"]
    assert "原文件没有读全" in bare.text()


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ([{}, {"region": "青禾县"}], ["云川市", "青禾县"]),
        ([{"published": "2025-03-01"}, {"published": "2026-01-05"}], ["云川市2025年", "云川市2026年"]),
        ([{"published": "2025-03-01"}, {"published": "2025-01-05"}], ["云川市(A)", "云川市(B)"]),
        ([{"name": "云川市停车难治理方案"}, {"name": "云川市垃圾分类工作要点"}], ["云川市停车难治理方案", "云川市垃圾分类工作要点"]),
        ([{"name": "云川市停车方案", "published": "2024-01-01"}, {"name": "云川市停车方案"}], ["云川市2024年", "云川市"]),
        (
            [{"region": None, "name": "一份题目很长很长很长很长很长的方案"}, {"region": None, "name": None, "title": None}],
            ["一份题目很长很长很长很长很长的…", "方案B"],
        ),
    ],
)
def test_plans_are_called_by_what_tells_them_apart(facts: list[dict[str, Any]], named: list[str]) -> None:
    plans = [side(letter, "云川市", **more) for letter, more in zip("AB", facts, strict=True)]
    assert list(sentences.names(comparison(plans=plans)).values()) == named


@pytest.mark.parametrize("package", ["altair", "jinja2", "vl_convert"])
def test_a_missing_package_is_one_clear_line(package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(NotExported, match=r"pip install 'taizhang\[report\]'") as error:
        write_html(full(), tmp_path / "a.html")
    assert verdict(error.value)[0] == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_html, write_xlsx])
def test_a_report_that_fails_leaves_the_old_one(write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_text("old")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(NotExported, match="No space left on device"):
        write(full(), path)
    assert [one.read_text() for one in tmp_path.iterdir()] == ["old"]
    with pytest.raises(NotExported, match="cannot write"):
        write(full(), tmp_path / "none" / "a")


def test_pictures_carry_their_words_and_room_for_them() -> None:
    drawn = figures.figures(full(), {"A": "#111111", "B": "#222222"})
    assert "2025年四季度" in drawn.deadlines
    assert "海绵城市达标面积占比" in drawn.targets.replace("</text><text", "").replace("\n", "") or "(2025年)" in drawn.targets
    assert [side for side, _ in drawn.networks] == ["A"]
    for svg in (drawn.deadlines, drawn.targets, drawn.networks[0][1]):
        root = ElementTree.fromstring(svg)
        assert root.attrib["role"] == "img"
        assert root[0].text, "it is named for those who hear it"
        assert root.attrib["viewBox"].split()[:3] == ["0", "0", str(pictures.ACROSS)]
        assert {node.attrib["font-family"] for node in root.iter() if "font-family" in node.attrib} == {pictures.FONTS}
        assert [name for node in root.iter() for name in node.attrib if name in ("id", "href") or name.startswith(("on", "aria"))] == []


def test_a_circle_keeps_together_what_works_together() -> None:
    assert pictures.around(["a", "b", "c", "d"], {("a", "d"): 3, ("c", "d"): 2}) == ["a", "d", "c", "b"]


CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(path: Path) -> dict[str, ElementTree.Element]:
    """The sheets of a workbook by name, as XML."""
    with zipfile.ZipFile(path) as file:
        names = [str(one.attrib["name"]) for one in ElementTree.fromstring(file.read("xl/workbook.xml")).iter(f"{CELL}sheet")]
        return {name: ElementTree.fromstring(file.read(f"xl/worksheets/sheet{at}.xml")) for at, name in enumerate(names, 1)}


def test_the_workbook_has_its_sheets_and_no_formula(tmp_path: Path) -> None:
    assert write_xlsx(poisoned(full(), "=1+1"), tmp_path / "a.xlsx") == []
    found = workbook(tmp_path / "a.xlsx")
    assert list(found)[:8] == ["overview", "summary", "tasks", "targets", "deadlines", "bodies", "only in A", "only in B"]
    spoilt = dataclasses.replace(full(), sentences=("=HYPERLINK(1)", "+1", "@x"))
    write_xlsx(spoilt, tmp_path / "b.xlsx")
    for sheet in (*found.values(), *workbook(tmp_path / "b.xlsx").values()):
        assert list(sheet.iter(f"{CELL}f")) == []
        assert [pane.attrib["state"] for pane in sheet.iter(f"{CELL}pane")] == ["frozen"]
        assert len(list(sheet.iter(f"{CELL}autoFilter"))) == 1


def test_the_heads_of_the_workbook_are_chinese_and_wide_enough() -> None:
    found = sheets.sheets(full())
    assert list(found["overview"].columns) == ["编号", "项", "项目", "A 云川市", "B 青禾县"]
    assert found["only in A"]["标题"].tolist() == ["加装电梯"]
    english = {column for frame in found.values() for column in frame.columns if column.isascii()}
    assert english == set()
    assert all(frame.columns.is_unique for frame in found.values())
