"""The place that a title or the name of a body opens with."""

import re
from collections.abc import Iterator

from extractors.lexicon import lexicon
from extractors.places import leading

_LONGEST = 18
_LONG_ENDS = ("自治县", "自治州", "自治旗")
_LEAD = re.compile(r"(?:中共|关于(?:印发|转发|公布)?|印发|转发|[《“(]|\d{4}年度?)")
_END = re.compile("自治[县州旗]|新区|地区|林区|[省市县区旗州盟镇乡]|街道")
_ZONE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,10}?)(?P<end>高新技术产业开发区|经济技术开发区|高新区|经开区|开发区)")
_MASK = re.compile(r"(?:[XxＸ×*]{1,4}|某{1,2}|[○〇]{2})(?:省|市|县|区|镇|乡|街道|州|自治州|旗)")


def place_at_start(text: str) -> str | None:
    """The place as named, the last of a chain: ``北京市石景山区人民政府…`` → ``石景山区``; None where none opens the text (``城市品质…``)."""
    at, last = 0, None
    while lead := _LEAD.match(text, at):
        at = lead.end()
    while found := _place(text, at):
        last, at = found, at + len(found)
    return last


def masked_place(text: str) -> str | None:
    """The masked place near the start of a title: ``XX市``, ``某县``."""
    found = _MASK.search(text[:24])
    return found.group() if found else None


def is_place_name(name: str, end: str) -> bool:
    """Whether ``name`` can be a place's before ``end`` (``市``, ``县`` …): 阳信 before 县 can, 农贸 before 市 cannot."""
    places, whole = lexicon("plan")["places"], name + end
    if whole.endswith(tuple(places["not_at_end"])) or "和" in name[1:]:
        return False
    if "城市" in whole and name not in places["cities_in_cheng"]:
        return False
    return name not in places["not_names"] and whole not in places["not_places"] and not any(word in name for word in places["not_in_name"])


def goes_on(text: str, at: int, end: str) -> bool:
    """Whether the next character makes another word of the end of a place: 市场, 县级, 区域, 景德镇市."""
    places = lexicon("plan")["places"]
    if end in "州镇乡" and text.startswith("市", at):
        return True
    return text.startswith(tuple(places["not_after"].get(end[-1], ["\n\n"])), at) and not text.startswith(tuple(places["kept_after"]), at)


def _place(text: str, at: int) -> str | None:
    known, places = leading(text[at : at + _LONGEST])
    if len(known) > 2 and any(place.short != known for place in places) and _END.search(known[-1]):
        return known
    return next(_zones(text, at), None) or next(_named(text, at), None)


def _zones(text: str, at: int) -> Iterator[str]:
    zone = _ZONE.match(text, at)
    if zone and is_place_name(zone["name"], "开发区") and not re.search(r"[市县区]", zone["name"]):
        yield zone.group()


def _named(text: str, at: int) -> Iterator[str]:
    """Places that no register has (街道, 镇, new or invented ones), by the grammar of their names."""
    for match in _END.finditer(text, at + 1, at + _LONGEST):
        name, end = text[at : match.start()], match.group()
        if not re.fullmatch("[\u4e00-\u9fff]+", name):
            return
        short = len(name) < 2 and end not in ("县", "旗")
        long = len(name) > 5 and end not in _LONG_ENDS
        if not short and not long and is_place_name(name, end) and not goes_on(text, match.end(), end):
            yield name + end
