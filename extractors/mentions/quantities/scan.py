"""Numbers with units in a text, in order."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from extractors.mentions.quantities.amounts import AMOUNT, MASK, amount, upper_scale
from extractors.mentions.quantities.bounds import bounded
from extractors.mentions.quantities.multiples import multiples
from extractors.mentions.quantities.quantity import Quantity
from extractors.mentions.quantities.ranks import ranks
from extractors.mentions.quantities.shares import shares
from extractors.mentions.quantities.units import arabic_only, unit_pattern
from extractors.mentions.quantities.unmeasured import unmeasured
from schemas.spans import Span

_CHINESE = "零〇○一二两三四五六七八九十百千万亿"
# 4+N, 1+2+3, N95, 第3次, 〔2020〕6号, ×100%: digits that are part of a longer sign.
_GUARD = rf"(?<![0-9A-Za-z第+×/〔\[.:{_CHINESE}])"
_TO = "(?:至|到|-{1,2}|—{1,2}|–|~|～|─)"


@cache
def _pattern() -> re.Pattern[str]:
    unit = unit_pattern()
    return re.compile(
        rf"(?=[0-9{_CHINESE}壹贰叁肆伍陆柒捌玖Xx×Ｘ*_]){_GUARD}(?:"
        rf"(?P<ratio>[0-9]{{1,5}}(?:\.[0-9]{{1,4}})?)(?P<against>:[0-9]{{1,5}}(?:\.[0-9]{{1,4}})?)(?![0-9:])"
        rf"|(?P<part>百分之|千分之)(?P<shared>{AMOUNT}|百)(?:{_TO}(?:百分之)?(?P<sharedto>{AMOUNT}))?"
        rf"|(?P<low>{AMOUNT})(?:{unit})?{_TO}(?P<high>{AMOUNT})(?P<units>{unit})"
        rf"|(?P<amount>{AMOUNT})(?P<unit>{unit})"
        rf"|(?P<mask>{MASK})(?P<hidden>{unit})"
        r")"
    )


@cache
def _ratio_before() -> re.Pattern[str]:
    return re.compile(r"比[^,。;:!?\n“”…()〔〕\[\]【】]{0,12}$")


def quantities(text: str) -> list[Quantity]:
    """Every number with a unit, bounds and ranges read, in the order of the text; none of them overlap.

    ``设置不少于4名`` >= 4 名 · ``3至5座`` range · ``4.8万条`` 48000 条 · ``百余个`` ≥ 100 个 ·
    ``百分之八十五`` 85 % · ``翻一番`` increase 100 % · ``进入全省前十`` <= 10 名 · ``比例不小于2:1`` 2 :1 · ``X个`` masked.
    Takes linear time.
    """
    found = sorted([*_scan(text), *multiples(text), *ranks(text), *shares(text), *unmeasured(text)], key=lambda q: (q.span.start, -q.span.end))
    out: list[Quantity] = []
    for quantity in found:
        if not out or out[-1].span.end <= quantity.span.start:
            out.append(quantity)
    return out


def _scan(text: str) -> Iterator[Quantity]:
    at = 0
    while match := _pattern().search(text, at):
        found = _quantity(text, match, at)
        at = found.span.end if found else match.start() + max(1, len(match[0]) - 1)
        if found:
            yield found


def _quantity(text: str, match: re.Match[str], floor: int) -> Quantity | None:
    start, end = match.span()
    if match["ratio"]:
        if not _ratio_before().search(text, max(floor, start - 16), start):
            return None
        return bounded(text, Span(start, end), Decimal(match["ratio"]), None, match["against"], floor)
    if (match["unit"] or match["units"] or match["hidden"]) == "日" and text[start - 1 : start] == "月":
        return None
    if match["mask"]:
        return bounded(text, Span(start, end), None, None, match["hidden"], floor, masked=True)
    if match["part"]:
        unit = "%" if match["part"] == "百分之" else "‰"
        return _ranged(text, match, match["shared"], match["sharedto"], unit, floor)
    if match["low"]:
        return _ranged(text, match, match["low"], match["high"], match["units"], floor)
    return _ranged(text, match, match["amount"], None, match["unit"], floor)


def _ranged(text: str, match: re.Match[str], first: str, second: str | None, unit: str, floor: int) -> Quantity | None:
    low = amount(first)
    if low is None:
        return None
    span = Span(*match.span())
    chinese = first[0] in _CHINESE
    if chinese and unit in arabic_only():
        return None
    if second is None:
        return bounded(text, span, low.value, None, unit, floor, ">=" if low.more else "", chinese=chinese)
    high = amount(second)
    if high is None:
        return None
    value = low.value
    if value * upper_scale(second) < high.value and upper_scale(first) == 1:
        value *= upper_scale(second)
    if value >= high.value:
        return None
    return bounded(text, span, value, high.value, unit, floor, "range", chinese=chinese)
