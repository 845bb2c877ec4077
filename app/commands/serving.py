"""The command serve: the ledger in a browser, on this machine."""

from typing import Annotated

import typer

from app.errors import CommandError, Ending
from app.options import STORE, Db

PORT = 8321


def serve(
    port: Annotated[int, typer.Option("--port", "-p", metavar="N", min=0, max=65535, help="The port on 127.0.0.1; 0 for any that is free.")] = PORT,
    opened: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    datasette: Annotated[bool, typer.Option("--datasette", help="Serve the tables with Datasette, for SQL.")] = False,
    db: Db = STORE,
) -> int:
    """Serve the ledger as a web page on 127.0.0.1, read only.

    It ends with Ctrl-C. Tasks, plans beside their text, targets, deadlines, bodies; every table also as csv and json.

    \b
    Example:
      taizhang serve --open
      taizhang serve --datasette --port 8001
    """
    try:
        from app.web import server
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in NEEDED:
            raise
        raise CommandError(f"serve needs {error.name}, which is not installed; run: pip install 'taizhang[web]'", Ending.ENVIRONMENT) from None
    return server.run(db, port, opened, explore=datasette)


NEEDED = ("anyio", "datasette", "jinja2", "markupsafe", "starlette", "uvicorn")
"""What the extra ``web`` brings."""
