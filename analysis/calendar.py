"""Deadlines as a calendar (iCalendar, RFC 5545) that calendar programs subscribe to or import."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from analysis.export import records

if TYPE_CHECKING:
    import pandas as pd

OCTETS: Final = 75
"""Bytes of a line before it is folded (RFC 5545, 3.1)."""
SHORT: Final = 60


def calendar(deadlines: "pd.DataFrame", stamp: datetime | None = None) -> bytes:
    """The deadlines of ``analysis.query.deadlines`` that have a last day as all-day events on that day, UTF-8 with CRLF line ends.

    A deadline's id is its UID, so importing again moves events and doubles none. ``stamp`` (UTC) says when the calendar was made;
    without it the day of the first deadline stands in, and the same deadlines give the same bytes.
    """
    rows = [row for row in records(deadlines) if row["end"]]
    first = min((row["end"] for row in rows), default="2000-01-01")
    made = (stamp or datetime.fromisoformat(first)).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//taizhang//deadlines//ZH", "CALSCALE:GREGORIAN", "X-WR-CALNAME:台账时限"]
    for row in rows:
        lines += _event(row, made)
    return b"".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _event(row: dict[str, Any], made: str) -> Iterator[str]:
    day = date.fromisoformat(row["end"])
    said = [row["text"], row["quote"], f"{row['plan_title'] or ''} {row['task']}".strip()]
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(row['id'])}@taizhang"
    yield f"DTSTAMP:{made}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(_summary(row))}"
    yield f"DESCRIPTION:{_escaped(chr(10).join(dict.fromkeys(said)))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _summary(row: dict[str, Any]) -> str:
    title = row["task_title"] or row["task_text"]
    short = title if len(title) <= SHORT else f"{title[:SHORT]}…"
    return f"{row['region']}:{short}" if row["region"] else short


def _escaped(text: str) -> str:
    plain = "".join(" " if one in "\r\t" or (one < " " and one != "\n") else one for one in text)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    pieces: list[bytes] = []
    piece = b""
    for one in line:
        encoded = one.encode("utf-8", "replace")
        if len(piece) + len(encoded) > (OCTETS if not pieces else OCTETS - 1):
            pieces.append(piece)
            piece = b""
        piece += encoded
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
