"""Counts that are kept are those of the rows, whatever was done to the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from analysis import query
from analysis.bodies import bodies
from analysis.totals import totals
from pipeline.store import Store, open_store
from pipeline.store.merges import NoMerge
from schemas.extraction import Extraction
from schemas.records import Role
from schemas.tables import COUNTED, body_loads, metadata, plans
from tests.factories import deadline, extraction, target, task, unit

Rows = list[tuple[Any, ...]]


def loads(store: Store) -> Rows:
    """The counts of bodies as they are kept."""
    with store.reading() as connection:
        return sorted(map(tuple, connection.execute(select(body_loads)).all()))


def counted(store: Store) -> Rows:
    """The same, counted by the bindings."""
    roles = ", ".join(f"count(DISTINCT CASE WHEN u.role = '{role}' THEN u.task_id END)" for role in get_args(Role))
    statement = (
        f"SELECT b.stands_for, count(DISTINCT u.task_id), {roles}, count(DISTINCT t.plan_id), min(t.due), max(t.due_last)"
        " FROM task_units u JOIN body_names n ON n.id = u.name_id JOIN v_bodies b ON b.id = n.body_id JOIN tasks t ON t.id = u.task_id"
        " JOIN plans p ON p.id = t.plan_id WHERE p.current AND b.kind NOT IN ('role', 'person') GROUP BY b.stands_for"
    )
    with store.reading() as connection:
        return sorted((*row[:6], *map(day, row[6:])) for row in connection.exec_driver_sql(statement))


def day(said: date | str | None) -> date | None:
    """A day as the database's driver gives it."""
    return date.fromisoformat(said) if isinstance(said, str) else said


def plan_counts(store: Store) -> list[tuple[Rows, Rows]]:
    """By kind of record the counts in the rows of plans, and those of the tables."""
    with store.reading() as connection:
        kept = {kind: connection.execute(select(func.sum(plans.c[f"{kind}_count"]))).scalar_one() or 0 for kind in COUNTED}
        tables = {"task": "tasks", "unit": "task_units", "deadline": "deadlines", "target": "targets"}
        return [
            (kept[kind], connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()) for kind, name in tables.items()
        ]


NAMES = ("市水务局", "市财政局", "市城市管理局")
DAYS = (None, date(2023, 6, 30), date(2024, 12, 31), date(2025, 12, 31))


def bound(name: str, role: str) -> Any:
    return unit(name, role, canonical=f"云溪{name}", function="水务")


TASKS = st.builds(
    lambda names, role, day: task(units=tuple(bound(name, role) for name in names), deadlines=(deadline(end=day),) if day else ()),
    st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
    st.sampled_from(("lead", "cooperate", "responsible")),
    st.sampled_from(DAYS),
)


def changed(plan: int, found: list[Any], year: int) -> Callable[[Store], None]:
    """Reads one of three files, of which two are versions of one plan; other words of it the second time."""
    title, path = (("甲方案", "/a"), ("甲方案", "/a"), ("乙方案", "/b"))[plan]

    def save(store: Store) -> None:
        made = extraction(*found, targets=(target(),), title=title, published=date(2020 + year, 1, 1))
        same = replace(made, source=replace(made.source, sha256=f"{plan}" * 64))
        with store.begin_run({}, version=f"{len(found)}{year}") as run:
            run.save(same, path=path)

    return save


def people(kind: str, one: str, other: str) -> Callable[[Store], None]:
    """Merges two bodies, or takes that back; what cannot be done is refused."""

    def act(store: Store) -> None:
        try:
            if kind == "merge":
                store.merge(f"云溪{one}", f"云溪{other}", author="a")
            else:
                store.unmerge(f"云溪{one}", author="a")
        except NoMerge:
            pass

    return act


def corrected(end: date) -> Callable[[Store], None]:
    """Corrects a day, a role and a body of some plan, or strikes one of that out."""

    def act(store: Store) -> None:
        lines: list[dict[str, Any]] = []
        for kind, field, new in (("units", "role", "lead"), ("units", "canonical", "云溪市财政局"), ("deadlines", "end", end.isoformat())):
            ids = getattr(store, kind)()["id"].tolist()
            lines += [{"record": one, "field": field, "new": new, "who": "李华", "when": "2999-01-01"} for one in ids[:1]]
        store.correct(lines)
        if end.day % 2:
            for one in lines[::2]:
                store.undo_correction(one["record"], one["field"], author="王芳")

    return act


STEPS = st.one_of(
    st.builds(changed, st.integers(0, 2), st.lists(TASKS, min_size=1, max_size=3), st.integers(0, 3)),
    st.builds(people, st.sampled_from(("merge", "unmerge")), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.builds(corrected, st.sampled_from((date(2022, 1, 1), date(2026, 1, 2)))),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=2, max_size=8))
def test_counts_are_those_of_the_rows_after_every_step(steps: list[Callable[[Store], None]]) -> None:
    with open_store("sqlite://") as store:
        for step in steps:
            step(store)
            assert loads(store) == counted(store)
            assert all(kept == there for kept, there in plan_counts(store))


PLAN = extraction(
    task("(一)治水。", units=(bound("市水务局", "lead"), bound("市财政局", "cooperate")), deadlines=(deadline(),)),
    task("(二)种树。", units=(bound("市水务局", "lead"), unit("责任人", "lead")), deadlines=()),
    targets=(target(),),
)
LATER = extraction(task("(一)修路。", deadlines=()), name="b.txt", title="修路方案", published=date(2024, 1, 1))
UNDATED = extraction(task("(一)建园。", deadlines=()), name="c.txt", title="公园方案", published=None)


@pytest.fixture
def store() -> Store:
    made = open_store("sqlite://")
    with made.begin_run({}) as run:
        for one in (PLAN, LATER, UNDATED):
            run.save(one, path=f"/plans/{one.source.name}")
    return made


@pytest.mark.parametrize("sort", ["id", "-id", "due", "-due"])
@pytest.mark.parametrize("level", [None, "city", "county"])
def test_all_bodies_are_the_same_kept_and_counted(store: Store, sort: str, level: str | None) -> None:
    kept = bodies(store, sort=sort, level=level)
    every = bodies(store, sort=sort, level=level, category="task")
    assert len(kept) == {None: 3, "city": 3, "county": 0}[level]
    assert kept.astype(str).equals(every.astype(str))
    assert kept.dtypes.equals(every.dtypes)


@pytest.mark.parametrize(
    "given", [{"unit": "水务"}, {"unit": "市财政局"}, {"function": "水务"}, {"unit": "水利局", "level": "city"}, {"unit": "没有"}]
)
@pytest.mark.parametrize("merge", [False, True])
def test_bodies_asked_for_by_name_are_the_same_kept_and_counted(store: Store, given: dict[str, Any], merge: bool) -> None:
    other_name = extraction(
        task("(一)修渠。", units=(unit("市水利局", canonical="云溪市水务局"), bound("市水务局", "lead"))), name="d.txt", title="渠"
    )
    with store.begin_run({}) as run:
        run.save(other_name, path="/plans/d.txt")
    if merge:
        store.merge("云溪市财政局", "云溪市水务局", author="a")
    kept, now = bodies(store, **given), bodies(store, **given, category="task")
    assert kept.astype(str).equals(now.astype(str))
    assert kept.empty == (given == {"unit": "没有"})


def test_totals_are_those_of_current_plans(store: Store) -> None:
    assert asdict(totals(store)) == {"plans": 3, "tasks": 4, "units": 6, "deadlines": 1, "targets": 1, "bodies": len(loads(store))}
    later = replace(PLAN, source=replace(PLAN.source, sha256="f" * 64), tasks=PLAN.tasks[:1], plan=replace(PLAN.plan, published=date(2025, 1, 1)))
    with store.begin_run({}) as run:
        run.save(later, path=f"/plans/{PLAN.source.name}")
    assert (totals(store).plans, totals(store).tasks) == (3, 3)


def test_tasks_asked_for_are_counted_up_to_a_number(store: Store) -> None:
    assert query.count(store, "tasks", 9, seconds=60, unit="市财政局") == len(query.tasks(store, unit="市财政局")) == 1
    assert (query.count(store, "tasks", 9, seconds=60), query.count(store, "tasks", 2, seconds=60)) == (4, 3)
    with open_store("sqlite://") as empty:
        assert query.count(empty, "tasks", 9, seconds=60) == totals(empty).tasks == 0


def test_the_newest_plans_come_first_and_those_without_a_day_last(store: Store) -> None:
    order = ["(一)修路。", "(一)治水。", "(二)种树。", "(一)建园。"]
    for limit in (None, 50, 4):
        assert query.tasks(store, sort="-published", limit=limit)["text"].tolist() == order
    assert query.tasks(store, sort="published", limit=3)["text"].tolist() == ["(一)治水。", "(二)种树。", "(一)修路。"]


def test_a_store_knows_its_counts_after_an_upgrade() -> None:
    from pipeline.store import migrate

    with open_store("sqlite://") as made:
        with made.begin_run({}) as run:
            run.save(PLAN, path="/a")
        before = loads(made), totals(made), plan_counts(made)
        migrate.downgrade(made.engine, "0003")
        migrate.create(made.engine)
        assert (loads(made), totals(made), plan_counts(made)) == before
        assert made.load(PLAN.source.sha256[:8]) == PLAN


def test_documents_read_in_part_say_why(store: Store) -> None:
    from pipeline.readers.faults import notice

    half: Extraction = extraction(
        name="半.pdf", warnings=(notice("navigation-left-out", "半.pdf", 3), notice("garbled", "半.pdf", 2)), state="partial"
    )
    with store.begin_run({}) as run:
        run.save(half, path="/plans/半.pdf")
        assert run.save(half, path="/plans/半.pdf") == "unchanged"
    [row] = store.failed().to_dict("records")
    assert (row["state"], row["code"]) == ("partial", "garbled")
    assert row["message"].startswith("半.pdf: ")
    assert "\n" not in row["message"]
