"""The topics of a text, by the cues in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from extractors.topics.taxonomy import Cue, Leaf, cues
from extractors.units import clauses
from schemas.spans import Span

OPENING = 30
"""Characters of a text's beginning in which a cue counts most: it holds the heading of a task, or the verb and what it is done to."""
LABEL = re.compile(r"^(?:[((]?[一二三四五六七八九十\dIVX]{1,3}[))、..]|[①-⑳]|第?[一二三四五六七八九十首其再最][是先次后,]{1,2},?|\s){0,3}")
SENTENCE = re.compile("[。;\n]")
BODY = re.compile("(?:[一-龥]{0,3}(?:局|厅|委|办公室|支队|中心主任|部门|领导小组|指挥部|专班|分局|集团|公司))")
AGAIN = 0.35
"""What a cue of the same topic counts for after the first, beside the first."""
LEAST = 0.6
"""A topic must score as much to be one."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a text: its ``domain`` and ``name``, how strongly it shows (``score``), and the first ``cue``, which stands at ``span``."""

    domain: str
    name: str
    score: float
    cue: str
    span: Span


def topics(text: str) -> list[Topic]:
    """The topics of a text, the strongest first; empty where no cue is found. Time is linear in the length of the text.

    ``新建口袋公园20个`` gives 园林绿化 / 口袋公园与公园绿地 by the cue 口袋公园. The names of bodies (市城市管理局) and
    responsibility clauses show nothing; a cue in the opening shows more than one behind it. Spans are in ``text``.
    """
    start, opening = _opening(text)
    shown: dict[Leaf, dict[str, _Sight]] = {}
    for at, cue in _found(text):
        if cue.leaf and (cue.strength != "opening" or at < opening):
            sight = _Sight(_worth(cue, at - start, opening - start), cue.word, at)
            same = shown.setdefault(cue.leaf, {})
            same[cue.word] = max(sight, same.get(cue.word, sight), key=lambda one: one.worth)
    found = [_topic(leaf, list(same.values())) for leaf, same in shown.items()]
    return sorted((topic for topic in found if topic.score >= LEAST * _weight(topic, shown)), key=lambda topic: (-topic.score, topic.span))


class _Sight(NamedTuple):
    worth: float
    word: str
    at: int


def _weight(topic: Topic, shown: Iterable[Leaf]) -> float:
    return next(leaf.weight for leaf in shown if leaf.name == topic.name)


def _topic(leaf: Leaf, sights: list[_Sight]) -> Topic:
    best = max(sights, key=lambda one: (one.worth, -one.at))
    score = best.worth + AGAIN * (sum(one.worth for one in sights) - best.worth)
    return Topic(leaf.domain, leaf.name, round(score * leaf.weight, 3), best.word, Span(best.at, best.at + len(best.word)))


def _worth(cue: Cue, at: int, opening: int) -> float:
    """What a cue counts for, ``at`` characters behind the label: long words say more than short ones, the opening more than the rest."""
    size = {2: 0.8, 3: 0.95}.get(len(cue.word), 1.1)
    place = 2.2 if at < opening else 0.9 if at < 120 else 0.6
    return size * place * (0.4 if cue.strength == "weak" else 1.0)


def _opening(text: str) -> tuple[int, int]:
    """Where the label ends, and the opening: with the first sentence, or after so many characters."""
    label = LABEL.match(text)
    start = label.end() if label else 0
    stop = SENTENCE.search(text, start + 4, start + OPENING)
    return start, stop.start() if stop else min(len(text), start + OPENING)


def _found(text: str) -> Iterator[tuple[int, Cue]]:
    """The cues from the left, the longest at each place, none inside another, none in a clause of bodies or in the name of one."""
    table, at = cues(), 0
    closed = sorted((clause.start, clause.end) for clause in clauses(text))
    for stop, resume in [*closed, (len(text), len(text))]:
        while at < stop:
            cue = next((one for one in table.get(text[at : at + 2], ()) if text.startswith(one.word, at)), None)
            if cue is None or at + len(cue.word) > stop:
                at += 1
                continue
            if not BODY.match(text, at + len(cue.word)):
                yield at, cue
            at += len(cue.word)
        at = max(at, resume)
