"""What a file says, before anything is cleaned: its text, and the place of every piece of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["ok", "ok_with_warnings", "partial", "rejected", "quarantined"]
"""How reading a file ended. The last three mean that its text is not, or not wholly, there."""

BlockKind = Literal["paragraph", "heading", "cell", "header", "footer", "note"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a table cell stands: the number of its table in the document, the 0-based row and column, and how many it spans."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """``document.text[start:end]``: one paragraph or table cell, and where it stands.

    ``page`` counts from 1. ``box`` is (left, top, right, bottom) in points from the page's upper left corner.
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of a ledger should know: what was removed, doubted or not understood, and how often.

    ``code`` is a stable kebab-case name; ``message`` says in a sentence what happened and what to do.
    """

    code: str
    message: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: ``text`` is what it says, uncleaned; ``blocks`` are in order, do not overlap and lie inside it.

    Between blocks stand only separators that the reader put there (line breaks, `` | `` between cells).
    ``facts`` are what the file's own properties or a portal's table state (``发文字号`` → ``鲁政办字〔2019〕146号``), as written.
    """

    name: str
    sha256: str
    media_type: str
    text: str
    blocks: tuple[Block, ...] = ()
    pages: int | None = None
    state: State = "ok"
    facts: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
