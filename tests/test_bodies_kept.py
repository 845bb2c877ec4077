"""Bodies in the store: which there are, how much they have to do, and which are one because people said so."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from analysis import query
from analysis.bodies import bodies, toml, unknown
from analysis.compare import compare
from pipeline.store import Store, open_store
from pipeline.store.merges import NoMerge
from schemas.extraction import Extraction
from schemas.tables import bodies as kept
from schemas.tables import body_merges, places
from tests.factories import deadline, extraction, task, unit


def city(name: str, role: str = "lead", work: str | None = "城市管理") -> Any:
    """A body of 云溪市 as the extractors give it."""
    return unit(name, role, canonical=f"云溪市{name.removeprefix('市')}", function=work)


PLAN = extraction(
    task(
        "(一)清运垃圾。",
        units=(city("市城市管理局"), city("市财政局", "cooperate", "财政")),
        deadlines=(deadline("2024年底", date(2024, 12, 31)),),
    ),
    task("(二)治理占道。", units=(city("市综合行政执法局"), unit("责任单位", "responsible"), unit("各县(市、区)政府", "responsible"))),
    task("(三)建设平台。", units=(unit("市蓝图驿站", "lead"), city("市综合行政执法局", "cooperate"))),
)
COUNTY = extraction(
    task("1.修路。", units=(unit("县交通运输局", canonical="阳信县交通运输局", function="交通运输"),)),
    name="阳信.txt",
    title="阳信县修路方案",
    region="阳信县",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = open_store(f"sqlite:///{tmp_path}/a.db")
    save(made, PLAN, COUNTY)
    return made


def save(store: Store, *plans: Extraction, version: str = "1") -> None:
    with store.begin_run({}, version=version) as run:
        for one in plans:
            run.save(one, path=f"/plans/{one.source.name}")


def counts(store: Store, **given: Any) -> dict[str, tuple[int, int, int]]:
    """Tasks, of these led, of these joined, by body."""
    found = bodies(store, **given)
    return {row["name"]: (row["tasks"], row["lead"], row["cooperate"]) for row in found.to_dict("records")}


def test_bodies_are_listed_with_what_they_lead_and_join(store: Store) -> None:
    assert counts(store) == {
        "云溪市综合行政执法局": (2, 1, 1),
        "云溪市城市管理局": (1, 1, 0),
        "云溪市财政局": (1, 0, 1),
        "市蓝图驿站": (1, 1, 0),
        "各县(市、区)政府": (1, 0, 0),
        "阳信县交通运输局": (1, 1, 0),
    }
    [row] = bodies(store, unit="交通").to_dict("records")
    assert (row["id"], row["canonical"], row["function"], row["level"], row["place"], row["names"]) == (
        "阳信县交通运输局",
        "阳信县交通运输局",
        "交通运输",
        "county",
        "阳信县",
        "县交通运输局",
    )
    [first, *_] = bodies(store, sort="due").to_dict("records")
    assert (first["first_due"], first["last_due"]) == (datetime(2024, 12, 31), datetime(2024, 12, 31))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"function": "财政"}, ["云溪市财政局"]),
        ({"level": "county"}, ["阳信县交通运输局"]),
        ({"role": "cooperate"}, ["云溪市综合行政执法局", "云溪市财政局"]),
        ({"due_before": "2024-12-31", "role": "lead"}, ["云溪市城市管理局"]),
        ({"region": "阳信"}, ["阳信县交通运输局"]),
        ({"unit": "城管", "limit": 1}, ["云溪市综合行政执法局"]),
        ({"text": "没有这个"}, []),
    ],
)
def test_bodies_are_those_of_the_tasks_asked_for(store: Store, given: dict[str, Any], found: list[str]) -> None:
    assert list(counts(store, **given)) == found


def test_a_level_that_is_none(store: Store) -> None:
    with pytest.raises(ValueError, match="level 'village'"):
        bodies(store, level="village")


def test_frames_without_rows_have_the_types_of_those_with(store: Store) -> None:
    assert bodies(store, text="没有这个").dtypes.to_dict() == bodies(store).dtypes.to_dict()
    with open_store("sqlite://") as empty:
        assert unknown(empty).dtypes.to_dict() == unknown(store).dtypes.to_dict()


def test_places_have_their_code_and_those_above_them(store: Store) -> None:
    with store.reading() as connection:
        rows = {row.name: row for row in connection.execute(select(places)).all()}
        by_id = {row.id: row.name for row in rows.values()}
    assert {name: (row.code, row.level, by_id.get(row.parent_id)) for name, row in rows.items()} == {
        "云溪市": ("", "city", None),
        "阳信县": ("371622", "county", "滨州市"),
        "滨州市": ("371600", "city", "山东省"),
        "山东省": ("370000", "province", None),
    }


def test_names_that_nobody_understood_are_listed_for_the_lexicon(store: Store) -> None:
    [row] = unknown(store).to_dict("records")
    assert (row["name"], row["tasks"], row["plans"], row["example"]) == ("市蓝图驿站", 1, 1, PLAN.plan.title)
    assert row["toml"] == '"蓝图驿站",  # 市蓝图驿站: 1 tasks in 1 plans'


def test_a_line_for_the_lexicon_is_toml_whatever_the_name() -> None:
    import tomllib

    for name in ("市蓝图驿站", '市"甲"局', "局\\", "a\nb", "县数据资源局"):
        [word] = tomllib.loads(f"words = [\n{toml(name, 1, 1)}\n]")["words"]
        assert word
        assert word in name


def test_merged_bodies_are_one_everywhere_and_stay_so_when_plans_are_read_again(store: Store) -> None:
    assert store.merge("市城市管理局", "云溪市综合行政执法局", author="李华") == ("云溪市城市管理局", "云溪市综合行政执法局")
    for _ in range(2):
        assert counts(store)["云溪市综合行政执法局"] == (3, 2, 1)
        assert "云溪市城市管理局" not in counts(store)
        assert len(query.tasks(store, unit="云溪市城市管理局")) == len(query.tasks(store, unit="云溪市综合行政执法局")) == 3
        assert set(query.units(store, unit="云溪市城市管理局")["canonical"]) == {"云溪市综合行政执法局"}
        with store.reading() as connection:
            load = connection.exec_driver_sql("SELECT tasks, lead FROM v_body_load WHERE body = '云溪市综合行政执法局'").one()
            assert tuple(load) == (3, 2)
        assert store.load(PLAN.source.sha256[:8]) == PLAN, "what was read is as it was read"
        save(store, PLAN, version="2")


def test_plans_are_compared_by_merged_bodies(store: Store) -> None:
    key = PLAN.source.sha256[:8]
    before = {row["body"] for row in compare(store, [key, key]).bodies.to_dict("records")}
    store.merge("云溪市城市管理局", "云溪市综合行政执法局", author="李华")
    after = {row["body"] for row in compare(store, [key, key]).bodies.to_dict("records")}
    assert before - after == {"云溪市城市管理局"}
    assert "云溪市综合行政执法局" in after


def test_a_merge_can_be_taken_back_and_says_who_and_when(store: Store) -> None:
    before = counts(store)
    store.merge("云溪市城市管理局", "云溪市综合行政执法局", author="李华")
    assert store.unmerge("市城市管理局", author="王芳") == ("云溪市城市管理局", "云溪市综合行政执法局")
    assert counts(store) == before
    with store.reading() as connection:
        [row] = connection.execute(select(body_merges)).all()
    assert (row.author, row.undone_by) == ("李华", "王芳")
    assert row.made_at <= row.undone_at
    store.merge("云溪市城市管理局", "云溪市综合行政执法局", author="李华")
    assert counts(store)["云溪市综合行政执法局"] == (3, 2, 1)


def test_merges_lead_on_and_never_round(store: Store) -> None:
    store.merge("云溪市城市管理局", "云溪市综合行政执法局", author="a")
    store.merge("云溪市综合行政执法局", "云溪市财政局", author="a")
    assert counts(store)["云溪市财政局"] == (3, 2, 2)
    for name, into in (
        ("云溪市财政局", "云溪市城市管理局"),
        ("云溪市城市管理局", "市蓝图驿站"),
        ("市蓝图驿站", "市蓝图驿站"),
        ("没有", "市蓝图驿站"),
    ):
        with pytest.raises(NoMerge):
            store.merge(name, into, author="a")
    with pytest.raises(NoMerge, match="is merged into nothing"):
        store.unmerge("市蓝图驿站", author="a")
    store.unmerge("云溪市综合行政执法局", author="a")
    assert counts(store)["云溪市综合行政执法局"] == (3, 2, 1)


def test_a_name_that_means_several_bodies_is_not_merged(store: Store) -> None:
    other = extraction(task("1.种树。", units=(unit("市财政局", canonical="青禾市财政局", function="财政"),)), name="b", region="青禾市")
    save(store, other)
    with pytest.raises(NoMerge, match="may be 2 bodies: 云溪市财政局、青禾市财政局"):
        store.merge("市财政局", "云溪市城市管理局", author="a")


def test_bodies_that_no_plan_names_any_more_are_gone(store: Store) -> None:
    with store.begin_run({}, version="2") as run:
        run.save(Extraction(PLAN.source, PLAN.plan, PLAN.tasks[:1], (), (), PLAN.source_text), path="/plans/a")
    with store.reading() as connection:
        assert set(connection.execute(select(kept.c.name)).scalars()) == {"云溪市城市管理局", "云溪市财政局", "阳信县交通运输局"}
