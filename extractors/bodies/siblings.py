"""Names of one plan that are one body: 县教育局 beside 县教育体育局, 县卫健委 beside 县卫健局."""

from collections.abc import Mapping, Sequence

from extractors.bodies.resolved import Resolved
from extractors.lexicon import lexicon

WHOLE = ("department", "ecology")


def sibling(found: Resolved, rivals: Sequence[Resolved], level: str | None) -> Resolved:
    """``found`` as the other departments of the plan write it: the one of the same class and place whose name holds all of its.

    Several that fit leave it as it is: nothing is joined at random.
    """
    own = _parts(found)
    if own is None:
        return found
    mates = {r.canonical: r for r in rivals if r.function == found.function and r.canonical != found.canonical and _holds(_parts(r), own)}
    same = {name for name, r in mates.items() if len(_core(name or "")) == len(_core(found.canonical or ""))}
    longer = set(mates) - same
    if len(longer) == 1:
        return _taken(found, mates[longer.pop()], "longer")
    if same and not longer:
        order = lexicon("bodies")["siblings"]["suffixes"]
        best = min({found.canonical or "", *(n or "" for n in same)}, key=lambda n: order.index(_suffix(n)) if level == "county" else -order.index(_suffix(n)))
        return found if best == found.canonical else _taken(found, mates[best], "suffix")
    return found


def _taken(found: Resolved, mate: Resolved, rule: str) -> Resolved:
    return Resolved(mate.canonical, found.function, found.kind, tuple(dict.fromkeys([*mate.candidates, *found.candidates])), "inferred", f"sibling-{rule}")


def _suffix(name: str) -> str:
    return next((s for s in lexicon("bodies")["siblings"]["suffixes"] if name.endswith(s)), "局")


def _core(name: str) -> str:
    return name.removesuffix(_suffix(name)).replace("和", "")


def _parts(found: Resolved) -> str | None:
    if found.canonical is None or found.rule not in WHOLE or not found.canonical.endswith(tuple(lexicon("bodies")["siblings"]["suffixes"])):
        return None
    return _core(found.canonical)


def _holds(longer: str | None, shorter: str) -> bool:
    """Whether ``longer`` has all characters of ``shorter`` in order, after the same place and two characters more."""
    if longer is None or longer == shorter and False:
        return False
    start = 0
    while start < min(len(longer), len(shorter)) and longer[start] == shorter[start]:
        start += 1
    rest = iter(longer[start:])
    return all(c in rest for c in shorter[start:])


def joined_names(found: Mapping[str, Resolved]) -> list[Resolved]:
    """The departments among the resolved names of a plan."""
    return [r for r in found.values() if _parts(r) is not None]
