"""Which tasks of two plans correspond, against pairs that were judged by hand."""

import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from analysis.compare.alignment import THRESHOLD, Alignment, Pair, align
from analysis.compare.sides import Side
from pipeline import extract
from tests.factories import extraction, task, unit
from tests.tagged import cases

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = 0.90
"""The F1 that pairs must reach."""


class Block(NamedTuple):
    """Two plans with the pairs that were judged: ``=`` the same, ``~`` related, ``x`` not the same."""

    a: str
    b: str
    pairs: dict[tuple[str, str], str]


def judged() -> list[Block]:
    found: list[Block] = []
    for _, line in cases("pairs.txt"):
        if line.startswith("["):
            a, b = line.strip("[]").split(" | ")
            found.append(Block(a, b, {}))
        else:
            mark, one, other = line.split()
            found[-1].pairs[one, other] = mark
    return found


@cache
def side(letter: str, path: Path) -> Side:
    return Side.of(letter, path.stem, extract(path))


def place(name: str, shared: Path | None) -> Path:
    return ROOT / name if name.startswith("data/") or shared is None else shared / name


def ids(found: Alignment) -> set[tuple[str, str]]:
    return {(found.a.items[pair.a].task.id, found.b.items[pair.b].task.id) for pair in found.pairs}


class Count(NamedTuple):
    right: int
    wrong: list[str]
    missed: list[str]

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + len(self.wrong) + len(self.missed))


def counted(blocks: list[Block], shared: Path | None = None) -> Count:
    """The pairs found right, wrong and not at all; a related pair is neither."""
    right, wrong, missed = 0, [], []
    for block in blocks:
        found = ids(align(side("A", place(block.a, shared)), side("B", place(block.b, shared))))
        same = {pair for pair, mark in block.pairs.items() if mark == "="}
        related = {pair for pair, mark in block.pairs.items() if mark == "~"}
        right += len(found & same)
        wrong += [f"{block.a} {block.b} {pair}" for pair in sorted(found - same - related)]
        missed += [f"{block.a} {block.b} {pair}" for pair in sorted(same - found)]
    return Count(right, wrong, missed)


def own() -> list[Block]:
    return [block for block in judged() if block.a.startswith("data/") and block.b.startswith("data/")]


def test_enough_pairs_were_judged_and_all_are_there() -> None:
    assert sum(len(block.pairs) for block in judged()) >= 150
    for block in own():
        for one, other in block.pairs:
            assert one in {item.task.id for item in side("A", ROOT / block.a).items}
            assert other in {item.task.id for item in side("B", ROOT / block.b).items}


def test_tasks_of_the_samples_find_each_other() -> None:
    found = counted(own())
    assert found.f1 >= EXPECTED, found


def test_tasks_of_real_plans_find_each_other(shared: Path) -> None:
    found = counted(judged(), shared)
    assert found.f1 >= EXPECTED, found


def test_the_measure_sees_a_wrong_pair() -> None:
    names = "data/raw/yunchuan_chengshi_pinzhi_2025.txt", "data/raw/linlan_chengshi_jingxihua_2025.txt"
    found = counted([Block(*names, {("二.(一).2", "二.(一).3.(1)"): "="})])
    assert found.right == 0
    assert found.missed == [f"{names[0]} {names[1]} ('二.(一).2', '二.(一).3.(1)')"]


@pytest.mark.parametrize("block", own(), ids=lambda block: f"{block.a[9:20]}-{block.b[9:20]}")
def test_turned_round_plans_give_the_same_pairs(block: Block) -> None:
    there = align(side("A", ROOT / block.a), side("B", ROOT / block.b))
    back = align(side("B", ROOT / block.b), side("A", ROOT / block.a))
    assert {(pair.b, pair.a, pair.score) for pair in back.pairs} == {(pair.a, pair.b, pair.score) for pair in there.pairs}
    turned = {"one-to-many": "many-to-one", "many-to-one": "one-to-many", "one-to-one": "one-to-one"}
    assert {(pair.b, pair.a, turned[pair.relation]) for pair in back.pairs if _plain(back, pair)} == {
        (pair.a, pair.b, pair.relation) for pair in there.pairs if _plain(there, pair)
    }


def _plain(found: Alignment, pair: Pair) -> bool:
    """Whether not both tasks have several partners: then either name would do."""
    return sum(p.a == pair.a for p in found.pairs) == 1 or sum(p.b == pair.b for p in found.pairs) == 1


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "raw").glob("*2025*")), ids=lambda path: path.name)
def test_every_task_of_a_plan_is_its_own_partner(path: Path) -> None:
    found = align(side("A", path), side("B", path))
    assert [(pair.a, pair.b, pair.score, pair.relation) for pair in found.pairs] == [
        (item.number, item.number, 1.0, "one-to-one") for item in side("A", path).items
    ]
    assert found.alone() == ([], [])


def tasks_of(*texts: str) -> Side:
    plan = extraction(*(task(text, id=str(at), label="", units=(unit("市城管局", function="城市管理"),)) for at, text in enumerate(texts)))
    return Side.of("A", "a", plan)


def test_reasons_say_what_two_tasks_have_in_common() -> None:
    found = align(tasks_of("新建公共厕所12座,改造公厕8座。"), tasks_of("公厕提升。新建城市公厕30座。", "组织植树活动。")).pairs
    assert [(pair.a, pair.b) for pair in found] == [(0, 0)]
    assert found[0].score >= THRESHOLD
    assert [reason.split()[0] for reason in found[0].reasons] == ["措辞", "主题", "牵头"]
    assert found[0].reasons[1:] == ("主题 公共厕所", "牵头 城市管理")


def test_plans_about_other_things_have_no_pairs() -> None:
    assert align(tasks_of("新建公共厕所12座。", "取缔占道经营。"), tasks_of("招引外资企业。", "培养博士后人才。")).pairs == ()


def test_one_task_may_have_several_partners() -> None:
    found = align(
        tasks_of("增加停车供给。新建公共停车场,推动单位停车场错时共享。", "植树造林。"),
        tasks_of("新建公共停车场12处。", "推动单位停车场错时共享。", "治理大气污染。"),
    ).pairs
    assert {(pair.a, pair.b, pair.relation) for pair in found} == {(0, 0, "one-to-many"), (0, 1, "one-to-many")}


def _texts(shift: int) -> Iterator[str]:
    things = ["口袋公园", "停车场", "公厕", "断头路", "污水管网", "老旧小区", "充电桩", "垃圾分类", "路灯", "绿道"]
    for at in range(100):
        yield f"{at}.推进{things[(at + shift) % 10]}建设。第{at}号片区新增{things[at % 10]}{at + 2}处,按月通报进展,年底前完成验收并移交管护。"


def test_two_plans_of_a_hundred_tasks_take_less_than_a_second() -> None:
    a, b = tasks_of(*_texts(0)), tasks_of(*_texts(3))
    align(tasks_of("先读词典。"), tasks_of("先读词典。"))
    start = time.perf_counter()
    align(a, b)
    assert time.perf_counter() - start < 1.0
