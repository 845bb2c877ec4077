"""What a person sees of a long run, and how Ctrl-C ends it."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from app.errors import Ending, explain, say

if TYPE_CHECKING:
    from pipeline.batch import Reading, Summary

SHORT = 30
"""Characters of a file name beside the bar."""

AT_ONCE = 1.0
"""Seconds that are left for clearing up after a second Ctrl-C."""

SPARSE = 10.0
"""Seconds between two lines of progress where stderr is no terminal."""


class Progress:
    """A bar on a terminal, else a line now and then; on stderr."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._said = time.monotonic()

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[last]}"))
            self._bar = Bar(*shown, console=Console(stderr=True, markup=False), transient=True)
            self._task = self._bar.add_task("reading", total=None, last="")
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def told(self, reading: "Reading", summary: "Summary") -> None:
        """Show that a document has ended."""
        explain(reading.detail)
        done = summary.states.total()
        if self._bar is not None:
            self._bar.update(self._task, total=summary.documents, completed=done, last=_plain(reading.name))
        elif time.monotonic() - self._said >= SPARSE:
            self._said = time.monotonic()
            say(f"{done:,} of {summary.documents:,} documents")


@contextlib.contextmanager
def interrupts() -> Iterator[Callable[[], int]]:
    """Inside, Ctrl-C and SIGTERM are only counted; the given function tells how often. Who does not heed the second is ended."""
    count = 0

    def asked(_signal: int, _frame: FrameType | None) -> None:
        nonlocal count
        count += 1
        if count == 1:
            # Written past the buffers, which may be in use just now.
            with contextlib.suppress(OSError):
                os.write(2, b"\nstopping: documents under way are finished or dropped; Ctrl-C again stops at once\n")
        elif count == 2:
            last = threading.Timer(AT_ONCE, _end)
            last.daemon = True
            last.start()
        else:
            _end()

    kept = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: count
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _end() -> None:
    """End the program and its children as they are; the store keeps what was saved whole."""
    with contextlib.suppress(OSError):
        os.write(2, b"\x1b[?25h\n" if os.isatty(2) else b"\n")
    if (workers := sys.modules.get("pipeline.workers")) is not None:
        workers.end_children()
    os._exit(Ending.STOPPED)


def _plain(name: str) -> str:
    short = name if len(name) <= SHORT else f"…{name[-SHORT:]}"
    return "".join(sign if sign.isprintable() else "?" for sign in short)
