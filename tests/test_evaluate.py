"""The product's evaluation against itself, and against the reference judge where it is there."""

import copy
import importlib.util
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluate import evaluate, plain, plain_title
from pipeline.scores import Tally

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "gold"
GOLD_FILES = sorted((SHARED / "dev").glob("*.json"))
needs_judge = pytest.mark.skipif(not (SHARED / "score.py").exists() or not GOLD_FILES, reason="no reference judge beside the repository")

Plan = dict[str, Any]


def a_plan() -> Plan:
    """A small annotated plan with every kind of record."""
    return {
        "plan": {
            "title": "甲县停车治理方案",
            "issuer": "甲县城市管理局",
            "doc_number": None,
            "published": "2024-03-01",
            "region": "甲县",
            "period": ["2024-01-01", "2024-12-31"],
        },
        "tasks": [
            {
                "text": "1.增设车位。2024年6月底前新增车位500个。(牵头单位:县城管局,配合单位:县公安局)",
                "title": "增设车位",
                "category": "task",
                "units": [
                    {"name": "县城管局", "role": "lead"},
                    {"name": "县公安局", "role": "cooperate"},
                    {"name": "各乡镇", "role": "responsible", "inherited": True},
                ],
                "deadlines": [{"text": "2024年6月底前", "kind": "by", "start": None, "end": "2024-06-30"}],
            },
            {
                "text": "2.加强巡查。每周五通报一次,长期坚持。(责任单位:县城管局)",
                "title": None,
                "category": "safeguard",
                "units": [{"name": "县城管局", "role": "responsible"}],
                "deadlines": [{"text": "每周五", "kind": "recurring", "start": None, "end": None}],
            },
        ],
        "targets": [
            {"task": 0, "text": "新增车位500个", "indicator": "车位", "comparator": "=", "low": 500, "high": None, "unit": "个", "due": "2024-06-30"},
            {"task": 1, "text": "巡查X次", "indicator": "巡查", "comparator": "=", "low": None, "high": None, "unit": "次", "masked": True},
        ],
        "references": [
            {"title": "甲省停车场条例", "number": None, "basis": True},
            {"title": "停车收费办法", "number": None, "basis": False, "optional": True},
        ],
    }


def figures(gold: Plan, found: Plan) -> dict[str, Any]:
    return evaluate([("one", gold, found)]).figures()


class TestFigures:
    def test_a_plan_against_itself_is_right_throughout(self) -> None:
        scores = evaluate([("one", a_plan(), a_plan())])
        assert scores.differences == []
        assert {row.get("f1", row.get("accuracy")) for row in scores.figures().values()} == {1.0}
        assert scores.figures()["units"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "gold": 3, "found": 3}

    def test_nothing_found_misses_all_that_is_required(self) -> None:
        row = figures(a_plan(), {})
        assert row["tasks"] == {"p": None, "r": 0.0, "f1": 0.0, "gold": 2, "found": 0}
        assert row["references"]["gold"] == 1, "the optional one is not asked for"
        assert "task.category" not in row, "fields of tasks that were not found are not asked for"
        assert row["plan.doc_number"] == {"accuracy": 1.0, "asked": 1}

    def test_nothing_to_find_and_nothing_found_has_no_figure(self) -> None:
        assert figures({}, {})["tasks"] == {"p": None, "r": None, "f1": None, "gold": 0, "found": 0}

    @pytest.mark.parametrize(
        ("change", "name", "hit", "extra", "missed"),
        [
            (lambda plan: plan["tasks"][0]["units"].pop(0), "units", 2, 0, 1),
            (lambda plan: plan["tasks"][0]["units"][0].update(role="responsible"), "units", 2, 1, 1),
            (lambda plan: plan["tasks"][0]["units"][0].update(inherited=True), "units.inherited", 1, 1, 0),
            (lambda plan: plan["tasks"][0]["deadlines"][0].update(end="2024-07-31"), "deadlines", 1, 1, 1),
            (lambda plan: plan["tasks"][1]["deadlines"][0].update(text="每周"), "deadlines", 1, 1, 1),
            (lambda plan: plan["tasks"][0]["deadlines"].append(plan["tasks"][0]["deadlines"][0]), "deadlines", 2, 0, 0),
            (lambda plan: plan["targets"][0].update(low=501), "targets", 0, 1, 1),
            (lambda plan: plan["targets"][0].update(due=None), "targets", 1, 0, 0),
            (lambda plan: plan["targets"][0].update(due=None), "targets.exact", 0, 1, 1),
            (lambda plan: plan["targets"][0].update(unit="處"), "targets", 0, 1, 1),
            (lambda plan: plan["targets"].pop(1), "targets.masked", 0, 0, 1),
            (lambda plan: plan["references"].pop(1), "references", 1, 0, 0),
            (lambda plan: plan["references"].append({"title": "城市规划法", "basis": False}), "references", 1, 1, 0),
            (lambda plan: plan["tasks"].pop(1), "tasks", 1, 0, 1),
        ],
    )
    def test_one_change_counts_once(self, change: Callable[[Plan], object], name: str, hit: int, extra: int, missed: int) -> None:
        found = a_plan()
        change(found)
        scores = evaluate([("one", a_plan(), found)])
        assert (scores.tallies[name].hit, scores.tallies[name].extra, scores.tallies[name].missed) == (hit, extra, missed)

    def test_width_script_and_space_make_no_difference(self) -> None:
        found = a_plan()
        found["tasks"][0]["text"] = "1.增設車位。２０２４年６月底前新增車位５００個。 (牽頭單位：縣城管局，配合單位：縣公安局)"
        found["tasks"][0]["units"][0]["name"] = "縣城管局"
        assert evaluate([("one", a_plan(), found)]).differences == []

    def test_same_measure_in_other_words_is_the_same(self) -> None:
        gold, found = a_plan(), a_plan()
        gold["targets"][0]["unit"], found["targets"][0]["unit"] = "平方公里", "平方千米"
        assert figures(gold, found)["targets"]["f1"] == 1.0

    def test_grounding_asks_for_the_words_in_order_and_near(self) -> None:
        source = "第一章 新增車位500個。"
        spans = [("新增车位500个", [4, 12]), ("新增车位500个", [0, 3]), ("x", None)]
        found = {"source_text": source, "targets": [{"text": text, "span": span} for text, span in spans]}
        assert figures({}, found)["grounding"] == {"accuracy": pytest.approx(1 / 3), "asked": 3}

    def test_totals_run_over_documents(self) -> None:
        half = a_plan()
        del half["tasks"][1]
        tally = evaluate([("a", a_plan(), a_plan()), ("b", a_plan(), half)]).tallies["tasks"]
        assert tally == Tally(hit=3, extra=0, missed=1)

    def test_differences_say_what_and_where(self) -> None:
        found = a_plan()
        found["plan"]["region"] = "乙县"
        found["references"] = [{"title": "无关的条例", "basis": False}]
        said = [str(each) for each in evaluate([("seed", a_plan(), found)]).differences]
        assert said == ["seed ~ plan.region: '甲县' ≠ '乙县'", "seed - reference 甲省停车场条例", "seed + reference 无关的条例"]


@given(st.text(alphabet="县縣建設市（），％ ０1aＡ《》“”。\n\u3000\u200b"))
def test_plain_is_stable(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain_title(f"《{text}》") == plain_title(text)


# ---------------------------------------------------------------- beside the reference judge


@cache
def reference_judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_judge", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def annotated() -> list[tuple[str, Plan]]:
    return [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in GOLD_FILES]


def judged(pairs: list[tuple[str, Plan, Plan]]) -> dict[str, Any]:
    score = reference_judge().Score()
    for label, expected, found in pairs:
        score.document(expected, found, label)
    return dict(score.figures())


def with_evidence(plan: Plan) -> Plan:
    """The plan as if printed: a source text of its tasks, and spans in it."""
    plan = copy.deepcopy(plan)
    parts: list[str] = []
    at = 0
    for task in plan["tasks"]:
        task["span"] = [at, at + len(task["text"])]
        for record in (*task["units"], *task["deadlines"]):
            words = record.get("name") or record["text"]
            start = task["text"].find(words)
            record["span"] = [at + start, at + start + len(words)] if start >= 0 else None
        parts.append(task["text"])
        at += len(task["text"]) + 1
    plan["source_text"] = "\n".join(parts)
    return plan


def _dropped(plan: Plan) -> None:
    plan["tasks"] = plan["tasks"][::2]
    plan["targets"], plan["references"] = plan["targets"][1::3], plan["references"][1:]


def _roles(plan: Plan) -> None:
    for task in plan["tasks"]:
        for unit in task["units"][::2]:
            unit["role"] = "lead" if unit["role"] != "lead" else "cooperate"
            unit["inherited"] = not unit.get("inherited")


def _values(plan: Plan) -> None:
    for index, target in enumerate(plan["targets"]):
        key = ("low", "due", "comparator", "unit", "indicator", "text")[index % 6]
        target[key] = 7 if key == "low" else None if key == "due" else "改"
    for index, task in enumerate(plan["tasks"]):
        task["category"] = "goal" if index % 3 == 0 else task["category"]
        task["title"] = "另一个标题" if index % 4 == 0 else task["title"]
        for deadline in task["deadlines"]:
            deadline["end"] = "2031-01-01" if index % 2 else None
    plan["plan"] = {key: "" if index % 2 else value for index, (key, value) in enumerate(plan["plan"].items())}


def _merged(plan: Plan) -> None:
    for one, other in zip(plan["tasks"][::3], plan["tasks"][1::3], strict=False):
        one["text"] += other["text"]
        one["units"] += other["units"]
        one["deadlines"] += other["deadlines"]
    plan["tasks"] = plan["tasks"][::3]


def _cut(plan: Plan) -> None:
    for index, task in enumerate(plan["tasks"]):
        task["text"] = task["text"][: len(task["text"]) * (3 + index % 7) // 9 + 1]


def _doubled(plan: Plan) -> None:
    plan["tasks"] += copy.deepcopy(plan["tasks"][:5])
    plan["targets"] += copy.deepcopy(plan["targets"][:5])
    plan["references"] += [{"title": reference["title"] + "全文", "basis": not reference["basis"]} for reference in plan["references"]]
    for target in plan["targets"][::4]:
        target["masked"] = not target.get("masked")


def _nothing(plan: Plan) -> None:
    """The annotation itself."""


DAMAGES = {damage.__name__.strip("_"): damage for damage in (_nothing, _dropped, _roles, _values, _merged, _cut, _doubled)}


@needs_judge
@pytest.mark.parametrize("damage", DAMAGES)
def test_figures_equal_the_judge(damage: str) -> None:
    pairs = []
    for label, plan in annotated():
        found = with_evidence(plan)
        DAMAGES[damage](found)
        pairs.append((label, plan, found))
    ours = evaluate(pairs).figures()
    assert ours == judged(pairs)
    assert list(ours) == list(judged(pairs))
    for pair in pairs:
        assert evaluate([pair]).figures() == judged([pair])


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """(container, key) of every value in a record tree."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in list(items):
        if isinstance(child, dict | list) and child:
            yield from _leaves(child)
        else:
            yield value, key


@needs_judge
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0.01, 0.6))
def test_random_damage_is_judged_alike(seed: int, share: float) -> None:
    dice = random.Random(seed)
    label, plan = dice.choice(annotated())
    found = with_evidence(plan)
    for record, key in list(_leaves({name: found[name] for name in ("plan", "tasks", "targets", "references")})):
        if dice.random() < share:
            _damage(dice, record, key)
    for name in ("tasks", "targets", "references"):
        found[name] = [entry for entry in found[name] if dice.random() > share / 3]
        dice.shuffle(found[name])
    pair = (label, plan, found)
    assert evaluate([pair]).figures() == judged([pair])


def _damage(dice: random.Random, record: Any, key: Any) -> None:
    value = record[key]
    if isinstance(value, bool):
        record[key] = not value
    elif isinstance(value, int | float):
        record[key] = value + 1 if isinstance(record, list) else dice.choice([value, value + 1, float(value)])
    elif isinstance(value, str) and key != "role":
        middle = dice.randrange(len(value) + 1)
        record[key] = dice.choice([value[:middle] or "空", value + "、", value.replace("市", "县"), value[middle:] + value[:middle]])
    elif key == "role":
        record[key] = dice.choice(["lead", "cooperate", "responsible"])
