"""Numbers in the counting styles of Word (ST_NumberFormat, ISO/IEC 29500-1, 17.18.59): ``counted(12, "chineseCounting")`` → ``十二``."""

from collections.abc import Callable

DIGITS, TRADITIONAL_DIGITS = "〇一二三四五六七八九", "○一二三四五六七八九"
LEGAL, LEGAL_TRADITIONAL = "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
CIRCLED_HAN = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"


def counted(number: int, style: str) -> str | None:
    """``number`` in a counting style; None for a style that this module does not know."""
    write = STYLES.get(style)
    return write(number) if write else None


def _units(number: int, digits: str, units: str, zero: str) -> str:
    """Counting with units: 305 → 三百零五; a leading 一十 is left to the caller."""
    if number <= 0 or number > 99_999:
        return str(number)
    text, pending = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (zero if pending and text else "") + digits[digit] + units[place]
        pending = not digit
    return text


def _han(zero: str, units: str = "\0十百千万") -> Callable[[int], str]:
    def write(number: int) -> str:
        if number == 0:
            return zero
        text = _units(number, DIGITS, units, zero).replace("\0", "")
        return text[1:] if text.startswith("一十") else text

    return write


def _legal(digits: str, units: str) -> Callable[[int], str]:
    return lambda number: _units(number, digits, units, digits[0]).replace("\0", "") or digits[0]


def _digital(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(figure)] for figure in str(number))


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _listed(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _letters(first: str) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, sign in ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _full(number: int) -> str:
    return "".join(chr(0xFF10 + int(figure)) for figure in str(number))


def _run(first: int, count: int) -> str:
    return "".join(chr(first + step) for step in range(count))


CIRCLED = _run(0x2460, 20) + _run(0x3251, 15) + _run(0x32B1, 15)

STYLES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02d}".format,
    "decimalFullWidth": _full,
    "decimalFullWidth2": _full,
    "decimalEnclosedCircle": _listed(CIRCLED),
    "decimalEnclosedCircleChinese": _listed(CIRCLED),
    "decimalEnclosedFullstop": _listed(_run(0x2488, 20)),
    "decimalEnclosedParen": _listed(_run(0x2474, 20)),
    "numberInDash": "- {} -".format,
    "ordinal": str,
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "chineseCounting": _han("〇"),
    "chineseCountingThousand": _han("零"),
    "taiwaneseCounting": _han("〇"),
    "taiwaneseCountingThousand": _han("零", "\0十百千萬"),
    "japaneseCounting": _han("〇"),
    "koreanCounting": _han("零"),
    "ideographDigital": _digital(DIGITS),
    "japaneseDigitalTenThousand": _digital(DIGITS),
    "taiwaneseDigital": _digital(TRADITIONAL_DIGITS),
    "chineseLegalSimplified": _legal(LEGAL, "\0拾佰仟万"),
    "ideographLegalTraditional": _legal(LEGAL_TRADITIONAL, "\0拾佰仟萬"),
    "japaneseLegal": _legal(LEGAL_TRADITIONAL, "\0拾佰仟萬"),
    "ideographTraditional": _cycle(STEMS),
    "ideographZodiac": _cycle(BRANCHES),
    "ideographEnclosedCircle": _listed(CIRCLED_HAN),
    "none": lambda _: "",
}
"""Counting style → how it writes a number. Beyond the signs of a style Word writes plain digits, and so do these."""
