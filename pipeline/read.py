"""One file in, one Document out: what kind it is, its text and the place of every piece of it. Archives give a document a member.

    Path ─ media_type ─ reader ─ Draft ─ Document

A file that cannot be read is no exception but a document that says so: its state and one notice from ``pipeline.readers.faults``.
"""

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.readers import READERS, reader
from pipeline.readers.archive import members
from pipeline.readers.draft import Draft
from pipeline.readers.facts import facts
from pipeline.readers.faults import Fault
from pipeline.readers.media import KINDS, ZIP, claimed, media_type
from schemas.document import Document

MAX_BYTES = 512 << 20
"""Largest file that is read at all."""


FACTS_WITHIN = 60
"""Blocks at the beginning of a document in which a facts table may stand."""


def read(path: Path) -> Document:
    """The file at ``path`` as a document, never cleaned; OSError only where the file itself cannot be opened."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        draft = Draft(path.name)
        draft.find("too-large", size, f"at most {MAX_BYTES} are read")
        with path.open("rb") as file:
            return draft.document(hashlib.file_digest(file, "sha256").hexdigest(), "application/octet-stream")
    return read_bytes(path.read_bytes(), path.name)


def read_all(path: Path) -> Iterator[Document]:
    """The documents of a file: those of its members, named ``archive.zip/inner.docx``, where it is an archive, else the one it is."""
    data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    if media_type(data) != ZIP:
        yield read(path)
        return
    for member in members(data, path.name):
        yield read_bytes(member.data, member.name, member.findings)


def read_bytes(data: bytes, name: str, findings: Iterable[tuple[str, int, str]] = ()) -> Document:
    """The document in ``data``; ``name`` is told in notices and compared with the content, ``findings`` (code, count, detail) are noted beforehand.

    Where a finding already says why a member of an archive was not unpacked, and there are no bytes, the document says only that.
    """
    draft = Draft(name)
    for code, count, detail in findings:
        draft.find(code, count, detail)
    kind = media_type(data)
    if data or not draft.lost:
        _fill(draft, data, kind)
    return draft.document(hashlib.sha256(data).hexdigest(), kind)


def _fill(draft: Draft, data: bytes, kind: str) -> None:
    try:
        if not data:
            raise Fault("empty-file")
        if kind not in READERS:
            raise Fault("unsupported-type", KINDS.get(kind, kind))
        said = claimed(draft.name)
        if said and said != kind:
            draft.find("name-differs", detail=f"{draft.name.rpartition('.')[2].lower()}, the content is {kind}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader(kind)(draft, data)
        if draft.empty and not draft.lost:
            raise Fault("no-text")
        for name, value in facts(draft.beginning(FACTS_WITHIN)).items():
            draft.facts.setdefault(name, value)
    except Fault as fault:
        draft.find(fault.code, fault.count, fault.detail)
    except MemoryError:
        draft.find("out-of-memory")
    except Exception as error:
        draft.find("reader-failed", detail=f"{type(error).__name__}: {str(error)[:120]}")
