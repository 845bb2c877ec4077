"""Documents that a text names: titles between 《》, 文号 and numbers of decrees."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.lexicon import lexicon
from schemas.spans import Span

LONGEST_TITLE = 160
_OPEN, _CLOSE = "〔[(【﹝{<〈「", "〕])】﹞}>〉」"
_YEAR = r"(?:(?:19|20)[\dXx×*]{2}|[Xx×*]{2,4}|[一二][九〇○零][一二三四五六七八九〇○零]{2})"
_SERIAL = r"(?:\d{1,5}|[Xx×*]{1,4}|[一二三四五六七八九十百〇○零]{1,6})"

_BRACKETED = re.compile(rf"(?P<open>[{re.escape(_OPEN)}]) ?{_YEAR} ?年? ?[{re.escape(_CLOSE)}] ?(?:第 ?)?(?:{_SERIAL}) ?[号號]")
_HEAD = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,20}\Z")
_DECREE = re.compile(rf"(?:令|公告|通告)(?: ?\(?{_YEAR} ?年\)?)? ?第 ?{_SERIAL} ?号|第 ?{_SERIAL} ?号 ?(?:令|公告)")
_BREAK = re.compile(r"[。\n;；]")


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A 文号 as written (``鲁政办字〔2019〕146号``, ``国务院令第714号``) and where it stands."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A title between 《》 and the number that belongs to it; ``span`` holds both, ``inner`` the title alone. Unclosed: the 》 is missing."""

    title: str
    number: str | None
    span: Span
    inner: Span
    closed: bool = True


def doc_numbers(text: str) -> list[DocNumber]:
    """The 文号 of a text in order, whatever their brackets.

    ``贯彻鲁政办发〔2017〕28号文件`` → ``鲁政办发〔2017〕28号``; ``(住房和城乡建设部令第39号)`` → ``住房和城乡建设部令第39号``.
    The parts of a 文号 are those of GB/T 9704-2012, 7.2.5: 发文机关代字, year in 六角括号, serial number.
    """
    found = [*_bracketed(text), *_decrees(text)]
    found.sort(key=lambda number: number.span)
    return found


def titles(text: str, numbers: list[DocNumber] | None = None) -> list[Citation]:
    """The titles between 《》 in order, outermost only, with the number that follows in brackets or stands before.

    ``《关于印发〈城乡规划办法〉的通知》(国办发〔2019〕45号)`` is one. A missing 》 is put after the last word for a document in its clause.
    ``numbers`` are those of the text, where they are known.
    """
    numbers = doc_numbers(text) if numbers is None else numbers
    return [_numbered(text, start, end, closed, numbers) for start, end, closed in _quoted(text)]


def _bracketed(text: str) -> Iterator[DocNumber]:
    for match in _BRACKETED.finditer(text):
        code = _issuing_code(text, match.start())
        if code:
            start = match.start() - len(code)
            yield DocNumber(text[start : match.end()], Span(start, match.end()))


def _decrees(text: str) -> Iterator[DocNumber]:
    for match in _DECREE.finditer(text):
        start = match.start() - len(_issuing_code(text, match.start()))
        yield DocNumber(text[start : match.end()], Span(start, match.end()))


def _issuing_code(text: str, end: int) -> str:
    """The code of the issuing office before ``end``: ``贯彻鲁政办发`` → ``鲁政办发``; behind an opening bracket all of ``(住房和城乡建设部令``."""
    head = _HEAD.search(text[max(0, end - 20) : end])
    if head is None:
        return ""
    code = head.group()
    enclosed = text[end - len(code) - 1 : end - len(code)] in ("(", "〔", "[", "【", "\n")
    at = 0
    for match in _lead_ins(enclosed).finditer(code):
        if match.end() < len(code):
            at = match.end()
    return code[at:]


@cache
def _lead_ins(enclosed: bool) -> "re.Pattern[str]":
    words = [word for word in lexicon("references")["number_lead_ins"] if len(word) > 1 or word == "见" or not enclosed]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _quoted(text: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, closed) of each outermost 《…》, the marks inside the stretch."""
    at = text.find("《")
    while at >= 0:
        end = _closing(text, at)
        if end is not None:
            yield at, end, True
        else:
            end = _presumed_end(text, at)
            if end is not None:
                yield at, end, False
        at = text.find("《", end if end is not None else at + 1)


def _closing(text: str, start: int) -> int | None:
    depth = 0
    for index in range(start, min(len(text), start + LONGEST_TITLE)):
        mark = text[index]
        if mark == "《":
            depth += 1
        elif mark == "》":
            depth -= 1
            # 《A〈B》〉 and 《A《B》的通知》 close late; the next 》 of the same clause is theirs
            if depth == 0:
                return index + 1
        elif mark == "。":
            break
    return _first_close(text, start)


def _first_close(text: str, start: int) -> int | None:
    """The first 》 of an unbalanced title: ``《A《B》,`` closes where it can, before the clause ends."""
    stop = min(len(text), start + LONGEST_TITLE)
    end = text.find("》", start, stop)
    if end < 0 or _BREAK.search(text, start, end) or "《" in text[start + 1 : end]:
        return None
    return end + 1


def _presumed_end(text: str, start: int) -> int | None:
    stop = re.compile(r"[,，。;；\n》《、:]").search(text, start + 1, start + LONGEST_TITLE)
    clause = text[start + 1 : stop.start() if stop else start + LONGEST_TITLE]
    ends = [match.end() for match in _kinds().finditer(clause)]
    return start + 1 + ends[-1] if ends and ends[-1] >= 4 else None


@cache
def _kinds() -> "re.Pattern[str]":
    words = sorted(lexicon("references")["kinds"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


_AFTER = re.compile(r" ?[(〔\[【][^()\n。《》]{0,12}")
_BEFORE_GAP = re.compile(r"(?:文件|文)? ?[,:、(]? ?")


def _numbered(text: str, start: int, end: int, closed: bool, numbers: list[DocNumber]) -> Citation:
    inner = Span(start + 1, end - 1 if closed else end)
    after = _number_after(text, end, numbers)
    before = None if after else _number_before(text, start, numbers)
    stop = start
    if after:
        stop = after.span.end + (text[after.span.end : after.span.end + 1] in tuple(_CLOSE))
    number = after or before
    return Citation(
        title=re.sub(r" ?\n ?", "", text[inner.start : inner.end]).strip(),
        number=number.value if number else None,
        span=Span(before.span.start if before else start, max(end, stop)),
        inner=inner,
        closed=closed,
    )


def _number_after(text: str, end: int, numbers: list[DocNumber]) -> DocNumber | None:
    """The number in the bracket that opens right behind the title, or right behind the title itself."""
    bracket = _AFTER.match(text, end)
    index = bisect_left(numbers, end, key=lambda number: number.span.start)
    if index == len(numbers):
        return None
    start = numbers[index].span.start
    return numbers[index] if start == end or (bracket and start <= bracket.end()) else None


def _number_before(text: str, start: int, numbers: list[DocNumber]) -> DocNumber | None:
    index = bisect_right(numbers, start, key=lambda number: number.span.end) - 1
    if index < 0:
        return None
    end = numbers[index].span.end
    return numbers[index] if start - end <= 4 and _BEFORE_GAP.fullmatch(text[end:start]) else None
