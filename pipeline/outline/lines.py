"""The lines of an item, and what each is: its text, a clause of its own, a note, or where the plan ends."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from extractors.lexicon import lexicon
from extractors.units import Clause, clauses, is_body
from extractors.units.roles import is_role_word, label_at

_SHORT = 44
_TO_ALL = re.compile(r" ?(?:各|[省市县区](?=[^,。;\n]{2,30}[局委办厅]))[^,。;:\n]{1,30}?(?:要|应|须)(?![求素点闻用急])[^\n]{16,}")
_BRACKETS = ("(", "〔", "[", "【")
_MARKS = "。;,. "


class Line(NamedTuple):
    """``text[start:end]`` with its line break: ``clause`` where a responsibility clause is all of it, ``bound`` where one ends it.

    ``told``: bound, after so much text that it is no heading; ``to_all``: it tells all what to do, as closing paragraphs do;
    ``duty``: it opens with the body whose duties it tells (``县财政局负责…``, ``县财政局:…``); ``charged``: or with one that is told what it
    must do (``县财政局要…``); ``phase``: it opens with a step of the work and its time (``启动(2025年3月-5月):…``).
    """

    start: int
    end: int
    clause: bool
    bound: bool
    note: bool
    site: bool
    closing: bool
    short: bool
    told: bool
    to_all: bool
    duty: bool
    charged: bool
    phase: bool


@cache
def _pattern(name: str, whole: bool = False) -> re.Pattern[str]:
    choices = lexicon("furniture")[name]
    inner = "|".join(choices) if isinstance(choices, list) else choices
    return re.compile(rf"(?:{inner})" + (r"\Z" if whole else ""))


def lines(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines of ``text[start:end]`` in order."""
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop + 1
        yield _line(text, at, stop)
        at = stop


def _line(text: str, start: int, end: int) -> Line:
    return _reading(text[start:end].strip())._replace(start=start, end=end)


def only_clauses(text: str, start: int, end: int) -> bool:
    """Whether the lines of ``text[start:end]`` are all responsibility clauses."""
    opening = text[start:end].lstrip().lstrip(_MARKS)
    opens = opening.startswith(_BRACKETS) or label_at(opening, 0) is not None
    return opens and all(line.clause for line in lines(text, start, end))


@lru_cache(maxsize=1024)
def _reading(content: str) -> Line:
    """What is said of a line by its words alone, wherever it stands."""
    found = clauses(content)
    only = bool(found) and not _rest(content, found)
    bound = bool(found) and not content[found[-1].end :].strip("。;. ") and not only
    return Line(
        start=0,
        end=len(content),
        clause=only,
        bound=bound,
        note=bool(_pattern("drafting_notes", whole=True).match(content)),
        site=bool(content) and bool(_pattern("site_lines").match(content)),
        closing=bool(content) and bool(_pattern("closing_lines", whole=True).match(content)),
        short=0 < len(content) <= _SHORT and not re.search(r"[,。;:|!?]", content),
        told=bound and found[-1].start > _SHORT,
        to_all=not found and bool(_TO_ALL.match(content)),
        duty=_opens_with_body(_DUTY, content),
        charged=_opens_with_body(_CHARGED, content),
        phase=bool(_PHASE.match(content)),
    )


_DUTY = re.compile(r"(?P<name>[^,。;:\n《》“”]{2,24}?)(?::|(?:主要|具体|牵头)?负责(?![人同任制的])|承担)(?=[^\n]{8})")


_CHARGED = re.compile(r"(?P<name>[^,。;:\n《》“”]{2,24}?)(?:要(?![求素点闻])|应当?(?!.尽|[用急对届])|须(?!知))(?=[^\n]{8})")
_PHASE = re.compile(r"[^,。;:\n()]{2,24}\([^()\n]{0,8}(?:20\d\d ?年|20\d\d\.|\d{1,2}月)[^()\n]{0,30}\) ?(?=[:。]|\Z)")


def _opens_with_body(pattern: re.Pattern[str], content: str) -> bool:
    opened = pattern.match(content)
    return opened is not None and is_body(opened["name"]) and not is_role_word(opened["name"])


def _rest(content: str, found: Sequence[Clause]) -> str:
    """What stands in a line beside its clauses and the marks between them."""
    borders = [0, *(place for clause in found for place in (clause.start, clause.end)), len(content)]
    return "".join(content[a:b] for a, b in zip(borders[::2], borders[1::2], strict=True)).strip(_MARKS)


_ALL_ABOVE = re.compile("(?:以上|上述)(?:各项|所有)?(?:工作|任务|事项|内容)")
_AFTER_CLAUSE = re.compile(rf"[)〕\]】。]{_TO_ALL.pattern}")
_FOR_WHOLE = re.compile(rf"[^。;\n]{{2,40}}{_ALL_ABOVE.pattern}[^。\n]{{0,8}}。?\s*\Z")


def for_whole(text: str, line: Line) -> int | None:
    """Where a closing paragraph begins that lost its line break, after the line's last clause.

    It binds a body to all above (``…,高新区负责落实以上工作``) or tells all what to do (``…(市住建局负责)各县要加强组织领导,…``).
    """
    content = text[line.start : line.end]
    found = clauses(content) if _ALL_ABOVE.search(content) or _AFTER_CLAUSE.search(content) else ()
    after = (_FOR_WHOLE.match(content, found[-1].end) or _TO_ALL.match(content, found[-1].end)) if found else None
    return line.start + after.start() if after else None


def closing(text: str, parts: list[Line], start: int, end: int, labelled: bool) -> int:
    """Where the plan's own text ends in the item ``text[start:end]``: at a signature, a date, the site's leavings; ``end`` if nowhere.

    ``parts`` are the item's lines; a ``labelled`` item's first line is always its own.
    """
    return _inside(text, start, next(_closings(text, parts, labelled), end))


def _closings(text: str, parts: list[Line], labelled: bool) -> Iterator[int]:
    """Where the lines begin that follow the plan's own text."""
    for index, line in enumerate(parts):
        if labelled and index == 0:
            continue
        content = text[line.start : line.end].strip()
        followed = index + 1 < len(parts) and (parts[index + 1].closing or parts[index + 1].site)
        signature = line.short and is_body(content) and (followed or index + 1 == len(parts))
        if line.closing or line.site or signature or (index == 0 and line.note) or _pattern("validity").match(content):
            yield line.start


def _inside(text: str, start: int, end: int) -> int:
    """The end inside a line that lost its breaks."""
    found = [cue for name in ("closing_cues", "validity") for cue in [_inner_cue(name).search(text, start, end)] if cue]
    return min((cue.start() for cue in found), default=end)


@cache
def _inner_cue(name: str) -> re.Pattern[str]:
    """A cue after a sentence or a clause; the words of validity are so plain that a blank before them is enough."""
    return re.compile((r"(?<=[。;)〕\n ])" if name == "validity" else r"(?<=[。;)〕\n])") + _pattern(name).pattern)
