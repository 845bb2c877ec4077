"""A comparison as an Excel workbook: a sheet a question, with the heads in Chinese, and a sheet a plan for what only it has."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.export import replaced
from analysis.report import sentences
from analysis.report.page import not_written
from analysis.workbook import write_workbook

if TYPE_CHECKING:
    import pandas as pd

    from analysis.compare import Comparison

FIRST: Final = ("overview", "tasks", "targets", "deadlines", "bodies")
"""Frames in the order of the sheets; behind them come what only one plan has, and the others."""
LATER: Final = ("plans", "pairs", "topics", "leads", "network", "gaps", "cascade", "unclassified", "evidence")

HEADS: Final[Mapping[str, str]] = {
    "id": "编号",
    "side": "方案",
    "plan": "方案编号",
    "name": "简称",
    "title": "标题",
    "region": "地方",
    "level": "层级",
    "issuer": "制发单位",
    "published": "印发日期",
    "period_start": "实施期起",
    "period_end": "实施期止",
    "file": "文件",
    "state": "读取情况",
    "tasks": "任务数",
    "targets": "指标数",
    "relation": "关系",
    "through": "依据",
    "same": "一致",
    "changed": "有不同",
    "only": "仅有",
    "copied": "文字相同份额",
    "sentence": "说明",
    "measure": "项",
    "label": "项目",
    "domain": "领域",
    "topic": "主题",
    "status": "结论",
    "only_in": "仅有者",
    "score": "相似度",
    "reasons": "配对依据",
    "changes": "不同之处",
    "task": "任务编号",
    "part": "所在部分",
    "lead": "牵头",
    "cooperate": "配合",
    "responsible": "责任",
    "due": "期限",
    "quote": "原文",
    "nearest": "最相近的任务",
    "nearest_score": "与其相似度",
    "indicator": "指标",
    "year": "年份",
    "quarter": "季度",
    "scale": "口径",
    "unit": "单位",
    "difference": "差值",
    "stricter": "更严者",
    "days": "相差天数",
    "timing": "更早者",
    "note": "备注",
    "text": "文字",
    "value": "数值",
    "comparator": "比较符",
    "low": "下限",
    "high": "上限",
    "masked": "隐去",
    "share": "份额",
    "done": "累计份额",
    "without": "缺少",
    "toothless": "无期限无数字",
    "orphan": "无责任单位",
    "body": "部门",
    "function": "职能",
    "topics": "主题",
    "functions": "职能",
    "bodies": "部门",
    "kind": "类别",
    "upper": "上级",
    "lower": "下级",
    "frame": "表",
    "row": "行编号",
    "column": "列",
    "page": "页",
}
"""The heads of columns; those of a pair have the letter of their side behind them."""


def write_xlsx(comparison: "Comparison", path: Path) -> list[str]:
    """Writes the comparison as one workbook, beside the old file until it is whole; gives in sentences what cells could not hold.

    Text is never a formula. NotExported when the disk or the folder does not allow it.
    """
    try:
        with replaced(path) as file:
            return write_workbook(sheets(comparison), file)
    except OSError as error:
        raise not_written(path, error) from error


def sheets(comparison: "Comparison") -> "dict[str, pd.DataFrame]":
    """The sheets by name: overview, summary, tasks, targets, deadlines, bodies, only in A, only in B …, then the other frames."""
    import pandas as pd

    frames, called = dict(comparison.frames()), sentences.names(comparison)
    found = {name: frames[name] for name in FIRST}
    own = frames["only"]
    found |= {f"only in {side}": own[own["side"] == side].reset_index(drop=True) for side in comparison.sides}
    found |= {name if name != "plans" else "about": frames[name] for name in LATER}
    headed = {name: frame.set_axis([head(column, called) for column in frame.columns], axis=1) for name, frame in found.items()}
    overview = {"overview": headed.pop("overview")}
    return overview | {"summary": pd.DataFrame({"概要": pd.Series(list(comparison.sentences), dtype="str")})} | headed


def head(column: str, called: Mapping[str, str]) -> str:
    """The head of a column: ``title_a`` → ``标题 A``, ``A`` → ``A 云川市``; its own name where it has no other."""
    if column in called:
        return f"{column} {called[column]}"
    if column in HEADS:
        return HEADS[column]
    stem, _, end = column.rpartition("_")
    behind = {"a": "A", "b": "B", "upper": "上级", "lower": "下级"}.get(end)
    if stem in HEADS and behind:
        return f"{HEADS[stem]} {behind}"
    return {"a": "方案 A", "b": "方案 B"}.get(column, column)
