"""The command compare: one city's plan against another's."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.errors import CommandError, Ending, say, unclear
from app.options import STORE, Db, Form
from app.show import Format, dumps, escaped, show, write

if TYPE_CHECKING:
    from analysis.compare import Comparison

Plans = Annotated[list[str], typer.Argument(metavar="PLAN", help="Two plans or more: id, file name, part of a title or place.", show_default=False)]
Page = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write it as one page to read and print.")]
Book = Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="Write it as a workbook, a sheet a question.")]

SECTIONS = (
    ("overview", "概况", ("label",)),
    ("tasks", "对应任务", ("id", "status", "score", "topic", "title_a", "lead_a", "due_a", "title_b", "lead_b", "due_b", "changes")),
    ("only", "仅在一方的任务", ("id", "side", "topic", "title", "lead", "due")),
    ("targets", "指标对照", ("id", "indicator", "year", "value_a", "value_b", "difference", "unit", "stricter", "timing", "note")),
    ("cascade", "上下级落实", ("id", "kind", "status", "topic", "indicator", "title_upper", "value_upper", "title_lower", "value_lower")),
)
"""What a table shows: frames with their Chinese names and columns; ``overview`` has one more a plan."""


def compare(plans: Plans, form: Form = Format.table, html: Page = None, xlsx: Book = None, db: Db = STORE) -> int:
    """Compare plans: what each promises that the others do not, who leads it, by when and how much.

    Tasks that correspond, those of one plan only, numbers in one unit, and what a plan below makes of one above it.
    json has every frame with its quotations; jsonl and csv have the tasks.

    \b
    Example:
      taizhang compare 云川市城市品质提升三年行动 临澜市城市精细化管理
      taizhang compare 3f2a9c10 临澜市停车 --html 对比.html --xlsx 对比.xlsx
    """
    found = _comparison(plans, db)
    if html or xlsx:
        _write(found, html, xlsx)
    else:
        _print(found, form)
    return Ending.OK


def _comparison(plans: list[str], db: str) -> "Comparison":
    from analysis.compare import NothingToCompare
    from analysis.compare import compare as compared
    from pipeline.store import open_store

    with open_store(db, create=False) as store:
        try:
            return compared(store, plans)
        except LookupError as error:
            raise unclear(error) from None
        except NothingToCompare as error:
            raise CommandError(str(error)) from None


def _write(found: "Comparison", html: Path | None, xlsx: Path | None) -> None:
    from analysis.report import write_html, write_xlsx

    for file, written in ((html, write_html), (xlsx, write_xlsx)):
        if file:
            written(found, file)
            say(f"the comparison is in {file}")


def _print(found: "Comparison", form: Format) -> None:
    from analysis.export import records

    match form:
        case Format.json:
            said: dict[str, Any] = {"format": 1, "sentences": list(found.sentences)}
            write(dumps(said | {name: list(records(frame)) for name, frame in found.frames()}, indent=1) + "\n")
        case Format.jsonl | Format.csv:
            show(records(found.tasks), form, keys=list(found.tasks.columns))
        case Format.markdown:
            write(f"{escaped(sentence)}\n\n" for sentence in found.sentences)
            _sections(found, form, "## {}\n\n")
        case Format.table:
            write(f"{sentence}\n" for sentence in found.sentences)
            _sections(found, form, "{}\n")


def _sections(found: "Comparison", form: Format, heading: str) -> None:
    from analysis.export import records

    for name, label, columns in SECTIONS:
        frame = getattr(found, name)
        rows = list(records(frame[frame["status"] != "only_in"] if name in ("tasks", "targets") else frame))
        if rows:
            write("\n" + heading.format(label))
            show(rows, form, [*columns, *(found.sides if name == "overview" else ())])
