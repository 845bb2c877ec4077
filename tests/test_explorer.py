"""The store in Datasette: what it is told of the tables, the questions that are there to be asked, and what it does not let anyone do."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from app.web.explorer import SETTINGS, metadata
from pipeline import extract
from pipeline.store import open_store
from schemas.tables import metadata as schema
from tests.test_web import Answer, serving

ROOT = Path(__file__).resolve().parents[1]
GIVEN = {"from": "2025-01-01", "to": "2027-12-31", "body": "局", "words": "率"}
TOLD = metadata("a")["databases"]["a"]
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two sample plans and a document that was not read."""
    made = tmp_path_factory.mktemp("store") / "a.db"
    with open_store(f"sqlite:///{made}") as store, store.begin_run({}) as run:
        for name in ("yunchuan_chengshi_pinzhi_2025.txt", "linlan_chengshi_jingxihua_2025.txt"):
            run.save(extract(ROOT / "data" / "raw" / name), path=f"/plans/{name}")
        run.fail("/plans/gone.txt", None, "rejected", "file-vanished", "gone.txt: is no longer there")
    return made


@pytest.fixture(scope="module")
def port(file: Path) -> Iterator[int]:
    with serving("--datasette", "--db", str(file)) as (port, _):
        yield port


def test_what_is_told_is_told_of_tables_that_are_there(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        for name, told in TOLD["tables"].items():
            if told.get("hidden"):
                continue
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            assert columns, name
            assert {*told["facets"], *told["columns"]} <= columns, name
            assert told.get("label_column") in {None, *columns}, name
            assert told["title"], name
            assert told["description"], name
    connection.close()


def test_every_table_of_the_ledger_is_told_of() -> None:
    assert set(schema.tables) <= set(TOLD["tables"])
    assert TOLD["tables"]["tasks"]["columns"]["due"] == schema.tables["tasks"].c.due.comment


@pytest.mark.parametrize("name", TOLD["queries"])
def test_every_question_finds_something(file: Path, name: str) -> None:
    said = TOLD["queries"][name]
    wants = set(re.findall(r":(\w+)", said["sql"]))
    assert re.search(r"[一-龥]", said["title"])
    assert re.search(r"[A-Z][a-z]+", said["title"])
    with sqlite3.connect(file) as connection:
        rows = connection.execute(said["sql"], {one: GIVEN[one] for one in wants}).fetchall()
    connection.close()
    assert rows


@pytest.mark.parametrize("name", TOLD["queries"])
def test_every_question_has_its_page(port: int, name: str) -> None:
    answer = Answer(port, f"/a/{name}.json?{urlencode(GIVEN)}&_shape=array")
    assert answer.status == 200
    assert json.loads(answer.text)
    assert TOLD["queries"][name]["title"] in Answer(port, f"/a/{name}?{urlencode(GIVEN)}").text


@pytest.mark.parametrize(
    "path", ["/", "/a", "/a/v_tasks", "/a/v_targets", "/a/tasks", "/a/documents", "/-/versions", "/-/metadata", "/a/bodies?_facet=kind"]
)
def test_its_pages_answer(port: int, path: str) -> None:
    assert Answer(port, path).status == 200


def _asked(port: int, sql: str) -> tuple[int, Any]:
    answer = Answer(port, f"/a.json?{urlencode({'sql': sql})}")
    return answer.status, json.loads(answer.text)


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH 'x.db' AS x",
        "VACUUM INTO 'x.db'",
        "DELETE FROM tasks",
        "PRAGMA writable_schema=ON",
        "SELECT length(zeroblob(100000000))",
        "SELECT length(hex(randomblob(50000000)))",
        "SELECT load_extension('x')",
        "SELECT * FROM pragma_journal_mode('delete')",
        "WITH x AS (SELECT 1) INSERT INTO functions(name) SELECT * FROM x",
        ENDLESS,
    ],
)
def test_what_could_harm_is_refused(port: int, file: Path, sql: str) -> None:
    before = file.read_bytes(), sorted(one.name for one in file.parent.iterdir())
    status, said = _asked(port, sql)
    assert status in (400, 403, 500)
    assert said["ok"] is False
    assert (file.read_bytes(), sorted(one.name for one in file.parent.iterdir())) == before


def test_words_are_found_by_sql(port: int) -> None:
    status, said = _asked(port, "SELECT count(*) FROM task_search WHERE task_search MATCH '\"垃圾\"'")
    assert (status, said["rows"][0][0] > 0) == (200, True)


def test_rows_are_limited_and_the_file_stays_here(port: int) -> None:
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 5000) SELECT x FROM n"
    assert len(_asked(port, numbers)[1]["rows"]) == SETTINGS["max_returned_rows"]
    assert Answer(port, "/a.db").status == 403


def test_a_name_bent_to_this_machine_is_refused(port: int) -> None:
    assert Answer(port, "/", Host="evil.example").status == 400
