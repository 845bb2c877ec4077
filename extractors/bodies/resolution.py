"""The order in which a name is tried: what is no body, whose it is, what kind of body."""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from extractors.bodies.councils import COUNCIL, council, is_bare
from extractors.bodies.departments import branch, department, ecology, parted
from extractors.bodies.forms import by_centre, by_form, by_head, by_party, by_taiwan, place_behind
from extractors.bodies.groups import group_ending, group_function, is_governments, is_person, is_role, several
from extractors.bodies.houses import enterprise, institution, is_named
from extractors.bodies.resolved import PlanPlace, Resolved
from extractors.bodies.seats import Seat, home, leading_seat, own_level, seat_by_level, seat_of, split_prefix
from extractors.bodies.words import LONGEST, function_of, inside, joined, marks, words
from extractors.bodies.zones import county, town, zone
from extractors.lexicon import lexicon

BRACKETS = str.maketrans("〔〕[]【】", "()()()")
BRACKET = re.compile(r"(.{2,60})\(([^()]{1,40})\)")
MASK = re.compile("^[XxΧ×*某]{1,4}(?=[省市县区州旗镇乡街])")
PLATES = re.compile("(([省市县区]).{2,12}[局厅委办])(\\2.{2,12}[局厅委办])")
BOTH = re.compile("^委[、和]?[省市县区州]?(?:人民)?政府(?=.{2})(?!办)")
OWNED = re.compile("[省市县区州镇]属")
LEAGUE = re.compile(r"(?:共青)?团([省市县区州盟旗镇])委")
LEAGUE_OF = re.compile(r"共青团(.{1,20})委员会")
BANK = re.compile(r"(?:中国)?(?:人民银行|人行)(.{2,20})")
OF_ISSUER = re.compile(r"(?:本局|我局|局|本委|委|厅)(?:办公室|综合科|综合处|机关党委|直属机关党委)|(?:直属单位|直属机关|机关)党委")


@dataclass(slots=True)
class Names:
    """The names of one plan: its place, its own level, and what has been resolved."""

    plan: PlanPlace
    others: tuple[str, ...] = ()
    level: str | None = None
    mask: str = ""
    memo: dict[str, Resolved] = field(default_factory=dict)
    tails: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.level = own_level(self.plan, self.others)
        for other in self.others:
            word, _, rest = split_prefix(other)
            if word:
                self.tails.setdefault(rest, []).append(other)
        if home(self.plan) is None:
            self.mask = self._commonest_mask()

    def _commonest_mask(self) -> str:
        found = [split_prefix(name) for name in (*issuers(self.plan), *self.others)]
        same = [word.rstrip("级直") or word for word, level, _ in found if level == self.level]
        return max(set(same), key=lambda word: (same.count(word), word)) if same else ""

    def resolve(self, name: str) -> Resolved:
        """The body of one name, by itself."""
        if name not in self.memo:
            flat = clean(name)
            found = self._resolve(flat)
            self.memo[name] = replace(found, how="stated") if found.canonical == flat else found
        return self.memo[name]

    def _resolve(self, name: str) -> Resolved:
        if not 0 < len(name) <= LONGEST:
            return Resolved(None, None, "unknown", rule="no-name")
        double = BRACKET.fullmatch(name) or PLATES.fullmatch(name)
        main = double[1] if double and not is_governments(name) else name
        centre = by_centre(main, self.level == "central")
        if centre is not None:
            return centre
        here = home(self.plan)
        overseas = by_taiwan(main) if here and here.lineage[-1] == "台湾省" else None
        if overseas is not None:
            return overseas
        if is_person(name) or is_role(name) or is_governments(name) or OWNED.match(name):
            found = several(name, below=False)
            if found is not None:
                return found
        found = self._both(main) or self._special(main) or self._placed(main)
        if found.kind in ("institution", "enterprise") and double and found.canonical and found.rule in ("institution", "enterprise"):
            made = f"{found.canonical}({double[2]})"
            return replace(found, canonical=made, candidates=(made,))
        return found

    def _both(self, name: str) -> Resolved | None:
        """Several bodies in one name, whose first part is one already: 市卫健委、市医保局; not 教育、科技和体育局."""
        first, *more = name.split("、")
        if not more or "(" in first or len(first) < 3:
            return None
        one = self.resolve(first)
        if one.canonical is None or one.rule in ("institution", "enterprise", "as-written", "council", "bare"):
            return None
        rest = [self.resolve(part).canonical for part in more]
        return Resolved(None, one.function, "group", tuple(dict.fromkeys(filter(None, (one.canonical, *rest)))), rule="several")

    def _special(self, name: str) -> Resolved | None:
        """Names that do not open with the place, the level or the work."""
        rules = (self._league, self._written_out, self._bank, self._of_issuer, self._of_state, self._branch)
        return next((found for rule in rules if (found := rule(name))), None)

    def _league(self, name: str) -> Resolved | None:
        league, whole = LEAGUE.fullmatch(name), LEAGUE_OF.fullmatch(name)
        if league:
            return by_form("团委", self._seat(league[1]))
        return self._placed(f"{whole[1]}团委") if whole else None

    def _written_out(self, name: str) -> Resolved | None:
        if name.startswith("中共"):
            found = self._placed(name.removeprefix("中共"))
            return found if found.rule in ("party", "form") else Resolved(name, found.function, "body", (name,), "stated", "as-written")
        return None if name.startswith("中国人民银行") else by_head(name)

    def _bank(self, name: str) -> Resolved | None:
        bank = BANK.fullmatch(name)
        if not bank or bank[1] in ("部门", "系统"):
            return None
        made = f"中国人民银行{bank[1]}"
        return Resolved(made, "人民银行", "body", (made,), rule="bank", place=place_behind(made, "中国人民银行"))

    def _of_issuer(self, name: str) -> Resolved | None:
        if len(issuers(self.plan)) != 1 or not OF_ISSUER.fullmatch(name):
            return None
        owner = self.resolve(issuers(self.plan)[0])
        made = f"{owner.canonical}{re.sub('^[本我]?[局委厅]', '', name)}"
        return Resolved(made, owner.function, "body", (made,), rule="of-issuer") if owner.canonical else None

    def _of_state(self, name: str) -> Resolved | None:
        if not name.startswith(marks("state")) or not parted(name) or name.endswith(marks("firms")):
            return None
        return self._kept(name, False) or Resolved(name, function_of(inside(name)), "body", (name,), "stated", "kept")

    def _branch(self, name: str) -> Resolved | None:
        """A branch that names its county before 分局: 公安萧山分局 in 萧山区's plan."""
        here = home(self.plan)
        if not here or not name.endswith(f"{here.short}分局"):
            return None
        seat, known = seat_of(here), words(re.sub("^市|局$", "", name.removesuffix(f"{here.short}分局")))
        work = function_of(known) if known else None
        if not known or not work or not seat.city or seat.level != "county":
            return None
        return ecology(seat) if work == "生态环境" else branch(joined(known), work, seat)

    def _placed(self, name: str) -> Resolved:
        """A name with its place: the level word it opens with, the place it names, else the plan's own."""
        word, level, rest = split_prefix(name)
        if word and not self._whole(name, rest):
            seat = seat_by_level(word, level, self.plan, self.level)
            if seat.below and group_ending(name) is None and self.level is not None:
                office = COUNCIL if name.endswith(("办", "办公室")) else None
                return Resolved(None, function_of(inside(rest)) or office, "group", rule="below")
            rest = BOTH.sub("", rest)
            return _at(seat, self._kinds(name, rest, seat, placed=True) or self._rest(name, rest, seat))
        seat, tail, full = leading_seat(name, self.plan)
        if seat.known:
            found = self._named(name, tail, seat, full)
            if found is not None:
                return _at(seat, found)
            if parted(tail) and group_ending(name) is None:
                return Resolved(name, function_of(inside(tail)), "body", (name,), "stated", "as-written", name[: len(name) - len(tail)])
        fuller = self._fuller(name)
        if fuller is not None:
            return fuller
        own = home(self.plan)
        seat = seat_of(own) if own else Seat(mask=self.mask, level=self.level)
        return _at(seat, self._kinds(name, name, seat, placed=False) or self._rest(name, name, seat))

    def _fuller(self, name: str) -> Resolved | None:
        """What the one name of the plan stands for that is this with its level word: 水务集团 beside 县水务集团."""
        fuller = self.tails.get(name, []) if len(name) > 2 else []
        found = self.resolve(fuller[0]) if len(fuller) == 1 else None
        return found if found and found.canonical else None

    def _seat(self, word: str) -> Seat:
        level = next((lv for lv, found in lexicon("bodies")["prefixes"].items() if word in found), "city")
        return seat_by_level(word, level, self.plan, self.level)

    def _whole(self, name: str, rest: str) -> bool:
        """Whether the level word belongs to the name itself: 市场监管局, 市容局; not 市政府."""
        whole, part = parted(name), parted(rest)
        known = whole is not None and whole[2] is not None
        return known and not (part is not None and part[2] is not None) and by_form(rest, Seat(mask="市")) is None

    def _named(self, name: str, tail: str, seat: Seat, full: bool) -> Resolved | None:
        """A name that opens with a place: its full name, or short as vertical organs do."""
        if not tail:
            return zone(name, tail, seat, True) or county(name, seat, tail)
        kept = self._kept(name, full)
        if kept is not None:
            return kept
        inner, level, rest = split_prefix(tail)
        if full and inner and rest and seat.level == level and parted(rest):
            tail = rest
        return self._kinds(name, tail, seat, placed=True, short=not full)

    @staticmethod
    def _kept(name: str, full: bool) -> Resolved | None:
        """A vertical organ or a body of the whole state, whose name is as it stands: 合肥海关, 国家统计局安徽调查总队."""
        function = next((f for suffix, f in lexicon("bodies")["kept"].items() if name.endswith(suffix)), None)
        return Resolved(name, function, "body", (name,), "stated", "kept") if function and not full else None

    def _kinds(self, name: str, tail: str, seat: Seat, *, placed: bool, short: bool = False) -> Resolved | None:
        """Each kind of body in turn; None where the name is none of them."""
        found = by_form(tail, seat, short=short) or by_party(tail, seat)
        if found is not None:
            return found if placed or seat.known or seat.mask or len(tail) > 3 else replace(found, canonical=None)
        if name in lexicon("bodies")["bare"]["companies"]:
            return enterprise(name, tail, seat, True)
        if tail in lexicon("bodies")["bare"]["councils"]:
            return self._council_of_plan(tail)
        group = None if placed and self._nameable(tail) else several(name, below=False)
        if group is not None and group.rule == "ending" and group.function == "功能区管委会":
            named = zone(name, tail, seat, placed)
            group = group if named is None or named.canonical is None else None
        if group is not None and not (is_named(name, False) and enterprise(name, tail, seat, placed)):
            return group if group.rule != "ending" or not self._nameable(tail) or not placed else None
        return (
            (self._council_of_plan(tail) if is_bare(tail) else council(tail, seat, placed))
            or zone(name, tail, seat, placed)
            or town(tail, seat, placed)
            or self._department(tail, seat, short)
            or self._house(name, tail, seat, placed)
        )

    @staticmethod
    def _house(name: str, tail: str, seat: Seat, placed: bool) -> Resolved | None:
        if tail.endswith(tuple(lexicon("bodies")["institutions"]["plain"])):
            return institution(name, tail, seat, placed)
        return enterprise(name, tail, seat, placed) or institution(name, tail, seat, placed)

    def _department(self, tail: str, seat: Seat, short: bool) -> Resolved | None:
        if tail.endswith((*lexicon("bodies")["institutions"]["plain"], *marks("utilities"))):
            return None
        found = department(tail, seat)
        if found is None or (short and found.rule == "as-written"):
            return None
        if not seat.known and not seat.mask and self.level != "central":
            return replace(found, canonical=None)
        return found

    def _nameable(self, tail: str) -> bool:
        return tail.endswith(tuple(lexicon("bodies")["nameable"]["suffixes"])) and tail not in lexicon("bodies")["groups"]

    def _council_of_plan(self, tail: str) -> Resolved:
        """The council that a bare word (领导小组) means: the one that the plan names in full."""
        bare = tail.removesuffix("办公室") if tail.endswith("小组办公室") else tail
        full = {other for other in self.others if other.endswith(bare) and len(other) > len(bare) + 3}
        made = {found.canonical for found in map(self.resolve, full) if found.canonical}
        one = made.pop() + tail.removeprefix(bare) if len(made) == 1 else None
        return Resolved(one, COUNCIL, "body", (one,) if one else (), rule="council-of-plan")

    def _rest(self, name: str, tail: str, seat: Seat) -> Resolved:
        """What is left: groups by their ending, else kept as written."""
        group = several(name, below=False)
        if group is not None:
            return group
        function = function_of(words(tail) or inside(tail))
        bare = lexicon("bodies")["bare"]["functions"]
        if tail in bare:
            made = f"{seat.name or seat.mask}{bare[tail]}"
            return Resolved(made if seat.known or seat.mask else None, function, "body", (made,), rule="bare")
        ending = group_ending(name)
        return Resolved(None, function or (group_function(name, ending) if ending else None), "unknown", rule="unknown")


def clean(name: str) -> str:
    """NFKC without white space and without 等, 等部门 at the end."""
    flat = MASK.sub("", "".join(unicodedata.normalize("NFKC", name).split()).strip("、,;。:").translate(BRACKETS))
    flat = re.sub("^地委", "地区委", flat)
    return re.sub(r"等(?:部门|单位|有关部门|相关部门|相关单位)?$", "", flat) if len(flat) > 3 else flat


def issuers(plan: PlanPlace) -> tuple[str, ...]:
    """The bodies that issued a plan, one name each."""
    return tuple(name for name in re.split("[、,;\\s]+", plan.issuer or "") if name)


def _at(seat: Seat, found: Resolved) -> Resolved:
    return replace(found, place=seat.name or seat.mask or None) if found.canonical else found
