"""Asking the ledger by place, body, time and words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from analysis import filters, query
from pipeline.store import Store, open_store
from schemas.records import Deadline
from tests.factories import deadline, extraction, target, task, unit


def by(text: str, day: str) -> Deadline:
    """A deadline on an ISO day."""
    return deadline(text, date.fromisoformat(day))


CITY = extraction(
    task(
        "(一)整治黑臭水体。",
        units=(unit("市水务局", function="水务"), unit("市财政局", "cooperate")),
        deadlines=(deadline("2021年底前", date(2021, 12, 31)),),
    ),
    task(
        "(二)建设垃圾分类站。",
        title="建设垃圾分类站",
        units=(unit("市城市管理局", canonical="云溪市城市管理局", function="城市管理"),),
        deadlines=(by("2022年6月", "2022-06-30"), by("2023年", "2023-12-31")),
    ),
    task("(三)加强宣传。", category="safeguard", path=("四、保障措施",), units=()),
    targets=(
        target(),
        target("新建30座", None, "=", indicator="分类站", task=1, due=date(2022, 6, 30)),
        target("约5%", None, "~", task=None, due=None),
    ),
    name="云溪方案.txt",
)
COUNTY = extraction(
    task(
        "1.清运生活垃圾。",
        units=(unit("县综合行政执法局", "responsible", function="城市管理"),),
        deadlines=(by("2021年6月", "2021-06-30"),),
    ),
    task("2.发展100%的_特色。", units=(unit("县农业农村局", function="农业农村"),), deadlines=(deadline("长期", None, "ongoing"),)),
    name="青禾方案.docx",
    title="青禾县城乡环境整治方案",
    region="青禾县",
    level="county",
)


@pytest.fixture(scope="module", params=[20_000, 1, 0], ids=["few rows", "some rows", "many rows"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    before = filters.FEW, filters.NAMED
    filters.FEW, filters.NAMED = request.param, request.param
    with open_store("sqlite://") as made:
        with made.begin_run({}) as run:
            for one in (CITY, COUNTY):
                run.save(one, path=f"/plans/{one.source.name}")
        yield made
    filters.FEW, filters.NAMED = before


def name(value: object) -> str:
    """A case's name: its options, functions by the word 'function'."""
    return str({key: "function" if callable(item) else item for key, item in value.items()}) if isinstance(value, dict) else str(value)


def labels(store: Store, **given: Any) -> list[str]:
    """The tasks found, by the first two characters of their text after the label."""
    return [text.lstrip("(一二三)12.")[:2] for text in query.tasks(store, **given)["text"]]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, ["整治", "建设", "加强", "清运", "发展"]),
        ({"plan": "云溪"}, ["整治", "建设", "加强"]),
        ({"plan": ["云溪", "青禾"]}, ["整治", "建设", "加强", "清运", "发展"]),
        ({"region": "青禾"}, ["清运", "发展"]),
        ({"region": "雲溪市"}, ["整治", "建设", "加强"]),
        ({"unit": "水务局"}, ["整治"]),
        ({"unit": "城管"}, ["建设", "清运"]),
        ({"unit": "城市管理"}, ["建设", "清运"]),
        ({"unit": "縣綜合行政執法局"}, ["清运"]),
        ({"unit": "管城"}, []),
        ({"unit": "云溪市城市管理局"}, ["建设"]),
        ({"unit": "环卫", "aliases": lambda name: {"城市管理"} if name == "环卫" else set()}, ["建设", "清运"]),
        ({"unit": "市城管局"}, ["建设"]),
        ({"unit": "县城管局"}, ["清运"]),
        ({"unit": "云溪市城管局", "aliases": lambda name: {"城市管理"} if name == "城管局" else set()}, ["建设"]),
        ({"unit": "青禾市城管局"}, []),
        ({"unit": "城管", "due_before": "2021-12-31"}, ["清运"]),
        ({"unit": "城管", "role": "lead"}, ["建设"]),
        ({"role": "cooperate"}, ["整治"]),
        ({"unit": "水务局", "role": "cooperate"}, []),
        ({"function": "农业"}, ["发展"]),
        ({"category": "safeguard"}, ["加强"]),
        ({"topic": "保障"}, ["加强"]),
        ({"topic": "垃圾"}, ["建设", "清运"]),
        ({"due_before": date(2021, 12, 31)}, ["整治", "清运"]),
        ({"due_before": "2021-12-30"}, ["清运"]),
        ({"due_after": "2023-12-31"}, ["建设"]),
        ({"due_after": "2022-01-01", "due_before": "2022-12-31"}, ["建设"]),
        ({"text": "垃圾"}, ["建设", "清运"]),
        ({"text": "垃圾 NOT 生活"}, ["建设"]),
        ({"without": "unit"}, ["加强"]),
        ({"without": ("deadline", "target")}, ["加强"]),
        ({"without": "target"}, ["加强", "清运", "发展"]),
        ({"limit": 2}, ["整治", "建设"]),
        ({"sort": "due"}, ["清运", "整治", "建设", "加强", "发展"]),
        ({"sort": "-due", "limit": 1}, ["建设"]),
        ({"sort": "-id", "limit": 1}, ["发展"]),
        ({"sort": "region"}, ["整治", "建设", "加强", "清运", "发展"]),
        ({"sort": "-plan", "limit": 3}, ["清运", "发展", "整治"]),
        ({"sort": "title", "limit": 2}, ["建设", "整治"]),
        ({"unit": "100%"}, []),
        ({"topic": "100%的_"}, ["发展"]),
        ({"topic": "特%色"}, []),
        ({"unit": "'); DROP TABLE tasks; --"}, []),
        ({"unit": None, "text": None, "due_before": None}, ["整治", "建设", "加强", "清运", "发展"]),
    ],
    ids=name,
)
def test_tasks(store: Store, given: dict[str, Any], found: list[str]) -> None:
    assert labels(store, **given) == found


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"due_before": "31.12.2021"}, "2021-12-31"),
        ({"role": "boss"}, "lead, cooperate, responsible"),
        ({"without": "title"}, "unit, deadline, target"),
        ({"sort": "colour"}, "due"),
        ({"text": "(污水"}, "bracket"),
    ],
    ids=name,
)
def test_a_value_that_is_none_is_said_to_be(store: Store, given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        query.tasks(store, **given)


def test_bodies_deadlines_and_targets_are_asked_in_the_same_way(store: Store) -> None:
    assert query.units(store, unit="城管")["name"].tolist() == ["市城市管理局", "县综合行政执法局"]
    assert query.units(store, role="cooperate")["name"].tolist() == ["市财政局"]
    assert query.units(store, due_before="2021-12-31", sort="-due")["name"].tolist() == ["市水务局", "市财政局", "县综合行政执法局"]
    assert query.deadlines(store, due_after="2023-01-01")["text"].tolist() == ["2023年"]
    assert query.deadlines(store, unit="城管", sort="due")["text"].tolist() == ["2021年6月", "2022年6月", "2023年"]
    assert query.targets(store)["indicator"].tolist() == ["污水集中处理率", "分类站", "污水集中处理率"]
    assert query.targets(store, due_before="2022-12-31")["text"].tolist() == ["新建30座"]
    assert query.targets(store, text="黑臭")["text"].tolist() == ["不低于85%"]
    assert query.targets(store, region="青禾").empty
    assert query.plans(store, region="青禾")["title"].tolist() == ["青禾县城乡环境整治方案"]


@pytest.mark.parametrize(
    "words",
    [
        "云溪",
        "雲溪市",
        "治水",
        "云溪方案.txt",
        "/elsewhere/云溪方案.txt",
        "云溪方案",
        CITY.source.sha256[:8],
        CITY.source.sha256,
        CITY.source.sha256[:6],
    ],
)
def test_a_plan_is_meant_by(store: Store, words: str) -> None:
    assert query.resolve_plan(store, words) == CITY.source.sha256[:8]


def test_words_that_fit_several_plans_or_none(store: Store) -> None:
    with pytest.raises(query.AmbiguousPlan, match="2 plans") as caught:
        query.resolve_plan(store, "方案")
    assert [region for _, _, region in caught.value.candidates] == ["云溪市", "青禾县"]
    for words in ("北京", "", "  ", "%"):
        with pytest.raises(query.UnknownPlan):
            query.resolve_plan(store, words)


def test_replaced_versions_are_asked_only_on_demand() -> None:
    with open_store("sqlite://") as made, made.begin_run({}) as run:
        run.save(extraction(task("(一)旧任务。"), mark="试行"), path="a.txt")
        run.save(extraction(task("(一)新任务。"), published=date(2024, 1, 1)), path="a.txt")
        assert query.tasks(made)["text"].tolist() == ["(一)新任务。"]
        assert len(query.tasks(made, versions=True)) == len(query.plans(made, versions=True)) == 2
        assert len(query.tasks(made, text="任务", versions=True)) == 2
        old = query.plans(made, versions=True)["id"][0]
        assert query.tasks(made, plan=old)["text"].tolist() == ["(一)旧任务。"], "a version that is named is meant"
