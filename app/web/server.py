"""The server of the pages: one process on 127.0.0.1 until Ctrl-C."""

import signal
import socket
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

from app.errors import CommandError, Ending, say
from app.web import explorer, tables
from app.web.site import site
from pipeline.store import open_store
from pipeline.store.engine import address
from pipeline.store.errors import place

HOST: Final = "127.0.0.1"
SECONDS: Final = 10.0
"""How long a question to the store may take."""
GRACE: Final = 3
"""Seconds that answers under way have to end after Ctrl-C."""


def run(url: str, port: int, opened: bool, *, explore: bool) -> int:
    """Serves the store until it is stopped, and gives the exit code; ``explore`` serves it with Datasette.

    CommandError for a port that is taken and for Datasette with another database than SQLite, StoreError for a store that cannot be read.
    """
    if explore and address(url).get_backend_name() != "sqlite":
        raise CommandError("Datasette reads SQLite only; leave out --datasette, or name a SQLite store by --db")
    with open_store(url, create=False, read_only=True, seconds=SECONDS) as store, _bound(port) as bound:
        shown = explorer.explorer(str(store.url.database)) if explore else site(store)
        if not explore:
            tables.part(store, "tasks", {"unit": "·"})  # loads what the first visitor would wait for
        _serve(shown, bound, opened, place(store.url))
    return Ending.OK


def _serve(shown: Any, bound: socket.socket, opened: bool, served: str) -> None:
    here = f"http://{HOST}:{bound.getsockname()[1]}/"
    say(f"{served} is at {here} (Ctrl-C ends it)")
    if opened:
        threading.Thread(target=webbrowser.open, args=(here,), daemon=True).start()
    config = uvicorn.Config(shown, log_level="critical", access_log=False, server_header=False, proxy_headers=False, timeout_graceful_shutdown=GRACE)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    uvicorn.Server(config).run(sockets=[bound])


@contextmanager
def _bound(port: int) -> Iterator[socket.socket]:
    """A socket that listens already, so that a browser that is quicker than the server waits."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((HOST, port))
            made.listen(128)
        except OSError as error:
            raise CommandError(f"port {port} of {HOST} cannot be used: {error.strerror}; name another by --port", Ending.ENVIRONMENT) from error
        yield made
