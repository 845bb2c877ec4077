"""Writing one document: all of its rows, or none."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, false, insert, or_, select, true, update
from sqlalchemy.engine import Connection

from pipeline.readers.faults import gravest
from pipeline.store import corrections, grams, loads, names
from pipeline.store.bulk import insert_rows
from pipeline.store.rows import Row, counted, derived_rows, digest, document_facts, plan_row
from schemas.document import Notice, State
from schemas.extraction import Extraction
from schemas.tables import documents, metadata, plans, row_id, task_units, tasks, warnings

Outcome = Literal["new", "unchanged", "replaced"]
UNREAD: tuple[State, ...] = ("rejected", "quarantined")
"""States of documents that give no plan."""
KEY = 8
"""Digits of the SHA-256 that make a public id; two more until it is the only one."""


Stamp = dict[str, object]
"""What a changed document's row says of the run: ``version``, ``run_id``, ``saved_at``."""


class Failure(NamedTuple):
    """Why a document was not read."""

    state: State
    code: str
    message: str


def save(
    connection: Connection, extraction: Extraction, *, path: str, size: int | None, version: str, stamp: Callable[[Connection], Stamp]
) -> Outcome:
    """Writes a document with all of its records, in the transaction of the connection; ``stamp`` is asked for only when rows change."""
    source = extraction.source
    found = connection.execute(select(documents).where(documents.c.sha256 == source.sha256)).first()
    facts = document_facts(extraction)
    known = digest({"document": facts | {"name": ""}, "plan": plan_row(extraction.plan, 0, ""), "rows": lasting_rows(extraction)})
    if found is not None and (found.digest, found.version) == (known, version):
        return "unchanged"
    if found is None:
        key = free_key(connection, source.sha256)
        values = facts | {"key": key, "sha256": source.sha256, "path": path, "size": size, "digest": known}
        number = new_document(connection, values, stamp(connection))
        forget_unopened(connection, path)
    else:
        key, number, path = found.key, found.id, found.path
        values = facts | {"name": found.name, "size": found.size if size is None else size, "digest": known, **stamp(connection)}
        connection.execute(update(documents).where(documents.c.id == number).values(**values))
    with loads.kept(connection) as changes:
        if found is not None:
            erase(connection, number, changes)
        insert_records(connection, extraction, number, key, path, changes)
    return "new" if found is None else "replaced"


def fail(connection: Connection, path: str, sha256: str | None, why: Failure, *, version: str, stamp: Callable[[Connection], Stamp]) -> bool:
    """Writes that a document was not read; whether a row changed. Records that were read from these bytes before stay."""
    same = documents.c.sha256 == sha256 if sha256 else (documents.c.path == path) & documents.c.sha256.is_(None)
    found = connection.execute(select(documents).where(same)).first()
    if found is None:
        key = free_key(connection, sha256 or hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest())
        values = {"key": key, "sha256": sha256, "name": file_name(path), "path": path, **why._asdict()}
        new_document(connection, values, stamp(connection))
        if sha256:
            forget_unopened(connection, path)
        return True
    if (found.state, found.code, found.message, found.version) == (*why, version):
        return False
    connection.execute(update(documents).where(documents.c.id == found.id).values(**why._asdict(), digest=None, **stamp(connection)))
    return True


def explain(connection: Connection) -> None:
    """Says of documents that were saved without a reason why they were not read whole, by their warnings."""
    silent = select(documents.c.id, documents.c.state).where(documents.c.state == "partial", documents.c.code.is_(None))
    for row in connection.execute(silent).all():
        told = connection.execute(select(warnings).where(warnings.c.document_id == row.id).order_by(warnings.c.ordinal))
        code, message = gravest([Notice(one.code, one.message, one._mapping["count"]) for one in told], row.state)
        connection.execute(update(documents).where(documents.c.id == row.id).values(code=code, message=message))


def lasting_rows(extraction: Extraction) -> dict[str, list[Row]]:
    """The rows of a document as they would be in any store; the text enters as it is, its compression does not."""
    rows = derived_rows(extraction, 0, "")
    return rows | {"plan_texts": [{"text": extraction.source_text}]}


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


def erase(connection: Connection, number: int, changes: loads.Changes) -> None:
    """Takes out everything that was derived from a document; its own row, and what reviewers wrote, stay."""
    changes.take(number)
    old = connection.execute(select(tasks.c.id, tasks.c.text, tasks.c.path).where(tasks.c.plan_id == number)).all()
    grams.remove(connection, [(row.id, row.text, row.path) for row in old])
    within = task_units.c.task_id.between(row_id(number, 0), row_id(number + 1, 0) - 1)
    named = set(connection.execute(select(task_units.c.name_id).where(within)).scalars())
    connection.execute(delete(warnings).where(warnings.c.document_id == number))
    series = connection.execute(select(plans.c.series).where(plans.c.id == number)).scalar_one_or_none()
    connection.execute(delete(plans).where(plans.c.id == number))
    if series is not None:
        leave_versions(connection, series, changes)
    names.forget(connection, named)


def insert_records(connection: Connection, extraction: Extraction, number: int, key: str, path: str, changes: loads.Changes) -> None:
    """Inserts a document's plan, records, warnings and search index."""
    rows = derived_rows(extraction, number, key)
    if extraction.source.state in UNREAD:
        rows = {"warnings": rows["warnings"]}
    else:
        insert_plan(connection, plan_row(extraction.plan, number, key) | counted(extraction), path, changes)
        numbers = names.name_numbers(connection, {row["body"] for row in rows["task_units"]}, [extraction.plan.region])
        for row in rows["task_units"]:
            row["name_id"] = numbers[row.pop("body")]
    for name, some in rows.items():
        insert_rows(connection, metadata.tables[name], some)
    grams.add(connection, [(row["id"], row["text"], row["path"]) for row in rows.get("tasks", [])])
    corrections.apply(connection, extraction.source.sha256, read_anew=True)
    changes.add(number)


def insert_plan(connection: Connection, row: Row, path: str, changes: loads.Changes) -> None:
    """Inserts a plan among its versions: those read from the same place under the same title, or with the same number, title and region."""
    same: ColumnElement[bool] = false()
    if row["title"]:
        same = (plans.c.title == row["title"]) & (documents.c.path == path) & _same_or_unknown(plans.c.region, row["region"])
    if row["title"] and row["doc_number"] and row["region"]:
        same |= and_(*(plans.c[name] == row[name] for name in ("title", "doc_number", "region")))
    others = select(plans.c.series).join(documents, documents.c.id == plans.c.id).where(same).order_by(plans.c.id)
    series = connection.execute(others).scalars().first() or row["key"]
    connection.execute(insert(plans).values(**row, place_id=names.place_number(connection, row["region"]), series=series, version=1, current=True))
    number_versions(connection, series, changes)


def _same_or_unknown(column: ColumnElement[str | None], value: str | None) -> ColumnElement[bool]:
    return true() if value is None else or_(column == value, column.is_(None))


def leave_versions(connection: Connection, series: str, changes: loads.Changes) -> None:
    """Names and numbers the versions of a plan anew after one was taken out."""
    first = connection.execute(select(plans.c.key).where(plans.c.series == series).order_by(plans.c.id)).scalars().first()
    if first is not None:
        connection.execute(update(plans).where(plans.c.series == series).values(series=first))
        number_versions(connection, first, changes)


def number_versions(connection: Connection, series: str, changes: loads.Changes) -> None:
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
            changes.take(row.id)
            connection.execute(update(plans).where(plans.c.id == row.id).values(version=version, current=current))
            changes.add(row.id)


def file_name(path: str) -> str:
    """The last part of a path, of either system."""
    return PurePath(path.replace("\\", "/")).name
