"""All benchmarks: ``make bench``. Prints ratios within one run, because the speed of machines differs: ``python benchmarks/run.py [PLAN…]``.

The yardstick of extraction is what every pipeline for Chinese text pays anyway: ``opencc-python`` (traditional to simplified) and
``jieba.cut`` over the same text. Measured is processor time from the text as read to the finished records, best of several, dictionaries
loaded beforehand. Without arguments the sample plans in ``data/raw`` are taken one by one, and then as one plan of about 10,000 characters.
They hold a task every 75 characters and a target every 65, two to five times as many as plans at large; their ratios are 1.6 to 2.3, those of
27 real plans 0.7 on average, none much above 1. What is left is spent record by record, not character by character.
"""

import logging
import runpy
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jieba
from opencc import OpenCC

from extractors.bodies.units import _council as council
from extractors.units.clauses import clauses
from pipeline.extraction import from_document
from pipeline.outline.lines import _reading as lines
from pipeline.read import read
from pipeline.script import simplified
from schemas.document import Document

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
LENGTH = 10_000
OTHERS = ("readers.py", "store.py", "web.py")


def best(work: Callable[[], object]) -> float:
    """Milliseconds of processor time, the least of several rounds after one to warm up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return 1000 * min(taken)


def extraction(document: Document) -> Callable[[], object]:
    """Extraction from nothing: what is kept of earlier texts is let go."""

    def work() -> object:
        for kept in (simplified, lines, clauses, council):
            kept.cache_clear()
        return from_document(document)

    return work


def line(name: str, document: Document, convert: Callable[[str], str]) -> str:
    """One row of the table."""
    yard = best(lambda: list(jieba.cut(convert(document.text))))
    ours = best(extraction(document))
    found = from_document(document)
    return f"{name:44} {len(document.text):7} {len(found.tasks):6} {len(found.targets):8} {ours:9.1f} {yard:10.1f} {ours / yard:6.2f}"


def long_plan(documents: list[Document]) -> Document:
    """The texts one after the other up to about ten thousand characters, as one text."""
    text = ""
    for document in documents:
        if len(text) < LENGTH:
            text += document.text + "\n"
    return replace(documents[0], name="long plan", text=text[: 12 * LENGTH // 10], blocks=(), facts={})


def main(paths: list[Path]) -> None:
    """Print the table of extraction, then what the other benchmarks print."""
    jieba.setLogLevel(logging.ERROR)
    convert = OpenCC("t2s").convert
    documents = [read(path) for path in paths]
    documents = [document for document in documents if document.state in ("ok", "ok_with_warnings")]
    print(f"{'extraction against opencc + jieba.cut':44} {'chars':>7} {'tasks':>6} {'targets':>8} {'ours ms':>9} {'theirs ms':>10} {'ratio':>6}")
    for document in documents:
        print(line(document.name, document, convert))
    print(line("all as one plan", long_plan(documents), convert))


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given or sorted(path for path in (ROOT / "data" / "raw").iterdir() if path.suffix in {".txt", ".docx", ".pdf", ".html"}))
    sys.argv[1:] = []
    for other in () if given else OTHERS:
        if (ROOT / "benchmarks" / other).is_file():
            print(f"\n{other}", flush=True)
            runpy.run_path(str(ROOT / "benchmarks" / other), run_name="__main__")
