"""The content of a Word part: paragraphs with their labels, tables with their merged cells, notes and text boxes in reading order.

Everything is walked with a stack of its own, never by recursion into the file: a file may nest thousands of levels deep.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.readers.docx.names import MC, M, W, properties
from pipeline.readers.docx.numbering import Numbering
from pipeline.readers.docx.tables import cells, grid, is_frame, rows
from pipeline.readers.draft import Draft
from schemas.document import BlockKind

P, TBL, R, T, TC, TCPR, TXBX = W + "p", W + "tbl", W + "r", W + "t", W + "tc", W + "tcPr", W + "txbxContent"
PPR, RPR, INS, MOVE_TO = W + "pPr", W + "rPr", W + "ins", W + "moveTo"
OPEN = frozenset(
    {TC, INS, MOVE_TO, *(W + name for name in ("body", "sdt", "sdtContent", "customXml", "smartTag", "txbxContent", "footnote", "endnote"))}
)
DEL = W + "del"
GONE = frozenset({DEL, W + "moveFrom"})
ALTERNATE, CHOICE, FALLBACK = MC + "AlternateContent", MC + "Choice", MC + "Fallback"
BREAK, RETURN, TAB, HYPHEN, SYMBOL = W + "br", W + "cr", W + "tab", W + "noBreakHyphen", W + "sym"
FIELD, CODE, GONE_TEXT, GONE_CODE, RUBY_TEXT = W + "fldChar", W + "instrText", W + "delText", W + "delInstrText", W + "rt"
LEFT = frozenset({PPR, W + "sdtPr", W + "sdtEndPr", W + "smartTagPr", W + "customXmlPr", W + "fldData", W + "rubyPr"})
OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
COMMENT = W + "commentReference"


@dataclass(slots=True)
class Body:
    """Reads parts into a draft; counts what it leaves out."""

    draft: Draft
    numbering: Numbering
    headings: frozenset[str] = frozenset()
    _carried: str = ""
    _boxes: list[etree._Element] = field(default_factory=list)

    def read(self, container: etree._Element, kind: BlockKind = "paragraph") -> None:
        """Add every paragraph and table under ``container``."""
        for element in self._flow(container):
            if element.tag == P:
                text = self._text(element)
                if text is not None:
                    heading = bool(self.headings) and _style(element) in self.headings
                    for line in text.split("\n"):
                        if line.strip():
                            self.draft.paragraph(line, "heading" if heading and kind == "paragraph" else kind)
                while self._boxes:
                    self.read(self._boxes.pop(0), kind)
            else:
                self.draft.table(grid(element, self._cell, self.draft.find))
        if self._carried:
            self.draft.paragraph(self._carried, kind)
            self._carried = ""
        self.draft.find("numbering-unknown", self.numbering.unknown)
        self.draft.find("numbering-missing", self.numbering.missing)
        self.numbering.unknown = self.numbering.missing = 0

    def notes(self, root: etree._Element) -> None:
        """Add footnotes or endnotes, without the separators that Word keeps beside them."""
        for note in root:
            if note.get(W + "type", "normal") == "normal":
                self.read(note, "note")

    def _flow(self, container: etree._Element, inside_cell: bool = False) -> Iterator[etree._Element]:
        """Paragraphs and tables in order; wrappers are opened, and so are tables that only frame text (one column) or stand in a cell."""
        stack: list[Iterator[etree._Element]] = [iter(container)]
        while stack:
            for element in stack[-1]:
                tag = element.tag
                if tag == P:
                    yield element
                elif tag == TBL:
                    frame = is_frame(element)
                    if not frame and not inside_cell:
                        yield element
                        continue
                    self.draft.find("nested-table-flattened", int(not frame))
                    stack.append(iter([cell for row in rows(element) for cell in cells(row)]))
                    break
                elif tag in OPEN:
                    stack.append(iter(element))
                    break
                elif tag == ALTERNATE:
                    stack.append(iter(_alternative(element)))
                    break
                elif tag in GONE:
                    self.draft.find("deletions-dropped", _length(element))
                elif tag == W + "altChunk":
                    self.draft.find("embedded-left-out")
            else:
                stack.pop()

    def _cell(self, cell: etree._Element) -> str:
        """The text of a table cell in one line."""
        lines = []
        single = len(cell) > 0 and cell[-1].tag == P and len(cell) - (cell[0].tag == TCPR) == 1
        for paragraph in (cell[-1],) if single else self._flow(cell, inside_cell=True):
            lines.append(self._text(paragraph) or "")
            boxes, self._boxes = self._boxes, []
            lines.extend(self._cell(box) for box in boxes)
        if self._carried:
            lines.append(self._carried)
            self._carried = ""
        return " ".join(stripped for line in lines if (stripped := line.replace("\n", " ").strip()))

    def _text(self, paragraph: etree._Element) -> str | None:
        """A paragraph with its label; None where its mark is deleted and it goes on in the next, ``""`` where it is empty."""
        own = properties(paragraph, PPR)
        label, bullet = self.numbering.label(own)
        text = self._inline(paragraph)
        if label and text.strip():
            self.draft.find("numbering-restored")
            text = _labelled(label, text)
        elif bullet and text.strip():
            self.draft.find("bullets-left-out")
        text, self._carried = self._carried + text, ""
        if own is not None and (mark := own.find(RPR)) is not None and mark.find(DEL) is not None:
            self._carried = text
            return None
        return text

    def _inline(self, paragraph: etree._Element) -> str:
        parts: list[str] = []
        fields: list[bool] = []
        stack: list[Iterator[etree._Element]] = [iter(paragraph)]
        while stack:
            for element in stack[-1]:
                tag = element.tag
                if tag == R:
                    if (plain := _plain(element)) is not None and not fields:
                        parts.append(plain)
                        continue
                    stack.append(iter(element))
                    break
                if tag == T:
                    if False in fields:
                        self.draft.find("field-codes-left-out", len(element.text or ""))
                    else:
                        parts.append(element.text or "")
                elif tag == RPR:
                    if _hidden(element):
                        self.draft.find("hidden-text-left-out", _length(element.getparent()))
                        stack.pop()
                        break
                elif tag in LEFT:
                    continue
                elif tag == FIELD:
                    _turn(fields, element.get(W + "fldCharType"))
                elif (sign := _sign(element)) is not None:
                    parts.append(sign)
                elif (inner := self._special(element)) is not None:
                    stack.append(inner)
                    break
            else:
                stack.pop()
        return "".join(parts)

    def _special(self, element: etree._Element) -> Iterator[etree._Element] | None:
        """What to walk inside an element of a paragraph; None for what is left out, which is counted."""
        tag = element.tag
        if tag in GONE or tag in (GONE_TEXT, GONE_CODE):
            self.draft.find("deletions-dropped", _length(element))
        elif tag == CODE:
            self.draft.find("field-codes-left-out", len(element.text or ""))
        elif tag == RUBY_TEXT:
            self.draft.find("ruby-left-out", _length(element))
        elif tag == COMMENT:
            self.draft.find("comments-left-out")
        elif tag == OLE:
            self.draft.find("objects-left-out")
        elif tag == TXBX:
            self._boxes.append(element)
        elif tag == ALTERNATE:
            return iter(_alternative(element))
        else:
            self.draft.find("insertions-kept", int(tag in (INS, MOVE_TO) and len(element) > 0))
            return iter(element) if len(element) else None
        return None


def _plain(run: etree._Element) -> str | None:
    """The text of a run that is nothing but text in sight; None for any other."""
    *before, last = run if len(run) else (run,)
    if last.tag == T and (not before or (len(before) == 1 and before[0].tag == RPR and not _hidden(before[0]))):
        return last.text or ""
    return None


def _sign(element: etree._Element) -> str | None:
    """The character that an empty element stands for: tab, line break, hyphen, symbol; None for any other element."""
    tag = element.tag
    if tag == TAB:
        return "\t"
    if tag == BREAK:
        return "\n" if element.get(W + "type", "textWrapping") == "textWrapping" else ""
    if tag == RETURN:
        return "\n"
    if tag == HYPHEN:
        return "-"
    if tag == SYMBOL:
        try:
            return chr(int(element.get(W + "char", ""), 16))
        except (ValueError, OverflowError):
            return "\ufffd"
    return (element.text or "") if tag == M + "t" else None


def _labelled(label: str, text: str) -> str:
    """Label and text; a space between them only where they would run together (``1.`` and ``2025年``, ``第一章`` and ``总则``)."""
    if label[-1] == " ":
        return label + text.lstrip(" \t")
    apart = label[-1].isalpha() or label[-1].isdecimal() or (label[-1] in ".-" and text[0].isascii())
    return f"{label} {text}" if apart and not text[0].isspace() else label + text


def _turn(fields: list[bool], kind: str | None) -> None:
    """Enter a field's code (False), its result (True), or leave it."""
    if kind == "begin":
        fields.append(False)
    elif fields and kind == "separate":
        fields[-1] = True
    elif fields and kind == "end":
        fields.pop()


def _alternative(element: etree._Element) -> etree._Element:
    """The one rendering of AlternateContent to read: the first choice that holds text, else the fallback."""
    options = [option for option in element if option.tag in (CHOICE, FALLBACK)]
    return next((option for option in options if _length(option)), options[0] if options else element)


def _style(paragraph: etree._Element) -> str | None:
    own = properties(paragraph, PPR)
    style = own.find(W + "pStyle") if own is not None else None
    return style.get(W + "val") if style is not None else None


def _hidden(run: etree._Element) -> bool:
    vanish = run.find(W + "vanish")
    return vanish is not None and vanish.get(W + "val", "1") not in ("0", "false", "off")


def _length(element: etree._Element | None) -> int:
    return sum(len(text.text or "") for text in element.iter(T, GONE_TEXT, GONE_CODE)) if element is not None else 0


def headings(styles: etree._Element | None) -> frozenset[str]:
    """The identifiers of styles with an outline level, or named as headings."""
    if styles is None:
        return frozenset()
    found = set()
    for style in styles.iterfind(W + "style"):
        level, name = style.find(f"{PPR}/{W}outlineLvl"), style.find(W + "name")
        named = name is not None and name.get(W + "val", "").lower().startswith(("heading", "标题"))
        if named or (level is not None and level.get(W + "val") != "9"):
            found.add(style.get(W + "styleId", ""))
    return frozenset(found)
