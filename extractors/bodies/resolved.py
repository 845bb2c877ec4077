"""What a name was resolved to, and what is known of the plan it stands in."""

from dataclasses import dataclass
from typing import Literal

from schemas.records import How

Kind = Literal["body", "group", "role", "person", "enterprise", "institution", "unknown"]
"""body: an organ of government, party or people's organisation · group: several (各县(市、区)政府) · role: only a role word (牵头单位) ·
institution: 医院, 大学, 中心 · unknown: nothing was recognised."""


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """What is known of a plan's place: ``region`` (阳信县) and ``level`` (``county``); ``ancestors`` above it, where they are known (滨州市, 山东省).

    A place that the divisions know needs no ancestors. ``issuer`` is who issued the plan, as written; 局办公室 is that bureau's.
    All are None or empty where the plan does not say: a name then keeps its level (市教育局).
    """

    region: str | None = None
    level: str | None = None
    ancestors: tuple[str, ...] = ()
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The body that a name stands for.

    ``canonical`` is None for groups, roles, persons, and where the name may stand for several: then ``candidates`` has them. ``function`` is the
    class of work (functions.toml), None where the name does not tell. ``rule`` names the rule; ``how`` is ``stated`` where the name itself is
    the canonical one, else ``inferred``. ``place`` is the place in front of it, or the level word that stands there (市); None where there is none.
    """

    canonical: str | None
    function: str | None
    kind: Kind
    candidates: tuple[str, ...] = ()
    how: How = "inferred"
    rule: str = ""
    place: str | None = None
