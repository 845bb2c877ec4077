"""Connections to a store that keep what they were told: durable, checked, one writer at a time."""

import json
import logging
import sqlite3
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


def engine(url: URL, *, wait: float = 30.0, still: bool = False) -> Engine:
    """An engine for the store; ``wait`` is how many seconds it bears a lock of another program.

    ``still`` reads a SQLite file of which it is known that nobody writes to it, as on a medium that allows no writing.
    """
    options: dict[str, Any] = {"json_serializer": partial(json.dumps, ensure_ascii=False)}
    if url.get_backend_name() != "sqlite":
        return create_engine(url, **options)
    if url.database in (None, "", ":memory:"):
        options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    if still:
        uri = f"file:{quote(str(url.database))}?immutable=1"
        options["creator"] = lambda: sqlite3.connect(uri, uri=True, check_same_thread=False)
    made = create_engine(url, **options)
    _keep_settings(made, wait)
    _lock_writers(made, wait)
    return made


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
