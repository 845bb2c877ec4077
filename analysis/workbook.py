"""The ledger as an Excel workbook: a sheet a table, typed cells, frozen heads, filters, widths that fit Chinese, links to the plan."""

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, Final

from analysis.export import missing

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CHARACTERS: Final = 32_767
"""What a cell holds."""
ROWS: Final = 1_048_575
"""What a sheet holds under its head."""
LINKS: Final = 65_000
"""Links that a sheet is given; Excel bears 65,530."""
WIDEST: Final = 60
SAMPLED: Final = 300
CUT: Final = ("sheet", "id", "column", "characters", "rest")


class Cells:
    """The sheets of one workbook, and what they could not hold."""

    def __init__(self, workbook: "Workbook") -> None:
        self.workbook = workbook
        self.head: Format = workbook.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "valign": "vcenter"})
        self.text: Format = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.day: Format = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.time: Format = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"})
        self.link: Format = workbook.add_format({"font_color": "#1155CC", "underline": 1, "valign": "top"})
        self.cut: list[tuple[str, str, str, int, str]] = []
        self.plans: dict[str, int] = {}

    def sheet(self, name: str, frame: "pd.DataFrame") -> None:
        """Adds a table as a sheet, or as several when it has more rows than one holds."""
        if name == "plans":
            self.plans = {str(key): at for at, key in enumerate(frame["id"], 2)}
        for number, start in enumerate(range(0, max(len(frame), 1), ROWS), 1):
            self._part(name if number == 1 else f"{name} {number}", frame.iloc[start : start + ROWS])

    def warnings(self) -> list[str]:
        """What was cut, in sentences; with a sheet ``cut`` that has the rest of each cell."""
        if not self.cut:
            return []
        sheet = self.workbook.add_worksheet("cut")
        for column, name in enumerate(CUT):
            sheet.write_string(0, column, name, self.head)
        for row, (*facts, rest) in enumerate(self.cut, 1):
            for column, value in enumerate(facts):
                self._put(sheet, row, column, value)
            for column, at in enumerate(range(0, len(rest), CHARACTERS), len(facts)):
                sheet.write_string(row, column, rest[at : at + CHARACTERS], self.text)
        return [f"{len(self.cut)} cells hold more than the {CHARACTERS} characters of an Excel cell: the rest of each is in the sheet 'cut'"]

    def _part(self, name: str, frame: "pd.DataFrame") -> None:
        sheet = self.workbook.add_worksheet(name)
        columns = list(frame.columns)
        for column, title in enumerate(columns):
            sheet.write_string(0, column, title, self.head)
            sheet.set_column(column, column, _width(title, frame[title].iloc[:SAMPLED]))
        for row, values in enumerate(zip(*(frame[title].tolist() for title in columns), strict=True), 1):
            for column, value in enumerate(values):
                self._cell(sheet, row, column, columns[column], value, values[0])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(frame), 1), max(len(columns) - 1, 0))

    def _cell(self, sheet: "Worksheet", row: int, column: int, title: str, value: Any, owner: Any) -> None:
        if isinstance(value, list):
            value = " › ".join(map(str, value))
        if title == "plan" and row <= LINKS and value in self.plans:
            sheet.write_url(row, column, f"internal:'plans'!A{self.plans[value]}", self.link, string=str(value))
            return
        if isinstance(value, str) and len(value) > CHARACTERS:
            self.cut.append((sheet.get_name(), str(owner), title, len(value), value[CHARACTERS - 1 :]))
            value = value[: CHARACTERS - 1] + "…"
        self._put(sheet, row, column, value)

    def _put(self, sheet: "Worksheet", row: int, column: int, value: Any) -> None:
        if missing(value):
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float | Decimal):
            sheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value)
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day, *_clock(value))
            sheet.write_datetime(row, column, moment, self.time if any(_clock(value)) else self.day)
        else:
            sheet.write_string(row, column, str(value), self.text)


def write_workbook(frames: "dict[str, pd.DataFrame]", file: IO[bytes]) -> list[str]:
    """Writes tables as the sheets of one workbook; gives in sentences what it could not hold. Text is never a formula."""
    from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": False}
    with Workbook(file, options) as workbook:
        workbook.set_properties({"title": "台账", "created": datetime(2020, 1, 1)})
        cells = Cells(workbook)
        for name, frame in frames.items():
            cells.sheet(name, frame)
        return cells.warnings()


def _clock(value: date) -> tuple[int, int, int]:
    return (value.hour, value.minute, value.second) if isinstance(value, datetime) else (0, 0, 0)


def _width(title: str, values: "pd.Series[Any]") -> float:
    return min(WIDEST, max(_columns([title, *map(str, values.tolist())]), default=8) + 2.0)


def _columns(texts: list[str]) -> Iterator[int]:
    for text in texts:
        first = text.split("\n", 1)[0][:WIDEST]
        yield sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in first)
