"""Calendar expressions are found whole and say what the text says, no more."""

import importlib
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions.dates import DateMention, Moment, dates

CASES = Path(__file__).parent / "cases" / "dates.txt"


def said(moment: Moment | None) -> str:
    """A moment in short: ``2022-6底``, ``*-4`` where the year is not named, ``?`` where it is hidden."""
    if moment is None:
        return ""
    figures = "-".join(str(figure) for figure in (moment.month, moment.day) if figure)
    year = "?" if moment.masked else str(moment.year or "*")
    return moment.word + year + (f"-{figures}" if figures else "") + moment.part


def short(mention: DateMention) -> str:
    """A mention in short, as the rows of the cases give it."""
    about = "~".join(filter(None, [said(mention.first), said(mention.last)]))
    count = f"{mention.count}{mention.unit}" if mention.count is not None else ""
    return " ".join(filter(None, [mention.kind, about, count, mention.anchor]))


def rows() -> list[list[str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [[part.strip() for part in line.split("=>")] for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "expected"), rows())
def test_a_mention_says_what_stands_there(text: str, expected: str) -> None:
    before, _, rest = text.partition("[")
    words, _, after = rest.partition("]")
    found = [mention for mention in dates(before + words + after) if mention.span.start >= len(before)]
    if expected == "none":
        assert not list(dates(text))
    else:
        assert (found[0].text, short(found[0])) == (words, expected)


def test_the_runner_notices_a_wrong_row() -> None:
    (mention,) = dates("到2022年底")
    assert short(mention) == "point 2022底"
    assert short(mention) != "point 2023底"


@given(st.text(alphabet="0123456789年月日底前初中末至到自起每周季度半一二三十〇五个内X-—.、“”( )民国汛期印发之", max_size=40))
def test_mentions_are_evidence_in_order(text: str) -> None:
    end = 0
    for mention in dates(text):
        assert mention.span.start >= end
        assert text[slice(*mention.span)] == mention.text != ""
        end = mention.span.end


@given(st.integers(1, 12), st.integers(1, 31), st.integers(1900, 2099))
def test_the_ways_to_write_a_day_agree(month: int, day: int, year: int) -> None:
    digits = str.maketrans("0123456789", "〇一二三四五六七八九")
    chinese = f"{str(year).translate(digits)}年{month}月{day}日"
    ways = [f"{year}年{month}月{day}日", f"{year}-{month:02}-{day:02}", f"{year}.{month:02}.{day:02}", chinese]
    assert {said(next(dates(way)).first) for way in ways} == {f"{year}-{month}-{day}"}


def test_a_moment_without_a_year_has_no_days() -> None:
    assert Moment(month=6).days() is None
    assert Moment(year=2023, month=2, day=29).days() is None
    assert Moment(year=2023, masked=True).days() is None
    assert Decimal(14) == next(dates("“十四五”末")).count


NEEDS = (("points", "POINT", "_NEEDED"), ("events", "_EVENT", "_NEEDED"), ("lapses", "_LAPSE", "_COUNTED"))


@pytest.mark.parametrize(("module", "pattern", "needed"), NEEDS)
@given(st.text(alphabet="0123456789年月日底前初中末至到自起每周季度半一二三十〇五个内小时工作天-—./、“”( )民国汛期间假今明本下上印发之", max_size=30))
def test_what_a_pattern_needs_stands_in_all_that_it_finds(module: str, pattern: str, needed: str, text: str) -> None:
    patterns = vars(importlib.import_module(f"extractors.mentions.dates.{module}"))
    for found in re.finditer(patterns[pattern], text):
        assert patterns[needed].search(found.group())


def test_every_named_year_and_month_has_a_sign_that_points_need() -> None:
    for said in ("今年6月", "次年3月底", "下个月底前", "岁末", "2024-05-06", "2024.5", "第三季度", "上半年"):
        assert [mention.text for mention in dates(said)] == [said]
