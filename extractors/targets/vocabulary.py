"""The lexicon of targets as patterns, longest word first, each compiled once."""

import re
from functools import cache
from typing import Any

from extractors.lexicon import lexicon


@cache
def listed(path: str) -> tuple[str, ...]:
    """The words under a dotted path of ``targets.toml`` (``direction.up``), longest first."""
    table: Any = lexicon("targets")
    for key in path.split("."):
        table = table[key]
    return tuple(sorted(table, key=len, reverse=True))


@cache
def any_of(*paths: str) -> str:
    """Pattern source of one word of these lists."""
    words = sorted({word for path in paths for word in listed(path)}, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, words)) + ")"


@cache
def opens_with(*paths: str) -> re.Pattern[str]:
    """Matches at the head of a stretch where one of the words stands there (use ``match``)."""
    return re.compile(any_of(*paths))


@cache
def holds(*paths: str) -> re.Pattern[str]:
    """Finds one of the words anywhere (use ``search``)."""
    return re.compile(any_of(*paths))


@cache
def _by_length(*paths: str) -> tuple[tuple[int, frozenset[str]], ...]:
    """The words of these lists by their lengths, the longest first."""
    words = {word for path in paths for word in listed(path)}
    return tuple((length, frozenset(word for word in words if len(word) == length)) for length in sorted(set(map(len, words)), reverse=True))


def last_word(text: str, start: int, end: int, *paths: str) -> str:
    """The longest word of the lists that ``text[start:end]`` ends with, else an empty string."""
    for length, words in _by_length(*paths):
        if length <= end - start and (word := text[end - length : end]) in words:
            return word
    return ""
