"""Cells out of ruling lines, held to what pdfplumber finds."""

import time
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from pipeline.readers.pdf.cells import cells, contiguous
from pipeline.readers.pdf.drawing import Box, ruling
from pipeline.readers.pdf.glyphs import sheet

ROOT = Path(__file__).resolve().parents[1]
PDFS = sorted([*(ROOT / "data" / "raw").glob("*.pdf"), *(ROOT.parent / "shared" / "plans").glob("**/*.pdf")])


def merged(boxes: list[Box]) -> list[dict[str, Any]]:
    return list(merge_edges([edge for box in boxes for edge in ruling(box)], 3, 3, 3, 3))


def reference(edges: list[dict[str, Any]]) -> tuple[list[Box], list[list[Box]]]:
    found = intersections_to_cells(edges_to_intersections(edges, 3, 3))
    return sorted(found), sorted(map(sorted, cells_to_tables(found)))


def ours(edges: list[dict[str, Any]]) -> tuple[list[Box], list[list[Box]]]:
    found = cells(edges, 3)
    return sorted(found), sorted(sorted(table) for table in contiguous(found) if len(table) > 1)


def test_four_strokes_are_a_cell_and_three_are_none() -> None:
    strokes: list[Box] = [(0, 0, 100, 0), (0, 50, 100, 50), (0, 0, 0, 50), (100, 0, 100, 50)]
    assert cells(merged(strokes), 3) == [(0, 0, 100, 50)]
    assert cells(merged(strokes[:3]), 3) == []


def test_a_merged_cell_spans_the_strokes_that_do_not_cross_it() -> None:
    outer: list[Box] = [(0, 0, 100, 0), (0, 80, 100, 80), (0, 0, 0, 80), (100, 0, 100, 80), (40, 0, 40, 80), (40, 40, 100, 40)]
    assert cells(merged(outer), 3) == [(0, 0, 40, 80), (40, 0, 100, 40), (40, 40, 100, 80)]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.booleans()), min_size=4, max_size=24))
def test_any_strokes_give_the_cells_that_pdfplumber_finds(strokes: list[tuple[int, int, int, bool]]) -> None:
    boxes: list[Box] = []
    for place, start, end, level in strokes:
        low, high = 20.0 * min(start, end), 20.0 * max(start, end)
        boxes.append((low, 20.0 * place, high, 20.0 * place) if level else (20.0 * place, low, 20.0 * place, high))
    edges = merged(boxes)
    assert ours(edges) == reference(edges)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_pages_give_the_cells_that_pdfplumber_finds(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    for index in range(min(len(document), 25)):
        edges = merge_edges(sheet(document[index], index + 1).edges, 3, 3, 3, 3)
        assert ours(edges) == reference(edges)


def test_a_drawing_of_thousands_of_strokes_takes_no_minutes() -> None:
    edges = [edge for step in range(4000) for edge in ruling((5.0 * step, 0, 5.0 * step, 4))]
    edges += [edge for step in range(4000) for edge in ruling((0, 50.0 + 5 * step, 4, 50.0 + 5 * step))]
    start = time.process_time()
    assert cells(edges, 3) == []
    assert time.process_time() - start < 5
    crossed = [edge for step in range(500) for edge in [*ruling((5.0 * step, 0, 5.0 * step, 2500)), *ruling((0, 5.0 * step, 2500, 5.0 * step))]]
    assert cells(crossed, 3) == []
