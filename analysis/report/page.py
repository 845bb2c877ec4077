"""A comparison as one HTML file that asks nothing of the network: the sections, what stands in them, and the quotations behind each cell."""

import os
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analysis.export import NotExported, records, replaced
from analysis.report import figures, sentences

if TYPE_CHECKING:
    from jinja2 import Environment

    from analysis.compare import Comparison

Row = dict[str, Any]
BUSIEST: Final = 12
"""Bodies in a table of the page; the workbook has all."""
TOGETHER: Final = 8
"""Pairs of bodies in a table of the page; the workbook has all."""
QUOTED: Final = 40
"""Quotations that a cell opens; the workbook has all."""

WORDS: Final[Mapping[str, str]] = {
    "same": "一致",
    "changed": "有不同",
    "only_in": "仅一方有",
    "one-to-many": "一对多",
    "many-to-one": "多对一",
    "covered": "已覆盖",
    "diluted": "标准降低",
    "later": "时间推迟",
    "missing": "没有落实",
    "deadline": "期限",
    "target": "数字",
    "unit": "责任单位",
    "central": "国家级",
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "township": "乡镇级",
}
"""How the ledger's words are said in Chinese."""


def write_html(comparison: "Comparison", path: Path) -> None:
    """Writes the comparison as one page without script, outside link or request, beside the old file until it is whole.

    NotExported when the packages of ``taizhang[report]`` are missing, or the disk or folder does not allow it.
    """
    said = page(comparison).encode()
    try:
        with replaced(path) as file:
            file.write(said)
    except OSError as error:
        raise not_written(path, error) from error


def not_written(path: Path, error: OSError) -> NotExported:
    """What to tell when a report cannot be written."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    return NotExported(f"cannot write {path}: {reason}; the old file is as it was, name another place or make room")


def page(comparison: "Comparison") -> str:
    """The page as text. NotExported when the packages of ``taizhang[report]`` are missing."""
    try:
        environment = _environment()
        pictures = figures.figures(comparison, side_colours(comparison))
    except ImportError as error:
        raise NotExported(f"the HTML report needs {error.name}, which is not installed: pip install 'taizhang[report]'") from error
    return environment.from_string(_part("page.html")).render(**_shown(comparison), pictures=pictures)


def side_colours(comparison: "Comparison") -> dict[str, str]:
    """The colour of each side."""
    return dict(zip(comparison.sides, cycle(figures.COLOURS), strict=False))


def label(task: str) -> str:
    """The number that a task has in its plan: ``3f2a9c10:二.(一).2`` → ``二.(一).2``."""
    return task.split(":", 1)[-1]


def percent(share: float | None) -> str:
    """A share as whole percent: 0.614 → ``61%``; empty for none."""
    return "" if share is None else f"{share:.0%}"


def verdict(row: Row, names: Mapping[str, str]) -> str:
    """A target compared in words: ``云川市要求更严；青禾县早365天``, or why there is no difference."""
    parts = []
    if row["status"] == "only_in":
        return f"仅{names.get(row['only_in'], row['only_in'])}有"
    if row["stricter"] == "equal":
        parts.append("数值相同")
    elif row["stricter"]:
        parts.append(f"{names[row['stricter']]}{'更多' if row['scale'] == 'amount' else '要求更严'}")
    if row["timing"] == "equal":
        parts.append("期限相同")
    elif row["timing"]:
        parts.append(f"{names[row['timing']]}早{abs(row['days'])}天" if row["days"] else f"{names[row['timing']]}更早")
    if row["note"]:
        parts.append(row["note"])
    return "；".join(parts)


class Quotations:
    """What the plans say behind each cell, by frame, row and side; each quotation once a cell, in the order of the evidence."""

    def __init__(self, comparison: "Comparison") -> None:
        self.rows: dict[tuple[str, str, str], list[Row]] = {}
        for row in records(comparison.evidence):
            found = self.rows.setdefault((row["frame"], str(row["row"]), row["side"]), [])
            if row["quote"] and all((row["task"], row["quote"]) != (one["task"], one["quote"]) for one in found):
                found.append(row)

    def __call__(self, frame: str, row: object, side: str, task: str | None = None, quote: str | None = None) -> list[Row]:
        """The quotations of a cell; ``quote`` is taken when the evidence has none."""
        found = self.rows.get((frame, str(row), side), [])
        if not found and quote:
            return [{"side": side, "task": task, "page": None, "quote": quote}]
        return found[:QUOTED]


def _environment() -> "Environment":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "label": label,
        "percent": percent,
        "shown": lambda value: "–" if value is None else value,
        "worded": lambda word: WORDS.get(word, word),
        "lacking": lambda lacks: "、".join(WORDS.get(one, one) for one in lacks),
    }
    return environment


def _part(name: str) -> str:
    return resources.files("analysis.report").joinpath(name).read_text(encoding="utf-8")


def _shown(comparison: "Comparison") -> dict[str, Any]:
    from markupsafe import Markup

    rows = {name: list(records(frame)) for name, frame in comparison.frames()}
    names = sentences.names(comparison)
    shown: dict[str, Any] = {
        "title": "方案对照：" + " / ".join(names.values()) if names else "方案对照",
        "style": Markup(_part("page.css")),
        "sides": comparison.sides,
        "names": names,
        "colours": side_colours(comparison),
        "sentences": comparison.sentences,
        "leads": sentences.leads(comparison),
        "quotes": Quotations(comparison),
        "facts": facts,
        "by_sides": by_sides,
        "by_levels": by_levels,
        "verdict": lambda row: verdict(row, names),
    }
    shown |= {name: rows[name] for name in ("plans", "overview", "topics", "targets", "deadlines", "bodies", "cascade", "unclassified")}
    shown |= _arranged(comparison, rows)
    return shown | {"contents": contents(shown, names)}


def _arranged(comparison: "Comparison", rows: dict[str, list[Row]]) -> dict[str, Any]:
    """Rows in the groups in which the page has them."""
    sides = comparison.sides
    return {
        "busiest": max((row[side] or 0 for row in rows["topics"] for side in sides), default=1) or 1,
        "matched": [row for row in rows["tasks"] if row["status"] != "only_in"],
        "only": [(side, [row for row in rows["only"] if row["side"] == side]) for side in sides],
        "gaps": [(side, found) for side in sides if (found := [row for row in rows["gaps"] if row["side"] == side])],
        "pace": quarters(rows["deadlines"]),
        "busiest_bodies": [(side, found) for side in sides if (found := _busiest(rows["bodies"], side))],
        "network": [(side, found) for side in sides if (found := _together(rows["network"], side))],
        "topic_leads": _topic_leads(rows["leads"]),
    }


def facts(plan: Row) -> Iterator[tuple[str, object]]:
    """What a plan says of itself, in words."""
    yield "地方", f"{plan['region'] or '未写明'}{'（' + WORDS[plan['level']] + '）' if plan['level'] in WORDS else ''}"
    for words, name in (("制发单位", "issuer"), ("印发日期", "published")):
        yield words, plan[name] or "未写明"
    if plan["period_start"] or plan["period_end"]:
        yield "实施期", f"{plan['period_start'] or '…'} 至 {plan['period_end'] or '…'}"
    yield "内容", f"{plan['tasks']}项任务，{plan['targets']}个指标"
    if plan["state"] not in ("ok", "ok_with_warnings"):
        yield "提醒", "原文件没有读全，对照可能不完整"


def contents(shown: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The anchors of the sections that have something in them, with their names."""
    found = [("topics", "topics", "主题"), ("targets", "targets", "指标"), ("deadlines", "timeline", "时间"), ("bodies", "bodies", "责任")]
    found += [("matched", "tasks", "对应任务"), ("cascade", "cascade", "上下衔接")]
    late = [("gaps", "gaps", "缺项"), ("unclassified", "unclassified", "未归类")]
    said = [("summary", "概要"), *((anchor, words) for name, anchor, words in found if shown[name])]
    said += [(f"only-{side}", f"只有{name}") for side, name in names.items()]
    return [*said, *((anchor, words) for name, anchor, words in late if shown[name])]


def by_sides(rows: Iterable[Row]) -> Iterator[tuple[tuple[str, str], list[Row]]]:
    """Rows of two sides by these."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row["a"], row["b"]), []).append(row)
    return iter(grouped.items())


def by_levels(rows: Iterable[Row]) -> Iterator[tuple[tuple[str, str], dict[str, list[Row]]]]:
    """What a plan above asks of one below, by what became of it."""
    grouped: dict[tuple[str, str], dict[str, list[Row]]] = {}
    for row in rows:
        held = grouped.setdefault((row["upper"], row["lower"]), {"diluted": [], "later": [], "missing": [], "covered": []})
        held[row["status"]].append(row)
    return iter(grouped.items())


def quarters(rows: Iterable[Row]) -> list[tuple[str, dict[str, Row]]]:
    """The pace of the sides by quarter, in order: ``("2025年四季度", {"A": row, …})``."""
    grouped: dict[tuple[int, int], dict[str, Row]] = {}
    for row in rows:
        grouped.setdefault((row["year"], row["quarter"]), {})[row["side"]] = row
    return [(sentences.quarter(*when), grouped[when]) for when in sorted(grouped)]


def _busiest(rows: Iterable[Row], side: str) -> list[Row]:
    own = (row for row in rows if row["side"] == side)
    return sorted(own, key=lambda row: (-(row["lead"] + row["responsible"] + row["cooperate"]), -row["lead"], row["body"]))[:BUSIEST]


def _together(rows: Iterable[Row], side: str) -> list[Row]:
    own = (row for row in rows if row["side"] == side)
    return sorted(own, key=lambda row: (-row["tasks"], row["body_a"], row["body_b"]))[:TOGETHER]


def _topic_leads(rows: Iterable[Row]) -> list[tuple[str, dict[str, Row]]]:
    """Topics that have a lead on more than one side."""
    grouped: dict[str, dict[str, Row]] = {}
    for row in rows:
        if row["bodies"] or row["functions"]:
            grouped.setdefault(row["topic"], {})[row["side"]] = row
    return [(topic, cells) for topic, cells in grouped.items() if len(cells) > 1]
