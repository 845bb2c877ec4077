"""Records on stdout: as a table for people, as JSON, JSON lines, CSV or Markdown for programs."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

Row = Mapping[str, Any]


class Format(StrEnum):
    """What a command prints records as."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    markdown = "markdown"


SMALLEST = 8
"""A wrapped column is at least this wide in terminal cells: four Chinese characters."""

COMFORTABLE = 16
"""And this wide where there is room."""


def on_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout.isatty()


def show(rows: Iterable[Row], form: Format, columns: Sequence[str] | None = None, keys: Sequence[str] | None = None) -> int:
    """Print rows and return how many they were.

    ``columns`` are what a table or Markdown shows, in order (default: the keys of the first row); the other formats print every key.
    ``keys`` are the keys of every row, for the head of a CSV without rows.
    """
    counted = _Counted(rows)
    match form:
        case Format.json:
            write(_json(counted))
        case Format.jsonl:
            write(f"{dumps(row)}\n" for row in counted)
        case Format.csv:
            write(_csv(counted, keys))
        case Format.markdown:
            write(_markdown(counted, columns))
        case Format.table:
            _table(list(counted), columns)
    return counted.count


def plain(value: Any) -> Any:
    """A value as JSON has it: days as ISO text, whole decimals as integers, what is missing as None."""
    match value:
        case None | str() | bool() | int():
            return value
        case datetime():
            # NaT is a datetime that equals nothing, itself included.
            if value != value:
                return None
            return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        case date():
            return value.isoformat()
        case Decimal():
            return None if value.is_nan() else int(value) if value == value.to_integral_value() else float(value)
        case float():
            return None if value != value else int(value) if value.is_integer() else value
        case Mapping():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(inner) for inner in value]
    if hasattr(value, "item"):
        return plain(value.item())
    return None if type(value).__name__ == "NAType" else str(value)


def dumps(value: Any, indent: int | None = None) -> str:
    """A value as JSON text in its own script."""
    return json.dumps(plain(value), ensure_ascii=False, indent=indent)


def write(pieces: str | Iterable[str]) -> None:
    """Put text on stdout; where the reader of a pipe has had enough (head, less), end well and quietly."""
    try:
        for piece in (pieces,) if isinstance(pieces, str) else pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        # What the interpreter flushes at its end must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def utf8() -> None:
    """Make stdout and stderr carry any text: UTF-8 into files and pipes, escapes for what cannot be encoded."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="backslashreplace", newline="\n")


def console() -> "Console":
    """Where tables and trees are drawn: stdout as it stands now."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def cell(value: Any) -> str:
    """A value as one line of a table: lists joined by 、, line breaks as spaces, control characters made visible."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "、".join(cell(inner) for inner in value)
    if isinstance(value, dict):
        return "、".join(f"{key} {cell(inner)}" for key, inner in value.items() if inner is not None)
    return "".join(sign if sign.isprintable() else "�" for sign in " ".join(str(value).split()))


def widths(natural: Sequence[int], room: int) -> list[int]:
    """How wide each column may be so that all fit into ``room`` cells: narrow ones whole, the wide ones in proportion."""
    allowed = list(natural)
    left, columns = room, sorted(range(len(natural)), key=natural.__getitem__)
    for done, column in enumerate(columns):
        share = left // (len(columns) - done)
        if natural[column] > share:
            part = left * natural[column] // sum(natural[other] for other in columns[done:])
            allowed[column] = max(part, min(share, COMFORTABLE), SMALLEST)
        left -= allowed[column]
    return allowed


class _Counted:
    """Rows that count themselves as they pass."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.count = 0
        self._rows = iter(rows)

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def _json(rows: Iterable[Row]) -> Iterator[str]:
    opening = "[\n"
    for row in rows:
        yield opening + dumps(row)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def _csv(rows: Iterable[Row], keys: Sequence[str] | None) -> Iterator[str]:
    from analysis.export import neutral

    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if keys:
        writer.writerow(keys)
    for row in rows:
        if not keys:
            keys = list(row)
            writer.writerow(keys)
        values = (cell(value) if isinstance(value, list | tuple | dict) else plain(value) for value in map(row.get, keys))
        writer.writerow([neutral(value) if isinstance(value, str) else value for value in values])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _markdown(rows: Iterable[Row], columns: Sequence[str] | None) -> Iterator[str]:
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    columns = columns or list(first)
    yield f"| {' | '.join(columns)} |\n| {' | '.join('---' for _ in columns)} |\n"
    for row in chain([first], rows):
        yield f"| {' | '.join(escaped(cell(row.get(column))) for column in columns)} |\n"


def escaped(text: str) -> str:
    """Text as Markdown shows it, no sign of it taken for formatting."""
    for sign in "\\|`*_<[":
        text = text.replace(sign, f"\\{sign}")
    return text


def _table(rows: Sequence[Row], columns: Sequence[str] | None) -> None:
    if not rows:
        return
    columns = columns or list(rows[0])
    lines = [[cell(row.get(column)) for column in columns] for row in rows]
    if on_terminal():
        _drawn(columns, lines)
    else:
        write(_aligned([list(columns), *lines]))


def _aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns padded by their width on a terminal, nothing wrapped: what grep and less want."""
    from rich.cells import cell_len

    wide = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(text + " " * (width - cell_len(text)) for text, width in zip(line, wide, strict=True)).rstrip() + "\n"


def _drawn(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    screen = console()
    natural = [max(map(cell_len, column)) for column in zip(columns, *lines, strict=True)]
    allowed = widths(natural, screen.width - 2 * (len(columns) - 1))
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for name, width in zip(columns, allowed, strict=True):
        table.add_column(name, width=width, overflow="fold")
    for line in lines:
        table.add_row(*(Text(text, overflow="fold") for text in line))
    screen.print(table)
