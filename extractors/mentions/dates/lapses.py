"""Spans counted from an anchor: 5年内, 自2012年起5年内, 印发之日起30日内, 用三年左右时间, 自2022年10月起施行,有效期4年."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.lexicon import lexicon
from extractors.mentions.dates.mention import DateMention
from extractors.mentions.dates.points import POINT, either, head, points
from extractors.mentions.numerals import number
from schemas.spans import Span

_ACTS = lexicon("dates")["words"]["acts"]
_ACT = either(_ACTS)
_OWN = "(?:本(?:实施)?(?:行动)?(?:方案|通知|意见|办法|计划|细则|规定|措施|政策))?"
_ANCHOR = rf"(?P<anchor>(?:[自从]{_OWN}|{_OWN})(?:正式)?(?P<act>{_ACT})(?:(?:之日|之后|后|日)(?:起|后)?|起)的?,?)"
_COUNT = "(?:(?:[0-9]{1,2}|[一二两三四五六七八九十])(?:-|—|~|至|到))?(?P<count>[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_UNIT = "(?P<unit>年(?![级龄代度轻会报货夜底末初中])|个月|个?工作日|个?小时|周(?!年|岁|边|[一二三四五六日])|[日天](?!常))"
_LAPSE = re.compile(
    rf"{head('自从本正0123456789一二两三四五六七八九十半', _ACTS)}(?:{_ANCHOR}|(?<![0-9.第前后近头每续上下同历逾超满去])|(?<=今后))"
    rf"{_COUNT}[ ]?{_UNIT}(?P<half>半)?(?:左右|多)?的?(?P<tail>以内|之内|内(?!容|部|设机|涵|陆|外|地|资企)|时间)?"
)
_COUNTED = re.compile(rf"[0-9一二两三四五六七八九十半][ ]?{_UNIT}")
_IN_FORCE = re.compile(
    rf"{head('起后之正执生', _ACTS)}(?:[起后]|之日)?(?:正式)?(?:{_ACT}|执行|生效),?(?:有效期|试行期)(?:限)?[为是]?"
    r"(?P<count>[0-9]{1,2}|[一二两三四五六七八九十]{1,2})(?P<unit>年|个月)"
)


def lapses(text: str) -> Iterator[DateMention]:
    """Every counted span, with the act or the point it counts from: ``2012年起5年内`` → 5 年 from year 2012.

    Days, weeks and months count only with 内 or an anchor; a term of validity from a day has the tail ``有效期``.
    """
    yield from _in_force(text)
    for match in _LAPSE.finditer(text) if _COUNTED.search(text) else ():
        if not (match["tail"] or match["act"]) and match["unit"] != "年":
            continue
        count = _amount(match["count"], match["half"])
        if count is None:
            continue
        point = _anchor(text, match.start())
        span = Span(point.span.start if point else match.start(), match.end())
        first, unit = point.first if point else None, _unit(match["unit"])
        yield DateMention("lapse", text[slice(*span)], span, first=first, count=count, unit=unit, anchor=match["act"] or "", tail=match["tail"] or "")


def _in_force(text: str) -> Iterator[DateMention]:
    """Validity that counts from a stated day: 自2022年10月29日起施行,有效期4年."""
    for match in _IN_FORCE.finditer(text) if "有效期" in text or "试行期" in text else ():
        before = text[max(0, match.start() - 16) : match.start()]
        for point in points(before):
            if point.lead in ("自", "从") and before[point.span.end :] == "":
                span = Span(match.start() - len(before) + point.span.start, match.end())
                count = _amount(match["count"], "")
                yield DateMention("lapse", text[slice(*span)], span, first=point.first, count=count, unit=_unit(match["unit"]), tail="有效期")


def _amount(figures: str, half: str | None) -> Decimal | None:
    value = Decimal("0.5") if figures == "半" else number(figures)
    return value + Decimal("0.5") if value is not None and half else value


def _unit(text: str) -> str:
    return {"日": "天", "个月": "月"}.get(text, text.lstrip("个"))


def _anchor(text: str, end: int) -> DateMention | None:
    """The point with 起 that stands right before ``end``: 自2012年起."""
    before = text[max(0, end - 20) : end]
    if not re.search("(?:起|开始)[的,用]{0,2}$", before[-5:]):
        return None
    shift = end - len(before)
    for match in POINT.finditer(before):
        if match["tail"] in ("起", "开始") and re.fullmatch("[的,用]{0,2}", before[match.end() :]):
            found = next(points(match[0]), None)
            if found is not None:
                return DateMention("point", match[0], Span(shift + match.start(), shift + match.end()), first=found.first)
    return None
