"""Level, growth or decline: 提高到85% is a level, 提高5个百分点 a growth."""

from typing import cast

from extractors.targets.readings import Reading
from extractors.targets.vocabulary import holds, last_word, listed
from schemas.records import Comparator

_FAR = 26


def comparator(signs: str, reading: Reading) -> Comparator:
    """The comparator of a reading: what bounds it, unless the verb before it says that it is a change.

    达到85%以上 ``>=`` · 提高5个百分点 ``increase`` · 下降10%左右 ``decrease`` · 压缩至5个工作日以内 ``<=`` · 至少完成1处 ``>=``.
    """
    quantity = reading.quantity
    start, end = (reading.lead or reading).before
    change = "" if reading.order == "nested" else _change(signs, start, end)
    if change and reading.order == "behind" and not last_word(signs, start, end, "direction.counted"):
        change = ""
    if not change and quantity.kind == "share" and reading.order == "before":
        change = _opening_change(signs, reading)
    if change and quantity.bound not in ("<=", "range"):
        return cast(Comparator, change)
    if quantity.bound:
        return quantity.bound
    near = signs[max(start, end - _FAR) : end]
    for sign, path in ((">=", "bounds.far.least"), ("<=", "bounds.far.most")):
        if holds(path).search(near):
            return cast(Comparator, sign)
    return "="


def _change(signs: str, start: int, end: int) -> str:
    """``increase`` or ``decrease`` where the last verb before the number says so: 提高 does, 提高到 does not, nor does 改造提升."""
    while word := last_word(signs, start, end, "direction.level", "direction.up", "direction.down", "direction.between", "verbs.delivery"):
        end -= len(word)
        if word in listed("direction.between"):
            continue
        if last_word(signs, start, end, "verbs.opening"):
            return ""
        return "increase" if word in listed("direction.up") else "decrease" if word in listed("direction.down") else ""
    return ""


def _opening_change(signs: str, reading: Reading) -> str:
    """精简申报材料40%以上: the verb opens the clause and the share follows its object without 到 or 达到."""
    start, end = reading.indicator
    if start == end or last_word(signs, start, reading.number.start, "direction.level"):
        return ""
    opening = last_word(signs, reading.before.start, start, "direction.up", "direction.down")
    if not opening:
        return ""
    return "increase" if opening in listed("direction.up") else "decrease"
