"""Zip packages that are not trusted: sizes are checked in the directory and again while unpacking; XML without any document type."""

import io
import zipfile
import zlib

from lxml import etree

from pipeline.readers.faults import Fault

MAX_PART = 256 << 20
MAX_TOTAL = 1 << 30
"""Bytes that one part, and all parts of a package together, may unpack to."""
MAX_RATIO, RATIO_FROM = 200, 64 << 20
"""A part above RATIO_FROM bytes that packs better than this is a bomb."""
MAX_ENTRIES = 20_000


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int = MAX_PART) -> bytes:
    """The bytes of one entry, at most ``limit`` of them: the directory may lie about the size. Fault where it is larger, encrypted or damaged."""
    if info.flag_bits & 1:
        raise Fault("encrypted")
    check(info, limit)
    try:
        with archive.open(info) as stream:
            data = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Fault("damaged", f"{info.filename}: {error}") from error
    if len(data) > limit:
        raise Fault("too-large", info.filename, len(data))
    return data


def check(info: zipfile.ZipInfo, limit: int = MAX_PART) -> None:
    """Fault ``too-large`` where the directory admits to more than ``limit`` bytes, or to a ratio that only bombs reach."""
    bomb = info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size)
    if info.file_size > limit or bomb:
        raise Fault("too-large", info.filename, info.file_size)


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive in ``data``; Fault ``truncated`` or ``damaged`` where it has no directory, ``too-large`` where it has too many entries."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        cut = b"PK\x05\x06" not in data[-66_000:]
        raise Fault("truncated", count=len(data)) if cut else Fault("damaged", str(error)) from error
    if len(archive.filelist) > MAX_ENTRIES:
        raise Fault("too-large", "too many entries", len(archive.filelist))
    return archive


STRICT = (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main")
"""Strict OOXML differs from the transitional one, as far as text goes, in the name of its namespace only."""


class Package:
    """A zip of XML parts (OOXML, OFD): parts by name, without regard to case and leading slash."""

    def __init__(self, data: bytes) -> None:
        self.archive = opened(data)
        self.names = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self.archive.filelist}

    def __contains__(self, name: str) -> bool:
        return self._key(name) in self.names

    def part(self, name: str) -> bytes:
        """The bytes of a part; KeyError where there is none, Fault where it cannot be unpacked."""
        return unpacked(self.archive, self.names[self._key(name)])

    def head(self, name: str) -> bytes:
        """The first bytes of a part, empty where it cannot be unpacked."""
        try:
            with self.archive.open(self.names[self._key(name)]) as stream:
                return stream.read(2048)
        except Exception:
            return b""

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part; KeyError where there is none, Fault where it is damaged or declares a document type."""
        return parsed(self.part(name), name)

    @staticmethod
    def _key(name: str) -> str:
        return name.replace("\\", "/").lstrip("/").lower()


def parsed(data: bytes, name: str) -> etree._Element:
    """The root element of ``data``; Fault ``dtd`` or ``damaged``. Nothing is fetched and no entity expanded."""
    if b"purl.oclc.org" in data[:4096]:
        data = data.replace(*STRICT)
    if b"<!DOCTYPE" in data[:4096] or "<!DOCTYPE".encode("utf-16-le") in data[:8192]:
        raise Fault("dtd", name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in error.msg.lower():
            raise Fault("too-deep", name) from None
        raise Fault("damaged", f"{name}: {error.msg}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Fault("dtd", name)
    return root
