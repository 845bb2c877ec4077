"""Records on stdout, in every format, whatever they hold."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from analysis.export import unneutral
from app import show
from app.outline import coverage, lines, markdown, outline
from app.records import told
from app.show import Format, cell, dumps, plain, widths
from tests.factories import baseline, deadline, extraction, reference, target, task, unit

ANY = st.text(max_size=30) | st.sampled_from(["=1+1", "-5", "'=1", "|", "[b]红[/b]", "a\nb", "\x1b[31m", "＝SUM(A1)", "\u202e", "`*_<"])
ROWS = st.lists(
    st.fixed_dictionaries({"id": st.integers(), "text": ANY, "tags": st.lists(ANY, max_size=2), "due": st.none() | st.dates()}), max_size=5
)


def printed(rows: list[dict[str, Any]], form: Format, **more: Any) -> str:
    stdout = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(show.sys, "stdout", stdout)
        assert show.show(rows, form, **more) == len(rows)
    return stdout.getvalue()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("810000"), 810000),
        (Decimal("0.85"), 0.85),
        (Decimal("NaN"), None),
        (float("nan"), None),
        (5.0, 5),
        (date(2021, 12, 31), "2021-12-31"),
        (datetime(2021, 12, 31), "2021-12-31"),
        (datetime(2021, 12, 31, 8, 30), "2021-12-31 08:30:00"),
        (pd.Timestamp("2021-12-31"), "2021-12-31"),
        (pd.NaT, None),
        (pd.NA, None),
        (True, True),
        (("甲", Decimal(2)), ["甲", 2]),
        ({"甲": date(2021, 1, 1)}, {"甲": "2021-01-01"}),
    ],
)
def test_values_are_as_json_has_them(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


@given(ROWS)
def test_json_and_json_lines_are_read_back(rows: list[dict[str, Any]]) -> None:
    expected = json.loads(dumps(rows))
    assert json.loads(printed(rows, Format.json)) == expected
    assert [json.loads(line) for line in printed(rows, Format.jsonl).split("\n")[:-1]] == expected


@given(ROWS)
def test_csv_is_read_back_and_holds_no_formula(rows: list[dict[str, Any]]) -> None:
    back = list(csv.DictReader(io.StringIO(printed(rows, Format.csv), newline="")))
    assert len(back) == len(rows)
    for line, row in zip(back, rows, strict=True):
        assert not line["text"].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
        assert unneutral(line["text"]).replace("\r\n", "\n") == row["text"].replace("\r\n", "\n")
        assert line["id"] == str(row["id"])


@given(ROWS)
def test_a_table_has_a_line_a_row_and_no_control_characters(rows: list[dict[str, Any]]) -> None:
    for form in (Format.table, Format.markdown):
        said = printed(rows, form)
        assert all(sign.isprintable() for sign in said.replace("\n", ""))
        head = {Format.table: 1, Format.markdown: 2}[form] if rows else 0
        assert said.count("\n") == len(rows) + head


@given(ROWS)
def test_markdown_has_the_same_columns_in_every_line(rows: list[dict[str, Any]]) -> None:
    for line in printed(rows, Format.markdown).splitlines():
        assert line.replace("\\\\", "").replace("\\|", "").count("|") == 5


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_table_on_a_terminal_fits_it_and_loses_no_character(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(show, "on_terminal", lambda: True)
    text = "到二〇二五年底前全市建成区道路机械化清扫率达到百分之九十五以上并实现城乡生活垃圾分类收集转运处置全覆盖[一期]"
    said = printed([{"id": "3f2a9c10:二.1", "text": text, "due": date(2025, 12, 31)}], Format.table)
    assert max(map(cell_len, said.splitlines())) <= width
    assert "3f2a9c10:二.1" in said
    assert "2025-12-31" in said
    assert [sign for sign in text if sign not in said] == []
    body = "".join(line[13:] for line in said.splitlines()[2:]).translate({ord(" "): None, ord("─"): None}).replace("2025-12-31", "")
    assert body == text


@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.integers(20, 200))
def test_columns_are_never_narrower_than_four_characters_nor_wider_than_they_need(natural: list[int], room: int) -> None:
    allowed = widths(natural, room)
    assert all(given <= needed or given == show.SMALLEST for given, needed in zip(allowed, natural, strict=True))
    assert all(given >= min(needed, show.SMALLEST) for given, needed in zip(allowed, natural, strict=True))
    if sum(natural) <= room:
        assert allowed == natural
    elif room >= show.SMALLEST * len(natural):
        assert sum(allowed) <= room


@pytest.mark.parametrize(
    ("value", "said"),
    [(["甲", "乙"], "甲、乙"), (None, ""), (True, "yes"), ("一\n二", "一 二"), ("\x1b[31m红", "�[31m红"), ({"甲": 1, "乙": None}, "甲 1")],
)
def test_a_cell_is_one_line_without_surprises(value: object, said: str) -> None:
    assert cell(value) == said


# One plan as an outline

PLAN = extraction(
    task("一是清扫道路。", id="二.1.1", label="一是", path=("二、重点任务", "(一)环境卫生"), parent=1, units=(), deadlines=()),
    task(
        "1.整治环境。一是清扫道路。",
        id="二.1",
        label="1.",
        title="整治环境",
        path=("二、重点任务", "(一)环境卫生"),
        units=(unit("市城管局"), unit("市财政局", "cooperate")),
        deadlines=(deadline("2025年底前", date(2025, 12, 31)), deadline("长期", None, "ongoing")),
    ),
    task("(一)加强领导。", id="三.1", label="(一)", category="safeguard", path=("三、保障措施",)),
    targets=(target(task=1), target("约5%", Decimal(5), "~", task=None, due=None), target("X个", None, "=", masked=True, task=2)),
)


def test_every_task_and_target_stands_in_the_outline_once() -> None:
    said = list(lines(outline(PLAN)))
    assert said[0] == "云溪市治水三年行动实施方案"
    for words in ("(一)环境卫生", "二、重点任务", "1. 整治环境", "一是清扫道路。", "(一)加强领导。", "污水集中处理率 ≥ 85%", "约5", "masked", "~ 5%"):
        assert sum(words in line for line in said) == (0 if words == "约5" else 1), words
    assert any("牵头:市城管局 · 配合:市财政局" in line for line in said)
    assert any("期限:2025年底前 (2025-12-31)、长期" in line for line in said)


def test_the_markdown_outline_is_a_list_under_the_title() -> None:
    said = list(markdown(outline(PLAN)))
    assert said[0].startswith("# 云溪市治水三年行动实施方案")
    assert sum(line.lstrip().startswith("- ") for line in said[1:]) >= 5


def test_the_coverage_counts_what_tasks_lack() -> None:
    tasks, lacking = "3 tasks (2 task, 1 safeguard)", "1 without body · 2 without deadline · 1 without target · 3 targets · 0 references"
    assert f" items seen · {tasks} · {lacking} · 1 dates and 0 numbers became no record" in coverage(PLAN)


def test_a_plan_without_tasks_has_an_outline_too() -> None:
    empty = extraction(title=None)
    bare = type(empty)(empty.source, empty.plan, (), (), (), "")
    assert next(iter(lines(outline(bare)))) == "云溪市治水方案.txt"
    assert coverage(bare).startswith("0 items seen · 0 tasks · 0 without body")


def test_an_outline_tells_where_targets_start_from_and_how_long_the_plan_is_in_force() -> None:
    plan = extraction(
        task("(一)整治水体。"),
        targets=(target(baseline=baseline(), nature="binding"),),
        references=(reference("停车办法", None, repealed=True), reference()),
        effective=date(2023, 3, 1),
        expires=date(2028, 2, 29),
    )
    said = list(lines(outline(plan)))
    assert "施行:2023-03-01 · 有效期至:2028-02-29" in said[2]
    assert said[3].strip() == "废止:《停车办法》"
    assert said[-1].strip().endswith("(2025-12-31) · 基期 70% (2020-12-31) · 约束性")


def test_a_table_has_rare_columns_only_where_a_row_fills_them() -> None:
    rows = [{"id": 1, "nature": None, "repealed": False, "baseline": None}, {"id": 2, "nature": "binding", "repealed": False, "baseline": None}]
    assert told(["id", "nature", "repealed", "baseline"], rows) == ["id", "nature"]
    assert told(["id", "nature"], rows[:1]) == ["id"]
