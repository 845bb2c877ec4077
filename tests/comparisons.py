"""A comparison made by hand: three small plans with everything that a report can meet, and one with nothing.

A frame is given as rows of what matters; columns that a row leaves out are empty.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.compare import Comparison

PAIRED = "plan task part title lead due quote"
TARGET = "plan task text value comparator low high due masked quote"
SHORT = "plan task title value due quote"
COLUMNS = {
    "plans": "id side plan name title region level issuer published period_start period_end file state tasks targets",
    "pairs": "id a b plan_a plan_b relation through same changed only_a only_b copied_a copied_b sentence",
    "overview": "id measure label",
    "topics": "id domain topic",
    "tasks": "id a b status only_in relation score reasons changes domain topic",
    "only": "id side plan task part domain topic title lead due targets nearest nearest_score quote",
    "targets": "id a b indicator year measure scale unit difference stricter days timing status only_in note",
    "deadlines": "id side plan year quarter tasks share done",
    "gaps": "id side plan task title topic without toothless orphan quote",
    "bodies": "id side plan body function lead cooperate responsible tasks topics",
    "leads": "id domain topic side plan functions bodies tasks",
    "network": "id side plan body_a body_b function_a function_b tasks",
    "cascade": "id upper lower kind status through topic indicator score",
    "unclassified": "id side plan task part title quote",
    "evidence": "id frame row column side plan task page quote",
}
BOTH = {"tasks": PAIRED, "targets": TARGET}
DAYS = ("published", "period_start", "period_end", "due")
WHOLE = frozenset(["year", "quarter", "days", "page", "lead", "cooperate", "responsible", "same", "changed", "only_a", "only_b"])
PLANS = {"A": "aaaa0001", "B": "bbbb0002", "C": "cccc0003"}


def comparison(sentences: tuple[str, ...] = (), **rows: list[dict[str, Any]]) -> Comparison:
    """A comparison of these rows by frame, in columns of the types that ``Comparison`` promises."""
    sides = [row["side"] for row in rows.get("plans", [])]
    return Comparison(sentences=sentences, **{name: frame(name, rows.get(name, []), sides) for name in COLUMNS})


def frame(name: str, rows: list[dict[str, Any]], sides: list[str]) -> pd.DataFrame:
    """Rows as the frame of this name."""
    columns = COLUMNS[name].split() + (sides if name in ("overview", "topics") else [])
    columns += [f"{one}_{letter}" for letter in "ab" for one in BOTH.get(name, "").split()]
    columns += [f"{one}_{where}" for where in ("upper", "lower") for one in (SHORT.split() if name == "cascade" else [])]
    filled = [{"id": f"{name}-{number}"} | row for number, row in enumerate(rows, 1)]
    unknown = {column for row in filled for column in row} - set(columns)
    if unknown:
        raise ValueError(f"{name} has no columns {sorted(unknown)}")
    return pd.DataFrame({column: _typed(name, column, [row.get(column) for row in filled], sides) for column in columns})


def _typed(name: str, column: str, values: list[Any], sides: list[str]) -> pd.Series[Any]:
    bare = column.rpartition("_")[0] if column.endswith(("_a", "_b", "_upper", "_lower")) else column
    if bare in DAYS:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"))).astype("datetime64[s]")
    counted = bare in ("tasks", "targets") or (column in WHOLE and name not in ("only", "tasks")) or (name == "topics" and column in sides)
    if counted:
        return pd.Series(values, dtype="Int64")
    if bare in ("reasons", "changes", "without", "topics", "functions", "bodies", "low", "high", "difference") or column in sides:
        return pd.Series(values, dtype="object")
    if bare in ("score", "share", "done", "nearest_score", "copied"):
        return pd.Series(values, dtype="float64")
    return pd.Series(values, dtype="boolean" if bare in ("toothless", "orphan", "masked") else "str")


def side(letter: str, name: str, /, **more: Any) -> dict[str, Any]:
    """A plan."""
    plain = {
        "title": f"{name}城市品质提升三年行动实施方案",
        "region": name,
        "level": "city",
        "issuer": f"{name}人民政府办公室",
        "tasks": 4,
        "targets": 3,
    }
    return {"side": letter, "plan": PLANS[letter], "name": name, "file": f"{name}.txt", "state": "ok"} | plain | more


def about(letter: str, number: str, title: str, **more: Any) -> dict[str, Any]:
    """A task as the rows of one side name it."""
    return {"plan": PLANS[letter], "task": f"{PLANS[letter]}:{number}", "title": title, "quote": f"{title}。"} | more


def lettered(letter: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as the columns of side ``a`` or ``b`` of a pair."""
    return {f"{name}_{letter}": value for name, value in facts.items()}


def number(letter: str, task: str, value: str, low: int | None, **more: Any) -> dict[str, Any]:
    """A target as the rows of one side name it."""
    low_value = None if low is None else Decimal(low)
    facts = {"task": f"{PLANS[letter]}:{task}", "text": value, "value": value, "comparator": ">=", "low": low_value, "masked": low is None}
    return {"plan": PLANS[letter], "quote": f"达到{value}"} | facts | more


def full() -> Comparison:
    """Two plans with something in every frame: shared, changed and single tasks, masked numbers, gaps, a plan above."""
    park = lettered("a", about("A", "二.1", "新增停车泊位", lead="市城市管理局", due="2025-12-31", quote="新增停車泊位3000個"))
    slots = lettered("b", about("B", "二.3", "建设停车位", lead="市住建局", due="2026-06-30"))
    sponge = [lettered("a", about("A", "二.2", "建设海绵城市")), lettered("b", about("B", "二.4", "推进海绵城市建设"))]
    single = about("A", "二.3", "加装电梯", topic="老旧小区改造", domain="住房", lead="市住建局", due="2025-12-31")
    sorted_waste = about("B", "二.1", "分类收运", topic="垃圾分类", domain="环境")
    return comparison(
        ("云川市与青禾县共有2对任务相互对应。", "仅云川市有1项，仅青禾县有1项。"),
        plans=[side("A", "云川市", published="2025-03-18", period_start="2025-01-01", period_end="2027-12-31"), side("B", "青禾县", level="county")],
        pairs=[{"a": "A", "b": "B", "relation": "peer", "same": 1, "changed": 1, "only_a": 1, "only_b": 1, "copied_a": 0.2, "copied_b": 0.3}],
        overview=[{"measure": "tasks", "label": "任务", "A": 3, "B": 3}, {"measure": "period", "label": "实施期", "A": "2025—2027年", "B": None}],
        topics=[
            {"domain": "城市", "topic": "停车", "A": 1, "B": 1},
            {"domain": "城市", "topic": "海绵城市", "A": 1, "B": 1},
            {"domain": "住房", "topic": "老旧小区改造", "A": 1, "B": 0},
            {"domain": "环境", "topic": "垃圾分类", "A": 0, "B": 1},
        ],
        tasks=[
            {"a": "A", "b": "B", "status": "changed", "relation": "one-to-one", "score": 0.7, "reasons": ["主题 停车"], "changes": ["时限", "牵头"]}
            | {"topic": "停车", "domain": "城市"}
            | park
            | slots,
            {"a": "A", "b": "B", "status": "same", "relation": "one-to-many", "score": 0.9, "reasons": ["措辞 0.9"], "changes": []}
            | sponge[0]
            | sponge[1],
            {"a": "A", "b": "B", "status": "only_in", "only_in": "A", "relation": "none"} | lettered("a", about("A", "二.3", "加装电梯")),
            {"a": "A", "b": "B", "status": "only_in", "only_in": "B", "relation": "none"} | lettered("b", about("B", "二.1", "分类收运")),
        ],
        only=[{"side": "A"} | single, {"side": "B"} | sorted_waste],
        targets=[
            {
                "a": "A",
                "b": "B",
                "indicator": "海绵城市达标面积占比",
                "year": 2025,
                "measure": "level",
                "scale": "alike",
                "unit": "%",
                "difference": Decimal(-5),
            }
            | {"stricter": "A", "days": 365, "timing": "A", "status": "changed"}
            | lettered("a", number("A", "二.2", "≥45%", 45, due="2025-12-31"))
            | lettered("b", number("B", "二.4", "≥40%", 40, due="2026-12-31")),
            {
                "a": "A",
                "b": "B",
                "indicator": "新增停车泊位",
                "measure": "level",
                "scale": "amount",
                "unit": "个",
                "status": "changed",
                "note": "数字隐去",
            }
            | lettered("a", number("A", "二.1", "≥3000个", 3000))
            | lettered("b", number("B", "二.3", "X个", None)),
            {"a": "A", "b": "B", "indicator": "加装电梯", "measure": "level", "scale": "amount", "unit": "部", "status": "only_in", "only_in": "A"}
            | lettered("a", number("A", "二.3", "≥300部", 300)),
        ],
        deadlines=[
            {"side": "A", "plan": PLANS["A"], "year": 2025, "quarter": 4, "tasks": 2, "share": 0.67, "done": 0.67},
            {"side": "A", "plan": PLANS["A"], "year": 2026, "quarter": 4, "tasks": 1, "share": 0.33, "done": 1.0},
            {"side": "B", "plan": PLANS["B"], "year": 2026, "quarter": 2, "tasks": 1, "share": 1.0, "done": 1.0},
        ],
        gaps=[{"side": "B", "without": ["deadline", "target", "unit"], "toothless": True, "orphan": True} | about("B", "二.1", "分类收运")],
        bodies=[
            {"side": "A", "body": "市城市管理局", "function": "城市管理", "lead": 1, "cooperate": 0, "responsible": 0, "topics": ["停车"]},
            {"side": "A", "body": "市财政局", "function": "财政", "lead": 0, "cooperate": 2, "responsible": 0, "topics": []},
            {"side": "B", "body": "市住建局", "function": "住房城乡建设", "lead": 1, "cooperate": 0, "responsible": 1, "topics": []},
        ],
        leads=[
            {"topic": "停车", "side": letter, "functions": [work], "bodies": [body], "tasks": 1}
            for letter, work, body in (("A", "城市管理", "市城市管理局"), ("B", "住房城乡建设", "市住建局"))
        ],
        network=[{"side": "A", "body_a": "市城市管理局", "body_b": "市财政局", "function_a": "城市管理", "function_b": "财政", "tasks": 2}],
        cascade=[
            {"upper": "A", "lower": "B", "kind": "target", "status": "diluted", "indicator": "海绵城市达标面积占比"}
            | {"task_upper": "aaaa0001:二.2", "value_upper": "≥45%", "quote_upper": "达到45%", "task_lower": "bbbb0002:二.4", "value_lower": "≥40%"},
            {"upper": "A", "lower": "B", "kind": "task", "status": "missing", "task_upper": "aaaa0001:二.3", "title_upper": "加装电梯"},
        ],
        unclassified=[{"side": "A"} | about("A", "二.4", "办好其他实事")],
        evidence=[
            {"frame": "topics", "row": "topics-1", "column": "A", "side": "A", "task": "aaaa0001:二.1", "page": 3, "quote": "新增停車泊位3000個"},
            {"frame": "topics", "row": "topics-1", "column": "B", "side": "B", "task": "bbbb0002:二.3", "quote": "建设停车位。"},
            {"frame": "deadlines", "row": "deadlines-1", "column": "A", "side": "A", "task": "aaaa0001:二.1", "page": 3, "quote": "2025年底前"},
        ],
    )
