"""Writing one document: all of its rows, or none."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath
from typing import Literal, TypeVar

from sqlalchemy import Row as Record
from sqlalchemy import delete, exists, insert, select, tuple_, update
from sqlalchemy.engine import Connection

from pipeline.store import grams
from pipeline.store.rows import Body, Row, derived_rows, digest, document_facts, plan_row
from schemas.document import State
from schemas.extraction import Extraction
from schemas.tables import bodies, documents, metadata, plans, row_id, task_units, tasks, warnings

T = TypeVar("T")
Outcome = Literal["new", "unchanged", "replaced"]
UNREAD: tuple[State, ...] = ("rejected", "quarantined")
"""States of documents that give no plan."""
KEY = 8
"""Digits of the SHA-256 that make a public id; two more until it is the only one."""


class Stamp(dict[str, object]):
    """What every changed document's row says of the run: ``version``, ``run_id``, ``saved_at``."""

    def __init__(self, version: str, run: int, at: datetime) -> None:
        super().__init__(version=version, run_id=run, saved_at=at)


def save(connection: Connection, extraction: Extraction, *, path: str, size: int | None, stamp: Stamp) -> Outcome:
    """Writes a document with all of its records, in the transaction of the connection."""
    source = extraction.source
    found = connection.execute(select(documents).where(documents.c.sha256 == source.sha256)).first()
    facts = document_facts(extraction)
    known = digest({"document": facts | {"name": ""}, "plan": plan_row(extraction.plan, 0, ""), "rows": derived_rows_for_digest(extraction)})
    if found is not None and (found.digest, found.version) == (known, stamp["version"]):
        return "unchanged"
    if found is None:
        key = free_key(connection, source.sha256)
        number = new_document(connection, facts | {"key": key, "sha256": source.sha256, "path": path, "size": size, "digest": known}, stamp)
        forget_unopened(connection, path)
    else:
        key, number = found.key, found.id
        erase(connection, number)
        connection.execute(update(documents).where(documents.c.id == number).values(**_named_as(facts, found), digest=known, **stamp))
    insert_records(connection, extraction, number, key, path)
    return "new" if found is None else "replaced"


def derived_rows_for_digest(extraction: Extraction) -> dict[str, list[Row]]:
    """The rows of a document as they would be in any store; the text enters as it is, its compression does not."""
    rows = derived_rows(extraction, 0, "")
    return rows | {"plan_texts": [{"text": extraction.source_text}]}


def _named_as(facts: Row, found: "Record[tuple[object, ...]]") -> Row:
    return facts | {"name": found.name}


def free_key(connection: Connection, digits: str) -> str:
    """The shortest beginning of these hexadecimal digits that no other document has as its public id."""
    for length in range(KEY, len(digits) + 1, 2):
        if not connection.execute(select(exists().where(documents.c.key == digits[:length]))).scalar_one():
            return digits[:length]
    raise ValueError(f"document {digits} is in the store already")


def new_document(connection: Connection, values: Row, stamp: Stamp) -> int:
    """Inserts a document's row and gives its number."""
    key = connection.execute(insert(documents).values(**values, **stamp)).inserted_primary_key
    if key is None:
        raise RuntimeError("the database gave no id for a new document")
    return int(key[0])


def forget_unopened(connection: Connection, path: str) -> None:
    """Drops the row that says that the file at ``path`` could not be opened: it was read now."""
    connection.execute(delete(documents).where(documents.c.path == path, documents.c.sha256.is_(None)))


def erase(connection: Connection, number: int) -> None:
    """Takes out everything that was derived from a document; its own row, and what reviewers wrote, stay."""
    old = connection.execute(select(tasks.c.id, tasks.c.text).where(tasks.c.plan_id == number)).all()
    grams.remove(connection, [(row.id, row.text) for row in old])
    within = task_units.c.task_id.between(row_id(number, 0), row_id(number + 1, 0) - 1)
    named = set(connection.execute(select(task_units.c.body_id).where(within)).scalars())
    connection.execute(delete(warnings).where(warnings.c.document_id == number))
    connection.execute(delete(plans).where(plans.c.id == number))
    still = exists().where(task_units.c.body_id == bodies.c.id)
    for some in _slices(sorted(named)):
        connection.execute(delete(bodies).where(bodies.c.id.in_(some), ~still))


def insert_records(connection: Connection, extraction: Extraction, number: int, key: str, path: str) -> None:
    """Inserts a document's plan, records, warnings and search index."""
    rows = derived_rows(extraction, number, key)
    if extraction.source.state in UNREAD:
        rows = {"warnings": rows["warnings"]}
    else:
        insert_plan(connection, plan_row(extraction.plan, number, key), path)
        numbers = body_numbers(connection, {row["body"] for row in rows["task_units"]})
        for row in rows["task_units"]:
            row["body_id"] = numbers[row.pop("body")]
    for name, some in rows.items():
        if some:
            connection.execute(insert(metadata.tables[name]), some)
    grams.add(connection, [(row["id"], row["text"]) for row in rows.get("tasks", [])])


def insert_plan(connection: Connection, row: Row, path: str) -> None:
    """Inserts a plan among its versions: those read from the same place under the same title, or with the same number, title and region."""
    same_place = (documents.c.path == path) & (plans.c.title == row["title"])
    same_number = (plans.c.doc_number == row["doc_number"]) & (plans.c.title == row["title"]) & (plans.c.region == row["region"])
    others = select(plans.c.series).join(documents, documents.c.id == plans.c.id).where(same_place | same_number).order_by(plans.c.id)
    series = connection.execute(others).scalars().first() or row["key"]
    connection.execute(insert(plans).values(**row, series=series, version=1, current=True))
    number_versions(connection, series)


def number_versions(connection: Connection, series: str) -> None:
    """Numbers the versions of a plan by day of publication, then by place and order of reading; the last is current."""
    rows = connection.execute(
        select(plans.c.id, plans.c.version, plans.c.current, plans.c.published, documents.c.path)
        .join(documents, documents.c.id == plans.c.id)
        .where(plans.c.series == series)
    ).all()
    ordered = sorted(rows, key=lambda row: (str(row.published or ""), row.path, row.id))
    for version, row in enumerate(ordered, 1):
        current = version == len(ordered)
        if (row.version, row.current) != (version, current):
            connection.execute(update(plans).where(plans.c.id == row.id).values(version=version, current=current))


def body_numbers(connection: Connection, named: Iterable[Body]) -> dict[Body, int]:
    """The numbers of bodies, which are added where they are new."""
    wanted = sorted(named)
    numbers = _numbers(connection, wanted)
    new = [dict(zip(("name", "canonical", "function"), one, strict=True)) for one in wanted if one not in numbers]
    if new:
        connection.execute(insert(bodies), new)
        numbers = _numbers(connection, wanted)
    return numbers


def _numbers(connection: Connection, wanted: list[Body]) -> dict[Body, int]:
    columns = (bodies.c.name, bodies.c.canonical, bodies.c.function)
    numbers: dict[Body, int] = {}
    for some in _slices(wanted):
        for row in connection.execute(select(*columns, bodies.c.id).where(tuple_(*columns).in_(some))):
            numbers[row.name, row.canonical, row.function] = row.id
    return numbers


def _slices(values: list[T], size: int = 300) -> Iterable[list[T]]:
    return (values[at : at + size] for at in range(0, len(values), size))


def file_name(path: str) -> str:
    """The last part of a path, of either system."""
    return PurePath(path.replace("\\", "/")).name
