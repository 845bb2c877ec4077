"""The ledger in other programs' files: typed, whole or warned about, harmless, and never half written."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import export, query
from analysis.calendar import calendar
from pipeline.store import Store, open_store
from schemas.document import Notice
from tests.factories import deadline, extraction, reference, target, task, unit

DANGEROUS = '=HYPERLINK("http://example.invalid","x")'
LONG = "(二)" + "很长的任务" * 8000
PLAN = extraction(
    task("(一)整治黑臭水体,建设\n污水厂|泵站。", units=(unit(DANGEROUS), unit("市财政局", "cooperate")), deadlines=(deadline(),), page=3),
    task(LONG, units=(), deadlines=(deadline("长期", None, "ongoing"), deadline("2024年6月", date(2024, 6, 30)))),
    targets=(target(low=Decimal("-1.25")),),
    references=(reference(),),
    warnings=(Notice("doubt", "怀疑", 2),),
)
EMPTY = extraction(name="b.txt", title="@SUM(1)", region=None)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as made:
        with made.begin_run({}) as run:
            run.save(PLAN, path="a.txt")
            run.save(EMPTY, path="b.txt")
        yield made


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file as Excel reads it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_opens_in_excel_and_has_no_formulas(store: Store, tmp_path: Path) -> None:
    done = export.export(store, tmp_path, "csv")
    assert {path.name for path in done.files} == {f"{kind}.csv" for kind in export.KINDS}
    assert (tmp_path / "tasks.csv").read_bytes().startswith(b"\xef\xbb\xbfid,plan,")
    cells = [cell for path in done.files for row in rows(path) for cell in row.values()]
    assert [cell for cell in cells if cell[:1] in "=+@\t\r" and cell] == []
    assert rows(tmp_path / "targets.csv")[0]["low"] == "-1.25", "numbers stay numbers"


def test_csv_comes_back_as_it_was(store: Store, tmp_path: Path) -> None:
    export.export(store, tmp_path, "csv")
    for kind in ("tasks", "units", "plans"):
        expected = [["" if value is None else export._words(value) for value in row.values()] for row in export.records(getattr(store, kind)())]
        assert [[export.unneutral(cell) for cell in row.values()] for row in rows(tmp_path / f"{kind}.csv")] == expected


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("'=+-@ab＝"))
def test_neutral_text_can_be_told_and_taken_back(text: str) -> None:
    assert export.neutral(text)[:1] not in tuple("=+-@\t\r＝＋－＠")
    assert export.unneutral(export.neutral(text)) == text


def test_json_lines_are_typed(store: Store, tmp_path: Path) -> None:
    export.export(store, tmp_path, "jsonl")
    found = [json.loads(line) for line in (tmp_path / "tasks.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in found] == store.tasks()["id"].tolist()
    assert (found[0]["page"], found[0]["due"], found[0]["title"], found[0]["path"]) == (3, "2025-12-31", None, ["二、重点任务"])
    assert found[1]["text"] == LONG


def test_markdown_keeps_a_row_on_a_line(store: Store, tmp_path: Path) -> None:
    export.export(store, tmp_path, "markdown")
    lines = (tmp_path / "tasks.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 + len(store.tasks())
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {len(store.tasks().columns) + 1}
    assert "建设<br>污水厂\\|泵站" in lines[2]


SHEET = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets(path: Path) -> dict[str, tuple[ElementTree.Element, list[list[str]]]]:
    """The sheets of a workbook: the XML of each, and its cells."""
    with zipfile.ZipFile(path) as book:
        names = [one.get("name", "") for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(".//m:sheet", SHEET)]
        shared = ["".join(one.itertext()) for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iterfind("m:si", SHEET)]
        trees = [ElementTree.fromstring(book.read(f"xl/worksheets/sheet{at}.xml")) for at in range(1, len(names) + 1)]
    found = {}
    for name, tree in zip(names, trees, strict=True):
        cells = []
        for row in tree.iterfind(".//m:row", SHEET):
            cells.append([""] * max(column(cell) + 1 for cell in row))
            for cell in row:
                value = cell.findtext("m:v", "", SHEET)
                cells[-1][column(cell)] = shared[int(value)] if cell.get("t") == "s" else value
        found[name] = tree, cells
    return found


def column(cell: ElementTree.Element) -> int:
    """The column of a cell, from 0: 27 of ``AB12``."""
    number = 0
    for letter in re.sub(r"[0-9]", "", cell.get("r", "")):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def test_a_workbook_has_a_sheet_a_table_and_no_formula(store: Store, tmp_path: Path) -> None:
    done = export.export(store, tmp_path, "xlsx")
    found = sheets(tmp_path / "taizhang.xlsx")
    assert list(found) == [*export.KINDS, "cut"]
    for kind in export.KINDS:
        tree, cells = found[kind]
        assert cells[0] == list(getattr(store, kind)().columns)
        assert len(cells) == len(getattr(store, kind)()) + 1
        assert tree.find(".//m:pane[@state='frozen']", SHEET) is not None
        assert tree.find("m:autoFilter", SHEET) is not None
        assert tree.findall(".//m:f", SHEET) == []
    assert DANGEROUS in found["units"][1][1]
    tree, cells = found["tasks"]
    assert cells[1][cells[0].index("due")] == "46022", "2025-12-31 as Excel counts days"
    assert [one.get("location") for one in tree.iterfind(".//m:hyperlink", SHEET)] == ["'plans'!A2", "'plans'!A2", "'plans'!A3"]
    widths = [float(one.get("width", 0)) for one in tree.iterfind(".//m:col", SHEET)]
    assert max(widths) > 55, "a column of long Chinese text is wide"
    assert len(done.warnings) == 1


def test_what_a_cell_cannot_hold_is_in_another_sheet(store: Store, tmp_path: Path) -> None:
    export.export(store, tmp_path, "xlsx")
    found = sheets(tmp_path / "taizhang.xlsx")
    head, *cut = found["cut"][1]
    assert head == ["sheet", "id", "column", "characters", "rest"]
    for row in cut:
        _, (names, *cells) = found[row[0]]
        start = next(cell for cell in cells if cell[0] == row[1])[names.index(row[2])]
        assert start.removesuffix("…") + "".join(row[4:]) == LONG
        assert row[3] == str(len(LONG))
    assert {(row[0], row[2]) for row in cut} == {("tasks", "text"), ("tasks", "quote"), ("deadlines", "task_text")}


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis import workbook

    monkeypatch.setattr(workbook, "ROWS", 2)
    with (tmp_path / "a.xlsx").open("wb") as file:
        workbook.write_workbook({"tasks": pd.DataFrame({"id": ["a", "b", "c"]})}, file)
    found = sheets(tmp_path / "a.xlsx")
    assert {name: cells for name, (_, cells) in found.items()} == {"tasks": [["id"], ["a"], ["b"]], "tasks 2": [["id"], ["c"]]}


def test_parquet_is_typed_or_says_what_is_missing(store: Store, tmp_path: Path) -> None:
    try:
        import pyarrow  # type: ignore[import-not-found]  # noqa: F401
    except ImportError:
        with pytest.raises(export.NotExported, match="pyarrow"):
            export.export(store, tmp_path, "parquet")
        return
    export.export(store, tmp_path, "parquet")
    back = pd.read_parquet(tmp_path / "targets.parquet")
    assert back["low"].tolist() == [Decimal("-1.25")]


def test_the_manifest_counts_rows(store: Store, tmp_path: Path) -> None:
    export.export(store, tmp_path, "csv")
    said = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert said["files"]["tasks.csv"]["rows"] == 3
    assert len(said["files"]["tasks.csv"]["sha256"]) == 64


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_an_export_that_fails_leaves_the_old_files(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Any) -> None:
    export.export(store, tmp_path, form)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(export.NotExported, match=f"cannot export to {tmp_path}: No space left on device"):
        export.export(store, tmp_path, form)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(export.NotExported, match="cannot export"):
        export.export(store, tmp_path / "file" / "out", "csv")


def unfolded(ics: bytes) -> list[str]:
    """The content lines of a calendar."""
    return ics.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_deadlines_with_a_day_are_events(store: Store) -> None:
    ics = calendar(query.deadlines(store))
    lines = unfolded(ics)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert [line for line in lines if line.startswith("DTSTART")] == ["DTSTART;VALUE=DATE:20251231", "DTSTART;VALUE=DATE:20240630"]
    assert "DTEND;VALUE=DATE:20260101" in lines
    assert any(line.startswith("SUMMARY:云溪市:(一)整治黑臭水体\\,建设\\n污水厂") for line in lines)
    assert len({line for line in lines if line.startswith("UID:")}) == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert all(len(line) <= 75 for line in ics.split(b"\r\n"))
    assert b"\n" not in ics.replace(b"\r\n", b"")
    assert ics == calendar(query.deadlines(store))


def test_a_calendar_of_nothing_is_one(store: Store) -> None:
    assert unfolded(calendar(query.deadlines(store, unit="没有")))[-1] == "END:VCALENDAR"
