"""What became of a plan in the plans below it: covered, diluted, later, missing."""

from collections.abc import Iterator
from typing import Any

from analysis.compare.alignment import Alignment, Pair
from analysis.compare.evidence import Evidence
from analysis.compare.numbers import Number, matched, verdict
from analysis.compare.pace import due
from analysis.compare.relations import Standing
from analysis.compare.sides import Item, Side

Row = dict[str, Any]


def cascade(found: Alignment, standing: Standing, evidence: Evidence) -> Iterator[Row]:
    """The rows of the frame ``cascade`` for a plan and one below it: its tasks, then the numbers that both name or only the upper one."""
    upper, lower = (found.a, found.b) if standing.kind == "cascade_down" else (found.b, found.a)
    down = {pair: (pair.a, pair.b) if upper is found.a else (pair.b, pair.a) for pair in found.pairs}
    pairs = [(one, other) if upper is found.a else (other, one) for one, other in matched(found)]
    answers: dict[int, list[tuple[int, Pair]]] = {}
    for pair, (above, below) in down.items():
        answers.setdefault(above, []).append((below, pair))
    for item in upper.items:
        if item.task.category in ("task", "goal"):
            yield from _task(item, answers.get(item.number, []), pairs, (upper, lower), standing, evidence)
    for one, other in pairs:
        if one is not None:
            yield _number(one, other, (upper, lower), standing, evidence)


def _task(
    item: Item,
    answers: list[tuple[int, Pair]],
    numbers: list[tuple[Number | None, Number | None]],
    sides: tuple[Side, Side],
    standing: Standing,
    evidence: Evidence,
) -> Iterator[Row]:
    upper, lower = sides
    topic = item.topic.name if item.topic else None
    for below, pair in sorted(answers, key=lambda one: -one[1].score):
        other = lower.items[below]
        row = f"{upper.letter}{lower.letter}:{item.key}~{other.key}"
        about = {"kind": "task", "status": _status(item, other, numbers), "topic": topic, "score": pair.score}
        yield _row(row, sides, standing) | about | _said(item, upper, "upper", row, evidence) | _said(other, lower, "lower", row, evidence)
    if not answers:
        row = f"{upper.letter}{lower.letter}:{item.key}"
        yield _row(row, sides, standing) | {"kind": "task", "status": "missing", "topic": topic} | _said(item, upper, "upper", row, evidence)


def _status(item: Item, other: Item, numbers: list[tuple[Number | None, Number | None]]) -> str:
    """diluted before later before covered."""
    found = [of_number(one, two) for one, two in numbers if one and two and one.item is item and two.item is other]
    ends = due(item), due(other)
    late = ends[0] is not None and ends[1] is not None and ends[1] > ends[0]
    return next((status for status in ("diluted", "later") if status in found), "later" if late else "covered")


def of_number(one: Number, other: Number) -> str:
    """What became of a number: diluted where the plan below promises less of what each place owes alike, later, covered."""
    said = verdict(one, other)
    alike = one.measured.alike and other.measured.alike
    if alike and said.difference and said.stricter == one.side.letter and one.year == other.year:
        return "diluted"
    less = said.difference and (said.difference < 0) == (one.measured.better == "more")
    if alike and less and said.note is not None:
        return "diluted"
    return "later" if said.days and said.days > 0 else "covered"


def _number(one: Number, other: Number | None, sides: tuple[Side, Side], standing: Standing, evidence: Evidence) -> Row:
    upper, lower = sides
    span = one.measured.target.span
    row = f"{upper.letter}{lower.letter}:{upper.key}@{span.start}"
    status = "missing" if other is None else of_number(one, other)
    about: Row = {"kind": "target", "status": status, "indicator": one.measured.name}
    about |= _counted(one, upper, "upper", row, evidence)
    if other is not None:
        about |= _counted(other, lower, "lower", row, evidence)
    return _row(row, sides, standing) | about


def _row(row: str, sides: tuple[Side, Side], standing: Standing) -> Row:
    upper, lower = sides
    named = {"plan_upper": upper.key, "plan_lower": lower.key}
    return {"id": row, "upper": upper.letter, "lower": lower.letter, "through": standing.through} | named


def _said(item: Item, side: Side, column: str, row: str, evidence: Evidence) -> Row:
    own = {
        "task": item.key,
        "title": item.title,
        "value": "、".join(number.shown() for number in item.numbers) or None,
        "due": due(item),
        "quote": evidence.add("cascade", row, column, side, item),
    }
    return {f"{name}_{column}": value for name, value in own.items()}


def _counted(number: Number, side: Side, column: str, row: str, evidence: Evidence) -> Row:
    own = {
        "task": number.item.key if number.item else None,
        "title": number.measured.target.text,
        "value": number.measured.shown(),
        "due": number.measured.target.due,
        "quote": evidence.add("cascade", row, column, side, number.item, number.measured.target.span),
    }
    return {f"{name}_{column}": value for name, value in own.items()}
