"""Signs that a PDF was damaged after it was written: cross references that miss their object, compressed streams that do not unpack.

pdfium repairs what it can and says nothing of what it leaves out. Pictures and fonts are not looked at: they hold no text.
"""

import re
import zlib

PACKED = re.compile(rb"<<([^<>]{0,300})>>[ \t]{0,4}\r?\n?stream\r?\n")
TABLE = re.compile(rb"startxref\s{1,9}(\d{1,12})\s{0,9}%%EOF")
SECTION = re.compile(rb"\s{0,9}(\d{1,10})[ \t]{1,4}(\d{1,8})\s{1,4}(?=\d{10} \d{5} [nf])")
OBJECT = re.compile(rb"\s{0,4}(\d{1,10})\s{1,4}\d{1,5}\s{1,4}obj")
NO_TEXT = (b"/Image", b"/Length1", b"/Length2", b"/Type1C", b"/CIDFontType0C", b"/OpenType", b"/Metadata", b"/ICCBased", b"/Predictor")
MOST_STREAMS, MOST_BYTES = 20_000, 8 << 20


def damage(data: bytes) -> int:
    """How many streams and cross references of a PDF are broken; 0 for a sound one."""
    return _broken_streams(data) + _broken_references(data)


def _broken_streams(data: bytes) -> int:
    broken, view = 0, memoryview(data)
    for number, match in enumerate(PACKED.finditer(data)):
        if number >= MOST_STREAMS:
            break
        described = match[1]
        if described.count(b"Decode") != 1 or b"/FlateDecode" not in described or any(mark in described for mark in NO_TEXT):
            continue
        unpacking = zlib.decompressobj()
        try:
            unpacking.decompress(view[match.end() : match.end() + MOST_BYTES], MOST_BYTES)
        except zlib.error:
            broken += 1
            continue
        broken += not unpacking.eof and not unpacking.unconsumed_tail and len(data) - match.end() < MOST_BYTES
    return broken


def _broken_references(data: bytes) -> int:
    """Entries of the last cross-reference table that do not lead to their object; a stream in its place is checked as a stream."""
    ends = TABLE.findall(data[-4096:])
    if not ends:
        return 1
    place = int(ends[-1])
    if data[place : place + 4] != b"xref":
        return int(OBJECT.match(data, place) is None)
    broken, at = 0, place + 4
    while (section := SECTION.match(data, at)) is not None:
        first, count = int(section[1]), int(section[2])
        at = section.end()
        for number in range(first, first + min(count, (len(data) - at) // 20 + 1)):
            entry = data[at : at + 20]
            at += 20
            if entry[17:18] == b"n" and entry[:10].isdigit() and int(entry[:10]):
                found = OBJECT.match(data, int(entry[:10]))
                broken += found is None or int(found[1]) != number
            elif entry[17:18] != b"f" and entry[17:18] != b"n":
                broken += 1
    return broken
