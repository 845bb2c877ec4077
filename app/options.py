"""The options that commands share, each written once."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from app.errors import CommandError
from app.show import Format, on_terminal

STORE = "sqlite:///data/processed/taizhang.db"
"""The default store, beside the project's data."""

ON_SCREEN = 50
"""Rows of a table on a terminal when --limit does not say otherwise."""

Db = Annotated[
    str,
    typer.Option("--db", metavar="URL", envvar="TAIZHANG_DB", help="The store: sqlite:///FILE, a file name, or a PostgreSQL URL."),
]
Form = Annotated[Format, typer.Option("--format", "-f", help="How records are printed. In csv, text that a spreadsheet would run gets a ' in front.")]
Limit = Annotated[
    int | None,
    typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many rows; 0 for all. Default: 50 for a table on a terminal, else all."),
]


def day(text: str) -> date:
    """The day ``2021-12-31``; typer.BadParameter for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no day; write it as 2021-12-31") from None


DueBefore = Annotated[date | None, typer.Option("--due-before", metavar="DAY", parser=day, help="Due on or before this day, as 2021-12-31.")]
DueAfter = Annotated[date | None, typer.Option("--due-after", metavar="DAY", parser=day, help="Due on or after this day, as 2021-01-01.")]
Timeout = Annotated[float, typer.Option("--timeout", metavar="S", min=0.1, help="Seconds that reading one document may take.")]
Memory = Annotated[int, typer.Option("--memory", metavar="MB", min=256, help="Memory that reading one document may take.")]
Document = Annotated[Path, typer.Argument(metavar="FILE", help="A plan as txt, html, docx, pdf …, whatever its name says.", show_default=False)]
PlanName = Annotated[str, typer.Argument(metavar="PLAN", help="A plan's id, its file name, or a part of its title or place.", show_default=False)]


def limit_of(limit: int | None, form: Format) -> int | None:
    """How many rows to print: what was asked for, else 50 for a table on a terminal; None for all."""
    if limit is None:
        return ON_SCREEN if form is Format.table and on_terminal() else None
    return limit or None


def readable(path: Path) -> Path:
    """``path`` where it is a file; CommandError where it is not there, or is a folder."""
    if path.is_dir():
        raise CommandError(f"{path} is a folder; name one file, or run taizhang ingest {path}")
    if not path.exists():
        raise CommandError(f"{path} does not exist; check the name")
    if not path.is_file():
        raise CommandError(f"{path} is not a regular file; name a document")
    return path
