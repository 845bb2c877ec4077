"""How two plans stand to each other: one above the other, years of one, peers; and how much of one is written in the other."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from analysis.compare.sides import Side
from extractors.places import place

Kind = Literal["self", "years", "cascade_down", "cascade_up", "peer"]
LEVELS: Final = ("central", "province", "city", "county", "township")
BRACKETED = re.compile(r"\([^()]{0,40}\)|〔[^〔〕]{0,40}〕")
DATED = re.compile(r"20\d\d年?(?:[—-]20\d\d年?)?(?:度)?|年度|三年|五年|“?十[一二三四五]五”?")
FORMS = re.compile("实施方案|行动方案|工作方案|实施细则|行动计划|工作要点|实施意见|实施办法|任务清单|工作思路|方案|意见|计划|措施|通知|清单")
SAME_SUBJECT: Final = 0.6
"""Share of the characters of two titles, without place, year and form, that plans of one subject have in common."""
TELLING: Final = 8
"""A shorter title (工作要点) names no one plan."""
COPIED: Final = 13
"""So many characters in a row that stand in both plans are copied."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How plan a stands to plan b; ``through`` is the title cited, or ``place``."""

    kind: Kind
    through: str | None = None


def standing(a: Side, b: Side) -> Standing:
    """Whether two plans are one, years of one, above and below each other, or peers."""
    if a.key == b.key or a.extraction.source.sha256 == b.extraction.source.sha256:
        return Standing("self")
    if a.plan.region and a.plan.region == b.plan.region:
        return Standing("years" if subject_of(a, b) >= SAME_SUBJECT and _when(a) != _when(b) else "peer")
    for upper, lower, kind in ((a, b, "cascade_down"), (b, a, "cascade_up")):
        cited = cites(lower, upper)
        if cited and _level(upper) <= _level(lower):
            return Standing("cascade_down" if kind == "cascade_down" else "cascade_up", cited)
        if _within(lower, upper) and subject_of(a, b) >= SAME_SUBJECT:
            return Standing("cascade_down" if kind == "cascade_down" else "cascade_up", "place")
    return Standing("peer")


def cites(lower: Side, upper: Side) -> str | None:
    """The title by which a plan cites another; None where it does not."""
    title, number = _bare(upper.plan.title or ""), upper.plan.doc_number
    for reference in lower.extraction.references:
        if (number and reference.number == number) or (len(title) >= TELLING and title in _bare(reference.title)):
            return reference.title
    return None


def subject_of(a: Side, b: Side) -> float:
    """How much of the subjects of two titles is the same, from 0 to 1."""
    one, other = (_pairs(_subject(side)) for side in (a, b))
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def copied(a: Side, b: Side) -> tuple[float, float]:
    """The share of the characters of each plan's tasks that stand, so many in a row, in the other's."""
    texts = [[item.content for item in side.items if item.number not in side.parents] for side in (a, b)]
    runs = [{text[at : at + COPIED] for text in side for at in range(len(text) - COPIED + 1)} for side in texts]
    return _covered(texts[0], runs[1]), _covered(texts[1], runs[0])


def _covered(texts: list[str], runs: set[str]) -> float:
    total = covered = 0
    for text in texts:
        reach = 0
        for at in range(len(text)):
            if text[at : at + COPIED] in runs:
                reach = at + COPIED
            covered += at < reach
        total += len(text)
    return covered / total if total else 0.0


def _bare(title: str) -> str:
    return BRACKETED.sub("", title).strip("《》 ")


def _subject(side: Side) -> str:
    title = _bare(side.plan.title or "")
    return FORMS.sub("", DATED.sub("", title.replace(side.plan.region or " ", "")))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _when(side: Side) -> object:
    return side.plan.period or side.plan.published


def _level(side: Side) -> int:
    return LEVELS.index(side.plan.level) if side.plan.level else len(LEVELS)


def _within(lower: Side, upper: Side) -> bool:
    """Whether the one's place lies in the other's."""
    if upper.plan.level == "central":
        return lower.plan.level not in (None, "central")
    found = place(lower.plan.region) if lower.plan.region else None
    above = place(upper.plan.region) if upper.plan.region else None
    return bool(found and above and above.name in found.parents)
