"""Numerals of policy prose: ``12.5``, ``1,000``, ``三十``, ``1.2万``, ``二〇二一`` and the round ones ``百余``, ``近3万``."""

import re
from decimal import Decimal
from typing import NamedTuple

_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "○": 0,
    "两": 2,
    "廿": 20,
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

_DIGIT = "零〇○一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_ANY = _DIGIT + "十拾百佰千仟万亿"
# 千米, 千瓦 and 百分点 are units of their own, not thousands of metres.
_THOUSAND = "(?:千(?![米瓦克卡伏焦赫帕])|百(?!分)|十)"
_SCALE = f"(?:万亿|{_THOUSAND}?[万亿]|{_THOUSAND})"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])|[0-9]{1,15})(?:\.[0-9]{1,8})?"

NUMBER = rf"(?:{_ARABIC}{_SCALE}?|[{_DIGIT}十][{_ANY}]{{0,24}}(?:点[{_DIGIT}]{{1,8}}[万亿]{{0,2}})?(?<![百佰](?=分))|[百千](?:万亿|[万亿]))"
"""Pattern source of one numeral that :func:`number` may read; linear, without groups that capture. It does not match 余, 多 or 近."""

_ARABIC_NUMBER = re.compile(rf"({_ARABIC})([十百千]?(?:万亿|[万亿])?)")
_POINT = re.compile(rf"([{_ANY}]{{1,24}})点([{_DIGIT}]{{1,8}})([万亿]{{0,2}})")
_ROUND = re.compile(rf"(近|约|逾|超|上|将近|大约)?({_ARABIC}|[{_ANY}]{{1,24}})(余|多|来|几)?([十百千]?(?:万亿|[万亿])?)")


class Round(NamedTuple):
    """A round number: ``value`` is the one named, ``mark`` the word that blurs it (``余 多 来 几 近 约 逾 超 上``)."""

    value: Decimal
    mark: str


def number(text: str) -> Decimal | None:
    """The value of a whole numeral, None where the text is no exact numeral.

    ``12.5`` 12.5 · ``1,000`` 1000 · ``三十`` 30 · ``两`` 2 · ``一百二十`` 120 · ``一千五`` 1500 · ``1.2万`` 12000 · ``二〇二一`` 2021.
    ``百余``, ``十几`` and ``三五`` (three to five) are not exact: see :func:`round_number`.
    """
    if match := _ARABIC_NUMBER.fullmatch(text):
        return Decimal(match[1].replace(",", "")) * _scale(match[2])
    if match := _POINT.fullmatch(text):
        whole = number(match[1])
        if whole is None:
            return None
        return Decimal(f"{whole}.{''.join(str(_DIGITS[c]) for c in match[2])}") * _scale(match[3])
    if not text or any(c not in _ANY for c in text):
        return None
    if all(c in _DIGIT for c in text):
        return digits(text) if len(text) != 2 or _DIGITS[text[0]] == 0 or _DIGITS[text[1]] == 0 else None
    value = _chinese(text)
    return None if value is None else Decimal(value)


def digits(text: str) -> Decimal | None:
    """A row of digits read one by one, in either kind: ``二〇二一`` and ``2021`` 2021, ``二一`` 21; None for anything else."""
    if not text or len(text) > 24:
        return None
    row = [str(_DIGITS[c]) if c in _DIGIT else c for c in text]
    return Decimal("".join(row)) if all(c in "0123456789" for c in row) else None


def round_number(text: str) -> Round | None:
    """A numeral with a word that blurs it: ``百余`` (100, 余), ``近万`` (10000, 近), ``30余万`` (300000, 余); None where there is none."""
    match = _ROUND.fullmatch(text)
    if match is None or not (match[1] or match[3]):
        return None
    value = number(match[2])
    return None if value is None else Round(value * _scale(match[4]), match[3] or match[1])


def _scale(text: str) -> int:
    scale = 1
    for c in text:
        scale *= _SMALL.get(c) or _LARGE[c]
    return scale


def _chinese(text: str) -> int | None:
    """A numeral with 十百千万亿 in falling order, as in ``一亿三千零五万``; None where the order is broken."""
    for sign in "亿万":
        head, found, tail = text.rpartition(sign)
        if not found:
            continue
        left = _chinese(head) if head else 1
        right = _remainder(tail, _LARGE[sign])
        return None if left is None or right is None or right >= _LARGE[sign] else left * _LARGE[sign] + right
    return _below_ten_thousand(text)


def _remainder(text: str, scale: int) -> int | None:
    """What follows 万 or 亿: a lone digit counts tenths of it (``一万五`` 15000), ``零五`` counts ones."""
    if not text:
        return 0
    if len(text) == 1 and text in _DIGIT:
        return _DIGITS[text] * scale // 10
    return _chinese(text.lstrip("零〇○"))


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last, zero = 0, None, 10**4, False
    for c in text:
        if c in _SMALL:
            if _SMALL[c] >= last or digit == 0:
                return None
            last = _SMALL[c]
            total += (1 if digit is None else digit) * last
            digit, zero = None, False
        elif digit is not None:
            return None
        elif _DIGITS[c] == 0:
            zero = True
        else:
            digit = _DIGITS[c]
    if digit is None:
        return total
    return total + digit * (last // 10 if last in (100, 1000) and not zero else 1)
