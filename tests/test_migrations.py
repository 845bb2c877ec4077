"""The steps that make a store: forward, back and forward again, empty and filled, and what is refused."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import IntegrityError

from pipeline.store import SchemaTooNew, StoreError, grams, migrate, open_store, upgrade
from pipeline.store.engine import address, engine
from schemas.spans import Span
from schemas.tables import metadata
from tests.factories import baseline, deadline, extraction, reference, target, task

PLAN = extraction(task("(一)整治黑臭水体。", deadlines=(deadline(),)), targets=(target(),), references=(reference(),))
WHOLE = extraction(
    task("(一)整治黑臭水体。"),
    targets=(target(baseline=baseline(), nature="binding", nature_span=Span(0, 3)),),
    references=(reference(repealed=True, repealed_span=Span(0, 6)),),
    effective=date(2023, 3, 1),
    expires=date(2028, 2, 29),
    evidence=(("effective", Span(0, 2)),),
)


def made(tmp_path: Path, *, filled: bool) -> str:
    """A store of this version."""
    url = f"sqlite:///{tmp_path}/ledger.db"
    with open_store(url) as store:
        if filled:
            with store.begin_run({}) as run:
                run.save(PLAN, path="/plans/a.txt")
    return url


def at(url: str) -> Engine:
    """The database as it is, whatever its revision."""
    return engine(address(url))


def steps() -> ScriptDirectory:
    """The steps that are shipped."""
    config = Config()
    config.set_main_option("script_location", "schemas:migrations")
    return ScriptDirectory.from_config(config)


def schema(of: Engine) -> set[tuple[str, str, str]]:
    """What the database says of its tables, indexes and views."""
    with of.connect() as connection:
        rows = connection.exec_driver_sql("SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").all()
    return {(kind, name, sql) for kind, name, sql in rows}


def test_the_steps_are_those_that_the_store_knows() -> None:
    assert tuple(step.revision for step in reversed(list(steps().walk_revisions()))) == migrate.KNOWN
    assert steps().get_heads() == [migrate.HEAD]


def test_the_steps_make_the_tables_of_the_schema(tmp_path: Path) -> None:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return kind != "table" or name in metadata.tables

    of = at(made(tmp_path, filled=False))
    with of.connect() as connection:
        options = {"compare_type": True, "include_object": ours}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
        constraints = {name: inspect(connection).get_check_constraints(name) for name in metadata.tables}
    of.dispose()
    named = {
        f"ck_{table.name}_{check.name}".replace(f"ck_{table.name}_ck_{table.name}", f"ck_{table.name}")
        for table in metadata.tables.values()
        for check in table.constraints
        if type(check).__name__ == "CheckConstraint"
    }
    assert {str(check["name"]) for checks in constraints.values() for check in checks} == named


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_back_to_the_first_step_and_forward_again(tmp_path: Path, filled: bool) -> None:
    url = made(tmp_path, filled=filled)
    of = at(url)
    before, (first, *_) = schema(of), migrate.KNOWN
    with of.connect() as connection:
        rows = migrate.row_counts(connection)
    migrate.downgrade(of, first)
    assert schema(of) != before
    of.dispose()
    done = upgrade(url)
    assert (done.before, done.after) == (first, migrate.HEAD)
    with of.connect() as connection:
        assert migrate.row_counts(connection) == rows
    assert schema(of) == before
    of.dispose()
    with open_store(url) as store:
        assert len(store.tasks()) == filled


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_back_to_nothing_and_forward_again(tmp_path: Path, filled: bool) -> None:
    of = at(made(tmp_path, filled=filled))
    before = schema(of)
    migrate.downgrade(of, "base")
    assert {name for _, name, _ in schema(of)} == {"alembic_version"}
    migrate.create(of)
    assert schema(of) == before
    of.dispose()


def test_an_older_store_is_refused_until_it_is_upgraded_and_a_copy_is_taken_first(tmp_path: Path) -> None:
    url = made(tmp_path, filled=True)
    of = at(url)
    migrate.downgrade(of, migrate.KNOWN[-2])
    of.dispose()
    with pytest.raises(StoreError, match="taizhang db upgrade"):
        open_store(url)
    done = upgrade(url)
    assert done.copy is not None
    with sqlite3.connect(done.copy) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == (migrate.KNOWN[-2],)
        assert copy.execute("SELECT count(*) FROM tasks").fetchone() == (1,)
    copy.close()
    with open_store(url) as store:
        assert store.load(PLAN.source.sha256[:8]) == PLAN
    assert upgrade(url).copy is None, "nothing to do the second time"


def test_what_came_with_a_step_is_empty_after_it_until_the_plan_is_read_again(tmp_path: Path) -> None:
    url = made(tmp_path, filled=False)
    key = WHOLE.source.sha256[:8]
    with open_store(url) as store, store.begin_run({}, version="1") as run:
        run.save(WHOLE, path="/plans/a.txt")
    of = at(url)
    migrate.downgrade(of, "0003")
    of.dispose()
    upgrade(url)
    with open_store(url) as store:
        bare = store.load(key)
        assert (bare.targets[0].baseline, bare.targets[0].nature, bare.references[0].repealed, bare.plan.expires) == (None, None, False, None)
        for outcome in ("replaced", "unchanged"):
            with store.begin_run({}, version="1") as run:
                assert run.save(WHOLE, path="/plans/a.txt") == outcome
            assert store.load(key) == WHOLE


def test_the_view_of_targets_shows_where_they_start_from_and_what_they_are(tmp_path: Path) -> None:
    url = made(tmp_path, filled=False)
    with open_store(url) as store, store.begin_run({}) as run:
        run.save(WHOLE, path="/plans/a.txt")
    of = at(url)
    with of.connect() as connection:
        row = connection.exec_driver_sql("SELECT baseline, baseline_unit, baseline_as_of, nature FROM v_targets").one()
        assert tuple(row) == (70, "%", "2020-12-31", "binding")
        with pytest.raises(IntegrityError):
            connection.exec_driver_sql("UPDATE targets SET nature = 'other'")
    of.dispose()


def test_the_search_index_is_filled_by_an_upgrade(tmp_path: Path) -> None:
    from analysis.search import search

    url = made(tmp_path, filled=True)
    of = at(url)
    migrate.downgrade(of, "0001")
    of.dispose()
    upgrade(url)
    with open_store(url) as store:
        assert len(search(store, "黑臭")) == 1


def test_a_newer_store_is_refused_and_not_written_to(tmp_path: Path) -> None:
    url, file = made(tmp_path, filled=True), tmp_path / "ledger.db"
    with sqlite3.connect(file) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    before = file.read_bytes()
    for attempt in (open_store, upgrade):
        with pytest.raises(SchemaTooNew, match="newer version of taizhang"):
            attempt(url)
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.db"]


def test_an_upgrade_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = made(tmp_path, filled=True)
    of = at(url)
    migrate.downgrade(of, "0001")
    before = schema(of)
    of.dispose()

    def broken(_: object) -> None:
        raise RuntimeError("a step failed")

    monkeypatch.setattr(grams, "rebuild", broken)
    with pytest.raises(RuntimeError):
        upgrade(url)
    assert schema(of) == before
    of.dispose()


def test_there_is_nothing_to_upgrade(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        upgrade(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


def test_the_steps_are_valid_for_postgresql(capsys: pytest.CaptureFixture[str]) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", "schemas:migrations")
    config.set_main_option("sqlalchemy.url", "postgresql://")
    command.upgrade(config, "head", sql=True)
    said = capsys.readouterr().out
    assert "COMMENT ON TABLE tasks" in said
    assert "CREATE TABLE task_grams" in said
    assert "string_agg" in said
    assert "fts5" not in said
