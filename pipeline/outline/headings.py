"""The title of an item: its first sentence where that is short and more follows, or its label's own line."""

import re
from functools import cache

from extractors.lexicon import lexicon
from extractors.units import clauses
from extractors.units.names import alternation
from extractors.units.roles import label_at, label_words
from schemas.spans import Span

_LONGEST = 30
_LONGEST_LINE = 44
_SENTENCE = re.compile(rf"[^,。;:!?\n]{{1,{_LONGEST}}}(?=[。:!?])")
_BRACKET_END = re.compile(r"[(〔][^()〔〕]{0,120}[)〕]$")
_DATED = re.compile(r"\d ?[年月日]|年底|长期")
_SOLID = re.compile(r"\S")
_STOP = re.compile("[。;!]")
_MARKS = "。;:,.、 !"
_BRACKET = re.compile(r"[(〔\[【]")
_LABEL_REACH = 40
"""No role label with its colon is longer."""
_LEAD = re.compile(rf"[^。;!]{{0,{_LONGEST_LINE}}}[{re.escape(_MARKS)}]*")


@cache
def _tails() -> re.Pattern[str]:
    tail = f"(?:{alternation(lexicon('sections')['tails'])})"
    return re.compile(rf"[^,。;:\n]{{0,14}}?{tail}(?:(?:和|与|及){tail})?")


def heading(text: str, start: int, first_child: int | None, end: int) -> Span | None:
    """The stretch of the title in the item whose label ends at ``start``; ``first_child`` is where its first child begins.

    A bracketed date or clause at its end is left out. None where the item has no title of its own.
    """
    line_end = text.find("\n", start, end)
    line = Span(start, min(x for x in (line_end if line_end >= 0 else end, first_child or end, end)))
    whole = _whole_line(text, line, more=bool(_SOLID.search(text, line.end, end)))
    found = whole or _first_sentence(text, line, end) or _tail(text, line)
    return _trimmed(text, found) if found else None


def _may_head(whole: str) -> bool:
    """Whether what stands before a line's clause may be short enough for a title: the line is, or a clause could begin where it no longer is."""
    lead = _LEAD.match(whole)
    end = lead.end() if lead else 0
    if end == len(whole) or _BRACKET.search(whole, 0, end + 1):
        return True
    return any(word.start <= end for word in label_words(whole, 0, end + _LABEL_REACH))


def _whole_line(text: str, line: Span, more: bool) -> Span | None:
    whole = text[line.start : line.end].rstrip(_MARKS + "\n")
    if not _may_head(whole):
        return None
    found = clauses(whole)
    clause = found[-1].start if found and found[-1].start > 4 and not text[line.start + found[-1].end : line.end].strip(_MARKS + "\n") else None
    content = text[line.start : line.start + clause if clause else line.end].rstrip(_MARKS)
    if not content or len(content) > _LONGEST_LINE or _STOP.search(content):
        return None
    closed = clause is not None or text[line.start : line.end].rstrip()[-1:] in tuple("。;.")
    return Span(line.start, line.start + len(content)) if more or not closed else None


def _first_sentence(text: str, line: Span, end: int) -> Span | None:
    found = _SENTENCE.match(text, line.start, line.end)
    if not found:
        return None
    rest = text[found.end() + 1 : end]
    after_clauses = clauses(rest) if rest[:1] in tuple("(〔[【") or label_at(rest, 0) else ()
    clause_only = bool(after_clauses) and after_clauses[0].start == 0 and not rest[after_clauses[-1].end :].strip(_MARKS + "\n")
    return Span(*found.span()) if rest.strip(_MARKS + "\n") and not clause_only else None


def _tail(text: str, line: Span) -> Span | None:
    """A heading that lost its full stop: ``培育目标|到2025年…``."""
    found = _tails().match(text, line.start, line.end)
    return Span(*found.span()) if found else None


def _trimmed(text: str, found: Span) -> Span | None:
    start, end = found
    while start < end and text[start] in _MARKS:
        start += 1
    bracket = _BRACKET_END.search(text[start:end])
    if bracket and bracket.start() and (_DATED.search(bracket.group()) or clauses(text[start:end])):
        end = start + bracket.start()
    return Span(start, end) if start < end else None
