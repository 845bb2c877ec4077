"""Which targets bind and which are only expected: 约束性 and 预期性, said in brackets, before a list, or of indicators by name."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple, cast

from extractors.lexicon import lexicon
from schemas.records import Nature, Target
from schemas.spans import Span

_OPEN, _CLOSE = "([〔【", ")]〕】"
_LABEL_AFTER = re.compile("(?:有|为|包括|包含)?[:。\n]|(?:有|包括|包含)")
_NAMED = re.compile(r"[^。;:!?,\n]{0,80}$")
_LIST = re.compile("、|和|及|以及|与")
_SENTENCE = "。;!?\n"
_FAR = 100
_NEAR = 40
"""How many targets before and behind a name are looked at."""


class Said(NamedTuple):
    """A word for the nature of targets, and its place; ``end`` is where the noun behind it ends (约束性指标)."""

    nature: Nature
    span: Span
    end: int


@cache
def _words() -> dict[str, Nature]:
    return {word: cast(Nature, nature) for nature, words in lexicon("natures")["nature"].items() for word in words}


@cache
def _cells() -> dict[str, Nature]:
    return {word: cast(Nature, nature) for nature, words in lexicon("natures")["cell"].items() for word in words}


def _either(path: str) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(lexicon("natures")["said"][path], key=len, reverse=True))) + ")"


@cache
def _mention() -> re.Pattern[str]:
    return re.compile(f"(?P<word>{'|'.join(_words())})(?:类|的)?{_either('nouns')}?")


@cache
def _predicate() -> re.Pattern[str]:
    return re.compile(f'{_either("every")}?{_either("verbs")}[“"]?$')


@cache
def _label_before() -> re.Pattern[str]:
    """What may stand between the head of a sentence and a label."""
    return re.compile(rf"(?:^|[。;\n])(?:[ ,:]|\(?[一二三四五六七八九十\d]{{1,3}}[、.)]|{_either('before')})*$")


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(f"{_either('before')}?(?P<word>{'|'.join(_words())})(?:类|的)?{_either('nouns')}?(?:[(][^()]{{0,20}}[)])?")


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(_OPEN)}](?P<word>{'|'.join(_words())}){_either('nouns')}?[{re.escape(_CLOSE)}]")


@cache
def _word() -> re.Pattern[str]:
    return re.compile("|".join(_words()))


def mentioned(text: str) -> bool:
    """Whether a text speaks of 约束性 or 预期性 at all."""
    return _word().search(text) is not None


def said(text: str) -> Iterator[Said]:
    """Every word for the nature of a target, in order: ``约束性指标`` binding, ``(预期性)`` expected."""
    for match in _mention().finditer(text):
        yield Said(_words()[match["word"]], Span(*match.span("word")), match.end())


def heading_nature(words: str) -> tuple[Nature, Span] | None:
    """What a heading or a cell says that all below or beside it is: ``主要约束性指标`` binding; None where it says more, or nothing."""
    bare = words.strip()
    at = words.find(bare)
    if bare in _cells():
        return _cells()[bare], Span(at, at + len(bare))
    match = _heading().fullmatch(bare)
    return (_words()[match["word"]], Span(*match.span("word")).moved(at)) if match else None


def bracket_nature(words: str) -> tuple[Nature, Span] | None:
    """What the brackets in the name of an indicator say: ``森林覆盖率(约束性)`` binding."""
    match = _bracketed().search(words)
    return (_words()[match["word"]], Span(*match.span("word"))) if match else None


def natured(text: str, targets: list[Target]) -> list[Target]:
    """The targets of a text with the nature that it says they have. Nothing is changed where it says none. Takes linear time.

    ``森林覆盖率(约束性)达到24%`` · ``下降13.5%(约束性指标)`` · ``约束性指标:…`` up to the next such label · ``森林覆盖率、用水量为约束性指标`` ·
    ``上述指标均为约束性指标,其余为预期性指标``.
    """
    if not mentioned(text):
        return targets
    return _Natures(text, targets).told()


class _Natures:
    """The natures of the targets of one text, by the number of the target; what is said of one target by name or in brackets goes first."""

    def __init__(self, text: str, targets: Sequence[Target]) -> None:
        self.text, self.targets = text, targets
        self.starts = [target.span.start for target in targets]
        self.given: dict[int, Said] = {}
        self.before = 0

    def told(self) -> list[Target]:
        labels = [one for one in said(self.text) if not self.settled(one) and self.is_label(one)]
        ends = [*(one.span.start for one in labels[1:]), len(self.text)]
        for one, end in zip(labels, ends[: len(labels)], strict=True):
            self.label(one, end)
        return [
            replace(target, nature=self.given[number].nature, nature_span=self.given[number].span) if number in self.given else target
            for number, target in enumerate(self.targets)
        ]

    def give(self, numbers: Iterator[int] | Sequence[int], one: Said) -> None:
        for number in numbers:
            self.given.setdefault(number, one)

    def settled(self, one: Said) -> bool:
        """Whether a word says something of single targets, to which it is then given."""
        return self.in_brackets(one) or self.predicated(one)

    def in_brackets(self, one: Said) -> bool:
        """(约束性) behind the name of the indicator or behind its value."""
        opened = one.span.start - 1
        if opened < 0 or self.text[opened] not in _OPEN or self.text[one.end : one.end + 1] not in tuple(_CLOSE):
            return False
        first, last = bisect_right(self.starts, opened - _FAR), bisect_right(self.starts, opened)
        for number in range(last - 1, max(first, last - _NEAR) - 1, -1):
            target = self.targets[number]
            if target.span.end == opened or (target.span.covers(one.span) and self.text.endswith(_bare(target.indicator), 0, opened)):
                self.give([number], one)
                return True
        return True

    def predicated(self, one: Said) -> bool:
        """…为约束性指标: of the indicators named before it, of all above, of the rest."""
        low = max(0, one.span.start - _FAR)
        clause = _NAMED.search(self.text, low, one.span.start)
        verb = _predicate().search(clause[0]) if clause else None
        if clause is None or verb is None:
            return False
        subject = clause[0][: verb.start()]
        words = lexicon("natures")["said"]
        for lead in words["lead"]:
            subject = subject.removeprefix(lead)
        last = bisect_right(self.starts, clause.start())
        if not subject:
            self.give(self.last_told(clause.start()), one)
        elif subject.startswith(tuple(words["above"])):
            self.give(range(self.before, last), one)
            self.before = last
        elif subject in words["rest"] or subject.startswith(tuple(words["rest"])):
            self.give([number for number in range(self.before, last) if number not in self.given], one)
            self.before = last
        else:
            names = [name for name in _LIST.split(subject) if len(name) > 2]
            near = range(max(0, last - _NEAR), min(len(self.targets), last + _NEAR))
            self.give([number for number in near if _is_named(self.targets[number].indicator, names)], one)
        return True

    def last_told(self, at: int) -> list[int]:
        """The one target of the sentence before ``at``; none where it has several."""
        start = max(self.text.rfind(mark, max(0, at - 2 * _FAR), at) for mark in _SENTENCE) + 1
        found = list(range(bisect_left(self.starts, start), bisect_right(self.starts, at)))
        return found if len(found) == 1 else []

    def is_label(self, one: Said) -> bool:
        """约束性指标: or a heading of that name, with what it is said of behind it."""
        low = max(0, one.span.start - 12)
        return bool(_label_before().search(self.text[low : one.span.start]) and _LABEL_AFTER.match(self.text, one.end))

    def label(self, one: Said, end: int) -> None:
        """Binds up to the next label; a label with a colon not beyond its line."""
        if self.text[one.end : one.end + 1] not in ("。", "\n"):
            line = self.text.find("\n", one.end, end)
            end = line if line >= 0 else end
        self.give(range(bisect_left(self.starts, one.end), bisect_left(self.starts, end)), one)


def _bare(indicator: str) -> str:
    """The indicator without a bracket at its end."""
    return re.sub(r"[(\[〔【][^()\[\]〔〕【】]*[)\]〕】]$", "", indicator)


@cache
def _told_of() -> re.Pattern[str]:
    return re.compile(f"{_either('every')}?{_either('verbs')}(?:{'|'.join(_words())}).*$")


def _is_named(indicator: str, names: Sequence[str]) -> bool:
    indicator = _told_of().sub("", indicator)
    return any(indicator == name or (len(indicator) > 2 and (indicator.endswith(name) or name.endswith(indicator))) for name in names)
