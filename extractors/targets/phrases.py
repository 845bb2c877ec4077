"""Where the name of what is measured begins and ends: verbs, dates and links around it cut off."""

import re
from functools import cache

from extractors.mentions.quantities import Kind
from extractors.targets.sheet import DATE, NAME
from extractors.targets.vocabulary import any_of, holds, last_word, listed, opens_with
from schemas.spans import Span

LONGEST_INDICATOR = 30
_DATE_REST = re.compile("[前末底内起初年月之,、]{0,3}(?:以前|之前|期间|年底)?")
_YEAR = re.compile(r"(?:到|至|自|于|在|力争|争取|力争到|截至)?(?:20[0-9]{2}(?:[-—~至、和]20[0-9]{2})?年?(?:[0-9]{1,2}月)?|“?十[三四五六]五”?)(?:年?底|年?末|初|期末|期间)?(?:之?前|起)?")
_CHINESE = re.compile("[一-鿿A-Za-z0-9□]")


@cache
def _joints() -> re.Pattern[str]:
    return re.compile(any_of("phrase.connectors"))


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(any_of("phrase.whole"))


def joint(signs: str, at: int) -> bool:
    """Whether a list or a sentence goes on at ``at``: 、 和 并 …, but not 和谐."""
    return bool(_joints().match(signs, at)) and not _whole().match(signs, at)


def last_joint(signs: str, start: int, end: int) -> Span | None:
    """The last 、 和 与 及 … of a stretch that joins; None where there is none."""
    inside = [Span(*m.span()) for m in _whole().finditer(signs, start, end)]
    found = None
    for match in _joints().finditer(signs, start, end):
        if not any(word.covers(match.span()) for word in inside):
            found = Span(*match.span())
    return found


def indicator_behind(signs: str, start: int, end: int, *, more: bool) -> tuple[Span, int]:
    """The thing named behind a number, and where the stretch of the next number begins (``more`` says that there is one)."""
    at = _past_generic(signs, start, end)
    until = after = end
    if more:
        cut = last_joint(signs, at, end)
        if cut is not None:
            until, after = cut
    while until > at and signs[until - 1] in " 、等的":
        until -= 1
    return _shortened(signs, Span(at, until)), after


def _past_generic(signs: str, start: int, end: int) -> int:
    match = re.compile("(?:左右|以上|以内)?(?:规模|时效|数量|面积)?(?:的|□(?![一-鿿]{0,2}$))?").match(signs, start, end)
    at = match.end() if match else start
    return at


def _shortened(signs: str, span: Span) -> Span:
    """At most :data:`LONGEST_INDICATOR` signs: a trailing bracket, a predicate, then the attribute before the last 的 are cut off."""
    start, end = span
    if end - start > LONGEST_INDICATOR // 2:
        cut = holds("phrase.tail").search(signs, start + 4, end)
        noun = signs[start : cut.start()] if cut else ""
        if cut and end - start > LONGEST_INDICATOR and not noun.endswith(("、", "的", "能", "能够")) and "的" not in signs[cut.start() : end]:
            end = cut.start()
    if end - start > 20:
        of = signs.rfind("的", start, end - 2)
        if of >= 0:
            start = of + 1
    while end > start and signs[end - 1] == NAME and not _inner_name(signs, start, end):
        end -= 1
    return Span(start, end)


def _inner_name(signs: str, start: int, end: int) -> bool:
    return not signs[start:end].strip(NAME)


def indicator_before(signs: str, before: Span, kind: Kind) -> Span:
    """The thing named before a number: what is left when dates, links, adverbs and the verb are taken off; empty where nothing is."""
    start, end = before
    date = signs.rfind(DATE, start, end)
    if date >= 0:
        match = _DATE_REST.match(signs, date + 1, end)
        start = match.end() if match else date + 1
    start = _past_lead(signs, start, end, kind)
    end = _before_links(signs, start, end)
    if kind in ("count", "extent"):
        start = _past_delivery(signs, start, end)
    if end - start > LONGEST_INDICATOR:
        of = signs.rfind("的", start, end - 2)
        start = of + 1 if of >= 0 else start
    while start < end and signs[start] in "、的 ":
        start += 1
    while start < end and signs[end - 1] in "、的 ":
        end -= 1
    if end - start <= 3 and signs[start:end].endswith(("后", "前")):
        return Span(end, end)
    return Span(start, end) if _CHINESE.search(signs, start, end) else Span(end, end)


def _past_lead(signs: str, start: int, end: int, kind: Kind) -> int:
    """Past dates, adverbs, goal verbs and, for things counted, the verb that opens the clause."""
    lists = ("lead.words",) if kind in ("share", "money", "time", "ratio") else ("lead.words", "verbs.opening", "verbs.delivery")
    words = opens_with(*lists)
    while start < end:
        match = _YEAR.match(signs, start, end) or words.match(signs, start, end)
        if match is None or not match[0] or (match.end() >= end and kind in ("count", "extent") and match[0] not in listed("lead.words")):
            return start
        if match.end() < end and signs[match.end()] in "率数量力额面度" and match[0] not in ("的", "、"):
            return start
        start = match.end()
    return start


def _before_links(signs: str, start: int, end: int) -> int:
    while link := last_word(signs, start, end, "direction.level", "direction.up", "direction.down", "direction.between", "bounds.before", "bounds.far"):
        if len(link) == 2 and link in ("提升", "覆盖", "扩大", "节约", "要求", "完成", "减排", "比例", "目标", "增速", "降幅", "增幅", "幅度") and end - len(link) == start:
            return end
        if link in ("比例", "增速", "降幅", "增幅", "幅度", "目标", "总数", "总", "有", "在", "是", "含", "共", "少", "减", "降") and end - len(link) > start and link in ("比例", "增速", "降幅", "增幅", "幅度", "总数"):
            return end
        end -= len(link)
    return end


def _past_delivery(signs: str, start: int, end: int) -> int:
    """Past the verb of delivery inside the stretch: 全县改造 or 农村公路管理机构设置."""
    scope = opens_with("lead.scope").match(signs, start, end)
    if scope:
        opened = _past_lead(signs, scope.end(), end, "count")
        if opened > scope.end() and opened < end:
            return opened
    strong = set(listed("verbs.delivery")) - set(listed("verbs.opening"))
    for match in holds("verbs.delivery").finditer(signs, start, end):
        after = match.end()
        if match[0] in strong and end - after >= 2 and signs[after] not in "率数量力额面度的、":
            return _past_lead(signs, after, end, "count")
    return start
