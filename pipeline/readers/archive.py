"""Zip archives: their members one by one, never written to disk; sizes are checked before and while unpacking, archives inside to three levels."""

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.readers.faults import Fault
from pipeline.readers.media import ZIP, media_type
from pipeline.readers.packages import MAX_TOTAL, check, opened, unpacked

MOST_LEVELS = 3
LITTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
"""What operating systems leave in archives; no documents."""

Found = tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name below that of the archive, its bytes (none where they were not unpacked), and what was found on the way."""

    name: str
    data: bytes
    findings: Found = ()


def members(data: bytes, name: str, level: int = 1) -> Iterator[Member]:
    """The members of the archive in ``data``, in its order; one member that says why where the archive itself cannot be read."""
    try:
        archive = opened(data)
        total = 0
        for info in archive.filelist:
            check(info)
            total += info.file_size
        if total > MAX_TOTAL:
            raise Fault("too-large", "all members together", total)
    except Fault as fault:
        yield Member(name, b"", ((fault.code, fault.count, fault.detail),))
        return
    seen: set[str] = set()
    empty = True
    for info in archive.filelist:
        inner = member_name(info)
        if info.is_dir() or not inner or any(part in inner.lower() for part in LITTER):
            continue
        empty = False
        found: Found = (("duplicate-name", 1, ""),) if inner in seen else ()
        if _leads_out(info.filename):
            found = (*found, ("unsafe-name", 1, ""))
        seen.add(inner)
        yield from _member(archive, info, f"{name}/{inner}", found, level)
    if empty:
        yield Member(name, b"", (("no-text", 1, ""),))


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member as its maker wrote it: UTF-8 where it says so or fits, else GB 18030; without drive, leading slash and ``..``."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..") and not part.endswith(":"))


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, found: Found, level: int) -> Iterator[Member]:
    if stat.S_ISLNK(info.external_attr >> 16):
        yield Member(name, b"", (*found, ("unsafe-entry", 1, "a link")))
        return
    try:
        data = unpacked(archive, info)
    except Fault as fault:
        yield Member(name, b"", (*found, (fault.code, fault.count, fault.detail)))
        return
    if media_type(data) != ZIP:
        yield Member(name, data, found)
    elif level >= MOST_LEVELS:
        yield Member(name, b"", (*found, ("too-many-levels", MOST_LEVELS, "")))
    else:
        yield from members(data, name, level + 1)
