"""The place that a plan governs, and its level."""

import re
from collections import Counter
from functools import cache

from extractors.lexicon import lexicon
from extractors.plan.sheet import Found, Sheet

_MASK = re.compile(r"(?:[XxＸ×*]{1,4}|某{1,2}|[○〇]{2})(?:省|市|县|区|镇|乡|街道|州|自治州|旗)")
_END = re.compile("自治[县州旗]|新区|地区|林区|[省市县区旗州盟镇乡]|街道")
_LONGEST = 18
_ZONE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,10}?)(?P<end>高新技术产业开发区|经济技术开发区|高新区|经开区|开发区)")
_LONG = ("自治县", "自治州", "自治旗")
_NAME = re.compile("(?![年月日个底期等和及与为在将由对到的各全本我该级两间内共区州盟])[\u4e00-\u9fff]{1,2}(?![内级各的和及与由对到在将为等间全省市县区])[\u4e00-\u9fff]")
_OWN = {"省": "province", "自治区": "province", "区": "county", "市": "city", "州": "city", "盟": "city", "县": "county", "旗": "county", "镇": "township", "乡": "township"}
_WE = re.compile(r"(?P<we>[我全本])(?P<end>省|市|县|区|州|盟|旗|镇|乡)(?![场级长委政府域直])")
_UNNAMED = re.compile(r"(?:中共)?(省|市|县|区|州|镇|乡)(?=[\u4e00-\u9fff]{2,16}(?:局|委|办|厅|会|部|室|院|中心|政府))")
_LEAD = re.compile(r"(?:中共|关于(?:印发|转发|公布)?|印发|转发|[《“(]|\d{4}年度?)")


def region(sheet: Sheet, title: str | None, issuer: str | None, notice: str | None, number: str | None) -> Found | None:
    """The place as named (``阳信县``), from the title, the issuer, the notice's title, the number's province, or the text.

    ``某市`` and ``XX市`` mask it: None. Of ``杭州市余杭区`` the last place governs.
    """
    for source in (title, issuer, notice):
        if source and _MASK.search(source[:24]):
            return None
        place = place_at_start(source or "")
        if place:
            return Found(place)
    kind = own_kind(sheet)
    province = _of_number(number or "") if kind in (None, "省") else None
    if province:
        return Found(province, how="inferred")
    place = _recurring(sheet.text, kind) if kind and not _MASK.search(sheet.text) else None
    return Found(place, how="inferred") if place else None


def level(sheet: Sheet, place: str | None, title: str | None, issuer: str | None) -> Found | None:
    """``central``, ``province``, ``city``, ``county`` or ``township``: of the place, else of the issuer (``市城市管理局``), else of what the text calls its own (``我县``)."""
    for source in (issuer, title):
        if not place and source and source.startswith(tuple(lexicon("plan")["central"]["starts"])):
            return Found("central")
    if place:
        return Found(_level_of(place) or "city") if _level_of(place) else None
    masked = next((found for source in (title, issuer) if (found := _MASK.search((source or "")[:24]))), None)
    if masked:
        return Found(str(_level_of(masked.group())), how="inferred")
    own = next((found for source in (issuer, title) if (found := _UNNAMED.match(source or ""))), None)
    kind = own.group(1) if own else own_kind(sheet)
    return Found(_OWN[kind], how="inferred") if kind else None


def _level_of(place: str) -> str | None:
    if place in lexicon("plan")["provinces"]:
        return "province"
    ends = lexicon("plan")["places"]["level"]
    return next((ends[end] for end in sorted(ends, key=len, reverse=True) if place.endswith(end)), None)


def own_kind(sheet: Sheet) -> str | None:
    """What the text calls its own place (``市`` of 我市, else of 全市); None where it says nothing of the kind."""
    mine, whole = Counter[str](), Counter[str]()
    for match in _WE.finditer(sheet.text):
        (whole if match["we"] == "全" else mine)[match["end"]] += 1
    for counts in (mine, whole):
        if counts:
            return counts.most_common(1)[0][0]
    return None


def place_at_start(text: str) -> str | None:
    """The place that a title or a body's name opens with, the last of a chain: ``北京市石景山区人民政府…`` → ``石景山区``."""
    at, last = 0, None
    while lead := _LEAD.match(text, at):
        at = lead.end()
    while found := _place(text, at):
        last, at = found, at + len(found)
    return last


def _place(text: str, at: int) -> str | None:
    for name in lexicon("plan")["provinces"]:
        if text.startswith(name, at):
            return name
    zone = _ZONE.match(text, at)
    if zone and _is_name(zone["name"], "开发区") and not re.search(r"[市县区]", zone["name"]):
        return zone.group()
    for match in _END.finditer(text, at + 1, at + _LONGEST):
        name, end = text[at : match.start()], match.group()
        if not re.fullmatch("[\u4e00-\u9fff]+", name):
            return None
        if _is_place(name, end) and not _goes_on(text, match.end(), end):
            return str(name + end)
    return None


def _is_place(name: str, end: str) -> bool:
    if (len(name) < 2 and end not in ("县", "旗")) or (len(name) > 5 and end not in _LONG):
        return False
    return _is_name(name, end)


def _is_name(name: str, end: str) -> bool:
    places = lexicon("plan")["places"]
    if (name + end).endswith(tuple(places["not_at_end"])) or "和" in name[1:]:
        return False
    if "城市" in name + end and name not in places["cities_in_cheng"]:
        return False
    return not any(word in name for word in places["not_in_name"]) and name not in places["not_names"] and bool(name + end not in places["not_places"])


def _goes_on(text: str, at: int, end: str) -> bool:
    """Whether the next character makes another word of it: 市场, 县级, 区域."""
    places = lexicon("plan")["places"]
    if end in "州镇乡" and text.startswith("市", at):
        return True
    return text.startswith(tuple(places["not_after"].get(end[-1], ["\n\n"])), at) and not text.startswith(tuple(places["kept_after"]), at)


@cache
def _province_numbers() -> dict[str, str]:
    return {facts["number"]: name for name, facts in lexicon("plan")["provinces"].items() if "number" in facts}


def _of_number(number: str) -> str | None:
    """The province whose character a number begins with, where no city shares it."""
    return _province_numbers().get(number[:1])


def _recurring(text: str, kind: str) -> str | None:
    """The place of the plan's own kind that the text names again and again: ``阳信县`` under 我县, ``高新区`` under 全区."""
    if kind == "区":
        zones = Counter(re.findall("|".join(lexicon("plan")["places"]["zones"]), text))
        zone, times = zones.most_common(1)[0] if zones else ("", 0)
        if times >= 3:
            return zone
    if kind == "省":
        shorts = {name: len(re.findall(f"(?<!在){facts['short']}(?!路)", text)) for name, facts in lexicon("plan")["provinces"].items()}
        name = max(shorts, key=lambda province: shorts[province])
        return name if shorts[name] >= 3 and sorted(shorts.values())[-2] * 2 < shorts[name] else None
    return _recurring_name(text, kind)


def _recurring_name(text: str, kind: str) -> str | None:
    """The two or three characters that recur before ``kind`` and bare, those that name an office (``阳信县人民政府``) first."""
    counts = Counter[str]()
    for match in re.finditer(kind + "(?![、,(和及] ?[县区市])", text):
        if _goes_on(text, match.end(), kind):
            continue
        for length in (2, 3):
            name = text[max(0, match.start() - length) : match.start()]
            if len(name) == length and _NAME.fullmatch(name) and _is_name(name, kind):
                counts[name] += 1
    found = []
    for name, times in counts.items():
        bare, office = text.count(name), re.search(f"{name}{kind}(?:人民政府|政府|委)", text) is not None
        if times >= 2 and (bare >= 3 or office):
            found.append((office, bare, -len(name), name))
    return f"{max(found)[3]}{kind}" if found else None
