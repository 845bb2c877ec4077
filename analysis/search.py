"""Full text over tasks, with the place of the hit."""

from typing import TYPE_CHECKING, Unpack

from analysis.filters import Filter, asked
from analysis.query import tasks
from pipeline.store import Store
from pipeline.store.words import sought, wanted

if TYPE_CHECKING:
    import pandas as pd

MARKS = ("【", "】")
AROUND = 24
"""Characters shown on either side of the hit."""


def search(store: Store, words: str, *, marks: tuple[str, str] = MARKS, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The tasks that have the words, in either script: those of ``analysis.query.tasks`` with ``snippet``, the hit between ``marks``.

    Words side by side must all be there; ``OR``, ``NOT``, brackets and ``"…"`` work; a single character is a word too.
    ValueError when the words ask for nothing. ``search(store, "海绵城市 NOT 公园")``.
    """
    filters["text"] = words
    found = tasks(store, **filters)
    hits = sought(wanted(asked(words)))
    found.insert(1, "snippet", [snippet(text, hits, marks) for text in found["text"]])
    return found.astype({"snippet": "str"})


def snippet(text: str, words: list[str], marks: tuple[str, str] = MARKS) -> str:
    """The surroundings of the first of the words that is in the text, all of them marked there; ``…`` where text is left out."""
    lower = text.lower()
    first = min((at for word in words if (at := lower.find(word.lower())) >= 0), default=0)
    start, end = max(0, first - AROUND), min(len(text), first + AROUND + max(map(len, words), default=0))
    part = _marked(text[start:end], words, marks)
    return f"{'…' if start else ''}{part}{'…' if end < len(text) else ''}".replace("\n", " ")


def _marked(part: str, words: list[str], marks: tuple[str, str]) -> str:
    lower, at, pieces = part.lower(), 0, []
    longest = sorted({word.lower() for word in words}, key=len, reverse=True)
    while at < len(part):
        hit = next((word for word in longest if lower.startswith(word, at)), "")
        pieces.append(f"{marks[0]}{part[at : at + len(hit)]}{marks[1]}" if hit else part[at])
        at += len(hit) or 1
    return "".join(pieces)
