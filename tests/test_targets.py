"""Targets: sentences with their answers inside, and what holds for any text."""

import re
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.mentions.quantities import quantities
from extractors.targets import refusals, targets
from schemas.records import Deadline, Target
from schemas.spans import Span

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
