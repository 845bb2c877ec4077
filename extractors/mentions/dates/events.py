"""Times that have a name and no date: 汛期前, 示范期末, 2023年春节前."""

import re
from collections.abc import Iterator

from extractors.lexicon import lexicon
from extractors.mentions.dates.mention import DateMention
from extractors.mentions.dates.points import BEFORE, either, head
from schemas.spans import Span

_WORDS = lexicon("dates")["words"]
_NAME = either(_WORDS["events"])
_HEAD = head("到至今明本当次123456789", _WORDS["events"], _WORDS["terms"])
_EVENT = re.compile(
    rf"{_HEAD}(?P<lead>到|至)?(?:(?:(?:19|20)[0-9]{{2}}|[今明本当次])年)?(?:(?:1[0-2]|[1-9])月份?)?"
    rf"(?:(?:{_NAME}、)?(?<!防){_NAME}(?:{either(_WORDS['come'])})?(?P<before>{BEFORE}|期间|假期)|{either(_WORDS['terms'])}(?P<end>末|届满前|结束前|满前))"
)
_NEEDED = re.compile("[前末期]")
"""Without one of these signs there is no named time in a text."""


def events(text: str) -> Iterator[DateMention]:
    """Every named time with 前, 末 or 期间: ``汛期前``, ``示范期末``; its day is not in the text."""
    for match in _EVENT.finditer(text) if _NEEDED.search(text) else ():
        yield DateMention("event", match[0], Span(*match.span()), lead=match["lead"] or "", tail=match["before"] or match["end"])
