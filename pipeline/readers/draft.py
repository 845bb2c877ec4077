"""The document under the reader's hands: text and blocks grow together, so that no block can point beside its text."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.readers.faults import notice, worst
from schemas.document import Block, BlockKind, Cell, Document

Box = tuple[float, float, float, float]

LINE, CELL = "\n", " | "
"""The separators that a reader may add: between paragraphs and rows, and between the cells of a row."""


@dataclass(slots=True)
class GridCell:
    """One cell of a table: its text in one line, 0-based place, and how many rows and columns it spans."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    page: int | None = None
    box: Box | None = None


@dataclass(slots=True)
class Grid:
    """A table: cells that do not overlap; places that no cell covers are empty."""

    cells: list[GridCell]

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((cell.column + cell.columns for cell in self.cells), default=0)

    @property
    def height(self) -> int:
        """The number of rows."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)


@dataclass(slots=True)
class Draft:
    """A document being read: readers add paragraphs, tables, facts and findings; :meth:`document` closes it."""

    name: str
    facts: dict[str, str] = field(default_factory=dict)
    pages: int | None = None
    _pieces: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _length: int = 0
    _tables: int = 0
    _findings: dict[str, tuple[int, str]] = field(default_factory=dict)

    def paragraph(self, text: str, kind: BlockKind = "paragraph", page: int | None = None, box: Box | None = None) -> None:
        """Add ``text`` as a line of its own; nothing happens where it is empty."""
        if text:
            self._separate()
            self._blocks.append(Block(kind, self._length, self._length + len(text), page, box))
            self._add(text)

    def table(self, grid: Grid) -> None:
        """Add a table: a line a row, every grid column kept, text of a merged cell once; rows without any text are left out."""
        rows: dict[int, dict[int, GridCell]] = {}
        for one in grid.cells:
            rows.setdefault(one.row, {})[one.column] = one
        width = grid.width
        for row in sorted(rows):
            if not any(one.text for one in rows[row].values()):
                continue
            self._separate()
            for column in range(width):
                if column:
                    self._add(CELL)
                if (cell := rows[row].get(column)) is not None:
                    place = Cell(self._tables, cell.row, cell.column, cell.rows, cell.columns)
                    self._blocks.append(Block("cell", self._length, self._length + len(cell.text), cell.page, cell.box, place))
                    self._add(cell.text)
        self._tables += 1

    def verbatim(self, text: str, blocks: Iterable[Block]) -> None:
        """Add ``text`` as it stands with blocks counted from its own start (a plain text file, whose line breaks are its own)."""
        base = self._length
        self._add(text)
        for block in blocks:
            self._blocks.append(Block(block.kind, base + block.start, base + block.end, block.page, block.box, block.cell))

    def find(self, code: str, count: int = 1, detail: str = "") -> None:
        """Note the finding ``code``; counts of the same code add up, details are listed once."""
        if count:
            before, said = self._findings.get(code, (0, ""))
            if detail and detail not in said.split(", "):
                said = f"{said}, {detail}" if said else detail
            self._findings[code] = (before + count, said)

    @property
    def empty(self) -> bool:
        """Whether nothing but white space has been read yet."""
        return not any(piece.strip(" |\n\t\r\u3000") for piece in self._pieces)

    @property
    def lost(self) -> bool:
        """Whether a finding already says that text is missing."""
        return worst(list(self._findings)) not in ("ok", "ok_with_warnings")

    def beginning(self, blocks: int) -> list[str]:
        """The texts of the first so many blocks."""
        text = "".join(self._pieces)
        return [text[block.start : block.end] for block in self._blocks[:blocks]]

    def document(self, sha256: str, media_type: str) -> Document:
        """The finished document, its state that of the gravest finding."""
        notices = tuple(notice(code, self.name, count, detail) for code, (count, detail) in self._findings.items())
        return Document(
            name=self.name,
            sha256=sha256,
            media_type=media_type,
            text="".join(self._pieces),
            blocks=tuple(self._blocks),
            pages=self.pages,
            state=worst(list(self._findings)),
            facts=dict(self.facts),
            notices=notices,
        )

    def _separate(self) -> None:
        if self._length:
            self._add(LINE)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
