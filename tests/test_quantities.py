"""Numbers with units: exact values, bounds and ranges, and what holds for any text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions.quantities import Quantity, kind_of, quantities
from extractors.mentions.quantities.units import kinds
from tests.timing import grows_linearly, seconds

Row = tuple[str, str, str | None, str | None, str]

ROWS: list[tuple[str, list[Row]]] = [
    ("设置不少于4名专管员", [("不少于4名", ">=", "4", None, "名")]),
    ("建成3至5座公厕", [("3至5座", "range", "3", "5", "座")]),
    ("培育1—2个基地", [("1—2个", "range", "1", "2", "个")]),
    ("投放3-5万册", [("3-5万册", "range", "30000", "50000", "册")]),
    ("占比30%至40%", [("30%至40%", "range", "30", "40", "%")]),
    ("采集4.8万条数据", [("4.8万条", "", "48000", None, "条")]),
    ("汇聚3300多万条", [("3300多万条", ">=", "33000000", None, "条")]),
    ("形成180万多条", [("180万多条", ">=", "1800000", None, "条")]),
    ("遴选百余个", [("百余个", ">=", "100", None, "个")]),
    ("境外上百个码头", [("上百个", ">=", "100", None, "个")]),
    ("服务近万名群众", [("近万名", "~", "10000", None, "名")]),
    ("覆盖率达到百分之八十五", [("百分之八十五", "", "85", None, "%")]),
    ("达标率百分之百", [("百分之百", "", "100", None, "%")]),
    ("自然增长率控制在千分之五以内", [("控制在千分之五以内", "<=", "5", None, "‰")]),
    ("比例不小于2:1", [("不小于2:1", ">=", "2", None, ":1")]),
    ("新增处理能力1.5吨/日", [("1.5吨/日", "", "1.5", None, "吨/日")]),
    ("每年选聘三十名", [("三十名", "", "30", None, "名")]),
    ("提高5个百分点", [("5个百分点", "", "5", None, "个百分点")]),
    ("压缩至3个工作日以内", [("3个工作日以内", "<=", "3", None, "个工作日")]),
    ("约900TB数据", [("约900TB", "~", "900", None, "TB")]),
    ("1,200套住房", [("1,200套", "", "1200", None, "套")]),
    ("产值翻一番", [("翻一番", "increase", "100", None, "%")]),
    ("产值翻两番", [("翻两番", "increase", "300", None, "%")]),
    ("排名进入全省前十", [("前十", "<=", "10", None, "名")]),
    ("需要入库的有X个", [("X个", "", None, None, "个")]),
    ("开展宣传××次", [("××次", "", None, None, "次")]),
    ("2000元以上2万元以下", [("2000元以上", ">=", "2000", None, "元"), ("2万元以下", "<=", "20000", None, "元")]),
    ("装灯率100%,亮灯率99%", [("100%", "", "100", None, "%"), ("99%", "", "99", None, "%")]),
    ("死亡率控制在18/10万以下", [("控制在18/10万以下", "<=", "18", None, "/10万")]),
]

NONE = [
    "4+N模式",
    "“1+2+3”体系",
    "第3次会议",
    "N95口罩",
    "鲁政办字〔2020〕6号",
    "20项目",
    "3处理厂",
    "5人民医院",
    "七里河",
    "三方协同",
    "前三季度",
    "8:30上班",
    "XX市XX区",
    "同期手术总数×100%",
    "2024年12月31日",
    "三五家",
    "第十二条",
]


def values(found: Quantity, text: str) -> Row:
    low, high = (None if x is None else format(x, "f") for x in (found.low, found.high))
    return text[slice(*found.span)], found.bound, low, high, found.unit


@pytest.mark.parametrize(("text", "rows"), ROWS)
def test_quantity(text: str, rows: list[Row]) -> None:
    assert [values(found, text) for found in quantities(text)] == rows


@pytest.mark.parametrize("text", NONE)
def test_no_quantity(text: str) -> None:
    assert quantities(text) == []


def test_a_masked_number_has_no_value() -> None:
    (found,) = quantities("新建X座泵站")
    assert found.masked
    assert found.low is None
    assert found.high is None


@pytest.mark.parametrize(
    ("unit", "kind"),
    [("%", "share"), ("座", "count"), ("吨/日", "extent"), ("元", "money"), ("个工作日", "time"), (":1", "ratio"), ("/10万", "share")],
)
def test_kind(unit: str, kind: str) -> None:
    assert kind_of(unit) == kind


@given(st.integers(1, 10**9), st.sampled_from(sorted(kinds())))
def test_any_number_with_any_unit_is_read_back(value: int, unit: str) -> None:
    if unit.startswith("/"):
        return
    (found,) = quantities(f"共计{value}{unit}。")
    assert (found.low, found.unit) == (Decimal(value), unit)


@given(st.text(alphabet="新建3座至5%以上个万约X不少于、,。百一第:.-12日月(“/十翻番前", max_size=60))
def test_spans_are_in_order_and_hold_their_value(text: str) -> None:
    at = 0
    for found in quantities(text):
        assert at <= found.span.start <= found.value.start < found.value.end <= found.span.end <= len(text)
        assert found.masked == (found.low is None)
        assert found.bound != "range" or found.low < found.high  # type: ignore[operator]
        at = found.span.end


@given(st.text(alphabet="新建3座至5%以上个万约X不少于、百一第:.-12", max_size=30))
def test_an_unrelated_sentence_changes_nothing(text: str) -> None:
    before = [(q.span, q.low, q.high, q.unit) for q in quantities(text + "。")]
    assert [(q.span, q.low, q.high, q.unit) for q in quantities(text + "。加强组织领导。")] == before


@pytest.mark.parametrize("unit", ["加强领导", "十", "9", "百", "1,", "3至", "X", "不少于", "百分之", "1:", "前", "翻", "1.", "20个", "10万"])
def test_linear(unit: str) -> None:
    assert seconds(quantities, unit * (100_000 // len(unit))) < 1
    assert grows_linearly(quantities, unit, 16_000)
