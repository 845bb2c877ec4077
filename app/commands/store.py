"""Commands on the store as a whole: export, doctor, db upgrade, db schema."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.errors import Ending, say
from app.options import STORE, Db, Form
from app.show import Format, show, write


class FileFormat(StrEnum):
    """What tables are exported as."""

    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"
    jsonl = "jsonl"
    markdown = "markdown"


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write to; made where it is not there.", show_default=False)],
    form: Annotated[
        FileFormat,
        typer.Option("--format", "-f", help="One file a table; xlsx: one workbook. In csv, text that a spreadsheet would run gets a ' in front."),
    ] = FileFormat.csv,
    db: Db = STORE,
) -> int:
    """Write all tables of the store to files.

    Files there are replaced when the new ones are whole; manifest.json lists them with rows and SHA-256.

    \b
    Example:
      taizhang export ledger/ --format xlsx
    """
    from analysis.export import export as written
    from pipeline.store import open_store

    with open_store(db, create=False) as store:
        done = written(store, folder, form.value)
    write(f"{rows:,} rows in {path}\n" for path, rows in done.files.items())
    for warning in done.warnings:
        say(warning)
    return Ending.OK


def doctor(form: Form = Format.table, db: Db = STORE) -> int:
    """Tell what is installed and what is missing.

    And what that switches off, and whether the store is well. Exit code 0 when taizhang can do its work, 3 when it cannot.

    \b
    Example:
      taizhang doctor
    """
    from pipeline.doctor import examine

    findings = examine(db)
    show(map(asdict, findings), form)
    broken = [finding.part for finding in findings if finding.health == "error"]
    if broken:
        say(f"look at: {', '.join(broken)}")
        return Ending.ENVIRONMENT
    return Ending.OK


def upgrade(db: Db = STORE) -> int:
    """Bring the store up to date with this version.

    A copy of it is taken first.

    \b
    Example:
      taizhang db upgrade
    """
    from pipeline.store import upgrade as bring_up

    done = bring_up(db)
    if done.before == done.after:
        write(f"nothing to do: the store has schema {done.after}\n")
    else:
        write(f"schema {done.before} is now {done.after}{f'; a copy of before is in {done.copy}' if done.copy else ''}\n")
    return Ending.OK


def schema(
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Also draw the tables and what they refer to; any browser shows the file.")
    ] = None,
    db: Db = STORE,  # noqa: ARG001 - every store has the same tables
) -> int:
    """Print the data dictionary: every table and column with its type and meaning.

    As Markdown; the words are those of the comments in the database.

    \b
    Example:
      taizhang db schema --svg tables.svg > tables.md
    """
    from analysis.export import replaced
    from analysis.schema import dictionary, picture

    write(dictionary())
    if svg:
        with replaced(svg) as file:
            file.write(picture().encode())
        say(f"the picture is in {svg}")
    return Ending.OK
