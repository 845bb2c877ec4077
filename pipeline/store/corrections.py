"""What reviewers changed: kept apart from what was read, and put over it whenever a document is written.

The corrected value stands in the record's row, so that conditions, orders, views and reports see it; what the extractors gave is kept with the
correction. Reading a document again writes its rows anew and puts the corrections over them again: a record is found by its id where that
still names the same evidence, else by its evidence.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple, get_args

from sqlalchemy import ColumnElement, Engine, Row, Select, Table, func, insert, select, update
from sqlalchemy.engine import Connection

from pipeline.store import loads, names
from pipeline.store.engine import writing
from pipeline.store.errors import explained
from pipeline.store.lock import run_lock
from schemas.records import Category, Comparator, DeadlineKind, Nature, Role
from schemas.tables import body_names, citations, corrections, deadlines, documents, plans, targets, task_units, tasks

MARK: Final = re.compile(r"#(unit|deadline|target|citation)-(\d{1,7})\Z")
Line = Mapping[str, Any]


class WrongCorrection(ValueError):  # noqa: N818
    """A line that says no correction; the message tells what is wrong with it, and nothing was changed."""


class NoCorrection(LookupError):  # noqa: N818
    """There is no such correction, or more than one; the message says so in one line."""


class Field(NamedTuple):
    """A value that reviewers may change: its column, and how it is read from JSON."""

    column: str
    read: Callable[[Any], Any]


class Kind(NamedTuple):
    """A kind of record: its table and its fields."""

    table: Table
    fields: Mapping[str, Field]


@dataclass(slots=True)
class Imported:
    """What became of the lines: ``new`` and ``changed`` corrections, ``known``, ``older`` and ``undone`` ones, and records ``waiting`` to be read."""

    new: int = 0
    changed: int = 0
    known: int = 0
    older: int = 0
    undone: int = 0
    waiting: list[str] = field(default_factory=list)


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError("is no text")
    return value or None


def _full(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("is no text")
    return value


def _day(value: Any) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("is no day; write it as 2021-12-31") from None


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is neither true nor false")
    return value


def _number(value: Any) -> Decimal | None:
    try:
        number = None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("nan")
    if isinstance(value, bool) or (number is not None and not number.is_finite()):
        raise ValueError("is no number")
    return number


def _of(kind: object) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in get_args(kind):
            raise ValueError(f"is none of {', '.join(get_args(kind))}")
        return str(value)

    return read


def _or_none(kind: object) -> Callable[[Any], str | None]:
    known = _of(kind)
    return lambda value: None if value is None else known(value)


DAYS: Final = ("published", "period_start", "period_end", "effective", "expires")


def _same(read: Callable[[Any], Any], *columns: str) -> dict[str, Field]:
    return {name: Field(name, read) for name in columns}


KINDS: Final[Mapping[str, Kind]] = {
    "plan": Kind(plans, _same(_text, "title", "issuer", "doc_number", "region", "level") | _same(_day, *DAYS)),
    "task": Kind(tasks, _same(_text, "title") | _same(_of(Category), "category")),
    "unit": Kind(task_units, _same(_of(Role), "role") | _same(_flag, "inherited") | _same(_text, "canonical", "function")),
    "deadline": Kind(deadlines, {"kind": Field("kind", _of(DeadlineKind)), "start": Field("start_date", _day), "end": Field("end_date", _day)}),
    "target": Kind(
        targets,
        _same(_full, "indicator", "unit")
        | _same(_of(Comparator), "comparator")
        | _same(_number, "low", "high", "baseline")
        | _same(_flag, "masked")
        | _same(_day, "due", "baseline_as_of")
        | _same(_or_none(Nature), "nature"),
    ),
    "citation": Kind(citations, _same(_full, "title") | _same(_text, "number") | _same(_flag, "basis", "repealed")),
}
"""The fields that may be corrected. Words and their places are evidence, and stay."""
OF_NAME: Final = ("canonical", "function")
HOLDS: Final = corrections.c.undone_at.is_(None)


def kind_of(record: str) -> str:
    """The kind of record that an id names: ``3f2a9c10:二.1#deadline-1`` is a deadline, ``3f2a9c10:二.1`` a task, ``3f2a9c10`` a plan."""
    marked = MARK.search(record)
    return marked[1] if marked else "task" if ":" in record else "plan"


def import_lines(engine: Engine, lines: Iterable[Line]) -> Imported:
    """Takes in corrections, all or none: objects with record, field, new and who; sha256, span, old and when (ISO, UTC) may be left out.

    A later correction of a field takes the place of an earlier one; one with undone_by and undone_when is struck out here too.
    WrongCorrection, StoreBusy, StoreError.
    """
    done, touched = Imported(), set()
    with explained(engine.url), run_lock(engine.url), writing(engine).begin() as connection:
        for number, line in enumerate(lines, 1):
            try:
                touched.add(_take(connection, line, done))
            except ValueError as error:
                raise WrongCorrection(f"line {number}: {error}") from error
        for sha256 in sorted(touched):
            with _counted(connection, sha256):
                done.waiting += apply(connection, sha256)
    return done


def undo(engine: Engine, record: str, name: str | None, author: str) -> tuple[str, Any]:
    """Strikes out the correction of a record's field, of its only one where no field is named; gives the field and the value as it was read.

    What was struck out is kept, with who and when. NoCorrection, StoreBusy, StoreError.
    """
    with explained(engine.url), run_lock(engine.url), writing(engine).begin() as connection:
        held = connection.execute(select(corrections).where(HOLDS, corrections.c.record == record).order_by(corrections.c.id)).all()
        meant = [one for one in held if name in (None, one.field)]
        if len(meant) > 1:
            raise NoCorrection(f"{record} has {len(meant)} corrections: {', '.join(one.field for one in meant)}; name one of these fields")
        if not meant:
            has = f"; it has one of {', '.join(one.field for one in held)}" if held else "; see: taizhang corrections export -"
            raise NoCorrection(f"there is no correction of {record}{f' {name}' if name else ''}{has}")
        _strike_out(connection, meant[0], author, _when(None))
    return str(meant[0].field), meant[0].before


def select_corrections() -> "Select[Any]":
    """All corrections in the order in which they came, those that were struck out too."""
    names_of = ("sha256", "kind", "record", "span_start", "span_end", "field", "before", "after", "author", "made_at", "undone_by", "undone_at")
    return select(*(corrections.c[name] for name in names_of)).order_by(corrections.c.id)


def apply(connection: Connection, sha256: str, *, read_anew: bool = False) -> list[str]:
    """Puts the corrections of a document over its rows; gives the ids of corrected records that are not there (any more).

    ``read_anew``: the rows are as they were read, so what stands in them is what a correction takes the place of.
    """
    found = connection.execute(select(corrections).where(HOLDS, corrections.c.sha256 == sha256).order_by(corrections.c.id)).all()
    if not found:
        return []
    document = connection.execute(select(documents.c.id).where(documents.c.sha256 == sha256)).scalar_one_or_none()
    if document is not None and read_anew:
        found = [_remembered(connection, document, one) for one in found]
    return [f"{one.record} {one.field}" for one in found if document is None or not _put(connection, document, one, one.after, "corrected")]


def _remembered(connection: Connection, document: int, one: Row[Any]) -> Row[Any]:
    """The correction, with what the record has now as its old value."""
    row = _found(connection, document, one)
    if row is None:
        return one
    value = _plain(row._mapping[KINDS[one.kind].fields[one.field].column])
    how = row.how.get(one.field) if one.kind == "plan" else None
    if (value, how) != (one.before, one.before_how):
        connection.execute(update(corrections).where(corrections.c.id == one.id).values(before=value, before_how=how))
    return one


@contextmanager
def _counted(connection: Connection, sha256: str) -> Iterator[int | None]:
    """The number of the document, whose bodies are counted anew after what is done inside; None where it is not in the store."""
    document = connection.execute(select(documents.c.id).where(documents.c.sha256 == sha256)).scalar_one_or_none()
    with loads.kept(connection) as changes:
        if document is not None:
            changes.take(document)
        yield document
        if document is not None:
            changes.add(document)


def _strike_out(connection: Connection, one: Row[Any], author: str, when: datetime) -> None:
    """Marks a correction as one that holds no longer, and puts what was read back in its place."""
    connection.execute(update(corrections).where(corrections.c.id == one.id).values(undone_by=author, undone_at=when))
    with _counted(connection, one.sha256) as document:
        if document is not None:
            _put(connection, document, one, one.before, one.before_how)


def _take(connection: Connection, line: Line, done: Imported) -> str:
    record, name, author = (_said(line, one) for one in ("record", "field", "who"))
    kind = kind_of(record)
    if name not in KINDS[kind].fields:
        raise ValueError(f"{record} is a {kind}, of which {', '.join(KINDS[kind].fields)} can be corrected, not {name}")
    if "new" not in line:
        raise ValueError("new is missing")
    try:
        KINDS[kind].fields[name].read(line["new"])
    except ValueError as error:
        raise ValueError(f"new of {name}: {line['new']!r} {error}") from None
    sha256 = str(line.get("sha256") or _document(connection, record))
    made = _when(line.get("when"))
    values = {"sha256": sha256, "kind": kind, "record": record, "field": name, "after": line["new"], "author": author, "made_at": made}
    if line.get("undone_by") or line.get("undone_when"):
        _take_undone(connection, line, values, done)
    else:
        _take_held(connection, line, values, done)
    return sha256


def _of_field(values: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [corrections.c[name] == values[name] for name in ("sha256", "kind", "record", "field")]


def _take_held(connection: Connection, line: Line, values: dict[str, Any], done: Imported) -> None:
    same, made = _of_field(values), values["made_at"]
    held = connection.execute(select(corrections).where(HOLDS, *same)).first()
    struck = connection.execute(select(func.max(corrections.c.undone_at)).where(~HOLDS, *same)).scalar_one()
    if held is None and struck is not None and struck > made:
        done.older += 1
    elif held is None:
        connection.execute(insert(corrections).values(**values, **_before(connection, line, values)))
        done.new += 1
    elif held.after == values["after"]:
        done.known += 1
    elif held.made_at > made:
        done.older += 1
    else:
        changed = {name: values[name] for name in ("after", "author", "made_at")}
        connection.execute(update(corrections).where(corrections.c.id == held.id).values(**changed))
        done.changed += 1


def _take_undone(connection: Connection, line: Line, values: dict[str, Any], done: Imported) -> None:
    """A line of a correction that was struck out: it is struck out here too where it holds, and kept as history where it does not."""
    author, when, same = _said(line, "undone_by"), _when(line.get("undone_when")), _of_field(values)
    struck = (corrections.c.undone_by == author, corrections.c.undone_at == when)
    held = connection.execute(select(corrections).where(HOLDS, *same)).first()
    if connection.execute(select(corrections.c.id).where(*same, *struck)).first() is not None:
        done.known += 1
    elif held is not None and held.after == values["after"] and held.made_at <= when:
        done.undone += 1
        _strike_out(connection, held, author, when)
    else:
        done.undone += 1
        before = {"undone_by": author, "undone_at": when} | _before(connection, line, values)
        connection.execute(insert(corrections).values(**values, **before))


def _said(line: Line, name: str) -> str:
    said = line.get(name)
    if not isinstance(said, str) or not said:
        raise ValueError(f"{name} is missing")
    return said


def _document(connection: Connection, record: str) -> str:
    key = re.split("[:#]", record)[0]
    found = connection.execute(select(documents.c.sha256).where(documents.c.key == key)).scalar_one_or_none()
    if found is None:
        raise ValueError(f"no plan in the store has the id {key}; ingest it first, or give its sha256")
    return str(found)


def _when(said: Any) -> datetime:
    if said is None:
        return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        moment = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        raise ValueError(f"when: {said!r} is no time; write it as 2025-01-31T08:00:00") from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _before(connection: Connection, line: Line, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the record before it is corrected, and where; what the line says where the record is not there yet."""
    kind, record, name = values["kind"], values["record"], values["field"]
    document = connection.execute(select(documents.c.id).where(documents.c.sha256 == values["sha256"])).scalar_one_or_none()
    row = None if document is None else connection.execute(_rows(kind).where(_named(kind, document, record))).first()
    start, end = line.get("span") or (None, None)
    if row is None:
        return {"before": line.get("old"), "before_how": None, "span_start": start, "span_end": end}
    value, how = _plain(row._mapping[KINDS[kind].fields[name].column]), row.how.get(name) if kind == "plan" else None
    spans = (None, None) if kind == "plan" else (row.span_start, row.span_end)
    return {"before": value, "before_how": how, "span_start": spans[0], "span_end": spans[1]}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _rows(kind: str) -> "Select[Any]":
    table = KINDS[kind].table
    if kind != "unit":
        return select(table)
    told = (func.nullif(body_names.c[name], "").label(name) for name in OF_NAME)
    return select(table, body_names.c.name, *told).join_from(table, body_names, body_names.c.id == table.c.name_id)


def _named(kind: str, document: int, record: str) -> Any:
    """The condition that a row is the record of that id in a document."""
    if kind in ("plan", "task", "target"):
        return KINDS[kind].table.c.key == record
    marked = MARK.search(record)
    ordinal, owner = int(marked[2]) if marked else 0, MARK.sub("", record)
    table = KINDS[kind].table
    if kind == "citation":
        return (table.c.plan_id == document) & (table.c.ordinal == ordinal)
    return table.c.task_id.in_(select(tasks.c.id).where(tasks.c.key == owner)) & (table.c.ordinal == ordinal)


def _put(connection: Connection, document: int, one: Row[Any], said: Any, how: str | None) -> bool:
    """Puts a value into the record that was corrected, and for a plan where it is from; whether the record is there."""
    row = _found(connection, document, one)
    if row is None:
        return False
    kind, known = KINDS[one.kind], KINDS[one.kind].fields[one.field]
    value = known.read(said)
    if one.field in OF_NAME and one.kind == "unit":
        _rename(connection, row, one.field, value or "")
        return True
    connection.execute(update(kind.table).where(kind.table.c.id == row.id).values({known.column: value}))
    if one.kind == "plan":
        more = {"place_id": names.place_number(connection, value)} if one.field == "region" else {}
        told = {name: source for name, source in (row.how | {one.field: how}).items() if source}
        connection.execute(update(plans).where(plans.c.id == row.id).values(how=told, **more))
    if one.kind == "deadline":
        ends = select(func.min(deadlines.c.end_date), func.max(deadlines.c.end_date)).where(deadlines.c.task_id == row.task_id)
        first, last = connection.execute(ends).one()
        connection.execute(update(tasks).where(tasks.c.id == row.task_id).values(due=first, due_last=last))
    return True


def _found(connection: Connection, document: int, one: Row[Any]) -> Row[Any] | None:
    """The row that was corrected: of the same id with evidence that meets what was reviewed, else of the same evidence."""
    query, table = _rows(one.kind), KINDS[one.kind].table
    row = connection.execute(query.where(_named(one.kind, document, one.record))).first()
    if one.kind == "plan" or one.span_start is None or (row and row.span_start < one.span_end and one.span_start < row.span_end):
        return row
    of_plan = select(tasks.c.id).where(tasks.c.plan_id == document)
    owner = table.c.plan_id == document if "plan_id" in table.c else table.c.task_id.in_(of_plan)
    same = connection.execute(query.where(owner, table.c.span_start == one.span_start, table.c.span_end == one.span_end)).all()
    return same[0] if len(same) == 1 else None


def _rename(connection: Connection, row: Row[Any], name: str, value: str) -> None:
    told = {one: row._mapping[one] or "" for one in OF_NAME} | {name: value}
    body = (row.name, told["canonical"], told["function"])
    region = select(plans.c.region).join_from(plans, tasks, tasks.c.plan_id == plans.c.id).where(tasks.c.id == row.task_id)
    number = names.name_numbers(connection, [body], [connection.execute(region).scalar_one()])[body]
    connection.execute(update(task_units).where(task_units.c.id == row.id).values(name_id=number))
    if number != row.name_id:
        names.forget(connection, [row.name_id])
