"""Zones, towns and places that stand for their government: 广安经开区, 明东街道, 越秀区."""

from functools import cache

from extractors.bodies.resolved import Resolved
from extractors.bodies.seats import Seat
from extractors.bodies.words import inside
from extractors.lexicon import lexicon
from extractors.places import places


@cache
def _zone_words() -> tuple[str, ...]:
    return tuple(sorted(lexicon("bodies")["zones"]["words"], key=len, reverse=True))


def zone(name: str, tail: str, seat: Seat, placed: bool) -> Resolved | None:
    """The committee of a zone: 广安经开区 → 广安经济技术开发区管理委员会; one without a name (经开区) takes the plan's city, or stays open."""
    table = lexicon("bodies")["zones"]
    stem, inner = name, tail
    for seat_word in sorted(table["seats"], key=len, reverse=True):
        stem, inner = stem.removesuffix(seat_word), inner.removesuffix(seat_word)
    word = next((w for w in _zone_words() if stem.endswith(w)), None)
    if word is None and stem != name and len(stem) > 2 and not placed and not inside(stem):
        return Resolved(f"{stem}管理委员会", "功能区管委会", "body", (f"{stem}管理委员会",), rule="zone")
    if word is None or any(p.name == stem and p.code and int(p.code[4:]) < 71 for p in places(stem)):
        return None
    full = table.get(word, word)
    front = stem[: -len(word)]
    if placed and seat.mask and len(stem) - len(word) <= len(seat.mask) + 1:
        return Resolved(None, "功能区管委会", "body", (f"{seat.mask}{full}管理委员会",), rule="zone-open")
    if placed and seat.known and not seat.named and not inner and word not in tail:
        return Resolved(f"{seat.name}管理委员会", "功能区管委会", "body", (f"{seat.name}管理委员会",), rule="zone")
    if placed and not seat.named and seat.known:
        front = seat.short + inner.removesuffix(word)
    if not front and seat.level == "city" and seat.known and word in ("经开区", "高新区", "综保区", "经济技术开发区", "高新技术产业开发区"):
        front = seat.short
    if not front or (not placed and front != seat.short and inside(front)):
        return Resolved(None, "功能区管委会", "body", (), rule="zone-open")
    made = f"{front}{full}管理委员会"
    return Resolved(made, "功能区管委会", "body", (made,), rule="zone")


def town(tail: str, seat: Seat, placed: bool) -> Resolved | None:
    """The government of a township: 明东街道 → 明东街道办事处, 河流镇 → 河流镇人民政府, its county in front where the plan is the county's."""
    for short, full in (("街道办事处", "街道办事处"), ("街道办", "街道办事处"), ("街道", "街道办事处")):
        if tail.endswith(short) and len(tail) > len(short):
            return _town(tail.removesuffix(short) + full, seat, placed)
    stem = tail.removesuffix("人民政府").removesuffix("政府")
    if 2 < len(stem) < 9 and stem.endswith(("镇", "乡", "苏木")):
        return _town(stem + "人民政府", seat, placed)
    return None


def _town(made: str, seat: Seat, placed: bool) -> Resolved:
    front = seat.name if seat.known and (placed or seat.level == "county") else ""
    return Resolved(front + made, "人民政府", "body", (front + made,), rule="town")


def county(name: str, seat: Seat, tail: str) -> Resolved | None:
    """A place that stands for its government: 越秀区 → 广州市越秀区人民政府."""
    if tail or not seat.known or not seat.named or name == seat.short:
        return None
    made = f"{seat.name}人民政府"
    return Resolved(made, "人民政府", "body", (made,), rule="place")
