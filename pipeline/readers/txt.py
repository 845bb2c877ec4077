"""Plain text: the decoded file as it stands; lines of cells between ``|`` are tables."""

import re
from itertools import pairwise

from pipeline.readers.charset import Decoded, decode
from pipeline.readers.draft import Draft
from pipeline.readers.faults import Fault
from pipeline.readers.spaced import spaced
from pipeline.readers.stacked import Line, Placed, stacked
from schemas.document import Block, Cell

BAR = re.compile(r"(?:(?<=[ \t])|^)\|(?=[ \t]|$)", re.M)
BARE = re.compile(r"\|")
LONGEST_GROUP = 60
RULE = frozenset("|:-+= \t\r\u3000")
BLANK = " \t\r\u3000\ufeff"
BINARY = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
PRIVATE = re.compile("[\ue000-\uf8ff]")


def fill(draft: Draft, data: bytes) -> None:
    """Add the text of the file; Fault where the bytes are no text."""
    decoded = decode(data)
    text = checked(draft, decoded, len(data)).replace("\r\n", "\n").replace("\r", "\n")
    draft.verbatim(text, blocks(text))


def checked(draft: Draft, decoded: Decoded, size: int) -> str:
    """The decoded text with NUL and lone surrogates replaced, and findings on what did not decode; Fault above 2 % of the bytes."""
    text = decoded.text
    bad = len(BINARY.findall(text[:100_000]))
    if bad > 2 + len(text[:100_000]) // 50:
        raise Fault("binary-file")
    draft.find("charset-mixed", int("," in decoded.encoding), decoded.encoding)
    if decoded.replaced * 50 > size:
        raise Fault("undecodable", count=decoded.replaced)
    draft.find("mojibake", int(decoded.doubtful), decoded.encoding)
    draft.find("characters-replaced" if decoded.replaced * 1000 <= max(size, 2000) else "bytes-undecodable", decoded.replaced)
    draft.find("nul-replaced", text.count("\x00"))
    draft.find("private-use", len(PRIVATE.findall(text)))
    return text.replace("\x00", "\ufffd")


def blocks(text: str) -> list[Block]:
    """Paragraphs and table cells of ``text``, white space around each left outside; a rule ``|---|---|`` is no block.

    A table is a run of lines of cells: lines that begin with ``|`` and hold two cells or more, or at least two lines with an equal number of cells
    parted by `` | `` (``1 | 完成普查 | 市住建局``). A short line without bars between two lines of three cells or more heads a group of rows.
    """
    found: list[Block] = []
    table, row, previous = -1, 0, None
    lines = _lines(text)
    stack = _stacked(text, lines)
    shapes = [_shape(text[start:end]) for start, end in lines]
    for index, (start, end) in enumerate(lines):
        shape = shapes[index]
        if (cells := stack.get(index)) is not None:
            table, previous = table + bool(cells), None
            found += [Block("cell", cell.start, cell.end, cell=Cell(table, cell.row, cell.column)) for cell in cells]
            continue
        begin, stop = _trimmed(text, start, end)
        if previous is not None and _heads_rows(shapes, index) and 0 < stop - begin <= LONGEST_GROUP:
            found.append(Block("cell", begin, stop, cell=Cell(table, row, 0, columns=previous[0])))
            row += 1
            continue
        if not _in_table(shapes, index):
            previous = None
            if begin < stop:
                found.append(Block("paragraph", begin, stop))
            continue
        if previous is None or (previous != shape and not (shape[1] and previous[1])):
            table, row = table + 1, 0
        previous = shape
        if _is_rule(text[start:end]):
            continue
        for column, (begin, stop) in enumerate(_cells(text, start, end)):
            found.append(Block("cell", begin, stop, cell=Cell(table, row, column)))
        row += 1
    return found


Shape = tuple[int, bool]
"""Number of cells in a line (1: no table line) and whether the line begins with ``|``."""


def _stacked(text: str, lines: list[tuple[int, int]]) -> dict[int, list[Placed]]:
    """The lines of tables whose cells stand one under the other or between spaces: at the first of each its cells, at the others none."""
    trimmed = [(index, *_trimmed(text, start, end)) for index, (start, end) in enumerate(lines)]
    held = [(index, Line(start, end, text[start:end])) for index, start, end in trimmed if start < end]
    found: dict[int, list[Placed]] = {}
    plain = [line for _, line in held]
    for first, behind, cells in sorted([*stacked(plain), *spaced(plain)]):
        found |= {index: [] for index, _ in held[first:behind]}
        found[held[first][0]] = cells
    return found


def _is_rule(line: str) -> bool:
    return "-" in line and "|" in line and RULE.issuperset(line)


def _lines(text: str) -> list[tuple[int, int]]:
    breaks = [-1, *(match.start() for match in re.finditer("\n", text)), len(text)]
    return [(before + 1, after) for before, after in pairwise(breaks)]


def _shape(line: str) -> Shape:
    if "|" not in line:
        return 1, False
    led = line.lstrip(BLANK).startswith("|")
    if _is_rule(line):
        return line.count("|") - 1 if led else line.count("|") + 1, led
    return len(_cells(line, 0, len(line))), led


def _in_table(shapes: list[Shape], index: int) -> bool:
    cells, led = shapes[index]
    if cells < 2:
        return False
    near = shapes[max(0, index - 1) : index] + shapes[index + 1 : index + 2]
    return led or shapes[index] in near or (cells > 2 and any(_heads_rows(shapes, beside) for beside in (index - 1, index + 1)))


def _heads_rows(shapes: list[Shape], index: int) -> bool:
    """Whether a line without bars stands between two lines with the same number of cells, three or more."""
    if not 0 < index < len(shapes) - 1 or shapes[index][0] != 1:
        return False
    return shapes[index - 1] == shapes[index + 1] and shapes[index - 1][0] > 2


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells of a line stand, without the bars and the white space around them."""
    start, end = _trimmed(text, start, end)
    framed = end - start > 1 and text[start] == text[end - 1] == "|"
    bars = [match.start() for match in (BARE if framed else BAR).finditer(text, start, end)]
    if bars and bars[0] == start:
        start = bars.pop(0) + 1
        if bars and bars[-1] == end - 1:
            end = bars.pop()
    edges = [start - 1, *bars, end]
    return [_trimmed(text, before + 1, after) for before, after in pairwise(edges)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in BLANK:
        start += 1
    while end > start and text[end - 1] in BLANK:
        end -= 1
    return start, end
