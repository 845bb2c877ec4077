"""What the heading of a section says of the items below it."""

import re
from functools import cache
from typing import Literal

from extractors.lexicon import lexicon
from schemas.records import Category

SectionKind = Literal["task", "safeguard", "stage", "goal", "none", "open"]
"""A category for the items below, none where they are no tasks, open where their own headings decide (总体要求)."""

_ORDER: tuple[SectionKind, ...] = ("none", "open", "goal", "stage", "safeguard", "task")
_MARKS = re.compile(r"[(〔][^()〔〕]*[)〕]|[“”\s]")


@cache
def _patterns() -> dict[SectionKind, re.Pattern[str]]:
    table = lexicon("sections")
    return {kind: re.compile("|".join(f"(?:{pattern})" for pattern in table[kind])) for kind in _ORDER}


@cache
def section_kind(heading: str) -> SectionKind | None:
    """The kind of a section by its heading: ``重点任务`` → task, ``指导思想`` → none, ``总体要求`` → open; None where it tells nothing."""
    bare = _MARKS.sub("", heading).strip("。;:,.、?")
    return next((kind for kind in _ORDER if _patterns()[kind].fullmatch(bare)), None)


@cache
def is_attribute(heading: str) -> bool:
    """Whether a heading only announces who is responsible or by when: ``责任分工``."""
    return any(re.fullmatch(pattern, _MARKS.sub("", heading).strip("。;:,.、?")) for pattern in lexicon("sections")["attributes"])


_FRAMES = frozenset({"annex", "part", "hash", ""})


def below(above: SectionKind | None, heading: str | None, style: str) -> SectionKind | None:
    """The kind that holds below a heading, given the kind that holds above it and the style of the label.

    A section that is settled keeps its kind all the way down, but phases are phases, and (二)工作目标 goals, wherever they stand in the action part.
    A heading that tells nothing settles its section as action; annexes and parts are frames, whose own sections decide.
    """
    own = section_kind(heading) if heading else None
    if above in (None, "open"):
        return own or (above if above or style in _FRAMES else "task")
    if above == "task" and style == "bracketed" and (own == "goal" or (own == "open" and "目标" in (heading or ""))):
        return "goal"
    if above == "task" and own == "stage":
        return own
    return above


def category(kind: SectionKind | None) -> Category | None:
    """The category of a task in a section of this kind; None where it holds no tasks. Untold is ``task``."""
    if kind == "none" or kind == "open":
        return None
    return kind or "task"
