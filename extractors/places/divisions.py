"""Divisions by name: 阳信县 → 滨州市 → 山东省."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.lexicon import lexicon

Level = Literal["province", "city", "county"]


@dataclass(frozen=True, slots=True)
class Place:
    """A division: ``code`` as in GB/T 2260 (six digits), ``short`` without the word for its kind, ``parents`` from the nearest up.

    ``today`` is False for one that is no more (崇文区); a former name of one that still is (襄樊市) finds the place of today.
    A municipality (北京市) is a province; a county under a province directly (仙桃市) has one parent.
    """

    name: str
    code: str
    level: Level
    short: str
    parents: tuple[str, ...] = ()
    today: bool = True

    @property
    def lineage(self) -> tuple[str, ...]:
        """The names of the place and of all above it, nearest first."""
        return (self.name, *self.parents)


def place(name: str, within: str | Iterable[str] = ()) -> Place | None:
    """The one place of that full, short or former name, None where there is none or more than one fits: ``恩施州`` → 恩施土家族苗族自治州.

    ``within`` names places that it lies in, or is: ``place("朝阳区")`` is None, ``place("朝阳区", "长春市")`` is one.
    Of several, one whose full name it is today goes before former and short names, and a larger before a smaller of the
    same short name (``吉林`` → 吉林省).
    """
    found = places(name)
    above = {p.name for w in ([within] if isinstance(within, str) else within) for p in places(w)}
    if above:
        inside = [p for p in found if above.intersection(p.lineage)]
        found = tuple(inside) or found
    for rank in ("full", "former", "short"):
        same = [p for p in found if _rank(p, name) == rank]
        top = [p for p in same if p.level == same[0].level]
        if top:
            return top[0] if len(top) == 1 else None
    return None


def places(name: str) -> tuple[Place, ...]:
    """All places of that full, short or former name, the largest first, those that are no more last: ``朝阳`` → 朝阳市, 朝阳区, 朝阳县 …"""
    return _index().get(name, ())


def leading(text: str) -> tuple[str, tuple[Place, ...]]:
    """The longest name of a place that ``text`` opens with, and its places: ``广安经开区`` → ("广安", (广安市, 广安区)); ("", ()) without."""
    index, longest = _index(), _longest()
    for length in range(min(longest, len(text)), 1, -1):
        found = index.get(text[:length])
        if found:
            return text[:length], found
    return "", ()


def province_of_prefix(prefix: str) -> Place | None:
    """The province of the character that opens a document number: ``鲁`` (鲁政办字) → 山东省; None for any other."""
    name = lexicon("place_words")["abbreviations"].get(prefix[:1])
    return place(name) if name else None


def _rank(found: Place, name: str) -> str:
    if found.name == name:
        return "full" if found.today else "former"
    return "short" if found.short == name else "former"


def _short(name: str, words: Mapping[str, list[str]]) -> str:
    for suffix in words["suffixes"]:
        if name.endswith(suffix) and len(name) - len(suffix) > 1:
            stem = name.removesuffix(suffix)
            break
    else:
        return name
    while suffix.startswith("自治"):
        people = next((p for p in words["peoples"] if stem.endswith(p) and len(stem) > len(p) + 1), None)
        if people is None:
            break
        stem = stem.removesuffix(people)
    return stem.removesuffix("族") if suffix.startswith("自治") and len(stem) > 2 else stem


def _level(code: str) -> Level:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def _rows() -> Iterator[tuple[Place, list[str]]]:
    """Each division with its former names."""
    words = lexicon("place_words")
    rows = [line.split(" ") for line in lexicon("places")["divisions"].strip().splitlines()]
    now = {row[0]: row[1] for row in rows if row[2:] != ["-"]}
    everything = {row[0]: row[1] for row in rows}
    for code, name, *rest in rows:
        above = [c for c in (code[:4] + "00", code[:2] + "0000") if c != code and c in everything]
        parents = tuple(dict.fromkeys(now.get(c, everything[c]) for c in above))
        short = words["short"].get(name) or _short(name, words)
        yield Place(name, code, _level(code), short, parents, rest != ["-"]), rest[0].split("|") if rest and rest != ["-"] else []


@cache
def _index() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for one, former in _rows():
        names = dict.fromkeys([one.name, *former])
        if one.today and len(one.short) > 1:
            names |= dict.fromkeys([one.short])
        if one.today and "自治" in one.name and one.level != "province":
            names |= dict.fromkeys([one.short.removesuffix("州") + one.name[-1]])
        for name in names:
            found[name].append(one)
    for name, parent in lexicon("place_words")["zones"].items():
        above = found[parent][0]
        found[name] = found[name] or [Place(name, "", "county", name, above.lineage)]
    order = {"province": 0, "city": 1, "county": 2}
    return {name: tuple(sorted(rows, key=lambda p: (not p.today, order[p.level], p.code))) for name, rows in found.items()}


@cache
def _longest() -> int:
    return max(map(len, _index()))
