"""Word 97, WPS and RTF files, through LibreOffice where it is installed: its own profile, its own process group, a time limit that holds."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from pipeline.readers.docx import fill as fill_docx
from pipeline.readers.draft import Draft
from pipeline.readers.faults import Fault
from pipeline.readers.media import media_type

SECONDS = 120
PROGRAMS = ("soffice", "libreoffice")


def fill(draft: Draft, data: bytes) -> None:
    """Add the text of the document as LibreOffice converts it to docx; Fault where LibreOffice is missing, fails or takes too long."""
    rtf = media_type(data) == "application/rtf"
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise Fault("converter-missing", "an RTF document" if rtf else "a Word 97 or WPS document")
    with tempfile.TemporaryDirectory(prefix="taizhang-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / ("document.rtf" if rtf else "document.doc")
        source.write_bytes(data)
        _convert(program, source, Path(folder))
        target = source.with_suffix(".docx")
        if not target.exists():
            raise Fault("converter-failed", "it wrote no file")
        fill_docx(draft, target.read_bytes())


def _convert(program: str, source: Path, folder: Path) -> None:
    command = [program, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", "docx", "--outdir", str(folder), str(source)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        raise Fault("converter-failed", f"no result within {SECONDS} s") from None
