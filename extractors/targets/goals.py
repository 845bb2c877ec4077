"""Paragraphs before the first section that say they tell the goals: ``总体目标是:到2030年…``, ``到2030年,…``."""

import re
from collections.abc import Iterator

from schemas.spans import Span

_GOALS = re.compile(r"^ ?(?:(?:总的|总体|工作|主要|发展)?(?:要求|目标)(?:任务)?(?:是|为)?[,:]|(?:到|至)20\d\d年(?:底|末)?,)[^\n]{10,1500}", re.M)


def goals(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretches of ``text[start:end]`` that open with a word for the goals or a year to come, each on one line.

    Spans count from the head of ``text``.
    """
    return (Span(*found.span()) for found in _GOALS.finditer(text, start, end))
