"""Damaged files by the thousand: no exception outside the catalogue, no endless run, and no ``ok`` with text silently lost.

A mutant is a good file with bits turned, bytes cut, doubled or overwritten; for zip packages every other one keeps the zip sound
and damages a part inside. Where a mutant is called ``ok`` its text must be as long as the good file's, but for what a
damaged letter may take away; zip parts and PDF streams carry a checksum, so there the text must be all there.
"""

import io
import random
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable

import pytest

from pipeline.read import read_bytes
from pipeline.readers.faults import FINDINGS, worst
from tests.documents.fixed import ofd, pdf, prose, ruled, text_object
from tests.documents.word import level, numbering, p, table, word

CLAUSE = "到2025年底完成改造面积12.5平方公里，由市住房和城乡建设局牵头，市财政局、市水务局配合。"
ROWS = [["序号", "任务", "牵头单位"], ["1", "普查管网", "市水务局"], ["2", "改造泵站", "市城管局"]]
SLOWEST = 20.0
"""Seconds that one mutant may take; the second PDF reader alone may use 15."""

GOOD: dict[str, Callable[[], bytes]] = {
    "docx": lambda: word(p(CLAUSE, 1) * 6 + table(ROWS), {"word/numbering.xml": numbering(level(0, "chineseCounting", "%1、"))}),
    "pdf": lambda: pdf(lambda canvas: (prose(canvas, [CLAUSE * 2]), ruled(canvas, ROWS, 500, [50, 200, 150]))[-1]),
    "html": lambda: (
        f"<html><head><meta charset='utf-8'></head><body><h1>方案</h1>{f'<p>{CLAUSE}</p>' * 6}<table><tr><td>甲<td>乙</table></body></html>".encode()
    ),
    "txt": lambda: (CLAUSE * 12 + "\n甲 | 乙\n丙 | 丁\n").encode("gb18030"),
    "ofd": lambda: ofd(text_object(20, 30, CLAUSE[:30]) + text_object(20, 60, CLAUSE[30:])),
}
NOISE = (b"0", b"-1", b"99999999999", b"<", b">", b"/", b"&#0;", b"<<", b"[", b"\0", "\ufffe".encode())


def mutated(data: bytes, rng: random.Random) -> bytes:
    """``data`` with one to sixteen random injuries."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        if len(out) < 5:
            break
        start = rng.randrange(len(out))
        end = min(len(out), start + rng.choice((1, 2, 8, 64)))
        injury = rng.randrange(6)
        if injury == 0:
            out[start] ^= 1 << rng.randrange(8)
        elif injury == 1:
            del out[start:end]
        elif injury == 2:
            out[start:start] = out[start:end] * rng.choice((1, 2, 50))
        elif injury == 3:
            out[start:end] = rng.randbytes(end - start)
        elif injury == 4:
            out[start:end] = rng.choice(NOISE)
        elif rng.random() < 0.2:
            del out[max(4, start) :]
    return bytes(out)


def repacked(data: bytes, rng: random.Random) -> bytes:
    """The same zip package, sound, with one of its parts damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as good, zipfile.ZipFile(out, "w") as bad:
        hit = rng.choice(good.namelist())
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, mutated(content, rng) if name == hit else content)
    return out.getvalue()


def mutants(kind: str, count: int) -> list[tuple[bytes, bool]]:
    """Mutants of the good file of a kind, each with whether only checksummed bytes were touched."""
    rng, good = random.Random(f"7 {kind}"), GOOD[kind]()
    package, summed = zipfile.is_zipfile(io.BytesIO(good)), kind in ("docx", "ofd", "pdf")
    return [(repacked(good, rng), False) if package and index % 2 else (mutated(good, rng), summed) for index in range(count)]


def tried(kind: str, count: int) -> Counter[str]:
    """States of the mutants of a kind; fails on what the promise forbids."""
    good = read_bytes(GOOD[kind](), f"good.{kind}")
    assert good.state == "ok"
    states: Counter[str] = Counter()
    for number, (data, summed) in enumerate(mutants(kind, count)):
        start = time.monotonic()
        document = read_bytes(data, f"{number}.{kind}")
        assert time.monotonic() - start < SLOWEST
        codes = [notice.code for notice in document.notices]
        assert set(codes) <= set(FINDINGS)
        assert document.state == worst(codes)
        assert "reader-failed" not in codes, (number, document.notices)
        states[document.state] += 1
        if document.state == "ok" and summed:
            assert len(document.text) >= len(good.text), (number, document.text)
        if document.state == "ok":
            assert document.text.strip()
    return states


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_sixty_mutants_end_in_a_state_of_the_catalogue(kind: str) -> None:
    states = tried(kind, 60)
    assert sum(states.values()) == 60
    assert len(states) > 1


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", sorted(GOOD))
def test_two_thousand_mutants_end_in_a_state_of_the_catalogue(kind: str) -> None:
    assert sum(tried(kind, 2000).values()) == 2000


def test_a_damaged_checksum_is_seen() -> None:
    data = bytearray(GOOD["docx"]())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("word/document.xml")
        content = archive.read(info)
    assert zlib.crc32(content) == info.CRC
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("word/document.xml", content)
    damaged = stored.getvalue().replace("牵头".encode(), "签头".encode(), 1)
    assert read_bytes(damaged, "a.docx").state == "rejected"
