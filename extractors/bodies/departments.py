"""Departments: a place, the words of their work, and 局, 委, 厅, 办."""

import re
from dataclasses import replace
from functools import cache

from extractors.bodies.resolved import Resolved
from extractors.bodies.seats import Seat, seat_of
from extractors.bodies.words import Word, function_of, inside, joined, marks, plain, vocabulary, words
from extractors.lexicon import lexicon
from extractors.places import place


@cache
def _suffixes() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(lexicon("bodies")["suffixes"].items(), key=lambda row: -len(row[0])))


@cache
def parted(tail: str) -> tuple[str, str, tuple[Word, ...] | None] | None:
    """(core, suffix written out, words of the core) of a department's name: 住建局 → (住建, 局, (住房和城乡建设,)); None where it has no suffix.

    The longest suffix before which all words are known; with none, the longest, and None for the words.
    """
    found = [(tail.removesuffix(short), full) for short, full in _suffixes() if tail.endswith(short) and len(tail) > len(short)]
    for core, full in found:
        known = _core_words(core, full)
        if known and any(word.function for word in known):
            return core, full, known
    return (*found[0], None) if found else None


def _core_words(core: str, suffix: str) -> tuple[Word, ...] | None:
    if suffix == "委员会" and core in lexicon("bodies")["single"]:
        return (vocabulary().anywhere[plain(lexicon("bodies")["single"][core])],)
    return words(core) if len(core) > 1 else None


def department(tail: str, seat: Seat) -> Resolved | None:
    """The department of that name at a seat: 住建局 of 阳信县 → 阳信县住房和城乡建设局; None where it is none.

    One whose words are not all known keeps them as written, except an 办 (治违办), which may stand for anything: it has no canonical name.
    """
    parts = parted(tail)
    if parts is None:
        return part_of(tail, seat)
    core, suffix, known = parts
    place = seat.name or seat.mask
    if tail.startswith(("政府", "人民政府", "行署", "行政公署")) and len(core) > 2:
        whole = "行政公署" if tail.startswith("行") else "人民政府"
        owner = replace(seat, name=seat.name and f"{seat.name}{whole}", mask=seat.mask and f"{seat.mask}{whole}")
        return department(re.sub("^(?:(?:人民)?政府|行署|行政公署)", "", tail), owner)
    if known is None:
        return part_of(tail, seat) or _unknown(tail, core, suffix, place)
    function = function_of(known)
    if function == "生态环境" and seat.level == "county" and seat.city and suffix == "局" and core not in ("环保", "环境保护"):
        return ecology(seat)
    if suffix == "分局" and seat.level == "county" and seat.city:
        return ecology(seat) if function == "生态环境" else branch(joined(known), function, seat)
    made = f"{place}{joined(known)}{suffix}"
    return Resolved(made, function, "body", (made,), rule="department")


def _unknown(tail: str, core: str, suffix: str, place: str) -> Resolved | None:
    found = inside(core)
    function = function_of(found)
    if suffix in marks("works") and len(core) > 1:
        made = f"{place}{core}{suffix}"
        return Resolved(made, function, "body", (made,), rule="as-written")
    if suffix == "办公室" and len(core) > 1:
        strong = function_of([word for word in found if not word.weak])
        made = f"{place}{core}办公室"
        return Resolved(None if tail.endswith("办") else made, strong or "议事协调机构", "body", (made,), rule="office")
    return None


def part_of(tail: str, seat: Seat) -> Resolved | None:
    """A part of a department, named after it: 公安局治安大队 → …公安局治安大队; None where no department opens the name."""
    for mark in marks("inner"):
        at = tail.find(mark, 2)
        if at < 0:
            continue
        whole, rest = tail[: at + len(mark)], tail[at + len(mark) :]
        parts = parted(whole)
        if not rest or parts is None or parts[2] is None or not rest.endswith(marks("parts")):
            continue
        owner = department(whole, seat)
        inner = place(rest.removesuffix("分局"), seat.city or seat.name) if rest.endswith("分局") and seat.known else None
        if owner and inner and inner.level == "county" and inner.parents[:1] == (seat.city or seat.name,):
            return ecology(seat_of(inner)) if owner.function == "生态环境" else branch(joined(parts[2]), owner.function, seat_of(inner), parts[1])
        if owner and owner.canonical:
            made = owner.canonical + rest
            return Resolved(made, owner.function, "institution" if rest.endswith("中心") else "body", (made,), rule="part")
    return None


def branch(work: str, function: str | None, seat: Seat, suffix: str = "局") -> Resolved:
    """A county's branch of the city's department: 石景山公安分局 → 北京市公安局石景山分局."""
    made = f"{seat.city}{work}{suffix}{seat.short}分局"
    return Resolved(made, function, "body", (made,), rule="branch")


def ecology(seat: Seat) -> Resolved:
    """A county's ecology bureau, which is a branch of the city's, as its province writes it: 阳信县 → 滨州市生态环境局阳信分局."""
    table = lexicon("bodies")["ecology"]
    if seat.province in table["own"] or seat.city == seat.own or seat.city == seat.province:
        made = f"{seat.name}生态环境局"
    else:
        made = table.get(seat.province, table["default"]).format(city=seat.city, short=seat.short, name=seat.own)
    return Resolved(made, "生态环境", "body", (made,), rule="ecology")
