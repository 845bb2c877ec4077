"""Numbers whose unit stands elsewhere or is a year: 参保人数24万以上, 轮候时间不超过5年."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.mentions.quantities.amounts import AMOUNT, amount
from extractors.mentions.quantities.bounds import bounded
from extractors.mentions.quantities.quantity import Quantity
from schemas.spans import Span

_LINK = "(?:力争|超额|累计|将|要)?(?:达到|突破|超过|不少于|不低于|增加到|增至|稳定在|保持在|控制在|达|为|约|超)?"
_COUNTED = re.compile(
    rf"(?=[人户次家件台辆])(?:(?P<unit>人次|人|户|次|家|件|台|辆)数(?:量)?|(?P<whole>(?<=从业)人员|人口)(?:总量|总数|数量|规模)){_LINK}"
    rf"(?P<number>{AMOUNT})(?=以上|以下|左右|以内|[,。;、()]|$)"
)
_YEARS = re.compile(r"(?:不超过|不得超过|不多于|缩短[至到为]|压缩[至到为]|控制在)(?P<number>[0-9]{1,2}(?:\.5)?)年(?![度代级份底末初前])")


def unmeasured(text: str) -> Iterator[Quantity]:
    """A count in the unit that its noun holds (``就业人数24万以上`` >= 240000 人), and a limit in years (``不超过5年`` <= 5 年)."""
    for match in _COUNTED.finditer(text):
        found = amount(match["number"])
        if found:
            unit = match["unit"] or "人"
            yield bounded(text, Span(*match.span("number")), found.value, None, unit, 0, ">=" if found.more else "")
    for match in _YEARS.finditer(text):
        value = Span(match.start("number"), match.end("number") + 1)
        yield bounded(text, value, Decimal(match["number"]), None, "年", 0, kind="time")
