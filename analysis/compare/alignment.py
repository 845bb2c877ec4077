"""Which tasks of two plans correspond: by topic, wording, what they count and the work of the bodies that answer for them."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

from analysis.compare.sides import Item, Side
from analysis.compare.wording import likeness, rarity, weighted

Relation = Literal["one-to-one", "one-to-many", "many-to-one"]
WEIGHTS: Final[Mapping[str, float]] = {
    "wording": 2.1,
    "title": 0.5,
    "nearest": 4.3,
    "topic": 1.6,
    "first": 0.9,
    "rare": 2.7,
    "indicator": 2.0,
    "function": 1.2,
    "bodies": -1.0,
    "category": 1.7,
}
"""What each part of two tasks adds to the odds that they correspond, by logistic regression on the annotated pairs of tests/cases/pairs.txt."""
BASE: Final = -8.2
LEAST: Final = 0.02
"""Two tasks whose words are less alike and that share no topic are not looked at further."""
THRESHOLD: Final = 0.4
"""Pairs that score as much correspond; chosen on the same pairs."""
FURTHER: Final = 0.4
"""And so much where one of them has a better partner."""
NEAR: Final = 0.8
"""A pair of two tasks that both have a better partner must score such a share of the better score of one of them."""
SAME_DOMAIN: Final = 0.25
"""What two topics of one domain count for beside one topic."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What two tasks have in common: ``values`` by the names of ``WEIGHTS``, each from 0 to 1; ``words`` say it for people."""

    values: Mapping[str, float]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tasks that correspond, by their numbers in their plans."""

    a: int
    b: int
    score: float
    reasons: tuple[str, ...]
    relation: Relation = "one-to-one"


@dataclass(frozen=True)
class Alignment:
    """The tasks of two plans held beside each other: the ``pairs`` that correspond, in the order of ``a``, and for each task of ``a`` and
    of ``b`` the likest of the other plan with its score, whether it corresponds or not."""

    a: Side
    b: Side
    pairs: tuple[Pair, ...]
    nearest_a: Mapping[int, tuple[float, int]]
    nearest_b: Mapping[int, tuple[float, int]]

    @cached_property
    def linked(self) -> frozenset[tuple[int, int]]:
        """The pairs by their numbers."""
        return frozenset((pair.a, pair.b) for pair in self.pairs)

    def alone(self) -> tuple[list[Item], list[Item]]:
        """The tasks of each plan that have no partner in the other."""
        with_a, with_b = {pair.a for pair in self.pairs}, {pair.b for pair in self.pairs}
        return [i for i in self.a.items if i.number not in with_a], [i for i in self.b.items if i.number not in with_b]


def align(a: Side, b: Side) -> Alignment:
    """The corresponding tasks of two plans; ``align(b, a)`` gives the same pairs turned round.

    The likest find each other first, one to one. A task that is left joins the partner of another where it is like it (``one-to-many``:
    one task of ``a``, several of ``b``); one that is there word for word has no further partner.
    """
    found = sorted(scores(a.items, b.items), key=lambda pair: (-pair.score, abs(pair.a - pair.b), min(pair.a, pair.b), max(pair.a, pair.b)))
    partner_a: dict[int, int] = {}
    partner_b: dict[int, int] = {}
    chosen: list[Pair] = []
    for pair in found:
        if pair.a not in partner_a and pair.b not in partner_b and pair.score >= THRESHOLD:
            partner_a[pair.a], partner_b[pair.b] = pair.b, pair.a
            chosen.append(pair)
    nearest_a: dict[int, tuple[float, int]] = {}
    nearest_b: dict[int, tuple[float, int]] = {}
    for pair in found:
        nearest_a.setdefault(pair.a, (pair.score, pair.b))
        nearest_b.setdefault(pair.b, (pair.score, pair.a))
    further = [
        pair
        for pair in found
        if pair.score >= FURTHER
        and partner_a.get(pair.a) != pair.b
        and (pair.a in partner_a or pair.b in partner_b)
        and pair.score >= NEAR * min(nearest_a[pair.a][0], nearest_b[pair.b][0])
        and max(nearest_a[pair.a][0], nearest_b[pair.b][0]) < 1
    ]
    pairs = sorted(_counted(chosen, further), key=lambda pair: (pair.a, -pair.score, pair.b))
    return Alignment(a, b, tuple(pairs), nearest_a, nearest_b)


def _counted(chosen: Sequence[Pair], further: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs with their relation."""
    held_a = Counter(pair.a for pair in (*chosen, *further))
    held_b = Counter(pair.b for pair in (*chosen, *further))
    for pair in (*chosen, *further):
        many = held_a[pair.a] > 1, held_b[pair.b] > 1
        relation: Relation = "one-to-one" if not any(many) else "one-to-many" if held_a[pair.a] > held_b[pair.b] else "many-to-one"
        yield Pair(pair.a, pair.b, pair.score, pair.reasons, relation)


def scores(a: Sequence[Item], b: Sequence[Item]) -> Iterator[Pair]:
    """Every pair that has a word or a topic in common, with its score."""
    rare = rarity(item.terms for item in (*a, *b))
    left, right = ([weighted(item.terms, rare) for item in side] for side in (a, b))
    heads_a, heads_b = ([weighted(item.heading, rare) for item in side] for side in (a, b))
    often = _often(a), _often(b)
    alike = [[likeness(mine, theirs) for theirs in right] for mine in left]
    best_a, best_b = [max(row, default=0.0) for row in alike], [max(column) for column in zip(*alike, strict=True)]
    for at, one in enumerate(a):
        for to, other in enumerate(b):
            wording = alike[at][to]
            topic, subject = _topic(one, other)
            if wording < LEAST and not subject:
                continue
            found = _Found(
                wording=wording,
                title=likeness(heads_a[at], heads_b[to]) if wording >= LEAST else 0.0,
                nearest=wording * wording / (best_a[at] * best_b[to]) if wording >= LEAST else 0.0,
                topic=topic,
                subject=subject,
                rare=topic / math.sqrt(often[0].get(subject, 1) * often[1].get(subject, 1)) if subject else 0.0,
            )
            parts = common(one, other, found)
            yield Pair(one.number, other.number, score(one, other, parts), parts.words)


class _Found(NamedTuple):
    """How alike two tasks are worded (``nearest``: beside the likest of either plan) and how much they are about one subject (``rare``: that
    few tasks of the two plans are about)."""

    wording: float
    title: float
    nearest: float
    topic: float
    subject: str
    rare: float


def _often(items: Sequence[Item]) -> Mapping[str, int]:
    """How many tasks are about each topic first of all: one that every task is about tells none from another."""
    return Counter(item.topic.name for item in items if item.topic)


def common(a: Item, b: Item, found: _Found) -> Parts:
    """What two tasks have in common, from what was found of their words and subjects."""
    indicators = sorted(a.indicators & b.indicators)
    functions = sorted(a.functions & b.functions)
    bodies = bool(a.functions and b.functions)
    values = {
        "wording": min(1.0, found.wording) ** 0.6,
        "title": min(1.0, found.title) ** 0.6,
        "nearest": found.nearest,
        "topic": found.topic,
        "first": float(bool(a.topic and b.topic and a.topic.name == b.topic.name)),
        "rare": found.rare,
        "indicator": min(1.0, len(indicators) * 3 / (len(a.indicators) + len(b.indicators))) if indicators else 0.0,
        "function": len(functions) * 2 / (len(a.functions) + len(b.functions)) if bodies else 0.0,
        "bodies": float(bodies),
        "category": float(a.task.category == b.task.category),
    }
    words = [f"措辞 {found.wording:.2f}"]
    words += [f"主题 {found.subject}"] if found.subject else []
    words += [f"指标 {'、'.join(indicators)}"] if indicators else []
    words += [f"牵头 {'、'.join(functions)}"] if functions else []
    return Parts(values, tuple(words))


def score(a: Item, b: Item, parts: Parts) -> float:
    """How likely two tasks correspond, from 0 to 1; 1 for one text, only that."""
    if a.task.text == b.task.text:
        return 1.0
    odds = BASE + sum(WEIGHTS[name] * value for name, value in parts.values.items())
    return round(min(0.99999, 1 / (1 + math.exp(-odds))), 5)


def _topic(a: Item, b: Item) -> tuple[float, str]:
    """How much two tasks are about the same, and the strongest topic that they share."""
    if not a.topics or not b.topics:
        return 0.0, ""
    mine, theirs = _shares(a), _shares(b)
    both = {name: min(mine[name], theirs[name]) for name in mine.keys() & theirs.keys()}
    if both:
        return min(1.0, sum(both.values()) * 1.25), max(both, key=lambda name: (both[name], name))
    return (SAME_DOMAIN if a.topics[0].domain == b.topics[0].domain else 0.0), ""


def _shares(item: Item) -> Mapping[str, float]:
    """How the topics of a task divide it."""
    found: dict[str, float] = defaultdict(float)
    for topic in item.topics[:4]:
        found[topic.name] += topic.score
    total = sum(found.values())
    return {name: value / total for name, value in found.items()}
