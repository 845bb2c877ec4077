"""What kind of file bytes are, by their content; what kind their name claims; and whether a page is an error or login page."""

import io
import re
import zipfile

from extractors.lexicon import lexicon

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
ZIP = "application/zip"
BINARY = "application/octet-stream"

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MSCF", "application/vnd.ms-cab-compressed"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)

NAMED = {
    "txt": "text/plain",
    "md": "text/plain",
    "csv": "text/plain",
    "html": "text/html",
    "htm": "text/html",
    "shtml": "text/html",
    "xhtml": "text/html",
    "mht": "message/rfc822",
    "mhtml": "message/rfc822",
    "pdf": "application/pdf",
    "docx": DOCX,
    "docm": DOCX,
    "dotx": DOCX,
    "ofd": "application/ofd",
    "zip": ZIP,
    "xlsx": XLSX,
    "xls": XLS,
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "doc": "application/msword",
    "wps": "application/msword",
    "rtf": "application/rtf",
}
"""What the end of a file name claims."""

KINDS = {
    ZIP: "a zip archive; its members are read one by one",
    XLSX: "an Excel workbook",
    XLS: "an Excel workbook",
    "application/vnd.rar": "a RAR archive",
    "application/x-7z-compressed": "a 7z archive",
    "application/gzip": "a gzip file",
    "image/png": "a picture",
    "image/jpeg": "a picture",
    "image/gif": "a picture",
    "image/tiff": "a picture",
}
"""What to call types that have no reader."""

HTML = re.compile(
    rb"<!doctype html|<(?:html|head|body|meta|title|div|table|tbody|tr|td|p|span|font|script|style|h[1-6]|ul|ol|br|a|center)\b[^<>]{0,2000}>", re.I
)
MAIL = re.compile(rb"(?:mime-version|content-type|from|subject|date):", re.I)


def media_type(data: bytes) -> str:
    """The media type that the bytes themselves show; ``application/octet-stream`` where they are neither text nor known."""
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _packed(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        words, sheets = (name.encode("utf-16-le") in data for name in ("WordDocument", "Workbook"))
        return XLS if sheets and not words else "application/msword"
    for magic, kind in MAGIC:
        if data.startswith(magic):
            return kind
    return _textual(data)


def claimed(name: str) -> str | None:
    """The media type that a file name claims; None for an unknown ending."""
    return NAMED.get(name.rpartition(".")[2].lower())


def is_error_page(text: str, title: str = "", misnamed: bool = False) -> bool:
    """Whether a short page only reports an error or asks for a login (``404 页面不存在,请登录``); one sign is enough in a file named otherwise."""
    phrases = lexicon("portal")["error_phrases"]
    said = f"{title} {text}".lower()
    return len(text) < 600 and sum(phrase in said for phrase in phrases) > (0 if misnamed else 1)


def _packed(data: bytes) -> str:
    if data[30:49] == b"[Content_Types].xml" and data.count(b"word/document.xml") > 1:
        return DOCX
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except Exception:
        names = {match.decode("latin-1") for match in re.findall(rb"PK\x03\x04.{26}([\x20-\x7e]{1,200})", data[:200_000], re.S)}
    if any(name.startswith("word/") for name in names):
        return DOCX
    if any(name.startswith("xl/") for name in names):
        return XLSX
    if "OFD.xml" in names or "/OFD.xml" in names:
        return "application/ofd"
    return DOCX if any("[Content_Types].xml" in name for name in names) else ZIP


def _textual(data: bytes) -> str:
    head = data[:65536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode()
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf \t\r\n")
    if MAIL.match(plain) and b"mime-version" in plain[:4096].lower():
        return "message/rfc822"
    if plain.startswith(b"<") and HTML.search(plain[:8192]):
        return "text/html"
    return "text/plain"
