"""Cells out of ruling lines: where level and upright edges cross, the smallest boxes whose four sides are drawn.

Gives what pdfplumber's ``intersections_to_cells`` and ``cells_to_tables`` give (a test holds it to them), without trying every
upright edge against every level one: a page with a chart of thousands of strokes took minutes.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from pipeline.readers.pdf.drawing import Box

Point = tuple[float, float]
MOST_CROSSINGS = 100_000


def cells(edges: Sequence[dict[str, Any]], tolerance: float) -> list[Box]:
    """The smallest drawn boxes (left, top, right, bottom), from left to right; none where a drawing has more than 100,000 crossings."""
    upright, level = _crossings(edges, tolerance)
    down: dict[float, list[float]] = {}
    across: dict[float, list[float]] = {}
    for x, y in sorted(upright):
        down.setdefault(x, []).append(y)
        across.setdefault(y, []).append(x)
    found = []
    for x, y in sorted(upright):
        box = _smallest(x, y, down[x], across[y], upright, level)
        if box is not None:
            found.append(box)
    return found


def contiguous(boxes: list[Box]) -> list[list[Box]]:
    """Boxes that touch at a corner, together, in the order of their upper left corners."""
    group: dict[Point, int] = {}
    parents = list(range(len(boxes)))

    def top(index: int) -> int:
        while parents[index] != index:
            parents[index] = index = parents[parents[index]]
        return index

    for index, (x0, y0, x1, y1) in enumerate(boxes):
        for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1)):
            parents[top(index)] = top(group.setdefault(corner, index))
    found: dict[int, list[Box]] = {}
    for index, box in enumerate(boxes):
        found.setdefault(top(index), []).append(box)
    return sorted(found.values(), key=lambda members: min((box[1], box[0]) for box in members))


Crossings = dict[Point, set[int]]
"""Point → numbers of the edges through it."""


def _crossings(edges: Sequence[dict[str, Any]], tolerance: float) -> tuple[Crossings, Crossings]:
    """The points where an upright and a level edge meet, once with the upright and once with the level edges through them."""
    levels = sorted((edge["top"], edge["x0"], edge["x1"], number) for number, edge in enumerate(edges) if edge["orientation"] == "h")
    heights = [one[0] for one in levels]
    upright: Crossings = {}
    level: Crossings = {}
    for number, edge in enumerate(edges):
        if edge["orientation"] != "v":
            continue
        x = edge["x0"]
        for y, left, right, other in levels[bisect_left(heights, edge["top"] - tolerance) : bisect_right(heights, edge["bottom"] + tolerance)]:
            if left - tolerance <= x <= right + tolerance:
                upright.setdefault((x, y), set()).add(number)
                level.setdefault((x, y), set()).add(other)
        if len(upright) > MOST_CROSSINGS:
            return {}, {}
    return upright, level


def _smallest(x: float, y: float, below: list[float], beside: list[float], upright: Crossings, level: Crossings) -> Box | None:
    """The smallest box with its upper left corner at (x, y). A side is drawn where one edge runs through both its ends."""
    for bottom in below[bisect_right(below, y) :]:
        if not upright[x, y] & upright[x, bottom]:
            return None
        for right in beside[bisect_right(beside, x) :]:
            if not level[x, y] & level[right, y]:
                break
            corner = (right, bottom)
            if corner in upright and upright[corner] & upright[right, y] and level[corner] & level[x, bottom]:
                return x, y, right, bottom
    return None
