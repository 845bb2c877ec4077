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


Run = list[Glyph]


def _runs(glyphs: Iterable[Glyph]) -> list[Run]:
    """Neighbours in the order of the file that stand side by side on one line.

    Some fonts give each sign the box of its ink only, so that ``。`` is as low as a dash: a sign is level with the run
    where their middles are closer than half the widest or tallest sign of the run.
    """
    runs: list[Run] = []
    right = top = bottom = em = 0.0
    for glyph in glyphs:
        reach = max(em, glyph.right - glyph.left, glyph.bottom - glyph.top)
        level = abs((glyph.top + glyph.bottom) - (top + bottom)) < 1.1 * reach
        if runs and level and -0.5 * reach < glyph.left - right < 1.6 * reach:
            runs[-1].append(glyph)
            right, top, bottom, em = glyph.right, min(top, glyph.top), max(bottom, glyph.bottom), reach
            continue
        runs.append([glyph])
        right, top, bottom = glyph.right, glyph.top, glyph.bottom
        em = max(glyph.right - glyph.left, bottom - top)
    return runs


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs that share a line, each line from left to right, from top to bottom."""
    rows: list[tuple[float, float, list[Run]]] = []
    for top, bottom, run in sorted(((*_band(run), run) for run in runs), key=lambda banded: banded[:2]):
        for index in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            above, below, members = rows[index]
            shared = min(bottom, below) - max(top, above)
            if shared > 0.5 * min(bottom - top, below - above):
                members.append(run)
                if bottom - top > below - above:
                    rows[index] = top, bottom, members
                break
        else:
            rows.append((top, bottom, [run]))
    return [sorted(members, key=lambda run: run[0].left) for _, _, members in rows]


def _band(run: Run) -> tuple[float, float]:
    return min(glyph.top for glyph in run), max(glyph.bottom for glyph in run)


def _line(row: list[Run], page: int) -> Line:
    glyphs = row[0] if len(row) == 1 else [glyph for run in row for glyph in run]
    heights = sorted(glyph.bottom - glyph.top for glyph in glyphs)
    size = heights[len(heights) // 2]
    han = sorted(glyph.right - glyph.left for glyph in glyphs if glyph.text >= "\u3400")
    em = min(size, han[len(han) // 2]) if len(han) > 2 else 0.8 * size
    gap = 0.9 * max(size, han[len(han) // 2] if han else 0.0)
    parts: list[str] = []
    left, right = glyphs[0].left, glyphs[0].right
    for glyph in glyphs:
        if parts and (glyph.left - right > gap or (glyph.spaced and glyph.left >= left)):
            parts.append(" ")
        parts.append(glyph.text)
        left, right = glyph.left, glyph.right
    top, bottom = min(glyph.top for glyph in glyphs), max(glyph.bottom for glyph in glyphs)
    return Line("".join(parts), min(glyph.left for glyph in glyphs), top, max(glyph.right for glyph in glyphs), bottom, size, em, page)


def _imprint(row: list[Run]) -> list[list[Run]]:
    """The closing line of an official document holds two: the office at its left, the day of printing at its right (GB/T 9704-2012, 7.4)."""
    glyphs = [glyph for run in row for glyph in run]
    printed = PRINTED.search("".join(glyph.text[0] for glyph in glyphs))
    if printed and printed.start() > 0:
        before, after = glyphs[printed.start() - 1], glyphs[printed.start()]
        if after.left - before.right > 0.8 * (after.bottom - after.top):
            return [[glyphs[: printed.start()]], [glyphs[printed.start() :]]]
    return [row]


def _gutter(rows: list[list[Run]]) -> float | None:
    """The middle of the empty band between two columns; None where the page has one column."""
    runs = [run for row in rows for run in row]
    if len(runs) < 12:
        return None
    left, right = min(run[0].left for run in runs), max(run[-1].right for run in runs)
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = left + (right - left) * step / 100
        crossing = sum(run[0].left - 4 < x < run[-1].right + 4 for run in runs)
        both = sum(any(run[-1].right < x for run in row) and any(run[0].left > x for run in row) for row in rows)
        if crossing * 6 <= len(rows) and both * 2 >= len(rows) and (best is None or crossing < best[0]):
            best = crossing, x
    return best[1] if best else None


def _two_columns(rows: list[list[Run]], gutter: float, page: int) -> list[Line]:
    found: list[Line] = []
    halves: tuple[list[Line], list[Line]] = ([], [])
    for row in rows:
        if any(run[0].left < gutter < run[-1].right for run in row):
            found += halves[0] + halves[1] + [_line(row, page)]
            halves = ([], [])
            continue
        for half, part in enumerate(([run for run in row if run[-1].right <= gutter], [run for run in row if run[0].left >= gutter])):
            if part:
                halves[half].append(_line(part, page))
    return found + halves[0] + halves[1]
