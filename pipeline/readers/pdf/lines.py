"""Characters of a page as lines, in reading order; two columns are read one after the other."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.readers.pdf.glyphs import Glyph

PRINTED = re.compile(r"[\d０-９]{4}年[\d０-９]{1,2}月[\d０-９]{1,2}日印发$")


@dataclass(slots=True)
class Line:
    """One line of text and its box in points; ``size`` is the usual height of its characters, ``em`` the width of a Han character."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    em: float
    page: int = 0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    @property
    def middle(self) -> float:
        """Where the middle of the line stands from the top."""
        return (self.top + self.bottom) / 2


def lines(glyphs: Iterable[Glyph], page: int = 0, columns: bool = True) -> list[Line]:
    """The lines that ``glyphs`` form, from top to bottom; with ``columns``, those of a left column before those of the right one."""
    rows = _rows(_runs(glyphs))
    if columns and (gutter := _gutter(rows)) is not None:
        return _two_columns(rows, gutter, page)
    return [_line(part, page) for row in rows for part in _imprint(row)]


@dataclass(slots=True)
class Run:
    """Neighbouring characters on one line, and the box around them."""

    glyphs: list[Glyph]
    left: float
    top: float
    right: float
    bottom: float


def _runs(glyphs: Iterable[Glyph]) -> list[Run]:
    """Neighbours in the order of the file that stand side by side on one line.

    Some fonts give each sign the box of its ink only, so that ``。`` is as low as a dash: a sign is level with the run
    where their middles are closer than half the widest or tallest sign of the run.
    """
    runs: list[Run] = []
    members: list[Glyph] = []
    right = top = bottom = em = 0.0
    for glyph in glyphs:
        left, upper, end, lower, _, _ = glyph
        reach = em
        if end - left > reach:
            reach = end - left
        if lower - upper > reach:
            reach = lower - upper
        if members and abs(upper + lower - top - bottom) < 1.1 * reach and -0.5 * reach < left - right < 1.6 * reach:
            members.append(glyph)
            right, em = end, reach
            if upper < top:
                top = upper
            if lower > bottom:
                bottom = lower
            continue
        if members:
            runs.append(Run(members, members[0].left, top, right, bottom))
        members, right, top, bottom, em = [glyph], end, upper, lower, max(end - left, lower - upper)
    if members:
        runs.append(Run(members, members[0].left, top, right, bottom))
    return runs


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs that share a line, each line from left to right, from top to bottom."""
    rows: list[tuple[float, float, list[Run]]] = []
    for run in sorted(runs, key=lambda run: (run.top, run.bottom)):
        for index in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            above, below, members = rows[index]
            shared = min(run.bottom, below) - max(run.top, above)
            if shared > 0.5 * min(run.bottom - run.top, below - above):
                members.append(run)
                if run.bottom - run.top > below - above:
                    rows[index] = run.top, run.bottom, members
                break
        else:
            rows.append((run.top, run.bottom, [run]))
    return [sorted(members, key=lambda run: run.left) if len(members) > 1 else members for _, _, members in rows]


def _line(row: list[Run], page: int) -> Line:
    glyphs = row[0].glyphs if len(row) == 1 else [glyph for run in row for glyph in run.glyphs]
    heights = sorted([glyph.bottom - glyph.top for glyph in glyphs])
    size = max(heights[len(heights) // 2], 1.0)
    han = sorted([glyph.right - glyph.left for glyph in glyphs if glyph.text >= "\u3400"])
    em = max(1.0, min(size, han[len(han) // 2]) if len(han) > 2 else 0.8 * size)
    gap = 0.9 * max(size, han[len(han) // 2] if han else 0.0)
    parts: list[str] = []
    left, right = glyphs[0].left, glyphs[0].right
    for start, _, end, _, text, spaced in glyphs:
        if parts and (start - right > gap or (spaced and start >= left)):
            parts.append(" ")
        parts.append(text)
        left, right = start, end
    box = min(run.left for run in row), min(run.top for run in row), max(run.right for run in row), max(run.bottom for run in row)
    return Line("".join(parts), *box, size, em, page)


def _imprint(row: list[Run]) -> list[list[Run]]:
    """The closing line of an official document holds two: the office at its left, the day of printing at its right (GB/T 9704-2012, 7.4)."""
    if row[-1].glyphs[-1].text != "发" and row[-1].glyphs[-1].text != "發":
        return [row]
    glyphs = [glyph for run in row for glyph in run.glyphs]
    printed = PRINTED.search("".join(glyph.text[0] for glyph in glyphs))
    if printed and printed.start() > 0:
        before, after = glyphs[: printed.start()], glyphs[printed.start() :]
        if after[0].left - before[-1].right > 0.8 * (after[0].bottom - after[0].top):
            return [_runs(before), _runs(after)]
    return [row]


def _gutter(rows: list[list[Run]]) -> float | None:
    """The middle of the empty band between two columns; None where the page has one column."""
    if len(rows) < 6 or 2 * sum(len(row) > 1 for row in rows) < len(rows):
        return None
    runs = [run for row in rows for run in row]
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = left + (right - left) * step / 100
        crossing = sum(run.left - 4 < x < run.right + 4 for run in runs)
        both = sum(any(run.right < x for run in row) and any(run.left > x for run in row) for row in rows)
        if crossing * 6 <= len(rows) and both * 2 >= len(rows) and (best is None or crossing < best[0]):
            best = crossing, x
    return best[1] if best else None


def _two_columns(rows: list[list[Run]], gutter: float, page: int) -> list[Line]:
    found: list[Line] = []
    halves: tuple[list[Line], list[Line]] = ([], [])
    for row in rows:
        if any(run.left < gutter < run.right for run in row):
            found += halves[0] + halves[1] + [_line(row, page)]
            halves = ([], [])
            continue
        for half, part in enumerate(([run for run in row if run.right <= gutter], [run for run in row if run.left >= gutter])):
            if part:
                halves[half].append(_line(part, page))
    return found + halves[0] + halves[1]
