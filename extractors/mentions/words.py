"""Chinese words, where words are wanted: the only door to jieba, which is loaded once and late (it takes about a second)."""

import logging
from functools import cache
from typing import Any


@cache
def _tokenizer() -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def words(text: str) -> list[str]:
    """The words of a text in order, nothing left out: ``实际利用外资`` gives ``实际``, ``利用外资``. ``"".join(words(text)) == text``."""
    return list(_tokenizer().cut(text, HMM=False)) if text else []


def last_words(text: str, least: int) -> str:
    """The shortest tail of a text that is made of whole words and has at least ``least`` characters; the text where it is no longer than that."""
    tail = ""
    for word in reversed(words(text)):
        tail = word + tail
        if len(tail) >= least:
            break
    return tail
