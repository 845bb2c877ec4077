"""What became no record is counted, and every date and number left says why."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from extractors.lexicon import lexicon
from extractors.targets.objections import _OBJECTIONS
from pipeline import extract
from pipeline.coverage import Coverage, coverage, explained
from schemas.extraction import Extraction
from tests.test_extraction import SAMPLES

ROOT = Path(__file__).resolve().parents[1]
PLAN = """青禾县河道整治2025年实施方案
为贯彻落实全县水利工作会议精神,巩固2023年整治成果,经研究,制定本方案。
一、指导思想
坚持系统治理,力争用三年时间见到成效。
二、重点任务
(一)清淤疏浚。目前已有12座泵站,较2024年增加。2025年10月底前清淤15公里。(牵头单位:县水利局)
(二)巡查保洁。每月通报一次,自2025年起建立台账。
三、保障措施
(一)资金保障。安排资金300万元。
"""
LEFT = {
    "2025年": ("date", "front-matter"),
    "2023年": ("date", "front-matter"),
    "三年": ("date", "section-without-tasks"),
    "12座": ("number", "existing-stock"),
    "2024年": ("date", "history"),
    "自2025年起": ("date", "start"),
    "300万元": ("number", "payment"),
}


def read(text: str, folder: Path) -> Extraction:
    path = folder / "plan.txt"
    path.write_text(text, encoding="utf-8")
    return extract(path)


def test_each_date_and_number_that_is_no_record_says_why(tmp_path: Path) -> None:
    seen = explained(read(PLAN, tmp_path))
    found = {one.text.removesuffix("时间"): (one.kind, one.reason) for one in seen.left}
    assert {text: found.get(text) for text in LEFT} == LEFT
    assert set(found) - set(LEFT) <= {"一次"}
    assert not {"2025年10月底前", "15公里", "每月"} & set(found)


def test_the_figures_are_those_of_the_plan(tmp_path: Path) -> None:
    seen = coverage(read(PLAN, tmp_path))
    assert (seen.items, seen.tasks) == (6, 3)
    assert (seen.without_body, seen.without_deadline, seen.without_target) == (2, 1, 2)
    assert seen.count("date") == 5


def test_a_plan_without_text_covers_nothing(tmp_path: Path) -> None:
    assert coverage(read("", tmp_path)) == Coverage(0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_all_of_a_sample_is_a_record_or_has_a_reason(path: Path) -> None:
    extraction = extract(path)
    seen = explained(extraction)
    assert [(one.kind, one.text, one.span) for one in seen.left] == [(one.kind, one.text, one.span) for one in coverage(extraction).left]
    assert [one for one in seen.left if not one.why] == []
    assert sum(one.reason == "unread" for one in seen.left) <= 1
    evidence = [deadline.span for task in extraction.tasks for deadline in task.deadlines] + [target.span for target in extraction.targets]
    assert not [one for one in seen.left if any(span.meets(one.span) for span in evidence)]


def reasons(folder: str) -> Iterator[str]:
    """The codes with which a date is refused: ``Binding("history")``."""
    for path in (ROOT / "extractors" / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Binding" and len(node.args) == 1:
                yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def test_every_reason_of_the_extractors_has_its_sentence() -> None:
    table = lexicon("reasons")
    assert {*reasons("deadlines"), "title", "governed", "attribute"} == set(table["date"])
    assert {*_OBJECTIONS, "no-indicator", "name-or-date", "article"} == set(table["number"])


def test_explain_lists_what_became_no_record(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("云溪市治水方案\n一、重点任务\n(一)清淤。较2020年增加,2025年底前清淤3公里。(责任单位:市水务局)\n", encoding="utf-8")
    shown = json.loads(CliRunner().invoke(app, ["extract", str(path), "--explain", "--format", "json"]).stdout)
    plain = json.loads(CliRunner().invoke(app, ["extract", str(path), "--format", "json"]).stdout)
    left = shown.pop("coverage")["left"]
    assert shown == plain
    assert [(one["text"], one["where"]) for one in left] == [("2020年", "一.(一)")]
    table = CliRunner().invoke(app, ["extract", str(path), "--explain"]).stdout
    assert left[0]["why"] in table
    assert "1 dates and 0 numbers became no record" in table.splitlines()[-1]
