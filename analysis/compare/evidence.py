"""Where it is written: the quotations behind the rows of a comparison."""

from collections.abc import Iterable
from typing import Any

from analysis.compare.sides import Item, Side
from schemas.spans import Span


class Evidence:
    """The quotations of a comparison as they are gathered; ``rows`` are those of the frame ``evidence``."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(self, frame: str, row: str, column: str, side: Side, item: Item | None, span: Span | None = None) -> str | None:
        """Notes what the file says at a span (a task's own where none is given) and returns it."""
        where = span if span is not None else item.task.span if item else None
        if where is None:
            return None
        quote = side.quote(where)
        self.rows.append(
            {
                "id": f"{frame}/{row}/{column}/{len(self.rows)}",
                "frame": frame,
                "row": row,
                "column": column,
                "side": side.letter,
                "plan": side.key,
                "task": item.key if item else None,
                "page": item.task.page if item else None,
                "quote": quote,
            }
        )
        return quote

    def of(self, frame: str, row: str, column: str, side: Side, items: Iterable[Item]) -> None:
        """Notes each of these tasks."""
        for item in items:
            self.add(frame, row, column, side, item)
