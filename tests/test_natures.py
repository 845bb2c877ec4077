"""Whether targets bind: sentences with their answers inside, headings above them, and what holds for any text."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.deadlines import Calendar, times
from extractors.mentions.words import words
from extractors.targets import heading_nature, targets
from pipeline.extraction import extract
from schemas.records import NATURES, Target
from tests.tagged import cases, untagged
from tests.timing import grows_linearly

words("预热")  # loads the dictionary, which takes longer than one example of a property may
KINDS = {"b": "binding", "e": "expected"}


def found(text: str) -> list[Target]:
    return targets(text, times(text, Calendar()))


def told(text: str) -> set[tuple[Decimal | None, str, tuple[int, int] | None]]:
    return {(one.high if one.comparator == "<=" else one.low, str(one.nature), one.nature_span) for one in found(text) if one.nature}


def wanted(case: str) -> tuple[str, set[tuple[Decimal | None, str, tuple[int, int] | None]]]:
    text, answers = untagged(case)
    numbers = [(one, number) for one in answers for number in one.rest.removeprefix("of=").split(",") if number]
    return text, {(Decimal(number), KINDS[one.name], (one.start, one.end)) for one, number in numbers}


LINES = list(cases("natures.txt"))


@pytest.mark.parametrize(("line", "case"), LINES)
def test_sentence(line: int, case: str) -> None:
    text, rows = wanted(case)
    assert told(text) == rows, f"line {line}"


def test_there_are_enough_sentences() -> None:
    assert len(LINES) >= 12


@pytest.mark.parametrize("wrong", ["覆盖率达到24%(<e of=24>约束性</e>)。", "覆盖率达到24%(约束性)。", "覆盖率达到<b of=24>24%</b>。"])
def test_the_runner_notices_a_wrong_row(wrong: str) -> None:
    text, rows = wanted(wrong)
    assert told(text) != rows


@pytest.mark.parametrize(
    ("words", "nature"),
    [
        ("约束性", "binding"),
        ("预期性指标", "expected"),
        (" 主要约束性指标", "binding"),
        ("约束", "binding"),
        ("约束性指标(5项)", "binding"),
        ("约束性/预期性", None),
        ("强化约束性指标管理", None),
        ("", None),
        ("—", None),
    ],
)
def test_headings_and_cells(words: str, nature: str | None) -> None:
    said = heading_nature(words)
    assert (said[0] if said else None) == nature
    assert said is None or words[slice(*said[1])] in (*NATURES.values(), "约束", "预期")


def test_a_heading_binds_what_stands_below_it(tmp_path: Path) -> None:
    text = (
        "甲县绿化方案\n一、工作目标\n(一)约束性指标\n1.森林覆盖率达到24%。\n2.湿地保护率达到55%。\n(二)预期性指标\n1.新建公园3处。\n2.绿道达到60公里(约束性)。\n"
        "二、重点任务\n(一)建设驿站。新建驿站5处。\n"
    )
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    plan = extract(tmp_path / "plan.txt")
    assert [(one.low, one.nature) for one in plan.targets] == [
        (Decimal(24), "binding"),
        (Decimal(55), "binding"),
        (Decimal(3), "expected"),
        (Decimal(60), "binding"),
        (Decimal(5), None),
    ]
    assert all(one.nature is None or plan.source_text[slice(*one.nature_span or (0, 0))] == NATURES[one.nature] for one in plan.targets)


def test_a_group_of_rows_binds_them(tmp_path: Path) -> None:
    rows = "指标名称 | 单位 | 2025年目标值\n一、约束性指标 |  | \n森林覆盖率 | % | 24\n二、预期性指标 |  | \n城镇化率 | % | 65\n"
    (tmp_path / "plan.txt").write_text(f"方案\n附件1\n主要指标\n{rows}", encoding="utf-8")
    assert [(one.low, one.nature) for one in extract(tmp_path / "plan.txt").targets] == [(Decimal(24), "binding"), (Decimal(65), "expected")]


FRAGMENTS = [
    "约束性",
    "预期性",
    "指标",
    "为",
    "均为",
    "上述",
    "其余",
    "覆盖率",
    "达到24%",
    "新建3处公园",
    "(",
    ")",
    ":",
    ",",
    "。",
    "\n",
    "、",
    "其中",
    "(一)",
]
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join)


@given(texts)
def test_the_evidence_is_the_word(text: str) -> None:
    for target in found(text):
        assert (target.nature is None) == (target.nature_span is None)
        if target.nature and target.nature_span:
            assert text[slice(*target.nature_span)] == NATURES[target.nature]


@pytest.mark.parametrize(
    "unit",
    [
        "约束性指标:达到24%。",
        "(约束性)",
        "覆盖率达到24%(约束性),",
        "上述指标均为约束性指标,",
        "其余为预期性指标。",
        "约束性",
        "新建3处公园,上述均为约束性,",
    ],
)
def test_linear(unit: str) -> None:
    assert grows_linearly(found, unit, 4_000)
