"""Numerals say their value, and only exact ones do."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions.numerals import NUMBER, digits, number, round_number

EXACT = """
12.5 12.5 | 0 0 | 1,000 1000 | 12,345,678 12345678 | 1,234.5 1234.5 | 007 7
1.2万 12000 | 3亿 300000000 | 2.5万亿 2500000000000 | 5百 500 | 3千万 30000000
十 10 | 十二 12 | 二十 20 | 三十 30 | 两 2 | 两百 200 | 一百二十 120 | 一百二 120 | 一百零二 102
三千五 3500 | 一千零五 1005 | 十万 100000 | 十五万 150000 | 一万五 15000 | 两千零二十五 2025
一万零五十 10050 | 三千五百万 35000000 | 一亿二 120000000 | 一亿三千零五万 130050000 | 百万 1000000 | 千亿 100000000000
二〇二一 2021 | 二○二五 2025 | 一九四九 1949 | 二零二六 2026 | 〇 0
三点五 3.5 | 一点二万 12000 | 壹佰贰拾 120
"""
INEXACT = "百余 | 十几 | 三五 | 二三 | 两三百 | 近万 | 数百 | 一批 | 1,00 | 1,0000 | 1.2.3 | 十十 | 百千 | 12年 | -5 | 万万亿亿几 | 个"
ROUND = "百余 100 余 | 近万 10000 近 | 十多 10 多 | 30余万 300000 余 | 10余 10 余 | 上千 1000 上 | 约3.5亿 350000000 约 | 逾百万 1000000 逾"
IN_TEXT = {
    "新建1,200座、改造三十公里,投资1.2万亿元": ["1,200", "三十", "1.2万亿"],
    "长5千米、装机3千瓦、提高2个百分点,覆盖率达百分之八十": ["5", "3", "2", "八十"],
    "二〇二一年九月二日": ["二〇二一", "九", "二"],
    "三点要求,三点五倍": ["三", "三点五"],
}


def rows(text: str) -> list[list[str]]:
    return [row.split() for row in text.replace("\n", "|").split("|") if row.strip()]


@pytest.mark.parametrize(("text", "value"), rows(EXACT))
def test_an_exact_numeral_has_its_value(text: str, value: str) -> None:
    assert number(text) == Decimal(value)
    assert re.fullmatch(NUMBER, text)


@pytest.mark.parametrize("text", ["", *INEXACT.split(" | ")])
def test_what_is_not_exact_has_no_value(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(("text", "value", "mark"), rows(ROUND))
def test_a_round_numeral_keeps_the_word_that_blurs_it(text: str, value: str, mark: str) -> None:
    assert round_number(text) == (Decimal(value), mark)
    assert number(text) is None


@pytest.mark.parametrize("text", ["三十", "12", "余", "近", ""])
def test_an_exact_numeral_is_not_round(text: str) -> None:
    assert round_number(text) is None


@pytest.mark.parametrize("text", IN_TEXT)
def test_numerals_in_a_sentence(text: str) -> None:
    assert re.findall(NUMBER, text) == IN_TEXT[text]


def chinese(n: int) -> str:
    """The plain written form of 0 < n < 10**8, by another road than the reader's."""
    if n >= 10**4:
        head, tail = divmod(n, 10**4)
        return chinese(head) + "万" + ("" if not tail else ("零" if tail < 1000 else "") + chinese(tail))
    text = ""
    for figure, sign in zip(f"{n:04d}", ["千", "百", "十", ""], strict=True):
        text += "零" if figure == "0" else "零一二三四五六七八九"[int(figure)] + sign
    return re.sub("零+", "零", text).strip("零")


@given(st.integers(1, 10**8 - 1))
def test_what_is_written_is_read(n: int) -> None:
    assert number(chinese(n)) == n
    assert number(str(n)) == n
    assert number(f"{n:,}") == n


@given(st.text(alphabet="0123456789.,零〇一二两三四五六七八九十百千万亿点余多近 年", max_size=12))
def test_a_reader_never_fails(text: str) -> None:
    for read in (number, round_number, digits):
        read(text)
    for match in re.finditer(NUMBER, text):
        assert match[0]
