"""Tasks beside each other: what two plans both do, what one of them does alone, and what differs where both do."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analysis.compare.alignment import Alignment, Pair
from analysis.compare.evidence import Evidence
from analysis.compare.pace import due
from analysis.compare.sides import Item, Side

Row = dict[str, Any]


def correspondences(found: Alignment, evidence: Evidence) -> Iterator[Row]:
    """The rows of the frame ``tasks`` for two plans: the pairs, then what stands only in the one, only in the other."""
    for pair in found.pairs:
        yield _pair(found, pair, evidence)
    for alone, side, column in zip(found.alone(), (found.a, found.b), "ab", strict=True):
        for item in alone:
            row = f"{found.a.letter}{found.b.letter}:{column}:{item.key}"
            yield (
                {
                    "id": row,
                    "a": found.a.letter,
                    "b": found.b.letter,
                    "status": "only_in",
                    "only_in": side.letter,
                    "relation": "none",
                    "reasons": [],
                    "changes": [],
                }
                | _about(item)
                | _columns(side, item, column, row, evidence)
            )


def _pair(found: Alignment, pair: Pair, evidence: Evidence) -> Row:
    a, b = found.a.items[pair.a], found.b.items[pair.b]
    row = f"{found.a.letter}{found.b.letter}:{a.key}~{b.key}"
    differs = changes(a, b)
    return (
        {
            "id": row,
            "a": found.a.letter,
            "b": found.b.letter,
            "status": "changed" if set(differs) - {"措辞"} else "same",
            "relation": pair.relation,
            "score": pair.score,
            "reasons": list(pair.reasons),
            "changes": differs,
        }
        | _about(a if a.topics else b)
        | _columns(found.a, a, "a", row, evidence)
        | _columns(found.b, b, "b", row, evidence)
    )


def changes(a: Item, b: Item) -> list[str]:
    """What differs between two tasks that correspond: 时限, 数值, 牵头, 措辞."""

    def times(item: Item) -> set[object]:
        return {(one.start, one.end) if one.start or one.end else one.text for one in item.task.deadlines}

    def numbers(item: Item) -> set[object]:
        return {(n.name, n.measure, n.low, n.high, n.family, n.target.due, n.target.masked) for n in item.numbers}

    def bodies(item: Item) -> set[str]:
        return {unit.function or unit.canonical or unit.name for unit in item.leads}

    differs = [name for name, of in (("时限", times), ("数值", numbers), ("牵头", bodies)) if of(a) != of(b)]
    return differs if a.content == b.content else [*differs, "措辞"]


def _about(item: Item) -> Row:
    return {"domain": item.topic.domain, "topic": item.topic.name} if item.topic else {}


def _columns(side: Side, item: Item, column: str, row: str, evidence: Evidence) -> Row:
    own = {
        "plan": side.key,
        "task": item.key,
        "part": item.part,
        "title": item.title,
        "lead": "、".join(unit.name for unit in item.leads) or None,
        "due": due(item),
        "quote": evidence.add("tasks", row, column, side, item),
    }
    return {f"{name}_{column}": value for name, value in own.items()}


def alone(sides: Sequence[Side], found: Iterable[Alignment], evidence: Evidence) -> Iterator[Row]:
    """The rows of the frame ``only``: the tasks of each plan that have no partner in any other, with the likest of another."""
    held = list(found)
    for side in sides:
        with_partner = {n for one in held for n in _partnered(one, side)}
        for item in side.items:
            if item.number in with_partner:
                continue
            row = f"{side.letter}:{item.key}"
            score, nearest = max((_nearest(one, side, item) for one in held if side in (one.a, one.b)), default=(0.0, ""))
            yield {
                "id": row,
                "side": side.letter,
                "plan": side.key,
                "task": item.key,
                "part": item.part,
                "title": item.title,
                "lead": "、".join(unit.name for unit in item.leads) or None,
                "due": due(item),
                "targets": len(item.numbers),
                "nearest": nearest or None,
                "nearest_score": score,
                "quote": evidence.add("only", row, side.letter, side, item),
            } | _about(item)


def _partnered(found: Alignment, side: Side) -> set[int]:
    if found.a is side:
        return {pair.a for pair in found.pairs}
    return {pair.b for pair in found.pairs} if found.b is side else set()


def _nearest(found: Alignment, side: Side, item: Item) -> tuple[float, str]:
    near, other = (found.nearest_a, found.b) if found.a is side else (found.nearest_b, found.a)
    score, number = near.get(item.number, (0.0, -1))
    return score, other.items[number].key if number >= 0 else ""
