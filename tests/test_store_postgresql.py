"""A store in PostgreSQL holds the same rows and gives the same answers as one in SQLite; a server of its own is started for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from analysis import bodies, query
from analysis.search import search
from analysis.totals import totals
from pipeline.store import Store, StoreBusy, TooLong, migrate, open_store
from pipeline.store.bulk import insert_rows
from schemas.tables import functions
from tests import test_query, test_search
from tests.factories import extraction, task
from tests.test_loads import counted, loads
from tests.test_store import KINDS, RICH
from tests.test_web import Answer, serving

pgserver = pytest.importorskip("pgserver", reason="no PostgreSQL to start: pip install pgserver pg8000")
pytest.importorskip("pg8000", reason="no driver for PostgreSQL: pip install pg8000")


def cases(test: Any) -> list[Any]:
    """The rows that a test is parametrised by, the expected results left out."""
    return [row[0] for mark in test.pytestmark if mark.name == "parametrize" for row in mark.args[1]]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    yield f"postgresql+pg8000://postgres@/postgres?unix_sock={folder}/.s.PGSQL.5432"
    server.cleanup()


@pytest.fixture(scope="module")
def stores(url: str) -> Iterator[tuple[Store, Store]]:
    """A store in PostgreSQL and one in SQLite, with the same plans read in the same order."""
    with open_store(url) as server, open_store("sqlite://") as file:
        for store in (server, file):
            with store.begin_run({}, version="1") as run:
                for one in (RICH, test_query.CITY, test_query.COUNTY, extraction(*map(task, test_search.TEXTS), name="search.txt")):
                    run.attempt(one.source.name, one.source.sha256, 1)
                    assert [run.save(one, path=one.source.name), run.save(one, path=one.source.name)] == ["new", "unchanged"]
                run.fail("/plans/z", None, "rejected", "gone", "it is gone")
            with store.begin_run({}, version="2") as run:
                assert run.save(RICH, path="a.txt") == "replaced"
        yield server, file


def test_the_rows_are_the_same(stores: tuple[Store, Store]) -> None:
    for kind in KINDS:
        server, file = (getattr(store, kind)().drop(columns=["saved_at"], errors="ignore").astype(str).to_dict("records") for store in stores)
        assert server == file, kind
    for store in stores:
        assert store.load(RICH.source.sha256[:8]) == RICH


@pytest.mark.parametrize("given", cases(test_query.test_tasks), ids=test_query.name)
def test_queries_are_answered_alike(stores: tuple[Store, Store], given: dict[str, Any]) -> None:
    if given.get("plan"):
        given = given | {"plan": test_query.CITY.source.sha256[:8]}
    for ask in (query.tasks, query.units, query.deadlines, query.targets):
        server, file = (ask(store, **given)["id"].tolist() for store in stores)
        assert server == file, ask.__name__


@pytest.mark.parametrize("words", cases(test_search.test_words_and_what_they_find))
def test_searches_are_answered_alike(stores: tuple[Store, Store], words: str) -> None:
    server, file = (search(store, words)[["id", "snippet"]].values.tolist() for store in stores)
    assert server == file


def test_bodies_are_counted_alike(stores: tuple[Store, Store]) -> None:
    one, other = "县农业农村局", "市财政局"
    for step in ("as read", "merged", "parted"):
        for store in stores:
            if step != "as read":
                (store.merge(one, other, author="李华") if step == "merged" else store.unmerge(one, author="李华"))
        for given in ({}, {"unit": other}, {"level": "city"}, {"sort": "due", "limit": 2}):
            server, file = (bodies.bodies(store, **given).astype(str).to_dict("records") for store in stores)
            assert server == file, (step, given)
    assert bodies.unknown(stores[0]).to_dict("records") == bodies.unknown(stores[1]).to_dict("records")


def test_views_can_be_read(stores: tuple[Store, Store]) -> None:
    counts = []
    for store in stores:
        with store.reading() as connection:
            counts.append([len(connection.exec_driver_sql(f"SELECT * FROM {view}").all()) for view in VIEWS])
    assert counts[0] == counts[1]
    assert min(counts[0]) > 0


VIEWS = ("v_tasks", "v_deadlines", "v_targets", "v_body_load", "v_bodies")


def test_corrections_are_applied_alike(stores: tuple[Store, Store]) -> None:
    key = RICH.source.sha256[:8]
    changes = {
        f"{key}:二.1#deadline-1": ("end", "2026-01-31"),
        f"{key}:二.1#unit-1": ("canonical", "云溪市水务局"),
        f"{key}:二.1#target-1": ("low", 90),
    }
    lines = [{"record": record, "field": name, "new": new, "who": "李华"} for record, (name, new) in changes.items()]
    for store in stores:
        assert store.correct(lines).new == 3
        with store.begin_run({}, version="3") as run:
            assert run.save(RICH, path="a.txt") == "replaced"
    for kind in ("tasks", "units", "deadlines", "targets"):
        server, file = (getattr(store, kind)().astype(str).to_dict("records") for store in stores)
        assert server == file, kind
        assert "corrected" in {row["how"] for row in server} or kind == "tasks"
    for store in stores:
        assert [store.undo_correction(record, author="王芳")[0] for record in changes] == [name for name, _ in changes.values()]
        with store.begin_run({}, version="4") as run:
            assert run.save(RICH, path="a.txt") == "replaced"
        assert store.load(key) == RICH
        assert [one["undone_by"] for one in store.corrections()] == ["王芳"] * 3
        assert store.correct([{"record": f"{key}:二.1", "field": "title", "new": "题", "who": "李华", "when": "2999-01-01"}]).new == 1
        store.undo_correction(f"{key}:二.1", author="王芳")


def test_kept_counts_are_those_of_the_rows(stores: tuple[Store, Store]) -> None:
    kept = [loads(store) for store in stores]
    for store in stores:
        store.merge("市财政局", "云溪县综合行政执法局", author="a")
        assert loads(store) == counted(store)
        store.unmerge("市财政局", author="a")
        assert loads(store) == counted(store)
    assert kept == [loads(store) for store in stores]
    assert kept[0] == kept[1]
    assert totals(stores[0]) == totals(stores[1])


def test_one_run_at_a_time(stores: tuple[Store, Store], url: str) -> None:
    with stores[0].begin_run({}), open_store(url) as other:
        with pytest.raises(StoreBusy, match="is held by another run: process ") as caught:
            other.begin_run({})
        assert caught.value.pid
    with stores[0].begin_run({}):
        pass


def test_any_text_is_copied_in_as_it_is(stores: tuple[Store, Store]) -> None:
    words = ["\\", "\\N", "\\.", "a\tb\nc\rd", "\u2028", "𠀀", "'\"", "%s :x {}", "", "\\x00", "\x01\x1f"]
    odd = extraction(*(task(f"({number}){one}", title=one, path=(one, "上")) for number, one in enumerate(words)), name="odd.txt", region="奇异县")
    for store in stores:
        with store.begin_run({}) as run:
            run.save(odd, path="odd.txt")
    assert stores[0].load(odd.source.sha256[:8]) == odd


def test_a_row_that_cannot_be_copied_is_an_error_like_any_other(stores: tuple[Store, Store]) -> None:
    with pytest.raises(IntegrityError), stores[0].engine.begin() as connection:
        insert_rows(connection, functions, [{"id": 10**6, "name": "水务"}, {"id": 10**6, "name": "另一"}])


def test_the_steps_go_back_and_forward_again(stores: tuple[Store, Store]) -> None:
    with stores[0].reading() as connection:
        rows = migrate.row_counts(connection)
        rows |= {"body_merges": 0, "corrections": 0}  # what came with a later step goes with it, and all corrections are struck out here
    migrate.downgrade(stores[0].engine, "0001")
    migrate.create(stores[0].engine)
    with stores[0].reading() as connection:
        assert migrate.row_counts(connection) == rows
    assert len(search(stores[0], "海绵")) == 1


def test_a_store_for_reading_refuses_to_be_changed_and_gives_up_in_time(stores: tuple[Store, Store], url: str) -> None:
    with open_store(url, read_only=True, seconds=60) as opened:
        with pytest.raises(Exception, match="read-only transaction"), opened.reading() as connection:
            connection.execute(functions.insert().values(name="防汛"))
        with pytest.raises(TooLong), opened.reading(seconds=0.3) as connection:
            connection.exec_driver_sql("SELECT pg_sleep(20)")
        assert query.count(opened, "tasks", 2, seconds=60) == 3
        assert len(query.tasks(opened)) == len(stores[0].tasks())
        first, rest = query.tasks(opened, limit=2), query.tasks(opened, offset=2)
        assert [*first["id"], *rest["id"]] == query.tasks(opened)["id"].tolist()


def test_the_busiest_bodies_are_the_same_when_only_some_are_counted(stores: tuple[Store, Store]) -> None:
    for limit in (1, 2, 50):
        server, file = (bodies.bodies(store, limit=limit, offset=1).astype(str).to_dict("records") for store in stores)
        assert server == file
        assert server == bodies.bodies(stores[0]).astype(str).to_dict("records")[1 : limit + 1]


def test_the_page_serves_it(stores: tuple[Store, Store], url: str) -> None:
    with serving("--db", url) as (port, _):
        for path in ("/", "/units", "/plans", "/?text=治水&page=1", "/?text=%00"):
            assert Answer(port, path).status == (400 if "%00" in path else 200), path
    assert len(stores) == 2
