"""Leading groups, headquarters and their offices: bodies that only co-ordinate."""

from functools import cache

from extractors.bodies.departments import parted
from extractors.bodies.resolved import Resolved
from extractors.bodies.seats import Seat
from extractors.bodies.words import marks
from extractors.lexicon import lexicon

COUNCIL = "议事协调机构"
"""The class of all of them, but those for floods."""


@cache
def _endings() -> tuple[str, ...]:
    return tuple(lexicon("bodies")["councils"]["suffixes"])


def is_bare(tail: str) -> bool:
    """Whether a name is only the word for a council (领导小组, 专项行动办公室) and not one of them."""
    return tail in _endings()


def council(tail: str, seat: Seat, placed: bool) -> Resolved | None:
    """The council of that name: 市城市防洪工作领导小组 → …; an office of two characters (创城办) has no canonical name; None for any other body.

    A long name without its place is kept as it stands.
    """
    if not tail.endswith(_endings()):
        return None
    if tail.endswith(marks("offices")) and not tail.endswith("领导小组办公室"):
        return Resolved(None, COUNCIL, "body", (), rule="office")
    parts = parted(tail)
    if parts and parts[2] and tail.endswith("委办公室"):
        return None
    made = f"{(seat.name or seat.mask) if placed or len(tail) < 9 else ''}{tail}"
    return Resolved(made, "防汛抗旱" if "防汛" in tail or "三防" in tail else COUNCIL, "body", (made,), rule="council")
