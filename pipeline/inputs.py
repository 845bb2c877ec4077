"""What to read: files, folders, archives and patterns given on a command line become a list of documents and a count of what was passed over."""

import glob
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Findings = tuple[tuple[str, int, str], ...]
"""What is known of a file before it is read: code, count and detail of each, as ``pipeline.readers.faults`` has them."""

NO_DOCUMENTS = {
    "pictures": ("avif", "bmp", "gif", "heic", "ico", "jpeg", "jpg", "png", "psd", "svg", "tif", "tiff", "webp"),
    "sound or film": ("avi", "flac", "m4a", "mkv", "mov", "mp3", "mp4", "ogg", "wav", "webm", "wmv"),
    "tables and slides": ("csv", "et", "feather", "numbers", "ods", "parquet", "ppt", "pptx", "tsv", "xls", "xlsm", "xlsx"),
    "archives of other kinds": ("7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zst"),
    "databases": ("db", "db-journal", "db-shm", "db-wal", "dat", "mdb", "pickle", "pkl", "sqlite", "sqlite3"),
    "programs and their data": (
        *("bat", "c", "cfg", "class", "com", "conf", "cpp", "css", "dll", "dmg", "dylib", "eot", "exe", "h", "ics", "ini", "ipynb", "iso", "jar"),
        *("java", "js", "json", "jsonl", "lnk", "lock", "log", "map", "msi", "o", "otf", "py", "pyc", "rb", "rs", "sh", "so", "sql", "toml", "ts"),
        *("ttf", "url", "wasm", "woff", "woff2", "xml", "yaml", "yml"),
    ),
    "unfinished downloads": ("crdownload", "download", "part", "swp", "tmp"),
}
"""Kinds of files that hold no plan, by their endings: passed over in a folder, read all the same when one is named itself."""

_KIND = {ending: kind for kind, endings in NO_DOCUMENTS.items() for ending in endings}


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read: where its bytes are, what it is called, and where the user finds it (absolute; inside an archive, for its members)."""

    path: Path
    name: str
    origin: str
    findings: Findings = ()


@dataclass(slots=True)
class Inputs:
    """The files to read, in order and each once, and how many were passed over for which reason."""

    files: list[Input] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


class NothingToRead(ValueError):  # noqa: N818
    """What was named is not there, or holds no document. The message is one line: what, where, what to do."""


def inputs(named: Iterable[str | Path], listed: Iterable[str] = ()) -> Inputs:
    """The documents under these files, folders and patterns; ``listed`` are files of a list, of which some may be gone by now.

    Folders are read with all below them, in the order of names; hidden files, files of programs and what is no document are passed
    over and counted. NothingToRead where a name fits nothing or no document is left.
    """
    found, names = Inputs(), [str(name) for name in named]
    seen: set[str] = set()
    for name in names:
        _add(found, seen, name)
    for line in listed:
        if name := line.strip("\r\n"):
            _take_all(found, seen, Path(name))
    if not found.files and not found.passed_over["given twice"]:
        raise NothingToRead(_nothing(names, found.passed_over))
    return found


def _add(found: Inputs, seen: set[str], name: str) -> None:
    path = Path(name)
    if path.exists():
        if not path.is_file() and not path.is_dir():
            raise NothingToRead(f"{name} is not a regular file; name a document, a folder or an archive")
        _take_all(found, seen, path)
    elif glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - takes absolute patterns too
        if not matches:
            raise NothingToRead(f"no file fits {name}; check the pattern")
        for match in matches:
            if Path(match).is_file():
                _take(found, seen, Path(match))
    else:
        raise NothingToRead(f"{name} does not exist; check the name")


def _take_all(found: Inputs, seen: set[str], path: Path) -> None:
    for file in _below(path, found.passed_over) if path.is_dir() else [path]:
        _take(found, seen, file)


def _take(found: Inputs, seen: set[str], path: Path) -> None:
    place = os.path.realpath(path)
    if place in seen:
        found.passed_over["given twice"] += 1
        return
    seen.add(place)
    found.files.append(Input(path, _readable(path.name), _readable(os.path.abspath(path))))  # noqa: PTH100 - links stay as the user named them


def _below(folder: Path, passed_over: Counter[str]) -> Iterator[Path]:
    """The documents of a folder and its subfolders; links to folders are not followed, since they may lead in a circle."""
    for here, folders, files in os.walk(folder):
        passed_over["hidden folders"] += sum(name.startswith(".") for name in folders)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(here, name)
            if reason := _no_document(path):
                passed_over[reason] += 1
            else:
                yield path


def _no_document(path: Path) -> str | None:
    """Why a file of a folder is passed over; None for one to read."""
    if path.name.startswith("."):
        return "hidden files"
    if path.name.startswith(("~$", "._")) or path.name.lower() == "thumbs.db" or path.name.endswith("~"):
        return "files of programs"
    if kind := _KIND.get(path.suffix.lower().removeprefix(".")):
        return kind
    try:
        return None if path.is_file() else "no regular files"
    except OSError:
        return "no regular files"


def _readable(name: str) -> str:
    """A file name as text that can be kept and printed: names that are not UTF-8 are mostly GBK, from archives of older systems."""
    try:
        name.encode()
        return name
    except UnicodeEncodeError:
        said = os.fsencode(name)
    try:
        return said.decode("gb18030")
    except UnicodeDecodeError:
        return said.decode("utf-8", "replace")


def _nothing(names: list[str], passed_over: Counter[str]) -> str:
    where = ", ".join(names) or "the list"
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(passed_over.items()) if count)
    return f"no document found in {where}{f' (passed over: {reasons})' if reasons else ''}; name a folder with plans"
