"""Where targets start from: sentences with their answers inside, and what holds for any text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.deadlines import Calendar, times
from extractors.mentions.words import words
from extractors.targets import refusals, targets
from extractors.targets.baselines import as_of
from pipeline.extraction import extract
from schemas.records import Target
from tests.tagged import cases, untagged
from tests.timing import grows_linearly

words("预热")  # loads the dictionary, which takes longer than one example of a property may
CALENDAR = Calendar()
Answer = tuple[Decimal, Decimal, str, date | None, tuple[int, int]]


def found(text: str) -> list[Target]:
    return targets(text, times(text, CALENDAR))


def value(target: Target) -> Decimal:
    said = target.high if target.comparator == "<=" else target.low
    assert said is not None
    return said


def told(text: str) -> list[Answer]:
    """Value of the target, and value, unit, day and place of where it starts from."""
    return [(value(one), one.baseline.value, one.baseline.unit, one.baseline.as_of, tuple(one.baseline.span)) for one in found(text) if one.baseline]


def wanted(case: str) -> tuple[str, list[Answer]]:
    text, answers = untagged(case)
    rows: list[Answer] = []
    for answer in answers:
        of, number, unit, day = answer.rest.split(" ")
        known = None if day == "-" else date.fromisoformat(day)
        rows.append((Decimal(of.removeprefix("of=")), Decimal(number), unit, known, (answer.start, answer.end)))
    return text, rows


LINES = list(cases("baselines.txt"))


@pytest.mark.parametrize(("line", "case"), LINES)
def test_sentence(line: int, case: str) -> None:
    text, rows = wanted(case)
    assert told(text) == rows, f"line {line}"


def test_there_are_enough_sentences() -> None:
    with_start = [case for _, case in LINES if "<start" in case]
    assert len(with_start) >= 20
    assert len(LINES) - len(with_start) >= 20


@pytest.mark.parametrize(
    "wrong", ["车位从<start of=50 30 个 ->35个</start>增加到50个。", "车位从35个增加到50个。", "新增车位<start of=5 5 个 ->5个</start>。"]
)
def test_the_runner_notices_a_wrong_row(wrong: str) -> None:
    text, rows = wanted(wrong)
    assert told(text) != rows


@pytest.mark.parametrize(
    ("said", "day"),
    [("2020年", "2020-12-31"), ("2023年6月底", "2023-06-30"), ("“十三五”末", "2020-12-31"), ("2019年和2020年", None), ("目前", None), ("", None)],
)
def test_the_day_of_a_start(said: str, day: str | None) -> None:
    assert as_of(said) == (date.fromisoformat(day) if day else None)


FRAGMENTS = [
    "由", "从", "35%", "60%", "提高到", "2020年", "的", "、", ",", "。", "(", ")", "比", "较", "基础上", "在", "提高", "5个百分点", "目前", "为", "充电桩", "35个", "50个", "增加到", "由市住建局", "X个", "不足", "到2025年", "3个方面", "转为",
]  # fmt: skip
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join)


@given(texts)
def test_a_start_is_in_the_text_before_no_target_of_its_own_and_of_one_measure(text: str) -> None:
    refused = [span for span, _ in refusals(text, times(text, CALENDAR))]
    for target in found(text):
        start = target.baseline
        if start:
            assert text[slice(*start.span)].endswith(start.unit)
            assert any(span.covers(start.span) for span in refused)
            assert start.unit == target.unit or target.unit in ("%", "个百分点", "百分点")
            assert not (start.as_of and target.due and start.as_of > target.due)


@pytest.mark.parametrize(
    "unit", ["由35%提高到", "从35个、", "由2020年的35%提高到60%,", "比2020年的", "35%(2020年为", "在24%的基础上", "由从", "(2020年为60%)"]
)
def test_linear(unit: str) -> None:
    assert grows_linearly(found, unit, 4_000)


TABLE = (
    "方案\n附件1\n主要指标\n序号 | 指标名称 | 单位 | 2020年基期值 | 2025年目标值 | 属性\n"
    "1 | 森林覆盖率 | % | 38.5 | ≥40 | 约束性\n2 | 经营主体 | 万户 | 41.5 | 44 | 预期性\n"
    "3 | 养老床位 | 张 | — | 3000 | \n4 | 办结率(约束性) | % | 约90 | 98 | \n"
)


def test_a_column_says_where_the_others_start_from_and_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(TABLE, encoding="utf-8")
    plan = extract(tmp_path / "plan.txt")
    assert [(one.low, one.due) for one in plan.targets] == [(Decimal(n), date(2025, 12, 31)) for n in (40, 440000, 3000, 98)]
    starts = [one.baseline and (one.baseline.value, one.baseline.unit, one.baseline.as_of) for one in plan.targets]
    assert starts == [(Decimal("38.5"), "%", date(2020, 12, 31)), (Decimal(415000), "户", date(2020, 12, 31)), None, None]
    assert [one.nature for one in plan.targets] == ["binding", "expected", None, "binding"]
    said = [plan.source_text[slice(*one.nature_span)] for one in plan.targets if one.nature_span]
    assert [re.sub(r"\s", "", one) for one in said] == ["约束性", "预期性", "办结率(约束性)"]
    assert [plan.source_text[slice(*one.baseline.span)].strip() for one in plan.targets if one.baseline] == ["38.5", "41.5"]
