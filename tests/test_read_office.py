"""Old Word, WPS and RTF files through a converter: here a script in its place, so that every ending is tried."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.extraction import from_document
from pipeline.read import read, read_bytes
from tests.documents.word import p, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the stand-in is a shell script, and processes are looked up in /proc")


def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called soffice, and nothing else, in the search path."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")


def runs(process: int) -> bool:
    """Whether a process is alive; one that is dead and only not yet buried is not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


@pytest.mark.parametrize(("data", "name", "suffix"), [(OLE, "方案.doc", ".doc"), (OLE, "方案.wps", ".doc"), (rb"{\rtf1 x}", "方案.rtf", ".rtf")])
def test_the_converted_document_is_read(data: bytes, name: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "converted.docx").write_bytes(word(p("由市水务局牵头。")))
    target = 'while [ "$1" != --outdir ]; do shift; done; test -f "$3" && cp {} "$2/document.docx"'
    installed(tmp_path, monkeypatch, f'case "$*" in *{suffix}) ;; *) exit 3;; esac; ' + target.format(tmp_path / "converted.docx"))
    document = read_bytes(data, name)
    assert (document.text, document.state) == ("由市水务局牵头。", "ok")


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_a_converter_that_writes_nothing_is_named(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch, script)
    document = read_bytes(OLE, "方案.doc")
    assert (document.state, [notice.code for notice in document.notices]) == ("rejected", ["converter-failed"])


def test_a_converter_that_hangs_is_stopped_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.office.SECONDS", 1)
    installed(tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    start = time.monotonic()
    document = read_bytes(OLE, "方案.doc")
    assert time.monotonic() - start < 10
    assert [notice.code for notice in document.notices] == ["converter-failed"]
    time.sleep(0.2)
    assert not runs(int((tmp_path / "child").read_text(encoding="utf-8")))


def test_without_a_converter_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    document = read_bytes(OLE, "方案.doc")
    assert (document.state, document.text) == ("rejected", "")
    assert document.notices[0].message == "方案.doc: is a Word 97 or WPS document; install LibreOffice (soffice) to read it, or save it as docx"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_word_97_file_gives_the_records_of_its_docx(tmp_path: Path) -> None:
    source = Path(__file__).resolve().parents[1] / "data" / "raw" / "qinghe_chengshi_pinzhi_2025.docx"
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    new, old = (from_document(read(path)) for path in (source, tmp_path / "qinghe_chengshi_pinzhi_2025.doc"))
    records = [[(task.text.removeprefix(task.label), [(unit.name, unit.role) for unit in task.units]) for task in plan.tasks] for plan in (old, new)]
    assert records[0] == records[1]  # labels aside: LibreOffice writes .doc files without numbers that run on over sections
    assert len(old.targets) == len(new.targets) > 50
