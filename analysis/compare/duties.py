"""Who answers for what: load of bodies, who leads a topic, who works with whom."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from analysis.compare.evidence import Evidence
from analysis.compare.sides import Item, Side
from schemas.records import Unit

Row = dict[str, Any]


def body(unit: Unit) -> str:
    """The name that a body is counted under."""
    return unit.canonical or unit.name


def load(side: Side, evidence: Evidence) -> Iterator[Row]:
    """One row a body: in how many tasks it leads, cooperates, is responsible; those with most to do first."""
    held: dict[str, dict[str, dict[int, Item]]] = defaultdict(lambda: defaultdict(dict))
    functions: dict[str, str | None] = {}
    for item in side.items:
        for unit in item.task.bound:
            held[body(unit)][unit.role][item.number] = item
            functions[body(unit)] = functions.get(body(unit)) or unit.function
    for name, roles in sorted(held.items(), key=lambda one: (-len(_all(one[1])), one[0])):
        own, row = _all(roles), f"{side.letter}:{name}"
        evidence.of("bodies", row, "tasks", side, own)
        about = dict.fromkeys(item.topic.name for item in own if item.topic)
        counts = {role: len(roles.get(role, {})) for role in ("lead", "cooperate", "responsible")}
        said = {"body": name, "function": functions[name], "tasks": len(own), "topics": list(about)}
        yield {"id": row, "side": side.letter, "plan": side.key} | said | counts


def _all(roles: dict[str, dict[int, Item]]) -> list[Item]:
    found: dict[int, Item] = {}
    for items in roles.values():
        found |= items
    return [found[number] for number in sorted(found)]


def leads(sides: Sequence[Side], evidence: Evidence) -> Iterator[Row]:
    """One row a topic and side: the lines of work and the bodies that answer for its tasks there."""
    found: dict[tuple[str, str], dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for side in sides:
        for item in side.items:
            if item.topic and item.leads:
                found[item.topic.domain, item.topic.name][side.letter].append(item)
    for (domain, topic), by_side in sorted(found.items()):
        for side in sides:
            if items := by_side.get(side.letter):
                row = f"{topic}:{side.letter}"
                evidence.of("leads", row, "tasks", side, items)
                functions = dict.fromkeys(unit.function for item in items for unit in item.leads if unit.function)
                bodies = dict.fromkeys(body(unit) for item in items for unit in item.leads)
                said = {"functions": list(functions), "bodies": list(bodies), "tasks": len(items)}
                yield {"id": row, "domain": domain, "topic": topic, "side": side.letter, "plan": side.key} | said


def network(side: Side, evidence: Evidence) -> Iterator[Row]:
    """One row two bodies that are bound to the same task, those that meet most often first."""
    met: dict[tuple[str, str], list[Item]] = defaultdict(list)
    functions: dict[str, str | None] = {}
    for item in side.items:
        named = {body(unit): unit.function for unit in item.task.bound}
        functions |= named
        for two in combinations(sorted(named), 2):
            met[two].append(item)
    for (one, other), items in sorted(met.items(), key=lambda found: (-len(found[1]), found[0])):
        row = f"{side.letter}:{one}~{other}"
        evidence.of("network", row, "tasks", side, items)
        works = {"function_a": functions[one], "function_b": functions[other]}
        yield {"id": row, "side": side.letter, "plan": side.key, "body_a": one, "body_b": other, "tasks": len(items)} | works
