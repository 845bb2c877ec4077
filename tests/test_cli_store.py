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
