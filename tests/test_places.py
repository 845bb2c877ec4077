"""Places by name: the divisions of the standard, their parents, short and former names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.lexicon import lexicon
from extractors.places import leading, place, places, province_of_prefix


@pytest.mark.parametrize(
    ("name", "lineage", "level"),
    [
        ("阳信县", ("阳信县", "滨州市", "山东省"), "county"),
        ("滨州", ("滨州市", "山东省"), "city"),
        ("山东", ("山东省",), "province"),
        ("北京市", ("北京市",), "province"),
        ("石景山区", ("石景山区", "北京市"), "county"),
        ("仙桃市", ("仙桃市", "湖北省"), "county"),
        ("东莞市", ("东莞市", "广东省"), "city"),
        ("恩施州", ("恩施土家族苗族自治州", "湖北省"), "city"),
        ("石柱县", ("石柱土家族自治县", "重庆市"), "county"),
        ("临平区", ("临平区", "杭州市", "浙江省"), "county"),
        ("襄樊市", ("襄阳市", "湖北省"), "city"),
        ("蓟县", ("蓟州区", "天津市"), "county"),
        ("崇文区", ("崇文区", "北京市"), "county"),
        ("吉林", ("吉林省",), "province"),
        ("吉林市", ("吉林市", "吉林省"), "city"),
        ("雄安新区", ("雄安新区", "河北省"), "county"),
        ("台北市", ("台北市", "台湾省"), "city"),
    ],
)
def test_a_place_knows_its_parents(name: str, lineage: tuple[str, ...], level: str) -> None:
    found = place(name)
    assert found is not None
    assert (found.lineage, found.level) == (lineage, level)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("恩施土家族苗族自治州", "恩施"),
        ("东乡族自治县", "东乡"),
        ("忠县", "忠县"),
        ("巴彦淖尔市", "巴彦淖尔"),
        ("浦东新区", "浦东"),
        ("锡林郭勒盟", "锡林郭勒"),
    ],
)
def test_the_short_name_leaves_the_kind_out(name: str, short: str) -> None:
    found = place(name)
    assert found is not None
    assert found.short == short


def test_a_name_that_several_places_bear_is_none_of_them() -> None:
    assert place("鼓楼区") is None
    assert len(places("鼓楼区")) > 2
    inside = place("鼓楼区", "徐州市")
    assert inside is not None
    assert inside.lineage == ("鼓楼区", "徐州市", "江苏省")
    assert place("鼓楼区", ["福建省"]) == place("鼓楼区", "福州市")
    assert place("大观园") is None


def test_a_place_that_is_no_more_says_so() -> None:
    gone = place("宣武区")
    assert gone is not None
    assert not gone.today
    now = place("徐汇区")
    assert now is not None
    assert now.today


@pytest.mark.parametrize(
    ("text", "head"), [("广安经开区", "广安"), ("阳信县教育局", "阳信县"), ("财政局", ""), ("", ""), ("京", ""), ("内蒙古自治区党委", "内蒙古自治区")]
)
def test_the_longest_name_of_a_place_leads(text: str, head: str) -> None:
    found, candidates = leading(text)
    assert found == head
    assert bool(candidates) == bool(head)


def test_every_province_has_a_prefix_and_every_prefix_a_province() -> None:
    prefixes = lexicon("place_words")["abbreviations"]
    found = {province_of_prefix(prefix) for prefix in prefixes}
    assert None not in found
    assert len(found) == 34
    lu = province_of_prefix("鲁政办字")
    assert lu is not None
    assert lu.name == "山东省"
    assert province_of_prefix("哈") is None
    assert province_of_prefix("") is None


def test_every_division_of_today_is_found_by_its_full_name() -> None:
    rows = [line.split(" ") for line in lexicon("places")["divisions"].strip().splitlines()]
    assert len(rows) > 3300
    for code, name, *rest in rows:
        assert len(code) == 6
        assert code.isdigit()
        if rest != ["-"]:
            assert code in {found.code for found in places(name)}
            for former in rest[0].split("|") if rest else ():
                assert code in {found.code for found in places(former)}, former


@given(st.text(alphabet="北京上海市省县区阳信朝鼓楼广安滨州 x", max_size=10))
def test_lookups_never_raise_and_agree(text: str) -> None:
    one = place(text)
    assert one is None or one in places(text)
    head, found = leading(text)
    assert text.startswith(head)
    assert found == places(head)
