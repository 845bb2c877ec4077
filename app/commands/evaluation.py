"""The command evaluate: what the extractors give against plans annotated by hand."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.errors import CommandError, Ending, complain
from app.options import STORE, Db, Form, Memory, Timeout
from app.show import Format, dumps, show, write

if TYPE_CHECKING:
    from pipeline.scores import Scores
    from pipeline.workers import Limits

Gold = tuple[Path, dict[str, Any]]


def evaluate(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD…", help="Annotated plans: JSON files, or folders of them.", show_default=False)],
    sources: Annotated[Path | None, typer.Option("--sources", metavar="DIR", help="Where the plans are that the annotations name.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List every difference too: - missed, + wrongly found, ~ another value.")] = False,
    form: Form = Format.table,
    timeout: Timeout = 60.0,
    memory: Memory = 2048,
    db: Db = STORE,  # noqa: ARG001 - every command takes --db
) -> int:
    """Measure extraction against annotated plans.

    Precision, recall and F1 by kind of record, accuracy by field; each plan is read anew from the file its annotation names,
    beside the annotations, above them or in --sources.

    \b
    Example:
      taizhang evaluate gold/dev --errors
    """
    from pipeline.evaluate import evaluate as compared
    from pipeline.workers import Limits

    annotated = list(_annotated(gold))
    if not annotated:
        raise CommandError(f"no annotated plan in {', '.join(map(str, gold))}; name JSON files with a source and tasks, or their folder")
    places = [_source(path, plan, sources) for path, plan in annotated]
    found = _extracted(places, Limits(timeout, memory))
    scores = compared((path.stem, plan, one) for (path, plan), one in zip(annotated, found, strict=True))
    _print(scores, form, errors)
    return Ending.INCOMPLETE if any("source" not in one for one in found) else Ending.OK


def _annotated(paths: Iterable[Path]) -> Iterator[Gold]:
    for path in paths:
        if not path.exists():
            raise CommandError(f"{path} does not exist; check the name")
        for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
            try:
                plan = json.loads(file.read_text(encoding="utf-8"))
            except ValueError as error:
                raise CommandError(f"{file} is no JSON ({error}); name annotated plans") from None
            if isinstance(plan, dict) and "source" in plan and "tasks" in plan:
                yield file, plan
            elif not path.is_dir():
                raise CommandError(f"{file} is no annotated plan: it has no source and tasks")


def _source(path: Path, plan: dict[str, Any], folder: Path | None) -> Path:
    """The file that an annotation names, looked for in ``folder`` or else beside the annotation and in the folders above it."""
    named = Path(str(plan["source"]))
    places = [folder / named, folder / named.name] if folder else [above / named for above in path.absolute().parents]
    for place in places:
        if place.is_file():
            return place
    raise CommandError(f"{path} names {named}, which is not found; say with --sources DIR where it is")


def _extracted(places: list[Path], limits: "Limits") -> list[dict[str, Any]]:
    """Each plan as ``extract --format json`` prints it; empty for one that could not be read, which is told."""
    from pipeline.workers import Workers, outcome

    with Workers(min(len(places), os.cpu_count() or 1), limits, ("pipeline.extraction",)) as workers:
        futures = [workers.submit("pipeline.extraction:extract", place) for place in places]
        return [_printed(place, outcome(future, limits)) for place, future in zip(places, futures, strict=True)]


def _printed(place: Path, result: Any) -> dict[str, Any]:
    from pipeline.serialise import as_dict
    from pipeline.workers import Failure

    if isinstance(result, Failure):
        complain(f"{place.name}: {result.message}", result.detail)
        return {}
    return as_dict(result)


def _print(scores: "Scores", form: Format, errors: bool) -> None:
    figures = scores.figures()
    if form is Format.json:
        differences = {"differences": [one._asdict() for one in scores.differences]} if errors else {}
        write(dumps({"figures": figures} | differences, indent=1) + "\n")
        return
    columns = ("name", "p", "r", "f1", "gold", "found", "accuracy", "asked")
    rows = [{column: name if column == "name" else _rounded(values.get(column)) for column in columns} for name, values in figures.items()]
    show(rows, form, columns, columns)
    if errors:
        write(["\n", *(f"{' '.join(str(one).split())}\n" for one in scores.differences)])


def _rounded(value: float | int | None) -> float | int | str | None:
    return f"{value:.3f}" if isinstance(value, float) else value
