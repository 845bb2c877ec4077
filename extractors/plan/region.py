"""The place that a plan governs."""

import re
from collections import Counter
from collections.abc import Iterator

from extractors.lexicon import lexicon
from extractors.places import place, places, province_of_prefix
from extractors.plan.level import own_kind
from extractors.plan.opening import goes_on, is_place_name, masked_place, place_at_start
from extractors.plan.sheet import Found, Sheet

_NAME = re.compile(
    "(?![年月日个底期等和及与为在将由对到的各全本我该级两间内共区州盟])[\u4e00-\u9fff]{1,2}(?![内级各的和及与由对到在将为等间全省市县区])[\u4e00-\u9fff]"
)


_QUOTED = re.compile("印发《([^《》]+)")
_SITE = re.compile(r"(?:欢迎访问)?(?P<government>[\u4e00-\u9fff]{2,14}人民政府)(?:门户|政务)?(?:网站|网)?")


def region(sheet: Sheet, title: str | None, issuer: str | None, notice: str | None, number: str | None) -> Found | None:
    """The place as named (``阳信县``), from the title, the issuer, the notice's title, the number's province, or the text.

    ``某市`` and ``XX市`` mask it: None. Of ``杭州市余杭区`` the last place governs.
    """
    for source in (title, issuer, notice):
        if source and masked_place(source):
            return None
        quoted = _QUOTED.search(source or "")
        named = place_at_start(source or "") or (place_at_start(quoted[1]) if quoted else None)
        if named:
            return Found(named)
    for line in sheet.lines[:3]:
        if site := _SITE.fullmatch(sheet.read(line)):
            named = place_at_start(site["government"])
            if named:
                return Found(named, how="inferred")
    kind = own_kind(sheet)
    inferred = _of_number(number or "") if kind in (None, "省") else None
    if inferred is None and kind:
        inferred = _recurring(sheet.text, kind)
    return Found(inferred, how="inferred") if inferred else None


def _of_number(number: str) -> str | None:
    """The province whose character a number begins with, where no city shares it (皖, not 苏: 苏州 writes it too)."""
    province = province_of_prefix(number[:1]) if number[:1] in lexicon("plan")["places"]["province_numbers"] else None
    return province.name if province else None


def _recurring(text: str, kind: str) -> str | None:
    """The place of the plan's own kind that the text names again and again: ``阳信县`` under 我县, ``高新区`` under 全区."""
    if kind == "区":
        zones = Counter(re.findall("|".join(lexicon("plan")["places"]["zones"]), text))
        zone, times = zones.most_common(1)[0] if zones else ("", 0)
        if times >= 3:
            return zone
    return _recurring_province(text) if kind == "省" else _recurring_name(text, kind)


def _recurring_province(text: str) -> str | None:
    provinces = {found for name in lexicon("place_words")["abbreviations"].values() if (found := place(name))}
    times = {province.name: len(re.findall(f"(?<!在){province.short}(?!路)", text)) for province in provinces}
    (first, most), (_, next_most) = Counter(times).most_common(2)
    return first if most >= 3 and most > 2 * next_most else None


def _recurring_name(text: str, kind: str) -> str | None:
    """The two or three characters that recur before ``kind`` and bare, registered ones and those that name an office first."""
    counts = Counter(_names_before(text, kind))
    found = []
    for name in (name for name, times in counts.items() if times >= 2):
        known = any(each.name == name + kind for each in places(name + kind))
        office = any(name + kind + office in text for office in ("人民政府", "政府", "委"))
        bare = text.count(name)
        if bare >= 3 or office or known:
            found.append((known, office, bare, -len(name), name))
    return f"{max(found)[4]}{kind}" if found else None


def _names_before(text: str, kind: str) -> Iterator[str]:
    for match in re.finditer(kind + "(?![、,(和及] ?[县区市])", text):
        if goes_on(text, match.end(), kind):
            continue
        for length in (2, 3):
            name = text[max(0, match.start() - length) : match.start()]
            if len(name) == length and _NAME.fullmatch(name) and is_place_name(name, kind):
                yield name
