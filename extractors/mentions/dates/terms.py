"""Five-year plans as times: “十四五”期间, “十四五”末, 第十五个五年规划期末."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.mentions.dates.mention import DateMention
from extractors.mentions.numerals import number
from schemas.spans import Span

_TERM = re.compile(
    "(?=[到至在“\"'‘十第])(?P<lead>到|至|在)?(?:[“\"'‘](?P<quoted>十[一二三四五六七八九]?)五[”\"'’]|(?P<bare>十[一二三四五六七八九])五|第(?P<full>十[一二三四五六七八九]?)个五年(?=规划|计划))"
    "(?P<tail>(?:规划|计划)?(?:期间|时期|期末|期内|末期|末|期(?!货)|初期|初|中期|前期|后期|以来))?"
)


def terms(text: str) -> Iterator[DateMention]:
    """Every five-year plan named, ``count`` its number: ``“十四五”末`` → 14, tail 末; without a tail it may be but a part of a name."""
    for match in _TERM.finditer(text) if "五" in text else ():
        count = number(match["quoted"] or match["bare"] or match["full"])
        lead = match["lead"] or ""
        start = match.start() + (len(lead) if lead == "在" else 0)
        span = Span(start, match.end())
        yield DateMention("term", text[slice(*span)], span, count=Decimal(count or 0), unit="五年规划", lead=lead, tail=match["tail"] or "")
