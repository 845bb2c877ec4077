"""The taxonomy of topics and the words that show them, as lines of ``topics.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.lexicon import lexicon

Strength = Literal["strong", "weak", "opening"]
"""weak: names its topic by itself only in the opening of a text · opening: counts nowhere else."""
_SIGNS: Mapping[str, Strength] = {"?": "weak", "=": "opening"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A topic and the domain it is part of; ``weight`` is what its cues count for beside those of others."""

    domain: str
    name: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that shows a topic; one without is a phrase that only looks like a cue (健康发展)."""

    word: str
    leaf: Leaf | None
    strength: Strength = "strong"


@cache
def domains() -> Mapping[str, tuple[str, ...]]:
    """The names of the topics by domain, in the order of the taxonomy."""
    return {table["name"]: tuple(line.partition(":")[0] for line in table["leaves"]) for table in lexicon("topics")["domain"]}


def leaves() -> tuple[str, ...]:
    """The names of all topics; none is twice."""
    return tuple(name for names in domains().values() for name in names)


@cache
def cues() -> Mapping[str, tuple[Cue, ...]]:
    """The cues by their first two characters, the longest first."""
    found: dict[str, list[Cue]] = {}
    for cue in _cues():
        found.setdefault(cue.word[:2], []).append(cue)
    return {head: tuple(sorted(same, key=lambda cue: -len(cue.word))) for head, same in found.items()}


def _cues() -> list[Cue]:
    listed = [Cue(word, None) for word in lexicon("topics")["blind"]]
    for table in lexicon("topics")["domain"]:
        for line in table["leaves"]:
            name, _, words = line.partition(":")
            leaf = Leaf(table["name"], name, table.get("weight", 1.0))
            own = [Cue(word.lstrip("?="), leaf, _SIGNS.get(word[0], "strong")) for word in words.split()]
            listed += own if any(cue.word == name for cue in own) else [*own, Cue(name, leaf)]
    return listed
