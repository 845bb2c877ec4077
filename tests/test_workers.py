"""Children that read: limited, silent, gone when they should be."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.workers import BrokenInstallation, Failure, Limits, Workers, near_limit, outcome, run

LIMITS = Limits(timeout=20, memory=512)

WORK = """
import ctypes, os, signal, sys, time
def echo(*values): return values
def loud(): print("x" * 1000); os.write(2, b"y" * 1000); return "said"
def big(count): return "字" * count
def crash(): ctypes.string_at(0)
def leave(code): sys.exit(code)
def deep(): return deep()
def disguised():
    kept = bytearray(400 << 20)
    raise ValueError("unknown error")
def lost():
    import a_module_that_is_not_there
def ignore():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True: time.sleep(1)
def orphan(path):
    open(path, "w").write(str(os.getpid()))
    while True: pass
def interrupted(): return signal.getsignal(signal.SIGINT) == signal.SIG_IGN
"""


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some_work.py").write_text(WORK, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


def called(name: str, *values: Any, limits: Limits = LIMITS) -> Any:
    return run(f"some_work:{name}", *values, limits=limits)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z (zombie)" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")


def test_values_come_back_as_they_are() -> None:
    assert called("echo", 1, "字", None, b"\0") == (1, "字", None, b"\0")


def test_a_large_result_comes_back_whole() -> None:
    assert len(called("big", 20_000_000)) == 20_000_000


@pytest.mark.parametrize(
    ("name", "code"),
    [("crash", "crash"), ("deep", "crash"), ("disguised", "memory")],
)
def test_what_goes_wrong_has_a_name(name: str, code: str) -> None:
    failure = called(name)
    assert isinstance(failure, Failure)
    assert failure.code == code
    assert "\n" not in failure.message


def test_leaving_the_program_is_a_crash_of_the_document() -> None:
    assert called("leave", 3).code == "crash"


def test_a_missing_module_is_no_fault_of_the_document() -> None:
    with pytest.raises(BrokenInstallation, match="a_module_that_is_not_there"):
        called("lost")


def test_time_is_up_even_for_work_that_ignores_being_told(capfd: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    assert called("ignore", limits=Limits(1, 512)).code == "timeout"
    assert time.monotonic() - began < 6
    assert capfd.readouterr().err == ""


def test_what_libraries_print_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    assert called("loud") == "said"
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_is_for_the_parent() -> None:
    assert called("interrupted") is True


def test_one_failure_leaves_the_other_children_at_work() -> None:
    with Workers(2, LIMITS) as workers:
        calls = [("crash",) if number % 3 == 0 else ("echo", number) for number in range(9)]
        futures = [workers.submit(f"some_work:{name}", *values) for name, *values in calls]
        results = [outcome(future, LIMITS) for future in futures]
    assert [result for result in results if not isinstance(result, Failure)] == [(1,), (2,), (4,), (5,), (7,), (8,)]
    assert sum(isinstance(result, Failure) for result in results) == 3


def test_no_child_is_left_behind(tmp_path: Path) -> None:
    with Workers(1, LIMITS) as workers:
        workers.submit("some_work:orphan", str(tmp_path / "pid"))
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            time.sleep(0.05)
    assert not alive(int((tmp_path / "pid").read_text()))
    assert not [child for child in multiprocessing.active_children() if child.name == "pebble_pool_worker"]


def test_a_child_whose_parent_was_killed_ends_by_itself(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import sys, time\nfrom pipeline.workers import Limits, Workers\n"
        "if __name__ == '__main__':\n"
        "    workers = Workers(1, Limits(1, 512))\n"
        "    workers.submit('some_work:orphan', sys.argv[1])\n"
        "    time.sleep(60)\n",
        encoding="utf-8",
    )
    place = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, script, place], env={**os.environ, "PYTHONPATH": str(tmp_path)})
    while not place.exists() or not place.read_text():
        time.sleep(0.02)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until = time.monotonic() + 20
    while alive(int(place.read_text())) and time.monotonic() < until:
        time.sleep(0.2)
    assert not alive(int(place.read_text()))


def test_a_process_with_room_is_not_near_its_limit() -> None:
    assert not near_limit(1 << 30)
    assert near_limit(1)
