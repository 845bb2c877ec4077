"""The second opinion on pages whose fonts pdfium cannot map: pdfminer's characters, read in a process of its own.

pdfminer is right on some fonts where pdfium is not, and runs for ever on some files of a kilobyte: it gets a time limit that holds.
"""

import json
import subprocess
import sys

from pipeline.readers.pdf.glyphs import Glyph

SECONDS = 15
MOST_PAGES = 50


def second_opinion(data: bytes, pages: list[int]) -> dict[int, list[Glyph]]:
    """The characters of ``pages`` (from 1) as pdfminer reads them; empty where it fails or takes longer than :data:`SECONDS`."""
    command = [sys.executable, "-m", "pipeline.readers.pdf.second", *map(str, pages[:MOST_PAGES])]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
        found = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.SubprocessError, OSError, ValueError):
        return {}
    return {int(page): [Glyph(left, top, right, bottom, text) for left, top, right, bottom, text in glyphs] for page, glyphs in found.items()}


def main() -> None:
    """Read a PDF from standard input, write ``{page: [[left, top, right, bottom, text], …]}`` for the pages named."""
    import io
    import logging

    import pdfplumber

    logging.disable(logging.CRITICAL)
    _limit_memory()
    found = {}
    with pdfplumber.open(io.BytesIO(sys.stdin.buffer.read())) as document:
        for page in map(int, sys.argv[1:]):
            one = document.pages[page - 1]
            found[page] = [[char["x0"], char["top"], char["x1"], char["bottom"], char["text"]] for char in one.chars if char["text"].strip()]
            one.close()
    json.dump(found, sys.stdout)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


if __name__ == "__main__":
    main()
