"""Ingest as people run it: what it prints, how it ends, what Ctrl-C does. Readers that misbehave on order stand in for bad files."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app import progress
from pipeline.batch import Reading, Summary

TESTS = Path(__file__).resolve().parent
DRIVER = """
import sys
if __name__ == "__main__":
    import pipeline.batch
    pipeline.batch.WORK = "batch_work:records"
    from app.cli import main
    sys.exit(main())
"""


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts taizhang with the misbehaving readers, in a process group of its own and on the store a.db."""
    (tmp_path / "driver.py").write_text(DRIVER, encoding="utf-8")

    def started(*words: object, db: object = tmp_path / "a.db") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, tmp_path / "driver.py", *map(str, words), "--db", str(db)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(TESTS)},
        )

    return started


@pytest.fixture
def taizhang(start: Callable[..., subprocess.Popen[str]]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The same, run to its end."""

    def ran(*words: object, given: str = "", **more: object) -> subprocess.CompletedProcess[str]:
        process = start(*words, **more)
        stdout, stderr = process.communicate(given, timeout=60)
        return subprocess.CompletedProcess(words, process.returncode, stdout, stderr)

    return ran


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def group_lives(group: int) -> bool:
    """Whether a process of the group is still there; dead ones that wait to be counted are not."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[2]) == group:
            return True
    return False


Run = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., "subprocess.Popen[str]"]


def test_all_well_is_exit_0_and_the_summary_adds_up(taizhang: Run, plans: Path) -> None:
    write(plans, a="清扫道路\n修补路面", b="更换路灯")
    (plans / "map.png").write_bytes(b"x")
    result = taizhang("ingest", plans)
    assert result.returncode == 0
    assert result.stdout.startswith("2 documents: 2 ok (3 tasks saved, ")
    assert "passed over: pictures 1" in result.stdout
    assert result.stderr == ""


def test_a_second_run_says_that_nothing_changed(taizhang: Run, plans: Path) -> None:
    write(plans, a="清扫道路")
    taizhang("ingest", plans)
    result = taizhang("ingest", plans)
    assert result.returncode == 0
    assert "1 documents: 1 unchanged" in result.stdout
    assert "nothing changed" in result.stdout


def test_documents_not_read_are_named_and_exit_1(taizhang: Run, plans: Path) -> None:
    write(plans, a="清扫道路", b="!exit", c="!state partial\n更换路灯")
    for _ in range(2):
        result = taizhang("ingest", plans)
        assert result.returncode == 1
        assert "quarantined: b.txt" in result.stdout
        assert "partial: c.txt" in result.stdout
        assert "Traceback" not in result.stderr
    assert "Traceback" not in taizhang("retry").stderr
    write(plans, d="!raise")
    assert "UnpicklableError" in taizhang("ingest", plans, "--debug").stderr
    (plans / "d.txt").unlink()
    listed = taizhang("failed", "--format", "jsonl")
    assert {json.loads(line)["name"] for line in listed.stdout.splitlines()} == {"b.txt", "c.txt", "d.txt"}


def test_retry_reads_again_with_other_limits(taizhang: Run, plans: Path) -> None:
    write(plans, a="!sleep 3\n清扫道路", b="!exit")
    assert taizhang("ingest", plans, "--timeout", "1").returncode == 1
    assert "not among" in taizhang("retry", "c.txt").stderr
    result = taizhang("retry", "a.txt", "--timeout", "30")
    assert (result.returncode, result.stdout.split(" (")[0]) == (0, "1 documents: 1 ok")
    assert taizhang("retry").returncode == 1
    (plans / "b.txt").unlink()
    assert "cannot be opened" in taizhang("retry").stdout


def test_a_list_of_files_is_read_from_stdin(taizhang: Run, plans: Path) -> None:
    write(plans, a="清扫道路", b="更换路灯")
    result = taizhang("ingest", "-", given=f"{plans}/a.txt\n{plans}/b.txt\n{plans}/gone.txt\n")
    assert result.returncode == 1
    assert result.stdout.startswith("3 documents: 2 ok, 1 rejected")
    assert "gone.txt" in result.stdout


@pytest.mark.parametrize("made", [None, "a.png"])
def test_a_folder_without_plans_is_exit_2(taizhang: Run, plans: Path, made: str | None) -> None:
    if made:
        (plans / made).write_bytes(b"x")
    result = taizhang("ingest", plans)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert f"no document found in {plans}" in result.stderr


def test_a_store_that_cannot_be_made_is_exit_3(taizhang: Run, plans: Path) -> None:
    write(plans, a="清扫道路")
    result = taizhang("ingest", plans, db=plans / "a.txt" / "store.db")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (3, "", 1)
    assert "store.db" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unwritable to the superuser")
def test_a_folder_that_cannot_be_written_to_is_exit_3(taizhang: Run, plans: Path, tmp_path: Path) -> None:
    write(plans, a="清扫道路")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert taizhang("ingest", plans, db=closed / "a.db").returncode == 3


def test_a_store_of_a_newer_version_is_exit_3_and_stays_as_it_is(taizhang: Run, plans: Path, tmp_path: Path) -> None:
    write(plans, a="清扫道路")
    taizhang("ingest", plans)
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = (tmp_path / "a.db").read_bytes()
    write(plans, b="更换路灯")
    for words in (["ingest", plans], ["tasks"], ["db", "upgrade"]):
        result = taizhang(*words)
        assert (result.returncode, result.stderr.count("\n")) == (3, 1), words
        assert "newer version" in result.stderr
    assert (tmp_path / "a.db").read_bytes() == before


def test_a_second_run_at_the_same_time_is_exit_4(taizhang: Run, start: Start, plans: Path) -> None:
    write(plans, a="!sleep 20")
    first = start("ingest", plans)
    lock = plans.parent / "a.db.lock"
    until = time.monotonic() + 20
    while not (lock.exists() and lock.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    result = taizhang("ingest", plans)
    assert (result.returncode, result.stderr.count("\n")) == (4, 1)
    assert str(first.pid) in result.stderr
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=20)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_can_go_on(start: Start, taizhang: Run, plans: Path, tmp_path: Path, sent: signal.Signals) -> None:
    write(plans, **{f"a{number}": f"任务{number}" for number in range(8)}, **{f"z{number}": f"!sleep 30 {number}" for number in range(2)})
    process = start("ingest", plans, "--jobs", "2")
    until = time.monotonic() + 20
    while time.monotonic() < until and _documents(tmp_path / "a.db") < 8:
        time.sleep(0.05)
    began = time.monotonic()
    os.killpg(process.pid, sent)
    stdout, stderr = process.communicate(timeout=20)
    assert time.monotonic() - began < 5
    assert process.returncode == 130
    assert stdout.startswith("10 documents: 8 ok, 2 left")
    assert "again to go on" in stderr
    assert "Traceback" not in stderr
    _all_gone(process.pid)
    for number in range(2):
        write(plans, **{f"z{number}": f"路灯{number}"})
    assert taizhang("ingest", plans).stdout.startswith("10 documents: 2 ok, 8 unchanged")


def test_a_second_ctrl_c_ends_at_once_and_leaves_nothing(start: Start, plans: Path, tmp_path: Path) -> None:
    write(plans, a="!hang 1", b="!hang 2")
    process = start("ingest", plans, "--jobs", "2")
    lock = tmp_path / "a.db.lock"
    until = time.monotonic() + 20
    while not (lock.exists() and lock.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.2)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert time.monotonic() - began < 2
    assert process.returncode == 130
    assert "Traceback" not in stderr
    _all_gone(process.pid)


def _documents(store: Path) -> int:
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
            found = int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
        connection.close()
    except sqlite3.Error:
        return 0
    return found


def _all_gone(group: int) -> None:
    until = time.monotonic() + 3
    while group_lives(group) and time.monotonic() < until:
        time.sleep(0.1)
    assert not group_lives(group)


def test_the_bar_is_on_the_terminal_and_the_summary_on_stdout(plans: Path, tmp_path: Path) -> None:
    write(plans, a="!sleep 1\n清扫道路", b="更换路灯")
    (tmp_path / "driver.py").write_text(DRIVER, encoding="utf-8")
    seen, shown = pty.openpty()
    words = [sys.executable, tmp_path / "driver.py", "ingest", plans, "--db", tmp_path / "a.db"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=shown, encoding="utf-8", env={**os.environ, "PYTHONPATH": str(TESTS), "TERM": "xterm"}
    ) as process:
        os.close(shown)
        drawn = b""
        with contextlib.suppress(OSError):
            while part := os.read(seen, 4096):
                drawn += part
        stdout, _ = process.communicate(timeout=60)
    os.close(seen)
    assert stdout.startswith("2 documents: 2 ok")
    assert "\x1b" not in stdout
    assert "reading" in drawn.decode("utf-8", "replace")
    assert drawn.count(b"\x1b[?25l") == drawn.count(b"\x1b[?25h"), "the cursor is shown again"


def test_without_a_terminal_progress_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    reading, summary = Reading("a.txt", "/a.txt", "ok", changed=True), Summary(documents=1200, states=Counter(ok=30))
    with progress.Progress() as shown:
        shown.told(reading, summary)
        assert capsys.readouterr().err == ""
        monkeypatch.setattr(progress, "SPARSE", 0)
        shown.told(reading, summary)
        assert capsys.readouterr().err == "30 of 1,200 documents\n"
