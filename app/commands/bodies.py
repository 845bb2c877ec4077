"""Commands on bodies: ``units`` lists them, ``units merge`` and ``units unmerge`` say which are one."""

import inspect
from collections.abc import Callable
from getpass import getuser
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import queries
from app.errors import CommandError, Ending
from app.options import STORE, Db
from app.show import write

if TYPE_CHECKING:
    from pipeline.store import Store

Name = Annotated[str, typer.Argument(metavar="BODY", help="A body as taizhang units lists it, or as a plan writes it.", show_default=False)]
Who = Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who says so. Default: the user of this machine.")]


def units(context: typer.Context, **options: Any) -> int:
    """List them, unless a command follows; options before that command are of no use, and could name another store."""
    if context.invoked_subcommand is None:
        return queries.units(**options)
    given = [name for name in options if (source := context.get_parameter_source(name)) and source.name == "COMMANDLINE"]
    if given:
        raise CommandError(f"put the options of units {context.invoked_subcommand} behind it, among them --{given[0].replace('_', '-')}")
    return Ending.OK


_CONTEXT = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
units.__signature__ = inspect.Signature([_CONTEXT, *inspect.signature(queries.units).parameters.values()])  # type: ignore[attr-defined]
units.__doc__ = queries.units.__doc__


def merge(
    name: Name,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The body that it is.", show_default=False)],
    who: Who = None,
    db: Db = STORE,
) -> int:
    """Say that a body is another one.

    All lists and queries count it so from then on, however often plans are read again, until it is taken back.

    \b
    Example:
      taizhang units merge 云溪市城管局 云溪市综合行政执法局 --who 李华
    """
    one, other = _changed(db, lambda store: store.merge(name, into, author=who or getuser()))
    write(f"{one} is now {other}\n")
    return Ending.OK


def unmerge(name: Name, who: Who = None, db: Db = STORE) -> int:
    """Take back that a body is another one.

    \b
    Example:
      taizhang units unmerge 云溪市城管局
    """
    one, other = _changed(db, lambda store: store.unmerge(name, author=who or getuser()))
    write(f"{one} is no longer {other}\n")
    return Ending.OK


def _changed(db: str, change: "Callable[[Store], tuple[str, str]]") -> tuple[str, str]:
    from pipeline.store import open_store

    with open_store(db, create=False) as store:
        try:
            return change(store)
        except LookupError as error:
            raise CommandError(str(error)) from None
