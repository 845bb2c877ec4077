"""One run at a time: a lock that the operating system lets go of when its process dies, however it dies."""

import contextlib
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import text
from sqlalchemy.engine import URL

from pipeline.store.engine import engine
from pipeline.store.errors import StoreBusy, place

HEARTBEAT = 0.5
"""Seconds between two signs of life of a run, which are the times of the lock file."""

ADVISORY = 0x7461697A
"""The number of the lock in a PostgreSQL database: "taiz"."""
HOLDER = """
    SELECT application_name, to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"') AS started
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND objid = :key AND granted AND application_name LIKE 'taizhang % %'
"""

if sys.platform == "win32":
    import msvcrt

    def _locked(handle: IO[str]) -> bool:
        try:
            handle.seek(1 << 20)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _locked(handle: IO[str]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def lock_file(url: URL) -> Path | None:
    """The file that a run holds locked, beside the store's; None for a store that has no file."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(f"{url.database}.lock")


@contextmanager
def run_lock(url: URL) -> Iterator[datetime | None]:
    """Holds the store for this run; gives the time of the last sign of life of a run that was killed (UTC), None if there is none.

    StoreBusy, naming the other run, when it is held.
    """
    if url.get_backend_name() == "postgresql":
        with _server_lock(url):
            yield None
        return
    path = lock_file(url)
    if path is None:
        yield None
        return
    handle = _opened(path, url)
    try:
        left = handle.read()
        last = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None) if left else None
        handle.seek(0)
        handle.truncate()
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "started": datetime.now(UTC).isoformat(timespec="seconds")}, handle)
        handle.flush()
        with _beating(lambda: os.utime(path)):
            yield last
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        handle.close()


@contextmanager
def _server_lock(url: URL) -> Iterator[None]:
    """A lock that the server holds for a connection, which says in its name whose it is."""
    made = engine(url)
    try:
        with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(
                text("SELECT set_config('application_name', :who, false)"), {"who": f"taizhang {os.getpid()} {socket.gethostname()}"[:63]}
            )
            if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY}).scalar_one():
                holder = connection.execute(text(HOLDER), {"key": ADVISORY}).first()
                if holder is None:
                    raise _busy("", url)
                _, pid, host = holder.application_name.split(" ", 2)
                raise _busy(json.dumps({"pid": pid, "host": host, "started": holder.started}), url)
            yield
    finally:
        made.dispose()


def _opened(path: Path, url: URL) -> IO[str]:
    while True:
        handle = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="utf-8")  # leaves the time of an existing file alone
        if not _locked(handle):
            with handle:
                raise _busy(handle.read(), url)
        with contextlib.suppress(FileNotFoundError):
            if os.fstat(handle.fileno()).st_ino == path.stat().st_ino:
                return handle
        handle.close()  # the run before finished just now and took its file with it


def _busy(said: str, url: URL) -> StoreBusy:
    try:
        who = json.loads(said)
        pid, host, started = int(who["pid"]), str(who["host"]), str(who["started"])
    except (ValueError, KeyError, TypeError):
        return StoreBusy(f"{place(url)} is held by another run that has just begun; wait until it has finished")
    message = f"{place(url)} is held by another run: process {pid} on {host}, since {started}; wait until it has finished, or stop it"
    return StoreBusy(message, pid=pid, host=host, started=started)


@contextmanager
def _beating(beat: Callable[[], None]) -> Iterator[None]:
    done = threading.Event()

    def life() -> None:
        while not done.wait(HEARTBEAT):
            with contextlib.suppress(OSError):
                beat()

    thread = threading.Thread(target=life, name="taizhang-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
