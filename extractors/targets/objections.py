"""Why a number is no commitment: stock, money paid, conditions, parts of the text, frequencies, terms."""

import re
from collections.abc import Callable

from extractors.mentions.quantities import Quantity
from extractors.targets.readings import Reading
from extractors.targets.sheet import DATE, NUMBER
from extractors.targets.vocabulary import any_of, holds, last_word, listed, opens_with

_FREQUENCY = re.compile("每(?:[个]?(?:半年|两年|年度?|季度?|月|周|日|天|旬|晚))")
_PART_OF = re.compile("占(?!比)[^,、比率重例达到至为]{1,12}$")
_CLAUSE_START = re.compile("^.*[,。;:!?\n()“”]", re.DOTALL)
_MOVED = re.compile("由[^,;]{0,30}■[^,;■]{0,4}(?:提[高升]|增[加长]|上升|扩大|下降|降低|减少|压缩|缩短)(?:到|至)$")
_REACH = 200
_FLOOR = 24


class Context:
    """What an objection may look at, at most :data:`_REACH` signs to either side: the sentence, the clause and the list member of a number."""

    def __init__(self, signs: str, reading: Reading) -> None:
        self.reading, self.quantity = reading, reading.quantity
        start, end = reading.number
        low, high = max(0, start - _REACH), end + _REACH
        self.ahead = signs[max(low, reading.sentence.start) : start]
        self.before = signs[max(low, reading.clause.start) : start]
        self.near = signs[max(low, reading.before.start) : start]
        self.behind = signs[end : min(high, reading.clause.end)]
        self.later = signs[end : min(high, reading.sentence.end)]
        self.clause = self.before + NUMBER + self.behind
        self.delivered = self._delivered()
        self.noun = signs[reading.indicator.start : reading.indicator.end]

    def _delivered(self) -> bool:
        """Whether a verb of delivery stands right before the number, or opened the list that it goes on."""
        end = len(self.near)
        while word := last_word(self.near, 0, end, "direction.between"):
            end -= len(word)
        if last_word(self.near, 0, end, "verbs.delivery"):
            return True
        return not end and self.reading.before.start > self.reading.clause.start and bool(holds("verbs.delivery").search(self.before))


def objection(signs: str, reading: Reading) -> str:
    """The first reason why the number of a reading is no target, as a kebab-case word; empty where there is none."""
    context = Context(signs, reading)
    for name, holds_true in _OBJECTIONS.items():
        if holds_true(context):
            return name
    return ""


def is_article(text: str, quantity: Quantity) -> bool:
    """Whether 一 only introduces a thing (建设一个平台): no floor is set and there is not one for each (每县一所)."""
    if not (quantity.chinese and quantity.low == 1 and quantity.kind == "count" and not quantity.bound):
        return False
    ahead = _CLAUSE_START.sub("", text[max(0, quantity.span.start - _FLOOR) : quantity.span.start])
    if quantity.unit == "次" and _FREQUENCY.search(ahead):
        return False
    return not re.search(f"每{any_of('objection.each')}|至少|不少于", ahead)


def _stock(c: Context) -> bool:
    """目前已有28处 is there already; 目前尚未开工的102处 is not, nor is what each shall have (到2030年,各县建有1所)."""
    if c.quantity.masked:
        return False
    held = holds("objection.held").search(c.ahead)
    if held and DATE not in c.ahead and not re.search("[各每]", c.before):
        return True
    found = holds("objection.stock").search(c.ahead) or holds("objection.stock_near").search(c.before)
    if _MOVED.search(c.before):
        return False
    if found and holds("objection.starting").match(c.ahead, found.end()):
        return False
    return found is not None and DATE not in c.ahead[found.end() :] and not holds("objection.open_stock").search(c.ahead, found.end())


def _unfinished_term(c: Context) -> bool:
    """24小时值班, 有效期3年: a stretch of time is a target only where it limits how long something takes."""
    if c.quantity.kind != "time" or c.quantity.masked:
        return False
    limited = c.quantity.value.start > c.quantity.span.start
    if holds("objection.term").search(c.before) or (_FREQUENCY.search(c.before) and not c.quantity.bound):
        return True
    if c.quantity.unit == "小时" and last_word(c.near, 0, len(c.near), "objection.duration"):
        return False
    if c.quantity.unit == "个月" and c.quantity.bound != ">=" and not holds("objection.shortening").search(c.before):
        return True
    if limited or holds("objection.limiting").search(c.before) or c.quantity.bound in (">=", "~", "range"):
        return False
    finishing = opens_with("objection.finishing").match(c.behind) or (c.quantity.bound == "<=" and holds("objection.finishing").search(c.behind[:6]))
    return not (c.quantity.bound == "<=" and finishing)


def _payment(c: Context) -> bool:
    """Money paid, and the share or sum it is reckoned from."""
    if c.quantity.kind == "money" and holds("objection.spending").search(c.before):
        return True
    if c.quantity.kind == "money":
        return bool(holds("objection.payment").search(c.clause)) or not holds("objection.volume").search(c.clause)
    if c.quantity.kind in ("share", "ratio"):
        if re.search("按照?[^,]{0,40}$", c.before) and holds("objection.payment").search(c.later):
            return True
        rated = holds("objection.payment").search(c.before) or re.match(f"的?{any_of('objection.rated')}", c.behind)
        return bool(rated) and not last_word(c.noun, 0, len(c.noun), "phrase.measured")
    return False


def _condition(c: Context) -> bool:
    """对增速达到20%以上的企业,给予…: who may have it, not what is to be reached."""
    if c.quantity.masked:
        return False
    paid = holds("objection.payment").search(c.later)
    opened = opens_with("objection.condition").match(c.before) or re.search("对[^,;]{0,40}(?:,且[^,;]{0,40})?$", c.ahead)
    if paid and opened and ("的" in c.behind or c.quantity.kind in ("money", "share")):
        return True
    if c.quantity.kind == "count":
        return False
    of = re.match("的(.{2,20})$", c.behind)
    return bool(of and opened and last_word(of[1], 0, len(of[1]), "objection.conditioned"))


def _fact(c: Context) -> bool:
    """占全国12.8%: how large a part is, said without a level to be reached."""
    return c.quantity.kind == "share" and not c.quantity.bound and bool(_PART_OF.search(c.near))


def _frequency(c: Context) -> bool:
    """每月一次, 每年开展1次; 每年至少召开1次 sets a floor."""
    once = c.quantity.unit in ("次", "遍") and c.quantity.low == 1 and not c.quantity.bound
    return once and bool(_FREQUENCY.search(c.ahead)) and not holds("bounds.far.least").search(c.before)


def _uncounted(c: Context) -> bool:
    """坚持两个维护: a numeral in Chinese signs counts only behind a verb of delivery or with a bound."""
    if not c.quantity.chinese or c.quantity.kind != "count" or c.quantity.bound or c.quantity.low is None or c.quantity.low >= 100:
        return False
    if len(c.noun) < 2 or (c.reading.order == "before" and c.behind[:1] not in ("", "、", "和")):
        return True
    if c.reading.order == "before":
        return not holds("verbs.delivery").search(c.near)
    return not c.delivered


def _parts(c: Context) -> bool:
    """八项任务, 三个阶段, 4个方面的指标: parts of the text itself, unless something is to be issued (出台10项措施)."""
    if c.quantity.kind != "count" or c.quantity.masked or c.quantity.bound:
        return False
    if c.reading.order == "before":
        return c.noun.endswith(("方面", "部分", "领域"))
    if last_word(c.noun, 0, len(c.noun), "objection.organs"):
        return True
    head, of, _ = c.noun.partition("的")
    if of and c.noun.endswith(("任务", "工作")):
        return bool(last_word(head, 0, len(head), "objection.parts"))
    if last_word(c.noun, 0, len(c.noun), "objection.parts"):
        return c.quantity.chinese or not c.delivered
    return bool(opens_with("objection.parts").match(c.noun)) and not c.delivered


def _kind(c: Context) -> bool:
    """覆盖16类场景, 第一批: kinds and lots describe; 归集证照500类 and 发现材料30种以上 are counts that were asked for."""
    if c.quantity.unit not in listed("objection.kinds") or c.quantity.masked:
        return False
    if c.reading.order == "before" and c.quantity.bound in (">=", "<=") and not c.quantity.chinese:
        return False
    return c.reading.order != "before" or c.quantity.chinese or not holds("verbs.delivery").search(c.near)


def _place(c: Context) -> bool:
    """在8个行业分别培育1—2个: the number says where."""
    return c.near.endswith(("在", "从")) and "■" in c.behind


def _baseline(c: Context) -> bool:
    """由20%提高到30%: where it starts from."""
    return c.reading.order == "baseline"


def _age(c: Context) -> bool:
    """35岁以下青年: who, not how much; 人均预期寿命 is measured in years of age."""
    return c.quantity.unit in ("岁", "周岁") and not last_word(c.noun, 0, len(c.noun), "objection.ages")


def _radius(c: Context) -> bool:
    """500米见园: how near, a standard of planning."""
    return c.quantity.kind == "extent" and bool(opens_with("objection.radius").match(c.behind))


def _base(c: Context) -> bool:
    """每300户划分一个网格: what one thing is reckoned for."""
    return c.near.endswith(("每", "每满", "每隔", "每达", "每增加", "每提高"))


def _formula(c: Context) -> bool:
    return bool(holds("objection.formula").search(c.ahead))


_SIZED = re.compile("[^,、■的]{1,8}以上的[^,■]{2,20}■")
_PASSED = re.compile("(?:过|超|超过|达|达到|突破)$")


def _attribute(c: Context) -> bool:
    """亿元以上项目20个, 1万名老人以上的镇各建1个, 产值过亿元的企业: a size that says which ones."""
    if c.reading.order == "attribute" or _SIZED.match(c.behind):
        return True
    if c.quantity.kind == "money" and _PASSED.search(c.near) and c.behind.startswith("的"):
        return True
    if c.quantity.kind not in ("money", "extent") or c.quantity.bound not in (">=", "<=") or "■" not in c.behind:
        return False
    head = c.behind.partition(NUMBER)[0]
    return bool(holds("objection.attributive").search(head)) or (head.startswith("的") and not re.search("[、和]", head))


_OBJECTIONS: dict[str, Callable[[Context], bool]] = {
    "formula": _formula,
    "baseline": _baseline,
    "existing-stock": _stock,
    "frequency": _frequency,
    "term": _unfinished_term,
    "attribute": _attribute,
    "condition": _condition,
    "payment": _payment,
    "per": _base,
    "age": _age,
    "radius": _radius,
    "place": _place,
    "fact": _fact,
    "kind": _kind,
    "parts-of-text": _parts,
    "no-delivery": _uncounted,
}
