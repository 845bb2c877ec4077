"""Since when and until when a plan is in force: sentences with their answers inside, and what holds for any text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.plan.validity import validity
from pipeline.extraction import extract
from tests.tagged import cases, untagged
from tests.timing import grows_linearly

PUBLISHED = date(2025, 3, 18)
FIELDS = {"from": "effective", "to": "expires"}
Answer = tuple[str, str, tuple[int, int]]


def told(text: str, published: date | None = PUBLISHED) -> list[Answer]:
    """Field, day (with ? where it is inferred) and place of each day in force."""
    facts = validity(text, published)._asdict().items()
    return sorted((name, f"{fact.day}{'?' if fact.how == 'inferred' else ''}", tuple(fact.span)) for name, fact in facts if fact)


def wanted(case: str) -> tuple[str, list[Answer]]:
    text, answers = untagged(case)
    return text, sorted((FIELDS[one.name], one.rest, (one.start, one.end)) for one in answers)


LINES = list(cases("validity.txt"))


@pytest.mark.parametrize(("line", "case"), LINES)
def test_sentence(line: int, case: str) -> None:
    text, rows = wanted(case)
    assert told(text) == rows, f"line {line}"


@pytest.mark.parametrize(("line", "case"), [one for one in LINES if "<" in one[1]])
def test_a_sentence_says_the_same_at_the_end_of_a_plan(line: int, case: str) -> None:
    text, rows = wanted(case)
    before = "甲县方案\n一、任务\n(一)建设公园。新建公园3处,养护合同有效期3年。\n二、附则\n"
    assert told(before + text + "\n") == [(name, day, (start + len(before), end + len(before))) for name, day, (start, end) in rows], f"line {line}"


def test_there_are_enough_sentences() -> None:
    assert len(LINES) >= 20


def test_a_term_runs_on_from_its_own_start_in_one_sentence() -> None:
    assert told("本方案自印发之日起试行一年。") == [("effective", "2025-03-18?", (3, 13)), ("expires", "2026-03-17?", (3, 13))]
    assert told("本方案有效期自2025年1月1日至2027年12月31日。") == [("effective", "2025-01-01", (3, 28)), ("expires", "2027-12-31", (3, 28))]


@pytest.mark.parametrize("text", ["本方案自印发之日起施行,有效期5年。", "本方案试行一年。"])
def test_nothing_is_known_without_the_day_of_issue(text: str) -> None:
    assert told(text, None) == []


def test_the_plan_keeps_the_days_their_how_and_their_evidence(tmp_path: Path) -> None:
    text = "甲县停车管理实施方案\n一、重点任务\n(一)建设车位。新建车位300个。\n二、附则\n本方案自印发之日起施行,有效期至2027年12月31日。\n甲县人民政府\n2025年3月18日\n"
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    plan = extract(tmp_path / "plan.txt").plan
    assert (plan.effective, plan.expires) == (date(2025, 3, 18), date(2027, 12, 31))
    assert (dict(plan.how).get("effective"), dict(plan.how).get("expires")) == ("inferred", None)
    assert {name: text[slice(*span)] for name, span in plan.evidence} == {"effective": "自印发之日起施行", "expires": "有效期至2027年12月31日"}


FRAGMENTS = [
    "本方案",
    "自",
    "印发之日起",
    "施行",
    "2025年1月1日",
    "起",
    "有效期",
    "5年",
    "至",
    "试行",
    "一年",
    ",",
    "。",
    "\n",
    "止",
    "《办法》",
    "新标准",
]
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join)


@given(texts)
def test_the_evidence_is_in_the_text_and_days_are_in_order_of_it(text: str) -> None:
    for name, _, (start, end) in told(text):
        assert 0 <= start < end <= len(text)
        assert any(word in text[start:end] for word in ("起", "有效期", "试行", "至"))
        assert name in FIELDS.values()


def read(text: str) -> object:
    return validity(text, PUBLISHED)


@pytest.mark.parametrize(
    "unit",
    [
        "自印发之日起",
        "本方案",
        "自2025年1月1日起施行,",
        "有效期",
        "至2027年12月31日止",
        "本方案有效期5年,",
        "自印发之日起施行,有效期5年,",
        "试行一年",
    ],
)
def test_linear(unit: str) -> None:
    assert grows_linearly(read, unit, 20_000)
