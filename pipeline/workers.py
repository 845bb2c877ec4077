"""Untrusted files are read in child processes with a time and a memory limit; whatever happens there comes back as plain data.

A child that hangs, dies or eats memory takes nothing with it: the document it held gets a failure, the others go on.
Exceptions never travel between processes (many cannot be unpickled); results travel as one pickled byte string.
"""

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from pebble import CONSTS, ProcessExpired, ProcessPool

MEMORY_EXIT = 77
"""The exit code of a child that met its memory limit; it ends itself, for a process that ran out once is not to be trusted again."""

LOST_EXIT = 255
"""The exit code that all children seem to have when the process that started them was killed."""

NEAR_LIMIT = 0.5
"""From this share of the limit on a failure is put down to memory, since libraries disguise it (lxml says ``unknown error``); a buffer
that doubles fails from half of the limit on."""

GRACE = 5.0
"""Seconds after the time limit when the kernel ends a child that nobody ended, as when its parent was killed."""

STARTS = 3
"""How often the children are started anew where their server is lost at that very moment."""
DOCUMENTS_PER_CHILD = 200
"""A child is replaced after so many documents, since some libraries keep what they read."""

CONSTS.term_timeout = 0.5
CONSTS.sleep_unit = 0.02  # how often the pool looks for news; by default each file read alone waits several tenths of a second for nothing


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: ``timeout`` in seconds, ``memory`` in MiB of address space."""

    timeout: float = 60.0
    memory: int = 2048


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a child gave no result: a stable ``code`` (timeout, crash, memory, file-vanished, not-readable), a sentence, and a traceback if any."""

    code: str
    message: str
    detail: str = ""


class BrokenInstallation(RuntimeError):  # noqa: N818
    """The program itself is not whole: no document is to blame. The message is one line."""


class Workers:
    """Children that run ``module:function`` on plain arguments; a context manager that leaves none of them behind.

    ``preload`` names modules that the children share from the start.
    """

    def __init__(self, jobs: int, limits: Limits, preload: tuple[str, ...] = ()) -> None:
        self.jobs = jobs
        self.limits = limits
        self._preload = preload
        self._pool: ProcessPool | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def submit(self, work: str, *args: Any) -> "Future[bytes]":
        """Have a child call ``module:function`` with the arguments; :func:`outcome` tells what came of it.

        BrokenProcessPool when the children cannot be started, however often it is tried.
        """
        for _ in range(STARTS - 1):
            with contextlib.suppress(BrokenProcessPool, EOFError, ConnectionError):
                return self._scheduled(work, args)
            self.stop()
        return self._scheduled(work, args)

    def _scheduled(self, work: str, args: tuple[Any, ...]) -> "Future[bytes]":
        if self._pool is None or not self._pool.active:
            self.stop()
            self._pool = self._started()
        future: Future[bytes] = self._pool.schedule(_call, args=(work, self.limits, args), timeout=self.limits.timeout)
        return future

    def stop(self) -> None:
        """End all children at once, whatever they are doing."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        pool.stop()  # type: ignore[no-untyped-call]
        end_children()
        # A child killed while it was answering leaves half a message that the pool would wait for: so the wait is bounded.
        waiting = threading.Thread(target=_joined, args=(pool,), daemon=True)
        waiting.start()
        waiting.join(3)
        end_children()

    def _started(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.jobs,
            max_tasks=DOCUMENTS_PER_CHILD,
            initializer=_limit,
            initargs=(self.limits,),
            context=_context(self._preload),
        )


def outcome(future: "Future[bytes]", limits: Limits) -> Any:
    """What the work function returned, or a :class:`Failure`; waits for the child.

    Raises ``BrokenProcessPool`` when the children were lost through no fault of this document: submit it again;
    ``BrokenInstallation`` when they lack a module.
    """
    try:
        result = pickle.loads(future.result())
    except FutureTimeout:
        return Failure("timeout", f"not read within {limits.timeout:g} s; raise --timeout and retry")
    except ProcessExpired as end:
        if end.exitcode == LOST_EXIT:
            raise BrokenProcessPool("the server of the children was lost") from None
        return _ended(end.exitcode, limits)
    except (BrokenProcessPool, CancelledError):
        raise BrokenProcessPool("the children were lost") from None
    except Exception as error:
        return Failure("crash", f"reading failed ({type(error).__name__}); report this file", traceback.format_exc())
    if isinstance(result, Failure) and result.code == "broken-installation":
        raise BrokenInstallation(result.message)
    return result


def run(work: str, *args: Any, limits: Limits, preload: tuple[str, ...] = ()) -> Any:
    """Call ``module:function`` once in a child of its own; what it returned, or a :class:`Failure`."""
    with Workers(1, limits, preload) as workers:
        try:
            return outcome(workers.submit(work, *args), limits)
        except BrokenProcessPool:
            return Failure("crash", "the reading process could not be started or was killed; retry")


def failure(code: str, what: str, error: BaseException) -> Failure:
    """The failure that an unexpected exception is: ``what`` went wrong, its name and words in one line that can be kept and printed."""
    said = " ".join(str(error).encode("utf-8", "replace").decode().split())[:200]
    return Failure(code, f"{what} ({type(error).__name__}: {said}); report this file", "".join(traceback.format_exception(error)))


def near_limit(memory: int) -> bool:
    """Whether the document in hand brought this process near ``memory`` MiB of address space; False where the system does not tell."""
    return _peak() > max(NEAR_LIMIT * memory * 1024, _before)


_before = 0
"""The peak of this process before the document in hand."""


def _peak() -> int:
    """The most address space that this process ever had, in KiB; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmPeak:")), 0)


def end_children() -> None:
    """Kill every reading process of this program; safe in a signal handler."""
    for child in multiprocessing.active_children():
        if child.pid is not None and child.name == "pebble_pool_worker":
            with contextlib.suppress(OSError):
                os.kill(child.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def _context(preload: tuple[str, ...]) -> BaseContext:
    """The fork server where there is one: a new child costs milliseconds, and no lock or thread of this process is copied into it."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "pipeline.workers", *preload])
    from multiprocessing.forkserver import ensure_running

    with _interrupts_ignored(), _silenced():
        ensure_running()
    return context


@contextlib.contextmanager
def _silenced() -> Iterator[None]:
    """What a process started inside writes to stderr goes nowhere: its children come back as data, whatever befalls them."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no stderr
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """A process started inside ignores Ctrl-C and SIGTERM, which terminals and services send to all: the parent decides who ends when."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _limit(limits: Limits) -> None:
    """Bind a new child to its limits, and send what libraries print to nowhere; only its parent ends it."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        import resource
    except ImportError:
        resource = None  # type: ignore[assignment]
    if resource is not None:
        size = limits.memory * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _call(work: str, limits: Limits, args: tuple[Any, ...]) -> bytes:
    """In the child: the pickled result or failure. Ends the process where memory ran out."""
    global _before
    with _alarm(limits.timeout + GRACE):
        try:
            _before = _peak()
            module, _, function = work.partition(":")
            return pickle.dumps(getattr(import_module(module), function)(*args), protocol=5)
        except MemoryError:
            os._exit(MEMORY_EXIT)
        except BaseException as error:
            if near_limit(limits.memory):
                os._exit(MEMORY_EXIT)
            return pickle.dumps(_failure(error), protocol=5)


def _failure(error: BaseException) -> Failure:
    match error:
        case FileNotFoundError():
            return Failure("file-vanished", "the file is no longer there; ingest it again if it comes back")
        case PermissionError():
            return Failure("not-readable", "no permission to read the file; change its permissions and retry")
        case ImportError():
            message = f"taizhang is not installed whole ({error}); run taizhang doctor, or install it again"
            return Failure("broken-installation", message, traceback.format_exc())
        case OSError():
            return Failure("not-readable", f"the file cannot be read ({error.strerror or error}); check the disk and retry", traceback.format_exc())
        case _:
            return failure("crash", "reading failed", error)


def _ended(code: int, limits: Limits) -> Failure:
    if code == MEMORY_EXIT:
        return Failure("memory", f"needs more than {limits.memory} MiB; raise --memory and retry")
    if code == -getattr(signal, "SIGALRM", 0):
        return Failure("timeout", f"not read within {limits.timeout:g} s; raise --timeout and retry")
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return Failure("crash", f"the reading process died ({how}); report this file")


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Let the kernel end this process after ``seconds``, even inside native code and without a parent."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _joined(pool: ProcessPool) -> None:
    with contextlib.suppress(Exception):
        pool.join()
