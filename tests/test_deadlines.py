"""Deadlines: sentences with their answers inside, and what holds for any sentence."""

import ast
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extractors.deadlines
import extractors.mentions.dates
from extractors.deadlines import Calendar, deadlines, unbound
from tests.timing import grows_linearly, seconds

CASES = Path(__file__).parent / "cases" / "deadlines.txt"
_MARK = re.compile(
    r"<(?P<kind>by|during|recurring|ongoing)(?: start=(?P<start>[0-9-]+))?(?: end=(?P<end>[0-9-]+))?>"
    r"(?P<text>[^<?]*)(?:\?(?P<how>[a-z]+))?</(?P=kind)>"
)

Answer = tuple[str, str, date | None, date | None, str, tuple[int, int]]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def calendar(line: str) -> Calendar:
    """What a line like ``@ published=2022-06-07 period=2022-01-01/2024-12-31 years=2022-2024`` says."""
    facts: dict[str, Any] = {}
    for fact in line.removeprefix("@").split():
        name, _, value = fact.partition("=")
        if name == "period":
            facts[name] = tuple(date.fromisoformat(part) for part in value.split("/"))
        elif name == "years":
            facts["title_years"] = tuple(int(part) for part in value.split("-"))
        else:
            facts[name] = date.fromisoformat(value)
    return Calendar(**facts)


def case(marked: str) -> tuple[str, list[Answer]]:
    """The plain sentence and the answers that were marked in it."""
    text, answers, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        span = (len(text), len(text) + len(match["text"]))
        answers.append((match["text"], match["kind"], day(match["start"]), day(match["end"]), match["how"] or "stated", span))
        text, at = text + match["text"], match.end()
    return text + marked[at:], answers


def cases() -> Iterator[tuple[Calendar, bool, str]]:
    now = Calendar()
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            now = calendar(line)
        elif line and not line.startswith("#"):
            yield now, line.startswith("| "), line.removeprefix("| ")


def found(text: str, now: Calendar, *, limit: bool = False) -> list[Answer]:
    return [(d.text, d.kind, d.start, d.end, d.how, tuple(d.span)) for d in deadlines(text, now, limit=limit)]


@pytest.mark.parametrize(("now", "limit", "marked"), list(cases()))
def test_a_sentence_has_its_deadlines_and_no_others(now: Calendar, limit: bool, marked: str) -> None:
    text, answers = case(marked)
    assert "<" not in text
    assert found(text, now, limit=limit) == answers


def test_there_are_enough_cases_of_both_sorts() -> None:
    rows = [case(marked)[1] for _, _, marked in cases()]
    assert len(rows) >= 300
    assert sum(not row for row in rows) >= 90


def test_the_runner_notices_a_wrong_row() -> None:
    text, answers = case("<by end=2025-12-30>到2025年底</by>完成。")
    assert text == "到2025年底完成。"
    assert found(text, Calendar()) != answers


PROSE = [(now, case(marked)[0]) for now, limit, marked in cases() if not limit]
SENTENCES = st.sampled_from(PROSE)


@given(SENTENCES)
def test_evidence_stands_at_the_span(row: tuple[Calendar, str]) -> None:
    now, text = row
    for deadline in deadlines(text, now):
        assert text[slice(*deadline.span)] == deadline.text
        assert deadline.rule
        assert 0 < deadline.confidence < 1
        assert not (deadline.start and deadline.end) or deadline.start <= deadline.end


@given(SENTENCES, st.sampled_from(["各单位要高度重视、压实责任。", "加强统筹协调,形成工作合力。", "市住建局负责日常督导。"]))
def test_an_unrelated_sentence_adds_nothing(row: tuple[Calendar, str], unrelated: str) -> None:
    now, text = row
    plain = found(text, now)
    assert found(text + "\n" + unrelated, now) == plain
    moved = [(*answer[:5], (answer[5][0] - len(unrelated) - 1, answer[5][1] - len(unrelated) - 1)) for answer in found(unrelated + "\n" + text, now)]
    assert [answer[:4] for answer in moved] == [answer[:4] for answer in plain]


@given(st.lists(st.sampled_from([text for now, text in PROSE if now == Calendar()]), min_size=2, max_size=5))
def test_paragraphs_do_not_disturb_each_other(texts: list[str]) -> None:
    apart = [answer[:4] for text in texts for answer in found(text, Calendar())]
    keys = {(kind, start, end, None if end else text) for text, kind, start, end in apart}
    together = [(kind, start, end, None if end else text) for text, kind, start, end, *_ in found("\n".join(texts), Calendar())]
    assert len(together) == len(set(together))
    assert set(together) == keys


@given(st.integers(1990, 2060), st.integers(1, 12), st.integers(1, 31))
def test_a_day_is_the_day_it_names(year: int, month: int, number: int) -> None:
    last = monthrange(year, month)[1]
    (by_day,) = deadlines(f"于{year}年{month}月{number}日前完成。", Calendar())
    assert by_day.end == (date(year, month, number) if number <= last else None)
    (by_month,) = deadlines(f"{year}年{month}月底前完成。", Calendar())
    (by_year,) = deadlines(f"到{year}年底完成。", Calendar())
    assert by_month.end == date(year, month, last)
    assert by_year.end == date(year, 12, 31)


@given(st.tuples(st.integers(2000, 2040), st.integers(1, 12)), st.tuples(st.integers(2000, 2040), st.integers(1, 12)))
def test_a_span_runs_forward(one: tuple[int, int], other: tuple[int, int]) -> None:
    (year, month), (end_year, end_month) = sorted([one, other])
    (deadline,) = deadlines(f"{year}年{month}月至{end_year}年{end_month}月,全面实施。", Calendar())
    assert deadline.kind == "during"
    assert deadline.start == date(year, month, 1)
    assert deadline.end == date(end_year, end_month, monthrange(end_year, end_month)[1])


@given(st.dates(date(2005, 1, 1), date(2035, 12, 31)), st.integers(1, 12))
def test_a_borrowed_year_is_near_the_issue_and_says_so(published: date, month: int) -> None:
    (deadline,) = deadlines(f"{month}月底前完成。", Calendar(published=published))
    assert deadline.how == "inferred"
    assert deadline.end is not None
    assert -190 < (deadline.end - published).days < 366


def test_without_a_date_of_the_plan_no_year_is_made_up() -> None:
    (deadline,) = deadlines("6月底前完成。", Calendar())
    assert (deadline.end, deadline.how) == (None, "stated")


def test_a_plan_s_own_times_are_read_from_its_words() -> None:
    now = Calendar.of("某市人才集聚计划(2014-2018年)", "一、目标。2014年起5年内,引进专家。二、任务。5年内培训教练。", published=date(2014, 2, 1))
    assert now == Calendar(published=date(2014, 2, 1), start=date(2014, 1, 1), title_years=(2014, 2018))
    (deadline,) = deadlines("2.5年内培训教练100名。", now)
    assert (deadline.text, deadline.end, deadline.how) == ("5年内", date(2018, 12, 31), "inferred")
    assert Calendar.of("某县2025年度工作要点", "").title_years == (2025, 2025)
    numbered = Calendar.of("某市造林通知", "", published=date(2016, 1, 17), number="某政发〔2014〕20号")
    assert (numbered.here, numbered.past, numbered.published) == (2014, 2014, None)
    assert [d.end for d in deadlines("今年下半年完成补植。", numbered)] == [date(2014, 12, 31)]
    assert Calendar.of(None, "近三年内无事故。") == Calendar()


def test_the_clock_is_never_asked() -> None:
    for package in (extractors.deadlines, extractors.mentions.dates):
        for file in Path(str(package.__file__)).parent.glob("*.py"):
            names = {node.attr for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)}
            assert not names & {"today", "now", "time", "localtime", "utcnow"}, file


UNMATCHED = "一|1|年|自|自印发|十|至|—|(|“|《|1.|X|完成时限:|到|前|的| |长期|印发之日起|20 |2021-|每|汛期|有效期|(长期"


@pytest.mark.parametrize("unit", UNMATCHED.split("|"))
def test_time_is_linear_where_nothing_matches(unit: str) -> None:
    def read(text: str) -> object:
        return deadlines(text, Calendar())

    assert seconds(read, unit * (100_000 // len(unit))) < 1
    assert grows_linearly(read, unit, 50_000)


REASONS = {
    "较2020年增长两成。": "governed",
    "2012年以来,成效明显。": "history",
    "自2019年起试点。": "start",
    "落实《提升方案(2021-2023年)》。": "cited",
    "衔接市级行动方案(2021-2023年)。": "title",
    "2023年的预算要及时安排。": "attribute",
    "按照每人每天100元发放。": "rate",
    "5个工作日内办结。": "service-time",
    "贷款期限不超过1年。": "condition",
    "深入实施城市更新三年行动。": "name",
    "纳税期限延长至7月24日。": "prolonged",
    "已于2022年完成。": "past",
}


@pytest.mark.parametrize("text", REASONS)
def test_a_time_that_binds_nothing_has_a_reason(text: str) -> None:
    assert [time.reason for time in unbound(text, Calendar())] == [REASONS[text]]
    assert not deadlines(text, Calendar())


@given(SENTENCES)
def test_a_time_is_a_deadline_or_has_a_reason(row: tuple[Calendar, str]) -> None:
    now, text = row
    bound = {deadline.span for deadline in deadlines(text, now)}
    for time_ in unbound(text, now):
        assert time_.span not in bound
        assert text[slice(*time_.span)] == time_.text
