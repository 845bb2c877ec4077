"""A comparison as a page to read and print, and as a workbook: sentences, tables, pictures, and every quotation behind them.

>>> from analysis.report import write_html, write_xlsx
>>> write_html(comparison, Path("comparison.html"))   # doctest: +SKIP
"""

from analysis.report.page import write_html
from analysis.report.sheets import write_xlsx

__all__ = ["write_html", "write_xlsx"]
