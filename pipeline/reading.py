"""What a reading process does with one file: its records, or, for an archive, its members as files of their own."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from pipeline.inputs import Findings, Input
from pipeline.read import MAX_BYTES, read, read_bytes
from pipeline.readers.faults import NOT_WHOLE, gravest
from pipeline.readers.media import ZIP, media_type
from pipeline.workers import near_limit
from schemas.document import Document
from schemas.extraction import Extraction


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The members of an archive, each written to a file of its own."""

    members: tuple[Input, ...]


def records(path: str, name: str, findings: Findings, folder: str, memory: int) -> Extraction | Unpacked:
    """The records of the file at ``path``, called ``name``; the members of an archive are put into ``folder`` instead.

    ``memory`` is this process's limit in MiB: MemoryError where the file was not read whole and the limit is near.
    OSError where the file cannot be opened.
    """
    file = Path(path)
    if file.stat().st_size > MAX_BYTES:
        document = read(file)
    else:
        data = file.read_bytes()
        if media_type(data) == ZIP:
            return Unpacked(tuple(_members(data, file, name, Path(folder))))
        document = read_bytes(data, name, findings)
    return _extracted(document, memory)


def text(path: str, normalised: bool) -> tuple[str, str]:
    """The text of a file as read or as normalised, and a sentence why it was not read whole, empty where it was.

    OSError where the file cannot be opened.
    """
    document = read(Path(path))
    lacking = gravest(document.notices, document.state)[1]
    if not normalised:
        return document.text, lacking
    from pipeline.normalise import normalise

    return normalise(document.text)[0].value, lacking


def _extracted(document: Document, memory: int) -> Extraction:
    from pipeline.extraction import from_document

    if document.state in NOT_WHOLE and near_limit(memory):
        raise MemoryError
    return from_document(document)


def _members(data: bytes, archive: Path, name: str, folder: Path) -> list[Input]:
    from pipeline.readers.archive import members

    found = []
    for member in members(data, name):
        # Names from archives are data, never paths.
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(member.data)
        found.append(Input(Path(file.name), member.name, str(archive.parent / member.name), member.findings))
    return found
