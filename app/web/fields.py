"""What can be asked on a page: the options of the command that lists the same records, as fields of a form, and what a request put into them."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from app.commands import ingestion, queries
from app.web.words import LANGUAGES

Shape = Literal["words", "choice", "choices", "day", "flag"]

COMMANDS: Final[Mapping[str, Callable[..., int]]] = {
    "tasks": queries.tasks,
    "targets": queries.targets,
    "deadlines": queries.deadlines,
    "units": queries.units,
    "plans": queries.plans,
    "failed": ingestion.failed,
}
"""The tables of the pages, and the commands that list the same records."""
NOT_ASKED: Final = frozenset({"form", "limit", "db", "each", "unknown", "ics"})
"""Options that say how a command prints, or what else it prints."""
LANGUAGE: Final = "lang"
"""What every page is asked beside its own fields."""
LONGEST: Final = 500
"""Characters of one value."""
PAGES: Final = 200
"""Pages of a table; who wants more asks for less or takes the file."""


class WrongParameter(ValueError):  # noqa: N818
    """A request that asks for what cannot be asked. ``reason`` is a word of ``words.toml``, ``told`` what it is said of."""

    def __init__(self, reason: str, **told: object) -> None:
        super().__init__(f"{reason}: {told}")
        self.reason, self.told = reason, told


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: what a filter of the same name takes."""

    name: str
    shape: Shape
    choices: tuple[str, ...] = ()


@cache
def fields(table: str) -> tuple[Field, ...]:
    """The fields of a table's form, in the order of the command's options."""
    parameters = inspect.signature(COMMANDS[table]).parameters.values()
    return tuple(_field(one.name, one.annotation) for one in parameters if one.name not in NOT_ASKED)


def filters(table: str, request: Sequence[tuple[str, str]], also: Sequence[str] = ()) -> dict[str, Any]:
    """The filters that the (name, value) pairs of a request ask for; empty values ask for nothing. ``also``: names that are no fields.

    WrongParameter for a name that is none, a value that is none, and a name that is given twice.
    """
    known = {one.name: one for one in (*fields(table), Field(LANGUAGE, "choice", LANGUAGES))}
    found: dict[str, Any] = {}
    for name, value in request:
        if name not in known and name not in also:
            raise WrongParameter("unknown-name", name=name, names="、".join((*known, *also)))
        _see_text(name, value)
        if name in also or not value.strip():
            continue
        if known[name].shape == "choices":
            found.setdefault(name, []).append(_value(known[name], value))
        elif name in found:
            raise WrongParameter("named-twice", name=name)
        else:
            found[name] = _value(known[name], value)
    found.pop(LANGUAGE, None)
    return found


def number(name: str, said: str | None, most: int) -> int:
    """A number from 1 on that a request names, 1 where it names none; WrongParameter for one that is none."""
    if said is None or not said.strip():
        return 1
    if not (said.isascii() and said.isdigit() and len(said) < 10 and 1 <= int(said) <= most):
        raise WrongParameter("wrong-number", name=name, value=said, most=most)
    return int(said)


def _see_text(name: str, value: str) -> None:
    if len(value) > LONGEST:
        raise WrongParameter("too-long", name=name, most=LONGEST)
    if "\0" in value:
        raise WrongParameter("no-text", name=name)


def _value(field: Field, said: str) -> Any:
    said = said.strip()
    if field.shape == "day":
        try:
            return date.fromisoformat(said)
        except ValueError:
            raise WrongParameter("wrong-day", name=field.name, value=said) from None
    if field.choices and said not in field.choices:
        raise WrongParameter("wrong-choice", name=field.name, value=said, choices="、".join(field.choices))
    return True if field.shape == "flag" else said


def _field(name: str, annotation: Any) -> Field:
    kind = _plain(annotation)
    if get_origin(kind) is list:
        [inner] = get_args(kind)
        return Field(name, "choices", _choices(inner)) if _choices(inner) else Field(name, "words")
    if kind is bool:
        return Field(name, "flag", ("1",))
    if kind is date:
        return Field(name, "day")
    return Field(name, "choice", _choices(kind)) if _choices(kind) else Field(name, "words")


def _plain(annotation: Any) -> Any:
    """A type without what typer is told of it, and without None."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if isinstance(annotation, UnionType):
        [annotation] = [one for one in get_args(annotation) if one is not NoneType]
    return annotation


def _choices(kind: Any) -> tuple[str, ...]:
    return tuple(str(one.value) for one in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()
