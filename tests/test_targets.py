"""Targets: sentences with their answers inside, and what holds for any text."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions.quantities import quantities
from extractors.mentions.words import last_words, words
from extractors.targets import refusals, targets
from schemas.records import Deadline, Target
from schemas.spans import Span
from tests.timing import grows_linearly, seconds

words("预热")  # loads the dictionary, which takes longer than one example of a property may

CASES = Path(__file__).parent / "cases" / "targets.txt"
COMPARATORS = {"is": "=", "least": ">=", "most": "<=", "about": "~", "range": "range", "up": "increase", "down": "decrease", "hidden": "="}
_TAG = re.compile(r"<(?P<name>[a-z]+)(?: (?P<rest>[^<>]*))?>(?P<text>[^<>]*)</(?P=name)>|(?P<clause>‖)")

Answer = tuple[str, Decimal | None, Decimal | None, str, str, date | None, bool]


def day(text: str | None) -> date | None:
    if not text:
        return None
    return date(int(text), 12, 31) if len(text) == 4 else date.fromisoformat(text)


def answers(name: str, rest: str) -> Iterator[Answer]:
    """``least 5 处 口袋公园 2025`` as the values a target should have; ``; `` parts several."""
    for one in rest.split("; "):
        words = ["", *one.split(" ")] if name == "hidden" else one.split(" ")
        low, _, high = words[0].partition("~")
        first, second = (Decimal(x) if x else None for x in (low, high))
        if name == "most":
            first, second = None, first
        yield COMPARATORS[name], first, second, words[1], words[2], day(words[3] if len(words) > 3 else None), name == "hidden"


def parsed(case: str) -> tuple[str, list[Deadline], int | None, list[tuple[Answer, Span]]]:
    """A line of cases: its text, its deadlines, where its clause begins, and the answers with the place of their values."""
    text, at, clause = "", 0, None
    deadlines: list[Deadline] = []
    wanted: list[tuple[Answer, Span]] = []
    for match in _TAG.finditer(case):
        text += case[at : match.start()]
        at = match.end()
        if match["clause"]:
            clause = len(text)
            continue
        span = Span(len(text), len(text) + len(match["text"]))
        text += match["text"]
        name, rest = match["name"], match["rest"] or ""
        if name in COMPARATORS:
            wanted += [(answer, span) for answer in answers(name, rest)]
        else:
            facts = dict(fact.split("=") for fact in rest.split())
            deadlines.append(Deadline(match["text"], name, day(facts.get("start")), day(facts.get("end")), span))  # type: ignore[arg-type]
    return text + case[at:], deadlines, clause, wanted


def said(target: Target) -> Answer:
    return target.comparator, target.low, target.high, target.unit, target.indicator, target.due, target.masked


def check(case: str) -> None:
    text, deadlines, clause, wanted = parsed(case)
    found = targets(text, deadlines, clause)
    assert [said(target) for target in found] == [answer for answer, _ in wanted]
    assert all(target.span.covers(value) for target, (_, value) in zip(found, wanted, strict=True))


def lines() -> list[str]:
    return [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("case", lines())
def test_sentence(case: str) -> None:
    check(case)


def test_there_are_enough_sentences() -> None:
    assert len(lines()) >= 150


@pytest.mark.parametrize(
    "wrong",
    [
        "新建<is 4 座 水厂>3座</is>水厂。",
        "新建<is 3 座 泵站>3座</is>水厂。",
        "新建<least 3 座 水厂>3座</least>水厂。",
        "新建<is 3 座 水厂 2025>3座</is>水厂。",
        "新建3座水厂。",
        "坚持<is 3 个 统一>三个</is>统一。",
    ],
)
def test_the_runner_notices_a_wrong_row(wrong: str) -> None:
    with pytest.raises(AssertionError):
        check(wrong)


def test_words_lose_nothing() -> None:
    text = "全省与其他国家货物贸易、对外投资"
    assert "".join(words(text)) == text
    assert words("") == []
    assert last_words("全省与其他国家货物贸易", 4) == "货物贸易"
    assert last_words("贸易", 4) == "贸易"


def test_jieba_is_not_loaded_before_it_is_asked() -> None:
    code = "import sys, extractors.targets; sys.exit('jieba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).resolve().parents[1]).returncode == 0


FRAGMENTS = [
    "新建", "3座", "水厂", "至5座", "达到", "85%", "以上", "、", "和", ",", "。", ";", "(", ")", "“", "”", "《", "》", "分别", "10家", "X个", "每年", "2:1", "比例", "48小时内", "办结", "万元", "5", "给予", "目前", "的", "第", "翻番", "前十", "进入", ":", "\n",
]  # fmt: skip
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)


@given(texts)
def test_every_target_stands_in_the_text(text: str) -> None:
    for target in targets(text, []):
        assert text[slice(*target.span)] == target.text
        assert target.indicator
        assert target.indicator in text
        assert target.masked == (target.low is None and target.high is None)
        assert target.comparator == "range" or target.low is None or target.high is None
        assert 0 < target.confidence <= 1
        assert target.rule


@given(texts)
def test_the_value_can_be_read_again_from_the_evidence(text: str) -> None:
    for target in targets(text, []):
        value = target.high if target.comparator == "<=" else target.low
        assert any(value in (found.low, found.high) and found.unit == target.unit for found in quantities(target.text))


@given(texts)
def test_every_number_is_a_target_or_has_a_reason(text: str) -> None:
    refused = dict(refusals(text, []))
    placed = [target.span for target in targets(text, [])]
    assert all(refused.values())
    for found in quantities(text):
        assert found.span in refused or any(span.covers(found.span) for span in placed)


@pytest.mark.parametrize("line", lines()[::3])
def test_an_unrelated_sentence_adds_nothing(line: str) -> None:
    text, deadlines, clause, _ = parsed(line)
    if clause is not None:
        return
    first = targets(text, deadlines)
    assert targets(text + "加强组织领导,压实工作责任。", deadlines) == first
    shift = "强化宣传引导。"
    moved = [Deadline(d.text, d.kind, d.start, d.end, d.span.moved(len(shift))) for d in deadlines]
    assert [said(t) for t in targets(shift + text, moved)] == [said(t) for t in first]


@pytest.mark.parametrize("line", [line for line in lines() if "‖" not in line][::4])
def test_a_sentence_says_the_same_within_a_paragraph(line: str) -> None:
    text, deadlines, _, _ = parsed(line)
    doubled = targets(text + "统筹推进各项工作。\n" + text, deadlines)
    assert [said(t)[:5] for t in doubled] == [said(t)[:5] for t in targets(text, deadlines)] * 2


def read(text: str) -> object:
    return targets(text, [])


@pytest.mark.parametrize(
    "unit",
    [
        "加强组织领导,", "加强组织领导", "新建3座水厂、", "新建3座水厂", "新建3座水厂,", "达到85%,", "85%、", "和", "的", "(", "“", "《", "3座", "推进", "对企业", "(3座)", "“3座", "每", "分别", "新",
        "48小时内办结、", "由3%提高到", "目前3座。", "比", "10家、",
    ],
)  # fmt: skip
def test_linear(unit: str) -> None:
    assert grows_linearly(read, unit, 4_000)


@pytest.mark.parametrize("unit", ["共和", "和", "的", "推进", "引进", "达到", "比", "应急", "、", "每", "由", "对", "等", "水厂"])
def test_linear_beside_one_number(unit: str) -> None:
    """One number behind, and one before, a clause that never ends."""
    for text in (unit * 8_000 + "3座水厂", "新建3座" + unit * 8_000, "新建3座" + unit * 8_000 + "5座。"):
        assert seconds(read, text) < 1


def test_linear_with_many_dates() -> None:
    text = "2025年新建3座水厂," * 2_000
    deadlines = [Deadline("2025年", "by", None, date(2025, 12, 31), Span(i, i + 5)) for i in range(0, len(text), len(text) // 2_000)]
    start = time.process_time()
    assert len(targets(text, deadlines)) == 2_000
    assert time.process_time() - start < 3


def test_a_long_text_without_numbers_costs_little() -> None:
    targets("预热", [])
    assert seconds(read, "加强组织领导,压实工作责任。" * 8_000) < 1
