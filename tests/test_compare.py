"""Plans beside each other: what the frames hold, for the samples and for small plans made here."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.compare import Comparison, NothingToCompare, compare, compare_extractions, near
from analysis.compare.frames import COLUMNS
from analysis.compare.indicators import indicator, measured
from analysis.compare.relations import standing
from analysis.compare.sides import Side
from app.cli import main
from pipeline import extract, open_store
from pipeline.store import Store
from schemas.document import Notice
from schemas.extraction import Extraction
from tests.factories import deadline, extraction, reference, target, task, unit

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
PLANS = {
    "upper": "yunchuan_chengshi_pinzhi_2025.txt",
    "next": "yunchuan_chengshi_pinzhi_2026.txt",
    "lower": "qinghe_chengshi_pinzhi_2025.docx",
    "other": "linlan_chengshi_jingxihua_2025.txt",
    "hant": "linlan_laojiu_xiaoqu_2025.hant.txt",
    "masked": "moban_haimian_zhuanxiang.txt",
}


@cache
def sample(name: str) -> Extraction:
    return extract(RAW / PLANS[name])


@cache
def compared(*names: str) -> Comparison:
    return compare_extractions([sample(name) for name in names])


def rows(frame: pd.DataFrame, **wanted: object) -> list[dict[str, Any]]:
    """The rows with these values, missing values None."""
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    return [
        {key: None if not isinstance(value, list) and pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")
    ]


@pytest.mark.parametrize("names", [("upper", "lower"), ("upper", "other", "next"), ("hant", "masked")])
def test_frames_have_their_columns_and_ids_of_their_own(names: Sequence[str]) -> None:
    found = compared(*names)
    sides = ["A", "B", "C"][: len(names)]
    assert found.sides == sides
    assert {name for name, _ in found.frames()} == set(COLUMNS)
    for name, frame in found.frames():
        assert list(frame.columns) == [*COLUMNS[name], *(sides if name in ("overview", "topics") else [])]
        assert frame["id"].is_unique, name
        assert frame["id"].notna().all(), name


def test_columns_are_there_without_rows() -> None:
    found = compare_extractions([extraction(task("无。", units=())), extraction(task("没有。", units=()), mark="2")])
    assert found.targets.empty
    assert found.cascade.empty
    for name, frame in found.frames():
        assert list(frame.columns)[: len(COLUMNS[name])] == list(COLUMNS[name])
    assert found.targets["due_a"].dtype == compared("upper", "lower").targets["due_a"].dtype == "datetime64[s]"
    assert found.targets["masked_a"].dtype == "boolean"


def test_every_quotation_stands_in_its_file() -> None:
    found = compared("hant", "other")
    texts = dict(zip(found.plans["side"], (sample("hant").source_text, sample("other").source_text), strict=True))
    assert len(found.evidence) > 100
    assert all(quote in texts[side] for side, quote in zip(found.evidence["side"], found.evidence["quote"], strict=True))
    assert any("舊" in quote for quote in found.evidence["quote"]), "quotations are in the script of the file"
    known = {name: set(frame["id"]) for name, frame in found.frames()}
    assert all(row in known[frame] for frame, row in zip(found.evidence["frame"], found.evidence["row"], strict=True))


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_beside_itself_is_all_the_same(name: str) -> None:
    found = compared(name, name)
    assert set(found.tasks["status"]) == {"same"}
    assert list(found.tasks["task_a"]) == list(found.tasks["task_b"])
    assert found.only.empty
    assert set(found.targets["status"]) <= {"same"}
    assert (found.targets["value_a"] == found.targets["value_b"]).all()
    assert rows(found.pairs)[0] | {"sentence": ""} == {
        **rows(found.pairs)[0],
        "sentence": "",
        "relation": "self",
        "same": len(sample(name).tasks),
        "changed": 0,
        "only_a": 0,
        "only_b": 0,
    }


def turned(row: dict[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """A row seen from the other side: letters and the columns of a and b change places."""
    letters = {"A": "B", "B": "A"}
    named = {name: row[name] for name in columns if name not in ("id", "a", "b")}
    other = {f"{name[:-2]}_{'b' if name.endswith('_a') else 'a'}" if name.endswith(("_a", "_b")) else name: value for name, value in named.items()}
    return {name: letters.get(value, value) if isinstance(value, str) else value for name, value in other.items()}


def test_the_order_of_the_plans_mirrors_the_result() -> None:
    there, back = compared("upper", "other"), compared("other", "upper")
    for name, same in (
        ("tasks", ["status", "score", "only_in"]),
        ("targets", ["indicator", "year", "unit", "stricter", "timing", "status", "note", "only_in"]),
    ):
        columns = [*same, *(f"{one}_{side}" for one in ("task", "due", "quote") for side in "ab")]
        mine = [{key: row[key] for key in columns} for row in rows(getattr(there, name))]
        theirs = [turned({key: row[key] for key in columns}, columns) for row in rows(getattr(back, name))]
        assert sorted(map(str, (sorted(row.items()) for row in mine))) == sorted(map(str, (sorted(row.items()) for row in theirs)))
    differences = {row["id"]: row["difference"] for row in rows(there.targets) if row["difference"] is not None}
    assert sorted(differences.values()) == sorted(-row["difference"] for row in rows(back.targets) if row["difference"] is not None)


def one_target(**more: Any) -> Extraction:
    """A plan with one task and one number in it."""
    words = {"text": "建成区绿道总长达到60公里", "indicator": "绿道", "low": Decimal(60), "unit": "公里", "comparator": "=", "task": 0}
    return extraction(task("(一)建设绿道。"), targets=(target(**(words | more)),), mark=str(more))


def beside(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return rows(compare_extractions([one_target(**one), one_target(**other)]).targets)[0]


@pytest.mark.parametrize(
    ("one", "other", "unit", "difference", "stricter"),
    [
        ({}, {"low": Decimal(58000), "unit": "米"}, "公里", -2, "A"),
        ({"unit": "公顷", "low": Decimal(10)}, {"unit": "亩", "low": Decimal(150)}, "公顷", Decimal("0.00005"), "B"),
        ({"unit": "%", "low": Decimal(2)}, {"unit": "‰", "low": Decimal(15)}, "%", Decimal("-0.5"), "A"),
        ({"unit": "处", "low": Decimal(5)}, {"unit": "个", "low": Decimal(5)}, "处", 0, "equal"),
        ({"comparator": ">="}, {"comparator": "~"}, "公里", 0, "A"),
        ({"indicator": "供水管网漏损率", "comparator": "<=", "low": None, "high": Decimal(9), "unit": "%"}, {"indicator": "公共供水管网漏损率", "comparator": "<=", "low": None, "high": Decimal(8), "unit": "%"}, "%", -1, "B"),
        ({"indicator": "办理时间", "low": Decimal(2), "unit": "天"}, {"indicator": "办理时间", "low": Decimal(36), "unit": "小时"}, "天", Decimal("-0.5"), "B"),
    ],
)  # fmt: skip
def test_numbers_in_one_unit(one: dict[str, Any], other: dict[str, Any], unit: str, difference: Decimal, stricter: str) -> None:
    found = beside(one, other)
    assert (found["unit"], found["difference"], found["stricter"]) == (unit, difference, stricter)


@pytest.mark.parametrize(
    ("one", "other", "note"),
    [
        ({"masked": True, "low": None}, {}, "数字隐去"),
        ({"comparator": "increase", "low": Decimal(5), "unit": "%"}, {"low": Decimal(60), "unit": "%"}, "水平值与增长值不可比"),
        ({"unit": "个百分点", "comparator": "increase"}, {"unit": "%"}, "水平值与增长值不可比"),
        ({"comparator": "increase", "unit": "%"}, {"comparator": "decrease", "unit": "%"}, "升降方向不同"),
        ({"unit": "公里"}, {"unit": "亩"}, "单位不同(米、平方米)"),
        ({"text": "每年新建绿道60公里"}, {}, "单位不同(米·每年、米)"),
    ],
)
def test_numbers_that_cannot_be_held_beside_each_other_say_why(one: dict[str, Any], other: dict[str, Any], note: str) -> None:
    found = beside(one, other)
    assert found["note"] == note
    assert found["difference"] is None
    assert found["stricter"] is None


def test_a_limit_on_a_count_is_strict_where_a_count_is_much() -> None:
    limit = {"text": "疏导点不超过60处", "indicator": "疏导点", "comparator": "<=", "low": None, "high": Decimal(60), "unit": "处"}
    assert beside(limit, limit | {"high": Decimal(8)})["scale"] == "alike"
    found = compare_extractions([one_target(**limit), one_target(**(limit | {"high": Decimal(8)}))])
    assert "A更严0项，B更严1项" in found.sentences[-1]
    assert beside({}, {"low": Decimal(70)})["scale"] == "amount"


def test_a_hidden_number_is_shown_as_hidden() -> None:
    found = beside({"masked": True, "low": None}, {})
    assert (found["value_a"], found["value_b"], found["masked_a"], found["masked_b"]) == ("数字隐去", "60公里", True, False)


def test_numbers_of_other_years_are_earlier_or_later() -> None:
    share = {"unit": "%", "text": "绿地率", "indicator": "绿地率"}
    found = beside({**share, "due": date(2025, 12, 31), "low": Decimal(40)}, {**share, "due": date(2026, 12, 31), "low": Decimal(39)})
    assert (found["days"], found["timing"], found["stricter"], found["note"], found["year"]) == (365, "A", "A", "年份不同", None)
    found = beside({**share, "due": date(2025, 12, 31), "low": Decimal(40)}, {**share, "due": date(2026, 12, 31), "low": Decimal(42)})
    assert (found["stricter"], found["difference"]) == (None, 2)


def test_staged_numbers_stand_beside_those_of_their_year() -> None:
    found = [(row["year"], row["value_a"], row["value_b"], row["status"]) for row in rows(compared("upper", "other").targets, indicator="老旧小区")]
    assert found == [(2025, "46个", "58个", "changed"), (2026, "52个", "64个", "changed"), (2027, "38个", None, "only_in")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("主城区道路机械化清扫率", ("机械化清扫率", True, False)),
        ("主次干道机械化清扫率", ("机械化清扫率", True, False)),
        ("新建城镇公厕", ("公共厕所", False, False)),
        ("居民小区分类设施覆盖比例", ("分类设施覆盖率", True, False)),
        ("普惠小微贷款余额增速", ("普惠小微贷款余额", False, True)),
        ("建成区达到海绵要求的面积占比", ("海绵城市达标面积率", True, False)),
    ],
)
def test_indicators_by_one_name(written: str, expected: tuple[str, bool, bool]) -> None:
    assert indicator(written) == expected


@given(st.text(alphabet="新建成区主城全市公厕率占比增速停车泊位、 ", max_size=20))
def test_the_name_of_an_indicator_is_its_own_name(written: str) -> None:
    name, share, _ = indicator(written)
    assert indicator(name)[0] == name or not share


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"low": Decimal(810000), "unit": "平方米"}, "81万平方米"),
        ({"comparator": ">=", "low": Decimal(85), "unit": "%"}, "≥85%"),
        ({"comparator": "range", "low": Decimal(3), "high": Decimal(5), "unit": "座"}, "3—5座"),
        ({"comparator": "decrease", "low": Decimal("0.5"), "unit": "%"}, "下降0.5%"),
        ({"low": Decimal(8600000000), "unit": "元"}, "86亿元"),
    ],
)
def test_values_to_show(more: dict[str, Any], shown: str) -> None:
    assert measured(target(**({"comparator": "="} | more))).shown() == shown


def test_a_plan_below_covers_dilutes_is_later_or_leaves_out() -> None:
    found = compared("upper", "lower")
    assert rows(found.pairs)[0]["relation"] == "cascade_down"
    tasks = {row["title_upper"]: row["status"] for row in rows(found.cascade, kind="task")}
    assert tasks["加装电梯"] == "missing"
    assert tasks["建设海绵城市"] == "diluted"
    assert tasks["完善小区养老托育设施"] == "later"
    assert tasks["巩固黑臭水体治理成效"] == "covered"
    numbers = {row["title_upper"]: row["status"] for row in rows(found.cascade, kind="target")}
    assert numbers["城市生活污水集中收集率不低于78%"] == "diluted"
    assert numbers["2025年改造老旧小区46个"] == "covered", "a county owes a part of the city's number"
    assert numbers["再生水利用率达到28%"] == "missing"
    assert rows(compared("lower", "upper").pairs)[0]["relation"] == "cascade_up"
    assert {row["status"] for row in rows(compared("lower", "upper").cascade, kind="task")} == {"covered", "diluted", "later", "missing"}


def test_how_two_plans_stand() -> None:
    def stand(one: Extraction, other: Extraction) -> tuple[str, str | None]:
        found = standing(Side.of("A", "a", one), Side.of("B", "b", other))
        return found.kind, found.through

    assert stand(sample("upper"), sample("next")) == ("years", None)
    assert stand(sample("upper"), sample("other")) == ("peer", None)
    city = extraction(title="治水三年行动方案", region="滨州市", level="city", name="市")
    county = extraction(title="阳信县治水三年行动方案", region="阳信县", level="county", name="县")
    assert stand(city, county) == ("cascade_down", "place")
    assert stand(county, city) == ("cascade_up", "place")
    citing = extraction(title="云东区净水办法", region="云东区", level="county", references=(reference("云溪市治水三年行动实施方案", None),))
    assert stand(citing, extraction()) == ("cascade_up", "云溪市治水三年行动实施方案")


def test_tasks_that_bind_nobody_to_anything() -> None:
    plan = extraction(
        task("(一)整治河道。", deadlines=(deadline(),)),
        task("(二)弘扬文明新风。", units=()),
        task("(三)新建泵站。", units=()),
        targets=(target(task=2),),
    )
    found = compare_extractions([plan, extraction(mark="2")])
    assert [(row["title"], row["without"], row["toothless"], row["orphan"]) for row in rows(found.gaps, side="A")] == [
        ("(一)整治河道。"[3:], ["target"], False, False),
        ("(二)弘扬文明新风。"[3:], ["deadline", "target", "unit"], True, True),
        ("(三)新建泵站。"[3:], ["deadline", "unit"], False, True),
    ]


def test_pace_load_and_network() -> None:
    both = (
        unit("市水务局", canonical="云溪市水务局", function="水务"),
        unit("市财政局", role="cooperate", canonical="云溪市财政局", function="财政"),
    )
    plan = extraction(
        task("(一)整治河道。", units=both, deadlines=(deadline(),)),
        task("(二)清淤疏浚。", units=both, deadlines=(deadline("2025年6月底前", date(2025, 6, 30)),)),
        task("(三)植树。", units=both[:1]),
    )
    found = compare_extractions([plan, extraction(mark="2")])
    pace = [(row["year"], row["quarter"], row["tasks"], row["share"], row["done"]) for row in rows(found.deadlines, side="A")]
    assert pace == [(2025, 2, 1, 0.5, 0.5), (2025, 4, 1, 0.5, 1.0)]
    load = [(row["body"], row["lead"], row["cooperate"], row["tasks"]) for row in rows(found.bodies, side="A")]
    assert load == [("云溪市水务局", 3, 0, 3), ("云溪市财政局", 0, 2, 2)]
    assert [(row["body_a"], row["body_b"], row["tasks"]) for row in rows(found.network, side="A")] == [("云溪市水务局", "云溪市财政局", 2)]
    lead = rows(found.leads, side="A", topic="河湖治理")[0]
    assert (lead["functions"], lead["bodies"], lead["tasks"]) == (["水务"], ["云溪市水务局"], 2)


def test_words_that_are_copied() -> None:
    text = "建立部门协同、社会参与、属地负责的河道长效管护工作机制"
    found = compare_extractions([extraction(task(text)), extraction(task(f"{text}。各镇每月巡查两次并将结果报送县里。"), mark="2")])
    row = rows(found.pairs)[0]
    assert row["copied_a"] == 1.0
    assert 0.4 < row["copied_b"] < 0.7


@pytest.mark.parametrize("count", [0, 1, 27])
def test_how_many_plans_may_be_compared(count: int) -> None:
    with pytest.raises(NothingToCompare, match="name two or more"):
        compare_extractions([extraction()] * count)


def unread() -> Extraction:
    whole = extraction(state="rejected", warnings=(Notice("no-text", "the file has no text"),), mark="unread")
    return Extraction(whole.source, whole.plan)


def without_tasks() -> Extraction:
    whole = extraction(name="空.txt", title="云溪市空白方案", state="ok_with_warnings", warnings=(Notice("no-tasks", "no tasks were found"),))
    return Extraction(whole.source, whole.plan, source_text=whole.source_text)


def test_an_unread_plan_gives_a_clear_sentence() -> None:
    with pytest.raises(NothingToCompare, match=r"has no tasks to compare: it was read as rejected \(the file has no text\)"):
        compare_extractions([extraction(), unread()])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = open_store(str(tmp_path / "ledger.db"))
    with made.begin_run({}) as run:
        for one in (*map(sample, PLANS), unread(), without_tasks()):
            run.attempt(one.source.name, one.source.sha256, 1)
            run.save(one, path=one.source.name)
    return made


def test_plans_of_a_store_are_those_that_were_read(store: Store) -> None:
    found = compare(store, [PLANS["upper"], "临澜市城市精细化管理"])
    direct = compared("upper", "other")
    assert list(found.plans["file"]) == [PLANS["upper"], PLANS["other"]]
    assert set(found.plans["plan"]) <= set(store.plans()["id"])
    for name in ("tasks", "targets"):
        assert rows(getattr(found, name)) == rows(getattr(direct, name))
    assert found.sentences == direct.sentences


def test_the_plans_most_like_one(store: Store) -> None:
    found = near(store, PLANS["upper"], limit=3)
    assert found["title"].iloc[0] == "青禾县城市品质提升三年行动实施细则(2025—2027年)"
    assert len(found) == 3
    assert found["score"].is_monotonic_decreasing
    assert found["share"].iloc[0] > 0.7


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    ending = main(list(words))
    out, err = capsys.readouterr()
    return ending, out, err


def test_the_command_prints_every_frame_as_json(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    ending, out, _ = printed(capsys, "compare", PLANS["upper"], PLANS["other"], "--format", "json", "--db", str(store.url.database))
    said = json.loads(out)
    assert ending == 0
    assert set(said) == {"format", "sentences", *COLUMNS}
    assert all(row["id"] for name in COLUMNS for row in said[name])
    assert said["sentences"][0].startswith("A 云川市城市品质提升三年行动实施方案")


def test_the_command_prints_a_table(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    ending, out, _ = printed(capsys, "compare", PLANS["upper"], PLANS["lower"], "--db", str(store.url.database))
    assert ending == 0
    assert [line for line in out.splitlines() if line in ("概况", "对应任务", "仅在一方的任务", "指标对照", "上下级落实")] == [
        "概况",
        "对应任务",
        "仅在一方的任务",
        "指标对照",
        "上下级落实",
    ]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([PLANS["upper"]], "1 plan named; name two or more"),
        ([PLANS["upper"], "没有这个规划"], "no plan in the store is meant by"),
        ([PLANS["upper"], "云川市"], "may mean 2 plans"),
        ([PLANS["upper"], "云溪市空白"], "has no tasks to compare: it was read as ok_with_warnings (no tasks were found)"),
        ([PLANS["upper"], "云溪市治水方案.txt"], "is no plan to compare: it was read as rejected"),
    ],
)
def test_the_command_says_what_is_wrong(names: list[str], message: str, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    ending, out, err = printed(capsys, "compare", *names, "--db", str(store.url.database))
    assert (ending, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1


def test_help_loads_neither_frames_nor_words() -> None:
    code = "import sys, app.commands.compare; print([name for name in ('pandas', 'jieba', 'sqlalchemy') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
