"""Conventions that a change must not forget: tests beside every extractor, vocabulary that is used, commands and warnings that are documented."""

import re
import tomllib
from pathlib import Path

import pytest

from pipeline.normalise import DROPS

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [path for folder in ("app", "analysis", "pipeline", "extractors", "schemas") for path in sorted((ROOT / folder).rglob("*.py"))]
LEXICONS = sorted((ROOT / "extractors" / "lexicons").glob("*.toml"))
EXTRACTORS = sorted(
    {path.relative_to(ROOT / "extractors").parts[0].removesuffix(".py") for path in SOURCES if path.is_relative_to(ROOT / "extractors")}
)
TESTED_WITH = {"mentions": "dates", "tables": "extraction", "tasks": "extraction"}
"""Extractors whose tests stand in a file of another name."""


@pytest.mark.parametrize("name", [name for name in EXTRACTORS if name not in ("__init__", "lexicon")])
def test_every_extractor_has_tests(name: str) -> None:
    assert (ROOT / "tests" / f"test_{TESTED_WITH.get(name, name)}.py").is_file()


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.stem)
def test_every_lexicon_is_read_by_someone(path: Path) -> None:
    tomllib.loads(path.read_text(encoding="utf-8"))
    asked = f'lexicon("{path.stem}")'
    assert any(asked in source.read_text(encoding="utf-8").replace("'", '"') for source in SOURCES)


def _lists(value: object) -> list[list[object]]:
    if isinstance(value, dict):
        return [found for inner in value.values() for found in _lists(inner)]
    return [value] if isinstance(value, list) else []


@pytest.mark.parametrize("name", ["roles", "body_names", "sections", "furniture", "tables"])
def test_no_word_stands_twice_in_a_list(name: str) -> None:
    table = tomllib.loads((ROOT / "extractors" / "lexicons" / f"{name}.toml").read_text(encoding="utf-8"))
    doubled = [word for words in _lists(table) for word in set(map(str, words)) if list(map(str, words)).count(word) > 1]
    assert doubled == []


def test_codes_of_what_is_dropped_are_stable_names() -> None:
    codes = [drop.code for drop in DROPS if drop.code]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", code) for code in codes)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_yields(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or text.lstrip().startswith(('"""', 'r"""'))


def test_links_in_the_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
