"""The ledger on disk: opened, asked and written to."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Engine, Select
from sqlalchemy.engine import URL, Connection

from pipeline.readers.faults import NOT_WHOLE
from pipeline.store import corrections as reviewed
from pipeline.store import frames, merges, migrate
from pipeline.store.engine import address, engine, limited
from pipeline.store.errors import StoreError, explained, place
from pipeline.store.load import load
from pipeline.store.runs import Run
from schemas.extraction import Extraction
from schemas.tables import citations, deadlines, documents, plans, targets, task_units, tasks, warnings

if TYPE_CHECKING:
    import pandas as pd


class Store:
    """A ledger that is open. Frames have the columns and types that ``pipeline.store.frames`` says; a context manager that closes it.

    ``seconds`` is how long a question may take; None for as long as it needs.
    """

    def __init__(self, engine: Engine, seconds: float | None = None) -> None:
        self.engine, self.seconds = engine, seconds

    @property
    def url(self) -> URL:
        """Where it is."""
        return self.engine.url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of every connection."""
        self.engine.dispose()

    def begin_run(self, settings: Mapping[str, Any], *, version: str | None = None) -> Run:
        """Starts an ingest, as a context manager; ``settings`` are kept with it, ``version`` is that of the extractors (default: of taizhang).

        StoreBusy when another run holds the store.
        """
        return Run(self.engine, settings, version)

    def merge(self, name: str, into: str, *, author: str) -> tuple[str, str]:
        """Says that a body is another one, until it is taken back; gives the names of both. NoMerge (a LookupError), StoreBusy."""
        return merges.merge(self.engine, name, into, author)

    def unmerge(self, name: str, *, author: str) -> tuple[str, str]:
        """Takes a merge back; gives the names of both. NoMerge, StoreBusy."""
        return merges.unmerge(self.engine, name, author)

    def merges(self) -> dict[str, str]:
        """The bodies that people merged, by name, each with the one that it stands for."""
        with self.reading() as connection:
            return merges.standings(connection)

    def corrections(self) -> "list[dict[str, Any]]":
        """What reviewers changed, in the order in which it came: record, kind, field, old, new, who, when (ISO, UTC), sha256, span.

        Those that were struck out say by whom and when: undone_by and undone_when, which others do not have.
        """
        with self.reading() as connection:
            return [
                {
                    "record": row.record,
                    "kind": row.kind,
                    "field": row.field,
                    "old": row.before,
                    "new": row.after,
                    "who": row.author,
                    "when": row.made_at.isoformat(),
                    "sha256": row.sha256,
                    "span": None if row.span_start is None else [row.span_start, row.span_end],
                }
                | ({"undone_by": row.undone_by, "undone_when": row.undone_at.isoformat()} if row.undone_at else {})
                for row in connection.execute(reviewed.select_corrections())
            ]

    def correct(self, lines: "Iterable[Mapping[str, Any]]") -> reviewed.Imported:
        """Takes in corrections as ``corrections`` gives them, all or none; old, kind, sha256, span and when may be left out.

        They stay however often the plan is read again. WrongCorrection (a ValueError), StoreBusy.
        """
        return reviewed.import_lines(self.engine, lines)

    def undo_correction(self, record: str, field: str | None = None, *, author: str) -> tuple[str, Any]:
        """Strikes out a wrong correction, of the record's only corrected field if none is named; gives the field and what was read there.

        It is kept, with who struck it out and when, and stays struck out when the plan is read again. NoCorrection (a LookupError), StoreBusy.
        """
        return reviewed.undo(self.engine, record, field, author)

    @contextmanager
    def reading(self, *, seconds: float | None = None) -> Iterator[Connection]:
        """A connection that sees one state of the store however long it is used; StoreError when the database fails.

        TooLong when it is used for more than ``seconds`` (default: those of the store).
        """
        with explained(self.url), self.engine.connect() as connection, limited(connection, seconds or self.seconds):
            yield connection

    def load(self, plan: str) -> Extraction:
        """The extraction of the plan with this public id, as it was saved; KeyError when there is none."""
        with self.reading() as connection:
            return load(connection, plan)

    def plans(self) -> "pd.DataFrame":
        """One row a plan version: id, title, issuer, doc_number, published, region, level, period, version, current, tasks, file."""
        return self._frame(frames.select_plans().order_by(plans.c.id))

    def tasks(self) -> "pd.DataFrame":
        """One row a task of the current plans: id, plan, category, label, title, text, its bodies by role, acting, deadline, due, evidence."""
        with self.reading() as connection:
            return frames.task_frame(connection, frames.select_tasks().where(plans.c.current).order_by(tasks.c.id))

    def units(self) -> "pd.DataFrame":
        """One row a body bound to a task: id, task, name, canonical, function, role, inherited, due, evidence."""
        return self._frame(frames.select_units().where(plans.c.current).order_by(task_units.c.id))

    def deadlines(self) -> "pd.DataFrame":
        """One row a deadline: id, task, text, kind, start, end, evidence."""
        return self._frame(frames.select_deadlines().where(plans.c.current).order_by(deadlines.c.id))

    def targets(self) -> "pd.DataFrame":
        """One row a target: id, task, indicator, comparator, low, high (Decimal), unit, masked, due, text, evidence."""
        return self._frame(frames.select_targets().where(plans.c.current).order_by(targets.c.id))

    def citations(self) -> "pd.DataFrame":
        """One row a document that a plan cites: id, plan, title, number, basis, evidence."""
        return self._frame(frames.select_citations().where(plans.c.current).order_by(citations.c.id))

    def warnings(self) -> "pd.DataFrame":
        """One row a warning: id, document, name of the file, code, message, count."""
        return self._frame(frames.select_warnings().order_by(warnings.c.id))

    def documents(self) -> "pd.DataFrame":
        """One row a file that was given to the ledger: id, name, path, state, code, message, media_type, size in bytes, pages, characters."""
        return self._frame(frames.select_documents().order_by(documents.c.id))

    def failed(self) -> "pd.DataFrame":
        """The rows of ``documents`` that were not read whole."""
        return self._frame(frames.select_documents().where(documents.c.state.in_(NOT_WHOLE)).order_by(documents.c.id))

    def _frame(self, query: "Select[Any]") -> "pd.DataFrame":
        with self.reading() as connection:
            return frames.frame(connection, query)


def open_store(url: str, *, create: bool = True, wait: float = 30.0, read_only: bool = False, seconds: float | None = None) -> Store:
    """Opens the store at an address (``sqlite:///FILE``, a plain path, ``postgresql://…``); a new one is made where there is none.

    ``create=False`` refuses to make one. ``wait`` is how many seconds it bears another program's lock. ``read_only`` makes none either, and the
    database refuses whatever would change it; ``seconds`` is how long a question may take (TooLong).
    Errors: SchemaTooNew when a newer version made it, StoreError for everything else; what is there is never changed.
    """
    where = address(url)
    create = create and not read_only
    _see_folder(where, create)
    made = engine(where, wait=wait, still=_is_still(where), read_only=read_only)
    try:
        with explained(where):
            with made.connect() as connection:
                ready = migrate.check(connection)
            if not ready:
                _make(made, where, create)
    except BaseException:
        made.dispose()
        raise
    return Store(made, seconds)


def _is_still(where: URL) -> bool:
    """Whether nobody can write to the store's folder, and nobody has left anything to be written."""
    if where.get_backend_name() != "sqlite" or where.database in (None, "", ":memory:"):
        return False
    file = Path(str(where.database))
    return file.is_file() and not os.access(file.parent, os.W_OK) and not Path(f"{file}-wal").exists()


def _see_folder(where: URL, make: bool) -> None:
    if where.get_backend_name() != "sqlite" or where.database in (None, "", ":memory:"):
        return
    file = Path(str(where.database))
    with explained(where):
        if file.is_dir():
            raise StoreError(f"{file} is a folder; name a file in it by --db")
        if not file.exists() and not make:
            raise StoreError(f"there is no store at {file}; make one with: taizhang ingest")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise StoreError(f"cannot use {file}: {file.parent} is a file, not a folder; name another store by --db") from error


def _make(made: Engine, where: URL, allowed: bool) -> None:
    if not allowed:
        raise StoreError(f"there is no store at {place(where)}; make one with: taizhang ingest")
    migrate.create(made)
