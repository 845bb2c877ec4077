"""Cases as sentences with the answers inside: ``由<lead>市水务局</lead>牵头``."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TAG = re.compile(r"<(?P<name>[a-z]+)(?P<rest>[^<>]*)>(?P<text>[^<>]*)</(?P=name)>")


class Answer(NamedTuple):
    """A tagged stretch of a case: its tag, what stands in the tag, its text and place in the sentence without tags."""

    name: str
    rest: str
    text: str
    start: int
    end: int


def untagged(case: str) -> tuple[str, list[Answer]]:
    """The sentence without its tags, and the answers; ``⏎`` stands for a line break."""
    parts, answers, at, length = [], [], 0, 0
    for found in _TAG.finditer(case):
        before = case[at : found.start()]
        length += len(before)
        answers.append(Answer(found["name"], found["rest"].strip(), found["text"], length, length + len(found["text"])))
        parts += [before, found["text"]]
        length += len(found["text"])
        at = found.end()
    parts.append(case[at:])
    return "".join(parts).replace("⏎", "\n"), answers


def cases(name: str) -> Iterator[tuple[int, str]]:
    """The lines of ``tests/cases/<name>`` with their numbers; blank ones and comments left out."""
    path = Path(__file__).parent / "cases" / name
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line
