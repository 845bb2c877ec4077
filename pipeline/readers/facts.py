"""What a portal's facts table states (索引号, 发文字号, 成文日期 …): label and value as they stand side by side or in one piece of text."""

from collections.abc import Iterable
from functools import cache

from extractors.lexicon import lexicon

MOST = 120
"""A piece of text longer than this is prose, not a fact."""


@cache
def _names() -> dict[str, str]:
    return {alias: name for name, aliases in lexicon("portal")["facts"].items() for alias in aliases}


def fact_name(label: str) -> str | None:
    """The name of the fact that ``label`` introduces: ``索 引 号：`` → ``索引号``; None where it introduces none."""
    return _names().get("".join(label.split()).strip(":：[]【】")) if len(label) <= 20 else None


def facts(pieces: Iterable[str]) -> dict[str, str]:
    """Facts in a sequence of cells or lines: ``["文　　号：", "甬建〔2025〕3号"]`` or ``["发布日期：2025-03-13"]``; the first of a name wins."""
    found: dict[str, str] = {}
    waiting: str | None = None
    for piece in pieces:
        text = piece.strip()
        if not text or len(text) > MOST:
            waiting = None
            continue
        if waiting and not fact_name(text):
            found.setdefault(waiting, text)
            waiting = None
            continue
        waiting = fact_name(text)
        label, colon, value = text.replace("：", ":", 1).partition(":")
        if colon and value.strip() and (name := fact_name(label)):
            found.setdefault(name, value.strip())
    return found
