"""Commands on what the store keeps: what changed, what its tables mean."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.store import open_store
from schemas.tables import metadata
from tests import test_diff
from tests.test_cli import inside


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with two versions of a plan."""
    address = f"sqlite:///{tmp_path}/a.db"
    with open_store(address) as store, store.begin_run({}) as run:
        for one in (test_diff.OLD, test_diff.NEW):
            run.save(one, path="/plans/a.txt")
    return address


def test_diff_tells_what_changed_in_every_format(url: str) -> None:
    rows = json.loads(inside("diff", "云溪", "--db", url, "--format", "json").stdout)
    assert [row["change"] for row in rows] == ["added", "deadline moved", "lead changed", "number changed", "dropped"]
    assert "2025年6月" in rows[1]["quote_after"]
    table = inside("diff", "云溪", "--db", url, "--limit", "1")
    assert "建设海绵城市示范区" in table.stdout
    assert "--limit 0" in table.stderr


def test_diff_with_a_plan_that_is_named_or_unknown(url: str) -> None:
    old, new = test_diff.OLD.source.sha256[:8], test_diff.NEW.source.sha256[:8]
    same = inside("diff", new, "--against", new, "--db", url, "--format", "json")
    assert (same.returncode, same.stdout) == (0, "[]\n")
    assert "no changes found" in same.stderr
    assert inside("diff", old, "--against", "没有这个", "--db", url).returncode == 2


def test_schema_prints_every_table_and_draws_them(tmp_path: Path) -> None:
    result = inside("db", "schema", "--svg", tmp_path / "a.svg")
    assert result.returncode == 0
    assert all(f"## {name}\n" in result.stdout for name in metadata.tables)
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")
    assert inside("db", "schema", "--svg", tmp_path / "no" / "a.svg").returncode == 3


def test_units_lists_bodies_and_merges_them(url: str) -> None:
    def names() -> list[str]:
        return [row["name"] for row in json.loads(inside("units", "--db", url, "--format", "json").stdout)]

    assert "市城投公司" in names()
    done = inside("units", "merge", "市城投公司", "市住建局", "--who", "李华", "--db", url)
    assert (done.returncode, done.stdout) == (0, "市城投公司 is now 市住建局\n")
    assert "市城投公司" not in names()
    assert inside("units", "merge", "市城投公司", "市水务局", "--db", url).returncode == 2
    assert inside("units", "unmerge", "市城投公司", "--db", url).returncode == 0
    assert "市城投公司" in names()


def test_units_one_row_a_body_and_task(url: str) -> None:
    rows = json.loads(inside("units", "--each", "--unit", "水务", "--db", url, "--format", "json").stdout)
    assert {row["role"] for row in rows} == {"lead"}
    assert all("#unit-" in row["id"] for row in rows)


def test_options_before_merge_are_refused_for_they_would_be_of_no_use(url: str) -> None:
    result = inside("units", "--db", url, "merge", "市城投公司", "市住建局")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "behind it" in result.stderr


def test_a_merge_waits_for_no_run(url: str) -> None:
    with open_store(url) as store, store.begin_run({}):
        assert inside("units", "merge", "市城投公司", "市住建局", "--db", url).returncode == 4
