"""Word files part by part: ``word(p("一段") + table([["甲", "乙"]]))`` gives the bytes of a docx."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(text: str = "", num: int | None = None, level: int = 0, style: str = "", inner: str = "", properties: str = "") -> str:
    """A paragraph of ``text`` or of ``inner`` runs, in list ``num`` at ``level``."""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>' if num is not None else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{listed}{properties}</w:pPr>{inner or r(text)}</w:p>"


def tc(text: str = "", span: int = 1, merge: str = "", inner: str = "") -> str:
    """A table cell; ``merge`` is ``restart`` or ``continue`` for cells merged down."""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{across}{down}</w:tcPr>{inner or p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A table row of cells made by :func:`tc`."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table of plain texts."""
    return f"<w:tbl>{''.join(tr(*map(tc, row)) for row in rows)}</w:tbl>"


def level(index: int, style: str, pattern: str, start: int = 1, more: str = "") -> str:
    """One level of an abstract list."""
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def numbering(*lists: str, nums: str = "") -> str:
    """numbering.xml: abstract lists 0, 1 … made of levels, each with the list (``num``) one higher, and further ``nums``."""
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{index}">{levels}</w:abstractNum>' for index, levels in enumerate(lists))
    own = "".join(f'<w:num w:numId="{index + 1}"><w:abstractNumId w:val="{index}"/></w:num>' for index in range(len(lists)))
    return f"<w:numbering {NAMES}>{abstract}{own}{nums}</w:numbering>"


def document(body: str, head: str = "") -> str:
    """document.xml around a body."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{head}<w:document {NAMES}><w:body>{body}</w:body></w:document>'


def relations(*targets: tuple[str, str], external: str = "") -> str:
    """A relationship part of (kind, target) pairs."""
    inner = "".join(f'<Relationship Id="rId{index}" Type="{OFFICE}/{kind}" Target="{target}"/>' for index, (kind, target) in enumerate(targets))
    if external:
        inner += f'<Relationship Id="rIdX" Type="{OFFICE}/attachedTemplate" Target="{external}" TargetMode="External"/>'
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def word(body: str, parts: Mapping[str, str | bytes] | None = None, head: str = "", drop: Sequence[str] = (), kind: str = TYPE) -> bytes:
    """The bytes of a docx with this body and further parts (``word/numbering.xml`` …), without the parts in ``drop``."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    all_parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": document(body, head),
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in all_parts.items():
            if name not in drop:
                archive.writestr(name, content)
    return out.getvalue()
