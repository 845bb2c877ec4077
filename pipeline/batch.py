"""A run over many documents: each ends in exactly one recorded state, and none takes another with it.

    inputs ─ hash ─ known? ─ reading process ─ records ─ one transaction ─ Reading

Children read (``pipeline.workers``), this process alone writes. At most twice as many documents as children are under way,
so that neither tasks nor results pile up however many documents there are.
"""

import hashlib
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from pipeline.inputs import Input, Inputs, inputs
from pipeline.readers.faults import NOT_WHOLE, gravest
from pipeline.reading import Unpacked
from pipeline.store import Run, StoreError, open_store
from pipeline.workers import Failure, Limits, Workers, failure, outcome
from schemas.document import State
from schemas.extraction import Extraction

WORK = "pipeline.reading:records"
"""The function that reads one file in a child."""

PRELOAD = ("pipeline.reading", "pipeline.extraction")

FINAL = ("file-vanished", "not-readable", "empty-archive")
"""Failures that reading again cannot mend; all others may pass with more time or memory, and are quarantined."""

Again = Literal["never", "unread", "all"]
"""Which known documents are read again: none, those that were not read whole, or all."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run reads: ``jobs`` children (None: one a processor), ``timeout`` in seconds and ``memory`` in MiB for each document."""

    jobs: int | None = None
    timeout: float = 60.0
    memory: int = 2048
    again: Again = "never"
    grace: float = 2.0
    """Seconds that documents under way get to finish when the run is stopped."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one document. ``state`` is that of the ledger; ``changed`` tells whether this run wrote anything."""

    name: str
    path: str
    state: State
    changed: bool
    code: str = ""
    message: str = ""
    tasks: int = 0
    detail: str = ""
    """The traceback of what went wrong; only told, never kept."""

    @property
    def column(self) -> str:
        """Where the summary counts it: its state, or ``unchanged``."""
        return self.state if self.changed else "unchanged"


@dataclass(slots=True)
class Summary:
    """A run in numbers: ``documents == sum(states.values()) + left``; ``left`` are those that were not begun or dropped when it was stopped."""

    documents: int = 0
    states: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    unread: list[Reading] = field(default_factory=list)
    tasks: int = 0
    left: int = 0
    seconds: float = 0.0

    @property
    def stopped(self) -> bool:
        """Whether documents were left for another run."""
        return self.left > 0


Told = Callable[[Reading, Summary], None]


def ingest(
    paths: Iterable[str | Path],
    url: str = "sqlite:///data/processed/taizhang.db",
    settings: Settings | None = None,
    *,
    listed: Iterable[str] = (),
    told: Told | None = None,
    stopped: Callable[[], int] | None = None,
) -> Summary:
    """Read files, folders, archives and patterns into the store; ``listed`` are further files, of which some may be gone.

    ``told`` hears of each document as it ends. ``stopped`` tells how often stopping was asked for: at the first time documents under way
    get their grace, at the second they are dropped; the next run goes on.
    A script that calls this needs the usual ``if __name__ == "__main__":``.
    Errors: NothingToRead, StoreError (SchemaTooNew, StoreBusy); a document that cannot be read is none, its state says so.
    """
    began = time.monotonic()
    settings = settings or Settings()
    found = inputs(paths, listed)
    limits = Limits(settings.timeout, settings.memory)
    jobs = settings.jobs or os.cpu_count() or 1
    with (
        open_store(url) as store,
        store.begin_run(asdict(settings)) as run,
        TemporaryDirectory(prefix="taizhang-") as folder,
        Workers(jobs, limits, PRELOAD) as workers,
    ):
        batch = _Batch(found, run, workers, settings, folder, told)
        batch.go(stopped or (lambda: 0))
    batch.summary.seconds = time.monotonic() - began
    return batch.summary


@dataclass(frozen=True, slots=True)
class _Job:
    """A document under way. ``sha256`` is None for what has no bytes of its own (a member that could not be unpacked)."""

    input: Input
    sha256: str | None
    tries: int = 1


class _Batch:
    """The documents of a run: waiting, under way, ended."""

    def __init__(self, found: Inputs, run: Run, workers: Workers, settings: Settings, folder: str, told: Told | None) -> None:
        self.summary = Summary(documents=len(found.files), passed_over=found.passed_over)
        self._waiting = deque(found.files)
        self._running: dict[Future[bytes], _Job] = {}
        self._hashes: set[str] = set()
        self._run, self._workers, self._settings, self._folder, self._told = run, workers, settings, folder, told
        self._sign = time.monotonic()

    def go(self, stopped: Callable[[], int]) -> None:
        """Read everything, or until ``stopped``; then documents under way get the settings' grace to finish, unless it is asked again."""
        while (self._waiting or self._running) and not stopped():
            self._fill()
            self._collect(0.2)
            self._watch()
        until = time.monotonic() + self._settings.grace
        while self._running and time.monotonic() < until and stopped() < 2:
            self._collect(0.1)
        self.summary.left = len(self._waiting) + len(self._running)

    def _fill(self) -> None:
        while self._waiting and len(self._running) < 2 * self._workers.jobs:
            one = self._waiting.popleft()
            if job := self._begun(one):
                self._submit(job)

    def _begun(self, one: Input) -> _Job | None:
        """The document as a job, unless it is known, twice in this run, or cannot be opened."""
        try:
            sha256, size = _hashed(one.path)
        except OSError as error:
            code = "file-vanished" if isinstance(error, FileNotFoundError) else "not-readable"
            self._fail(_Job(one, None), Failure(code, f"cannot be opened ({error.strerror}); see that it is there and may be read"))
            return None
        if not size and one.findings:
            return _Job(one, None)
        if sha256 in self._hashes or (state := self._known(sha256)):
            twice = sha256 in self._hashes
            self._end(Reading(one.name, one.origin, "ok" if twice else state or "ok", changed=False))
            return None
        self._hashes.add(sha256)
        if one.path.suffix.lower() != ".zip":  # an archive is no document: its members are attempted
            self._run.attempt(one.name, sha256, size, path=one.origin)
        return _Job(one, sha256)

    def _known(self, sha256: str) -> State | None:
        state = self._run.state(sha256)
        again = self._settings.again
        return None if again == "all" or (again == "unread" and state in NOT_WHOLE) else state

    def _submit(self, job: _Job) -> None:
        one = job.input
        future = self._workers.submit(WORK, str(one.path), one.name, one.findings, self._folder, self._settings.memory)
        self._running[future] = job
        self._sign = time.monotonic()

    def _collect(self, patience: float) -> None:
        if not self._running:
            return
        done, _ = wait(self._running, patience, FIRST_COMPLETED)
        for future in done:
            self._sign = time.monotonic()
            self._settle(self._running.pop(future), future)

    def _settle(self, job: _Job, future: "Future[bytes]") -> None:
        try:
            result: Any = outcome(future, self._workers.limits)
        except BrokenProcessPool:
            if job.tries < 2:
                self._submit(_Job(job.input, job.sha256, job.tries + 1))
                return
            result = Failure("crash", "the reading processes were killed; retry")
        match result:
            case Failure():
                self._fail(job, result)
            case Unpacked(members=()):
                self._fail(job, Failure("empty-archive", "is an archive without a file; get it again"))
            case Unpacked():
                self._waiting.extendleft(reversed(result.members))
                self.summary.documents += len(result.members) - 1
            case Extraction():
                self._keep(job, result)

    def _keep(self, job: _Job, extraction: Extraction) -> None:
        source, one = extraction.source, job.input
        code, message = gravest(source.warnings, source.state)
        if source.state in ("rejected", "quarantined") or job.sha256 is None:
            changed = self._written(lambda: self._run.fail(one.origin, job.sha256, source.state, code, message))
        else:
            try:
                changed = self._written(lambda: self._run.save(extraction, path=one.origin))
            except StoreError:
                raise
            except Exception as error:
                self._fail(job, failure("not-saved", "its records could not be saved", error))
                return
        self._end(Reading(one.name, one.origin, source.state, changed, code, message, len(extraction.tasks)))

    def _fail(self, job: _Job, why: Failure) -> None:
        one = job.input
        state: State = "rejected" if why.code in FINAL else "quarantined"
        message = f"{one.name}: {why.message}"
        # A file that is gone has a place and no bytes: whatever turns up there later is another document.
        sha256 = None if why.code == "file-vanished" else job.sha256
        changed = self._written(lambda: self._run.fail(one.origin, sha256, state, why.code, message))
        self._end(Reading(one.name, one.origin, state, changed, why.code, message, detail=why.detail))

    def _written(self, write: Callable[[], object]) -> bool:
        """Whether writing changed a row, as the run's own counts say."""
        before = self._run.counts["unchanged"]
        write()
        return self._run.counts["unchanged"] == before

    def _end(self, reading: Reading) -> None:
        self.summary.states[reading.column] += 1
        self.summary.tasks += reading.tasks if reading.changed else 0
        if reading.state in NOT_WHOLE:
            self.summary.unread.append(replace(reading, detail=""))
        if self._told:
            self._told(reading, self.summary)

    def _watch(self) -> None:
        """Give up on children that neither answer nor die: the limits of each document are long past."""
        if not self._running or time.monotonic() - self._sign < self._settings.timeout + 30:
            return
        jobs, self._running = list(self._running.values()), {}
        self._workers.stop()
        for job in jobs:
            self._fail(job, Failure("crash", "the reading process gave no answer; retry"))


def _hashed(path: Path) -> tuple[str, int]:
    """The SHA-256 of a file and its size in bytes; OSError where it cannot be opened."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size
