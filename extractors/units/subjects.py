"""Bodies that no role word binds but that the text says will act: ``县政府制定行动计划``, ``督促属地政府制定预案``."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extractors.lexicon import lexicon
from extractors.units.names import alternation, is_body, names
from extractors.units.roles import is_role_word
from schemas.records import Role, Unit
from schemas.spans import Span

_REGION = re.compile(r"[^,。;:!?\n《“]{2,70}")
_OF_A_PLACE = "[一-鿿]{2,6}?[省市县区州旗镇乡][一-鿿]{0,12}?(?:政府|管委会|办事处|[局委厅办会院])"
_LONGEST_NAME = 22
_ETC = re.compile(r"(?<=..)等(?![学院级高])")
_CONFIDENCE = {"actor": 0.75, "urged": 0.65, "founded": 0.7}


class _Patterns(NamedTuple):
    """Where a subject may begin, after which word the urged ones stand, and where a name ends because its verb follows, what no name holds."""

    subject: re.Pattern[str]
    urged: re.Pattern[str]
    acting: re.Pattern[str]
    foreign: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = lexicon("subjects")
    openings, urges = alternation(words["openings"]), alternation(words["urges"])
    time = rf"(?:到|至|自)?(?:\d{{4}}年|\d{{1,2}}月|每年)[^,。;:\n]{{0,8}}?(?:{alternation(words['times'])})?[,]?"
    endings = alternation([*lexicon("body_names")["endings"], *words["money"], *lexicon("body_names")["divisions"]])
    name = rf"(?:{endings})(?:[(〔][^()〔〕\n]{{1,12}}[)〕])?"
    verbs = {*words["verbs"], *words["urges"], *words["particles"]}
    outside, longer = alternation(sorted(verbs - {*words["in_names"]})), alternation([verb for verb in verbs if len(verb) > 1])
    return _Patterns(
        subject=re.compile(rf"(?:(?<=[。;:,\n])|^|(?<=[)〕])) ?(?:{time})?(?:{alternation(words['links'])})?(?=(?:{openings})|{_OF_A_PLACE})"),
        urged=re.compile(rf"(?:(?<=[。;:,、\n])|^)(?:{alternation(words['befores'])})?(?:{urges})"),
        acting=re.compile(
            rf"{name}(?:等(?:{alternation(words['etc'])})?)?(?!{alternation(words['nouns'])})(?P<verb>{alternation(words['verbs'])})(?!的)"
        ),
        foreign=re.compile(rf"{outside}|(?:{alternation(words['urges'])})(?=各|有关|相关|所属|下属|[省市县区州镇乡])|\A(?:{longer})(?=.{{5}})"),
    )


@cache
def _founded() -> re.Pattern[str]:
    """A body that is founded under the name of its place."""
    words, sign = lexicon("subjects"), r"(?:(?!由)[^,。;:、\n的])"
    name = rf"{sign}{{1,6}}[省市县区州旗镇乡]{sign}{{2,28}}?(?:{alternation(words['founded'])})"
    return re.compile(rf"(?:{alternation(words['founding'])})(?P<name>{name})(?=[,。;(\n])")


@cache
def _local() -> re.Pattern[str]:
    """Names that have no ending of a body: ``县财政``, ``县(市、区)``."""
    words = lexicon("subjects")["money"]
    return re.compile(rf"(?:各级|中央|本级|同级|[省市县区镇乡]{{1,3}})(?:{alternation(words)})|[市县区州]\([市县区、]{{1,5}}\)")


def _is_actor(name: str) -> bool:
    """Whether a name is a body's, whose verb is not part of it: ``县政府``, ``水泥生产企业``; not ``牵头单位`` or ``加强企业``."""
    words = lexicon("subjects")
    if not 2 <= len(name) <= _LONGEST_NAME or name.endswith(tuple(words["no_actors"])) or is_role_word(name):
        return False
    return bool(_local().fullmatch(name)) or (is_body(name) and not _patterns().foreign.search(name))


def _actors(text: str, start: int) -> tuple[list[Span], re.Match[str] | None]:
    """The bodies of the list that begins at ``start``, with the last one and the verb behind it; none where any is doubtful."""
    region = _REGION.match(text, start)
    for acting in _patterns().acting.finditer(text, start, region.end()) if region else ():
        spans = [part for span in names(text, start, acting.start("verb")) for part in _around_etc(text, span)]
        found = [text[slice(*span)] for span in spans]
        if all(map(_is_actor, found)) and not set(found) <= set(lexicon("subjects")["anybody"]):
            return spans, acting
    return [], None


def _around_etc(text: str, span: Span) -> Iterator[Span]:
    """``科研院所等研究机构`` names two, ``高校等单位`` one."""
    etc = _ETC.search(text, *span)
    if not etc:
        yield span
        return
    yield Span(span.start, etc.start())
    if etc.end() < span.end and text[etc.end() : span.end] not in lexicon("subjects")["etc"]:
        yield Span(etc.end(), span.end)


def _role(text: str, acting: re.Match[str], rule: str) -> Role:
    """What the verb says of those before it: 牵头 leads; 参与 helps, for those who are urged also soon after (揭榜挂帅,积极参与)."""
    said = lexicon("subjects")["roles"]
    if acting["verb"] in said["lead"]:
        return "lead"
    told = text[acting.start("verb") : acting.end() + (8 if rule == "urged" else 0)]
    return "cooperate" if any(word in told for word in said["cooperate"]) else "responsible"


def subjects(text: str) -> Iterator[Unit]:
    """The bodies that act in a task without a role word, inferred and with little confidence; ``text`` begins at the heading, clauses blanked out.

    ``县政府制定行动计划`` (rule ``actor``) and ``督促属地政府制定预案`` (rule ``urged``) make them responsible; ``支持独角兽企业牵头组建…`` lead.
    ``成立青禾县防汛领导小组`` (rule ``founded``) makes it responsible.
    """
    starts = [("actor", found.end()) for found in _patterns().subject.finditer(text)]
    starts += [("urged", found.end()) for found in _patterns().urged.finditer(text)]
    for found in _founded().finditer(text) if any(verb in text for verb in lexicon("subjects")["founding"]) else ():
        yield Unit(found["name"], "responsible", Span(*found.span("name")), how="inferred", confidence=_CONFIDENCE["founded"], rule="founded")
    for rule, start in starts:
        spans, acting = _actors(text, start)
        role = _role(text, acting, rule) if acting else "responsible"
        for span in spans:
            yield Unit(text[slice(*span)], role, span, how="inferred", confidence=_CONFIDENCE[rule], rule=rule)
