"""Commands on one file: extract, text. They touch no store."""

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.errors import Ending, complain
from app.options import STORE, Db, Document, Form, Limit, Memory, Timeout, limit_of, readable
from app.show import Format, show, write

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.coverage import Coverage
    from pipeline.workers import Failure, Limits
    from schemas.extraction import Extraction


def extract(
    file: Document,
    form: Form = Format.table,
    limit: Limit = None,
    explain: Annotated[bool, typer.Option("--explain", help="Tell which dates and numbers of the text became no record, and why.")] = False,
    timeout: Timeout = 60.0,
    memory: Memory = 2048,
    db: Db = STORE,  # noqa: ARG001 - every command takes --db
) -> int:
    """Print the records of one plan.

    No store is touched. json is one object with everything and the text it was found in; the other formats list the tasks, json lines and tables
    the targets and references too. With --explain the dates and numbers that became no record are listed with the reason, under the key
    coverage of json.

    \b
    Example:
      taizhang extract plan.docx --format json > plan.json
    """
    from pipeline.readers.faults import gravest
    from pipeline.workers import Limits

    extraction, detail = _extracted(readable(file), Limits(timeout, memory))
    _print(extraction, form, limit_of(limit, form), explain=explain)
    source = extraction.source
    if source.state in ("ok", "ok_with_warnings"):
        return Ending.OK
    complain(gravest(source.warnings, source.state)[1], detail)
    return Ending.INCOMPLETE


def text(
    file: Document,
    normalised: Annotated[bool, typer.Option("--normalised", help="In simplified script, half-width, repaired: what records are found in.")] = False,
    timeout: Timeout = 60.0,
    memory: Memory = 2048,
    db: Db = STORE,  # noqa: ARG001 - every command takes --db
) -> int:
    """Print the text of one plan, page furniture removed.

    \b
    Example:
      taizhang text plan.pdf --normalised | less
    """
    from pipeline.workers import Failure, Limits, run

    result = run("pipeline.reading:text", str(readable(file)), normalised, limits=Limits(timeout, memory), preload=("pipeline.reading",))
    if isinstance(result, Failure):
        complain(f"{file.name}: {result.message}", result.detail)
        return Ending.INCOMPLETE
    said, lacking = result
    if said:
        write(said if said.endswith("\n") else f"{said}\n")
    if lacking:
        complain(lacking)
        return Ending.INCOMPLETE
    return Ending.OK


def _extracted(file: "Path", limits: "Limits") -> "tuple[Extraction, str]":
    """The file's extraction, and the traceback where reading failed."""
    from pipeline.workers import Failure, run

    result = run("pipeline.extraction:extract", file, limits=limits, preload=("pipeline.extraction",))
    return (_unread(file, result), result.detail) if isinstance(result, Failure) else (result, "")


def _unread(file: "Path", failure: "Failure") -> "Extraction":
    """The extraction of a file that gave none: empty, its state and one warning saying why."""
    from schemas.document import Notice, State
    from schemas.extraction import Extraction, Source
    from schemas.records import Plan

    with file.open("rb") as data:
        sha256 = hashlib.file_digest(data, "sha256").hexdigest()
    warning = Notice(failure.code, f"{file.name}: {failure.message}")
    state: State = "rejected" if failure.code in ("file-vanished", "not-readable") else "quarantined"
    return Extraction(Source(file.name, sha256, "application/octet-stream", None, 0, "hans", state, (warning,)), Plan())


def _print(extraction: "Extraction", form: Format, limit: int | None, *, explain: bool) -> None:
    from app.outline import coverage as counts
    from app.records import left_rows, plan_facts, reference_rows, target_rows, task_rows
    from pipeline.serialise import dumps

    coverage = _coverage(extraction) if explain else None
    left = left_rows(coverage) if coverage else []

    tasks, targets, references = task_rows(extraction), target_rows(extraction), reference_rows(extraction)
    match form:
        case Format.json:
            said = dumps(extraction, coverage)
            write(said if said.endswith("\n") else f"{said}\n")
        case Format.jsonl:
            named = [("plan", [plan_facts(extraction)]), ("task", tasks), ("target", targets), ("reference", references), ("left", left)]
            show(({"record": name} | row for name, rows in named for row in rows), form)
        case Format.csv:
            show(tasks[:limit], form)
        case _:
            _sections(extraction, form, {"Tasks": tasks[:limit], "Targets": targets[:limit], "References": references[:limit], "Left": left})
            if coverage:
                write(f"\n{counts(extraction, coverage)}\n")


def _coverage(extraction: "Extraction") -> "Coverage":
    """What became no record, and why; for this alone the extractors are loaded here, and not only in the child that read the file."""
    from pipeline.coverage import explained

    return explained(extraction)


def _sections(extraction: "Extraction", form: Format, sections: dict[str, list[dict[str, Any]]]) -> None:
    from app.records import bound, columns, plan_facts, told

    show([{"plan": name, "": value} for name, value in plan_facts(extraction).items() if value], form)
    for heading, rows in sections.items():
        if rows:
            write(f"\n{'## ' if form is Format.markdown else ''}{heading}\n{chr(10) if form is Format.markdown else ''}")
            shown = [row | {"bodies": bound(row)} for row in rows] if heading == "Tasks" else rows
            show(shown, form, columns("extract", list(shown[0])) if heading == "Tasks" else told(list(shown[0]), shown))
