"""Names of WordprocessingML (ISO/IEC 29500-1), in lxml's ``{namespace}name`` form, and the one question asked most."""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

RELATIONSHIP = {"title": "文件标题", "creator": "文件作者", "created": "文件创建时间", "modified": "文件修改时间"}
"""Core property → name of the fact."""


def properties(element: etree._Element, name: str) -> etree._Element | None:
    """The properties of a paragraph, run, row or cell, which stand before its content; None where it has none. Many times as fast as ``find``."""
    for child in element:
        if child.tag == name:
            return child
        if child.tag != EXCEPTIONS:
            return None
    return None


EXCEPTIONS = W + "tblPrEx"
"""The one element that may stand before the properties of a row."""
