"""A comparison at a glance: the plans, how two of them stand, counts, topics by side, and the whole in sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from analysis.compare.alignment import Alignment
from analysis.compare.evidence import Evidence
from analysis.compare.relations import Standing, copied
from analysis.compare.sides import Item, Side
from extractors.topics import domains

Row = dict[str, Any]
STANDING: Final = {
    "self": "是同一文件",
    "years": "是同一地方不同年度的文件",
    "cascade_down": "前者是后者的上级文件",
    "cascade_up": "后者是前者的上级文件",
    "peer": "互不隶属",
}
MEASURES: Final = (
    ("tasks", "任务数"),
    ("action", "其中重点任务"),
    ("dated", "有时限的任务"),
    ("numbered", "有量化指标的任务"),
    ("bound", "有责任单位的任务"),
    ("targets", "量化指标数"),
    ("masked", "其中数字隐去"),
    ("bodies", "涉及单位数"),
    ("topics", "涉及主题数"),
    ("unclassified", "未归入主题的任务"),
)


def plans(sides: Sequence[Side]) -> Iterator[Row]:
    """The rows of the frame ``plans``."""
    for side in sides:
        plan, source = side.plan, side.extraction.source
        start, end = plan.period or (None, None)
        said = {name: getattr(plan, name) for name in ("title", "region", "level", "issuer", "published")}
        counts = {"tasks": len(side.items), "targets": len(side.extraction.targets)}
        own = {"id": side.letter, "side": side.letter, "plan": side.key, "name": side.name, "file": source.name, "state": source.state}
        yield own | said | counts | {"period_start": start, "period_end": end}


def overview(sides: Sequence[Side]) -> Iterator[Row]:
    """The rows of the frame ``overview``: one a measure, with the number of each side."""
    counted = {side.letter: _counts(side) for side in sides}
    for name, label in MEASURES:
        yield {"id": name, "measure": name, "label": label} | {letter: counts[name] for letter, counts in counted.items()}


def _counts(side: Side) -> dict[str, int]:
    items = side.items
    return {
        "tasks": len(items),
        "action": sum(item.task.category == "task" for item in items),
        "dated": sum(bool(item.task.deadlines) for item in items),
        "numbered": sum(bool(item.numbers) for item in items),
        "bound": sum(bool(item.task.bound) for item in items),
        "targets": len(side.extraction.targets),
        "masked": sum(target.masked for target in side.extraction.targets),
        "bodies": len({unit.canonical or unit.name for item in items for unit in item.task.bound}),
        "topics": len({item.topic.name for item in items if item.topic}),
        "unclassified": sum(not item.topics for item in items),
    }


def matrix(sides: Sequence[Side], evidence: Evidence) -> Iterator[Row]:
    """The rows of the frame ``topics``: how many tasks of each side are about a topic first of all."""
    found = {side.letter: _by_topic(side) for side in sides}
    for domain, names in domains().items():
        for name in names:
            if not any(name in by_topic for by_topic in found.values()):
                continue
            for side in sides:
                evidence.of("topics", name, side.letter, side, found[side.letter].get(name, []))
            counts = {letter: len(by_topic.get(name, [])) for letter, by_topic in found.items()}
            yield {"id": name, "domain": domain, "topic": name} | counts


def _by_topic(side: Side) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in side.items:
        if item.topic:
            found.setdefault(item.topic.name, []).append(item)
    return found


def unclassified(side: Side, evidence: Evidence) -> Iterator[Row]:
    """The rows of the frame ``unclassified``."""
    for item in side.items:
        if not item.topics:
            row = f"{side.letter}:{item.key}"
            own = {"id": row, "side": side.letter, "plan": side.key, "task": item.key, "part": item.part, "title": item.title}
            yield own | {"quote": evidence.add("unclassified", row, side.letter, side, item)}


def pair(found: Alignment, standing: Standing, statuses: Counter[str]) -> Row:
    """A row of the frame ``pairs``; ``statuses`` counts the rows of ``tasks`` by status."""
    a, b = found.a, found.b
    only_a, only_b = (len(alone) for alone in found.alone())
    shares = copied(a, b)
    same, changed = statuses["same"], statuses["changed"]
    counts = {"same": same, "changed": changed, "only_a": only_a, "only_b": only_b, "copied_a": shares[0], "copied_b": shares[1]}
    sentence = (
        f"{a.name}（{a.letter}）与{b.name}（{b.letter}）{STANDING[standing.kind]}："
        f"对应任务{same + changed}对，其中时限、数值、牵头单位一致的{same}对；"
        f"仅{a.letter}有{only_a}项，仅{b.letter}有{only_b}项；{a.letter}有{shares[0]:.0%}的文字见于{b.letter}，{b.letter}有{shares[1]:.0%}见于{a.letter}。"
    )
    own = {"id": f"{a.letter}{b.letter}", "a": a.letter, "b": b.letter, "plan_a": a.key, "plan_b": b.key}
    return own | {"relation": standing.kind, "through": standing.through, "sentence": sentence} | counts


def sentences(sides: Sequence[Side], pairs: Sequence[Row], targets: Sequence[Row], gaps: Sequence[Row]) -> Iterator[str]:
    """The comparison in sentences: each plan, each two, their numbers."""
    for side in sides:
        counts = _counts(side)
        loose = [gap for gap in gaps if gap["side"] == side.letter]
        toothless, orphan = sum(gap["toothless"] for gap in loose), sum(gap["orphan"] for gap in loose)
        yield (
            f"{side.letter} {side.name}：任务{counts['tasks']}项，有时限的{counts['dated']}项，有量化指标的{counts['numbered']}项，"
            f"有责任单位的{counts['bound']}项；既无时限又无指标的{toothless}项，无责任单位的{orphan}项。"
        )
    for one in pairs:
        yield one["sentence"]
        own = [row for row in targets if (row["a"], row["b"]) == (one["a"], one["b"]) and row["status"] != "only_in"]
        if own:
            yield f"{one['a']}与{one['b']}可对照的指标{len(own)}项：{_verdicts(one, own)}。"


def _verdicts(pair: Row, rows: Sequence[Row]) -> str:
    """Shares and times by who is stricter, amounts by who does more."""
    said = []
    for scale, kind, word in (("alike", "比例、时限和限额", "更严"), ("amount", "数量", "更多")):
        count = Counter(row.get("stricter") for row in rows if row["scale"] == scale)
        if count:
            both = "，".join(f"{pair[side]}{word}{count[pair[side]]}项" for side in ("a", "b"))
            said.append(f"{kind}{count.total()}项中{both}，相同{count['equal']}项，不能比较{count[None]}项")
    return "；".join(said)
