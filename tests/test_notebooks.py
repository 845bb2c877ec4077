"""The notebooks run from a clean clone, and are kept without what they printed."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def unstripped(found: list[dict[str, Any]]) -> list[str]:
    """The ids of cells that carry what they printed."""
    return [cell["id"] for cell in found if cell["cell_type"] == "code" and (cell["outputs"] or cell["execution_count"] is not None)]


def test_the_four_notebooks_are_there() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_not_kept(path: Path) -> None:
    assert unstripped(cells(path)) == []
    printed = [{"cell_type": "code", "id": "x", "outputs": [{"output_type": "stream"}], "execution_count": 1}]
    assert unstripped(printed) == ["x"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_words_are_in_both_languages(path: Path) -> None:
    texts = ["".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown"]
    assert len(texts) >= 4
    assert [text for text in texts if text.isascii() or not any(word.isascii() and word.isalpha() for word in text.split())] == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_draws(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the kernel's own libraries
        nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
        notebook = nbformat.read(path, as_version=4)
        nbclient.NotebookClient(notebook, timeout=500, resources={"metadata": {"path": str(FOLDER)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []
    assert any("image/svg+xml" in output.get("data", {}) for output in outputs), "a notebook has a picture"
