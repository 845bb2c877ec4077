"""Plain text: every character code that offices use, damage that loses only itself, tables of bars."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read import read_bytes
from pipeline.readers.charset import decode, family
from schemas.document import Document

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
SHARED = Path(__file__).resolve().parents[2] / "shared"
SIMPLIFIED = (
    "为改善老旧小区居住条件，到2025年底完成改造120个小区，由市住房和城乡建设局牵头，市财政局、市自然资源和规划局配合。\n"
    "（一）完善排水管网。新建雨水管道36公里，消除易涝点14处，汛期前全部建成投用。\n"
)
TRADITIONAL = (
    "為改善老舊社區居住條件，到2025年底完成改造120個社區，由市住房和城鄉建設局牽頭，市財政局、市自然資源和規劃局配合。\n"
    "（一）完善排水管網。新建雨水管道36公里，消除易澇點14處，汛期前全部建成投用。\n"
)


def counts(document: Document) -> dict[str, int]:
    return {notice.code: notice.count for notice in document.notices}


def read(data: bytes, name: str = "方案.txt") -> Document:
    return read_bytes(data, name)


def encodable(text: str, encoding: str) -> str:
    return "".join(character for character in text if character.encode(encoding, "ignore"))


def windows(text: str, encoding: str, size: int) -> Iterator[str]:
    """Pieces of ``size`` bytes at twenty places of a text, cut between characters."""
    for start in range(0, len(text), max(1, len(text) // 20)):
        end, total = start, 0
        while end < len(text) and total + len(text[end].encode(encoding)) <= size:
            total += len(text[end].encode(encoding))
            end += 1
        piece = text[start:end]
        if total >= 0.9 * size and sum("\u4e00" <= character <= "\u9fff" for character in piece) >= 0.3 * len(piece):
            yield piece


def corpus() -> list[str]:
    files = [path for path in RAW.glob("*.txt") if "gb18030" not in path.name]
    if SHARED.exists():
        files += [*SHARED.glob("seeds/*.txt"), *SHARED.glob("plans/*.txt"), *SHARED.glob("plans/more/*.txt")]
    return [SIMPLIFIED * 20, TRADITIONAL * 20, *(path.read_text(encoding="utf-8-sig") for path in files)]


@pytest.mark.parametrize("size", [100, 300, 1000])
@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "big5", "big5hkscs", "utf-8", "utf-16-le", "utf-16-be"])
def test_text_of_a_hundred_bytes_is_decoded_exactly(encoding: str, size: int) -> None:
    right = total = 0
    for text in corpus():
        if encoding.startswith("big5") and len(encodable(text, "big5")) < 0.97 * len(text):
            continue  # nobody writes simplified text in Big5
        for piece in windows(encodable(text, encoding), encoding, size):
            right += decode(piece.encode(encoding)).text == piece
            total += 1
    assert total >= 20
    assert right >= 0.995 * total


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8", "gb18030"])
def test_a_file_is_read_as_it_was_written(encoding: str) -> None:
    document = read(SIMPLIFIED.encode(encoding))
    assert (document.text, document.state, document.notices) == (SIMPLIFIED, "ok", ())


def test_windows_line_ends_become_plain_ones() -> None:
    assert read("第一行\r\n第二行\r第三行".encode()).text == "第一行\n第二行\n第三行"


def test_rare_characters_of_gb18030_survive() -> None:
    rare = "𠮷野路、㐱塘村、䶮山县" + SIMPLIFIED
    assert read(rare.encode("gb18030")).text == rare


def test_codes_that_gb18030_2022_gave_a_public_character_are_not_private() -> None:
    assert decode(SIMPLIFIED.encode("gb18030") + b"\xa8\xbc\xa6\xd9").text[-2:] == "\u1e3f\ufe10"


@pytest.mark.parametrize(
    ("encoding", "text", "cut"),
    [("utf-8", SIMPLIFIED, 1), ("utf-8", SIMPLIFIED, 2), ("gb18030", SIMPLIFIED, 1), ("big5", TRADITIONAL.replace("里", "里"), 1)],
)
def test_a_cut_last_character_loses_only_itself(encoding: str, text: str, cut: int) -> None:
    text = encodable(text.strip() + "完", encoding)
    document = read(text.encode(encoding)[:-cut])
    assert document.text == text[:-1] + "\ufffd"
    assert counts(document)["characters-replaced"] == len(text[-1].encode(encoding)) - cut
    assert document.state == "ok_with_warnings"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_stray_byte_loses_only_itself_and_is_counted(encoding: str) -> None:
    before, after = SIMPLIFIED * 3, SIMPLIFIED * 3
    document = read(before.encode(encoding) + b"\xff" + after.encode(encoding))
    assert document.text == before + "\ufffd" + after
    assert counts(document) == {"characters-replaced": 1}


def test_pages_pasted_together_in_two_codes_are_both_read() -> None:
    document = read((SIMPLIFIED * 3).encode("gb18030") + (SIMPLIFIED * 3).encode())
    assert document.text == SIMPLIFIED * 6
    assert counts(document) == {"charset-mixed": 1}


def test_many_bad_bytes_make_a_file_partial_and_more_reject_it() -> None:
    part = read((SIMPLIFIED * 10).encode() + b"\xff\n" * 30)
    assert (part.state, counts(part)) == ("partial", {"bytes-undecodable": 30})
    assert read((SIMPLIFIED * 10).encode() + b"\xff\n" * 300).state == "rejected"


def test_bytes_that_read_as_no_language_are_not_called_ok() -> None:
    document = read(bytes(0xE0 + (7 * step) % 23 if step % 2 else 0x90 + (5 * step) % 41 for step in range(400)))
    assert document.state in ("partial", "rejected")


def test_nul_and_private_use_are_counted() -> None:
    document = read("到2025年\x00底\ue5d2完成".encode())
    assert document.text == "到2025年\ufffd底\ue5d2完成"
    assert counts(document) == {"nul-replaced": 1, "private-use": 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty-file"), (b" \r\n\t ", "no-text"), (bytes(range(32)) * 40, "binary-file"), (b"\x00\x01\x02\x03" * 300, "binary-file")],
)
def test_what_is_no_text_is_rejected(data: bytes, code: str) -> None:
    document = read(data)
    assert (document.state, document.text.strip(), list(counts(document))) == ("rejected", "", [code])


@pytest.mark.parametrize(("label", "code"), [("gb2312", "gb18030"), ("GBK", "gb18030"), ("big5", "big5hkscs"), ("utf8", "utf-8"), ("no-such", None)])
def test_declared_codes_are_read_as_the_one_that_contains_them(label: str, code: str | None) -> None:
    assert family(label) == code


Row = list[tuple[int, int, str]]


def tables(text: str) -> list[Row]:
    """The tables of a text as (row, column, text) of every cell."""
    document = read(text.encode())
    assert document.text == text
    found: dict[int, Row] = {}
    for block in document.blocks:
        if block.cell:
            found.setdefault(block.cell.table, []).append((block.cell.row, block.cell.column, text[block.start : block.end]))
    return list(found.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("序号 | 任务\n1 | 普查管网", [[(0, 0, "序号"), (0, 1, "任务"), (1, 0, "1"), (1, 1, "普查管网")]]),
        ("1 |  | 甲\n2 | 乙 | ", [[(0, 0, "1"), (0, 1, ""), (0, 2, "甲"), (1, 0, "2"), (1, 1, "乙"), (1, 2, "")]]),
        ("| 甲 | 乙 |\n|---|:-:|\n| 丙 | 丁 |", [[(0, 0, "甲"), (0, 1, "乙"), (1, 0, "丙"), (1, 1, "丁")]]),
        ("|甲|乙|", [[(0, 0, "甲"), (0, 1, "乙")]]),
        (
            "前文\n甲 | 乙\n丙 | 丁\n中间\n戊 | 己\n庚 | 辛",
            [[(0, 0, "甲"), (0, 1, "乙"), (1, 0, "丙"), (1, 1, "丁")], [(0, 0, "戊"), (0, 1, "己"), (1, 0, "庚"), (1, 1, "辛")]],
        ),
        ("首页 | 新闻", []),
        ("隐私声明\n|\n联系我们\n|", []),
        ("甲|乙的差值|为|3", []),
        ("甲 | 乙\n丙 | 丁 | 戊", []),
    ],
)
def test_lines_of_cells_are_tables(text: str, expected: list[Row]) -> None:
    assert tables(text) == expected


@given(st.text(alphabet="甲乙 |-\n1", max_size=60))
def test_any_arrangement_of_bars_keeps_the_text_and_orders_the_blocks(text: str) -> None:
    document = read(("开头\n" + text).encode())
    assert document.text == "开头\n" + text
    ends = [0]
    for block in document.blocks:
        assert ends[-1] <= block.start <= block.end
        ends.append(block.end)


def test_a_line_of_seven_hundred_thousand_characters_is_read() -> None:
    document = read(("推进建设，" * 140_000).encode())
    assert len(document.text) == 700_000


STACKED = """任务分解表

序号

重点任务

责任单位

完成时限

1

新建口袋公园3座。

县住建局

县园林中心

10月底前

2

开工建设儿童活动中心。

县妇联

6月底前

开工建设青少年宫。

12月底前

3

改造农贸市场2个

县商务局、县市场监管局

9月投入使用

分享到:"""


def test_cells_that_stand_one_under_the_other_are_a_table() -> None:
    document = read(STACKED.encode())
    cells = [(block.cell.row, block.cell.column, document.text[block.start : block.end]) for block in document.blocks if block.cell]
    assert [text for row, _, text in cells if row == 0] == ["序号", "重点任务", "责任单位", "完成时限"]
    assert (1, 2, "县住建局\n\n县园林中心") in cells
    assert [(row, text) for row, column, text in cells if column == 1] == [
        (0, "重点任务"), (1, "新建口袋公园3座。"), (2, "开工建设儿童活动中心。"), (3, "开工建设青少年宫。"), (4, "改造农贸市场2个"),
    ]  # fmt: skip
    assert [(row, text) for row, column, text in cells if column == 3 and row] == [
        (1, "10月底前"),
        (2, "6月底前"),
        (3, "12月底前"),
        (4, "9月投入使用"),
    ]
    assert not any("分享" in text for _, _, text in cells)


def test_a_numbered_list_under_a_word_like_a_head_is_no_table() -> None:
    document = read("序号\n工作要求\n1\n各单位要高度重视。\n2\n各单位要抓好落实。".encode())
    assert not any(block.cell for block in document.blocks)


def test_cells_that_spaces_part_are_a_table() -> None:
    text = "量化任务分工\n序号 工 作 任 务 牵头负责部门\n1 新建公厕20座 住建局\n2 改造管网30公里 以旧换新 水务局、城管局\n3 新增造林5万亩 林业局\n(此件公开发布)"
    document = read(text.encode())
    cells = {(block.cell.row, block.cell.column): document.text[block.start : block.end] for block in document.blocks if block.cell}
    assert cells[0, 1] == "工 作 任 务"
    assert [cells[row, 1] for row in (1, 2, 3)] == ["新建公厕20座", "改造管网30公里 以旧换新", "新增造林5万亩"]
    assert cells[2, 2] == "水务局、城管局"
    assert max(row for row, _ in cells) == 3


def test_numbered_lines_without_bodies_are_no_table() -> None:
    document = read("序号 工作要求 责任单位\n1 各单位 高度重视\n2 各镇 抓好落实工作".encode())
    assert not any(block.cell for block in document.blocks)
