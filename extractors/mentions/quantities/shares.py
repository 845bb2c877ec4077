"""Shares said without a per cent sign: 三分之二, 1/3以上, 八成, 一半以上."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.mentions.numerals import number
from extractors.mentions.quantities.bounds import bounded
from extractors.mentions.quantities.quantity import Quantity
from schemas.spans import Span

_CN = "一二三四五六七八九十"
_BOUND = "以上|以下|左右|以内"
_SHARE = re.compile(
    rf"(?=[{_CN}1-9半])(?:(?P<whole>[{_CN}]{{1,3}})分之(?P<part>[{_CN}两]{{1,3}})(?![{_CN}])"
    rf"|(?<![0-9/.])(?P<top>[1-9])/(?P<bottom>[2-9]|10)(?=的|{_BOUND}|[,。;、)])"
    rf"|(?<![{_CN}第统划分])(?P<tenths>[二三四五六七八九])成(?P<half>半)?(?![功立果效员长为就熟本套分品型绩人批交都])"
    rf"|(?P<middle>一半|半数)(?={_BOUND}))"
)


def shares(text: str) -> Iterator[Quantity]:
    """Each as per cent, rounded to hundredths: ``三分之二`` 66.67 · ``1/4`` 25 · ``八成以上`` >= 80 · ``一半以上`` >= 50."""
    for match in _SHARE.finditer(text):
        value = _value(match)
        if value is not None and 0 < value <= 100:
            yield bounded(text, Span(*match.span()), value, None, "%", 0)


def _value(match: re.Match[str]) -> Decimal | None:
    if match["middle"]:
        return Decimal(50)
    if match["tenths"]:
        tenths = number(match["tenths"])
        return None if tenths is None else tenths * 10 + (5 if match["half"] else 0)
    part, whole = number(match["part"] or match["top"]), number(match["whole"] or match["bottom"])
    if part is None or not whole:
        return None
    exact = round(part * 100 / whole, 2)
    return exact.to_integral_value() if exact == exact.to_integral_value() else exact
