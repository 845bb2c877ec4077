"""Pages with a fixed layout: PDFs drawn by reportlab, PDFs written object by object, and OFD packages."""

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
FONT = "STSong-Light"
LEFT, RIGHT, EM = 85.0, 525.0, 16.0
rl_config.useA85 = 0
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, size: tuple[float, float] = (WIDTH, HEIGHT), rotate: int = 0, password: tuple[str, str] | None = None) -> bytes:
    """A PDF of one drawing a page; ``password`` is (user, owner)."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    out = io.BytesIO()
    lock = StandardEncryption(password[0], password[1]) if password else None
    canvas = Canvas(out, pagesize=size, invariant=1, encrypt=lock)
    for draw in pages:
        canvas.setFont(FONT, EM)
        if rotate:
            canvas.setPageRotation(rotate)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def wrapped(text: str, indent: float = 2, width: float = 27) -> list[str]:
    """A paragraph as a typesetter breaks it into lines of ``width`` ems, its first line indented; Latin signs take half an em."""
    lines, line, taken = [], "", indent
    for character in text:
        step = 0.5 if character.isascii() else 1.0
        if taken + step > width:
            lines.append(line)
            line, taken = "", 0.0
        line += character
        taken += step
    return [*lines, line]


def prose(canvas: Canvas, paragraphs: Sequence[str], top: float = 760.0, left: float = LEFT) -> float:
    """Set paragraphs, first lines indented by two ems; returns where the next line would stand."""
    for paragraph in paragraphs:
        for index, line in enumerate(wrapped(paragraph)):
            canvas.drawString(left + (2 * EM if index == 0 else 0), top, line)
            top -= 28
    return top


def ruled(
    canvas: Canvas, rows: Sequence[Sequence[str | None]], top: float, widths: Sequence[float], left: float = 60.0, height: float = 40.0
) -> None:
    """A ruled table; a cell of None goes on with the one above it; text breaks at the width of its column."""
    canvas.setFont(FONT, 10)
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    for row, cells in enumerate(rows):
        y = top - row * height
        for column, text in enumerate(cells):
            if text is not None:
                canvas.line(edges[column], y, edges[column + 1], y)
                fit = int((widths[column] - 6) // 10)
                for line in range(0, len(text), fit):
                    canvas.drawString(edges[column] + 3, y - 12 - 12 * (line // fit), text[line : line + fit])
            canvas.line(edges[column], y, edges[column], y - height)
        canvas.line(edges[-1], y, edges[-1], y - height)
    bottom = top - len(rows) * height
    canvas.line(left, bottom, edges[-1], bottom)
    canvas.setFont(FONT, EM)


def raw_pdf(content: bytes, to_unicode: str | None = None, encoding: str = "Identity-H") -> bytes:
    """A PDF of one page written object by object; with ``to_unicode`` (may be empty) its font is a composite one that is not embedded."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content),
    ]
    if to_unicode is None:
        objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    else:
        mapped = b" /ToUnicode 7 0 R" if to_unicode else b""
        objects.append(b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /%s /DescendantFonts [6 0 R]%s >>" % (encoding.encode(), mapped))
        system = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        objects.append(b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun " + system + b" >>")
        objects.append(b"<< /Length %d >> stream\n%s\nendstream" % (len(to_unicode), to_unicode.encode()))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for index, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj %s endobj\n" % (index, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def text_object(x: float, y: float, text: str, size: float = 5.0) -> str:
    """An OFD text object at (x, y) millimetres from the upper left corner, its characters one type size apart."""
    steps = f' DeltaX="g {len(text) - 1} {size}"' if len(text) > 1 else ""
    code = f'<ofd:TextCode X="0" Y="{size}"{steps}>{escape(text)}</ofd:TextCode>'
    return f'<ofd:TextObject ID="1" Boundary="{x} {y} {size * len(text)} {size * 1.2}" Font="1" Size="{size}">{code}</ofd:TextObject>'


def path_object(x0: float, y0: float, x1: float, y1: float) -> str:
    """An OFD path object: one straight line."""
    data = f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData>"
    return f'<ofd:PathObject ID="2" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.3">{data}</ofd:PathObject>'


def ofd(*pages: str, template: str = "", attachments: Sequence[str] = (), drop: Sequence[str] = ()) -> bytes:
    """An OFD package: pages of objects, a template that each of them uses, names of attachments."""
    names = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(f'<ofd:Page ID="{10 + index}" BaseLoc="Pages/Page_{index}/Content.xml"/>' for index in range(len(pages)))
    common = "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    common += '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
    attached = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>" if attachments else ""
    use = '<ofd:Template TemplateID="5"/>' if template else ""
    parts = {
        "OFD.xml": f"<ofd:OFD {names}><ofd:DocBody><ofd:DocInfo><ofd:Title>方案</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {names}>{common}<ofd:Pages>{listed}</ofd:Pages>{attached}</ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": f"<ofd:Page {names}><ofd:Content><ofd:Layer>{template}</ofd:Layer></ofd:Content></ofd:Page>",
    }
    for index, page in enumerate(pages):
        layer = f"<ofd:Content><ofd:Layer ID='3'>{page}</ofd:Layer></ofd:Content>"
        parts[f"Doc_0/Pages/Page_{index}/Content.xml"] = f"<ofd:Page {names}>{use}{layer}</ofd:Page>"
    if attachments:
        inner = "".join(
            f'<ofd:Attachment ID="{index}" Name="{name}"><ofd:FileLoc>{name}</ofd:FileLoc></ofd:Attachment>' for index, name in enumerate(attachments)
        )
        parts["Doc_0/Attachs/Attachments.xml"] = f"<ofd:Attachments {names}>{inner}</ofd:Attachments>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name not in drop:
                archive.writestr(name, content)
    return out.getvalue()
