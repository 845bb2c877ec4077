"""Where the name of what is measured begins and ends: dates, verbs and links around it cut off."""

import re
from functools import cache

from extractors.mentions.quantities import Kind
from extractors.mentions.words import words
from extractors.targets.sheet import BRACKET, DATE
from extractors.targets.vocabulary import any_of, holds, last_word, listed, opens_with
from schemas.spans import Span

LONGEST_INDICATOR = 30
_LONG_INDICATOR = 20
_LONG_NOUN = 14

_DATE_REST = re.compile("[前末底内起初年月之,、]{0,3}(?:以前|之前|期间|年底)?")
_YEAR = re.compile(
    r"(?:到|至|自|于|在|力争|争取|力争到|截至)?(?:20[0-9]{2}(?:[-—~至、和]20[0-9]{2})?(?:年(?:[0-9]{1,2}月)?|(?=[新完建打实]))|“?十[三四五六]五”?)"
    r"(?:年?底|年?末|初|期末|期间)?(?:之?前|起)?|(?:用|利用)?[0-9一二三四五六七八九十两]{1,2}年(?:之内|以内|内|时间)?(?!度|级)"
)
_CHINESE = re.compile("[一-鿿A-Za-z□]")
_AFTER_NUMBER = re.compile(f"{BRACKET}*(?:左右|以上|以内)?(?:规模|时效|数量)?(?:的(?:标准|比例|要求)(?=.))?的?{BRACKET}*")
_GROUND = re.compile("在[^在,]{0,10}基础上$")
_OF_WHOLE = re.compile("(?:不超过|不低于|不少于|不高于)[^,、超少高]{1,24}的$")
_RATE = re.compile("率|数(?![据字])|量(?!子)|力(?!争)|额|面(?![向临])|度(?!假)|区(?![域县])|的")
_PLACED = re.compile("(?:进入?|位[居列]|[居列在于]|跻身|保持在?|稳定在?|力争|争取|确保|全[省国市县区州]|[省市县区]){1,6}$")
_COMPARED = re.compile("(?:同比|环比|较|(?<![占对同环])比(?![例重率值]))[^,、比较]{0,14}$")
_HEAD = 6


@cache
def _joints() -> re.Pattern[str]:
    return re.compile(any_of("phrase.connectors"))


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(any_of("phrase.whole"))


@cache
def _density() -> re.Pattern[str]:
    """每平方公里, 每千人口, 每个街道 at the end of a stretch."""
    return re.compile(f"每{any_of('objection.each')}{{1,2}}(?:人口|人|米|户|街道|社区|乡镇|行政村)?$")


def joint(signs: str, at: int) -> bool:
    """Whether a list or a sentence goes on at ``at``: 、 和 并 …, but not 和谐."""
    return bool(_joints().match(signs, at)) and not _whole().match(signs, at)


def past_joint(signs: str, at: int, end: int) -> int:
    """Where what comes after 、 or 和 at ``at`` begins; ``at`` where nothing joins."""
    for _ in range(2):
        if at >= end or not joint(signs, at):
            break
        match = _joints().match(signs, at, end)
        at = match.end() if match else at
    return at


def last_joint(signs: str, start: int, end: int) -> Span | None:
    """The last 、 和 与 及 … of a stretch that joins; None where there is none."""
    inside = {place for m in _whole().finditer(signs, start, end) for place in range(*m.span())}
    found = None
    for match in _joints().finditer(signs, start, end):
        if match.start() not in inside:
            found = Span(*match.span())
    return found


def indicator_behind(signs: str, start: int, end: int, *, more: bool) -> tuple[Span, int]:
    """The thing named behind a number, and where the stretch of the next number begins (``more`` says that there is one)."""
    match = _AFTER_NUMBER.match(signs, start, end)
    at = match.end() if match else start
    if at - start > 2 and (verb := opens_with("verbs.delivery").match(signs, at, end)) and verb.end() < end:
        at = verb.end()
    until = after = end
    cut = last_joint(signs, at, end) if more else None
    if cut is not None:
        until, after = cut
    return _shortened(signs, at, until), after


def _shortened(signs: str, start: int, end: int) -> Span:
    """The noun without what only describes it, where the phrase would be long: the cases in the order they are asked."""
    # 1 等工程 sums up a list: its first member is what was counted.
    if sums := re.compile(f"[^、]{{1,20}}(?=、[^等]{{1,60}}等{any_of('phrase.sums')})").match(signs, start, end):
        end = sums.end()
    # 2 律师、公证、法学理论等专门人才: the noun behind 等 is what was counted.
    elif end - start > _LONG_INDICATOR and (at := signs.rfind("等", start, end - 3)) > 0 and "、" in signs[start:at]:
        start = at + 1
    # 3 A predicate behind the noun.
    if end - start > _LONG_NOUN:
        cut = holds("phrase.tail").search(signs, start + 2, end)
        if cut and cut.group() in ("达到", "实现", "完成", "建成") and signs[cut.start() - 1] not in "的能、":
            return _trimmed(signs, start, cut.start())
        if cut and not signs[start : cut.start()].endswith(("、", "的", "能", "能够")) and "的" not in signs[cut.start() : end]:
            end = cut.start()
    # 4 The attribute before the last 的.
    if end - start > _LONG_INDICATOR and (of := signs.rfind("的", start, end - 2)) >= 0:
        start = of + 1
    return _trimmed(signs, start, end)


def _trimmed(signs: str, start: int, end: int) -> Span:
    while start < end and signs[start] in f"、的 {BRACKET}":
        start += 1
    while start < end and signs[end - 1] in f"、的 等{BRACKET}":
        end -= 1
    return Span(start, end) if _CHINESE.search(signs, start, end) else Span(end, end)


def indicator_before(signs: str, before: Span, kind: Kind) -> Span:
    """The thing named before a number: what is left when dates, adverbs, links and the verb are taken off; empty where nothing is."""
    start, end = before
    end = _before_comparison(signs, start, end)
    date = signs.rfind(DATE, start, end)
    if date >= 0:
        rest = _DATE_REST.match(signs, date + 1, end)
        named = indicator_before(signs, Span(rest.end() if rest else date + 1, end), kind)
        # 覆盖率年底前达到100%: what is measured stands before the date.
        return named if named.end > named.start else indicator_before(signs, Span(start, _before_date(signs, start, date)), kind)
    start = max(start, signs.rfind(" ", start, end) + 1)
    start = _past_lead(signs, start, end, kind)
    if (whole := _OF_WHOLE.search(signs, start, end)) and whole.start() > start:
        end = whole.start()
    end = before_links(signs, start, end, kind)
    if kind in ("count", "extent"):
        start = _past_delivery(signs, start, end)
    if kind == "rank" and (placed := _PLACED.search(signs, max(start, end - 12), end)) and placed.start() > start:
        end = placed.start()
    if kind == "time":
        start, end = _object(signs, start, end)
    if end - start > LONGEST_INDICATOR and (of := signs.rfind("的", start, end - 2)) >= 0:
        start = of + 1
    span = _trimmed(signs, start, end)
    if span.end - span.start <= 3 and signs[span.end - 1] in "后前":
        return Span(end, end)
    return span


_VERBS: dict[Kind, tuple[str, ...]] = {
    "count": ("verbs.opening", "verbs.delivery"),
    "extent": ("verbs.opening", "verbs.delivery"),
    "money": ("lead.goals", "verbs.founding"),
}


def _before_date(signs: str, start: int, at: int) -> int:
    while at > start and signs[at - 1] in DATE + "到至自于在截":
        at -= 1
    return at


def _past_lead(signs: str, start: int, end: int, kind: Kind, *, opened: bool = False) -> int:
    """Past dates and goal verbs and, for things counted, the verb that opens the clause; adverbs go only with the verb behind them."""
    verbs = _VERBS.get(kind, ("lead.goals",))
    leads, adverbs, nominal = opens_with("lead.words", *verbs), opens_with("lead.adverbs"), listed("verbs.nominal")
    at, taken = start, start
    while at < end:
        if match := _YEAR.match(signs, at, end) or leads.match(signs, at, end):
            verb = match[0] not in listed("lead.words")
            if not match[0] or _opens_longer(signs, at, match.end(), end) or (opened and match[0] in nominal and match.end() < end):
                break
            taken = start if verb and opened else match.end()
            at = start = match.end()
            opened = verb and not _YEAR.fullmatch(match[0]) if verb else opened and match[0] not in ("和", "并", "、", "与", "及")
        elif match := adverbs.match(signs, at, end):
            at = match.end()
        else:
            break
    return taken if signs[start:end] in listed("objection.heads") else start


def _opens_longer(signs: str, at: int, after: int, end: int) -> bool:
    """Whether a lead word is only the head of a longer word: 应 of 应急, 新建 of 新建率."""
    if after < end and signs[at:after] not in ("、", "的") and _RATE.match(signs, after, end) and signs[after] != "的":
        return True
    if after - at > 1 or after >= end or not "一" <= signs[at] <= "鿿" or signs[at] == "的":
        return False
    return words(signs[at : min(end, at + _HEAD)])[0] != signs[at]


def _before_comparison(signs: str, start: int, end: int) -> int:
    """Before 比2020年 in 用水量比2020年下降: only where a change follows."""
    stem = end
    while word := last_word(signs, start, stem, "direction.up", "direction.down", "direction.between", "bounds.before"):
        stem -= len(word)
    if stem == end:
        return end
    match = _COMPARED.search(signs, max(start, stem - 18), stem)
    return match.start() if match and match.start() > start else end


def before_links(signs: str, start: int, end: int, kind: Kind = "share") -> int:
    """Before 分别达到, 不少于, 提高到, 每平方公里 … at the end of a stretch; 降幅 and 占比 are names and stay."""
    named = listed("direction.named") + (listed("direction.named_counts") if kind in ("count", "extent") else ())
    while end > start:
        if beside := _density().search(signs, max(start, end - 8), end) or _GROUND.search(signs, max(start, end - 14), end):
            end = beside.start()
            continue
        link = last_word(signs, start, end, "direction.level", "direction.up", "direction.down", "direction.between", "bounds.before", "bounds.far")
        if not link or (link in named and end - len(link) > start):
            return end
        end -= len(link)
    return end


def _past_delivery(signs: str, start: int, end: int) -> int:
    """Past the verb of delivery inside the stretch: 全县改造 or 农村公路管理机构设置."""
    scope = opens_with("lead.scope").match(signs, start, end)
    if scope and scope.end() < (opened := _past_lead(signs, scope.end(), end, "count")) < end:
        return opened
    for match in holds("verbs.delivery").finditer(signs, start, end):
        after = match.end()
        if match[0] not in listed("verbs.opening") and end - after >= 2 and signs[after] != "、" and not _RATE.match(signs, after, end):
            return _past_lead(signs, after, end, "count", opened=True)
    return start


def _object(signs: str, start: int, end: int) -> tuple[int, int]:
    """对…货物抵达…的: what a time limit is set for, without what happens to it."""
    if opened := opens_with("objection.condition").match(signs, start, end):
        start = opened.end()
        if cut := holds("phrase.tail").search(signs, start + 2, end):
            end = cut.start()
    return start, end
