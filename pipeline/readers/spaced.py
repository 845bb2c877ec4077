"""Tables of tasks whose cells only spaces part: ``1 改造管网20公里 市住建局`` under ``序号 工作任务 牵头单位``."""

import re
from collections.abc import Iterator, Sequence

from extractors.tables import part_of
from pipeline.readers.stacked import WHAT, WHO, Line, Placed, fits
from schemas.spans import Span

_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\d{1,3}")


def spaced(lines: Sequence[Line]) -> Iterator[tuple[int, int, list[Placed]]]:
    """Each table as the lines it fills (first, behind the last) and its cells, its head being row 0. Takes linear time.

    A row has its number, a cell for each column behind the words, and the rest of it is words; the first other line ends the table.
    """
    at = 0
    while at < len(lines):
        heads = _heads(lines[at])
        parts = [part_of(re.sub(r"\s", "", lines[at].text[start - lines[at].start : end - lines[at].start])) for start, end in heads]
        words = next((column for column, part in enumerate(parts) if column and part in WHAT), 0)
        table = 3 <= len(parts) <= 6 and words and parts[0] == "number" and set(parts) & {*WHO, "deadline"}
        cells = [Placed(*span, 0, column) for column, span in enumerate(heads)]
        end = at + 1
        while table and end < len(lines) and (row := _row(lines[end], len(parts), words)):
            line = lines[end]
            if not all(fits(line.text[a - line.start : b - line.start], parts[column]) for column, (a, b) in enumerate(row) if column > words):
                break
            cells += [Placed(*span, end - at, column) for column, span in enumerate(row)]
            end += 1
        if end - at > 2:
            yield at, end, cells
        at = end


def _heads(line: Line) -> list[Span]:
    """The words of a head; signs set apart (工 作 任 务) are one."""
    if not line.text.startswith("序号"):
        return []
    heads: list[Span] = []
    single = False
    for word in _WORD.finditer(line.text):
        start, end = word.start() + line.start, word.end() + line.start
        alone = end - start == 1
        if alone and single:
            heads[-1] = Span(heads[-1].start, end)
        else:
            heads.append(Span(start, end))
        single = alone
    return heads


def _row(line: Line, width: int, words: int) -> list[Span] | None:
    """The cells of a line that begins with a number: what is too many belongs to the column of words."""
    found = [Span(word.start() + line.start, word.end() + line.start) for word in _WORD.finditer(line.text)]
    if len(found) < width or not _NUMBER.fullmatch(line.text.split(maxsplit=1)[0]):
        return None
    behind = width - words - 1
    last = len(found) - behind
    return [*found[:words], Span(found[words].start, found[last - 1].end), *found[last:]]
