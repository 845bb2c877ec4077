"""Commands on what reviewers changed: ``corrections export`` and ``corrections import``, as JSON lines."""

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from app.errors import CommandError, Ending, say
from app.options import STORE, Db

File = Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines; - for the standard stream.", show_default=False)]
STREAM = Path("-")


def export(file: File, db: Db = STORE) -> int:
    """Write what reviewers changed, one JSON object a line: record, field, old, new, who, when.

    \b
    Example:
      taizhang corrections export 校对.jsonl
    """
    from analysis.export import replaced
    from app.show import dumps, write
    from pipeline.store import open_store

    with open_store(db, create=False) as store:
        found = store.corrections()
    lines = [f"{dumps(one)}\n" for one in found]
    if file == STREAM:
        write(lines)
    else:
        with replaced(file) as opened:
            opened.write("".join(lines).encode())
    say(f"{len(found)} corrections")
    return Ending.OK


def bring_in(file: File, db: Db = STORE) -> int:
    """Take in what reviewers changed, all of it or nothing.

    A line is {"record": ID, "field": NAME, "new": VALUE, "who": NAME}; the id is that which the lists print. Corrected values are listed,
    asked for and exported in place of what was read, however often plans are read again; the record's how is corrected.

    \b
    Example:
      taizhang corrections import 校对.jsonl
    """
    from pipeline.store import open_store

    if file != STREAM and not file.is_file():
        raise CommandError(f"{file} is no file; name one that corrections export wrote")
    with open_store(db, create=False) as store:
        try:
            done = store.correct(_lines(file))
        except ValueError as error:
            raise CommandError(f"{file}: {error}; nothing was changed") from None
    say(f"{done.new} new corrections, {done.changed} changed, {done.known} known, {done.older} older than what is there")
    for one in done.waiting:
        say(f"{one}: there is no such record now; the correction is kept for when there is")
    return Ending.OK


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with nullcontext(sys.stdin) if file == STREAM else file.open(encoding="utf-8-sig") as opened:
        for number, line in enumerate(opened, 1):
            if line.strip():
                try:
                    found = json.loads(line)
                except ValueError:
                    found = None
                if not isinstance(found, dict):
                    raise ValueError(f"line {number} is no JSON object")
                yield found
