"""What can be wrong with a store, said in one line: what, which file, what to do."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError


class StoreError(Exception):
    """The store cannot be used: its folder, its disk, its contents, or a program that holds it. The message is one line."""


class SchemaTooNew(StoreError):  # noqa: N818
    """A newer version of taizhang made the store. Nothing was written to it."""


class StoreBusy(StoreError):  # noqa: N818
    """Another run holds the store. ``pid``, ``host`` and ``started`` (ISO, UTC) tell which, as far as it said."""

    def __init__(self, message: str, *, pid: int | None = None, host: str | None = None, started: str | None = None) -> None:
        super().__init__(message)
        self.pid, self.host, self.started = pid, host, started


class TooLong(StoreError):  # noqa: N818
    """A question was given up because it was not answered in the time that was set."""


_REASONS = {
    "SQLITE_READONLY": "cannot write to {place}: it or its folder is read-only; allow writing there, or name another store by --db",
    "SQLITE_CANTOPEN": "cannot open {place}: its folder does not allow it; allow reading and writing there, or name another store by --db",
    "SQLITE_PERM": "cannot open {place}: no permission; allow reading and writing there, or name another store by --db",
    "SQLITE_NOTADB": "{place} is not a SQLite database; name another file by --db",
    "SQLITE_CORRUPT": "{place} is damaged; put back a copy of it, or ingest into a new store by --db",
    "SQLITE_BUSY": "{place} stayed locked by another program; close it and run again",
    "SQLITE_LOCKED": "{place} stayed locked by another program; close it and run again",
    "SQLITE_FULL": "no room left for {place} ({free}); make room and run again, what was saved is kept",
    "SQLITE_IOERR": "the disk failed under {place} ({free}); see that it has room and works, and run again, what was saved is kept",
}


def place(url: URL) -> str:
    """How messages name the store: the file, or the address without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "the store in memory"
    return url.render_as_string(hide_password=True)


def _free(url: URL) -> str:
    folder = Path(url.database or ".").parent
    try:
        return f"{shutil.disk_usage(folder).free // 2**20} MB free on its disk"
    except OSError:
        return "its folder is gone"


def _message(url: URL, error: DatabaseError) -> str:
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    for prefix, text in _REASONS.items():
        if name.startswith(prefix):
            return text.format(place=place(url), free=_free(url))
    said = " ".join(str(error.orig).split())
    return f"{place(url)} cannot be used: {said}; see that the address is right and the database is running"


def _given_up(error: DatabaseError) -> bool:
    """Whether a limit of time ended a statement: SQLite was interrupted, PostgreSQL cancelled it (57014)."""
    if str(getattr(error.orig, "sqlite_errorname", "")) == "SQLITE_INTERRUPT":
        return True
    told = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return "57014" in (getattr(error.orig, "sqlstate", None), getattr(error.orig, "pgcode", None), told.get("C") if isinstance(told, dict) else None)


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turns the database's and the operating system's errors into StoreError; mistakes in statements stay what they are."""
    try:
        yield
    except DatabaseError as error:
        if _given_up(error):
            raise TooLong("the question takes too long; ask for less: name a plan, a place or a body") from error
        if isinstance(error, IntegrityError | ProgrammingError):
            raise
        raise StoreError(_message(url, error)) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise StoreError(f"cannot use {place(url)}: {reason}; allow reading and writing there, or name another store by --db") from error
