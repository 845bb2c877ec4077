"""One numeral as it stands before a unit: ``4.8万``, ``3300多万``, ``百余``, ``三十``, ``XX``."""

import re
from decimal import Decimal
from typing import NamedTuple

from extractors.mentions.numerals import NUMBER, number, round_number

AMOUNT = rf"(?:(?:{NUMBER})(?:[余多](?:万亿|[十百千]?[万亿]|[十百千])?)?|[百千万](?:[余多]|(?<=[上近逾超].)))"
"""Pattern source of a numeral with 余 or 多 inside or behind it, and of the bare ``百余`` and 上百; linear, captures nothing."""

MASK = r"(?:[Xx×XＸ〇○*]{1,4}|_{2,8})[万亿]{0,2}"
"""Pattern source of a number that the text hides."""

_ROUND = re.compile("[余多]")


class Amount(NamedTuple):
    """A numeral's value and whether 余 or 多 says that it is more than that."""

    value: Decimal
    more: bool


def amount(text: str) -> Amount | None:
    """``3300多万`` (33000000, more), ``十二`` (12, exact); None where the text is no numeral that has one value (``三五``)."""
    if _ROUND.search(text):
        found = round_number(text)
        value = found.value if found else number(text[:-1]) if text[-1] in "余多" else None
        return None if value is None else Amount(_plain(value), True)
    value = number(text)
    if value is None and text in ("百", "千", "万"):
        value = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}[text]
    return None if value is None else Amount(_plain(value), False)


def _plain(value: Decimal) -> Decimal:
    """48000 for 48000.0."""
    whole = value.to_integral_value()
    return whole if whole == value else value


def upper_scale(text: str) -> int:
    """The scale at the end of a numeral, which the lower end of a range borrows: ``5万`` 10000 (``3至5万``)."""
    scale = 1
    for sign in reversed(text):
        if sign not in "百千万亿":
            break
        scale *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[sign]
    return scale
