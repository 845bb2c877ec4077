"""Whose a body is: the place that 市, 县 or a name before it stands for, seen from the plan's own place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from extractors.bodies.resolved import PlanPlace
from extractors.bodies.words import marks, vocabulary
from extractors.lexicon import lexicon
from extractors.places import Place, leading, place, places

COUNTIES = re.compile("县[(]?[、]?市[、]?区|区县|县区")
LEVELS = ("central", "province", "city", "county", "township")


@dataclass(frozen=True, slots=True)
class Seat:
    """A body's place. ``name`` is written out with the city before a district (杭州市萧山区); ``mask`` is the word 市 where the place is not known.

    ``below`` marks a place that is one of several under the plan's (区 in a city's plan). ``named`` marks one that the name itself gives.
    """

    name: str = ""
    short: str = ""
    level: str | None = None
    city: str = ""
    province: str = ""
    own: str = ""
    mask: str = ""
    below: bool = False
    named: bool = False

    @property
    def known(self) -> bool:
        """Whether the place has a name."""
        return bool(self.name)


def seat_of(found: Place, *, named: bool = False) -> Seat:
    """The seat of a body of that division."""
    above = found.parents
    district = found.level == "county" and found.name.endswith("区") and above and found.code
    province = above[-1] if above else found.name
    city = above[0] if len(above) > 1 or (above and province.endswith("市")) else (found.name if found.level == "city" else "")
    return Seat(f"{above[0]}{found.name}" if district else found.name, found.short, found.level, city, province, found.name, named=named)


@cache
def prefix_words() -> tuple[tuple[str, str], ...]:
    """(word, level) of each word that says whose a body is, longest first: 市级, 市直, 市."""
    table = lexicon("bodies")["prefixes"]
    rows = [(word + grade, level) for level in LEVELS[1:] for word in table[level] for grade in ("", *table["grades"])]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@cache
def inseparable() -> re.Pattern[str]:
    """Words that open with a level word and are none: 市场监管局, 乡村振兴局."""
    return re.compile("|".join(lexicon("bodies")["prefixes"]["inseparable"]))


@lru_cache(maxsize=8192)
def split_prefix(name: str) -> tuple[str, str, str]:
    """The level word that ``name`` opens with, its level, and the rest: 市住建局 → (市, city, 住建局); ("", "", name) without one."""
    if inseparable().match(name):
        return "", "", name
    for word, level in prefix_words():
        if name.startswith(word) and len(name) > len(word) and not name.startswith("直属", len(word) - 1):
            return word, level, name[len(word) :]
    return "", "", name


@lru_cache(maxsize=256)
def home(plan: PlanPlace) -> Place | None:
    """The division that the plan governs; a zone or township outside the standard is made up from what the plan says."""
    if not plan.region:
        return None
    found = place(plan.region, plan.ancestors)
    if found is not None:
        return replace(found, name=plan.region) if plan.region != found.short and plan.region != found.name else found
    same = places(plan.region)
    level = same[0].level if same else ("county" if plan.level in (None, "township", "county") else plan.level)
    above = plan.ancestors
    if same and not above:
        return Place(plan.region, "", same[0].level, same[0].short, ())
    return Place(plan.region, "", level if level in ("province", "city", "county") else "county", plan.region, above)  # type: ignore[arg-type]


def own_level(plan: PlanPlace, others: Iterable[str]) -> str | None:
    """The level of a plan whose place is not known: what the plan says, else that of the level word its bodies open with most often."""
    if plan.level or plan.region:
        found = home(plan)
        return plan.level or (found.level if found else None)
    issuer = split_prefix(plan.issuer or "")[1]
    if issuer:
        return issuer
    counts = dict.fromkeys(LEVELS, 0)
    for name in others:
        level = "city" if COUNTIES.search(name) else split_prefix(name)[1] if name.endswith(marks("bodies")) else ""
        if level:
            counts[level] += 1
    most = max(LEVELS, key=lambda level: counts[level])
    return most if counts[most] else None


def seat_by_level(word: str, level: str, plan: PlanPlace, own: str | None) -> Seat:
    """The seat that a level word stands for in a plan: 市 in 阳信县's plan is 滨州市, in 广安市's itself, 区 there one of several."""
    bare = word.rstrip("级直") or word
    here = home(plan)
    if here is None or not plan.region:
        below = own in LEVELS and LEVELS.index(level) > LEVELS.index(own)
        return Seat(mask=bare, level=level if bare != "市" or own is None else own, below=below)
    for name in (here.name, *here.parents):
        if name.endswith(bare) and not (bare == "区" and name != here.name and name.endswith("自治区")):
            found = here if name == here.name else place(name, here.parents)
            return seat_of(found) if found else Seat(name, name, level, own=name)
    if bare in ("新区", "区") and here.level == "county" and not here.name.endswith(("镇", "乡", "街道", "县", "市")):
        return seat_of(here)
    rank = LEVELS.index(level)
    return Seat(mask=bare, level=level, below=rank > LEVELS.index(own if own in LEVELS else here.level))


def leading_seat(name: str, plan: PlanPlace) -> tuple[Seat, str, bool]:
    """The seat that ``name`` opens with, the rest, and whether its full name stands there: 萧山区经信局 → 杭州市萧山区, 经信局."""
    here = home(plan)
    near = here.lineage if here else ()
    head, found = leading(name)
    if here and plan.region and len(head) < len(plan.region) < len(name) and name.startswith(plan.region):
        return replace(seat_of(here), named=True), name[len(plan.region) :], True
    if not head or (head in vocabulary().anywhere and all(p.name != head for p in found)):
        return Seat(), name, False
    rest, full = name[len(head) :], any(p.name == head for p in found)
    chosen = place(head, near) if near else place(head)
    if chosen is None:
        return Seat(head, head, found[0].level, own=head, named=True), rest, full
    if here and chosen.code == here.code:
        chosen = here
    inner, deeper = leading(rest)
    for one in deeper:
        if chosen.name in one.parents and (one.name == inner or one.short == inner):
            return seat_of(one, named=True), rest[len(inner) :], one.name == inner
    return seat_of(chosen, named=True), rest, full
