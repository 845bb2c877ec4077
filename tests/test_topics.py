"""What tasks are about: the taxonomy, the cues, and how often the first topic is the one that a reader names."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.topics import domains, leaves, topics
from extractors.topics.taxonomy import cues
from pipeline import extract
from schemas.records import Task
from tests.tagged import cases
from tests.timing import grows_linearly, seconds

ROOT = Path(__file__).resolve().parents[1]
Judged = dict[str, list[tuple[str, list[str]]]]
EXPECTED = 0.90
"""Share of the tasks whose first topic must be one that the reader named."""


def judged() -> Judged:
    """The judged tasks by plan: id and the topics that may come first."""
    found: Judged = {}
    plan = ""
    for _, line in cases("topics.txt"):
        if line.startswith("["):
            plan = line.strip("[]")
        else:
            name, _, named = line.partition(" ")
            found.setdefault(plan, []).append((name, named.split("|")))
    return found


@cache
def tasks(path: Path) -> dict[str, Task]:
    return {task.id: task for task in extract(path).tasks}


def first(task: Task) -> str:
    """The first topic of a task, by its own words, else by the heading above it."""
    found = topics(task.text) or (topics(task.path[-1]) if task.path else [])
    return found[0].name if found else "-"


def wrong(folder: Path, plans: Judged) -> tuple[int, list[str]]:
    """How many tasks were judged, and those whose first topic is another."""
    rows = [(tasks(folder / plan)[name], named) for plan, listed in plans.items() for name, named in listed]
    return len(rows), [f"{task.id} {'|'.join(named)}: {first(task)} - {task.text[:30]}" for task, named in rows if first(task) not in named]


def test_tasks_of_the_samples_are_about_what_a_reader_says() -> None:
    count, missed = wrong(ROOT, {plan: listed for plan, listed in judged().items() if plan.startswith("data/")})
    assert count >= 100
    assert 1 - len(missed) / count >= EXPECTED, "\n".join(missed)


def test_tasks_of_real_plans_are_about_what_a_reader_says(shared: Path) -> None:
    count, missed = wrong(shared, {plan: listed for plan, listed in judged().items() if not plan.startswith("data/")})
    assert count >= 300
    assert 1 - len(missed) / count >= EXPECTED, "\n".join(missed)


def test_the_measure_sees_a_wrong_topic() -> None:
    count, missed = wrong(ROOT, {"data/raw/yunchuan_chengshi_pinzhi_2025.txt": [("二.(一).2", ["停车"])]})
    assert count == 1
    assert missed == ["二.(一).2 停车: 加装电梯 - 2.加装电梯。简化既有住宅加装电梯审批环节,三年累计加装电梯"]


def test_every_judged_topic_is_in_the_taxonomy() -> None:
    named = {name for listed in judged().values() for _, several in listed for name in several}
    assert named - {*leaves(), "-"} == set()


def test_the_taxonomy_has_two_levels_and_no_name_twice() -> None:
    assert len(leaves()) >= 120
    assert len(set(leaves())) == len(leaves())
    assert not set(leaves()) & set(domains())


def test_a_cue_names_one_topic() -> None:
    count = Counter(cue.word for same in cues().values() for cue in same)
    assert [word for word, times in count.items() if times > 1] == []
    assert [word for word in count if len(word) < 2] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(一)新建口袋公园20个,面积不少于4万平方米。", ["口袋公园与公园绿地"]),
        ("3.规范停车秩序。增设停车泊位800个,配建充电桩60个。", ["停车", "充电设施"]),
        ("推动经济健康发展。", []),
        ("由市水务局会同市城市管理局负责。", []),
        ("做好其他工作。(责任单位:市应急管理局、市住房公积金中心)", []),
        ("", []),
    ],
)
def test_topics_by_their_cues(text: str, expected: list[str]) -> None:
    assert [topic.name for topic in topics(text)] == expected


def test_how_work_is_carried_out_counts_less_than_what_is_done() -> None:
    found = topics("加强组织领导,统筹推进老旧小区改造、加装电梯和黑臭水体治理。")
    assert {topic.name for topic in found} == {"组织领导", "老旧小区改造", "加装电梯", "黑臭水体"}
    assert found[-1].name == "组织领导"


WORDS = st.sampled_from(
    ["口袋公园", "停车", "市城市管理局", "(牵头单位:市水务局)", "到2025年底", "。", ",", "1.", "一是", "加强组织领导", "x", "\n", "垃圾"]
)


@given(st.lists(WORDS, max_size=30).map("".join))
def test_a_cue_stands_where_it_is_said_to(text: str) -> None:
    found = topics(text)
    assert [text[slice(*topic.span)] for topic in found] == [topic.cue for topic in found]
    assert sorted(found, key=lambda topic: -topic.score) == found
    assert len({topic.name for topic in found}) == len(found)


@pytest.mark.parametrize("unit", ["推进", "口袋公园", "停", "生活垃圾分", "一是", "市城市管理局、"])
def test_time_grows_with_the_length_of_the_text(unit: str) -> None:
    assert seconds(topics, unit * (100_000 // len(unit))) < 1
    assert grows_linearly(topics, unit, 50_000)
