"""The search index: every two neighbouring characters of a task, so that words of any length are found as written.

``海绵城市`` is kept as 海绵 绵城 城市 市: the last character of a run stands alone, so that a single character is the
beginning of some gram wherever it stands. A word is in a text if and only if its grams follow each other there.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, select, text
from sqlalchemy.engine import Connection

from pipeline.store.bulk import insert_rows
from schemas.tables import tasks

RUN: Final = re.compile(r"[^\W_]+")
TABLE: Final = "task_search"
FALLBACK: Final = "task_grams"
TASK_GRAMS: Final = Table(FALLBACK, MetaData(), Column("gram", Text), Column("task_id", BigInteger))


def grams(string: str) -> Iterator[str]:
    """The pairs of neighbouring letters and digits of a string, in order, and the last of each run alone; in lower case."""
    for run in RUN.findall(string.lower()):
        yield from (run[at : at + 2] for at in range(len(run)))


def indexed(connection: Connection) -> bool:
    """Whether the store has the full-text index; without it (no FTS5, not SQLite) grams are rows of a plain table."""
    if connection.dialect.name != "sqlite":
        return False
    found = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = :name"), {"name": TABLE})
    return found.first() is not None


Indexed = tuple[int, str, Iterable[str]]
"""A task's id, its text and the headings above it."""


def add(connection: Connection, found: Iterable[Indexed]) -> None:
    """Puts tasks into the index: what they say, and what stands above them."""
    if indexed(connection):
        rows = [_row(one) for one in found]
        if rows:
            connection.execute(text(f"INSERT INTO {TABLE}(rowid, words, above) VALUES (:id, :words, :above)"), rows)
        return
    pairs = ((one["id"], gram) for one in map(_row, found) for gram in sorted({*one["words"].split(), *one["above"].split()}))
    insert_rows(connection, TASK_GRAMS, [{"task_id": task, "gram": gram} for task, gram in pairs])


def remove(connection: Connection, found: Iterable[Indexed]) -> None:
    """Takes tasks out of the index; they must be what they were when they were put in."""
    rows = [_row(one) for one in found]
    statement = f"INSERT INTO {TABLE}({TABLE}, rowid, words, above) VALUES ('delete', :id, :words, :above)"
    if not indexed(connection):
        statement = f"DELETE FROM {FALLBACK} WHERE task_id = :id"
    if rows:
        connection.execute(text(statement), rows)


def rebuild(connection: Connection) -> None:
    """Makes the whole index anew from the tasks: what an upgrade does, for what counts as a gram may have changed."""
    connection.execute(text(f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')" if indexed(connection) else f"DELETE FROM {FALLBACK}"))
    for part in connection.execute(select(tasks.c.id, tasks.c.text, tasks.c.path)).partitions(10_000):
        add(connection, [(row.id, row.text, row.path) for row in part])


def _row(one: Indexed) -> dict[str, Any]:
    task, words, above = one
    return {"id": task, "words": " ".join(grams(words)), "above": " ".join(grams("\n".join(above)))}
