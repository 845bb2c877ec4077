"""The store keeps what it is given, once, whole, and says what is wrong in one line."""

from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from pipeline.store import Store, StoreBusy, StoreError, open_store
from schemas import records
from schemas.document import Notice
from schemas.extraction import Extraction
from schemas.spans import Span
from schemas.tables import corrections, metadata, tasks
from tests.factories import baseline, deadline, extraction, reference, target, task, unit

RICH = extraction(
    task("(一)整治黑臭水体。", deadlines=(deadline(), deadline("2024年底", date(2024, 12, 31))), units=(unit(), unit("市财政局", "cooperate"))),
    task(
        "1.新建污水厂。",
        parent=0,
        page=2,
        title="新建污水厂",
        units=(unit("县综合行政执法局", "responsible", canonical="云溪县综合行政执法局", function="城市管理", how="inherited", inherited=True),),
        confidence=0.5,
        rule="clause",
        same_as=0,
    ),
    targets=(
        target(baseline=baseline(Decimal("70.5")), nature="binding", nature_span=Span(1, 4)),
        target("约0.8万亩", Decimal("8000.5"), "~", unit="亩", task=None, baseline=baseline(as_of=None), nature="expected", nature_span=Span(2, 5)),
        target("X个", None, "=", masked=True, task=1),
    ),
    references=(reference(), reference("水法", None, False, repealed=True, repealed_span=Span(0, 6))),
    warnings=(Notice("page-markers-removed", "27 page markers were taken out", 27), Notice("doubt", "what", 1)),
    period=(date(2023, 1, 1), date(2025, 12, 31)),
    how=(("period", "inferred"),),
    effective=date(2023, 3, 1),
    expires=date(2028, 2, 29),
    evidence=(("effective", Span(0, 2)), ("expires", Span(2, 8))),
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/ledger.db"


def ingest(url: str, *documents: Extraction, version: str = "1", path: str = "") -> list[str]:
    """Saves documents as the command does, and gives what became of each."""
    outcomes = []
    with open_store(url) as store, store.begin_run({}, version=version) as run:
        for one in documents:
            run.attempt(one.source.name, one.source.sha256, 100)
            outcomes.append(run.save(one, path=path or f"/plans/{one.source.name}"))
    return outcomes


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as it is on the disk."""
    with open_store(url) as store, store.reading() as connection:
        return {name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr) for name, table in metadata.tables.items()}


def test_what_was_saved_is_what_is_loaded(url: str) -> None:
    assert ingest(url, RICH) == ["new"]
    with open_store(url) as store:
        assert store.load(RICH.source.sha256[:8]) == RICH


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
QUANTITIES = st.none() | st.integers(-(10**12), 10**12).map(lambda n: Decimal(n) / 1000)
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
TASKS = st.builds(
    task,
    WORDS,
    title=st.none() | WORDS,
    path=st.lists(WORDS, max_size=3).map(tuple),
    units=st.lists(st.builds(unit, WORDS, st.sampled_from(["lead", "cooperate"]), canonical=st.none() | WORDS.filter(bool)), max_size=3).map(tuple),
    deadlines=st.lists(st.builds(deadline, WORDS, DAYS), max_size=3).map(tuple),
    confidence=st.floats(0, 1),
)


STARTS = st.none() | st.builds(baseline, QUANTITIES.filter(lambda n: n is not None), WORDS, DAYS)
NUMBERS = st.builds(target, WORDS, QUANTITIES, due=DAYS, task=st.none() | st.just(0), baseline=STARTS)


@settings(max_examples=30, deadline=None)
@given(st.lists(TASKS, min_size=1, max_size=5), st.lists(NUMBERS, max_size=3))
def test_any_plan_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, found: list[records.Task], numbers: list[records.Target]) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('store')}/ledger.db"
    plan = extraction(*found, targets=tuple(numbers))
    ingest(url, plan)
    with open_store(url) as store:
        assert store.load(plan.source.sha256[:8]) == plan


def test_every_field_of_a_record_has_a_column() -> None:
    kept = {
        records.Unit: ("task_units", {"name": "body_names", "canonical": "body_names", "function": "body_names"}),
        records.Deadline: ("deadlines", {}),
        records.Target: ("targets", {}),
        records.Reference: ("citations", {}),
        records.Task: ("tasks", {}),
        records.Plan: ("plans", {}),
    }
    renamed = {
        (records.Deadline, "start"): "start_date",
        (records.Deadline, "end"): "end_date",
        (records.Target, "task"): "task_id",
        (records.Task, "id"): "ref",
        (records.Task, "parent"): "parent_id",
        (records.Task, "units"): "unit_count",
        (records.Task, "deadlines"): "deadline_count",
        (records.Plan, "period"): "period_start",
        (records.Target, "nature_span"): "nature_start",
        (records.Reference, "repealed_span"): "repealed_start",
    }
    for kind, (table, elsewhere) in kept.items():
        for one in fields(kind):
            name = "span_start" if one.name == "span" else renamed.get((kind, one.name), one.name)
            assert name in metadata.tables[elsewhere.get(one.name, table)].c, f"{kind.__name__}.{one.name}"


def test_every_table_and_column_says_what_it_is() -> None:
    assert [t.name for t in metadata.tables.values() if not t.comment] == []
    assert [str(column) for t in metadata.tables.values() for column in t.columns if not column.comment] == []


def test_saving_the_same_file_again_changes_no_row(url: str) -> None:
    ingest(url, RICH)
    before = dump(url)
    with open_store(url) as store, store.begin_run({}, version="1") as run:
        assert run.known(RICH.source.sha256)
        assert run.save(RICH, path="/elsewhere/renamed.txt") == "unchanged"
    assert dump(url) == before
    assert ingest(url, replace(RICH, tasks=RICH.tasks[:1], targets=())) == ["replaced"]
    assert dump(url) != before, "the comparison must see a change"


def test_failing_the_same_way_again_changes_no_row(url: str) -> None:
    dumps = []
    for _ in range(2):
        with open_store(url) as store, store.begin_run({}, version="1") as run:
            run.fail("/plans/a.doc", "ab" * 32, "rejected", "type", "Word 97; save it as docx")
            run.fail("/plans/gone.txt", None, "rejected", "gone", "it is not there any more")
        dumps.append(dump(url))
    assert dumps[0] == dumps[1]
    assert len(dumps[0]["documents"]) == 2


def test_a_new_version_of_the_extractors_replaces_the_records_and_keeps_the_corrections(url: str) -> None:
    ingest(url, RICH, extraction(task(units=(unit("县卫健局"),)), name="b.txt"), version="1")
    with open_store(url) as store, store.engine.begin() as connection:
        values = {"sha256": RICH.source.sha256, "kind": "task", "record": "x", "field": "title", "author": "李", "made_at": datetime(2024, 1, 1)}
        connection.execute(corrections.insert().values(values))
    before = dump(url)
    less = replace(RICH, tasks=(replace(RICH.tasks[0], units=RICH.tasks[0].units[1:]),), targets=RICH.targets[:1])
    assert ingest(url, less, version="2") == ["replaced"]
    after = dump(url)
    assert after["corrections"] == before["corrections"] != []
    assert {row[0] for row in after["tasks"]} < {row[0] for row in before["tasks"]}
    assert {row[1] for row in after["bodies"]} == {"市财政局", "县卫健局"}
    with open_store(url) as store:
        assert store.load(RICH.source.sha256[:8]) == less


def test_the_order_of_files_makes_no_difference(tmp_path: Path) -> None:
    other = extraction(task("(二)管护公园。"), name="b.txt", region="青禾县", title="青禾县公园方案")
    frames = []
    for at, order in enumerate(((RICH, other), (other, RICH))):
        url = f"sqlite:///{tmp_path}/{at}.db"
        ingest(url, *order)
        with open_store(url) as store:
            kinds = (store.plans, store.tasks, store.units, store.deadlines, store.targets)
            frames.append([kind().sort_values("id").astype(str).to_dict("records") for kind in kinds])
    assert frames[0] == frames[1]


def test_a_plan_published_again_is_a_new_version_and_the_old_one_stays(url: str) -> None:
    first = extraction(task("(一)建厂。"), mark="试行")
    second = extraction(task("(一)建两座厂。"), published=date(2024, 1, 1))
    ingest(url, first, second, path="/plans/a.txt")
    with open_store(url) as store:
        assert store.plans()[["version", "current", "series"]].values.tolist() == [
            [1, False, first.source.sha256[:8]],
            [2, True, first.source.sha256[:8]],
        ]
        assert store.tasks()["text"].tolist() == ["(一)建两座厂。"]
        assert store.load(first.source.sha256[:8]) == first


def test_a_version_that_turns_out_to_be_another_plan_leaves_the_others_in_order(url: str) -> None:
    first, second = extraction(mark="试行"), extraction(published=date(2024, 1, 1))
    ingest(url, first, second, path="/plans/a.txt")
    for moved in (second, first):
        ingest(url, replace(moved, plan=replace(moved.plan, title="云溪市园林绿化方案")), version="2")
        with open_store(url) as store:
            assert store.plans()["current"].tolist().count(True) == (2 if moved is second else 1)
            assert store.plans().groupby("series")["current"].sum().tolist() == [1] * store.plans()["series"].nunique()


def test_plans_with_one_title_in_two_places_are_two_plans(url: str) -> None:
    ingest(url, extraction(region="云溪市"), extraction(region="青禾县"))
    with open_store(url) as store:
        assert store.plans()["current"].tolist() == [True, True]


def test_plans_that_say_nothing_of_themselves_are_no_versions_of_each_other(url: str) -> None:
    unsaid = {"title": None, "region": None, "doc_number": None}
    ingest(url, extraction(**unsaid, mark="甲"), extraction(**unsaid, mark="乙"), extraction(title="方案", region=None), extraction(title="方案"))
    with open_store(url) as store:
        assert store.plans()["current"].tolist() == [True, True, False, True], "the last two are of one place, the second says more"


def test_one_number_title_and_region_are_one_plan_wherever_it_was_read(tmp_path: Path) -> None:
    same = {"doc_number": "云政办发〔2023〕5号", "mark": "网页"}
    orders = []
    for at, order in enumerate((("a.pdf", "b.txt"), ("b.txt", "a.pdf"))):
        url = f"sqlite:///{tmp_path}/{at}.db"
        ingest(url, *(extraction(name=name, **same) for name in order), extraction(name="c.txt", title="别的方案", **same))
        with open_store(url) as store:
            orders.append(store.plans().sort_values("name")[["name", "version", "current"]].values.tolist())
    assert orders[0] == orders[1] == [["a.pdf", 1, False], ["b.txt", 2, True], ["c.txt", 1, True]]


def test_two_tasks_under_one_label_are_both_kept(url: str) -> None:
    ingest(url, extraction(task("(一)甲。", id="一.1"), task("(一)乙。", id="一.1")))
    with open_store(url) as store:
        assert [key.split(":")[1] for key in store.tasks()["id"]] == ["一.1", "一.1~2"]


def test_equal_beginnings_of_hashes_give_longer_ids(url: str) -> None:
    one = extraction()
    twin = replace(one, source=replace(one.source, sha256=one.source.sha256[:8] + "f" * 56))
    ingest(url, one, twin)
    with open_store(url) as store:
        assert [len(key) for key in store.plans()["id"]] == [8, 10]


def test_an_unread_document_has_its_state_and_no_plan(url: str) -> None:
    refused = replace(extraction(warnings=(Notice("empty", "nothing in it"),)), tasks=(), source_text="")
    ingest(url, replace(refused, source=replace(refused.source, state="rejected")))
    with open_store(url) as store:
        assert store.plans().empty
        assert store.failed()["state"].tolist() == ["rejected"]


def test_a_file_that_can_be_opened_at_last_is_listed_once(url: str) -> None:
    with open_store(url) as store, store.begin_run({}) as run:
        run.fail("/plans/a.txt", None, "rejected", "unreadable", "no permission")
        run.save(extraction(name="a.txt"), path="/plans/a.txt")
    with open_store(url) as store:
        assert store.documents()["state"].tolist() == ["ok"]


def test_a_failure_keeps_the_records_that_were_read_before(url: str) -> None:
    ingest(url, RICH)
    with open_store(url) as store, store.begin_run({}, version="2") as run:
        run.fail("/plans/x.txt", RICH.source.sha256, "quarantined", "timeout", "it took too long")
    with open_store(url) as store:
        assert len(store.tasks()) == 2
        assert store.failed()["code"].tolist() == ["timeout"]


def test_frames_have_their_columns_and_types_with_and_without_rows(url: str) -> None:
    with open_store(url) as store:
        empty = {name: getattr(store, name)().dtypes.astype(str).to_dict() for name in KINDS}
    ingest(url, RICH)
    with open_store(url) as store:
        full = {name: getattr(store, name)() for name in KINDS}
    assert {name: frame.dtypes.astype(str).to_dict() for name, frame in full.items()} == empty
    assert all(frame["id"].is_unique for frame in full.values())
    assert empty["tasks"]["due"] == "datetime64[s]"
    assert empty["tasks"]["page"] == "Int64"
    assert full["targets"]["low"].tolist() == [Decimal(85), Decimal("8000.5"), None]
    assert full["tasks"].loc[0, ["lead", "cooperate", "deadline"]].tolist() == ["市水务局", "市财政局", "2025年底前、2024年底"]
    assert str(full["tasks"].loc[0, "due"])[:10] == "2024-12-31"


KINDS = ("plans", "tasks", "units", "deadlines", "targets", "citations", "warnings", "documents", "failed")


# what can be wrong


def refused(url: str, *words: str, wait: float = 0.3) -> None:
    """The store cannot be opened or written, and one line says why."""
    with pytest.raises(StoreError) as caught, open_store(url, wait=wait) as store, store.begin_run({}, version="1") as run:
        run.save(RICH, path="/plans/a.txt")
    said = str(caught.value)
    assert "\n" not in said
    assert all(word in said for word in words), said


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(f"sqlite:///{tmp_path}/file/ledger.db", f"{tmp_path}/file/ledger.db", "is a file, not a folder")


def test_a_place_that_is_read_only() -> None:
    if not Path("/proc/self").exists():
        pytest.skip("no folder here that even its owner cannot write to")
    refused("sqlite:////proc/ledger.db", "/proc/ledger.db", "--db")


def test_a_store_on_a_medium_that_allows_no_writing_is_read_and_not_written(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(url, extraction())
    monkeypatch.setattr("os.access", lambda *_: False)
    with open_store(url) as store:
        assert len(store.tasks()) == 1
        assert store.engine.url.database
    refused(url, "ledger.db", "read-only")


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    refused(f"sqlite:///{tmp_path}", "is a folder")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"\xd0\xcf\x11\xe0" * 1000)
    refused(f"sqlite:///{tmp_path}/a.db", "a.db", "not a SQLite database")


def test_a_database_of_something_else(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as other:
        other.execute("CREATE TABLE bills(id INTEGER)")
    other.close()
    before = (tmp_path / "a.db").read_bytes()
    refused(f"sqlite:///{tmp_path}/a.db", "something else")
    assert (tmp_path / "a.db").read_bytes() == before


def test_no_store_where_one_must_be(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="taizhang ingest"):
        open_store(f"sqlite:///{tmp_path}/none/a.db", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["nosuch://x/y", "postgresql+nosuch://h/d", "://"])
def test_an_address_of_nothing(url: str) -> None:
    refused(url, "no address of a store")


def test_postgresql_without_a_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.store.engine.DRIVERS", ())
    refused("postgresql://localhost/ledger", "taizhang[postgresql]")


def test_a_damaged_store(url: str, tmp_path: Path) -> None:
    ingest(url, RICH)
    file = tmp_path / "ledger.db"
    file.write_bytes(file.read_bytes()[:8192] + b"\xff" * 20000)
    refused(url, "ledger.db")


def test_a_store_that_another_program_locks_is_waited_for_and_then_given_up(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(url, extraction())
    monkeypatch.setattr("pipeline.store.engine.PATIENCE", 0.1)
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(url, "ledger.db", "locked by another program")
    assert "waiting up to" in caplog.text
    other.execute("ROLLBACK")
    other.close()
    assert ingest(url, RICH) == ["new"]


def test_a_full_disk_leaves_what_was_saved(url: str) -> None:
    ingest(url, extraction(name="first.txt"))
    before = dump(url)
    big = extraction(*(task(f"({at})治理。" + "整治黑臭水体" * 200) for at in range(200)), name="big.txt")
    with open_store(url) as store:

        @event.listens_for(store.engine, "connect")
        def small(connection: sqlite3.Connection, _: object) -> None:
            connection.execute("PRAGMA max_page_count=120")

        store.engine.dispose()
        with pytest.raises(StoreError, match="no room left for "), store.begin_run({}, version="1") as run:
            run.save(big, path="/plans/big.txt")
    after = dump(url)
    assert {name: rows for name, rows in after.items() if name != "runs"} == {name: rows for name, rows in before.items() if name != "runs"}
    assert ingest(url, big) == ["new"]


# runs


def test_two_runs_at_once(url: str) -> None:
    with open_store(url) as store, store.begin_run({}) as run:
        run.save(RICH, path="/plans/a.txt")
        with pytest.raises(StoreBusy, match="is held by another run: process ") as caught:
            Store(store.engine).begin_run({})
        assert caught.value.pid
        assert len(store.tasks()) == 2, "reading goes on meanwhile"
    with open_store(url) as store, store.begin_run({}):
        pass


def test_a_run_leaves_no_file_behind(url: str, tmp_path: Path) -> None:
    ingest(url, RICH)
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]


def test_a_document_that_a_run_stopped_in_is_tried_again(url: str) -> None:
    def stopped() -> None:
        with open_store(url) as store, store.begin_run({}) as run:
            run.attempt("a.txt", "ab" * 32, 10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert dump(url)["attempts"] == []


def killed(url: str, seconds: float) -> None:
    """A run that dies ``seconds`` after it began to read a document, leaving what a dead process leaves."""
    with open_store(url) as store:
        run = store.begin_run({})
        run.attempt("a.txt", "ab" * 32, 10)
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE attempts SET started_at = datetime(started_at, '-{seconds} seconds') || '.000000'")
        lock = Path(f"{store.url.database}.lock")
        left = lock.read_text()
        run._held.close()
        lock.write_text(left)


@pytest.mark.parametrize(("seconds", "bearable"), [(30, 1), (0, 5)], ids=["long in it", "just begun"])
def test_a_document_that_kills_its_runs_is_quarantined(url: str, seconds: float, bearable: int) -> None:
    for _ in range(bearable):
        killed(url, seconds)
        with open_store(url) as store:
            assert store.failed().empty
    killed(url, seconds)
    with open_store(url) as store, store.begin_run({}) as run:
        assert run.known("ab" * 32)
    with open_store(url) as store:
        assert store.failed()[["state", "code"]].values.tolist() == [["quarantined", "interrupted"]]
    assert dump(url)["attempts"] == []


def test_a_run_that_died_before_it_came_to_a_document_is_not_held_against_it(url: str) -> None:
    killed(url, 30)
    for _ in range(9):
        with open_store(url) as store:
            store.begin_run({})._held.close()
    with open_store(url) as store:
        assert store.failed().empty
    assert [row[-1] for row in dump(url)["attempts"]] == [1]


def test_a_run_that_died_does_not_hold_the_store(url: str) -> None:
    killed(url, 0)
    assert ingest(url, RICH) == ["new"]


def test_a_store_in_memory() -> None:
    with open_store("sqlite://") as store, store.begin_run({}) as run:
        assert run.save(RICH, path="a") == "new"
        assert len(store.tasks()) == 2


def test_a_plain_path_is_an_address(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "台账.db")) as store:
        assert len(store.tasks()) == 0
    assert (tmp_path / "台账.db").is_file()


def test_the_store_keeps_its_settings(url: str) -> None:
    with open_store(url) as store, store.reading() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")}
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0}


def test_a_task_without_a_plan_is_refused(url: str) -> None:
    from sqlalchemy.exc import IntegrityError

    ingest(url, RICH)
    with open_store(url) as store, pytest.raises(IntegrityError), store.engine.begin() as connection:
        connection.execute(tasks.update().values(plan_id=99))
