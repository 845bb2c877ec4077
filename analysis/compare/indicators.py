"""What a number counts and how much of it, in words and units that two plans share."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Literal

from extractors.lexicon import lexicon
from schemas.records import Target

Measure = Literal["level", "growth"]
Better = Literal["more", "less"]


@dataclass(frozen=True)
class Measured:
    """A target that can be held beside others. ``name`` is what it counts, ``family`` the unit that its own is a multiple of (``factor``).

    ``family`` ends in what the number is for each of, where it is (``个·每年``). ``share`` marks a part of a whole (率, 比例, 占比).
    """

    target: Target
    name: str
    measure: Measure
    family: str
    factor: Decimal
    share: bool

    @property
    def low(self) -> Decimal | None:
        """The lower or only value in the family's unit."""
        return None if self.target.low is None else self.target.low * self.factor

    @property
    def high(self) -> Decimal | None:
        """The upper value in the family's unit."""
        return None if self.target.high is None else self.target.high * self.factor

    @cached_property
    def better(self) -> Better:
        """Whether more of it or less of it is the greater promise."""
        if self.target.comparator == "<=" or self.target.comparator == "decrease":
            return "less"
        fewer = any(word in self.name for word in lexicon("indicators")["fewer"])
        return "less" if fewer and self.measure == "level" else "more"

    @property
    def value(self) -> Decimal | None:
        """The one number that says how much is promised, in the family's unit; None where the text hides it."""
        first, last = (self.high, self.low) if self.better == "less" and self.target.comparator != "decrease" else (self.low, self.high)
        return first if first is not None else last

    @property
    def alike(self) -> bool:
        """Whether places of any size owe as much of it: a share, a time; of 停车泊位 a large one owes more."""
        return self.share or self.measure == "growth" or self.family in lexicon("indicators")["alike"]["families"]

    @property
    def telling(self) -> bool:
        """Whether its name alone says what is counted; 数量 does not."""
        return self.name not in lexicon("indicators")["empty"]

    def shown(self) -> str:
        """The value to show: ``≥85%``, ``下降20%``, ``3—5座``; ``数字隐去`` where the text hides it."""
        target = self.target
        if target.masked:
            return "数字隐去"
        low, high, unit = _plain(target.low), _plain(target.high), target.unit
        signs = {">=": "≥", "<=": "≤", "=": "", "~": "约", "increase": "提高", "decrease": "下降", "range": ""}
        number = f"{low}—{high}" if target.comparator == "range" else low or high
        return f"{signs[target.comparator]}{number}{unit}"


def measured(target: Target) -> Measured:
    """A target in the words and the unit in which others are."""
    family, factor = _unit(target)
    name, share, grows = indicator(target.indicator)
    growth = grows or target.comparator in ("increase", "decrease") or family.startswith("百分点")
    return Measured(target, name, "growth" if growth else "level", family, factor, share)


def indicator(written: str) -> tuple[str, bool, bool]:
    """What an indicator names, whether it is a share of a whole, and whether it is a growth.

    ``主城区道路机械化清扫率`` gives ``机械化清扫率``, True, False; ``生活垃圾分类覆盖比例`` and ``…覆盖率`` give one name.
    """
    name = written.strip(" ,、:;。")
    known = _synonyms()
    if name in known:
        name = known[name]
    else:
        bare = _without_fronts(name)
        name = known.get(bare) or next((known[one] for one in _ends() if bare.endswith(one) and len(one) >= 4), bare)
    grows = next((word for word in lexicon("indicators")["growths"] if name.endswith(word)), "")
    name = name.removesuffix(grows) if grows else name
    share = next((word for word in lexicon("indicators")["shares"] if name.endswith(word)), "")
    return (f"{name.removesuffix(share)}率" if share and share != "率" else name), bool(share), bool(grows)


def _unit(target: Target) -> tuple[str, Decimal]:
    table = lexicon("indicators")
    family, factor = table["units"].get(target.unit, (None, "1"))
    if family is None:
        family = "个" if target.unit in table["things"]["words"] else target.unit
    each = next((word for word in table["per"] if word in target.text), "")
    return (f"{family}·{each}" if each and each not in target.indicator else family), Decimal(factor)


@cache
def _synonyms() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in lexicon("indicators")["synonyms"]:
        name, _, others = line.partition(":")
        found |= dict.fromkeys([name, *others.split()], name)
    return found


@cache
def _ends() -> list[str]:
    return sorted(_synonyms(), key=len, reverse=True)


def _without_fronts(name: str) -> str:
    fronts = lexicon("indicators")["fronts"]
    while front := next((word for word in fronts if name.startswith(word) and len(name) - len(word) >= 2), ""):
        name = name.removeprefix(front)
    return name


def _plain(number: Decimal | None) -> str:
    if number is None:
        return ""
    for size, word in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if abs(number) >= size:
            return f"{(number / size).normalize():f}{word}"
    return f"{number.normalize():f}"
