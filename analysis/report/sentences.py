"""What each part of a report says in sentences: every number is counted from the frame that the part shows."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analysis.export import missing, records

if TYPE_CHECKING:
    import pandas as pd

    from analysis.compare import Comparison

QUARTERS: Final = ("一", "二", "三", "四")
NAME: Final = 16
"""Characters of a title that stand for a place."""
TIES: Final = 3
"""So many that share the first place are named."""


def names(comparison: "Comparison") -> dict[str, str]:
    """What each side is called: its place; of one place with the year, or else by the title; with the letter where nothing tells them apart.

    ``{"A": "云川市", "B": "青禾县"}``, ``{"A": "云川市2025年", "B": "云川市2026年"}``
    """
    rows = {row["side"]: row for row in records(comparison.plans)}
    titles = {side: _cut(row["name"] or row["title"] or f"方案{side}") for side, row in rows.items()}
    places = {side: row["region"] or titles[side] for side, row in rows.items()}
    starts = {side: (row["period_start"] or row["published"] or "")[:4] for side, row in rows.items()}
    years = {side: f"{places[side]}{start}年" if start else places[side] for side, start in starts.items()}
    said = dict(places)
    for others in (years, titles):
        often, told = Counter(said.values()), Counter(others.values())
        said |= {side: others[side] for side, name in said.items() if often[name] > 1 and told[others[side]] == 1}
    often = Counter(said.values())
    return {side: f"{name}({side})" if often[name] > 1 else name for side, name in said.items()}


def _cut(name: str) -> str:
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"


def quarter(year: int, number: int) -> str:
    """A quarter in words: ``2025年四季度``."""
    return f"{year}年{QUARTERS[number - 1]}季度"


def leads(comparison: "Comparison") -> dict[str, Any]:
    """The sentences of each part by its name; of ``only`` by side. A part that has nothing has no sentence."""
    called = names(comparison)
    return {
        "topics": list(topics(comparison.topics, called)),
        "targets": list(targets(comparison.targets, called)),
        "deadlines": list(deadlines(comparison.deadlines, called)),
        "bodies": list(bodies(comparison.bodies, comparison.network, called)),
        "tasks": list(tasks(comparison.tasks, called)),
        "cascade": list(cascade(comparison.cascade)),
        "only": {side: list(only(comparison.only, side, called)) for side in called},
        "gaps": list(gaps(comparison.gaps, called)),
    }


def topics(frame: "pd.DataFrame", called: dict[str, str]) -> Iterator[str]:
    """How many topics all plans have, and which only one has."""
    if frame.empty:
        return
    rows = list(records(frame))
    shared = sum(all(row[side] for side in called) for row in rows)
    yield f"各方案共涉及{len(rows)}个主题，其中{shared}个各方案都有。" if len(called) > 1 else f"方案涉及{len(rows)}个主题。"
    for side, name in called.items():
        alone = [row["topic"] for row in rows if row[side] and not any(row[other] for other in called if other != side)]
        if alone and len(called) > 1:
            yield f"只有{name}涉及的主题有{len(alone)}个：{listed(alone, 8)}。"


def targets(frame: "pd.DataFrame", called: dict[str, str]) -> Iterator[str]:
    """How many indicators two plans share, who asks more of shares and who of amounts, and how many cannot be compared."""
    for (a, b), rows in _by_sides(frame):
        both = [row for row in rows if row["status"] != "only_in"]
        yield f"{called[a]}与{called[b]}可对照的指标有{len(both)}项。"
        for amount, what, more in ((False, "比例、时限和限额", "要求更严"), (True, "数量", "更多")):
            held = Counter(row["stricter"] for row in both if (row["scale"] == "amount") is amount)
            said = [f"{called[side]}{more}的{held[side]}项" for side in (a, b) if held[side]]
            said += [f"相同的{held['equal']}项"] if held["equal"] else []
            said += [f"不能比较的{held[None]}项"] if held[None] else []
            if said:
                yield f"{what}类{held.total()}项：{'，'.join(said)}。"
        alone = Counter(row["only_in"] for row in rows if row["status"] == "only_in")
        if alone:
            yield "，".join(f"仅{called[side]}有的指标{alone[side]}项" for side in (a, b) if alone[side]) + "。"


def deadlines(frame: "pd.DataFrame", called: dict[str, str]) -> Iterator[str]:
    """When most tasks of each plan are due, and which share is past its last day at the end of the first year."""
    for side, name in called.items():
        own = sorted((row for row in records(frame) if row["side"] == side), key=lambda row: (row["year"], row["quarter"]))
        if not own:
            yield f"{name}没有一项任务写明最后期限。"
            continue
        most = max(row["tasks"] for row in own)
        peaks = [quarter(row["year"], row["quarter"]) for row in own if row["tasks"] == most]
        last = [row for row in own if row["year"] == own[0]["year"]][-1]
        early = f"，到{last['year']}年底期限已全部到来的任务占{last['done']:.0%}" if last["year"] != own[-1]["year"] else ""
        yield f"{name}到期任务最多的是{listed(peaks, TIES)}（{'各' if len(peaks) > 1 else ''}{most}项）{early}。"


def bodies(frame: "pd.DataFrame", network: "pd.DataFrame", called: dict[str, str]) -> Iterator[str]:
    """How many bodies each plan binds, which leads most, and which two work together most."""
    for side, name in called.items():
        own = [row for row in records(frame) if row["side"] == side]
        if not own:
            yield f"{name}没有写明责任单位。"
            continue
        said = f"{name}写明了{len(own)}个责任单位"
        if most := max(row["lead"] for row in own):
            said += f"，牵头任务最多的是{listed([row['body'] for row in own if row['lead'] == most], TIES)}（{most}项）"
        pairs = [row for row in records(network) if row["side"] == side]
        if pairs and (often := max(row["tasks"] for row in pairs)) > 1:
            together = [f"{row['body_a']}与{row['body_b']}" for row in pairs if row["tasks"] == often]
            said += f"，共同承担任务最多的是{listed(together, TIES)}（{often}项）"
        yield f"{said}。"


def tasks(frame: "pd.DataFrame", called: dict[str, str]) -> Iterator[str]:
    """How many pairs two plans have, and in what the changed ones differ."""
    for (a, b), rows in _by_sides(frame):
        pairs = [row for row in rows if row["status"] != "only_in"]
        if not pairs:
            continue
        changed = [row for row in pairs if row["status"] == "changed"]
        ways = Counter(way for row in changed for way in row["changes"] or [])
        said = "、".join(f"{way}{count}对" for way, count in sorted(ways.items(), key=lambda one: (-one[1], one[0])))
        detail = f"，其中有不同的{len(changed)}对" + (f"（{said}，一对可有几处）" if said else "") if changed else "，内容都一致"
        yield f"{called[a]}与{called[b]}相互对应的任务有{len(pairs)}对{detail}。"


def cascade(frame: "pd.DataFrame") -> Iterator[str]:
    """What became of what the plan above asks."""
    if frame.empty:
        return
    held = Counter(frame["status"])
    words = {"covered": "已覆盖", "diluted": "标准降低", "later": "时间推迟", "missing": "没有落实"}
    yield f"上级提出的{len(frame)}项要求中，" + "，".join(f"{word}{held[status]}项" for status, word in words.items() if held[status]) + "。"


def only(frame: "pd.DataFrame", side: str, called: dict[str, str]) -> Iterator[str]:
    """How many tasks only this plan has, and on what most of them are."""
    own = frame[frame["side"] == side]
    if own.empty:
        yield f"{called[side]}的任务在其他方案中都有对应。"
        return
    topics_of = Counter(topic for topic in own["topic"] if not missing(topic))
    said = f"{called[side]}有{len(own)}项任务在其他方案中没有对应"
    if topics_of and (most := max(topics_of.values())) > 1:
        said += f"，最多的主题是{listed([topic for topic, count in topics_of.items() if count == most], TIES)}（{most}项）"
    yield f"{said}。"


def gaps(frame: "pd.DataFrame", called: dict[str, str]) -> Iterator[str]:
    """How many tasks of each plan lack a deadline, a number or a body."""
    for side, name in called.items():
        own = [row for row in records(frame) if row["side"] == side]
        lacks = Counter(one for row in own for one in row["without"] or [])
        if own:
            said = [("deadline", "没有期限"), ("target", "没有数字"), ("unit", "没有责任单位")]
            counted = "，".join(f"{words}的{lacks[what]}项" for what, words in said if lacks[what])
            toothless = sum(bool(row["toothless"]) for row in own)
            yield f"{name}的具体任务（连同所属条目）中，{counted}" + (f"；既无期限又无数字的{toothless}项" if toothless else "") + "。"


def listed(said: list[str], most: int) -> str:
    """The first of a list joined by 、, with how many there are when these are not all: ``停车、供水等9个``."""
    return "、".join(said[:most]) + (f"等{len(said)}个" if len(said) > most else "")


def _by_sides(frame: "pd.DataFrame") -> Iterator[tuple[tuple[str, str], list[dict[str, Any]]]]:
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in records(frame):
        grouped.setdefault((row["a"], row["b"]), []).append(row)
    yield from grouped.items()
