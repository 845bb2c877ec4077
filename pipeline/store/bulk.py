"""Many rows into one table at once, by the quickest way that the database has."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Date, Table, insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from pipeline.store.rows import Row

Make = Callable[[Any], Any]
Columns = tuple[tuple[str, Make | None], ...]
ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
"""What COPY's text format does not take as it is."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows that have the same columns: PostgreSQL copies them in (pg8000), elsewhere the driver takes them all at once."""
    dialect = connection.dialect
    if not rows:
        return
    if dialect.name == "postgresql" and dialect.driver == "pg8000":
        _copy(connection, table, rows)
    elif not dialect.positional:
        connection.execute(insert(table), rows)
    else:
        statement, columns = _compiled(dialect, table, tuple(rows[0]))
        connection.exec_driver_sql(statement, _values(columns, rows))


def _values(columns: Columns, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """The rows as tuples, made column by column, without looking at what needs no making."""
    taken = (map(itemgetter(name), rows) for name, _ in columns)
    return list(zip(*(column if make is None else map(make, column) for column, (_, make) in zip(taken, columns, strict=True)), strict=True))


@lru_cache(maxsize=64)
def _compiled(dialect: Dialect, table: Table, names: tuple[str, ...]) -> tuple[str, Columns]:
    """The statement that inserts these columns, and for each, in its order, what makes the driver's value of ours."""
    statement = str(insert(table).compile(dialect=dialect, column_keys=list(names)))
    ordered = [column for column in table.columns if column.name in names]
    return statement, tuple((column.name, _maker(dialect, column.type)) for column in ordered)


def _maker(dialect: Dialect, kind: "TypeEngine[Any]") -> Make | None:
    """What makes the driver's value; SQLAlchemy's own, but for days and flags, of which SQLite has one form and there are many."""
    if dialect.name == "sqlite" and isinstance(kind, Boolean):
        return None
    if dialect.name == "sqlite" and isinstance(kind, Date):
        return lambda day: None if day is None else day.isoformat()
    make = kind.dialect_impl(dialect).bind_processor(dialect)
    return _remembered(make) if make is not None and isinstance(kind, JSON) else make


def _remembered(make: Make) -> Make:
    """The same for lists of words that many rows share (headings above tasks), made once each."""
    known = lru_cache(maxsize=1024)(lambda words: make(list(words)))
    return lambda value: known(tuple(value)) if isinstance(value, list) and all(isinstance(one, str) for one in value) else make(value)


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    names = [name for name in table.columns.keys() if name in rows[0]]  # noqa: SIM118 - a collection of columns, whose keys are names
    written = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
    statement = f"COPY {table.name} ({written}) FROM STDIN"
    json = {name: make for name in names if isinstance(kind := table.c[name].type, JSON) and (make := _maker(connection.dialect, kind))}
    error = connection.dialect.loaded_dbapi.Error
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(statement, stream=BytesIO("".join(_lines(rows, names, json)).encode()))
    except error as said:
        raise DBAPIError.instance(statement, None, said, error, dialect=connection.dialect) from said
    finally:
        cursor.close()


def _lines(rows: Sequence[Row], names: Sequence[str], json: dict[str, Make]) -> Iterator[str]:
    for row in rows:
        yield "\t".join(_copied(json[name](row[name]) if name in json else row[name]) for name in names) + "\n"


def _copied(value: Any) -> str:
    """A value in COPY's text format (PostgreSQL, COPY, File Formats)."""
    match value:
        case None:
            return "\\N"
        case bool():
            return "t" if value else "f"
        case str():
            return value.translate(ESCAPES)
        case bytes():
            return f"\\\\x{value.hex()}"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
    return str(value)
