"""Writes docs/commands.md from the help of every command: run ``.venv/bin/python docs/make_commands.py`` after changing one."""

import sys
from collections.abc import Iterator
from pathlib import Path

import typer.main
from typer.testing import CliRunner

from app.cli import app

PLACE = Path(__file__).with_name("commands.md")

HEAD = """# Commands

Written by `docs/make_commands.py` from the help texts; change those.

Results go to stdout, progress and messages to stderr. An error is one line on stderr: what, which file, what to do; `--debug`, anywhere
on the line, adds the traceback. `--db` (or the environment variable `TAIZHANG_DB`) names the store.

| exit code | means |
| --- | --- |
| 0 | all well |
| 1 | finished, but some documents were not read whole (`taizhang failed` lists them) |
| 2 | wrong usage |
| 3 | environment: disk, database, schema, installation |
| 4 | another run holds the store |
| 130 | stopped by Ctrl-C or SIGTERM; the same command goes on where it was |

Formats of records (`--format`): `table` for people (wrapped to fit a terminal, one line a row in a pipe), `json` (a list of objects), `jsonl`
(an object a line), `csv` (UTF-8; text that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, their
full-width forms, a tab or a carriage return, gets a `'` in front), `markdown`. `--limit` is 50 for a table on a terminal, else all rows are
printed.
"""


def names() -> list[str]:
    """Every command, groups as ``db upgrade``, in the order of the help."""
    return list(_below(typer.main.get_command(app), ""))


def _below(command: object, path: str) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path
        return
    if path and getattr(command, "params", None):  # a group that does something itself
        yield path
    for name, one in inner.items():
        yield from _below(one, f"{path} {name}".strip())


def page() -> str:
    """The whole page."""
    runner = CliRunner(env={"COLUMNS": "110", "TERMINAL_WIDTH": "110", "TAIZHANG_DB": None})
    parts = [HEAD]
    for name in names():
        result = runner.invoke(app, [*name.split(), "--help"], prog_name="taizhang", terminal_width=110)
        parts.append(f"\n## {name}\n\n```text\n{result.stdout.strip()}\n```\n")
    return "".join(parts)


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
    sys.exit(0)
