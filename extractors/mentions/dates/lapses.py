"""Spans counted from an anchor: 5年内, 自2012年起5年内, 印发之日起30日内, 用三年左右时间."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.lexicon import lexicon
from extractors.mentions.dates.mention import DateMention
from extractors.mentions.dates.points import POINT, either, points
from extractors.mentions.numerals import number
from schemas.spans import Span

_ACT = either(lexicon("dates")["words"]["acts"])
_LAPSE = re.compile(
    rf"(?P<anchor>(?:[自从](?:本(?:实施)?(?:行动)?(?:方案|通知|意见|办法|计划|细则|规定))?)?(?:正式)?(?P<act>{_ACT})(?:(?:之日|之后|后|日)(?:起|后)?|起)的?,?(?:[^,。;:()\n0-9]{{0,6}},)?)?"
    r"(?<![0-9.第前后近头每续上下同历逾超过满去])(?P<count>[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|半)"
    r" ?(?P<unit>年(?![级龄代度轻会报货夜底末初中])|个?月(?![底末初中份0-9])|个?工作日|个?小时|周(?!年|岁|边|[一二三四五六日])|[日天](?!常))(?P<half>半)?(?P<about>左右|多)?的?"
    r"(?P<tail>以内|之内|内(?![容部设涵陆外地资])|时间)?"
)
_MONTHS = re.compile("个月")


def lapses(text: str) -> Iterator[DateMention]:
    """Every counted span, with the act or the point it counts from: ``2012年起5年内`` → 5 年 from year 2012.

    A span of months needs 个 (``三个月``); days, weeks and months count only with 内 or an anchor.
    """
    for match in _LAPSE.finditer(text):
        unit = match["unit"].lstrip("个")
        if unit == "月" and not match["unit"].startswith("个"):
            continue
        if not (match["tail"] or match["act"]) and unit != "年":
            continue
        value = Decimal("0.5") if match["count"] == "半" else number(match["count"])
        if value is None:
            continue
        if match["half"]:
            value += Decimal("0.5")
        start, point = match.start(), _anchor(text, match.start())
        if point is not None:
            start = point.span.start
        yield DateMention(
            "lapse",
            text[start : match.end()],
            Span(start, match.end()),
            first=point.first if point else None,
            count=value,
            unit="天" if unit == "日" else unit,
            anchor=match["act"] or "",
            tail=match["tail"] or "",
        )


def _anchor(text: str, end: int) -> DateMention | None:
    """The point with 起 that stands right before ``end``: 自2012年起."""
    before = text[max(0, end - 20) : end]
    shift = end - len(before)
    for match in POINT.finditer(before):
        if match["tail"] in ("起", "开始") and re.fullmatch("[的,用]{0,2}", before[match.end() :]):
            found = next(points(match[0]), None)
            if found is not None:
                return DateMention("point", match[0], Span(shift + match.start(), shift + match.end()), first=found.first)
    return None
