"""The command ``taizhang``: its commands, and how each of them begins and ends. Nothing heavy is imported before it is needed."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from app.commands import bodies, changes, compare, corrections, documents, evaluation, ingestion, plan, queries, serving, store
from app.errors import Ending, guarded
from app.show import utf8, write

COMMANDS = (
    *(documents.extract, documents.text),
    *(ingestion.ingest, ingestion.failed, ingestion.retry),
    *(queries.plans, plan.show, queries.tasks, queries.targets, queries.deadlines),
    *(queries.search, changes.diff, compare.compare),
    *(serving.serve, evaluation.evaluate, store.export, store.doctor),
)
"""The commands, in the order of ``taizhang --help``."""

app = typer.Typer(name="taizhang", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
for command in COMMANDS:
    app.command()(command)

units = typer.Typer(name="units", rich_markup_mode=None)
units.callback(invoke_without_command=True)(bodies.units)
units.command()(bodies.merge)
units.command()(bodies.unmerge)
app.add_typer(units)

reviewed = typer.Typer(name="corrections", rich_markup_mode=None)
reviewed.command()(corrections.export)
reviewed.command("import")(corrections.bring_in)
reviewed.command()(corrections.undo)


@reviewed.callback(invoke_without_command=True)
def corrections_group(context: typer.Context) -> None:
    """Keep what reviewers changed.

    \b
    Example:
      taizhang corrections export 校对.jsonl
    """
    _needs_command(context)


app.add_typer(reviewed)

database = typer.Typer(name="db", rich_markup_mode=None)
database.command()(store.upgrade)
database.command()(store.schema)


@database.callback(invoke_without_command=True)
def db(context: typer.Context) -> None:
    """Look after the store's tables.

    \b
    Example:
      taizhang db upgrade
    """
    _needs_command(context)


app.add_typer(database)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="After an error print the traceback too; stands anywhere on the line.")] = False,  # noqa: ARG001 - main takes it
) -> None:
    """Government implementation plans as a ledger that can be queried: who does what by when.

    \b
    Example:
      taizhang ingest plans/
      taizhang tasks --unit 城管 --due-before 2021-12-31
    """
    if version:
        from importlib.metadata import version as installed

        write(f"taizhang {installed('taizhang')}\n")
        raise typer.Exit
    _needs_command(context)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code (see ``app.errors.Ending``)."""
    utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = words[: words.index("--")] if "--" in words else words
    debug = "--debug" in options
    words = [word for word in options if word != "--debug"] + words[len(options) :]
    return guarded(lambda: app(words, prog_name="taizhang", standalone_mode=False), debug)


def _needs_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(Ending.USAGE)
