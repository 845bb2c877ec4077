"""kill -9 at random moments: no half document, nothing acknowledged is missing, and the next run ends in the same rows."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store import open_store
from schemas.extraction import Extraction
from tests.factories import deadline, extraction, target, task, unit

ROOT = Path(__file__).resolve().parents[1]
WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from tests import test_store_killed
test_store_killed.write(sys.argv[2], naive=sys.argv[3] == "naive")
"""
DOCUMENTS = 60
GIVEN_UP = "WHERE state = 'quarantined' AND code = 'interrupted'"


def documents() -> Iterator[Extraction]:
    """The same plans every time, of 5 to 24 tasks."""
    for number in range(DOCUMENTS):
        tasks = [
            task(f"({at})治理{number}号河道。" + "清淤" * 40, units=(unit(), unit(f"{number}号河长办", "cooperate")), deadlines=(deadline(),))
            for at in range(5 + number % 20)
        ]
        yield extraction(*tasks, targets=(target(),), name=f"{number}.txt")


def write(url: str, *, naive: bool) -> None:
    """What the killed process does: saves every document that is not known and says so; the naive one commits half way."""
    from pipeline.store import save as writing

    if naive:
        whole = writing.insert_records

        def halves(connection, *rest):  # type: ignore[no-untyped-def]
            raw = connection.connection.dbapi_connection
            raw.execute("COMMIT")
            raw.execute("BEGIN IMMEDIATE")
            whole(connection, *rest)

        writing.insert_records = halves
    with open_store(url) as store, store.begin_run({}, version="1") as run:
        for one in documents():
            if not run.known(one.source.sha256):
                run.attempt(one.source.name, one.source.sha256, 1)
                run.save(one, path=f"/plans/{one.source.name}")
            os.write(1, f"{one.source.sha256}\n".encode())


def killed(url: str, kind: str, chance: random.Random) -> set[str]:
    """One writer, killed at a random moment after its first document; the documents that it acknowledged."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(ROOT), url, kind], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    with writer:
        said = [writer.stdout.readline()]
        time.sleep(chance.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.read().splitlines()
    return {line.strip() for line in said if len(line.strip()) == 64}


def violations(url: str, acknowledged: set[str]) -> list[str]:
    """What is wrong with a store: documents that are lost, halved or changed, and damage that SQLite sees."""
    expected = {one.source.sha256: one for one in documents()}
    with open_store(url) as store, store.reading() as connection:
        wrong = [str(row) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
        wrong += [f"foreign key {row}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
        kept = dict(connection.exec_driver_sql("SELECT sha256, key FROM documents").all())
        given_up = set(connection.exec_driver_sql(f"SELECT key FROM documents {GIVEN_UP}").scalars())
        for sha256, key in kept.items():
            if key in given_up:
                wrong += [f"half {key}" for _ in connection.exec_driver_sql("SELECT 1 FROM tasks WHERE key LIKE ?", (f"{key}:%",))]
                continue
            try:
                if store.load(key) != expected[sha256]:
                    wrong.append(f"changed {key}")
            except KeyError:
                wrong.append(f"half {key}")
    return wrong + [f"lost {sha256[:8]}" for sha256 in acknowledged - set(kept)]


def gave_up(url: str) -> bool:
    """Whether kills met one document more than once, so that it is set aside without a plan until it is retried."""
    with open_store(url) as store, store.reading() as connection:
        return connection.exec_driver_sql(f"SELECT 1 FROM documents {GIVEN_UP}").first() is not None


def rows(url: str) -> list[object]:
    """All rows that do not tell of runs and times."""
    with open_store(url) as store:
        frames = [store.load(key) for key in store.plans()["id"]], store.tasks(), store.units(), store.targets(), store.documents()
        return [frame.drop(columns=["saved_at"], errors="ignore").astype(str).to_dict("records") for frame in frames[1:]] + frames[0]


def kill(tmp_path: Path, kills: int, kind: str = "whole") -> list[str]:
    """The violations after so many kills of the writer; ends at the first one."""
    chance, done, acknowledged = random.Random(20261121), 0, set()
    url = f"sqlite:///{tmp_path}/0.db"
    while done < kills:
        acknowledged |= killed(url, kind, chance)
        done += 1
        if wrong := violations(url, acknowledged):
            return wrong
        if len(acknowledged) == DOCUMENTS or gave_up(url):
            url, acknowledged = f"sqlite:///{tmp_path}/{done}.db", set()
    clean = f"sqlite:///{tmp_path}/clean.db"
    for each in (url, clean):
        subprocess.run([sys.executable, "-c", WRITER, str(ROOT), each, "whole"], check=True, stdout=subprocess.DEVNULL)
    assert rows(url) == rows(clean), "the run after the kills ends in other rows"
    return violations(url, acknowledged)


def test_a_few_kills(tmp_path: Path) -> None:
    assert kill(tmp_path, 4) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_hundred_kills(tmp_path: Path) -> None:
    assert kill(tmp_path, 200) == []


def test_a_writer_of_halves_is_caught(tmp_path: Path) -> None:
    assert any(word.startswith("half") for word in kill(tmp_path, 40, "naive"))
