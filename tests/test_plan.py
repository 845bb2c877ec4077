"""What plans say of themselves: the fronts of ``cases/plan.txt`` and the promises that hold for any text."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.plan import plan
from extractors.plan.bodies import is_body
from extractors.plan.opening import place_at_start
from extractors.plan.signature import day_in
from schemas.records import Plan
from tests.timing import grows_linearly, seconds

CASES = Path(__file__).parent / "cases" / "plan.txt"
FIELDS = ("title", "issuer", "doc_number", "published", "region", "level", "period")


class Case(NamedTuple):
    """The input of ``plan`` and each field as it should be found, empty where not stated."""

    name: str
    text: str
    front: tuple[int, int]
    back: tuple[int, int] | None
    facts: dict[str, str]
    file: str
    expected: dict[str, str]


def read_case(block: str) -> Case:
    head, _, marked = block.partition("\n--\n")
    name, *rows = head.splitlines()
    stated = dict(row.split(": ", 1) for row in rows)
    facts = dict(pair.split("=", 1) for pair in stated.pop("facts", "").split("; ") if pair)
    file = stated.pop("name", "")
    parts = marked.rstrip("\n").split("‖")
    ends = [sum(map(len, parts[: index + 1])) for index in range(len(parts))]
    return Case(
        name,
        "".join(parts),
        (0, ends[0]),
        (ends[1], ends[2]) if len(parts) == 3 else None,
        facts,
        file,
        {field: stated.get(field, "") for field in FIELDS},
    )


def found(case: Case) -> dict[str, str]:
    return shown(plan(case.text, front=case.front, back=case.back, facts=case.facts, name=case.file))


def shown(record: Plan) -> dict[str, str]:
    period = " ".join(day.isoformat() for day in record.period or ())
    values = {field: str(getattr(record, field) or "") for field in FIELDS}
    return values | {"period": period, "title": values["title"].replace(" ", "") if "“" not in values["title"] else values["title"]}


BLOCKS = [read_case(block) for block in CASES.read_text(encoding="utf-8").split("\n== ")[1:]]


@pytest.mark.parametrize("case", BLOCKS, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert found(case) == case.expected


def test_a_wrong_block_fails() -> None:
    case = read_case("wrong\ntitle: 乙县停车方案\nregion: 乙县\n--\n甲县停车方案\n为治理停车,制定本方案。‖一、目标。")
    assert found(case) != case.expected


def test_there_are_enough_fronts() -> None:
    assert len(BLOCKS) >= 60
    assert len({case.name for case in BLOCKS}) == len(BLOCKS)


def test_how_names_what_was_inferred() -> None:
    case = next(case for case in BLOCKS if case.name == "years from the start")
    how = dict(plan(case.text, front=case.front, back=case.back, facts={}, name="").how)
    assert how == {"region": "inferred"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("阳信县城市品质", "阳信县"),
        ("盐城市城市管理", "盐城市"),
        ("景德镇市人民政府", "景德镇市"),
        ("新乡市停车", "新乡市"),
        ("柳州市停车", "柳州市"),
        ("广州市民政局", "广州市"),
        ("广西壮族自治区南宁市", "南宁市"),
        ("北京市石景山区", "石景山区"),
        ("全州县", "全州县"),
        ("浦东新区停车", "浦东新区"),
        ("浙江省义乌市停车", "义乌市"),
        ("澜江省停车", "澜江省"),
        ("合作市停车", "合作市"),
        ("城区内涝治理", None),
        ("关于印发阳信县停车方案", "阳信县"),
        ("中共安福县委办公室", "安福县"),
        ("城市品质提升", None),
        ("推进城市精细化", None),
        ("全市城市管理", None),
        ("市城市管理局", None),
        ("县财政局", None),
        ("农贸市场整治", None),
        ("社区治理", None),
        ("小区物业", None),
        ("乡村振兴", None),
        ("街道办事处", None),
        ("示范区建设", None),
        ("县域商业", None),
    ],
)
def test_places(text: str, place: str | None) -> None:
    assert place_at_start(text) == place


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二一年九月二日", date(2021, 9, 2)),
        ("二○一二年十月三十一日", date(2012, 10, 31)),
        ("2020.06.21", date(2020, 6, 21)),
        ("2020/6/21", date(2020, 6, 21)),
        ("2025-03-13 09:20", date(2025, 3, 13)),
        ("2020年2月30日", None),
        ("202X年3月1日", None),
        ("2020年6月", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("阳信县城市管理局", True),
        ("建设和交通管理局(生态环境局)", True),
        ("自贡市人民政府", True),
        ("和县人民政府", True),
        ("经济部", True),
        ("请抓好落实工作的部", False),
        ("经市委", False),
        ("老秘书", False),
        ("2021年", False),
    ],
)
def test_bodies(name: str, expected: bool) -> None:
    assert is_body(name) is expected


ALPHABET = st.text(alphabet="甲乙县市局办关于印发方案通知《》()〔〕2024年3月1日号为制定本,。:\n| “”根据各", max_size=120)


@given(ALPHABET, st.integers(0, 120))
def test_nothing_is_invented(text: str, cut: int) -> None:
    front = (0, min(cut, len(text)))
    record = plan(text, front=front, back=None, facts={}, name="")
    squeezed = "".join(text.split())
    for value in (record.title, record.doc_number, record.region):
        assert value is None or "".join(value.split()) in squeezed
    assert record.issuer is None or all("".join(part.split()) in squeezed for part in record.issuer.split("、"))
    assert record.published is None or "2024" in squeezed
    assert record.period is None or record.period[0] <= record.period[1]
    assert {field for field, _ in record.how} <= {field for field in FIELDS if getattr(record, field) is not None}


@pytest.mark.parametrize(
    "unit",
    ["推进城市管理", "2024年3月1日", "某县人民政府", "关于印发", "方案", "《方案", "|发布机构:", "自2024年起", "我市", "阳信县", "\n甲局", ">", " "],
)
def test_time_is_linear(unit: str) -> None:
    def read(text: str) -> object:
        return plan(text, front=(0, len(text)), back=None, facts={}, name="")

    read(unit)
    assert seconds(read, unit * (100_000 // len(unit))) < 2
    assert grows_linearly(read, unit, 50_000)
