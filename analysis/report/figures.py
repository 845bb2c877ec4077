"""The frames of a comparison as the pictures of its report."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from analysis.export import records
from analysis.report import pictures, sentences
from analysis.report.pictures import COLOURS

if TYPE_CHECKING:
    import pandas as pd

    from analysis.compare import Comparison

__all__ = ["COLOURS", "Figures", "figures"]

INDICATORS: Final = 12
"""Indicators in the picture of percentages; more are left to the table."""


@dataclass(slots=True)
class Figures:
    """Pictures as SVG; empty text where there is nothing to draw. ``left_out`` bodies of the networks were not ``drawn``."""

    targets: str = ""
    deadlines: str = ""
    networks: list[tuple[str, str]] = field(default_factory=list)
    drawn: int = 0
    left_out: int = 0


def figures(comparison: "Comparison", colours: dict[str, str]) -> Figures:
    """The pictures of a comparison, as text that may stand in a page as it is."""
    from markupsafe import Markup

    names = sentences.names(comparison)
    drawn = Figures(_percentages(comparison, names, colours), _pace(comparison, names, colours))
    _networks(drawn, comparison, names, colours)
    drawn.targets, drawn.deadlines = Markup(drawn.targets), Markup(drawn.deadlines)
    drawn.networks = [(side, Markup(picture)) for side, picture in drawn.networks]
    return drawn


def _pace(comparison: "Comparison", names: dict[str, str], colours: dict[str, str]) -> str:
    import pandas as pd

    found = {(row["side"], row["year"], row["quarter"]): row["tasks"] for row in records(comparison.deadlines)}
    whens = sorted({(year, quarter) for _, year, quarter in found})
    rows = [(sentences.quarter(*when), side, found.get((side, *when), 0)) for when in whens for side in comparison.sides]
    counts = pd.DataFrame(rows, columns=["group", "plan", "count"])
    return pictures.bars(counts, f"{'、'.join(names.values())}各季度到期的任务数", colours)


def _percentages(comparison: "Comparison", names: dict[str, str], colours: dict[str, str]) -> str:
    import pandas as pd

    rows, seen = [], set[tuple[str, str]]()
    for row in records(comparison.targets):
        values = [_value(row[f"low_{side}"], row[f"high_{side}"]) for side in ("a", "b")]
        if row["unit"] != "%" or row["measure"] != "level" or row["status"] == "only_in" or None in values:
            continue
        name = f"{row['indicator']}({row['year']}年)" if row["year"] else row["indicator"]
        for side, value in zip((row["a"], row["b"]), values, strict=True):
            if (name, side) not in seen:
                seen.add((name, side))
                rows.append((name, side, value))
    names_drawn = list(dict.fromkeys(name for name, *_ in rows))[:INDICATORS]
    pairs = pd.DataFrame([row for row in rows if row[0] in names_drawn], columns=["indicator", "plan", "value"])
    return pictures.dumbbells(pairs, f"{'、'.join(names.values())}的百分比指标", colours)


def _value(low: float | None, high: float | None) -> float | None:
    value = high if low is None else low
    return None if value is None else float(value)


def _networks(drawn: Figures, comparison: "Comparison", names: dict[str, str], colours: dict[str, str]) -> None:
    import pandas as pd

    ties = {side: _ties(comparison.network, side) for side in comparison.sides}
    loads = {side: _loads(comparison.bodies, side) for side in comparison.sides}
    together = sum(ties.values(), Counter[tuple[str, str]]())
    tied = {name for pair in together for name in pair}
    total = Counter({name: tasks for name, tasks in sum(loads.values(), Counter[str]()).items() if name in tied})
    busiest = [name for name, _ in sorted(total.items(), key=lambda one: (-one[1], one[0]))]
    circle = pictures.around(busiest[: pictures.NODES], together)
    drawn.drawn, drawn.left_out = len(circle), len(busiest) - len(circle)
    for side in comparison.sides:
        if not ties[side]:
            continue
        nodes = pd.DataFrame({"name": circle, "tasks": [loads[side][name] for name in circle]})
        edges = pd.DataFrame([(*pair, tasks) for pair, tasks in sorted(ties[side].items())], columns=["one", "other", "tasks"])
        picture = pictures.network(nodes, edges, f"{names[side]}：哪些部门承担同样的任务", colours[side])
        drawn.networks.append((side, picture))


def _ties(network: "pd.DataFrame", side: str) -> Counter[tuple[str, str]]:
    """How many tasks lines of work share; bodies of the same line are one."""
    found = Counter[tuple[str, str]]()
    for row in records(network[network["side"] == side]):
        one, other = sorted((row["function_a"] or row["body_a"], row["function_b"] or row["body_b"]))
        if one != other:
            found[one, other] += row["tasks"]
    return found


def _loads(bodies: "pd.DataFrame", side: str) -> Counter[str]:
    """How often lines of work are bound; a body without a known one stands for itself."""
    found = Counter[str]()
    for row in records(bodies[bodies["side"] == side]):
        found[row["function"] or row["body"]] += row["lead"] + row["cooperate"] + row["responsible"]
    return found
