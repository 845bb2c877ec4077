"""Names of WordprocessingML (ISO/IEC 29500-1), in lxml's ``{namespace}name`` form."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

RELATIONSHIP = {"title": "文件标题", "creator": "文件作者", "created": "文件创建时间", "modified": "文件修改时间"}
"""Core property → name of the fact."""
