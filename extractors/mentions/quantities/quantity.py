"""What a number with a unit says."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractors.mentions.quantities.units import Kind
from schemas.spans import Span

Bound = Literal["", ">=", "<=", "~", "range", "increase"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and the bound said right beside it: ``不少于4名``, ``30%以上``, ``1—2个``, ``2:1``, ``X个``.

    ``span`` holds all of it, ``value`` the number with its unit only. ``low`` is the number, ``high`` the upper end of a ``range``, else None;
    both are None where the number is ``masked``. 万 and 亿 are multiplied out. ``chinese`` marks a numeral in Chinese signs.
    """

    span: Span
    value: Span
    low: Decimal | None
    high: Decimal | None
    unit: str
    kind: Kind
    bound: Bound = ""
    masked: bool = False
    chinese: bool = False
