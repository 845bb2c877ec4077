"""A plan with everything that was found in it: what extraction gives, and what the store keeps."""

from dataclasses import dataclass

from schemas.document import Notice, State
from schemas.records import Plan, Reference, Target, Task

FORMAT = 1
"""The version of the printed form; raised when a key is renamed or removed."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file that was read, and how reading it ended. ``script`` is ``hans`` or ``hant``; ``characters`` counts code points of the text."""

    name: str
    sha256: str
    media_type: str
    pages: int | None
    characters: int
    script: str
    state: State
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """The records of one plan. Every span is in ``source_text``, the text as read, before normalisation."""

    source: Source
    plan: Plan
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    references: tuple[Reference, ...] = ()
    source_text: str = ""
