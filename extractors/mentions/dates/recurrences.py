"""What comes round: 每月, 每周五, 每季度末前, 每年3月底前, 每两年."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.lexicon import lexicon
from extractors.mentions.dates.mention import DateMention
from extractors.mentions.dates.points import BEFORE, either
from extractors.mentions.numerals import number
from schemas.spans import Span

_CN = "[一二三四五六七八九十]"
_DAY = rf"(?:[0-9]{{1,2}}|{_CN}{{1,3}})[日号](?!常)"
_MONTH = rf"(?:1[0-2]|[1-9]|十?[一二]|[三四五六七八九十])月(?:份|(?={_DAY}|[初底末上中下前]|[^份]))?"
_WORDS = lexicon("dates")["words"]
_RECURRENCE = re.compile(
    rf"每(?:个|一)?(?:(?P<count>[0-9]{{1,2}}|[两二三四五六十])个?)?"
    rf"(?P<unit>半年|年度?(?![龄级])|季度?|半个?月|[双单]月|双周|月度?|旬|周|星期|工作日|[日天]|学期|学年)"
    rf"(?:(?<=年)(?:的?{_MONTH}(?:{_DAY}|[初底末]|[上中下]旬)?|年?[初底末]|第?{_CN}季度|[上下]半年|{either(_WORDS['events'])})"
    rf"|(?<=[月季度])(?:{_DAY}(?:、{_DAY}){{0,3}}|月?[初底末]|[上中下]旬|(?:首月|末月|第[一二三]个月)(?:{_DAY}|[初底末])?)"
    rf"|(?<=周)(?:[二三四五六日天]|一(?!{either(_WORDS['rites'])}))(?:(?:至|到|-|、)周?[一二三四五六日天]){{0,4}}"
    rf"|(?<=星期)[一二三四五六日天])?"
    rf"(?:下班(?=前))?(?P<tail>{BEFORE})?"
)


def recurrences(text: str) -> Iterator[DateMention]:
    """Every 每 with a unit of time, and the day within it where one is said: ``每周五`` → unit 周."""
    for match in _RECURRENCE.finditer(text):
        count = number(match["count"]) if match["count"] else Decimal(1)
        yield DateMention("recurrence", match[0], Span(*match.span()), count=count, unit=match["unit"], tail=match["tail"] or "")
