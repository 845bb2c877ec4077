"""Growth said without a number and a unit: 翻一番, 翻两番, 翻倍."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.mentions.numerals import number
from extractors.mentions.quantities.quantity import Quantity
from schemas.spans import Span

_TURNED = re.compile("(?:翻(?P<times>[一二两三四1-4])?番|翻一?倍)(?:以上)?")


def multiples(text: str) -> Iterator[Quantity]:
    """Each doubling as growth in per cent: ``翻一番`` and ``翻倍`` increase 100, ``翻两番`` increase 300."""
    for match in _TURNED.finditer(text):
        times = number(match["times"]) if match["times"] else Decimal(1)
        span = Span(*match.span())
        yield Quantity(span, span, Decimal(100) * (2 ** int(times or 1) - 1), None, "%", "share", "increase")
