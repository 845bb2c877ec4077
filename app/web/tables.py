"""The tables of the pages: rows of the ledger as ``analysis`` gives them, a page of them or all as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from app.records import COLUMNS, short, told
from app.show import dumps
from app.web.fields import WrongParameter

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.store import Store

Row = dict[str, Any]
PAGE: Final = 50
"""Rows of a page."""
COUNTED: Final = 10_000
"""Rows that are counted; beyond that a page says that there are more."""
COUNTING: Final = 0.1
"""Seconds for counting them; what takes longer stays uncounted."""
IN_FILE: Final = 50_000
"""Rows of a file; who wants more exports the store."""
FILES: Final[Mapping[str, str]] = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
TOGETHER: Final[Mapping[str, str]] = {"comparator": "value", "low": "", "high": "", "unit": ""}
"""Columns of a table on a terminal that are one on a page, under the name of the first."""
MARKS: Final = ("\x02", "\x03")
"""What stands around a hit in a snippet; no document has it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a table: its columns, rows as plain values, its number from 1, whether more follow, and how many rows there are.

    ``total`` is None where they were not counted, COUNTED + 1 where there are more than that.
    """

    table: str
    columns: tuple[str, ...]
    rows: list[Row]
    number: int = 1
    more: bool = False
    total: int | None = None


def part(store: "Store", table: str, filters: Mapping[str, Any], number: int = 1, size: int = PAGE) -> Part:
    """A page of a table. Errors of ``analysis.query.tasks``."""
    from analysis.export import records

    frame = found(store, table, filters, size + 1, (number - 1) * size)
    rows = [_shown(row) for row in records(frame.head(size))]
    more = len(frame) > size
    total = (number - 1) * size + len(rows) if not more and (rows or number == 1) else _count(store, table, filters)
    return Part(table, tuple(told(columns(table, "snippet" in frame), rows)), rows, number, more, total)


def file(store: "Store", table: str, filters: Mapping[str, Any], form: str) -> bytes:
    """All rows of a table as a file, csv or json, every column of them; WrongParameter when they are more than IN_FILE."""
    from analysis.export import records, write_csv

    frame = found(store, table, filters, IN_FILE + 1, 0)
    if len(frame) > IN_FILE:
        raise WrongParameter("too-many", most=IN_FILE)
    if form == "json":
        return f"{dumps(list(records(frame)), indent=1)}\n".encode()
    written = BytesIO()
    write_csv(frame, written)
    return written.getvalue()


def found(store: "Store", table: str, filters: Mapping[str, Any], limit: int, offset: int) -> "pd.DataFrame":
    """The frame of a table: ``limit`` rows after the first ``offset``."""
    from analysis import bodies, query, search

    asked = {**filters, "limit": limit, "offset": offset}
    if table == "failed":
        return store.failed().iloc[offset : offset + limit]
    if table == "units":
        return bodies.bodies(store, **asked)
    if table == "tasks" and (text := asked.pop("text", None)):
        return search.search(store, text, marks=MARKS, **asked)
    frame: pd.DataFrame = getattr(query, table)(store, **asked)
    return frame


def columns(table: str, snippet: bool = False) -> tuple[str, ...]:
    """What a page shows of a table: the columns that a terminal shows, ids aside, which are links."""
    names = (TOGETHER.get(name, name) if table == "targets" else name for name in COLUMNS[table])
    shown = [name for name in names if name and (name != "id" or table in ("plans", "failed"))]
    return tuple("snippet" if name == "task" and snippet else name for name in shown)


def _count(store: "Store", table: str, filters: Mapping[str, Any]) -> int | None:
    from analysis import query

    if table not in query.KINDS or table == "units":
        return None
    if not any(value for name, value in filters.items() if name != "sort"):
        from analysis.totals import totals

        return int(getattr(totals(store), table))
    return query.count(store, table, COUNTED, seconds=COUNTING, **filters)  # type: ignore[arg-type]


def _shown(row: Row) -> Row:
    task = short(row.get("task_title") or row.get("title"), row.get("text") if "lead" in row else row.get("task_text"))
    return row | {"task_name": task}
