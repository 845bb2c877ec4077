"""The tables of the store for people: a data dictionary and a picture of how they refer to each other, from the same comments."""

from collections.abc import Iterator
from html import escape
from typing import Final

from sqlalchemy import Column, Table

from schemas.tables import metadata

LINE: Final = 18
"""Height of a column's line in the picture, in pixels."""
LETTER: Final = 7.3
GAP: Final = 90
HEAD: Final = 26
STYLE: Final = (
    "text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#1f2933}.t{font-weight:bold}.b{fill:#fff;stroke:#7b8794}"
    ".h{fill:#dde6f0;stroke:#7b8794}.l{fill:none;stroke:#3e6fa3;stroke-width:1.3}.k{fill:#3e6fa3}"
)


def dictionary() -> str:
    """The data dictionary as Markdown: every table and column with its type, what it refers to, and what it means."""
    return "\n".join(line for table in metadata.sorted_tables for line in _chapter(table))


def _chapter(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n\n{table.comment}\n"
    yield "| column | type | null | key | meaning |\n| --- | --- | --- | --- | --- |"
    for column in table.columns:
        null = "yes" if column.nullable else ""
        meaning = str(column.comment).replace("|", "\\|")
        yield f"| {column.name} | {_type(column)} | {null} | {_key(column)} | {meaning} |"
    yield ""


def _type(column: "Column[object]") -> str:
    return str(column.type).lower()


def _key(column: "Column[object]") -> str:
    target = next((key.target_fullname for key in column.foreign_keys), None)
    return " ".join(word for word in ("primary" if column.primary_key else "", f"→ {target}" if target else "") if word)


def picture() -> str:
    """The tables as an SVG picture: a box a table, a line from each column that refers to another table to what it refers to."""
    places = dict(_places())
    right = max(x + _width(table) for table, (x, _) in places.items())
    below = max(y + _height(table) for table, (_, y) in places.items())
    lines = [line for table in places for line in _references(table, places)]
    boxes = [line for table, (x, y) in places.items() for line in _box(table, x, y)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{right + 20:.0f}" height="{below + 20:.0f}" role="img"><title>taizhang</title>'
    return "\n".join([head, f"<style>{STYLE}</style>", *lines, *boxes, "</svg>"]) + "\n"


def _level(table: Table) -> int:
    """How many tables a table stands on, one upon the other."""
    return max((_level(key.column.table) + 1 for key in table.foreign_keys if key.column.table is not table), default=0)


def _places() -> Iterator[tuple[Table, tuple[float, float]]]:
    levels: dict[int, list[Table]] = {}
    for table in metadata.sorted_tables:
        levels.setdefault(_level(table), []).append(table)
    x = 20.0
    for _, tables in sorted(levels.items()):
        y = 20.0
        for table in tables:
            yield table, (x, y)
            y += _height(table) + 24
        x += max(map(_width, tables)) + GAP


def _label(column: "Column[object]") -> str:
    return f"{column.name} {_type(column)}{'' if column.nullable else ' *'}"


def _width(table: Table) -> float:
    return max(len(table.name), *(len(_label(column)) for column in table.columns)) * LETTER + 20


def _height(table: Table) -> float:
    return HEAD + LINE * len(table.columns) + 8


def _row(table: Table, column: "Column[object]", y: float) -> float:
    return y + HEAD + LINE * (list(table.columns).index(column) + 0.5) + 4


def _box(table: Table, x: float, y: float) -> Iterator[str]:
    width, height = _width(table), _height(table)
    yield f'<g><title>{escape(str(table.comment))}</title><rect class="b" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"/>'
    yield f'<rect class="h" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{HEAD}"/>'
    yield f'<text class="t" x="{x + 8:.0f}" y="{y + 17:.0f}">{table.name}</text>'
    for column in table.columns:
        kind = ' class="k"' if column.primary_key or column.foreign_keys else ""
        at = _row(table, column, y) + 4
        yield f'<text{kind} x="{x + 8:.0f}" y="{at:.0f}">{escape(_label(column))}<title>{escape(str(column.comment))}</title></text>'
    yield "</g>"


def _references(table: Table, places: dict[Table, tuple[float, float]]) -> Iterator[str]:
    for column in table.columns:
        for key in column.foreign_keys:
            other = key.column.table
            x, y = places[table][0], _row(table, column, places[table][1])
            to_x, to_y = places[other][0] + _width(other), _row(other, key.column, places[other][1])
            if other is table:
                to_x = x
                yield f'<path class="l" d="M{x:.0f},{y:.0f} C{x - 40:.0f},{y:.0f} {x - 40:.0f},{to_y:.0f} {to_x:.0f},{to_y:.0f}"/>'
            else:
                yield f'<path class="l" d="M{x:.0f},{y:.0f} C{x - 50:.0f},{y:.0f} {to_x + 50:.0f},{to_y:.0f} {to_x:.0f},{to_y:.0f}"/>'
