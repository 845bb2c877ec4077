"""What a portal's facts table states (索引号, 发文字号, 成文日期 …): label and value as they stand side by side or in one piece of text."""

import re
from collections.abc import Iterable
from functools import cache

from extractors.lexicon import lexicon

NEXT = re.compile(r"[ \t\u3000\xa0|]{1,20}(?=[\u4e00-\u9fff]{2,6}[:：])")
"""Where the next fact begins in a line of several: ``发布日期：2025-03-13 来源：市政府``."""
MARKS = ":：[]【】"
MOST = 120
"""A piece of text longer than this is prose, not a fact."""


@cache
def _names() -> dict[str, str]:
    return {alias: name for name, aliases in lexicon("portal")["facts"].items() for alias in aliases}


@cache
def _with_colon() -> frozenset[str]:
    return frozenset(lexicon("portal")["labels"]["with_colon"])


def fact_name(label: str) -> str | None:
    """The name of the fact that ``label`` introduces: ``索 引 号：`` → ``索引号``; None where it introduces none.

    Some labels are also heads of columns (``名称``): they introduce a fact only with a colon or in brackets.
    """
    if len(label) > 20:
        return None
    solid = "".join(label.split())
    bare = solid.strip(MARKS)
    return None if bare == solid and bare in _with_colon() else _names().get(bare)


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
        for part in NEXT.split(text):
            label, colon, value = part.replace("：", ":", 1).partition(":")
            if colon and value.strip() and (name := fact_name(label + colon)):
                found.setdefault(name, value.strip())
    return found
