"""Which tasks of two plans correspond: by topic, wording, what they count and the work of the bodies that answer for them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from analysis.compare.sides import Item, Side
from analysis.compare.wording import Terms, likeness, rarity, weighted

Relation = Literal["one-to-one", "one-to-many", "many-to-one"]
WEIGHTS: Final[Mapping[str, float]] = {"topic": 0.34, "wording": 0.44, "indicator": 0.14, "function": 0.08}
THRESHOLD: Final = 0.40
"""Pairs that score as much correspond; chosen on the annotated pairs of tests/cases/pairs.txt."""
FURTHER: Final = 0.50
"""And so much where one of them has a better partner."""
SAME_DOMAIN, OTHER_KIND = 0.25, 0.75
"""What two topics of one domain count for beside one topic; what the score of a task and a safeguard is worth."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What two tasks have in common, each from 0 to 1, None where one of them does not say; ``words`` says it for people."""

    topic: float | None
    wording: float
    indicator: float | None
    function: float | None
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
    one task of ``a``, several of ``b``).
    """
    found = sorted(scores(a.items, b.items), key=lambda pair: (-pair.score, abs(pair.a - pair.b), min(pair.a, pair.b), max(pair.a, pair.b)))
    partner_a: dict[int, int] = {}
    partner_b: dict[int, int] = {}
    chosen: list[Pair] = []
    for pair in found:
        if pair.a not in partner_a and pair.b not in partner_b and pair.score >= THRESHOLD:
            partner_a[pair.a], partner_b[pair.b] = pair.b, pair.a
            chosen.append(pair)
    further = [pair for pair in found if pair.score >= FURTHER and (pair.a not in partner_a) != (pair.b not in partner_b)]
    pairs = sorted(_counted(chosen, further), key=lambda pair: (pair.a, -pair.score, pair.b))
    nearest_a: dict[int, tuple[float, int]] = {}
    nearest_b: dict[int, tuple[float, int]] = {}
    for pair in found:
        nearest_a.setdefault(pair.a, (pair.score, pair.b))
        nearest_b.setdefault(pair.b, (pair.score, pair.a))
    return Alignment(a, b, tuple(pairs), nearest_a, nearest_b)


def _counted(chosen: Sequence[Pair], further: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs with their relation; of those that join, each the likest only."""
    joined: list[Pair] = []
    done: set[tuple[str, int]] = set()
    first_a, first_b = {pair.a for pair in chosen}, {pair.b for pair in chosen}
    for pair in further:
        late = ("a", pair.a) if pair.a not in first_a else ("b", pair.b)
        if late not in done:
            done.add(late)
            joined.append(pair)
    many_b = {pair.a for pair in joined if pair.a in first_a}
    many_a = {pair.b for pair in joined if pair.b in first_b}
    for pair in [*chosen, *joined]:
        relation: Relation = "one-to-many" if pair.a in many_b else "many-to-one" if pair.b in many_a else "one-to-one"
        yield Pair(pair.a, pair.b, pair.score, pair.reasons, relation)


def scores(a: Sequence[Item], b: Sequence[Item]) -> Iterator[Pair]:
    """Every pair that has a word or a topic in common, with its score; time grows with the words that are shared, not with all pairs."""
    rare = rarity(item.terms for item in (*a, *b))
    left, right = [weighted(item.terms, rare) for item in a], [weighted(item.terms, rare) for item in b]
    for one, mine in zip(a, left, strict=True):
        for other, wording in _alike(mine, right).items():
            parts = common(one, b[other], wording)
            yield Pair(one.number, b[other].number, score(one, b[other], parts), parts.words)


def _alike(mine: Terms, right: Sequence[Terms]) -> Mapping[int, float]:
    return {at: alike for at, theirs in enumerate(right) if (alike := likeness(mine, theirs)) > 0.02}


def common(a: Item, b: Item, wording: float) -> Parts:
    """What two tasks have in common; ``wording`` is how alike their words are."""
    topic, subject = _topic(a, b)
    indicators = sorted(a.indicators & b.indicators)
    functions = sorted(a.functions & b.functions)
    words = [f"措辞 {wording:.2f}"]
    words += [f"主题 {subject}"] if subject else []
    words += [f"指标 {'、'.join(indicators)}"] if indicators else []
    words += [f"牵头 {'、'.join(functions)}"] if functions else []
    return Parts(
        topic=topic,
        wording=min(1.0, wording),
        indicator=min(1.0, len(indicators) * 2 / (len(a.indicators) + len(b.indicators)) * 1.5) if a.indicators and b.indicators else None,
        function=len(functions) * 2 / (len(a.functions) + len(b.functions)) if a.functions and b.functions else None,
        words=tuple(words),
    )


def score(a: Item, b: Item, parts: Parts) -> float:
    """How much two tasks correspond, from 0 to 1: what they have in common, by weight, over what both of them say."""
    if a.task.text == b.task.text:
        return 1.0
    said = {"topic": parts.topic, "indicator": parts.indicator, "function": parts.function, "wording": min(1.0, parts.wording * 1.6)}
    known = {name: value for name, value in said.items() if value is not None}
    total = sum(WEIGHTS[name] * value for name, value in known.items()) / sum(WEIGHTS[name] for name in known)
    return round(total * (1.0 if a.task.category == b.task.category else OTHER_KIND), 4)


def _topic(a: Item, b: Item) -> tuple[float | None, str]:
    """How much two tasks are about the same, and the strongest topic that they share."""
    if not a.topics or not b.topics:
        return None, ""
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
