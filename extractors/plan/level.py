"""The level of government that a plan stands on."""

import re
from collections import Counter

from extractors.lexicon import lexicon
from extractors.places import places
from extractors.plan.opening import masked_place
from extractors.plan.sheet import Found, Sheet

_WE = re.compile(r"(?P<we>[我全本])(?P<end>省|市|县|区|州|盟|旗|镇|乡)(?![场级长委政府域直])")
_UNNAMED = re.compile(r"(?:中共)?(省|市|县|区|州|镇|乡)(?=[\u4e00-\u9fff]{2,16}(?:局|委|办|厅|会|部|室|院|中心|政府))")


def level(sheet: Sheet, place: str | None, title: str | None, issuer: str | None) -> Found | None:
    """``central``, ``province``, ``city``, ``county`` or ``township``; None where nothing tells.

    Of the place (义乌市 is a county's equal), else of the issuer (``市城市管理局``), else of what the text calls its own (``我县``).
    """
    if place:
        rank = _of_place(place)
        return Found(rank) if rank else None
    if any(source and source.startswith(tuple(lexicon("plan")["central"]["starts"])) for source in (issuer, title)):
        return Found("central")
    masked = next((found for source in (title, issuer) if (found := masked_place(source or ""))), None)
    unnamed = next((match.group(1) for source in (issuer, title) if (match := _UNNAMED.match(source or ""))), None)
    rank = _of_place(masked or unnamed or own_kind(sheet) or "")
    return Found(rank, how="inferred") if rank else None


def own_kind(sheet: Sheet) -> str | None:
    """What the text calls its own place (``市`` of 我市, else of 全市); None where it says nothing of the kind."""
    mine, whole = Counter[str](), Counter[str]()
    for match in _WE.finditer(sheet.text):
        (whole if match["we"] == "全" else mine)[match["end"]] += 1
    for counts in (mine, whole):
        if counts:
            return counts.most_common(1)[0][0]
    return None


def _of_place(name: str) -> str | None:
    registered = {place.level for place in places(name) if place.today and place.name == name}
    if len(registered) == 1:
        return str(registered.pop())
    ends: dict[str, str] = lexicon("plan")["places"]["level"]
    return next((ends[end] for end in sorted(ends, key=len, reverse=True) if name.endswith(end)), None)
