"""What doctor says of the machine and the store."""

from pathlib import Path

import pytest

from app.cli import main
from pipeline import doctor
from pipeline.doctor import Finding, examine
from pipeline.store import open_store
from tests.factories import extraction


def found(url: str) -> dict[str, Finding]:
    return {finding.part: finding for finding in examine(url)}


def test_every_part_is_told_once_and_all_that_is_required_is_there(tmp_path: Path) -> None:
    findings = examine(f"sqlite:///{tmp_path}/a.db")
    parts = [finding.part for finding in findings]
    assert len(parts) == len(set(parts))
    assert {"python", "sqlite", "taizhang", "pandas", "sqlalchemy", "typer", "pebble"} <= set(parts)
    assert {"LibreOffice", "rapidocr", "web page", "chromium", "Chinese fonts"} <= set(parts)
    assert not [finding for finding in findings if finding.health == "error"]


def test_what_is_missing_says_what_is_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    parts = found(f"sqlite:///{tmp_path}/a.db")
    for name in ("LibreOffice", "chromium", "Chinese fonts"):
        assert (parts[name].health, bool(parts[name].note)) == ("missing", True)


def test_an_old_sqlite_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", (3, 40, 1))
    assert found(f"sqlite:///{tmp_path}/a.db")["sqlite"].health == "warning"
    monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", (3, 51, 3))
    assert found(f"sqlite:///{tmp_path}/a.db")["sqlite"].health == "ok"


def test_a_missing_package_is_an_error_that_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.importlib.metadata, "requires", lambda _: ["a-package-of-nobody>=2", "rapidocr>=1; extra == 'ocr'"])
    parts = found(f"sqlite:///{tmp_path}/a.db")
    assert parts["a-package-of-nobody"].health == "error"
    assert "pip install 'a-package-of-nobody>=2'" in parts["a-package-of-nobody"].note


def test_a_store_is_counted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    assert found(url)["store"].health == "missing"
    assert not (tmp_path / "a.db").exists()
    with open_store(url) as store, store.begin_run({}) as run:
        run.save(extraction(), path="/plans/a.txt")
    assert "1 documents, 1 plans, 1 tasks" in found(url)["store"].note


def test_a_broken_store_is_an_error_and_exit_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.db").write_bytes(b"no database" * 1000)
    assert found(f"sqlite:///{tmp_path}/a.db")["store"].health == "error"
    assert main(["doctor", "--db", f"sqlite:///{tmp_path}/a.db"]) == 3
    assert "store" in capsys.readouterr().err


def test_all_well_is_exit_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--db", f"sqlite:///{tmp_path}/a.db", "--format", "jsonl"]) == 0
    assert '"part": "python"' in capsys.readouterr().out
