"""What is installed, what is missing and what that switches off; and whether the store is well."""

import importlib.metadata
import importlib.util
import multiprocessing
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Health = Literal["ok", "missing", "warning", "error"]
"""ok · missing: an optional part, something is switched off · warning: works, but look at it · error: taizhang cannot do its work."""

SAFE_SQLITE = (3, 51, 3)
"""From this version on several programs may write to one WAL file without the danger of damage (sqlite.org/wal.html, WAL-reset bug)."""

MIN_FREE = 200 << 20
"""Bytes that should be free beside the store."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: its name, how it is, which version or what was found, and what follows from it."""

    part: str
    health: Health
    found: str
    note: str = ""


def examine(url: str) -> list[Finding]:
    """Everything worth knowing before asking why something does not work; raises nothing."""
    return [*_system(), *_packages(), *_tools(), *_store(url)]


def _system() -> Iterator[Finding]:
    old = sys.version_info < (3, 11)
    yield Finding("python", "error" if old else "ok", platform.python_version(), "install Python 3.11 or newer" if old else sys.executable)
    sqlite = sqlite3.sqlite_version_info
    note = "" if sqlite >= SAFE_SQLITE else "fine for one user; share a store among several programs only from 3.51.3 on, or use PostgreSQL"
    yield Finding("sqlite", "ok" if sqlite >= SAFE_SQLITE else "warning", sqlite3.sqlite_version, note)
    yield _full_text()
    limits = importlib.util.find_spec("resource")
    yield _optional("memory limits", "yes" if limits else None, "--memory is not kept on this system; --timeout is")
    yield Finding("processors", "ok", str(os.cpu_count() or 1), f"reading processes start by {multiprocessing.get_all_start_methods()[-1]}")


def _full_text() -> Finding:
    with sqlite3.connect(":memory:") as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.Error:
            return Finding("full text", "missing", "no FTS5", "search works, but more slowly")
        finally:
            connection.rollback()
    connection.close()
    return Finding("full text", "ok", "FTS5")


def _packages() -> Iterator[Finding]:
    """The distribution and everything that it requires; extras that are not installed are told with the tools."""
    try:
        required = importlib.metadata.requires("taizhang") or []
        yield Finding("taizhang", "ok", importlib.metadata.version("taizhang"))
    except importlib.metadata.PackageNotFoundError:
        yield Finding("taizhang", "error", "not installed", "run: pip install taizhang")
        return
    for line in required:
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]
        if "extra ==" in line:
            continue
        try:
            yield Finding(name, "ok", importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, "error", "not installed", f"run: pip install '{line.split(';')[0].strip()}'")


def _tools() -> Iterator[Finding]:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    yield _optional("LibreOffice", office, "doc, wps and rtf files are not read; install LibreOffice")
    ocr = importlib.util.find_spec("rapidocr_onnxruntime") is not None
    yield _optional("rapidocr", "installed" if ocr else None, "scanned pages are not read; run: pip install 'taizhang[ocr]'")
    web = all(importlib.util.find_spec(name) for name in ("starlette", "uvicorn", "jinja2", "datasette"))
    yield _optional("web page", "installed" if web else None, "there is no serve; run: pip install 'taizhang[web]'")
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    yield _optional("chromium", browser, "only needed to take pictures of the web page in tests")
    yield _optional("Chinese fonts", _font(), "pictures and PDFs drawn here show boxes for Chinese; install Noto Sans CJK")


def _optional(part: str, found: str | None, without: str) -> Finding:
    return Finding(part, "ok" if found else "missing", found or "not found", "" if found else without)


def _font() -> str | None:
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        said = subprocess.run([program, ":lang=zh", "family"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return next((line.split(",")[0] for line in sorted(said.splitlines()) if line), None)


def _store(url: str) -> Iterator[Finding]:
    from pipeline.store import StoreError, open_store
    from pipeline.store.migrate import HEAD, row_counts

    try:
        with open_store(url, create=False) as store:
            with store.reading() as connection:
                counts = row_counts(connection)
            place = store.url.database or store.url.render_as_string()
        shown = ", ".join(f"{counts[name]:,} {name}" for name in ("documents", "plans", "tasks", "targets", "citations", "corrections"))
        yield Finding("store", "ok", f"schema {HEAD}", f"{place}: {shown}")
    except StoreError as error:
        none_yet = "there is no store" in str(error)
        yield Finding("store", "missing" if none_yet else "error", "none yet" if none_yet else "unusable", str(error))
        place = url.removeprefix("sqlite:///")
    if "://" not in place:
        yield _space(place)


def _space(place: str) -> Finding:
    folder = next(folder for folder in Path(place).absolute().parents if folder.is_dir())
    free = shutil.disk_usage(folder).free
    writable = os.access(folder, os.W_OK)
    health: Health = "error" if not writable else "warning" if free < MIN_FREE else "ok"
    note = f"{folder} cannot be written to; name another store by --db" if not writable else "little room is left" if free < MIN_FREE else str(folder)
    return Finding("disk", health, f"{free / 2**30:,.1f} GiB free", note)
