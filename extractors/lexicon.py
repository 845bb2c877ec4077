"""Vocabulary as data: the TOML files beside this module, each read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The table ``extractors/lexicons/<name>.toml``; FileNotFoundError where there is none."""
    return tomllib.loads((files("extractors") / "lexicons" / f"{name}.toml").read_text(encoding="utf-8"))
