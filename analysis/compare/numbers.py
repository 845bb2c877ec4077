"""Numbers beside each other: the same indicator in two plans, in one unit, by the year in which it is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis.compare.alignment import Alignment
from analysis.compare.evidence import Evidence
from analysis.compare.indicators import Measured
from analysis.compare.sides import Item, Side

Row = dict[str, Any]
ALIKE = 0.5
"""Share of the characters of two indicators that must be the same where their tasks correspond but their names differ."""
EXACT = Decimal("0.000001")


@dataclass(frozen=True, eq=False)
class Number:
    """A target of a side: what it counts, the task it stands in (None for a goal section), and the year that it is for."""

    side: Side
    item: Item | None
    measured: Measured
    year: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two numbers say against each other: b - a in ``unit``, the stricter and the earlier side, and why not, where they cannot be held."""

    unit: str
    difference: Decimal | None
    stricter: str | None
    days: int | None
    timing: str | None
    note: str | None


def numbers(side: Side) -> list[Number]:
    """The targets of a plan in order; one that a goal section and a task both name is there once, in the task."""
    period = side.plan.period
    whole = period[0].year if period and period[0].year == period[1].year else None
    found: dict[object, Number] = {}
    stated: list[tuple[Item | None, Measured]] = [(None, one) for one in side.loose]
    stated += [(item, one) for item in side.items for one in item.numbers]
    for where, one in stated:
        number = Number(side, where, one, one.target.due.year if one.target.due else whole)
        key = (one.name, one.measure, one.family, one.low, one.high, number.year) if one.telling and not one.target.masked else id(one)
        if key not in found or found[key].item is None:
            found[key] = number
    return sorted(found.values(), key=lambda number: number.measured.target.span)


def matched(found: Alignment) -> Iterator[tuple[Number | None, Number | None]]:
    """The numbers of two plans, pair by pair; those that only one of them has come last, with None for the other."""
    left, right = numbers(found.a), numbers(found.b)
    pairs = []
    for strength in (_same_year, _same_name, _same_thing):
        for one, other in _best(found, left, right, strength):
            pairs.append((one, other))
            left.remove(one)
            right.remove(other)
    yield from sorted(pairs, key=lambda pair: pair[0].measured.target.span)
    yield from ((one, None) for one in left)
    yield from ((None, other) for other in right)


def _best(found: Alignment, left: Sequence[Number], right: Sequence[Number], strength: Any) -> list[tuple[Number, Number]]:
    """Pairs that ``strength`` gives a value above 0, the strongest first, each number once."""
    rated = []
    for at, one in enumerate(left):
        for to, other in enumerate(right):
            together = one.item is not None and other.item is not None and (one.item.number, other.item.number) in found.linked
            if value := strength(one, other, together):
                rated.append((value + together, -abs(at - to), -min(at, to), one, other))
    pairs: list[tuple[Number, Number]] = []
    taken: set[Number] = set()
    for *_, one, other in sorted(rated, key=lambda row: row[:3], reverse=True):
        if one not in taken and other not in taken:
            taken |= {one, other}
            pairs.append((one, other))
    return pairs


def _same_year(one: Number, other: Number, together: bool) -> float:
    return _same_name(one, other, together) if one.year == other.year else 0.0


def _same_name(one: Number, other: Number, together: bool) -> float:
    a, b = one.measured, other.measured
    same = a.name == b.name and a.family == b.family and a.measure == b.measure
    known = a.telling or together or a.target.text == b.target.text
    return _alike(a.target.text, b.target.text) + 0.1 if same and known else 0.0


def _same_thing(one: Number, other: Number, together: bool) -> float:
    """Names that are alike in tasks that correspond, or one name that is counted in two ways."""
    a, b = one.measured, other.measured
    if together and a.family == b.family and a.measure == b.measure and a.telling and b.telling:
        alike = _alike(a.name, b.name)
        return alike if alike >= ALIKE else 0.0
    return 0.2 if a.name == b.name and a.telling else 0.0


def _alike(a: str, b: str) -> float:
    """The share of pairs of characters that two texts have in common."""
    one, other = ({text[at : at + 2] for at in range(max(1, len(text) - 1))} for text in (a, b))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def verdict(one: Number, other: Number) -> Verdict:
    """What two numbers of one indicator say against each other."""
    a, b = one.measured, other.measured
    unit, factor = max((a.target.unit, a.factor), (b.target.unit, b.factor), key=lambda pair: (pair[1], pair[0]))
    days = (b.target.due - a.target.due).days if a.target.due and b.target.due else None
    timing = None if days is None else "equal" if not days else one.side.letter if days > 0 else other.side.letter
    note = _incomparable(a, b)
    if note or a.value is None or b.value is None:
        return Verdict(unit, None, None, days, timing, note or "数字隐去")
    difference = ((b.value - a.value) / factor).quantize(EXACT).normalize() + 0
    more = _sign(b.value - a.value) * (1 if a.better == "more" else -1) or _firmness(b) - _firmness(a)
    if one.year == other.year:
        return Verdict(unit, difference, _side(more, one, other), days, timing, None)
    if not one.year or not other.year:
        return Verdict(unit, difference, None, days, timing, "一方未写年份")
    sooner = _sign(one.year - other.year)
    stricter = _side(sooner, one, other) if a.alike and more in (0, sooner) else None
    return Verdict(unit, difference, stricter, days, timing, "年份不同")


def _incomparable(a: Measured, b: Measured) -> str | None:
    if a.target.masked or b.target.masked:
        return "数字隐去"
    if a.measure != b.measure:
        return "水平值与增长值不可比"
    if {a.target.comparator, b.target.comparator} == {"increase", "decrease"}:
        return "升降方向不同"
    return None if a.family == b.family else f"单位不同({a.family}、{b.family})"


def _firmness(one: Measured) -> int:
    """约 binds less than a plain number."""
    return 0 if one.target.comparator == "~" else 1


def _sign(number: Decimal | int) -> int:
    return (number > 0) - (number < 0)


def _side(more: int, one: Number, other: Number) -> str:
    return "equal" if not more else other.side.letter if more > 0 else one.side.letter


def beside(found: Alignment, evidence: Evidence) -> Iterator[Row]:
    """The rows of the frame ``targets`` for two plans."""
    sides = found.a.letter, found.b.letter
    for count, (one, other) in enumerate(matched(found), 1):
        row = f"{''.join(sides)}:{count}"
        first = one or other
        if first is None:
            continue
        one_is = first.measured
        about: Row = {"id": row, "a": sides[0], "b": sides[1], "indicator": one_is.name, "year": first.year, "measure": one_is.measure}
        limit = any(number and number.measured.target.comparator == "<=" for number in (one, other))
        about |= {"scale": "alike" if one_is.alike or limit else "amount"}
        if one and other:
            said = verdict(one, other)
            names = sorted({one.measured.name, other.measured.name}, key=lambda name: (len(name), name))
            about |= {name: getattr(said, name) for name in Verdict.__slots__}
            about |= {"indicator": names[0], "year": one.year if one.year == other.year else None, "status": _status(one, other, said)}
        else:
            about |= {"unit": first.measured.target.unit, "status": "only_in", "only_in": first.side.letter}
        factor = max(number.measured.factor for number in (one, other) if number)
        yield about | _columns(one, "a", row, factor, evidence) | _columns(other, "b", row, factor, evidence)


def _status(one: Number, other: Number, said: Verdict) -> str:
    a, b = one.measured.target, other.measured.target
    masked = a.masked and b.masked and a.comparator == b.comparator
    return "same" if (masked or (said.difference == 0 and a.comparator == b.comparator)) and a.due == b.due else "changed"


def _columns(number: Number | None, column: str, row: str, factor: Decimal, evidence: Evidence) -> Row:
    if number is None:
        return {}
    one, target = number.measured, number.measured.target
    own = {
        "plan": number.side.key,
        "task": number.item.key if number.item else None,
        "text": target.text,
        "value": one.shown(),
        "comparator": target.comparator,
        "low": _in(one.low, factor),
        "high": _in(one.high, factor),
        "due": target.due,
        "masked": target.masked,
        "quote": evidence.add("targets", row, column, number.side, number.item, target.span),
    }
    return {f"{name}_{column}": value for name, value in own.items()}


def _in(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else (value / factor).quantize(EXACT).normalize() + 0
