"""The tables of a store in Datasette: read only, with titles and descriptions from the schema, facets, and questions that are asked often."""

import sqlite3
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from datasette.app import Datasette
from datasette.plugins import pm
from pluggy import HookimplMarker
from sqlalchemy import Table
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from app.web.guard import HOSTS
from pipeline.store.engine import may_read
from schemas.tables import metadata as schema

SETTINGS: Final[dict[str, Any]] = {
    "sql_time_limit_ms": 1000,
    "max_returned_rows": 1000,
    "allow_download": False,
    "allow_csv_stream": True,
    "max_csv_mb": 100,
    "default_cache_ttl": 0,
    "suggest_facets": False,
}
LARGEST: Final = 10 << 20
"""Bytes of one value that a query may build."""
MAY_LOOK_UP: Final = frozenset(
    {"table_info", "table_xinfo", "table_list", "foreign_key_list", "index_list", "index_info", "index_xinfo", "database_list", "compile_options"}
)
"""The PRAGMAs that Datasette asks the schema by; none of them changes anything."""
VERSION: Final = "schema_version"
"""This one changes something when it is given a value."""


def explorer(file: str) -> ASGIApp:
    """Datasette over a store's file, as an ASGI application that answers to this machine's names only."""
    if not pm.is_registered(ReadOnly):
        pm.register(ReadOnly)
    return TrustedHostMiddleware(datasette(file).app(), allowed_hosts=HOSTS, www_redirect=False)


def datasette(file: str) -> Datasette:
    """Datasette over a store's file, told what its tables are."""
    return Datasette([file], metadata=metadata(Path(file).stem), settings=SETTINGS, cache_headers=False)


def metadata(database: str) -> dict[str, Any]:
    """What Datasette is told of the database of this name: titles, descriptions, facets, labels and canned queries."""
    told = _told()
    tables = {name: _table(name, said) for name, said in told["tables"].items()} | {name: {"hidden": True} for name in told["hidden"]}
    return {"title": told["title"], "description": told["description"], "databases": {database: {"tables": tables, "queries": told["queries"]}}}


class ReadOnly:
    """A plugin of Datasette: SQLite itself refuses what would read or write elsewhere (ATTACH, VACUUM INTO), and values that fill the memory."""

    @staticmethod
    @HookimplMarker("datasette")
    def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
        """One connection of Datasette; those to its own notes, in memory, are left alone."""
        if database in datasette.databases and datasette.databases[database].path:
            conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
            conn.set_authorizer(_may_explore)


def _may_explore(action: int, name: str | None, value: str | None, *rest: object) -> int:
    if action == sqlite3.SQLITE_PRAGMA and (name in MAY_LOOK_UP or (name, value) == (VERSION, None)):
        return sqlite3.SQLITE_OK
    return may_read(action, name, value, *rest)


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(resources.files("app.web").joinpath("explorer.toml").read_text(encoding="utf-8"))


def _table(name: str, said: dict[str, Any]) -> dict[str, Any]:
    kept = schema.tables.get(name)
    shown: dict[str, Any] = {"title": said["title"], "facets": said.get("facets", []), "columns": _columns(kept)}
    shown["description"] = said["description"] if kept is None else kept.comment
    if label := said.get("label"):
        shown["label_column"] = label
    return shown


def _columns(table: Table | None) -> dict[str, str]:
    """What the columns mean; those of a view are told in docs/store.md."""
    return {} if table is None else {column.name: str(column.comment) for column in table.columns}
