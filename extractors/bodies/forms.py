"""Bodies whose full name follows a form of its own: courts, vertical organs, party organs, people's organisations."""

from dataclasses import dataclass
from functools import cache

from extractors.bodies.resolved import Resolved
from extractors.bodies.seats import Seat
from extractors.bodies.words import function_of, inside, marks
from extractors.lexicon import lexicon
from extractors.places import leading, place


@dataclass(frozen=True, slots=True)
class Form:
    """One ``[[form]]``: the class and the full name by level."""

    function: str
    names: dict[str, str]
    short: bool


@cache
def _forms() -> dict[tuple[str, bool], Form]:
    found: dict[tuple[str, bool], Form] = {}
    for row in lexicon("bodies")["form"]:
        form = Form(row["function"], row, row.get("short", False))
        written = [row["name"].partition("{place}")[2]] if row["name"].startswith("{place}") else []
        for tail in (*row["tails"], *(w for w in written if w and "{" not in w)):
            found.setdefault((tail, form.short), form)
    return found


@cache
def _heads() -> tuple[tuple[str, str], ...]:
    """What full names of vertical organs open with, and their class: 中国证券监督管理委员会 → 证券监管."""
    rows = {(t.partition("{")[0], row["function"]) for row in lexicon("bodies")["form"] for t in row.values() if isinstance(t, str) and "{" in t}
    return tuple(sorted(((head, function) for head, function in rows if head.startswith(("中国", "国家"))), key=lambda row: -len(row[0])))


def by_head(name: str) -> Resolved | None:
    """A vertical organ whose name is written out: 中国证券监督管理委员会广东监管局, of 广东省; None for any other."""
    head, function = next(((h, f) for h, f in _heads() if name.startswith(h) and len(name) > len(h)), ("", None))
    return Resolved(name, function, "body", (name,), "stated", "head", place_behind(name, head)) if function else None


def place_behind(name: str, head: str) -> str | None:
    """The place that a vertical organ's name gives behind its head, written out: 国家税务总局|阳信县|税务局; None where several are so called."""
    written, found = leading(name.removeprefix(head))
    one = place(written) if found else None
    return one.name if one else None


def by_form(tail: str, seat: Seat, *, short: bool = False) -> Resolved | None:
    """The body that ``tail`` (法院) of a seat is: 广安市 → 广安市中级人民法院; None where there is no form for it.

    ``short`` says that the name gives its place without the word for its kind (浙江金融监管局): a vertical organ's manner.
    """
    form = (_forms().get((tail, True)) if short else None) or _forms().get((tail, False))
    if form is None:
        return None
    names = form.names
    level = "" if seat.level == "county" and seat.province.endswith("市") and "municipal" in names else seat.level or ""
    template = names.get(level, names["name"]) if seat.known else names.get("masked", names["name"])
    return filled(template, form.function, seat, tail, "form")


def filled(template: str, function: str | None, seat: Seat, tail: str, rule: str) -> Resolved:
    """The body of a template; one that opens with ? names several that it may be."""
    grade = next((g for g in marks("grades") if tail.endswith(g)), "")
    place = seat.name or seat.mask
    table = {"place": place, "p": place, "short": seat.short or place, "province": seat.province, "city": seat.city, "grade": grade, "tail": tail}
    table["gov"] = "人民政府" if seat.province == seat.name or large(seat) else ""
    made = tuple(name.format_map(table) for name in template.lstrip("?").split("|"))
    if template.startswith("?"):
        return Resolved(None, function, "body", made, rule=f"{rule}-ambiguous")
    return Resolved(made[0], function, "body", made, rule=rule)


def large(seat: Seat) -> bool:
    """Whether a city is of sub-provincial rank, whose asset commission bears 人民政府 in its name."""
    return seat.name in lexicon("bodies")["large"]["cities"]


@cache
def _party() -> dict[str, str]:
    table: dict[str, str] = lexicon("bodies")["party"]
    return {full: full for full in table.values()} | table


def by_party(tail: str, seat: Seat) -> Resolved | None:
    """The party organ that ``tail`` is: 委组织部 of 阳信县 → 中共阳信县委组织部, of an unknown 市 → 市委组织部; None for any other."""
    table = _party()
    if tail in lexicon("bodies")["party_bare"]["words"]:
        tail = f"委{tail}"
    for owner in marks("owners"):
        rest = tail.removeprefix(owner)
        organ = table.get(rest)
        if rest == tail or organ is None:
            continue
        function = next((f for key, f in lexicon("bodies")["party_functions"].items() if organ.startswith(key)), None)
        place = seat.name or seat.mask
        made = f"{'中共' if seat.known and owner == '委' else ''}{place}{owner}{organ}"
        return Resolved(made, function, "body", (made,), rule="party")
    return None


def by_taiwan(name: str) -> Resolved | None:
    """The body of that name in Taiwan: 国发会 → 国家发展委员会."""
    table = lexicon("bodies")["taiwan"]
    full, function = table.get(name) or next((row for row in table.values() if row[0] == name), (None, None))
    return Resolved(full, function, "body", (full,), "stated" if full == name else "inferred", "taiwan") if full else None


def _prefixed(name: str, table: dict[str, str]) -> str | None:
    """The body of a short name under the word that its full name opens with: 中国银保监会 as 银保监会."""
    full = table.get(name[2:])
    return full if full and name[:2] in ("中国", "国家", "全国") and full.startswith(name[:2]) else None


@cache
def _central() -> dict[str, str]:
    table: dict[str, str] = lexicon("bodies")["central"]
    return {full: full for full in table.values()} | table


def by_centre(name: str, central: bool) -> Resolved | None:
    """The central body of that name, where the plan is central or the name says so: 国家发展改革委 → 国家发展和改革委员会."""
    table = _central()
    stem = name.removeprefix("国务院") if name not in table else name
    full = table.get(stem) or _prefixed(stem, table)
    if full is None or not (central or stem != name or stem.startswith(marks("centre"))):
        return None
    function = lexicon("bodies")["central_functions"].get(full) or function_of(inside(full))
    return Resolved(full, function, "body", (full,), "stated" if full == name else "inferred", "central")
