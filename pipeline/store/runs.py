"""A run of ingest: what it is trying, what it saved, what failed, and what to make of runs that were killed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from importlib.metadata import version as distribution_version
from os import getpid
from socket import gethostname
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.engine import Connection

from pipeline.store import names
from pipeline.store.engine import writing
from pipeline.store.errors import StoreError, explained
from pipeline.store.lock import run_lock
from pipeline.store.save import Failure, Outcome, Stamp, fail, save
from schemas.document import State
from schemas.extraction import Extraction
from schemas.tables import attempts, documents, runs

LONG = 2.0
"""Seconds of reading after which a document is suspected of having killed its run."""
KILLED_AT_MOST = {True: 2, False: 6}
"""How many runs may die while reading a document that took LONG, and one that did not, before it is quarantined."""
INTERRUPTED = Failure(
    "quarantined", "interrupted", "runs were killed while they read this file, more than once; look at the file, then: taizhang retry"
)


def now() -> datetime:
    """The time, UTC, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


class Run:
    """One ingest into a store, which no other run can enter until it has finished.

    The row that tells of the run is written when the run first changes something: a run that finds everything known leaves no trace.
    """

    def __init__(self, engine: Engine, settings: Mapping[str, Any], version: str | None = None) -> None:
        self._engine, self._settings = engine, dict(settings)
        self.version = version or distribution_version("taizhang")
        self.counts: Counter[str] = Counter()
        self._started, self._id = now(), 0
        self._held = ExitStack()
        with explained(engine.url):
            last_sign = self._held.enter_context(run_lock(engine.url))
            try:
                self._bury(last_sign)
            except BaseException:
                self._held.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Finishes the run; after an error, and after Ctrl-C, lets go of the store without hiding the error."""
        with suppress(StoreError) if kind else nullcontext():
            self.finish()

    def known(self, sha256: str) -> bool:
        """Whether the store has what this version of the extractors gives for these bytes, be it records or a refusal."""
        return self.state(sha256) is not None

    def state(self, sha256: str) -> State | None:
        """The state of the document with these bytes, None when this version has not read it yet."""
        with explained(self._engine.url), self._engine.connect() as connection:
            found = connection.execute(select(documents.c.state, documents.c.version).where(documents.c.sha256 == sha256)).first()
        return None if found is None or found.version != self.version else found.state

    def attempt(self, name: str, sha256: str, size: int, *, path: str | None = None) -> None:
        """Says, before a document is read, that it will be: ``size`` in bytes. A run that dies then leaves a trace of it."""
        names.prepare()
        with self._changing() as connection:
            values = {"name": name, "path": path or name, "size": size, "run_id": self._number(connection), "started_at": now()}
            if not connection.execute(update(attempts).where(attempts.c.sha256 == sha256).values(**values)).rowcount:
                connection.execute(insert(attempts).values(sha256=sha256, killed=0, **values))

    def save(self, extraction: Extraction, *, path: str) -> Outcome:
        """Writes a document and all its records in one transaction; ``path`` is where it was read, absolute.

        ``unchanged``: the store had them already, and no row was touched. ``replaced``: the store had others, of another version;
        what reviewers corrected stays.
        """
        sha256 = extraction.source.sha256
        with self._changing() as connection:
            size = connection.execute(select(attempts.c.size).where(attempts.c.sha256 == sha256)).scalar_one_or_none()
            outcome = save(connection, extraction, path=path, size=size, version=self.version, stamp=self._stamp)
            connection.execute(delete(attempts).where(attempts.c.sha256 == sha256))
        self.counts[outcome] += 1
        return outcome

    def fail(self, path: str, sha256: str | None, state: State, code: str, message: str) -> None:
        """Records that a document was not read, and why; ``sha256`` is None for a file that could not be opened.

        Records that were read from the same bytes before stay.
        """
        with self._changing() as connection:
            changed = fail(connection, path, sha256, Failure(state, code, message), version=self.version, stamp=self._stamp)
            if sha256 is not None:
                connection.execute(delete(attempts).where(attempts.c.sha256 == sha256))
        self.counts[state if changed else "unchanged"] += 1

    def finish(self) -> None:
        """Writes the end and the counts of the run, if it changed anything, and lets go of the store. Documents being read are forgotten."""
        try:
            if self._id:
                with explained(self._engine.url), writing(self._engine).begin() as connection:
                    connection.execute(delete(attempts).where(attempts.c.run_id == self._id))
                    connection.execute(update(runs).where(runs.c.id == self._id).values(finished_at=now(), counts=dict(self.counts)))
        finally:
            self._held.close()

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        before = self._id
        try:
            with explained(self._engine.url), writing(self._engine).begin() as connection:
                yield connection
        except BaseException:
            self._id = before
            raise

    def _number(self, connection: Connection) -> int:
        if not self._id:
            row = {"started_at": self._started, "pid": getpid(), "host": gethostname(), "version": self.version}
            key = connection.execute(insert(runs).values(**row, settings=self._settings, counts={})).inserted_primary_key
            self._id = int(key[0]) if key is not None else 0
        return self._id

    def _stamp(self, connection: Connection) -> Stamp:
        return {"version": self.version, "run_id": self._number(connection), "saved_at": now()}

    def _bury(self, last_sign: datetime | None) -> None:
        with self._engine.connect() as connection:
            stale = connection.execute(select(attempts).where(attempts.c.run_id.is_not(None))).all()
        if not stale:
            return
        with self._changing() as connection:
            for row in stale:
                long = last_sign is None or (last_sign - row.started_at).total_seconds() >= LONG
                if row.killed + 1 < KILLED_AT_MOST[long]:
                    connection.execute(update(attempts).where(attempts.c.sha256 == row.sha256).values(killed=row.killed + 1, run_id=None))
                    continue
                fail(connection, row.path, row.sha256, INTERRUPTED, version=self.version, stamp=self._stamp)
                connection.execute(delete(attempts).where(attempts.c.sha256 == row.sha256))
                self.counts["quarantined"] += 1
