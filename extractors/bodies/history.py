"""Who took over: the heirs of bodies that reorganisations ended."""

from functools import cache
from typing import NamedTuple

from extractors.bodies.departments import parted
from extractors.bodies.words import plain, words
from extractors.lexicon import lexicon


class Heir(NamedTuple):
    """``word``, the work as its body was called after the year ``last``."""

    word: str
    last: int


def heirs(name: str) -> tuple[Heir, ...]:
    """Who took over the work of a body, in the order of the reorganisations: ``卫计委`` → 卫生健康 after 2018; empty for one that still is.

    ``name`` is a department with or without suffix (环保, 环保局), without its place. Years are those of the central reform; a province may lag.
    """
    parts = parted(name)
    known = parts[2] if parts and parts[2] else words(name)
    found, at = list[Heir](), plain("".join(word.text for word in known)) if known else ""
    while at in _table() and len(found) < 5:
        found.append(_table()[at])
        at = plain(found[-1].word)
    return tuple(found)


@cache
def _table() -> dict[str, Heir]:
    rows = (row.split(" ") for table in lexicon("functions")["function"] for row in table.get("former", ()))
    table = dict[str, Heir]()
    for name, last, heir in rows:
        known = words(name)
        table[plain("".join(word.text for word in known or ())) or name] = Heir(heir, int(last))
    return table
