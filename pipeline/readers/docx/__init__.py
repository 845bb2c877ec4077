"""Word documents: the main part of the zip, read with everything that Word shows of it.

    package ─ document.xml ─ flow of paragraphs and tables ─ Draft
                  └ numbering.xml, styles.xml: labels    └ footnotes.xml: notes

python-docx is not used: it loses tracked insertions, text boxes and content controls and knows no automatic numbering.
"""

import posixpath

from lxml import etree

from pipeline.readers.docx.body import Body, headings
from pipeline.readers.docx.names import RELATIONSHIP, W
from pipeline.readers.docx.numbering import Numbering
from pipeline.readers.draft import Draft
from pipeline.readers.faults import Fault
from pipeline.readers.packages import Package, parsed

MAIN = "word/document.xml"


def fill(draft: Draft, data: bytes) -> None:
    """Add paragraphs, tables and notes of a docx or docm file."""
    package = Package(data)
    for name in package.names:
        if name.startswith("customxml/") and b"<!DOCTYPE" in package.head(name):
            raise Fault("dtd", name)
    main = _main(package)
    data = package.part(main)
    root = parsed(data, main)
    folder = main.rpartition("/")[0]
    side = _Side(package, folder, draft)
    body = root.find(W + "body")
    if body is None:
        raise Fault("damaged", f"{main} has no body")
    styled = b"pStyle" in data
    styles = side.xml("styles.xml") if styled else None
    lists = side.xml("numbering.xml") if styled or b"numPr" in data else None
    reading = Body(draft, Numbering(lists, styles), headings(styles))
    reading.read(body)
    for part in ("footnotes.xml", "endnotes.xml"):
        notes = side.xml(part) if b"noteReference" in data else None
        if notes is not None:
            reading.notes(notes)
    _remarks(draft, package, side, folder)
    _properties(draft, package)


class _Side:
    """The parts beside the main one: what is missing or broken is counted, never fatal."""

    def __init__(self, package: Package, folder: str, draft: Draft) -> None:
        self.package, self.folder, self.draft = package, folder, draft

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part beside the main one; None where it is missing or broken."""
        path = f"{self.folder}/{name}" if self.folder else name
        if path not in self.package:
            return None
        try:
            return self.package.xml(path)
        except Fault as fault:
            if fault.code in ("dtd", "too-large"):
                raise
            self.draft.find("damaged-parts", detail=path)
            return None


def _main(package: Package) -> str:
    """The name of the main part: by the package's relationships, else where Word puts it."""
    try:
        for relation in package.xml("_rels/.rels"):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in package:
                return str(target)
    except (KeyError, Fault) as error:
        if isinstance(error, Fault) and error.code == "dtd":
            raise
    if MAIN in package:
        return MAIN
    raise Fault("damaged", f"{MAIN} is missing")


def _remarks(draft: Draft, package: Package, side: _Side, folder: str) -> None:
    """Note macros, outside links, broken relationships, headers and footers."""
    missing = [name for name in ("[Content_Types].xml", "_rels/.rels") if name not in package]
    draft.find("damaged-parts", len(missing), ", ".join(missing))
    if any(name.endswith("vbaproject.bin") for name in package.names):
        draft.find("macro")
    relations = side.xml("_rels/document.xml.rels")
    for relation in relations if relations is not None else ():
        target, kind = relation.get("Target", ""), relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode") == "External":
            draft.find("external-links", int(kind != "hyperlink" or not target.startswith(("http", "mailto:", "#"))))
        elif kind in ("header", "footer"):
            part = side.xml(target)
            draft.find("furniture-left-out", sum(len(text.text or "") for text in part.iter(W + "t")) if part is not None else 0)
        elif kind == "aFChunk":
            draft.find("embedded-left-out")
        elif not target.startswith("#") and not _is_there(package, folder, target):
            draft.find("damaged-parts", detail=f"{kind} {target}")


def _is_there(package: Package, folder: str, target: str) -> bool:
    """Whether the target of a relationship is a part of the package; what leads out of it is none."""
    path = target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return path in package


def _properties(draft: Draft, package: Package) -> None:
    """Keep title, author and date that the file's own properties state."""
    if "docProps/core.xml" not in package:
        return
    try:
        root = package.xml("docProps/core.xml")
    except Fault:
        return
    for element in root:
        name = RELATIONSHIP.get(etree.QName(element).localname)
        if name and element.text and element.text.strip():
            draft.facts.setdefault(name, element.text.strip())
