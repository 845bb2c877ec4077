"""Connections to a store that keep what they were told: durable, checked, one writer at a time."""

import json
import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from pipeline.store.errors import StoreError, place

logger = logging.getLogger("taizhang.store")

SETTINGS = (
    "PRAGMA synchronous=FULL",  # an acknowledged document survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA mmap_size=0",  # SQLite before 3.51.3 can damage a mapped WAL file when two connections checkpoint
    "PRAGMA trusted_schema=OFF",
)
DRIVERS = ("psycopg", "pg8000", "psycopg2")
INSTRUCTIONS = 20_000
"""Steps of SQLite's machine between two looks at the clock."""
MAY_READ = frozenset({sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_RECURSIVE})
"""What SQLite is allowed to do for one who only asks: no ATTACH, no VACUUM INTO."""
PATIENCE = 2.0
"""Seconds that a writer waits for a lock before it says so."""


def address(url: str) -> URL:
    """The address of a store; a plain path is that of a SQLite file. StoreError when it is neither."""
    try:
        parsed = make_url(url if "://" in url else f"sqlite:///{url}")
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername=f"postgresql+{_driver()}")
        parsed.get_dialect()
    except (ArgumentError, ImportError, ValueError) as error:
        raise StoreError(f"{url} is no address of a store; write sqlite:///FILE or postgresql://HOST/NAME") from error
    return parsed


def _driver() -> str:
    """The first of the drivers for PostgreSQL that is installed."""
    for name in DRIVERS:
        if find_spec(name) is not None:
            return name
    raise StoreError("PostgreSQL needs a driver, and none is installed: pip install 'taizhang[postgresql]'")


def engine(url: URL, *, wait: float = 30.0, still: bool = False, read_only: bool = False) -> Engine:
    """An engine for the store; ``wait`` is how many seconds it bears a lock of another program.

    ``still`` reads a SQLite file of which it is known that nobody writes to it, as on a medium that allows no writing.
    ``read_only`` gives connections that the database itself keeps from changing anything.
    """
    options: dict[str, Any] = {"json_serializer": partial(json.dumps, ensure_ascii=False)}
    if url.get_backend_name() != "sqlite":
        made = create_engine(url, **options)
        return made.execution_options(postgresql_readonly=True) if read_only else made
    if url.database in (None, "", ":memory:"):
        options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    if still or read_only:
        uri = f"file:{quote(str(url.database))}?{'immutable=1' if still else 'mode=ro'}"
        options["creator"] = lambda: sqlite3.connect(uri, uri=True, check_same_thread=False)
    made = create_engine(url, **options)
    _keep_settings(made, wait)
    _lock_writers(made, wait)
    if read_only:
        event.listen(made, "connect", _refuse_writing)
    return made


def _refuse_writing(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA query_only=ON")
    connection.set_authorizer(may_read)


def may_read(action: int, name: str | None, *_: object) -> int:
    """SQLite's question whether a statement may do something, answered for one who only asks.

    The full-text index, when it is opened, declares its columns, which SQLite takes for an UPDATE of sqlite_master; a connection that is
    read only cannot make one.
    """
    opens_index = (action, name) in ((sqlite3.SQLITE_PRAGMA, "data_version"), (sqlite3.SQLITE_UPDATE, "sqlite_master"))
    return sqlite3.SQLITE_OK if action in MAY_READ or opens_index else sqlite3.SQLITE_DENY


@contextmanager
def limited(connection: Connection, seconds: float | None) -> Iterator[None]:
    """Ends what takes longer than so many seconds (PostgreSQL: each statement that does), with the database's own error; None for no limit."""
    if seconds is None:
        yield
    elif connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        ends = time.monotonic() + seconds
        raw.set_progress_handler(lambda: time.monotonic() > ends, INSTRUCTIONS)
        try:
            yield
        finally:
            raw.set_progress_handler(None, 0)
    else:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
        yield


def writing(of: Engine) -> Engine:
    """The same engine, whose transactions take the write lock when they begin."""
    return of.execution_options(writing=True)


def _keep_settings(made: Engine, wait: float) -> None:
    @event.listens_for(made, "connect")
    def connected(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={int(wait * 1000)}")
        for setting in SETTINGS:
            connection.execute(setting)


def _lock_writers(made: Engine, wait: float) -> None:
    @event.listens_for(made, "begin")
    def begun(connection: Connection) -> None:
        if connection.get_execution_options().get("writing"):
            _take_lock(connection, wait)
        else:
            connection.exec_driver_sql("BEGIN")


def _take_lock(connection: Connection, wait: float) -> None:
    patience = min(PATIENCE, wait)
    try:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience * 1000)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    except OperationalError as error:
        if not _locked(error) or wait <= patience:
            raise
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(wait * 1000)}")
    logger.warning("%s is locked by another program; waiting up to %.0f s", place(connection.engine.url), wait)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _locked(error: OperationalError) -> bool:
    return str(getattr(error.orig, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
