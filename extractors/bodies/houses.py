"""Enterprises and public institutions: named houses that keep their name, with the place in front."""

from functools import cache

from extractors.bodies.resolved import Resolved
from extractors.bodies.seats import Seat
from extractors.bodies.words import function_of, inside, marks, words
from extractors.lexicon import lexicon
from extractors.places import place


@cache
def _endings(table: str, key: str) -> tuple[str, ...]:
    return tuple(lexicon("bodies")[table][key])


def companies() -> dict[str, str]:
    """Province and the name plans use → full name of the groups that bear another."""
    found: dict[str, str] = lexicon("bodies")["companies"]
    return found


def is_named(name: str, placed: bool) -> bool:
    """Whether an enterprise or institution is one of its own (华数集团, 市中医院) and not a kind (商业银行, 医院)."""
    return placed or any(mark in name[1:] for mark in marks("named")) or name.startswith(_endings("enterprises", "known"))


def enterprise(name: str, tail: str, seat: Seat, placed: bool) -> Resolved | None:
    """The enterprise of that name: 省交通集团 → 浙江省交通投资集团有限公司; None where it is none.

    ``name`` as written, ``tail`` without the level word or place, ``placed`` where it had one. A carrier of an unknown place has no canonical name.
    """
    if not tail.endswith(_endings("enterprises", "suffixes")) and not name.startswith("国网"):
        return None
    for rule in (grid, carrier, company):
        made = rule(name, tail, seat, placed)
        if made is not None:
            return Resolved(made or None, "企业", "enterprise", (made,) if made else (), "stated" if made == name else "inferred", rule.__name__)
    return Resolved(name, "企业", "enterprise", (name,), "stated", "enterprise")


def grid(name: str, tail: str, seat: Seat, _placed: bool) -> str | None:
    """国网阳信供电公司 → 国网山东省电力公司阳信县供电公司; empty where the place is not known, None for any other company."""
    if not tail.endswith("供电公司") and not name.startswith("国网"):
        return None
    if not seat.known or not seat.province or not tail.endswith("供电公司"):
        return "" if not name.startswith("国网") else name
    firm = "电力公司" if seat.province in _endings("grid", "plain") else "电力有限公司"
    province = seat.province if seat.province.endswith(("省", "市")) else seat.province[:2]
    return f"国网{province}{firm}{seat.name if seat.level == 'county' else seat.short}供电公司"


def carrier(name: str, tail: str, seat: Seat, placed: bool) -> str | None:
    """中国电信温州分公司 → 中国电信股份有限公司温州分公司; None for any other company."""
    carriers: dict[str, str] = lexicon("bodies")["carriers"]
    for head, full in carriers.items():
        if name.startswith(head) and not name.startswith(full) and "股份" not in name and "有限" not in name:
            return full + name.removeprefix(head).removeprefix("集团").removeprefix("公司")
        short = head.removeprefix("中国")
        if placed and tail in (f"{short}公司", f"{short}分公司"):
            return f"{full}{seat.short}分公司" if seat.known else ""
    mobile = name.startswith("中国移动") and name.endswith("分公司") and place(name[4:-3], seat.province or ())
    if mobile:
        return _mobile(mobile.lineage[-1], name[4:-3])
    if placed and tail in ("移动公司", "移动分公司"):
        return _mobile(seat.province, seat.short) if seat.known else ""
    return None


def _mobile(province: str, branch: str) -> str:
    return f"中国移动通信集团{province.removesuffix('省').removesuffix('市')}有限公司{branch}分公司"


def company(name: str, tail: str, seat: Seat, placed: bool) -> str | None:
    """A group or company of a place: 县水务集团 → 阳信县水务集团; a provincial or city group takes 有限公司."""
    if not placed and (words(tail.removesuffix("集团").removesuffix("公司")) is None or not seat.known or seat.level == "province"):
        return companies().get(f"{seat.province}/{name}")
    if seat.named and tail.endswith("公司"):
        return name
    known = companies().get(f"{seat.name}/{tail}") if seat.known else None
    limited = "有限公司" if tail.endswith("集团") and seat.known and seat.level in ("province", "city") else ""
    return known or f"{_front(name, tail, seat)}{tail}{limited}"


def institution(name: str, tail: str, seat: Seat, placed: bool) -> Resolved | None:
    """The institution of that name: 省卫生健康信息中心 → 浙江省卫生健康信息中心, class by its words; hospitals, schools and labs are 事业单位."""
    plain = tail.endswith(_endings("institutions", "plain"))
    worded = tail.endswith(_endings("institutions", "worded"))
    other = tail.endswith(_endings("institutions", "others"))
    if not (plain or worded or other):
        return None
    function = "事业单位" if plain else None if other else function_of(inside(tail))
    if not plain and not other and function is None and tail.endswith(("处", "所", "台", "园", "段", "站", "院")) and not placed:
        return None
    if not placed and not _proper(tail):
        return Resolved(None, function, "institution", (f"{seat.name or seat.mask}{tail}",), rule="institution-open")
    known = companies().get(f"{seat.province}/{tail}")
    made = known if known and seat.level == "province" else f"{_front(name, tail, seat)}{tail}" if placed else name
    return Resolved(made, function, "institution", (made,), "stated" if made == name else "inferred", "institution")


def _proper(tail: str) -> bool:
    """Whether a name without a place has a part that is no word of a trade: 之江实验室, 中国科学技术大学; not 政务服务中心."""
    endings = sorted((*_endings("institutions", "plain"), *_endings("institutions", "worded"), *_endings("institutions", "others")), key=len)
    stem = next((tail.removesuffix(e) for e in reversed(endings) if tail.endswith(e)), tail)
    return len(stem) > 1 and words(tail) is None and stem not in marks("kinds") and words(stem) is None


def _front(name: str, tail: str, seat: Seat) -> str:
    """What stands before ``tail``: the full place for a level word or full name (萧山区 → 杭州市萧山区), the short name as written."""
    head = name.removesuffix(tail)
    return head if seat.named and head != seat.own and not seat.name.endswith(head) else seat.name or seat.mask
