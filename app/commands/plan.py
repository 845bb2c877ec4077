"""The command show: one plan of the store."""

from typing import TYPE_CHECKING

from app.errors import Ending, unclear
from app.options import STORE, Db, Form, PlanName
from app.show import Format, console, on_terminal, write
from app.show import show as show_rows

if TYPE_CHECKING:
    from schemas.extraction import Extraction


def show(name: PlanName, form: Form = Format.table, db: Db = STORE) -> int:
    """Show one plan as an outline with its tasks.

    The last line tells what the tasks lack. csv and json lines list its tasks, json is what extract prints.

    \b
    Example:
      taizhang show 城市品质提升
    """
    _print(_plan(name, db), form)
    return Ending.OK


def _plan(name: str, db: str) -> "Extraction":
    from analysis.query import resolve_plan
    from pipeline.store import open_store

    with open_store(db, create=False) as store:
        try:
            return store.load(resolve_plan(store, name))
        except LookupError as error:
            raise unclear(error) from None


def _print(extraction: "Extraction", form: Format) -> None:
    from app.outline import coverage, drawn, lines, markdown, outline
    from app.records import task_rows

    match form:
        case Format.json:
            from pipeline.serialise import dumps

            write(dumps(extraction).rstrip("\n") + "\n")
        case Format.jsonl | Format.csv:
            show_rows(task_rows(extraction), form)
        case Format.markdown:
            write(f"{line}\n" for line in markdown(outline(extraction)))
            write(f"\n{coverage(extraction)}\n")
        case Format.table if on_terminal():
            console().print(drawn(outline(extraction)))
            write(f"{coverage(extraction)}\n")
        case Format.table:
            write(f"{line}\n" for line in lines(outline(extraction)))
            write(f"{coverage(extraction)}\n")
