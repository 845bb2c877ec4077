"""Layouts that plans at large have: tails, lists of duties and of steps, headings that name whose all below is, group lines in tables."""

from pathlib import Path
from typing import Any

import pytest

from tests.test_extraction import found_in


def texts(found: dict[str, Any]) -> list[str]:
    """The tasks without line breaks."""
    return [task["text"].replace("\n", "") for task in found["tasks"]]


def bodies(task: dict[str, Any]) -> list[tuple[str, str]]:
    """The bodies bound to a task, with their roles."""
    return [(unit["name"], unit["role"]) for unit in task["units"] if unit["how"] != "inferred"]


ITEM = "(二)清理河道。组织开展河道清淤和垃圾打捞,按月通报进展情况,年底前完成20公里河道的清理任务。(县水利局负责)"
TAIL = "各乡镇、各有关部门要加强组织领导,压实工作责任,确保各项任务落到实处。"


@pytest.mark.parametrize("between", ["", " ", "\n"], ids=["glued", "blank", "line"])
def test_a_paragraph_behind_the_last_clause_is_no_part_of_the_item(tmp_path: Path, between: str) -> None:
    found = found_in(f"青禾县水利工作方案\n一、重点任务\n(一)整修渠道。整修干渠。(县水利局负责)\n{ITEM}{between}{TAIL}\n", tmp_path)
    assert texts(found)[1:] == [ITEM, TAIL]


def test_a_heading_with_its_clause_keeps_the_text_below_it(tmp_path: Path) -> None:
    found = found_in(f"青禾县水利工作方案\n一、重点任务\n(一)整修渠道(县水利局负责)\n{TAIL}\n(二)清理河道。清理干流。(县水利局负责)\n", tmp_path)
    assert texts(found)[0].endswith(TAIL)


def test_a_list_of_duties_is_one_task_a_line(tmp_path: Path) -> None:
    text = "青禾县防汛工作方案\n一、职责分工\n各成员单位职责如下:\n县水利局负责水情监测和水库调度工作。\n县应急局:统筹抢险救援,储备应急物资。\n"
    found = found_in(text, tmp_path)
    assert [bodies(task) for task in found["tasks"]] == [[("县水利局", "responsible")], [("县应急局", "responsible")]]


def test_paragraphs_of_duties_need_no_labels(tmp_path: Path) -> None:
    said = ["县住建局负责全县村庄整治的协调工作,指导污水处理设施的建设。", "县环保局要加强工业污染源的管理,确保达标排放,及时查处违法行为。"]
    found = found_in("为推进村庄整治,现将职责明确如下。\n" + "\n".join(said) + "\n", tmp_path)
    assert texts(found) == said


def test_steps_with_their_times_are_tasks_without_labels(tmp_path: Path) -> None:
    steps = ["启动准备(2025年3月-2025年4月):制定方案,选择试点。", "全面推进(2025年5月-2025年10月):按照方案开展试点。"]
    found = found_in("青禾县试点工作方案\n一、试点内容\n(一)拓展场景。丰富场景。\n二、时间安排\n" + "\n".join(steps) + "\n", tmp_path)
    assert texts(found)[1:] == steps
    assert [task["category"] for task in found["tasks"][1:]] == ["stage", "stage"]
    assert [[time["end"] for time in task["deadlines"]] for task in found["tasks"][1:]] == [["2025-04-30"], ["2025-10-31"]]


def test_a_heading_says_whose_all_below_it_is(tmp_path: Path) -> None:
    text = "青禾县重点任务分解\n一、县水利局牵头的工作(2项)\n1.整修干渠5公里。\n2.清理河道。(责任单位:县城管局)\n二、其他工作\n1.修订预案。\n"
    found = found_in(text, tmp_path)
    assert [bodies(task) for task in found["tasks"]] == [
        [("县水利局", "lead")],
        [("县城管局", "responsible"), ("县水利局", "lead")],
        [],
    ]
    owner = found["tasks"][0]["units"][0]
    assert (owner["how"], owner["rule"]) == ("inherited", "heading")
    assert found["source_text"][slice(*owner["span"])] == "县水利局"


@pytest.mark.parametrize("heading", ["一、牵头单位工作", "一、加强牵头工作", "一、重点工作", "一、健全牵头机制"])
def test_a_heading_without_a_body_binds_nobody(tmp_path: Path, heading: str) -> None:
    found = found_in(f"青禾县重点任务分解\n{heading}\n1.整修干渠5公里。\n", tmp_path)
    assert [bodies(task) for task in found["tasks"]] == [[]]


def test_lines_without_bars_head_the_rows_of_a_table(tmp_path: Path) -> None:
    lines = [
        "序号 | 工作任务 | 牵头单位 | 完成时限",
        "推进道路建设。",
        "1 | 建成环城路 | 市交通局 | 2026年6月",
        "推进管网建设。",
        "2 | 改造老旧管网 | 市水务局 | 2026年9月",
        "3 | 新建泵站 | 市水务局 | 持续推进",
    ]
    found = found_in("云溪市重点任务清单\n" + "\n".join(lines) + "\n", tmp_path)
    assert [(task["text"], task["path"]) for task in found["tasks"]] == [
        ("建成环城路", ["推进道路建设。"]),
        ("改造老旧管网", ["推进管网建设。"]),
        ("新建泵站", ["推进管网建设。"]),
    ]
    assert [bodies(task) for task in found["tasks"]] == [[("市交通局", "lead")], [("市水务局", "lead")], [("市水务局", "lead")]]


def test_a_clause_line_ends_where_its_verb_stands(tmp_path: Path) -> None:
    text = "云溪市数字工作要点\n1.建设平台\n建设数据平台,归集数据。\n责任单位:市数据局牵头,市国资委等单位按职责分工负责\n推动应用创新\n2.开放数据\n开放公共数据。\n责任单位:市数据局牵头\n"
    found = found_in(text, tmp_path)
    assert bodies(found["tasks"][0]) == [("市数据局", "lead"), ("市国资委", "responsible")]


def test_a_plan_whose_every_section_safeguards_is_about_that(tmp_path: Path) -> None:
    text = "云溪市关爱一线人员若干措施\n一、加强生活保障\n(一)慰问人员。开展慰问。\n二、加强心理保障\n(二)疏导心理。开设热线。\n"
    assert {task["category"] for task in found_in(text, tmp_path)["tasks"]} == {"task"}


def test_the_governments_of_a_clause_are_meant_by_the_locals_of_its_rule(tmp_path: Path) -> None:
    text = (
        "云溪省开源工作方案\n一、重点任务\n(一)建设社区。完善机制。(责任单位:省经信厅,各市、县(市、区)人民政府,以下均需地方落实不再重复列出)\n"
        "(二)汇聚人才。培养人才。(责任单位:省教育厅)\n"
    )
    second = found_in(text, tmp_path)["tasks"][1]
    assert bodies(second) == [("省教育厅", "responsible"), ("各市、县(市、区)人民政府", "responsible")]
    assert second["units"][1]["inherited"]


def test_validity_behind_a_clause_ends_the_plan(tmp_path: Path) -> None:
    text = "云溪市支持企业措施\n一、政策\n1.减免租金。对承租企业减免租金,帮助企业渡过难关。\n责任单位:市国资委 本政策执行期暂定为自发布之日起三个月。\n云溪市人民政府\n2025年3月1日\n"
    (task,) = found_in(text, tmp_path)["tasks"]
    assert task["text"].endswith("责任单位:市国资委")
    assert bodies(task) == [("市国资委", "responsible")]


def test_a_title_in_a_notice_names_the_region(tmp_path: Path) -> None:
    text = "县委办公室 县政府办公室关于印发《滦南县河长制实施方案》的通知\n一、重点任务\n(一)巡河。县级河长每月巡河。\n"
    assert found_in(text, tmp_path)["plan"]["region"] == "滦南县"


def test_years_to_come_without_a_section_are_goals_of_the_plan(tmp_path: Path) -> None:
    text = "云溪市河湖保护方案\n到2027年,重要河湖水质达标率提高到82%;自然湿地保护率达到70%。\n到2030年,自然湿地保护率达到80%以上。\n"
    found = found_in(text, tmp_path)
    assert [(target["low"], target["due"], target["task"]) for target in found["targets"]] == [
        (82, "2027-12-31", None),
        (70, "2027-12-31", None),
        (80, "2030-12-31", None),
    ]


def test_a_heading_with_a_comma_is_no_wrapped_line(tmp_path: Path) -> None:
    text = "云溪市安全生产月方案\n一、活动内容\n(一)全员参与排查,加强监督检查\n各单位要牵头组织专家,深入企业开展检查。\n(二)应急演练\n各单位要开展演练。\n"
    found = found_in(text, tmp_path)
    assert found["tasks"][0]["title"] == "全员参与排查,加强监督检查"
    assert {unit["name"] for unit in found["tasks"][0]["units"]} <= {"各单位"}


def test_why_it_matters_is_no_task(tmp_path: Path) -> None:
    text = "云溪市草业意见\n一、进一步认识发展草业的重要意义\n(一)草业是重要平台。前景广阔。\n二、重点任务\n(一)建设基地。建设草场。\n"
    assert texts(found_in(text, tmp_path)) == ["(一)建设基地。建设草场。"]
