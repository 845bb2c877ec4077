"""Words beside a number that bound it: 不少于 before, 以上 behind."""

import re
from decimal import Decimal
from functools import cache

from extractors.lexicon import lexicon
from extractors.mentions.quantities.quantity import Bound, Quantity
from extractors.mentions.quantities.units import Kind, kind_of
from schemas.spans import Span

_LONGEST = 8


@cache
def _words(side: str) -> dict[str, Bound]:
    table: dict[str, dict[str, list[str]]] = lexicon("targets")["bounds"]
    signs: dict[str, Bound] = {"least": ">=", "most": "<=", "about": "~"}
    return {word: signs[name] for name, words in table[side].items() for word in words}


@cache
def _after() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _words("after")), key=len, reverse=True)))


@cache
def _before() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _words("before")), key=len, reverse=True))
    return re.compile(rf"(?:{words})$")


def bound_before(text: str, at: int, floor: int = 0) -> tuple[int, Bound]:
    """Where a bound that ends at ``at`` begins, and its sign: ``设置不少于4名`` at 5 gives (2, ">="); (at, "") where none begins behind ``floor``."""
    match = _before().search(text, max(floor, at - _LONGEST), at)
    if match is None or (match[0] == "上" and text[at] not in "百千万"):
        return at, ""
    return match.start(), _words("before")[match[0]]


def bound_after(text: str, at: int) -> tuple[int, Bound]:
    """Where a bound that begins at ``at`` ends, and its sign: ``5处以上`` at 2 gives (4, ">=")."""
    match = _after().match(text, at)
    return (at, "") if match is None else (match.end(), _words("after")[match[0]])


def bounded(
    text: str,
    value: Span,
    low: Decimal | None,
    high: Decimal | None,
    unit: str,
    floor: int,
    bound: Bound = "",
    *,
    masked: bool = False,
    chinese: bool = False,
    kind: Kind | None = None,
) -> Quantity:
    """The number at ``value`` with the words that bound it; ``floor`` is where the number before it ends."""
    start, before = bound_before(text, value.start, floor)
    end, after = bound_after(text, value.end)
    sign: Bound = bound if bound == "range" else after if after in (">=", "<=") else before or after or bound
    return Quantity(Span(start, end), value, low, high, unit, kind or kind_of(unit), sign, masked, chinese)
