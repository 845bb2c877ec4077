"""Readers against their peers in one run: ``python benchmarks/readers.py [PDF …]`` prints times, ratios and memory.

Ratios are what counts: both sides read the same bytes in the same process, alternating, median of several rounds.
"""

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

CLAUSE = "到2025年底完成改造面积12.5平方公里，由市住房和城乡建设局牵头，市财政局、市水务局配合，各区人民政府按职责分工负责，每季度通报一次进展。"
ROUNDS = 7
FONTS = [
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/System/Library/Fonts/Supplemental/Arial.ttf"),
    Path("C:/Windows/Fonts/arial.ttf"),
]


def document(pages: int) -> bytes:
    """A docx of about so many pages, one table of 21 rows every ten pages."""
    import docx

    made = docx.Document()
    for page in range(pages):
        for paragraph in range(9):
            made.add_paragraph(f"{page}.{paragraph} {CLAUSE}")
        if page % 10 == 0:
            table = made.add_table(21, 5)
            for row in table.rows:
                for cell in row.cells:
                    cell.text = "市水务局"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def python_docx(data: bytes) -> int:
    """python-docx's own iteration: paragraphs and tables in order."""
    import docx
    from docx.table import Table

    count = 0
    for item in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(item, Table):
            count += sum(len(cell.text) for row in item.rows for cell in row.cells)
        else:
            count += len(item.text)
    return count


def plumber(data: bytes) -> int:
    """pdfplumber: text and tables of every page."""
    import pdfplumber

    count = 0
    with pdfplumber.open(io.BytesIO(data)) as file:
        for page in file.pages:
            count += len(page.extract_text() or "") + len(page.extract_tables())
            page.close()
    return count


def ours(name: str) -> Callable[[bytes], int]:
    """This project's reader for a file of that name."""
    from pipeline.read import read_bytes

    return lambda data: len(read_bytes(data, name).text)


def compared(title: str, data: bytes, peer: Callable[[bytes], int], own: Callable[[bytes], int], rounds: int = ROUNDS) -> float:
    """Print a row and give how many times as fast as ``peer`` the own reader is."""
    peer(data), own(data)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for index, read in enumerate((peer, own)):
            start = time.perf_counter()
            read(data)
            times[index].append(time.perf_counter() - start)
    theirs, mine = (statistics.median(side) for side in times)
    print(f"{title:44} {theirs * 1e3:10.1f} ms {mine * 1e3:10.1f} ms {theirs / mine:8.1f} x")
    return theirs / mine


def long_pdf(pages: int) -> bytes:
    """A PDF of so many pages of prose, a ruled table on every fifth, in an embedded font where the machine has one."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    font = "Helvetica"
    if path := next((path for path in FONTS if path.exists()), None):
        font = "embedded"
        pdfmetrics.registerFont(TTFont(font, path))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for page in range(pages):
        canvas.setFont(font, 11)
        for line in range(40):
            canvas.drawString(90, 780 - 17 * line, f"{page} {line} the quick brown fox jumps over the lazy dog and comes back")
        if page % 5 == 0:
            canvas.grid([85, 250, 500], [95 + 17 * row for row in range(0, 42, 2)])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def memory(data: bytes) -> float:
    """Peak MiB of a fresh process that reads the PDF in ``data``."""
    code = "import resource, sys; from pathlib import Path; from pipeline.read import read; read(Path(sys.argv[1])); "
    code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        return float(subprocess.run([sys.executable, "-c", code, file.name], capture_output=True, text=True, check=True, cwd=ROOT).stdout)


def main(paths: Sequence[str]) -> None:
    """Print the table."""
    print(f"{'':44} {'peer':>13} {'ours':>13} {'ratio':>10}")
    for pages in (10, 100):
        compared(f"docx, {pages} pages, python-docx", document(pages), python_docx, ours("a.docx"))
    files = [Path(path) for path in paths] or sorted((ROOT / "data" / "raw").glob("*.pdf"))
    for path in files:
        compared(f"{path.name[:32]}, pdfplumber", path.read_bytes(), plumber, ours("a.pdf"), rounds=3)
    compared("pdf, 40 pages, embedded font, pdfplumber", long_pdf(40), plumber, ours("a.pdf"), rounds=3)
    print(f"peak memory, PDF of 1,000 pages: {memory(long_pdf(1000)):.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
