"""What can be wrong with a file, or worth knowing about how it was read: one line each, and the state a document ends in because of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.document import Notice, State

STATES: tuple[State, ...] = ("ok", "ok_with_warnings", "partial", "rejected", "quarantined")
NOT_WHOLE: tuple[State, ...] = STATES[2:]
"""States of documents whose text is not, or not wholly, there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of fault or remark: the state it leads to and its sentence, with ``{name}``, ``{count}`` and ``{detail}`` to fill in."""

    state: State
    sentence: str


FINDINGS: dict[str, Finding] = {
    # Remarks: the text is whole.
    "numbering-restored": Finding("ok", "{name}: automatic numbering was written out in front of {count} paragraphs"),
    "bullets-left-out": Finding("ok", "{name}: {count} bullet signs were left out"),
    "deletions-dropped": Finding("ok", "{name}: {count} characters that tracked changes delete were left out"),
    "insertions-kept": Finding("ok", "{name}: {count} tracked insertions were kept; accept or reject them in the file to be sure"),
    "comments-left-out": Finding("ok", "{name}: {count} comments were left out"),
    "hidden-text-left-out": Finding("ok", "{name}: {count} hidden characters were left out"),
    "field-codes-left-out": Finding("ok", "{name}: {count} characters of field codes were left out; their results are kept"),
    "ruby-left-out": Finding("ok", "{name}: {count} characters of reading aids were left out"),
    "furniture-left-out": Finding("ok", "{name}: {count} characters of page headers and footers were left out"),
    "nested-table-flattened": Finding("ok", "{name}: {count} tables inside table cells were written into their cell"),
    "page-furniture-removed": Finding("ok", "{name}: {count} running heads, page numbers and other page furniture were taken out"),
    "watermark-left-out": Finding("ok", "{name}: {count} characters set at a slant (watermarks) were left out"),
    "repeated-heads-removed": Finding("ok", "{name}: {count} table heads repeated on a new page were taken out"),
    "repeated-cells-removed": Finding("ok", "{name}: {count} merged cells repeated on a new page were read once"),
    "split-rows-joined": Finding("ok", "{name}: {count} table rows cut by a page break were joined"),
    "code-left-out": Finding("ok", "{name}: {count} characters of scripts and styles were left out"),
    "navigation-left-out": Finding("ok", "{name}: {count} characters around the main text (navigation, footer, facts table) were left out"),
    "charset-guessed": Finding("ok", "{name}: the file does not say how its characters are coded; read as {detail}"),
    # Doubts: the text is there, look at it.
    "name-differs": Finding("ok_with_warnings", "{name}: the name says {detail}; read by its content"),
    "charset-conflict": Finding("ok_with_warnings", "{name}: the page says {detail}, which does not fit its bytes; read by them"),
    "charset-mixed": Finding("ok_with_warnings", "{name}: lines in different character codes ({detail}); compare with the original"),
    "characters-replaced": Finding("ok_with_warnings", "{name}: {count} bytes could not be decoded and stand as U+FFFD; compare with the original"),
    "nul-replaced": Finding("ok_with_warnings", "{name}: {count} NUL or lone surrogate characters stand as U+FFFD"),
    "private-use": Finding("ok_with_warnings", "{name}: {count} characters of private use have no agreed meaning; compare with the original"),
    "numbering-unknown": Finding("ok_with_warnings", "{name}: {count} list numbers in an unknown format were written as plain digits"),
    "numbering-missing": Finding("ok_with_warnings", "{name}: {count} paragraphs belong to lists the file does not define; numbers may be missing"),
    "objects-left-out": Finding(
        "ok_with_warnings", "{name}: {count} embedded objects (workbooks, formulas) were not read; paste them as tables or text"
    ),
    "damaged-structure": Finding("ok_with_warnings", "{name}: {count} damaged places were repaired; text may be missing, get the file again"),
    "damaged-parts": Finding(
        "ok_with_warnings", "{name}: {count} parts of the file are missing or broken and were not needed for the text ({detail})"
    ),
    "macro": Finding("ok_with_warnings", "{name}: carries macros; only the text was read"),
    "external-links": Finding("ok_with_warnings", "{name}: {count} links to outside templates or targets were not followed"),
    "read-by-second-reader": Finding("ok_with_warnings", "{name}: {count} pages were garbled and read by the second reader instead"),
    "pages-read-by-ocr": Finding("ok_with_warnings", "{name}: {count} pages are pictures and were read by OCR; compare with the original"),
    "owner-password": Finding("ok_with_warnings", "{name}: is protected by an owner password; the text could be read"),
    "attachments-listed": Finding("ok_with_warnings", "{name}: {count} attached files were not read: {detail}"),
    "duplicate-name": Finding("ok_with_warnings", "{name}: another file of the same name is in the archive; both were read"),
    "unsafe-name": Finding("ok_with_warnings", "{name}: its name in the archive leads outside of it; it was read under a safe one"),
    # Losses: part of the text is missing.
    "pages-without-text": Finding("partial", "{name}: {count} pages are pictures without text (page {detail}); install the extra [ocr] to read them"),
    "mojibake": Finding("partial", "{name}: read as {detail}, but few of its characters are common: a wrong code; get the file again"),
    "bytes-undecodable": Finding("partial", "{name}: {count} bytes could not be decoded and stand as U+FFFD; get the file again"),
    "garbled": Finding("partial", "{name}: {count} pages have fonts whose characters cannot be told; get the file in another format"),
    "embedded-left-out": Finding("partial", "{name}: {count} embedded documents were not read; save the file as plain docx and try again"),
    "pages-over-limit": Finding("partial", "{name}: only the first {count} pages were read; split the file"),
    "pages-unreadable": Finding("partial", "{name}: {count} pages are damaged and could not be read; get the file again"),
    # Not ours to read.
    "empty-file": Finding("rejected", "{name}: is empty; download it again"),
    "no-text": Finding("rejected", "{name}: holds no text; check that it is the right file"),
    "no-text-layer": Finding("rejected", "{name}: all {count} pages are pictures without text; install the extra [ocr] to read them"),
    "error-page": Finding("rejected", "{name}: is a web page that reports an error or asks for a login; download the document again"),
    "binary-file": Finding("rejected", "{name}: is no text but binary data of an unknown type; save it as docx, pdf or txt"),
    "undecodable": Finding("rejected", "{name}: {count} bytes fit no known character code; get the file again"),
    "unsupported-type": Finding("rejected", "{name}: is {detail}, which is not read; save it as docx, pdf or txt"),
    "converter-missing": Finding("rejected", "{name}: is {detail}; install LibreOffice (soffice) to read it, or save it as docx"),
    "converter-failed": Finding("rejected", "{name}: LibreOffice could not convert it ({detail}); save it as docx"),
    "damaged": Finding("rejected", "{name}: is damaged ({detail}); get the file again"),
    "truncated": Finding("rejected", "{name}: breaks off after {count} bytes; download it again"),
    "dtd": Finding("rejected", "{name}: declares a document type in {detail}, which this format forbids; do not trust the file"),
    "too-deep": Finding("rejected", "{name}: {detail} nests elements deeper than any program writes; save the file again and retry"),
    "encrypted": Finding("rejected", "{name}: is encrypted; save a copy without a password"),
    "too-large": Finding("rejected", "{name}: would unpack to {count} bytes ({detail}); split the file"),
    "too-many-levels": Finding("rejected", "{name}: archives inside archives go deeper than {count} levels; unpack it by hand"),
    "unsafe-entry": Finding("rejected", "{name}: is {detail}, not a file; it was not followed"),
    # Our reader gave up: look at it, try again.
    "reader-failed": Finding("quarantined", "{name}: the reader gave up ({detail}); please report it"),
    "out-of-memory": Finding("quarantined", "{name}: needs more memory than allowed; split the file or raise --memory"),
}


class Fault(Exception):  # noqa: N818 - a fault of the file, not of the program
    """A file cannot be read: ``code`` is one of :data:`FINDINGS`."""

    def __init__(self, code: str, detail: str = "", count: int = 1) -> None:
        super().__init__(code, detail, count)
        self.code, self.detail, self.count = code, detail, count


def notice(code: str, name: str, count: int = 1, detail: str = "") -> Notice:
    """The finding ``code`` as a sentence about the file ``name``; KeyError where the catalogue has no such code."""
    return Notice(code, FINDINGS[code].sentence.format(name=name, count=count, detail=detail), count)


def worst(codes: list[str]) -> State:
    """The state of a document with these findings: that of the gravest, ``ok`` without any."""
    return max((FINDINGS[code].state for code in codes), key=STATES.index, default="ok")


def gravest(warnings: Iterable[Notice], state: State) -> tuple[str, str]:
    """Code and sentence of the first warning that accounts for the state; two empty strings where reading went well."""
    if state not in NOT_WHOLE:
        return "", ""
    ordered = sorted(warnings, key=lambda one: one.code not in FINDINGS or FINDINGS[one.code].state != state)
    return (ordered[0].code, ordered[0].message) if ordered else (state, f"not read whole ({state})")
