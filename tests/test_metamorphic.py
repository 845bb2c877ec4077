"""What may change in a plan's writing without changing what it says: script, width, line breaks, label style, other paragraphs, the name of the place."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from opencc import OpenCC

from pipeline.extraction import from_document
from pipeline.read import read
from schemas.document import Document
from schemas.extraction import Extraction
from tests.test_extraction import SAMPLES

TEXTS = {path.name: read(path).text for path in SAMPLES if path.suffix == ".txt"}
TO_TRADITIONAL, TO_SIMPLIFIED = OpenCC("s2t").convert, OpenCC("t2s").convert
LABELS = re.compile(r"^\s*(?:[(（]?[一二三四五六七八九十\d]+[)）、.．]|[①-⑳])\s*")


def extracted(text: str) -> Extraction:
    return from_document(Document("plan.txt", "0" * 64, "text/plain", text))


def fold(text: str | None) -> str:
    """Simplified by way of traditional, so that both sides have lost what that way loses; half-width, no white space."""
    plain = unicodedata.normalize("NFKC", TO_SIMPLIFIED(TO_TRADITIONAL(TO_SIMPLIFIED(text or ""))))
    return "".join(plain.split())


def bare(text: str) -> str:
    """Without the labels at the head of its lines."""
    return fold(text) if not LABELS.match(text) else fold(LABELS.sub("", text, count=1))


def records(extraction: Extraction, named: Callable[[str | None], str] = fold, said: Callable[[str], str] = fold) -> dict[str, Counter[Any]]:
    """The records by kind, in what they say and not where they stand."""
    texts = [said(task.text) for task in extraction.tasks]
    return {
        "tasks": Counter((text, task.category) for text, task in zip(texts, extraction.tasks, strict=True)),
        "units": Counter(
            (number, named(unit.name), unit.role, unit.inherited) for number, task in enumerate(extraction.tasks) for unit in task.units
        ),
        "deadlines": Counter((number, time.kind, time.start, time.end) for number, task in enumerate(extraction.tasks) for time in task.deadlines),
        "targets": Counter(
            (target.task, named(target.indicator), target.comparator, target.low, target.high, fold(target.unit), target.due, target.masked)
            for target in extraction.targets
        ),
        "references": Counter((named(reference.title), named(reference.number), reference.basis) for reference in extraction.references),
    }


def differences(one: dict[str, Counter[Any]], other: dict[str, Counter[Any]]) -> dict[str, tuple[list[Any], list[Any]]]:
    """By kind, what only the one has and what only the other."""
    return {
        kind: (list((one[kind] - other[kind]).elements()), list((other[kind] - one[kind]).elements())) for kind in one if one[kind] != other[kind]
    }


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def half_width(text: str) -> str:
    return text.translate(str.maketrans("（），：；％０１２３４５６７８９", "(),:;%0123456789"))


SECTION = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|附件|附表)")
FINISHED = re.compile(r"[。;；)）]\s*$")


def joined(text: str) -> str:
    """The lines of each section run together where a sentence ends."""
    return _run_together(text, "", lambda line: bool(FINISHED.search(line)))


def spaced(text: str) -> str:
    """The line breaks of each section turned into blanks, up to the last line with a sentence in it."""
    return _run_together(text, " ", lambda _: True)


def _run_together(text: str, mark: str, ends: Callable[[str], bool]) -> str:
    lines = text.split("\n")
    last = max((number for number, line in enumerate(lines) if FINISHED.search(line) and len(line) > 20), default=0)
    out, began = lines[:1], False
    for line in lines[1 : last + 1]:
        heading = bool(SECTION.match(line)) or not line.strip()
        runs_on = began and not heading and ends(out[-1]) and not SECTION.match(out[-1]) and out[-1].strip()
        if runs_on:
            out[-1] += mark + line.strip()
        else:
            out.append(line)
        began = began or bool(SECTION.match(line))
    return "\n".join(out + lines[last + 1 :])


MARKERS = re.compile(r"[^。；）\s]\n\d+、")
TOGGLED = {"（": "(", "）": ")", "(": "（", ")": "）", "、": ".", ".": "、", "．": "、"}


def relabelled(text: str) -> str:
    """（一） becomes (一), (1) becomes （1）, 1. becomes 1、, and the other way round."""
    text = re.sub(
        r"^(\s*)([(（])([一二三四五六七八九十]+|\d{1,2})([)）])", lambda m: m[1] + TOGGLED[m[2]] + m[3] + TOGGLED[m[4]], text, flags=re.MULTILINE
    )
    return re.sub(r"^(\s*\d{1,2})([.．、])(?!\d)", lambda m: m[1] + TOGGLED[m[2]], text, flags=re.MULTILINE)


def circled(text: str) -> str:
    """(1) at the head of a line becomes ①."""
    return re.sub(r"^(\s*)[(（](\d)[)）]", lambda m: m[1] + chr(ord("①") + int(m[2]) - 1), text, flags=re.MULTILINE)


def with_paragraph(text: str) -> str:
    """A sentence more in the preamble."""
    first = re.search(r"^\s*一、", text, re.MULTILINE) or re.search("一、", text)
    assert first
    return text[: first.start()] + "近年来,群众对美好生活的期待不断提升,各方面给予了大力支持。\n" + text[first.start() :]


PLACES = {"云川": "明湖", "临澜": "柳溪", "青禾": "白石", "澜江": "沧江"}


def renamed(text: str | None) -> str:
    folded = fold(text)
    for old, new in PLACES.items():
        folded = folded.replace(old, new)
    return folded


def moved(text: str) -> str:
    for old, new in PLACES.items():
        text = text.replace(old, new).replace(TO_TRADITIONAL(old), TO_TRADITIONAL(new))
    return text


CHANGES: dict[str, tuple[Callable[[str], str], Callable[[str | None], str], Callable[[str], str]]] = {
    "traditional": (TO_TRADITIONAL, fold, fold),
    "full-width": (full_width, fold, fold),
    "half-width": (half_width, fold, fold),
    "joined": (joined, fold, fold),
    "spaced": (spaced, fold, fold),
    "relabelled": (relabelled, fold, bare),
    "circled": (circled, fold, bare),
    "with-paragraph": (with_paragraph, fold, fold),
    "moved": (moved, renamed, renamed),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", TEXTS)
def test_the_records_are_the_same(name: str, change: str) -> None:
    changed, named, said = CHANGES[change]
    text = TEXTS[name]
    if changed(text) == text:
        pytest.skip("nothing in this text to change")
    if change == "relabelled" and MARKERS.search(text):
        pytest.skip("the numbers at its line heads are page numbers of a site")
    assert differences(records(extracted(text), named, said), records(extracted(changed(text)), named, said)) == {}
