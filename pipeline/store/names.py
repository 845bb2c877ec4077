"""Names of bodies as plans write them, the bodies that these stand for, their lines of work and places.

What is known of a body follows from its own name and the place that it opens with, so it is the same whichever plan named it first.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from sqlalchemy import Table, delete, exists, insert, select, tuple_, update
from sqlalchemy.engine import Connection

from extractors.bodies import PlanPlace, resolve
from extractors.places import Place, place
from pipeline.store.rows import Body
from schemas.tables import BodyKind, bodies, body_names, functions, places, plans, task_units

T = TypeVar("T")
LEVELS = {"省": "province", "自治区": "province", "州": "city", "盟": "city", "地区": "city", "市": "city", "新区": "county", "自治县": "county"}
LEVELS |= dict.fromkeys("县区旗", "county") | dict.fromkeys(("镇", "乡", "街道"), "township")
"""Levels by the words that stand for an unnamed place: 市 in 市教育局."""
VERTICAL = frozenset({"head", "bank"})
"""Rules for names that give their place behind the organ that they belong to: 国家税务总局阳信县税务局."""
COLUMNS = (body_names.c.name, body_names.c.canonical, body_names.c.function)


class Known(NamedTuple):
    """What the name of a body tells of it."""

    kind: BodyKind
    level: str | None
    function: str | None
    place: str | None


@lru_cache(maxsize=65536)
def known(name: str, region: str | None = None) -> Known:
    """Kind, level, line of work and place of a body by its name: ``阳信县教育和体育局`` → body, county, 教育, 阳信县.

    ``region`` is a place that the name opens with, as plans call it; it may be one that no division is known by.
    """
    found = resolve(name, PlanPlace())
    if region is None and found.place is None and resolve(name, PlanPlace(level="central")).rule == "central":
        return Known("body", "central", found.function, None)
    told = found.place if found.place and (name.startswith(found.place) or found.rule in VERTICAL) else None
    where = region or (told if told not in LEVELS else None)
    level = "township" if found.rule == "town" else level_of(where or told)
    return Known(found.kind, level, found.function, where)


@cache
def prepare() -> None:
    """Reads the tables of names and places, which takes a tenth of a second once.

    To be done before a document is tried: a run that is killed meanwhile must not be held against the document.
    """
    known("市教育局")


def level_of(name: str | None) -> str | None:
    """The level of a place by its name, None where that does not tell."""
    found = place(name) if name else None
    return found.level if found else next((level for word, level in LEVELS.items() if name and name.endswith(word)), None)


def name_numbers(connection: Connection, named: Iterable[Body], regions: Iterable[str | None]) -> dict[Body, int]:
    """The numbers of names, which are added with their bodies where they are new; ``regions`` are places of the plans that have them."""
    wanted = sorted(named)
    numbers = _numbers(connection, wanted)
    new = [one for one in wanted if one not in numbers]
    if new:
        owners = _body_numbers(connection, new, regions)
        rows = [dict(zip(("name", "canonical", "function"), one, strict=True), body_id=owners[one[1] or one[0]]) for one in new]
        connection.execute(insert(body_names), rows)
        numbers |= _numbers(connection, new)
    return numbers


def forget(connection: Connection, numbers: Iterable[int]) -> None:
    """Takes out those of the names that no task is bound to any more, and bodies that no plan names."""
    bound = exists().where(task_units.c.name_id == body_names.c.id)
    for some in slices(sorted(numbers)):
        loose = connection.execute(select(body_names.c.id, body_names.c.body_id).where(body_names.c.id.in_(some), ~bound)).all()
        connection.execute(delete(body_names).where(body_names.c.id.in_([row.id for row in loose])))
        unnamed = ~exists().where(body_names.c.body_id == bodies.c.id)
        connection.execute(delete(bodies).where(bodies.c.id.in_({row.body_id for row in loose}), unnamed))


def fill(connection: Connection) -> None:
    """Finds bodies and places for the names and plans of a store that was made before there were tables of them."""
    lacking = connection.execute(select(body_names).where(body_names.c.body_id.is_(None))).all()
    regions = connection.execute(select(plans.c.region).distinct()).scalars().all()
    owners = _body_numbers(connection, [(row.name, row.canonical, row.function) for row in lacking], regions)
    for row in lacking:
        connection.execute(update(body_names).where(body_names.c.id == row.id).values(body_id=owners[row.canonical or row.name]))
    for row in connection.execute(select(plans.c.id, plans.c.region).where(plans.c.place_id.is_(None), plans.c.region.is_not(None))).all():
        connection.execute(update(plans).where(plans.c.id == row.id).values(place_id=place_number(connection, row.region)))


def place_number(connection: Connection, name: str | None) -> int | None:
    """The number of the place of that name, which is added with those above it where it is new; None for no name."""
    if not name:
        return None
    found = place(name)
    return _placed(connection, name, None) if found is None else _division(connection, found)


def _division(connection: Connection, found: Place) -> int:
    above: tuple[str, ...] = found.parents
    parent = place(above[0], above[1:]) if above else None
    return _placed(connection, found.name, found, _division(connection, parent) if parent else None)


def _placed(connection: Connection, name: str, found: Place | None, parent: int | None = None) -> int:
    code = found.code if found else ""
    same = select(places.c.id).where(places.c.name == name, places.c.code == code)
    number = connection.execute(same).scalar_one_or_none()
    if number is None:
        connection.execute(insert(places).values(name=name, code=code, level=found.level if found else level_of(name), parent_id=parent))
        number = connection.execute(same).scalar_one()
    return int(number)


def _body_numbers(connection: Connection, new: list[Body], regions: Iterable[str | None]) -> dict[str, int]:
    """The numbers of the bodies that names stand for, by the name of the body."""
    works = {canonical or name: function for name, canonical, function in sorted(new)}
    resolved = {canonical for _, canonical, _ in new if canonical}
    there = _by_name(connection, bodies, list(works))
    new_names = [name for name in works if name not in there]
    if new_names:
        longest = sorted({one for one in regions if one}, key=len, reverse=True)
        told = {name: known(name, next((one for one in longest if name.startswith(one)), None)) for name in new_names}
        connection.execute(insert(bodies), [_body_row(connection, name, told[name], works[name], name in resolved) for name in new_names])
        there |= _by_name(connection, bodies, new_names)
    return there


def _body_row(connection: Connection, name: str, told: Known, work: str, resolved: bool) -> dict[str, object]:
    kind = "body" if resolved and told.kind in ("group", "role", "person", "unknown") else told.kind
    function = told.function or work or None
    return {
        "name": name,
        "kind": kind,
        "level": told.level,
        "function_id": _function_number(connection, function) if function else None,
        "place_id": place_number(connection, told.place),
    }


def _function_number(connection: Connection, name: str) -> int:
    number = _by_name(connection, functions, [name]).get(name)
    if number is None:
        connection.execute(insert(functions).values(name=name))
        number = _by_name(connection, functions, [name])[name]
    return number


def _by_name(connection: Connection, table: Table, names: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in slices(names):
        found |= {row.name: row.id for row in connection.execute(select(table.c.name, table.c.id).where(table.c.name.in_(some)))}
    return found


def _numbers(connection: Connection, wanted: list[Body]) -> dict[Body, int]:
    numbers: dict[Body, int] = {}
    for some in slices(wanted):
        for row in connection.execute(select(*COLUMNS, body_names.c.id).where(tuple_(*COLUMNS).in_(some))):
            numbers[row.name, row.canonical, row.function] = row.id
    return numbers


def slices(values: list[T], size: int = 300) -> Iterator[list[T]]:
    """The values, so many at a time as a statement can name."""
    return (values[at : at + size] for at in range(0, len(values), size))
