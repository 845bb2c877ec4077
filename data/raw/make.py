"""Write the samples whose bytes are no plain UTF-8 text, from ``data/sources``: ``python data/raw/make.py``.

The same sources give the same bytes on every run: nothing is dated, numbered or compressed by chance.
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

RAW = Path(__file__).resolve().parent
SOURCES = RAW.parent / "sources"

HALF_WIDTH = str.maketrans("，：；（）％！？０１２３４５６７８９", ",:;()%!?0123456789")
"""What a document-sharing site's converter does to punctuation."""

SCANNER_SLIPS = (
    ("（1）改造拥堵路口", "（I）改造拥堵路口"),
    ("（1）新建公共厕所", "（I）新建公共厕所"),
    ("面积率达到16%。", "面积率达到16%o"),
    ("占比达到42%。", "占比达到42%o"),
    ("市教育局。完成时限：2025年8月", "市教育局.完成时限：2025年8月"),
    ("负责落实辖区", "负贵落实辖区"),
)
"""Misreadings, each put into the text once, at its first place."""

PAGE = 430
"""Characters between the page markers of a document-sharing site."""


def source(name: str) -> str:
    """The text of a source, by file name."""
    return (SOURCES / name).read_text(encoding="utf-8")


def paged(text: str) -> Iterator[str]:
    """The pages of a text without line breaks; every second one ends inside a year (``20`` | ``25年``) where one is near."""
    start = number = 0
    while start < len(text):
        number += 1
        end = start + PAGE
        year = text.rfind("202", start, end) if number % 2 else -1
        if year > end - 60:
            end = year + 2
        yield text[start:end]
        start = end


def shared(name: str) -> bytes:
    """A plan as a document-sharing site shows it: one line a page, each behind a page number that cuts words and dates."""
    text = source(name)
    for right, wrong in SCANNER_SLIPS:
        if right not in text:
            raise ValueError(f"{name} does not say {right!r}; correct SCANNER_SLIPS")
        text = text.replace(right, wrong, 1)
    title = text.split("\n", 1)[0]
    line = "".join(re.sub(r"^(\d)\.", r"\1 .", part) for part in text.splitlines()).translate(HALF_WIDTH)
    pages = [f"{number}、{page}" for number, page in enumerate(paged(line), 1)]
    head = f"阅读全文 下载文档《{title}.docx》由用户上传,支持在线预览,同类文档请在文稿小站中检索。"
    foot = "本文档版权归上传者所有,如有侵权请联系客服。 关于我们 | 帮助中心 | 意见反馈"
    return "\n".join((head, *pages, foot, "")).encode()


def legacy(name: str) -> bytes:
    """A plan as an office's older system saves it: GB 18030, with the line ends of Windows."""
    return source(name).replace("\n", "\r\n").encode("gb18030")


MADE: dict[str, Callable[[], bytes]] = {
    "linlan_chengshi_jingxihua_2025.txt": lambda: shared("linlan_chengshi_jingxihua_2025.txt"),
    "yunchuan_laji_fenlei_2025.gb18030.txt": lambda: legacy("yunchuan_laji_fenlei_2025.txt"),
}
"""Each sample that is made, and how."""


def main() -> None:
    """Write every made sample beside this file and say which."""
    for name, make in MADE.items():
        data = make()
        (RAW / name).write_bytes(data)
        sys.stdout.write(f"{name}: {len(data)} bytes\n")


if __name__ == "__main__":
    main()
