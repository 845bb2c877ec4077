"""Commands on what reviewers changed: ``corrections export`` and ``import``, as JSON lines, and ``undo``."""

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from getpass import getuser
from pathlib import Path
from typing import Annotated, Any

import typer

from app.errors import CommandError, Ending, say
from app.options import STORE, Db
from app.show import write

File = Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines; - for the standard stream.", show_default=False)]
STREAM = Path("-")


def export(file: File, db: Db = STORE) -> int:
    """Write what reviewers changed, one JSON object a line: record, field, old, new, who, when; undone_by and undone_when if struck out.

    \b
    Example:
      taizhang corrections export 校对.jsonl
    """
    from analysis.export import replaced
    from app.show import dumps
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
    struck_out = f", {done.undone} struck out" if done.undone else ""
    say(f"{done.new} new corrections, {done.changed} changed, {done.known} known, {done.older} older than what is there{struck_out}")
    for one in done.waiting:
        say(f"{one}: there is no such record now; the correction is kept for when there is")
    return Ending.OK


def undo(
    record: Annotated[str, typer.Argument(metavar="ID", help="The id of the record that was corrected, as the lists print it.", show_default=False)],
    field: Annotated[str | None, typer.Argument(metavar="[FIELD]", help="Which of its fields. Default: the only corrected one.")] = None,
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who strikes it out. Default: the user of this machine.")] = None,
    db: Db = STORE,
) -> int:
    """Strike out a correction that was wrong.

    What was read stands there again. The correction is kept, with who struck it out and when, and stays struck out when the plan is read again.

    \b
    Example:
      taizhang corrections undo 3f2a9c10:二.1#deadline-1 end --who 李华
    """
    from pipeline.store import open_store

    with open_store(db, create=False) as store:
        try:
            name, value = store.undo_correction(record, field, author=who or getuser())
        except LookupError as error:
            raise CommandError(str(error)) from None
    write(f"{record}: {name} is {'empty' if value is None else value} again, as it was read\n")
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
