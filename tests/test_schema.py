"""The store's tables shown to people."""

from __future__ import annotations

from xml.etree import ElementTree

from analysis.schema import dictionary, picture
from schemas.tables import metadata

SVG = {"s": "http://www.w3.org/2000/svg"}


def test_the_dictionary_has_every_column_once_with_its_meaning() -> None:
    chapters = {part.split("\n", 1)[0]: part for part in dictionary().split("## ")[1:]}
    assert set(chapters) == set(metadata.tables)
    for name, table in metadata.tables.items():
        rows = [line.split(" | ") for line in chapters[name].splitlines() if line.startswith("| ")][2:]
        assert [row[0].removeprefix("| ") for row in rows] == [column.name for column in table.columns]
        assert all(row[4].removesuffix(" |") for row in rows)
    assert "→ tasks.id" in chapters["deadlines"]


def test_the_picture_has_a_box_a_table_and_a_line_a_reference() -> None:
    tree = ElementTree.fromstring(picture())
    boxes = tree.findall("s:g", SVG)
    names = [box.findtext("s:text", "", SVG) for box in boxes]
    assert sorted(names) == sorted(metadata.tables)
    assert len(tree.findall("s:path", SVG)) == sum(len(table.foreign_keys) for table in metadata.tables.values())
    areas = [[float(box.find("s:rect", SVG).get(side)) for side in ("x", "y", "width", "height")] for box in boxes]  # type: ignore[union-attr,arg-type]
    for at, (x, y, width, height) in enumerate(areas):
        for other_x, other_y, other_width, other_height in areas[:at]:
            apart = x >= other_x + other_width or other_x >= x + width or y >= other_y + other_height or other_y >= y + height
            assert apart, "boxes do not cover each other"
