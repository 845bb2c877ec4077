"""Bodies bound by a role word in running text: ``由县水务局牵头制定``, ``市住建局负责在…``, ``会同市财政局``."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.lexicon import lexicon
from extractors.units.names import alternation, is_body, names
from extractors.units.roles import is_role_word
from schemas.records import Role, Unit
from schemas.spans import Span

_CLAUSE = r"[^,。;:!?\n]"
_BEFORE = re.compile(
    rf"(?:(?<=[,。;:!?\n])|^)(?P<list>(?:(?!由){_CLAUSE}){{2,70}}?)"
    r"(?P<word>牵头|牵总|总牵头|按职责分工负责|分工负责|具体负责|负责|会同)"
)
_BY = re.compile(rf"由(?P<list>(?:(?!由){_CLAUSE}){{2,80}}?)(?P<word>牵头|牵总|(?:按职责分工|按照职责分工|分工|分别|共同|具体)?负责|会同|主办|承办)")
_HELPED = re.compile(rf"(?:(?<=[,。;\n])|^)(?P<list>(?:(?!由){_CLAUSE}){{2,60}}?)(?P<word>配合|协办)(?=[,。;\n]|做好|落实|$)")
_CHARGED = re.compile(
    rf"(?:(?<=[,。;:\n])|^)(?P<list>(?:(?!由){_CLAUSE}){{2,60}}?)(?P<word>要(?![求素点件领害闻义塞员因道么])|应当|应(?![用急对届]|.尽)|须(?!知)|必须|统筹(?:推进|协调|组织)|负总责|负主体责任)"
)
_WITH = re.compile(rf"(?:会同|联合)(?P<list>{_CLAUSE}{{2,70}})")
_DUTY = re.compile(r"(?P<name>[^,。;:、\n《》“”]{2,30}):")
_DUTIES = re.compile(r"(?P<list>[^,。;:\n《》“”]{3,80})[。:] ?(?=(?:主要|具体|牵头)?(?:负责|承担)|牵头|做好)")
_LEADS = re.compile("(?:(?:充分|切实|积极)?发挥)?牵头(?![单部机])")
"""What makes a body that is told to do something the one that leads: 要牵头…, 负责牵头…, 要发挥牵头作用."""
_BARE = frozenset(["单位", "部门", "机构", "机关", "责任单位", "政府"])
"""What is left of a longer word when its head is cut off."""

_OFFICE = re.compile(
    rf"(?:(?<=[。;\n])|^)(?:设立|成立|组建)?(?P<list>{_CLAUSE}{{2,40}}?)(?:设在{_CLAUSE}{{2,30}})?,(?:主要|具体)?负责(?![人同任制的])"
)


@cache
def _cuts() -> re.Pattern[str]:
    return re.compile(rf".*(?:{alternation([word for word in lexicon('body_names')['cuts'] if len(word) > 1 or word in '由请'])})")


@cache
def _opens() -> re.Pattern[str]:
    return re.compile(alternation(lexicon("body_names")["openings"]))


@cache
def _followed() -> re.Pattern[str]:
    words = lexicon("body_names")
    name = rf"(?:{alternation(words['endings'])})(?:[(〔][^()〔〕]{{1,16}}[)〕])?"
    return re.compile(rf"{name}(?=[,。;:、和及与)〕\n]|$|{alternation(words['followers'])})")


def _bodies(text: str, start: int, end: int) -> list[Span]:
    """The names in ``text[start:end]`` if each reads like a body, what stands before the first cut away; else nothing."""
    spans = list(names(text, start, end))
    if not spans:
        return []
    first, *rest = spans
    if not _opens().match(text, first.start):
        cut = _cuts().match(text, first.start, first.end)
        if cut and cut.group().endswith(tuple(lexicon("body_names")["encouragements"])):
            return []
        first = Span(cut.end() if cut else first.start, first.end)
    spans = [first, *rest]
    kept = all(is_body(text[a:b]) and text[a:b] not in _BARE and b - a <= 30 for a, b in spans)
    return spans if kept else []


def _lead(text: str, found: re.Match[str]) -> Iterator[tuple[Span, Role]]:
    word, after = found["word"], text[found.end() : found.end() + 1]
    if after == "的" or ("负责" in word and after in tuple(lexicon("roles")["running"]["not_after_responsible"]) and after):
        return
    if "负责" in word and text.startswith(("同志", "领导", "干部"), found.end()):
        return
    leads = "牵" in word or word in ("会同", "主办") or _LEADS.match(text, found.end())
    role: Role = "lead" if leads else "cooperate" if word in ("配合", "协办") else "responsible"
    for span in _bodies(text, *found.span("list")):
        yield span, role


def _name_end(text: str, at: int, end: int) -> re.Match[str] | None:
    """Where the name that begins at ``at`` ends; 市政府|督查局 goes on, for 督查 is also a word of offices' names."""
    stop = _followed().search(text, at + 1, end)
    longer = stop and text.startswith(tuple(lexicon("body_names")["office_words"]), stop.end())
    further = _followed().search(text, stop.end(), min(end, stop.end() + 8)) if stop and longer else None
    return further or stop


def _partners(text: str, found: re.Match[str]) -> Iterator[tuple[Span, Role]]:
    """The bodies after 会同 or 联合, each up to where its name ends and a verb or a mark follows."""
    if text.startswith(tuple(lexicon("roles")["running"]["not_bodies"]), found.start("list")):
        return
    at, end = found.span("list")
    while at < end:
        stop = _name_end(text, at, min(end + 1, len(text)))
        if not stop or stop.end() > end or stop.end() - at > 24 or not _names_body(text[at : stop.end()]):
            return
        yield Span(at, stop.end()), "cooperate"
        if text[stop.end() : stop.end() + 1] not in ("、", "和", "及", "与"):
            return
        at = stop.end() + 1


def _names_body(name: str) -> bool:
    """Whether what follows 会同 or 联合 is a name and no verb phrase (联合开办面向职工的服务机构)."""
    return is_body(name) and "的" not in name and not name.startswith(tuple(lexicon("body_names")["followers"]))


_PATTERNS = (
    (_BY, "by", ("由",)),
    (_BEFORE, "subject", ("牵头", "牵总", "负责", "会同")),
    (_HELPED, "helper", ("配合", "协办")),
    (_CHARGED, "charged", ("要", "应", "须", "统筹", "责")),
)
"""Each pattern with its rule and the words without which it need not be tried."""


def _found(text: str) -> Iterator[tuple[Span, Role, str]]:
    duty = _DUTY.match(text)
    if duty and is_body(duty["name"]) and not is_role_word(duty["name"]):
        yield Span(*duty.span("name")), "responsible", "duty"
    duties = None if duty else _DUTIES.match(text)
    if duties:
        named = list(names(text, *duties.span("list")))
        if all(is_body(text[a:b]) and not is_role_word(text[a:b]) for a, b in named):
            yield from ((span, "responsible", "duty") for span in named)
    for pattern, rule, words in _PATTERNS:
        for found in pattern.finditer(text) if any(word in text for word in words) else ():
            yield from ((span, role, rule) for span, role in _lead(text, found))
    for found in _OFFICE.finditer(text) if "负责" in text else ():
        yield from ((span, "responsible", "office") for span in _bodies(text, *found.span("list")))
    for found in _WITH.finditer(text):
        yield from ((span, role, "with") for span, role in _partners(text, found))


_CONFIDENCE = {"charged": 0.75}


def running_units(text: str) -> Iterator[Unit]:
    """The bodies that a role word binds outside clauses; ``text`` begins at the item's heading, clauses blanked out.

    A body that is told what it must do (``各镇要…``) is responsible, with little confidence; one that is only the subject of an action is none,
    nor is one in an attributive (``由市领导牵头的机制``).
    """
    seen = set()
    for span, role, rule in _found(text):
        name = text[span.start : span.end]
        if (name, role) not in seen and not is_role_word(name):
            seen.add((name, role))
            yield Unit(name, role, span, confidence=_CONFIDENCE.get(rule, 0.9), rule=rule)
