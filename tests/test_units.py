"""Bodies and roles: cases with the answers inside, and promises that hold for any text."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.units import clauses, first_rule, is_body, units
from tests.tagged import cases, untagged
from tests.timing import grows_linearly, seconds

_ROLES = {"lead": "lead", "coop": "cooperate", "resp": "responsible", "act": "responsible", "help": "cooperate"}
_LABEL = re.compile(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+\.|[一二三四]是)?")


def _differences(case: str, bound: bool = True) -> tuple[set[tuple[str, str, int]], set[tuple[str, str, int]]]:
    """What was missed and what was found too many, among the bodies that a role word binds or among those that only act."""
    rule = re.match(r"\[([a-z-]+)\]", case)
    text, answers = untagged(case[rule.end() :] if rule else case)
    label = _LABEL.match(text)
    found = units(text, label.end() if label else 0, rule[1] if rule else "")  # type: ignore[arg-type]
    assert all(text[slice(*unit.span)] == unit.name for unit in found)
    wanted = {(answer.text, _ROLES[answer.name], answer.start) for answer in answers}
    got = {(unit.name, unit.role, unit.span.start) for unit in found if unit.bound == bound}
    return wanted - got, got - wanted


@pytest.mark.parametrize(("line", "case"), list(cases("units.txt")))
def test_case(line: int, case: str) -> None:
    missed, extra = _differences(case)
    assert not missed, f"line {line}"
    assert not extra, f"line {line}"


@pytest.mark.parametrize(("line", "case"), list(cases("subjects.txt")))
def test_a_body_that_acts_without_a_role_word_is_inferred(line: int, case: str) -> None:
    missed, extra = _differences(case, bound=False)
    assert not missed, f"line {line}"
    assert not extra, f"line {line}"


def test_a_body_bound_by_a_clause_is_not_inferred_again() -> None:
    found = units("1.市教育局制定标准。(责任单位:市教育局)")
    assert [(unit.name, unit.how) for unit in found] == [("市教育局", "stated")]


def test_a_wrong_case_is_caught() -> None:
    missed, extra = _differences("2.修桥。(牵头单位:<coop>市交通局</coop>;配合单位:市财政局)")
    assert missed == {("市交通局", "cooperate", 11)}
    assert {name for name, _, _ in extra} == {"市交通局", "市财政局"}


@pytest.mark.parametrize(
    "name", ["市住建局", "各县(市、区)政府", "国网青河供电公司", "各有关单位", "团市委", "县公安局交警大队", "市委组织部(市人才办)"]
)
def test_a_body_reads_like_one(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize("name", ["试行", "三期工程", "含早市", "以下简称方案", "2025年", "", "局"])
def test_what_is_no_body(name: str) -> None:
    assert not is_body(name)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("(市教育局、市财政局负责。排在第一位的部门为牵头部门,下同)", "first"),
        ("责任单位排在首位的为牵头单位。", "first"),
        ("注:逗号前为牵头单位,逗号后为配合单位。", "before-comma"),
        ("全市排名第一,为全省作出表率。", ""),
    ],
)
def test_rule_stated_once(text: str, rule: str) -> None:
    assert first_rule(text) == rule


_PIECES = st.lists(
    st.sampled_from(
        [
            "(",
            ")",
            "〔",
            "〕",
            "牵头单位:",
            "责任单位:",
            "市住建局",
            "、",
            ",",
            ";",
            "。",
            "由",
            "负责",
            "牵头",
            "会同",
            "\n",
            "推进",
            "各县(市、区)",
            "和",
        ]
    ),
    max_size=40,
).map("".join)


@given(_PIECES)
def test_evidence_is_the_name(text: str) -> None:
    found = units(text)
    assert all(text[slice(*unit.span)] == unit.name for unit in found)
    assert len({(unit.name, unit.role) for unit in found}) == len(found)
    stretches = clauses(text)
    assert all(first.end <= second.start for first, second in pairwise(stretches))


@given(_PIECES)
def test_an_unrelated_sentence_adds_nothing(text: str) -> None:
    before = {(unit.name, unit.role) for unit in units(text + "\n")}
    after = {(unit.name, unit.role) for unit in units(text + "\n天气晴好,水面开阔。\n")}
    assert before == after


@pytest.mark.parametrize("unit", ["推进城乡建设高质量发展", "(责任单位:", "市住建局、", "由市住建局", "会同市财政局", "(" * 3, "牵头", "负责的"])
def test_linear_time(unit: str) -> None:
    units(unit)
    assert seconds(units, unit * (100_000 // len(unit))) < 3
    assert grows_linearly(units, unit, 50_000)
