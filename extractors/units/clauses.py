"""Responsibility clauses: bracketed, on lines of their own, or a labelled sentence – found, then read."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from extractors.lexicon import lexicon
from extractors.units.names import alternation, is_body, names
from extractors.units.roles import RoleWord, ending, is_label, is_role_word, label_at, label_words
from schemas.records import How, Role, Unit
from schemas.spans import Span

FirstRule = Literal["", "first", "before-comma"]
"""A rule stated once for all clauses: the first body leads (排在首位的为牵头单位), or those before the first comma do."""

_PAIRS = {"(": ")", "〔": "〕", "[": "]", "【": "】"}
_CLOSERS = frozenset(_PAIRS.values())
_LONGEST = 900
_BORDER = re.compile(r"[(〔\[【)〕\]】,;。.\n]")
_SENTENCE = frozenset("。;!?”\n")


class Clause(NamedTuple):
    """``text[start:end]`` binds bodies; its content is ``text[inner.start:inner.end]``. ``labelled``: it opens with a role label."""

    start: int
    end: int
    inner: Span
    labelled: bool


@lru_cache(maxsize=1024)
def clauses(text: str) -> tuple[Clause, ...]:
    """The responsibility clauses of a text in order: ``(牵头单位:市住建局;配合单位:市财政局)``, ``(市商务局牵头)``, ``责任单位:市教育局``."""
    bracketed = list(_bracketed(text))
    return tuple(sorted([*bracketed, *_sentences(text, bracketed)]))


def _closings(text: str) -> dict[int, int]:
    """Where each bracket closes, by where it opens, whatever kind closes it; those that never do on their line are left out."""
    closing: dict[int, int] = {}
    waiting: list[int] = []
    for found in re.finditer(r"[(〔\[【)〕\]】\n]", text):
        if found.group() == "\n":
            waiting.clear()
        elif found.group() in _PAIRS:
            waiting.append(found.start())
        elif waiting:
            opened = waiting.pop()
            if found.start() - opened <= _LONGEST:
                closing[opened] = found.start()
    return closing


def _bracketed(text: str) -> Iterator[Clause]:
    at, closing = 0, _closings(text)
    for found in re.finditer(r"[(〔\[【]", text):
        start = found.start()
        if start < at:
            continue
        close = closing.get(start)
        inner = Span(start + 1, close if close is not None else _line_end(text, start))
        end = inner.end + (close is not None)
        labelled = _opens_with_label(text, inner)
        if labelled or (close is not None and (_has_ending(text, inner) or _bare(text, start, inner, end))):
            yield Clause(start, end, inner, labelled)
            at = end


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return min(at + _LONGEST, len(text) if end < 0 else end)


def _opens_with_label(text: str, inner: Span) -> bool:
    first = label_at(text, inner.start)
    if first is None or first.role:
        return first is not None
    return any(word.role for word in label_words(text, *inner))


def _has_ending(text: str, inner: Span) -> bool:
    """Whether some segment reads 由…牵头, 市商务局负责: bodies and then a role."""
    for segment in _segments(text, inner):
        word = ending(text, *segment)
        if word and any(is_body(_trimmed(text, span)[0]) for span in names(text, segment.start, word.start)):
            return True
    return False


def _bare(text: str, start: int, inner: Span, end: int) -> bool:
    """Whether nothing but bodies stand inside, where a clause stands: after a sentence, or at the end of the line."""
    after_sentence = start > 0 and text[start - 1] in _SENTENCE
    at_line_end = end >= len(text) or text[end] == "\n"
    if inner.end - inner.start < 3 or not (after_sentence or at_line_end):
        return False
    labels = label_words(text, *inner)
    found = [text[a:b] for a, b in names(text, inner.start, labels[0].start if labels else inner.end)]
    if not found or not all(is_body(name) for name in found):
        return False
    return after_sentence or (len(found) > 1 and all(name[0] in "省市县区州各局" for name in found))


def _sentences(text: str, bracketed: list[Clause]) -> Iterator[Clause]:
    """Labelled sentences outside brackets, each up to its full stop; labels that follow at once belong to the same clause."""
    at, starts = 0, [clause.start for clause in bracketed]
    for word in label_words(text):
        colon = text[word.start : word.end].rstrip().endswith((":", "为"))
        following_bracket = bisect_right(starts, word.start)
        inside = following_bracket and word.start < bracketed[following_bracket - 1].end
        if word.start < at or not word.role or not colon or inside:
            continue
        end = word.end
        while True:
            end = _sentence_end(text, end)
            following = label_words(text, end, min(len(text), end + 40))
            if not following or text[end : following[0].start].strip(" 。;\n") or "\n" in text[end : following[0].start].strip(" 。;"):
                break
            end = following[0].end
        if following_bracket < len(starts):
            end = min(end, starts[following_bracket])
        yield Clause(word.start, end, Span(word.start, end), True)
        at = end


def _sentence_end(text: str, at: int) -> int:
    stop = re.compile(r"[。\n]").search(text, at, min(len(text), at + _LONGEST))
    if not stop:
        return min(len(text), at + _LONGEST)
    return stop.end() if stop.group() == "。" else stop.start()


def _segments(text: str, inner: Span) -> Iterator[Span]:
    """The stretches between , ; 。 outside brackets."""
    depth, at = 0, inner.start
    for found in _BORDER.finditer(text, *inner):
        mark = found[0]
        if mark in _PAIRS:
            depth += 1
        elif mark in _CLOSERS:
            depth -= depth > 0
        elif depth == 0:
            yield Span(at, found.start())
            at = found.end()
    yield Span(at, inner.end)


@cache
def _rule_words() -> re.Pattern[str]:
    return re.compile(alternation(lexicon("roles")["rest"]["rules"]))


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(lexicon('roles')['rest']['openings'])})+(?=\S)")


_ETC = re.compile(
    r"(?:等(?:(?:有关|相关|各|市级|省级|县级|区级|职能|市直|县直|省直|区直|多个|\d{1,2}个?|[一二三四五六七八九十]{1,3}个?){0,3}"
    r"(?:部门单位|部门和单位|部门|单位|地|机构))?|[。.:])$"
)
_OWN_ROLE = re.compile(r"[(〔](总?牵头(?:单位)?|主办(?:单位)?|配合(?:单位)?|协办|参与|责任单位|负责)[)〕]$")
_OWN_ROLES: dict[str, Role] = {
    **dict.fromkeys("牵总主", "lead"),
    **dict.fromkeys("配协参", "cooperate"),
    **dict.fromkeys("责负", "responsible"),
}


def _trimmed(text: str, span: Span) -> tuple[str, Span, Role | None]:
    """A name without 由 before it and 等部门 or its own ``(牵头)`` behind it."""
    start, end = span
    opening = _opening().match(text, start, end)
    if opening and is_body(text[opening.end() : end]) and not is_body_opening(text[start:end]):
        start = opening.end()
    own = _OWN_ROLE.search(text[start:end])
    if own:
        end = start + own.start()
    etc = _ETC.search(text[start:end])
    if etc and etc.start() > 1:
        end = start + etc.start()
    return text[start:end], Span(start, end), _OWN_ROLES[own[1][0]] if own else None


def is_body_opening(name: str) -> bool:
    """Whether a name opens with a level or 各, so that a word like 和 before it cannot be part of it."""
    return name[:1] in "省市县区州各局镇乡国"


class _Found(NamedTuple):
    name: str
    span: Span
    role: Role
    how: How
    own: bool
    first_part: bool


def read_clause(text: str, clause: Clause, first: FirstRule = "") -> list[Unit]:
    """The bodies of a clause with their roles. ``first`` is the rule stated once for all clauses, if any."""
    found: list[_Found] = []
    words = label_words(text, *clause.inner)
    borders = [*(word.start for word in words), clause.inner.end]
    if borders[0] > clause.inner.start:
        found += _read_region(text, Span(clause.inner.start, borders[0]), None)
    for word, end in zip(words, borders[1:], strict=True):
        if word.role:
            found += _read_region(text, Span(word.end, end), word)
    return _units(found, first)


def _read_region(text: str, region: Span, label: RoleWord | None) -> Iterator[_Found]:
    """The bodies of one list, or of the segments ``A牵头,B、C配合``; a segment without a role takes the label's or the next one's."""
    waiting: list[Span] = []
    role: Role = label.role if label and label.role else "responsible"
    for part, segment in enumerate(s for s in _segments(text, region) if not _rule_words().search(text[s.start : s.end])):
        word = ending(text, *segment)
        if word and word.role:
            for earlier in waiting:
                yield from _named(text, earlier, word.role, "stated", first_part=part == 0)
            waiting.clear()
            yield from _named(text, Span(segment.start, word.start), word.role, "stated", first_part=part == 0)
        elif label:
            yield from _named(text, segment, role, "stated", first_part=part == 0)
        else:
            waiting.append(segment)
    for number, segment in enumerate(waiting):
        yield from _named(text, segment, "responsible", "defaulted", first_part=number == 0)


_NO_NAME = re.compile(r"\d{4}年|\d月|底前|长期|持续|见附件|^(?:等|其他|详见|按|不再|均|无)$|^[\d\W]+$")


def _named(text: str, segment: Span, role: Role, how: How, *, first_part: bool) -> Iterator[_Found]:
    for span in names(text, *segment):
        name, place, own = _trimmed(text, span)
        if 1 < len(name) <= 40 and not _NO_NAME.search(name) and not is_label(name) and (len(name) <= 16 or is_body(name)):
            yield _Found(name, place, own or role, how, own is not None, first_part)


def _units(found: list[_Found], first: FirstRule) -> list[Unit]:
    leads = any(one.own and one.role == "lead" for one in found)
    ruled = bool(first) and not any(one.role == "lead" for one in found)
    units: dict[tuple[str, Role], Unit] = {}
    for number, one in enumerate(found):
        role, rule = one.role, "clause"
        if leads and not one.own and one.role == "lead":
            role = "responsible"
        if ruled and role == "responsible" and (number == 0 if first == "first" else one.first_part):
            role, rule = "lead", f"clause-{first}"
        confidence = 0.98 if one.how == "stated" else 0.94
        units.setdefault((one.name, role), Unit(one.name, role, one.span, how=one.how, confidence=confidence, rule=rule))
    return list(units.values())


def listed(text: str, role: Role, first: FirstRule = "") -> list[Unit]:
    """The bodies of a bare list, such as a table cell: ``市住建局(牵头)、市财政局``; ``role`` is what its column says."""
    return _units(list(_read_region(text, Span(0, len(text)), RoleWord(0, 0, role))), first)


_HEADED = re.compile(
    r"(?:由)?(?P<list>[^,。;:\n()]{2,40}?)(?P<word>牵头|主办|负责|承办|配合)(?:负责|落实|推进|组织|抓好|完成|办理)?(?:实施)?的?(?:重点)?(?:工作|任务|事项|项目|内容)"
    r"(?:[(〔][^()〔〕]{0,20}[)〕])?"
)
_HEADED_ROLES: dict[str, Role] = {"牵头": "lead", "主办": "lead", "负责": "responsible", "承办": "responsible", "配合": "cooperate"}


@lru_cache(maxsize=1024)
def headed(heading: str) -> tuple[Unit, ...]:
    """The bodies that a section's heading makes all below it theirs: ``县水务局牵头的工作``, ``市教育局、市财政局负责事项``; () for any other."""
    found = _HEADED.fullmatch(heading)
    if not found:
        return ()
    named = [_trimmed(heading, span)[:2] for span in names(heading, *found.span("list"))]
    if not all(is_body(name) and not is_role_word(name) for name, _ in named):
        return ()
    role = _HEADED_ROLES[found["word"]]
    return tuple(Unit(name, role, span, inherited=True, how="inherited", confidence=0.93, rule="heading") for name, span in named)


_FIRST = re.compile(
    r"(?:排|列|名列)(?:在|名)?(?:第一|首位|最前|首)(?:位|名|的)?[^。;\n]{0,12}(?:为|是)[^。;\n]{0,8}牵头"
    r"|第一(?:个|位)?(?:单位|部门)[^。;\n]{0,6}(?:为|是)[^。;\n]{0,6}牵头"
)
_BEFORE_COMMA = re.compile(r"(?:逗号|分号)前[^。;\n]{0,10}(?:为|是)[^。;\n]{0,8}牵头")


def first_rule(text: str) -> FirstRule:
    """The rule that a plan states once: ``排在第一位的部门为牵头部门,下同`` → ``first``."""
    if _FIRST.search(text):
        return "first"
    return "before-comma" if _BEFORE_COMMA.search(text) else ""
