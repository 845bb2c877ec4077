"""Runs over many documents: every one ends in one state, and none takes another with it."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import batch
from pipeline.batch import Reading, Settings, Summary, ingest
from pipeline.inputs import NO_DOCUMENTS, NothingToRead, inputs
from pipeline.store import StoreBusy, open_store
from pipeline.workers import BrokenInstallation, Workers

QUICK = Settings(jobs=2, timeout=2.5, memory=512, grace=0.5)


@pytest.fixture(autouse=True)
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr(batch, "WORK", "batch_work:records")


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a store, by table."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")]
        found = {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
    connection.close()
    return found


def records_of(url: str) -> set[tuple[str, str, str]]:
    """What a ledger says, whatever the numbers of its rows: (file, task, body)."""
    with open_store(url) as store:
        return {(row.plan_title, row.text, row.lead) for row in store.tasks().itertuples()}


def adds_up(summary: Summary) -> bool:
    return summary.documents == summary.states.total() + summary.left


@pytest.mark.parametrize(
    ("first_line", "state", "code"),
    [
        ("!hang", "quarantined", "timeout"),
        ("!exit", "quarantined", "crash"),
        ("!kill", "quarantined", "crash"),
        ("!raise", "quarantined", "crash"),
        ("!eat", "quarantined", "memory"),
        ("!surrogate", "quarantined", "not-saved"),
        ("!vanish", "rejected", "file-vanished"),
        ("!state rejected", "rejected", "test-rejected"),
        ("!state partial", "partial", "test-partial"),
    ],
)
def test_a_bad_document_is_named_and_the_others_go_on(plans: Path, tmp_path: Path, first_line: str, state: str, code: str) -> None:
    write(plans, a="清扫道路", bad=first_line, c="修补路面\n更换路灯")
    told: list[Reading] = []
    summary = ingest([plans], f"sqlite:///{tmp_path}/a.db", QUICK, told=lambda reading, _: told.append(reading))
    assert summary.states == {"ok": 2, state: 1}
    assert adds_up(summary)
    bad = next(reading for reading in told if reading.name == "bad.txt")
    assert (bad.state, bad.code) == (state, code)
    assert "bad.txt" in bad.message
    assert "\n" not in bad.message
    assert {text for _, text, _ in records_of(f"sqlite:///{tmp_path}/a.db")} == {"清扫道路", "修补路面", "更换路灯"}
    with open_store(f"sqlite:///{tmp_path}/a.db") as store:
        assert list(store.failed()["state"]) == [state]


def test_a_second_run_changes_no_row_and_says_so(plans: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    write(plans, a="清扫道路", b="修补路面", c="!state rejected", d="!exit")
    ingest([plans], url, QUICK)
    before = rows(url)
    summary = ingest([plans], url, QUICK)
    assert summary.states == {"unchanged": 4}
    assert rows(url) == before
    assert {reading.name for reading in summary.unread} == {"c.txt", "d.txt"}


def test_force_reads_again_and_still_changes_no_row(plans: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    write(plans, a="清扫道路", b="!state rejected")
    ingest([plans], url, QUICK)
    before = rows(url)
    seen: list[Reading] = []
    ingest([plans], url, Settings(jobs=1, again="all"), told=lambda reading, _: seen.append(reading))
    after = rows(url)
    assert {name: found for name, found in after.items() if name != "runs"} == {name: found for name, found in before.items() if name != "runs"}
    assert [reading.tasks for reading in sorted(seen, key=lambda one: one.name)] == [1, 0]


def test_only_what_was_not_read_whole_is_tried_again(plans: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    write(plans, slow="!sleep 4\n清扫道路", good="修补路面")
    assert ingest([plans], url, QUICK).states == {"ok": 1, "quarantined": 1}
    summary = ingest([plans], url, Settings(jobs=1, timeout=20, again="unread"))
    assert summary.states == {"ok": 1, "unchanged": 1}
    assert not summary.unread
    assert len(records_of(url)) == 2


def test_members_of_an_archive_are_documents_of_their_own(plans: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    (plans / "all.zip").write_text("!zip\n清扫道路\n!exit\nlocked\n修补路面", encoding="utf-8")
    summary = ingest([plans], url, QUICK)
    assert summary.states == {"ok": 2, "quarantined": 1, "rejected": 1}
    assert adds_up(summary)
    with open_store(url) as store:
        assert set(store.documents()["path"]) == {str(plans / "all.zip" / f"{number}.txt") for number in range(4)}
    before = rows(url)
    again = ingest([plans], url, QUICK)
    assert again.states == {"unchanged": 4}
    assert rows(url) == before


def test_an_archive_without_members_is_told(plans: Path, tmp_path: Path) -> None:
    (plans / "all.zip").write_text("!zip", encoding="utf-8")
    summary = ingest([plans], f"sqlite:///{tmp_path}/a.db", QUICK)
    assert [(reading.name, reading.state, reading.code) for reading in summary.unread] == [("all.zip", "rejected", "empty-archive")]


def test_equal_files_are_one_document(plans: Path, tmp_path: Path) -> None:
    write(plans, a="清扫道路", b="清扫道路", c="清扫道路")
    summary = ingest([plans, plans / "a.txt"], f"sqlite:///{tmp_path}/a.db", QUICK)
    assert summary.states == {"ok": 1, "unchanged": 2}
    assert summary.passed_over["given twice"] == 1
    assert adds_up(summary)


def test_a_stopped_run_goes_on_where_it_was(plans: Path, tmp_path: Path) -> None:
    url, whole = f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db"
    write(plans, **{f"p{number:02}": f"任务{number}" for number in range(20)})
    done: list[Reading] = []
    summary = ingest([plans], url, QUICK, told=lambda reading, _: done.append(reading), stopped=lambda: len(done) >= 5)
    assert summary.stopped
    assert adds_up(summary)
    assert 5 <= summary.states["ok"] < 20
    rest = ingest([plans], url, QUICK)
    assert rest.states["unchanged"] == summary.states["ok"]
    assert rest.states["ok"] == 20 - summary.states["ok"]
    ingest([plans], whole, QUICK)
    assert records_of(url) == records_of(whole)


def test_stopping_does_not_wait_for_a_hanging_document(plans: Path, tmp_path: Path) -> None:
    write(plans, a="!hang 1", b="!hang 2")
    began = time.monotonic()
    summary = ingest([plans], f"sqlite:///{tmp_path}/a.db", Settings(jobs=2, timeout=60, grace=0.3), stopped=lambda: time.monotonic() - began > 1)
    assert time.monotonic() - began < 5
    assert summary.left == 2


def test_few_documents_are_under_way_at_a_time(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(plans, **{f"p{number:02}": f"任务{number}" for number in range(30)})
    under_way, most = set[Any](), 0

    def counted(self: Workers, *arguments: Any) -> Any:
        nonlocal most
        future = submit(self, *arguments)
        under_way.add(future)
        future.add_done_callback(under_way.discard)
        most = max(most, len(under_way))
        return future

    submit = Workers.submit
    monkeypatch.setattr(Workers, "submit", counted)
    assert ingest([plans], f"sqlite:///{tmp_path}/a.db", QUICK).states == {"ok": 30}
    assert 2 <= most <= 4


@pytest.mark.parametrize("victims", ["children", "server"])
def test_killed_children_lose_no_document(plans: Path, tmp_path: Path, victims: str) -> None:
    import multiprocessing
    import multiprocessing.forkserver as forkserver

    write(plans, **{f"p{number:02}": f"!sleep 0.05 {number}\n任务{number}" for number in range(40)})

    def kill() -> None:
        for _ in range(3):
            time.sleep(0.7)
            server = getattr(forkserver, "_forkserver")._forkserver_pid  # noqa: B009
            for pid in [child.pid for child in multiprocessing.active_children()] if victims == "children" else [server]:
                if pid:
                    os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    summary = ingest([plans], f"sqlite:///{tmp_path}/a.db", Settings(jobs=2, timeout=10, grace=0.5))
    killer.join()
    assert adds_up(summary)
    assert summary.left == 0
    assert set(summary.states) <= {"ok", "quarantined"}
    assert summary.states["ok"] >= 30


def test_a_broken_installation_blames_no_document(plans: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    write(plans, a="!broken")
    with pytest.raises(BrokenInstallation, match="lost"):
        ingest([plans], url, QUICK)
    with open_store(url) as store:
        assert len(store.documents()) == 0


def test_a_store_that_another_run_holds_is_left_alone(plans: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    write(plans, a="清扫道路")
    with open_store(url) as store, store.begin_run({}), pytest.raises(StoreBusy):
        ingest([plans], url, QUICK)


def test_a_file_of_a_list_that_is_gone_is_recorded(plans: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    write(plans, a="清扫道路")
    (plans / "sub").mkdir()
    listed = [f"{plans}/a.txt\n", "\n", f"{plans}/sub\n", f"{plans}/gone.txt\n"]
    summary = ingest([], url, QUICK, listed=listed)
    assert summary.states == {"ok": 1, "rejected": 1}
    before = rows(url)
    assert ingest([], url, QUICK, listed=listed).states == {"unchanged": 2}
    assert rows(url) == before


# What is read


def test_folders_are_searched_and_what_is_no_document_is_counted(plans: Path) -> None:
    taken, hidden = ("b.txt", "A.DOCX", "sub/c.pdf", "sub/deeper/d"), (".hidden", ".git/e.txt")
    for name in (*taken, *hidden, "~$a.docx", "Thumbs.db", "f.png", "g.JPG", "h.xlsx", "i.txt~"):
        place = plans / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"x")
    (plans / "loop").symlink_to(plans, target_is_directory=True)
    (plans / "dead.txt").symlink_to(plans / "nowhere")
    os.mkfifo(plans / "pipe.txt")
    found = inputs([plans])
    assert [one.name for one in found.files] == ["A.DOCX", "b.txt", "c.pdf", "d"]
    assert +found.passed_over == {
        "hidden files": 1,
        "hidden folders": 1,
        "files of programs": 3,
        "pictures": 2,
        "tables and slides": 1,
        "no regular files": 2,
    }


def test_a_named_file_is_read_whatever_its_ending(plans: Path) -> None:
    (plans / "scan.jpg").write_bytes(b"x")
    (plans / ".plan").write_bytes(b"x")
    assert [one.name for one in inputs([plans / "scan.jpg", plans / ".plan"]).files] == ["scan.jpg", ".plan"]


def test_patterns_are_resolved(plans: Path) -> None:
    (plans / "sub").mkdir()
    for name in ("a.txt", "sub/b.txt", "sub/c.pdf"):
        (plans / name).write_bytes(b"x")
    assert [one.name for one in inputs([f"{plans}/**/*.txt"]).files] == ["a.txt", "b.txt"]


def test_a_file_with_brackets_in_its_name_is_no_pattern(plans: Path) -> None:
    (plans / "方案[2021].txt").write_bytes(b"x")
    assert len(inputs([plans / "方案[2021].txt"]).files) == 1


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda _: None, "no document found"),
        (lambda folder: (folder / "a.png").write_bytes(b"x"), "passed over: pictures 1"),
    ],
)
def test_a_folder_without_plans_is_an_error(plans: Path, prepare: Callable[[Path], object], said: str) -> None:
    prepare(plans)
    with pytest.raises(NothingToRead, match=said):
        inputs([plans])


@pytest.mark.parametrize("name", ["nowhere.txt", "nowhere/", "*.nothing"])
def test_what_is_not_there_is_an_error_that_names_it(plans: Path, name: str) -> None:
    with pytest.raises(NothingToRead) as error:
        inputs([f"{plans}/{name}"])
    assert name in str(error.value)


def test_nothing_to_read_makes_no_store(plans: Path, tmp_path: Path) -> None:
    with pytest.raises(NothingToRead):
        ingest([plans], f"sqlite:///{tmp_path}/a.db", QUICK)
    assert not (tmp_path / "a.db").exists()


def test_no_ending_stands_for_two_kinds() -> None:
    endings = [ending for kind in NO_DOCUMENTS.values() for ending in kind]
    assert len(endings) == len(set(endings))
    assert not set(endings) & {"txt", "htm", "html", "mht", "mhtml", "doc", "docx", "docm", "wps", "rtf", "pdf", "ofd", "zip", "md"}


NAMES = st.text(alphabet="ab.方~$[*", min_size=1, max_size=6).filter(lambda name: name.strip(".") and name not in ("~",))
ENDINGS = st.sampled_from(["", ".txt", ".pdf", ".PNG", ".xlsx", ".zip"])


@settings(max_examples=60, deadline=None)
@given(names=st.sets(st.tuples(st.sampled_from(["", "sub/", ".h/"]), NAMES, ENDINGS), min_size=1, max_size=12))
def test_every_file_of_a_folder_is_taken_or_counted(names: set[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("names")
    files = {folder / f"{where}{name}{ending}" for where, name, ending in names}
    for place in files:
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"x")
    inside_hidden = sum(place.parent.name == ".h" for place in files)
    try:
        found = inputs([folder])
    except NothingToRead:
        return
    hidden_folders = found.passed_over.pop("hidden folders", 0)
    assert len(found.files) + found.passed_over.total() == len(files) - inside_hidden
    assert hidden_folders == (1 if inside_hidden else 0)
    assert len({one.path for one in found.files}) == len(found.files)
