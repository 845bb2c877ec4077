"""The whole ledger as files for other programs: CSV, Excel, Parquet, JSON lines, Markdown.

A file is written beside the old one and takes its place when it is whole: an export that fails leaves what was there.
"""

import csv
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final, Literal

from pipeline.store import Store, StoreError

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["csv", "xlsx", "parquet", "jsonl", "markdown"]
KINDS: Final = ("plans", "tasks", "units", "deadlines", "targets", "citations", "documents", "warnings")
"""The tables of an export, in the order of the workbook's sheets."""
FORMULA: Final = re.compile(r"^'*[=+\-@\t\r＝＋－＠]")
"""Text that a spreadsheet may take for a formula, and such text that was kept from it by an apostrophe."""


class NotExported(StoreError):  # noqa: N818
    """The files could not be written; the old ones are as they were. The message is one line."""


@dataclass(slots=True)
class Exported:
    """What an export wrote: the rows by file, and in sentences what a file could not hold."""

    files: dict[Path, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def tables(store: Store) -> "dict[str, pd.DataFrame]":
    """Every table of the ledger by name, as ``KINDS``; of plans all versions, of records those of the current ones."""
    return {kind: getattr(store, kind)() for kind in KINDS}


def export(store: Store, folder: Path, form: Format = "csv") -> Exported:
    """Writes all tables into the folder: one file a table, or one workbook ``taizhang.xlsx``, and ``manifest.json`` with rows and SHA-256.

    NotExported when the disk, the folder or a missing library does not allow it.
    """
    done = Exported()
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        found = tables(store)
        if form == "xlsx":
            from analysis.workbook import write_workbook

            with replaced(folder / "taizhang.xlsx") as file:
                done.warnings += write_workbook(found, file)
            done.files[folder / "taizhang.xlsx"] = sum(map(len, found.values()))
        else:
            for name, frame in found.items():
                path = folder / f"{name}{SUFFIX[form]}"
                with replaced(path) as file:
                    WRITERS[form](frame, file)
                done.files[path] = len(frame)
        with replaced(folder / "manifest.json") as file:
            file.write(json.dumps(_manifest(done, form), ensure_ascii=False, indent=1).encode())
    return done


def write_csv(frame: "pd.DataFrame", file: IO[bytes]) -> None:
    """Writes a table as CSV that Excel opens rightly: UTF-8 with its mark, an apostrophe before text that it would take for a formula.

    ``unneutral`` takes the apostrophe away again. Missing values and empty text are both empty.
    """
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(frame.columns)
    for row in records(frame):
        writer.writerow(["" if value is None else _cell(value) for value in row.values()])
    text.detach()


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe is put before it where it begins like one.

    >>> neutral("=SUM(A1)"), neutral("(一)治水")
    ("'=SUM(A1)", '(一)治水')
    """
    return f"'{text}" if FORMULA.match(text) else text


def unneutral(text: str) -> str:
    """The text that ``neutral`` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def write_jsonl(frame: "pd.DataFrame", file: IO[bytes]) -> None:
    """Writes a table as JSON lines: one object a row, days in ISO form, numbers as numbers, missing values null."""
    for row in records(frame):
        file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def write_markdown(frame: "pd.DataFrame", file: IO[bytes]) -> None:
    """Writes a table as Markdown; line breaks in cells become ``<br>``."""
    lines = [list(frame.columns), ["---"] * len(frame.columns)]
    lines += [["" if value is None else _words(value) for value in row.values()] for row in records(frame)]
    for cells in lines:
        file.write(f"| {' | '.join(map(_one_line, cells))} |\n".encode())


def write_parquet(frame: "pd.DataFrame", file: IO[bytes]) -> None:
    """Writes a table as Parquet, with its types; quantities as decimals. NotExported when pyarrow is not installed."""
    try:
        frame.to_parquet(file, engine="pyarrow", index=False)
    except ImportError as error:
        raise NotExported("Parquet needs pyarrow, which is not installed: pip install 'taizhang[parquet]'; or export as csv, xlsx, jsonl") from error


SUFFIX: Final[Mapping[str, str]] = {"csv": ".csv", "jsonl": ".jsonl", "markdown": ".md", "parquet": ".parquet"}
WRITERS: "Final[Mapping[str, Callable[[pd.DataFrame, IO[bytes]], None]]]" = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "markdown": write_markdown,
    "parquet": write_parquet,
}


def records(frame: "pd.DataFrame") -> Iterator[dict[str, Any]]:
    """The rows of a frame as plain values: days and times in ISO form, quantities as int or float, missing values None.

    ``{"id": "3f2a9c10:二.1", "due": "2021-12-31", "page": 3, …}``
    """
    names = list(frame.columns)
    for row in zip(*(frame[name].tolist() for name in names), strict=True):
        yield {name: plain(value) for name, value in zip(names, row, strict=True)}


def plain(value: Any) -> Any:
    """A cell as JSON has it."""
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if missing(value):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        said = value.isoformat()
        return said.removesuffix("T00:00:00")
    return value


def missing(value: object) -> bool:
    """Whether a cell of a frame has no value."""
    if value is None or isinstance(value, str | list | int):
        return value is None
    import pandas as pd

    return bool(pd.isna(value))  # type: ignore[call-overload]


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that becomes ``path`` when the block ends well, and is gone when it does not."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            file.close()
            Path(file.name).chmod(0o644)
            Path(file.name).replace(path)
        except BaseException:
            file.close()
            Path(file.name).unlink(missing_ok=True)
            raise


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise NotExported(f"cannot export to {folder}: {reason}; the old files are as they were, name another folder or make room") from error


def _manifest(done: Exported, form: Format) -> dict[str, Any]:
    files = {path.name: {"rows": rows, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path, rows in done.files.items()}
    return {"format": form, "formulas": "an apostrophe before them" if form == "csv" else "as text", "files": files, "warnings": done.warnings}


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " › ".join(map(str, value))
    return str(value)


def _cell(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    return neutral(_words(value))


def _one_line(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\r\n", "<br>").replace("\n", "<br>").replace("\r", "<br>")
