"""By when a number is due: the date that governs its place in the text."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from extractors.targets.vocabulary import opens_with
from schemas.records import Deadline

_SENTENCE_END = re.compile("[。!?\n]")
_RELATIVE = re.compile("[0-9一二三四五六七八九十两]{1,3}个?(?:年|月)(?:之内|以内|内)")
_LINE_END = re.compile("\n")
_WHOLE_YEAR = re.compile("[,;]全年")
_REACH = 200
_LABELLED = re.compile("(?:时限|时间|期限|节点|完成日期)(?:要求|节点)?[::]$")
_LONGEST_LABEL = 8
_LEAD = 6
_LONGEST_LIST = 12


class Dues:
    """The dated deadlines of one text. ``clause`` is where its trailing responsibility clause begins."""

    def __init__(self, text: str, deadlines: Sequence[Deadline], clause: int | None) -> None:
        self._text = text
        limit = len(text) if clause is None else clause
        dated = sorted((d for d in deadlines if d.kind in ("by", "during") and d.end is not None), key=lambda d: d.span)
        last = [d for d in dated if d.span.start >= limit or self._labelled(d)]
        self._running = [d for d in dated if d not in last and not self._compared(d)]
        self._ends = [d.span.end for d in self._running]
        self._default = last[0] if last else self._bracketed()
        self._sentences = [0, *(m.end() for m in _SENTENCE_END.finditer(text))]
        self._paragraphs = [0, *(m.end() for m in _LINE_END.finditer(text))]

    def governing(self, at: int, end: int, recurring: bool = False) -> list[Deadline]:
        """The dates that bind the number in ``[at, end)``: neighbours in a list (2023年、2025年分别) together, in order; else one, or none."""
        count = bisect_right(self._ends, at)
        if count < len(self._running) and self._running[count].span.start == end:
            return [self._running[count]]  # 其余22处8月底前完成
        if count and _WHOLE_YEAR.search(self._text, max(self._ends[count - 1], at - _REACH), at):
            return [self._default] if self._default else []
        if count and self._running[count - 1].span.start >= _last(self._sentences, at):
            return self._neighbours(count)
        if count and not recurring and self._carries(self._running[count - 1], at):
            return [self._running[count - 1]]
        if count < len(self._running) and self._closes(self._running[count], at):
            return [self._running[count]]
        return [self._default] if self._default else []

    def _closes(self, deadline: Deadline, at: int) -> bool:
        """…210处,加装照明,6月底前完成。: the date of a last clause that says no more than 完成."""
        start, end = deadline.span
        verb = opens_with("phrase.closing").match(self._text, end)
        if verb is None or self._text[start - 1 : start] != "," or self._text[verb.end() : verb.end() + 1] not in ("。", "\n", ""):
            return False
        return _last(self._sentences, at) == _last(self._sentences, start)

    def _carries(self, deadline: Deadline, at: int) -> bool:
        """5年内, and a date that opens its sentence, bind the rest of the paragraph."""
        start, end = deadline.span
        if start < _last(self._paragraphs, at):
            return False
        opens = start - _last(self._sentences, start) <= _LEAD and self._text[end : end + 1] == ","
        return opens or bool(_RELATIVE.search(deadline.text))

    def _neighbours(self, count: int) -> list[Deadline]:
        group = [self._running[count - 1]]
        for earlier in reversed(self._running[max(0, count - _LONGEST_LIST) : count - 1]):
            gap = self._text[earlier.span.end : group[0].span.start]
            if gap not in ("、", "和", "与", "及", "以及", ",", "年、", "年和"):
                break
            group.insert(0, earlier)
        return group

    def _compared(self, deadline: Deadline) -> bool:
        """较2020年 and 2021年基础上 name what is compared with."""
        start, end = deadline.span
        return self._text[max(0, start - 1) : start] in ("较", "比") or self._text[end : end + 3] == "基础上"

    def _labelled(self, deadline: Deadline) -> bool:
        """完成时限:2027年6月 binds the whole text, wherever it stands."""
        return bool(_LABELLED.search(self._text, max(0, deadline.span.start - _LONGEST_LABEL), deadline.span.start))

    def _bracketed(self) -> Deadline | None:
        """The date in the brackets of a heading: 宣传发动阶段(2020年4月30日前)."""
        for deadline in self._running:
            start, end = deadline.span
            if start < 40 and self._text[max(0, start - 1) : start] == "(" and self._text[end : end + 1] == ")":
                return deadline
        return None


def _last(places: Sequence[int], at: int) -> int:
    return places[bisect_right(places, at) - 1]


def years(deadline: Deadline) -> list[date]:
    """The ends of the years that a span of whole years covers: 2021-2022年 gives 2021-12-31 and 2022-12-31."""
    if deadline.kind != "during" or deadline.start is None or deadline.end is None:
        return []
    if (deadline.start.month, deadline.start.day, deadline.end.month, deadline.end.day) != (1, 1, 12, 31):
        return []
    return [date(year, 12, 31) for year in range(deadline.start.year, deadline.end.year + 1)]
