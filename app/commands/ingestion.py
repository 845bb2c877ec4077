"""Commands that read documents into the store: ingest, failed, retry."""

import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.errors import CommandError, Ending, say
from app.options import STORE, Db, Form, Limit, Memory, Timeout, limit_of
from app.show import Format, show, write

if TYPE_CHECKING:
    from pipeline.batch import Again, Summary

LISTED = 20
"""How many documents that were not read whole the summary names."""

Jobs = Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Reading processes. Default: one a processor.")]
Engine = Annotated[str, typer.Option("--engine", metavar="ENGINE", help="Where documents are read: local.")]


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, folders, zip archives, patterns; - for a list on stdin.")],
    jobs: Jobs = None,
    engine: Engine = "local",
    timeout: Timeout = 60.0,
    memory: Memory = 2048,
    force: Annotated[bool, typer.Option("--force", help="Read again what the store has already.")] = False,
    db: Db = STORE,
) -> int:
    """Read plans into the store.

    What it has already is left as it is; a run that was stopped goes on where it was. Exit code 1 tells that some documents
    were not read whole: see taizhang failed.

    \b
    Example:
      taizhang ingest plans/ archive.zip 'more/**/*.pdf'
      find . -name '*.docx' | taizhang ingest -
    """
    _known_engine(engine)
    listed = sys.stdin.read().splitlines() if "-" in paths else []
    return _run([path for path in paths if path != "-"], listed, db, jobs, timeout, memory, "all" if force else "never")


def failed(form: Form = Format.table, limit: Limit = None, db: Db = STORE) -> int:
    """List documents not read whole, and why.

    \b
    Example:
      taizhang failed --format csv > failed.csv
    """
    from analysis.export import records
    from app.records import columns
    from pipeline.store import open_store

    with open_store(db, create=False) as store:
        frame = store.failed()
    rows = islice(records(frame), limit_of(limit, form))
    count = show(rows, form, columns("failed", list(frame.columns)), list(frame.columns))
    if count < len(frame):
        say(f"{count} of {len(frame)} shown; --limit 0 shows all")
    if not len(frame):
        say("every document was read whole")
    return Ending.OK


def retry(
    names: Annotated[list[str] | None, typer.Argument(metavar="[DOCUMENT…]", help="Ids or names as failed lists them; without any, all.")] = None,
    jobs: Jobs = None,
    engine: Engine = "local",
    timeout: Timeout = 60.0,
    memory: Memory = 2048,
    db: Db = STORE,
) -> int:
    """Read documents again that were not read whole.

    Give other limits where time or memory was short.

    \b
    Example:
      taizhang retry --timeout 300 --memory 4096
    """
    from pipeline.store import open_store

    _known_engine(engine)
    with open_store(db, create=False) as store:
        frame = store.failed()
    rows = [(str(row.id), str(row.name), str(row.path)) for row in frame[["id", "name", "path"]].itertuples(index=False)]
    for name in names or []:
        if not any(name in row for row in rows):
            raise CommandError(f"{name} is not among the documents that were not read; taizhang failed lists them")
    chosen = [path for id_, name, path in rows if not names or {id_, name, path} & set(names)]
    if not chosen:
        say("nothing to retry: every document was read whole")
        return Ending.OK
    return _run([], _places(chosen), db, jobs, timeout, memory, "unread")


def _places(paths: Iterable[str]) -> list[str]:
    """The files to read again: for a member of an archive the archive, each once."""
    found: dict[str, None] = {}
    for path in paths:
        around = next((str(folder) for folder in Path(path).parents if folder.is_file()), path)
        found.setdefault(around)
    return list(found)


def _known_engine(engine: str) -> None:
    if engine.startswith("dask://"):
        raise CommandError("--engine dask://… needs the Dask engine, which this version does not have; use --engine local")
    if engine != "local":
        raise CommandError(f"--engine {engine} is not known; use --engine local")


def _run(paths: list[str], listed: list[str], db: str, jobs: int | None, timeout: float, memory: int, again: "Again") -> int:
    from app.progress import Progress, interrupts
    from pipeline import batch
    from pipeline.inputs import NothingToRead

    settings = batch.Settings(jobs, timeout, memory, again)
    with interrupts() as stopped, Progress() as progress:
        try:
            summary = batch.ingest(paths, db, settings, listed=listed, told=progress.told, stopped=stopped)
        except NothingToRead as nothing:
            raise CommandError(str(nothing)) from None
    _print(summary)
    if stopped():
        say(f"stopped: {summary.left} documents are left; run the same command again to go on")
        return Ending.STOPPED
    return Ending.INCOMPLETE if summary.unread else Ending.OK


def _print(summary: "Summary") -> None:
    states = ("ok", "ok_with_warnings", "partial", "rejected", "quarantined", "unchanged")
    parts = [f"{summary.states[state]:,} {state}" for state in states if summary.states[state]]
    if summary.left:
        parts.append(f"{summary.left:,} left")
    write(f"{summary.documents:,} documents: {', '.join(parts)} ({summary.tasks:,} tasks saved, {summary.seconds:.1f} s)\n")
    if summary.states["unchanged"] == summary.documents:
        write("nothing changed: the store has all of them as they are\n")
    if summary.passed_over.total():
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(summary.passed_over.items()) if count)
        write(f"passed over: {reasons}\n")
    for reading in summary.unread[:LISTED]:
        before = "" if reading.message else "not read whole in an earlier run; taizhang retry reads it again"
        write(f"{reading.state}: {reading.message or f'{reading.name}: {before}'}\n")
    if len(summary.unread) > LISTED:
        write(f"… and {len(summary.unread) - LISTED:,} more: taizhang failed lists them\n")
