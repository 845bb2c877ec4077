"""How a command ends: exit codes, and errors as one line on stderr."""

import sys
import traceback
from collections.abc import Callable
from enum import IntEnum


class Ending(IntEnum):
    """The exit codes that scripts rely on."""

    OK = 0
    INCOMPLETE = 1
    """Finished, but some documents were not read whole."""
    USAGE = 2
    ENVIRONMENT = 3
    """Disk, database or schema."""
    BUSY = 4
    """Another run holds the store."""
    STOPPED = 130


class CommandError(Exception):
    """Something the user should know in one line: what, which file, what to do. ``ending`` is the exit code it leads to."""

    def __init__(self, message: str, ending: Ending = Ending.USAGE) -> None:
        super().__init__(message)
        self.ending = ending


def unclear(error: LookupError) -> CommandError:
    """What to tell when a plan is not there, or when several may be meant."""
    said = str(error.args[0]) if error.args else str(error)
    return CommandError(f"{said}; name one by its id" if hasattr(error, "candidates") else said)


def guarded(command: Callable[[], int | None], debug: bool = False) -> int:
    """Run a command and return its exit code; whatever it raises becomes one line on stderr, with a traceback only when ``debug``."""
    global _debugging
    _debugging = debug
    try:
        return int(command() or Ending.OK)
    except KeyboardInterrupt:
        return Ending.STOPPED
    except Exception as error:
        if debug:
            traceback.print_exc()
        ending, message = verdict(error)
        complain(message)
        return int(ending)


def complain(message: str, detail: str = "") -> None:
    """Print one error line on stderr, whatever line breaks and control characters the message carries; ``detail`` only with ``--debug``."""
    explain(detail)
    say(f"error: {message}")


def explain(detail: str) -> None:
    """Print the traceback of a reading process on stderr, with ``--debug``."""
    if detail and _debugging:
        print(detail, file=sys.stderr)  # noqa: T201


_debugging = False


def say(message: str) -> None:
    """Print one line for people on stderr; nothing happens where stderr is closed."""
    line = " ".join(message.split())
    try:
        print("".join(sign if sign.isprintable() else "?" for sign in line), file=sys.stderr, flush=True)  # noqa: T201
    except (OSError, ValueError):
        return


def verdict(error: Exception) -> tuple[int, str]:
    """The exit code and the sentence for an exception."""
    if isinstance(error, CommandError):
        return error.ending, str(error)
    if (found := _store_error(error)) is not None:
        return found
    if (found := _usage_error(error)) is not None:
        return found
    if type(error).__name__ == "BrokenInstallation":
        return Ending.ENVIRONMENT, str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return Ending.ENVIRONMENT, f"{where}{error.strerror or error}; check the path, its permissions and the free space"
    if isinstance(error, MemoryError):
        return Ending.ENVIRONMENT, "out of memory; close other programs or ask for less at once (--limit, --jobs 1)"
    if type(error).__module__.startswith("sqlalchemy"):
        return Ending.ENVIRONMENT, f"the database refused: {getattr(error, 'orig', None) or error}; run taizhang doctor"
    return Ending.ENVIRONMENT, f"internal error ({type(error).__name__}: {error}); run again with --debug and report what it prints"


def _store_error(error: Exception) -> tuple[int, str] | None:
    """Errors of the store, without importing it for commands that use none."""
    store = sys.modules.get("pipeline.store")
    if store is None:
        return None
    if isinstance(error, store.StoreBusy):
        return Ending.BUSY, str(error)
    if isinstance(error, store.StoreError):
        return Ending.ENVIRONMENT, str(error)
    return None


def _usage_error(error: Exception) -> tuple[int, str] | None:
    """Errors of the command line parser, with the command whose help says more."""
    import typer

    if not isinstance(error, typer.TyperException):
        return None
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "taizhang"
    return Ending.USAGE, f"{error.format_message().rstrip('.')}; see {path} --help"
