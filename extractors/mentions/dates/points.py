"""Single calendar points: 2022年6月底前, 二〇二一年九月二日, 2020.06.21, 第三季度, 年底前, 202X年."""

import re
from collections.abc import Iterator

from extractors.lexicon import lexicon
from extractors.mentions.dates.mention import DateMention, Moment
from extractors.mentions.numerals import digits, number
from schemas.spans import Span

_WORDS = lexicon("dates")["words"]
_PARTS: dict[str, str] = lexicon("dates")["part"]


def either(words: list[str]) -> str:
    """Pattern source of any of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


def head(characters: str, *lists: list[str]) -> str:
    """Pattern source that looks whether a match may begin here at all: one of these characters, or the first of a word; most places fail at once."""
    first = {*characters, *(word[0] for words in lists for word in words)}
    return f"(?=[{re.escape(''.join(sorted(first)))}])"


_FIGURE = "[0-9OoXx×*]"
_CN = "[〇○零0一二三四五六七八九Oo]"
_CN_SMALL = "[一二三四五六七八九十]"

# A year of four figures that a scan may have torn apart (20 21年), a masked one, one in Chinese figures, or of the Republic.
_YEAR_NUMBER = (
    rf"(?:(?<![0-9])(?:1[ ]?9|2[ ]?[0Oo])[ ]?{_FIGURE}[ ]?{_FIGURE}|(?:中华)?民国[ ]?[0-9]{{1,3}}"
    rf"|(?<![0-9.])(?:1[01][0-9]|[12][0-9])(?=年[0-9]{{1,2}}月)|(?<!{_CN})[一二]{_CN}{{3}}|(?<![A-Za-z0-9×*])[Xx×*]{{1,4}}(?=年))"
)
_YEAR = rf"{_YEAR_NUMBER}[ \n]?年"
_MONTH = rf"(?:(?<![0-9])(?:1[0-2]|0?[1-9])|(?<!{_CN_SMALL})(?:十[一二]?|[一二三四五六七八九]|元)|(?<![A-Za-z])[Xx×*]{{1,2}})[ ]?月(?!亮|球|度|饼)"
_DAY = (
    rf"(?:(?:[12][0-9]|3[01]|0?[1-9]|(?:[二三]?十{_CN_SMALL}?|[一二三四五六七八九])|[Xx×*]{{1,2}})[ ]?[日号](?!常)"
    r"|(?:[12][0-9]|3[01]|0?[1-9])(?=前(?![0-9])))"
)
_QUARTER = r"(?:第?[一二三1-3]、){0,3}第?[一二三四1-4][ ]?季度(?!一)末?"
_MONTHS = rf"(?:[0-9]{{1,2}}、){{0,5}}{_MONTH}"
_HALF = "上半年|下半年|前三季度"
_YEAR_PART = "年?[初底末终]|年?中(?![旬小学期型央长])|[初底末]|中(?![旬小学期型央长])"
_MONTH_PART = "上旬|中旬|下旬|上半月|下半月|初|底|末|中(?![旬小学期型央长])"

BEFORE = "(?:之|以)?前(?!后|期|沿|瞻|端|景|置|所未|半|[0-9一二两三四五六])"
"""Pattern source of 前 as a bound, not as the first character of another word."""

_SAID = [word for name in ("this_year", "next_year", "that_year", "this_month", "next_month") for word in _WORDS[name]]
_HEAD = head("截到至自从0123456789Xx×*中民一二三四五六七八九十元第上下前年岁月", _SAID)
_NEEDED = re.compile(f"[年月季岁./{re.escape(''.join(sorted({word[-1] for word in _SAID})))}-]")
"""Without one of these signs there is no point in a text."""

POINT = re.compile(
    rf"""
    {_HEAD}
    (?P<lead>(?<![达得受收遇])(?:截至|截止到?|到|至|自|从))?
    (?:
      (?P<year>{_YEAR})(?:度(?!过))?[ ]?(?:
          (?P<month>{_MONTHS})份?[ ]?(?:(?P<day>{_DAY})|(?P<monthpart>{_MONTH_PART}))?
        | (?P<quarter>{_QUARTER})
        | (?P<half>{_HALF})
        | (?P<yearpart>{_YEAR_PART})
        | 全年
      )?
      | (?P<word>{either(_WORDS["this_year"] + _WORDS["next_year"] + _WORDS["that_year"])})(?:度)?(?:
          (?P<wmonth>{_MONTH})份?[ ]?(?:(?P<wday>{_DAY})|(?P<wmonthpart>{_MONTH_PART}))?
        | (?P<wquarter>{_QUARTER})
        | (?P<whalf>{_HALF})
        | (?P<wyearpart>年?[初底末终]|年?中(?![旬小学期型央长]))
      )?
      | (?P<monthword>{either(_WORDS["this_month"] + _WORDS["next_month"])})(?:(?P<mday>{_DAY})|(?P<mpart>{_MONTH_PART}))?
      | (?P<bmonth>{_MONTH})份?[ ]?(?:(?P<bday>{_DAY})|(?P<bmonthpart>{_MONTH_PART}))?
      | (?P<bquarter>{_QUARTER})
      | (?<![0-9一二两三四五六七八九十几半个])(?P<bhalf>{_HALF})
      | (?<![0-9一二两三四五六七八九十几数多当次翌前去往同每历近百度该上])(?P<bare>年[初底末终]|年中(?=[前,,、])|岁末|年(?=度?内))
      | (?<![0-9一二两三四五六七八九十几数多每次翌当逐按前上该同历])(?P<baremonth>月[底末])
      | (?<![0-9./])(?P<isoyear>(?:19|20)[0-9]{{2}})(?:
            -(?P<isomonth>0?[1-9]|1[0-2])-(?P<isoday>0?[1-9]|[12][0-9]|3[01])
          | -(?P<isoonly>0[1-9]|1[0-2])
          | [./](?P<dotmonth>0?[1-9]|1[0-2])(?:[./](?P<dotday>0[1-9]|[12][0-9]|3[01]|[1-9]))?
        )(?![0-9.]|[亿万个元米吨%])
    )
    (?:
        [ ]?(?:上午|下午)?[0-9]{{1,2}}(?:[时点](?:整|[0-9]{{1,2}}分)?|:[0-9]{{2}})(?=前|之前|以前)
      | 下班(?=前)
      | 零时(?=起)
      | (?<=[日号]){either(_WORDS["events"])}(?={BEFORE})
    )?
    (?P<tail>{BEFORE}|度?以?内(?!容|部|设机|涵|陆|外|地|资企|河|江|蒙)|起|开始|以来|以后|之后|后)?
    """,
    re.VERBOSE,
)
"""One calendar point with the words before and after it that bound it."""


_MASKED = re.compile("[Xx×*]")
_FIGURES = str.maketrans("Oo", "〇〇", " \n年")


def points(text: str) -> Iterator[DateMention]:
    """Every calendar point, in order; ``到2022年底`` → year 2022, part 底, lead 到."""
    for match in POINT.finditer(text) if _NEEDED.search(text) else ():
        moment = _moment(match)
        if moment is not None:
            span = Span(*match.span())
            yield DateMention("point", match[0], span, first=moment, lead=match["lead"] or "", tail=match["tail"] or "")


def _moment(match: re.Match[str]) -> Moment | None:
    found = match.groupdict("")
    year, masked = _year(found["year"] or found["isoyear"])
    month = found["month"] or found["wmonth"] or found["bmonth"] or found["isomonth"] or found["isoonly"] or found["dotmonth"]
    day = found["day"] or found["wday"] or found["mday"] or found["bday"] or found["isoday"] or found["dotday"]
    masked = masked or bool(_MASKED.search(month + day))
    word = "年" if found["bare"] else "月" if found["baremonth"] else found["word"] or found["monthword"]
    return _checked(Moment(year, _count(month.rpartition("、")[2]), _count(day), _part(found), word, masked))


def _part(found: dict[str, str]) -> str:
    """The stretch of the year or month: ``底``, ``中旬``, ``3季度``; empty where the whole is meant."""
    quarter = found["quarter"] or found["wquarter"] or found["bquarter"]
    if quarter:
        return f"{_count(quarter.rpartition('、')[2].strip('第末').replace('季度', ''))}季度"
    half = found["half"] or found["whalf"] or found["bhalf"]
    of_year = found["yearpart"] or found["wyearpart"] or found["bare"]
    of_month = found["monthpart"] or found["wmonthpart"] or found["mpart"] or found["bmonthpart"] or found["baremonth"][1:]
    return _PARTS.get(half or of_year or of_month, "")


def _checked(moment: Moment) -> Moment | None:
    """The moment, None where no calendar has it (month 13, day 32)."""
    month, day = moment.month, moment.day
    return moment if (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31) else None


def _count(text: str) -> int | None:
    value = number(text.strip().rstrip("月日号").strip().replace("元", "一")) if text else None
    return None if value is None else int(value)


def _year(text: str) -> tuple[int | None, bool]:
    """The year and whether it is masked: 民国110年 is 2021, 21年12月 is 2021, 110年12月 is 2021."""
    figures = text.translate(_FIGURES)
    if _MASKED.search(figures):
        return None, True
    republic = "民国" in figures
    value = digits(figures.rpartition("国")[2])
    if value is None:
        return None, False
    year = int(value)
    if republic or 100 <= year < 1000:
        return year + 1911, False
    return (year + 2000 if year < 100 else year), False
