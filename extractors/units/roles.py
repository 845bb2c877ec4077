"""Role words: the labels before a list of bodies (``牵头单位:``) and the endings after one (``…牵头``)."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from extractors.lexicon import lexicon
from extractors.mentions.dates.points import head
from extractors.units.names import alternation
from schemas.records import Role

_ROLES: tuple[Role, ...] = ("lead", "cooperate", "responsible")
_MISREAD = "责货费贵"
"""What OCR makes of 责 in 责任, itself first."""
_MISREAD_DUTY = re.compile(f"[{_MISREAD}]任")


class RoleWord(NamedTuple):
    """A role word at ``text[start:end]``; ``role`` is None for a label whose value is no body (完成时限)."""

    start: int
    end: int
    role: Role | None


@cache
def _words(table: str) -> dict[str, Role]:
    return {word: role for role in _ROLES for word in lexicon("roles")[table][role]}


def _compound() -> str:
    """Labels put together of a role and a noun: 协同|责任|单位."""
    parts = {name: alternation(words) for name, words in lexicon("roles")["compound"].items()}
    role = "|".join(parts[name] for name in _ROLES)
    return f"(?:{parts['before']})?(?:{role})(?:{parts['between']})?(?:{parts['nouns']})"


@lru_cache(maxsize=1024)
def _role(label: str) -> Role | None:
    """The role of a label as written, 责 misread or not; None for one whose value is no body."""
    label = _MISREAD_DUTY.sub("责任", label)
    known = _words("labels").get(label)
    if known or label in lexicon("roles")["rest"]["others"]:
        return known
    words = lexicon("roles")["compound"]
    return next((role for role in _ROLES if any(word in label for word in words[role])), None)


@cache
def _labels() -> re.Pattern[str]:
    others, compound = lexicon("roles")["rest"]["others"], lexicon("roles")["compound"]
    first = head(_MISREAD, [*_words("labels")], others, compound["before"], *(compound[role] for role in _ROLES))
    known = f"{_compound()}|{alternation([*_words('labels'), *others])}".replace("责任", f"[{_MISREAD}]任")
    return re.compile(rf"{first}(?:(?<=^)|(?<=[\n;,。.、()〔〕【】\[\] |!?”]))({known}) ?(?:(?:[(][^()]{{1,12}}[)])? ?[:]|[:为是] ?|(?=由))")


@cache
def _endings() -> re.Pattern[str]:
    return re.compile(rf"(?:等(?:部门|单位|有关部门|相关单位|相关部门|有关单位|地)?)?({alternation(list(_words('endings')))})(?:[)〕 。.]*)$")


def label_words(text: str, start: int = 0, end: int | None = None) -> list[RoleWord]:
    """The labels in ``text[start:end]``: ``牵头单位:``, ``责任单位为``, ``完成时限:`` (role None)."""
    return [_label(found) for found in _labels().finditer(text, start, len(text) if end is None else end)]


def label_at(text: str, start: int) -> RoleWord | None:
    """The label that begins at ``start``, if one does."""
    found = _labels().match(text, start)
    return _label(found) if found else None


def _label(found: re.Match[str]) -> RoleWord:
    return RoleWord(*found.span(), _role(found[1]))


def ending(text: str, start: int, end: int) -> RoleWord | None:
    """The role word that ends ``text[start:end]`` (``市商务局牵头`` → 牵头), with 等部门 before it."""
    found = _endings().search(text[max(start, end - 24) : end])
    if not found:
        return None
    base = max(start, end - 24)
    return RoleWord(base + found.start(), base + found.end(), _words("endings")[found[1]])


def is_label(name: str) -> bool:
    """Whether a name is a label as it stands: ``责任单位`` in 责任单位按职责分工负责, not ``各责任单位``."""
    return name in _words("labels")


def is_role_word(name: str) -> bool:
    """Whether a name is only a role (``牵头单位``, ``各责任部门``), which stands for other bodies."""
    bare = re.sub(r"^(?:各|各项|各项目|各有关|相关|有关|本|其他|各项工作|各相关)", "", name)
    return bare in _words("labels") or is_label(name)
