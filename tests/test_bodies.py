"""One body has one name: cases read row by row, and what holds for every name."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.bodies import PlanPlace, Resolved, aliases, heirs, resolve
from extractors.bodies.words import plain
from extractors.lexicon import lexicon
from extractors.places import place

CASES = Path(__file__).parent / "cases" / "bodies.txt"
YANGXIN = PlanPlace("阳信县", "county")
CITY = PlanPlace("广安市", "city")

Row = tuple[str, str, str, str]


def plans(text: str) -> Iterator[tuple[PlanPlace, list[Row]]]:
    """The plans of a file of cases with their rows."""
    plan, rows = PlanPlace(), list[Row]()
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        cells = [cell.strip() for cell in line.removeprefix("@ ").split(" | ")]
        if line.startswith("@ "):
            if rows:
                yield plan, rows
            region, level, issuer = (None if cell == "-" else cell for cell in cells)
            found = place(region) if region else None
            plan, rows = PlanPlace(region, level or (found.level if found else None), (), issuer), []
        else:
            name, canonical, function, kind = cells
            rows.append((name, canonical, function, kind))
    yield plan, rows


def differences(text: str) -> list[str]:
    """The rows that come out otherwise than the file says."""
    wrong = []
    for plan, rows in plans(text):
        names = [row[0] for row in rows]
        for name, *wanted in rows:
            found = resolve(name, plan, names)
            got = [found.canonical or "-", found.function or "-", found.kind]
            if got != wanted:
                wrong.append(f"{plan.region or plan.level}: {name} → {' | '.join(got)}, not {' | '.join(wanted)} ({found.rule})")
    return wrong


def test_names_stand_for_the_bodies_that_the_cases_say() -> None:
    assert not differences(CASES.read_text(encoding="utf-8"))


def test_the_reader_of_cases_sees_a_wrong_row() -> None:
    wrong = "@ 阳信县 | - | -\n县财政局 | 阳信县财政局 | 财政 | body\n县教体局 | 阳信县教育局 | 教育 | body\n"
    assert len(differences(wrong)) == 1
    assert "县教体局 → 阳信县教育和体育局" in differences(wrong)[0]


def test_there_are_cases_enough() -> None:
    assert sum(len(rows) for _, rows in plans(CASES.read_text(encoding="utf-8"))) > 300


def test_a_canonical_name_stands_for_itself() -> None:
    for plan, rows in plans(CASES.read_text(encoding="utf-8")):
        for name, canonical, function, kind in rows:
            if canonical != "-":
                again = resolve(canonical, plan)
                assert plain(again.canonical or "") == plain(canonical), (plan.region, name)
                assert (again.function or "-") == function, (plan.region, name, kind)


@pytest.mark.parametrize(
    ("others", "name", "canonical"),
    [
        (["县教育局", "县教体局", "县财政局"], "县教育局", "阳信县教育和体育局"),
        (["县卫健委", "县卫健局"], "县卫健委", "阳信县卫生健康局"),
        (["县卫健委"], "县卫健委", "阳信县卫生健康委员会"),
        (["县水务集团", "水务集团"], "水务集团", "阳信县水务集团"),
        (["县财政局", "交通运输局"], "交通运输局", "阳信县交通运输局"),
        (["阳信县河湖整治工作领导小组", "领导小组办公室"], "领导小组办公室", "阳信县河湖整治工作领导小组办公室"),
        (["阳信县甲项工作领导小组", "阳信县乙项工作领导小组", "领导小组"], "领导小组", None),
        (["县城管执法局", "县城市管理综合行政执法局"], "县城管执法局", None),
        (["县城管执法局", "县城市管理行政执法局"], "县城管执法局", "阳信县城市管理行政执法局"),
        (["县文化局", "县文化和旅游局", "县文化广电和旅游局"], "县文化局", "阳信县文化局"),
        (["县公安局", "县公安交通管理局"], "县公安局", "阳信县公安局"),
        (["县卫生局", "县卫生监督局"], "县卫生局", "阳信县卫生局"),
        (["县农业局", "县农业综合开发局"], "县农业局", "阳信县农业局"),
        (["县交通运输局", "县交通运输综合执法局"], "县交通运输局", "阳信县交通运输局"),
        (["县自然资源局", "县自然资源和规划局"], "县自然资源局", "阳信县自然资源和规划局"),
    ],
)
def test_the_other_names_of_a_plan_tell_which_body_is_meant(others: list[str], name: str, canonical: str | None) -> None:
    assert resolve(name, YANGXIN, others).canonical == canonical


def test_the_issuer_tells_whose_office_it_is() -> None:
    plan = PlanPlace(None, None, (), "市城市管理局")
    assert resolve("局办公室", plan).canonical == "市城市管理局办公室"
    assert resolve("局办公室", PlanPlace()).canonical is None
    zone = PlanPlace("高新区", "county", (), "建设和交通管理局(生态环境局)")
    assert resolve("建设局", zone).canonical == "高新区建设和交通管理局"


@pytest.mark.parametrize(
    ("region", "level", "name", "canonical"),
    [
        (None, "city", "市教育局", "市教育局"),
        (None, "city", "区教育局", None),
        ("阳信县", "county", "市教育局", "滨州市教育局"),
        ("阳信县", "county", "省教育厅", "山东省教育厅"),
        ("桐城市", "county", "市教育局", "桐城市教育局"),
        ("石景山区", "county", "市财政局", "北京市财政局"),
        ("山东省", "province", "市财政局", None),
        ("广西壮族自治区", "province", "区财政厅", "广西壮族自治区财政厅"),
        ("浙江省", "province", "萧山区经信局", "杭州市萧山区经济和信息化局"),
        ("XX区", "county", "区财政局", "XX区财政局"),
    ],
)
def test_the_level_word_is_read_from_where_the_plan_stands(region: str | None, level: str, name: str, canonical: str | None) -> None:
    assert resolve(name, PlanPlace(region, level)).canonical == canonical


def test_two_bodies_in_one_name_are_no_body_but_both_are_candidates() -> None:
    found = resolve("市卫健委、市医保局", CITY, ["市卫健委、市医保局", "市医保局"])
    assert (found.canonical, found.kind) == (None, "group")
    assert found.candidates == ("广安市卫生健康委员会", "广安市医疗保障局")
    assert resolve("市教育、科技和体育局", CITY).canonical == "广安市教育科技和体育局"


def test_an_ambiguous_name_keeps_its_candidates() -> None:
    found = resolve("市城管执法局", CITY)
    assert found.canonical is None
    assert found.function == "城市管理"
    assert len(found.candidates) > 1
    assert "广安市城市管理行政执法局" in found.candidates


TODAY = (
    "发展改革 教育体育 科技 经济信息化 民族宗教 公安 民政 司法 财政 人力资源社会保障 自然资源规划 生态环境 住房城乡建设 城市管理 交通运输 水务 农业农村 林业 商务 "
    "文化广电旅游 卫生健康 退役军人事务 应急管理 审计 市场监管 国防动员 统计 医保 信访 机关事务 数据 经济合作 政务服务 乡村振兴 知识产权 粮食和物资储备 能源 文物 药监 "
    "园林绿化 金融工作 投资促进 行政审批 公共资源交易 综合行政执法"
)
BEFORE = "城乡规划 国土资源 环境保护 工商 质监 食药监 安监 农业 旅游 文化 物价 扶贫 人口计生 卫生 大数据 体育"


def test_no_two_departments_of_one_city_are_merged() -> None:
    names = [f"市{work}局" for work in f"{TODAY} {BEFORE}".split(" ")]
    found = {name: resolve(name, CITY).canonical for name in names}
    assert len(set(found.values())) == len(names), sorted((v or "", k) for k, v in found.items())
    today = [f"市{work}局" for work in TODAY.split(" ")]
    beside = {resolve(name, CITY, today).canonical for name in today}
    assert len(beside) == len(today)


def test_a_name_alone_and_beside_the_departments_of_its_city_is_one_body() -> None:
    pairs = [
        ("市住建局", "市住房和城乡建设局"),
        ("市住建局", "市住房城乡建设局"),
        ("市人社局", "市人力资源社会保障局"),
        ("市委编办", "市委机构编制委员会办公室"),
    ]
    pairs += [("市发改委", "市发展与改革委员会"), ("市残联", "市残疾人联合会"), ("市 财 政 局", "市财政局"), ("市教育局等部门", "市教育局")]
    for short, long in pairs:
        assert resolve(short, CITY).canonical == resolve(long, CITY).canonical is not None


NAMES = st.text(alphabet="市县区省各政府局委办中心公司领导小组教育财政人民法院街道镇()、和乡广安阳信第一X ", max_size=24)


@given(NAMES, st.sampled_from([YANGXIN, CITY, PlanPlace(), PlanPlace(None, "central"), PlanPlace("高新区", "county")]), st.lists(NAMES, max_size=4))
def test_every_name_resolves_and_no_group_has_a_canonical_name(name: str, plan: PlanPlace, others: list[str]) -> None:
    found = resolve(name, plan, others)
    assert isinstance(found, Resolved)
    assert found == resolve(name, plan, others)
    if found.kind in ("group", "role", "person"):
        assert found.canonical is None
    if found.canonical is not None:
        assert found.canonical in found.candidates


@pytest.mark.parametrize("unit", ["市教育局", "各县(", "人民政府", "和", "建设"])
def test_long_names_cost_no_more_than_their_length(unit: str) -> None:
    resolve(unit, CITY)
    start = time.process_time()
    for name in (unit * 20_000, f"{unit * 20_000}局", unit * 12):
        assert resolve(name, CITY).kind in ("unknown", "group", "body")
        aliases(name)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("城管", "城市管理"),
        ("住建", "住房城乡建设"),
        ("发改委", "发展改革"),
        ("卫计委", "卫生健康"),
        ("环保局", "生态环境"),
        ("工商", "市场监管"),
        ("法院", "法院"),
        ("团委", "共青团"),
    ],
)
def test_a_query_finds_the_class_by_any_alias(query: str, meant: str) -> None:
    assert meant in aliases(query)


def test_a_query_that_means_nothing_finds_nothing() -> None:
    assert aliases("百草园") == aliases("") == frozenset()


def test_no_alias_stands_for_two_words() -> None:
    seen: dict[str, str] = {}
    for table in lexicon("functions")["function"]:
        for line in table["words"]:
            head, _, rest = line.partition(":")
            for alias in {plain(a) for a in [head.lstrip("?="), *rest.partition("|")[0].split()]}:
                assert alias not in seen, f"{alias}: {seen[alias]} and {line}"
                seen[alias] = line


def test_former_names_and_their_heirs_are_words() -> None:
    known = {plain(line.partition(":")[0].lstrip("?=")) for t in lexicon("functions")["function"] for line in t["words"]}
    aliased = {plain(a) for t in lexicon("functions")["function"] for line in t["words"] for a in line.partition(":")[2].split()}
    for table in lexicon("functions")["function"]:
        for row in table.get("former", ()):
            name, year, heir = row.split(" ")
            assert 1990 < int(year) < 2030
            assert plain(name) in known | aliased, row
            assert plain(heir) in known | aliased, row


def test_forms_name_only_fields_that_there_are() -> None:
    fields = dict.fromkeys(("place", "p", "short", "province", "city", "grade", "tail", "gov"), "甲")
    for row in lexicon("bodies")["form"]:
        assert row["tails"]
        for key in ("province", "city", "county", "masked", "name"):
            assert "甲" in row.get(key, row["name"]).format_map(fields)


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("卫计委", [("卫生健康", 2018)]),
        ("卫生局", [("卫生和计划生育", 2013), ("卫生健康", 2018)]),
        ("扶贫办", [("乡村振兴", 2021), ("农业农村", 2023)]),
        ("环保局", [("生态环境", 2018)]),
        ("国土局", [("自然资源", 2018)]),
        ("工商局", [("市场监督管理", 2018)]),
        ("教育局", []),
        ("百草园", []),
    ],
)
def test_the_heirs_of_a_body_are_in_the_order_of_the_reorganisations(name: str, chain: list[tuple[str, int]]) -> None:
    assert [tuple(heir) for heir in heirs(name)] == chain


@pytest.mark.parametrize(
    ("plan", "word", "front"),
    [(YANGXIN, "县", "阳信县"), (CITY, "市", "广安市"), (PlanPlace("石景山区"), "区", "北京市石景山区"), (PlanPlace("安徽省"), "省", "安徽省")],
)
def test_a_level_word_is_never_taken_for_a_part_of_the_name(plan: PlanPlace, word: str, front: str) -> None:
    works = [line.partition(":")[0].lstrip("?=") for table in lexicon("functions")["function"] for line in table["words"]]
    for work in works:
        for suffix in ("局", "委员会"):
            found = resolve(f"{word}{work}{suffix}", plan)
            assert found.canonical is None or not found.canonical.startswith(front + word) or work.startswith(word), (work, found)
