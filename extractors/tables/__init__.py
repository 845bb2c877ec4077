"""Annex tables as tasks: 序号 / 任务 / 牵头单位 / 配合单位 / 完成时限 in any order and wording, and tables of indicators."""

from extractors.tables.columns import Columns, columns, part_of
from extractors.tables.grid import Grid, GridCell, grid
from extractors.tables.rows import Row, rows
from extractors.tables.values import values

__all__ = ["Columns", "Grid", "GridCell", "Row", "columns", "grid", "part_of", "rows", "values"]
