"""Names of one plan that are one body: 县教育局 beside 县教育体育局, 县卫健委 beside 县卫健局."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.bodies.resolved import Resolved
from extractors.bodies.words import plain
from extractors.lexicon import lexicon


def departments(found: Iterable[Resolved]) -> list[Resolved]:
    """Those that may be another's fuller name: 局, 委员会, 厅 whose words are all known."""
    return [r for r in found if core(r) is not None]


def sibling(found: Resolved, rivals: Sequence[Resolved], written: str, level: str | None) -> Resolved:
    """``found`` as another department of the plan writes it: the one of the same class and place whose name holds all of its own.

    ``written`` is the name's core as the plan has it (建设, of 建设局). Several that fit leave it as it is: nothing is joined at random.
    """
    own = core(found)
    if own is None:
        meant = {r.canonical: r for r in rivals if r.canonical in found.candidates} if found.canonical is None and found.kind == "body" else {}
        return _taken(found, meant.popitem()[1], "candidate") if len(meant) == 1 else found
    mates = [r for r in rivals if r.canonical != found.canonical and (r.function, r.place) == (found.function, found.place)]
    near = [(r, core(r) or "") for r in mates]
    shorter = [own, *([written] if len(written) > 1 else [])]
    longer = {r.canonical: r for r, text in near if _composite(r) and text != own and any(holds(text, s) for s in shorter)}
    if len(longer) == 1:
        return _taken(found, longer.popitem()[1], "longer")
    same = [r for r, text in near if text == own]
    if same and not longer:
        best = min((found, *same), key=lambda r: _rank(r.canonical or "", level))
        return found if best is found else _taken(found, best, "suffix")
    return found


def core(found: Resolved) -> str | None:
    """The words of a department without place and suffix; None for any other body: 阳信县教育和体育局 → 教育体育."""
    name = found.canonical
    if name is None or found.rule != "department" or not found.place or not name.startswith(found.place):
        return None
    suffix = _suffix(name)
    return plain(name[len(found.place) :].removesuffix(suffix)) if suffix else None


def _composite(found: Resolved) -> bool:
    """Whether a name joins several works (教育和体育); 公安交通管理, 卫生监督 are a part of one."""
    return "和" in (found.canonical or "").removeprefix(found.place or "")


def holds(longer: str, shorter: str) -> bool:
    """Whether ``longer`` opens with the first two characters of ``shorter`` and has the others in order: 文化广电旅游, 文化旅游."""
    if longer[:2] != shorter[:2] or len(longer) <= len(shorter):
        return False
    rest = iter(longer)
    return all(c in rest for c in shorter)


def _taken(found: Resolved, mate: Resolved, rule: str) -> Resolved:
    candidates = tuple(dict.fromkeys([*mate.candidates, *found.candidates]))
    return replace(found, canonical=mate.canonical, place=mate.place, candidates=candidates, rule=f"sibling-{rule}")


def _suffix(name: str) -> str | None:
    return next((s for s in lexicon("bodies")["siblings"]["suffixes"] if name.endswith(s)), None)


def _rank(name: str, level: str | None) -> tuple[int, str]:
    place = lexicon("bodies")["siblings"]["suffixes"].index(_suffix(name))
    return (place if level == "county" else -place, name)
