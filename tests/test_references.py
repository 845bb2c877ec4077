"""Citations: the cases of ``cases/references.txt`` and the promises that hold for any text."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions.citations import doc_numbers, titles
from extractors.references import references
from tests.timing import grows_linearly, seconds

CASES = Path(__file__).parent / "cases" / "references.txt"
_REF = re.compile(r"<ref(?: number=(?P<number>[^ >]+))?(?P<basis> basis)?(?P<ended> ended)?>(?P<title>[^<]*)</ref(?P<repeat> repeat)?>")


class Case(NamedTuple):
    """A text, where it stands, and the (title, number, basis, repealed) of each record in it."""

    line: int
    zone: str
    text: str
    expected: list[tuple[str, str | None, bool, bool]]


def read_case(line: int, row: str) -> Case:
    zone, _, marked = row.partition(" ¦ ")
    expected = [(each["title"], each["number"], bool(each["basis"]), bool(each["ended"])) for each in _REF.finditer(marked) if not each["repeat"]]
    return Case(line, zone, _REF.sub(lambda each: each["title"], marked), expected)


def found(case: Case) -> list[tuple[str, str | None, bool, bool]]:
    preamble = (0, len(case.text)) if case.zone in ("preamble",) or case.zone.startswith("own=") else (0, 0) if case.zone == "item" else None
    own = case.zone.removeprefix("own=") if case.zone.startswith("own=") else None
    return [(each.title, each.number, each.basis, each.repealed) for each in references(case.text, preamble, own_title=own)]


ROWS = [read_case(number, row) for number, row in enumerate(CASES.read_text(encoding="utf-8").splitlines(), 1) if row and not row.startswith("#")]


@pytest.mark.parametrize("case", ROWS, ids=lambda case: f"line {case.line}")
def test_case(case: Case) -> None:
    assert found(case) == case.expected


@pytest.mark.parametrize(
    "wrong",
    [
        "item ¦ 4.落实《<ref basis>物业管理条例</ref>》,推进业主自治。",
        "item ¦ 4.《<ref>物业管理条例</ref>》同时废止。",
        "item ¦ 4.修订《<ref ended>物业管理条例</ref>》。",
        "preamble ¦ 根据《物业管理条例》,制定本方案。",
        "preamble ¦ 根据《<ref number=云政〔2020〕1号 basis>物业管理条例</ref>》(云政〔2020〕2号),制定本方案。",
    ],
)
def test_a_wrong_row_fails(wrong: str) -> None:
    case = read_case(0, wrong)
    assert found(case) != case.expected


class TestDocNumbers:
    @pytest.mark.parametrize(
        "number",
        ["国办发〔2019〕45号", "云建[2019]45号", "云建(2019)45号", "云建【2019】45号", "云环委办发电〔2021〕第3号", "国务院令第714号", "云政令第7号"],
    )
    def test_every_bracket_and_decree(self, number: str) -> None:
        assert [each.value for each in doc_numbers(f"根据({number})办理")] == [number]

    @pytest.mark.parametrize("text", ["2019年45号楼", "第3号院", "房号2019", "〔2019〕45号", "编号:(2019)", "第12号公交线路"])
    def test_other_numbers_are_none(self, text: str) -> None:
        assert doc_numbers(text) == []

    def test_code_begins_behind_the_verb_but_keeps_its_own_words(self) -> None:
        text = "认真贯彻落实云政办发〔2024〕9号和住房和城乡建设部令第39号(住房和城乡建设部令第39号)"
        assert next(each.value for each in doc_numbers(text)) == "云政办发〔2024〕9号"
        assert [each.value for each in doc_numbers(text)][-1] == "住房和城乡建设部令第39号"


class TestRecords:
    def test_span_holds_title_and_number(self) -> None:
        text = "一、根据《停车条例》(云政发〔2024〕1号)执行。"
        (record,) = references(text, None)
        assert text[slice(*record.span)] == "《停车条例》(云政发〔2024〕1号)"

    def test_number_said_once_is_kept_for_all(self) -> None:
        text = "按《停车条例》执行。《停车条例》(云政发〔2024〕1号)另有规定的除外。"
        assert [(each.title, each.number) for each in references(text, None)] == [("停车条例", "云政发〔2024〕1号")]

    def test_quotes_and_spaces_do_not_make_two(self) -> None:
        text = "落实《“百日”整治方案》,对照《百日 整治方案》检查。"
        assert [each.title for each in references(text, None)] == ["“百日”整治方案"]

    def test_own_number_is_none(self) -> None:
        text = "云政办发〔2025〕7号\n关于印发停车方案的通知\n根据云政发〔2024〕1号文件,制定本方案。"
        assert [each.title for each in references(text, (0, len(text)), own_number="云政办发〔2025〕7号")] == ["云政发〔2024〕1号"]

    def test_a_repeal_has_the_name_and_the_words_as_evidence(self) -> None:
        text = "本办法自印发之日起施行,《停车条例》(云政发〔2024〕1号)、《收费办法》同时废止。落实《绿化条例》。"
        ended = [text[slice(*each.repealed_span)] for each in references(text, None) if each.repealed_span]
        assert ended == ["《停车条例》(云政发〔2024〕1号)、《收费办法》同时废止", "《收费办法》同时废止"]

    def test_unclosed_title_is_doubted(self) -> None:
        (record,) = references("落实《河道管护办法要求,每周巡河。", None)
        assert record.confidence < 0.9


ALPHABET = st.lists(st.sampled_from([*"《》〈〉()〔〕2024年第1号国办发根据制定本方案办法,。\n以下简称“” X", "同时废止", "、"]), max_size=80).map(
    "".join
)


@given(ALPHABET)
def test_records_stand_in_the_text(text: str) -> None:
    for citation in titles(text):
        assert "".join(text[slice(*citation.inner)].split()) == "".join(citation.title.split())
        assert citation.span.covers(citation.inner)
    for number in doc_numbers(text):
        assert text[slice(*number.span)] == number.value
    keys = []
    for record in references(text, (0, len(text))):
        assert "".join(record.title.split()) in "".join(text.split())
        assert record.number is None or record.number in text
        assert 0 <= record.span.start < record.span.end <= len(text)
        assert record.repealed == (record.repealed_span is not None)
        keys.append(re.sub(r"[\s“”《》〈〉]", "", record.title))
    assert len(keys) == len(set(keys)), "one record for each title"


@pytest.mark.parametrize(
    "unit",
    [
        "推进城市管理",
        "《",
        "》《",
        "《办法",
        "(2024)",
        "根据《停车条例》(云政发〔2024〕1号),",
        "国办发〔2024〕",
        "令第",
        "(",
        "。",
        "《停车条例》、",
        "《停车条例》同时废止",
        "同时废止",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def read(text: str) -> object:
        return references(text, (0, len(text)))

    read(unit)
    assert seconds(read, unit * (100_000 // len(unit))) < 1.5
    assert grows_linearly(read, unit, 50_000)
