"""Commands that ask the store for records: plans, tasks, targets, deadlines, units, search."""

import inspect
from collections.abc import Callable
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.errors import CommandError, Ending, say, unclear
from app.options import STORE, Db, DueAfter, DueBefore, Form, Limit, limit_of
from app.show import Format, show

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.store import Store


Asked = Callable[["Store", int | None], "pd.DataFrame"]
"""A question to the store; the number is how many rows at most, None for all."""


class Role(StrEnum):
    """How a body is bound to a task."""

    lead = "lead"
    cooperate = "cooperate"
    responsible = "responsible"


class Lacking(StrEnum):
    """What a task may be without."""

    unit = "unit"
    deadline = "deadline"
    target = "target"


class Sort(Enum):
    """What rows are sorted by; with a - before it from the last."""

    id = "id"
    due = "due"
    region = "region"
    title = "title"
    plan = "plan"
    published = "published"
    id_down = "-id"
    due_down = "-due"
    region_down = "-region"
    title_down = "-title"
    plan_down = "-plan"
    published_down = "-published"


class Level(StrEnum):
    """Whose body it is."""

    central = "central"
    province = "province"
    city = "city"
    county = "county"
    township = "township"


OWN = {"ics": "deadlines", "level": "units", "each": "units", "unknown": "units"}
"""Options that one kind of record has alone."""
Plan = Annotated[list[str] | None, typer.Option("--plan", metavar="PLAN", help="Of this plan: id, file name or part of its title; may be repeated.")]
Region = Annotated[str | None, typer.Option("--region", metavar="PLACE", help="Of plans whose place has this in it.")]
Versions = Annotated[bool, typer.Option("--versions", help="Also of versions of a plan that a later one replaced.")]


def plans(
    form: Form = Format.table,
    region: Region = None,
    title: Annotated[str | None, typer.Option("--title", metavar="WORDS", help="Of plans whose title has this in it.")] = None,
    versions: Versions = False,
    limit: Limit = None,
    db: Db = STORE,
) -> int:
    """List the plans in the store.

    \b
    Example:
      taizhang plans --region 市
    """

    def asked(store: "Store", most: int | None) -> "pd.DataFrame":
        from analysis import query

        return query.plans(store, region=region, title=title, versions=versions, limit=most)

    return answer("plans", asked, form, limit, db)


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words in either script; all must be there. OR, NOT, “…” and brackets work.")],
    form: Form = Format.table,
    plan: Plan = None,
    region: Region = None,
    limit: Limit = None,
    db: Db = STORE,
) -> int:
    """Find tasks by their words.

    Words have one, two or more characters, in simplified or traditional script.

    \b
    Example:
      taizhang search 垃圾分类 NOT 农村
    """

    def asked(store: "Store", most: int | None) -> "pd.DataFrame":
        from analysis.search import search as found

        return found(store, " ".join(words), plan=plan or None, region=region, limit=most)

    return answer("search", asked, form, limit, db)


def _records(kind: str, described: str) -> Callable[..., int]:
    """The command that lists records of one kind; all of them take the same options."""

    def command(
        form: Form = Format.table,
        plan: Plan = None,
        region: Region = None,
        unit: Annotated[str | None, typer.Option("--unit", metavar="BODY", help="Bound to this body, by any of its names: 市住建局, 城管.")] = None,
        role: Annotated[Role | None, typer.Option("--role", help="Bound to a body in this role: 牵头, 配合, 责任.")] = None,
        function: Annotated[str | None, typer.Option("--function", metavar="WORK", help="Bound to a body of this line of work: 城市管理.")] = None,
        topic: Annotated[str | None, typer.Option("--topic", metavar="WORDS", help="With these words in the task or the headings above it.")] = None,
        due_before: DueBefore = None,
        due_after: DueAfter = None,
        text: Annotated[str | None, typer.Option("--text", metavar="WORDS", help="With these words, as search takes them.")] = None,
        without: Annotated[list[Lacking] | None, typer.Option("--without", help="Of tasks that have none; may be repeated.")] = None,
        versions: Versions = False,
        limit: Limit = None,
        sort: Annotated[Sort, typer.Option("--sort", help="Order of the rows; with a - before it from the last.")] = Sort.id,
        level: Annotated[Level | None, typer.Option("--level", help="Only bodies of this level.")] = None,
        each: Annotated[bool, typer.Option("--each", help="One row a body and task, with its evidence.")] = False,
        unknown: Annotated[
            bool, typer.Option("--unknown", help="Names whose line of work was not understood, with counts; for no other option.")
        ] = False,
        ics: Annotated[Path | None, typer.Option("--ics", metavar="FILE", help="Write them to a calendar file instead of printing them.")] = None,
        db: Db = STORE,
    ) -> int:
        filters: dict[str, Any] = {
            "plan": plan or None,
            "region": region,
            "unit": unit,
            "role": role and role.value,
            "function": function,
            "topic": topic,
            "due_before": due_before,
            "due_after": due_after,
            "text": text,
            "without": [one.value for one in without or ()] or None,
            "versions": versions,
            "sort": sort.value,
        }
        if unit:
            from extractors.bodies import aliases

            filters["aliases"] = aliases

        def asked(store: "Store", most: int | None) -> "pd.DataFrame":
            from analysis import bodies, query

            if unknown:
                return bodies.unknown(store, limit=most)
            if kind == "units" and not each:
                return bodies.bodies(store, level=level and level.value, **filters, limit=most)
            found: pd.DataFrame = getattr(query, kind)(store, **filters, limit=most)
            return found

        if ics:
            return _calendar(ics, asked, limit, db)
        return answer("unknown" if unknown else "each" if each else kind, asked, form, limit, db)

    command.__name__, command.__doc__ = kind, described
    signature = inspect.signature(command)
    others = {option for option, owner in OWN.items() if owner != kind}
    command.__signature__ = signature.replace(parameters=[one for one in signature.parameters.values() if one.name not in others])  # type: ignore[attr-defined]
    return command


tasks = _records(
    "tasks",
    """List tasks: who does what by when.

    \b
    Example:
      taizhang tasks --unit 城管 --due-before 2021-12-31
      taizhang tasks --without unit --format csv > 无责任单位.csv
    """,
)
targets = _records(
    "targets",
    """List the numbers that plans commit to.

    \b
    Example:
      taizhang targets --topic 污水 --sort due
    """,
)
deadlines = _records(
    "deadlines",
    """List deadlines, as written and as days.

    \b
    Example:
      taizhang deadlines --due-after 2021-01-01 --sort due
      taizhang deadlines --unit 市住建局 --ics 时限.ics
    """,
)
units = _records(
    "units",
    """List the bodies bound to tasks, with how many they lead, join and answer for, those with most first.

    \b
    Example:
      taizhang units --role lead --region 市 --level county
      taizhang units --unit 城管 --each
      taizhang units --unknown --format csv > 不识.csv
    """,
)


FOUND = {"search": "tasks", "diff": "changes", "each": "units", "unknown": "unknown names"}
"""What a command finds, where that is not its name."""


def answer(kind: str, asked: Asked, form: Format, limit: int | None, db: str) -> int:
    """Ask the store and print what it says; a row more than the limit is asked for, to tell whether there are more."""
    most = limit_of(limit, form)
    _print(kind, _frame(asked, most + 1 if most else None, db), form, most)
    return Ending.OK


def _frame(asked: Asked, most: int | None, db: str) -> "pd.DataFrame":
    from pipeline.store import open_store

    with open_store(db, create=False) as store:
        try:
            return asked(store, most)
        except LookupError as error:
            raise unclear(error) from None
        except ValueError as error:
            raise CommandError(str(error)) from None


def _calendar(file: Path, asked: Asked, limit: int | None, db: str) -> int:
    from analysis.calendar import calendar
    from analysis.export import replaced

    frame = _frame(asked, limit or None, db)
    with replaced(file) as opened:
        opened.write(calendar(frame))
    say(f"{int(frame['end'].notna().sum())} of {len(frame)} deadlines have a last day and are in {file}")
    return Ending.OK


def _print(kind: str, frame: "pd.DataFrame", form: Format, most: int | None) -> None:
    from analysis.export import records
    from app.records import RARE, bound, columns, short, told

    more = most is not None and len(frame) > most
    shown = frame.head(most) if most else frame
    rows = records(shown)
    if form in (Format.table, Format.markdown):
        text = "text" if kind == "tasks" else "task"
        rows = (row | {"task": short(row.get("task_title") or row.get("title"), row.get(text)), "bodies": bound(row)} for row in rows)
    available = [*map(str, frame.columns), "task", "bodies"]
    count = show(rows, form, told(columns(kind, available), records(shown[[name for name in shown.columns if name in RARE]])), list(frame.columns))
    if more:
        say(f"the first {count} are shown; --limit N shows more, --limit 0 all")
    elif not count:
        say(f"no {FOUND.get(kind, kind)} found")
