"""How alike two texts are worded: Chinese words and pairs of characters, the rare ones counting most."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from extractors.lexicon import lexicon
from extractors.mentions.words import words

Terms = Mapping[str, float]
"""Words (垃圾) and pairs of characters (垃圾 as ``·垃圾``) with how much each counts."""
RUN = re.compile("[一-龥]+")
HAN = re.compile("[一-龥]{2,12}|[A-Za-z]{2,20}")
COMMON = 0.25
"""What a word that says how and not what (推进) counts for beside another."""
PAIRS = 0.5
"""What a pair of characters counts for beside a word."""


@cache
def _common() -> frozenset[str]:
    return frozenset(lexicon("wording")["common"])


def terms(text: str, opening: str = "") -> Terms:
    """The terms of a text; those of its opening count for twice as much, those that come again for little more."""
    found: dict[str, float] = defaultdict(float)
    for part in (text, opening):
        for word, count in Counter(words(part)).items():
            if HAN.fullmatch(word):
                found[word] += (1 + math.log(count)) * (COMMON if word in _common() else 1.0)
        pairs = Counter(run[at : at + 2] for run in RUN.findall(part) for at in range(len(run) - 1))
        for pair, count in pairs.items():
            found[f"·{pair}"] += PAIRS * (1 + math.log(count)) * (COMMON if pair in _common() else 1.0)
    return found


def rarity(texts: Iterable[Terms]) -> Terms:
    """How rare each term is among texts, from near 0 (in every one) upward."""
    seen: Counter[str] = Counter()
    count = 0
    for text in texts:
        seen.update(text.keys())
        count += 1
    return {term: math.log(1 + count / held) for term, held in seen.items()}


def weighted(text: Terms, rare: Terms) -> Terms:
    """Terms by how rare they are, scaled so that a text is 1 like itself."""
    found = {term: weight * rare.get(term, 0.0) for term, weight in text.items()}
    length = math.sqrt(sum(weight * weight for weight in found.values()))
    return {term: weight / length for term, weight in found.items()} if length else {}


def likeness(a: Terms, b: Terms) -> float:
    """How alike two weighted texts are, from 0 to 1."""
    if len(b) < len(a):
        a, b = b, a
    return sum(weight * b.get(term, 0.0) for term, weight in a.items())
