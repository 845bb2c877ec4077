"""Names that are no body of their own: persons, roles, groups."""

import re
from functools import cache, lru_cache

from extractors.bodies.resolved import Resolved
from extractors.bodies.seats import split_prefix
from extractors.bodies.words import function_of, inside, marks, words
from extractors.lexicon import lexicon

ONE = re.compile(
    "(?:自治区|自治州|自治县|地区|新区|[省市州盟县区旗镇乡])(?:行署|行政公署|(?:人民)?政府(?:办(?:公[室厅])?)?|党委|党工委|管委会)|行署|行政公署|[省市县区]级|[省市县区]?(?:经济|高新)?(?:(?:开发|新)区管委会|(?:经开|高新|综保)区(?:管委会)?)"
)
BRACKET = re.compile(r"\([^()]{0,30}\)")


def several(name: str, below: bool) -> Resolved | None:
    """What a name is that stands for no single body, None for one that may: 各责任单位 → role, 各县(市、区)政府 → group, 局主要领导 → person.

    ``below`` says that the name opens with a level below the plan's (区城管局 in a city's plan): then it is one of several.
    """
    bare = BRACKET.sub("", name)
    if is_person(bare):
        return Resolved(None, None, "person", rule="person")
    if is_role(name):
        return Resolved(None, None, "role", rule="role")
    if is_governments(name):
        return Resolved(None, governments(name), "group", rule="governments")
    quantified = _starts(bare, "quantifiers")
    ending = group_ending(bare)
    if quantified or ending is not None or below:
        return Resolved(None, group_function(bare, ending), "group", rule="quantifier" if quantified else "ending" if ending is not None else "below")
    return None


def is_person(name: str) -> bool:
    """Whether a name is of persons: 局主要领导, 村委会主任; 委员 and 人员 of a body are persons too."""
    return name.endswith(_suffixes("persons"))


def is_role(name: str) -> bool:
    """Whether a name is a role word and nothing else: 牵头单位, 各相关责任单位, 各项工作牵头处室, 道路建设业主."""
    stem = name.removeprefix("各")
    ending = stem.endswith(_role_words()) and max((e for e in _role_words() if stem.endswith(e)), key=len)
    if ending and len(stem) - len(ending) <= 4 and "成员" not in stem:
        return True
    return stem.endswith(_suffixes("roles")) and len(stem) < 10


@cache
def _role_words() -> tuple[str, ...]:
    table = lexicon("bodies")["roles"]
    return tuple(word + body for word in table["words"] for body in table["bodies"])


@cache
def _government_words() -> tuple[str, ...]:
    return tuple(sorted(lexicon("bodies")["governments"]["words"], key=len, reverse=True))


@lru_cache(maxsize=8192)
def is_governments(name: str) -> bool:
    """Whether a name is made of levels of government alone: 各县(市、区)人民政府, 属地政府, 市、区(县级市)两级, 乡镇(街道)."""
    at = 0
    while at < len(name):
        word = next((w for w in _government_words() if name.startswith(w, at)), None)
        if word is None:
            return False
        at += len(word)
    return len(name) > 1 and not ONE.fullmatch(name)


def governments(name: str) -> str | None:
    """The class of a group of governments: party committees, zones, governments; None for 地方, 各地."""
    table = lexicon("bodies")["governments"]
    if any(word in name for word in table["party"]) and "政府" not in name:
        return "党委"
    rest = name
    for zone in table["zones"]:
        rest = rest.replace(zone, "")
    if rest != name and not any(word in rest for word in table["rule"]):
        return "功能区管委会"
    return "人民政府" if any(word in name for word in table["rule"]) else None


def group_ending(name: str) -> str | None:
    """The longest ending in the table of groups that ``name`` has, None without one."""
    table = lexicon("bodies")["groups"]
    return next((name[at:] for at in range(len(name)) if name[at:] in table), None)


def group_function(name: str, ending: str | None) -> str | None:
    """The class of the members of a group: 属地城管部门 → 城市管理, 水泥生产企业 → 企业, 市直各部门 → None."""
    by_ending = lexicon("bodies")["groups"].get(ending) if ending else None
    if by_ending:
        return str(by_ending)
    stem = name[: -len(ending)] if ending else name
    if by_ending is None and ending is None:
        for table, function in (("institutions", "事业单位"), ("enterprises", "企业")):
            if name.endswith(tuple(lexicon("bodies")[table]["plain" if table == "institutions" else "suffixes"])):
                return function
    for word in sorted(lexicon("bodies")["quantifiers"]["words"], key=len, reverse=True):
        stem = stem.removeprefix(word)
    for below in ("下属", "所属"):
        stem = stem.rpartition(below)[2]
    if any(word in stem for word in marks("open")) or name.endswith(marks("openings")):
        return None
    if name.endswith(tuple(lexicon("bodies")["councils"]["suffixes"])) and ending is None:
        return "议事协调机构"
    return function_of(words(stem) or inside(split_prefix(stem)[2])) or (function_of(inside(name)) if ending == "队伍" else None)


@cache
def _suffixes(table: str) -> tuple[str, ...]:
    return tuple(lexicon("bodies")[table]["suffixes"])


def _starts(name: str, table: str) -> bool:
    return name.startswith(_words(table))


@cache
def _words(table: str) -> tuple[str, ...]:
    return tuple(lexicon("bodies")[table]["words"])
