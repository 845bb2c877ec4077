"""The sample plans: made the same every time, listed, as wild as they claim to be; and their hand annotation holds what the samples say."""

import hashlib
import importlib.util
import json
import re
import unicodedata
import zipfile
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pdfplumber
import pytest
from opencc import OpenCC

from pipeline.read import read

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))
PLANS = sorted(path for path in RAW.iterdir() if path.suffix in {".txt", ".docx", ".pdf", ".html"})
T2S = OpenCC("t2s")


def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", RAW / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKE = make()


def plain(text: str) -> str:
    """Simplified, half-width, without white space: what an annotation may differ in from its source."""
    return "".join(T2S.convert(char if "①" <= char <= "⑳" else unicodedata.normalize("NFKC", char)) for char in text if not char.isspace())


@pytest.mark.parametrize("name", sorted(MAKE.MADE))
def test_making_a_sample_gives_the_bytes_that_are_kept(name: str) -> None:
    assert MAKE.MADE[name]() == (RAW / name).read_bytes(), "run python data/raw/make.py and commit what it writes"


def test_a_misreading_that_is_not_in_the_source_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MAKE, "SCANNER_SLIPS", (("源文中没有的话", "错字"),))
    with pytest.raises(ValueError, match="源文中没有的话"):
        MAKE.shared("linlan_chengshi_jingxihua_2025.txt")


def test_every_sample_is_listed_and_every_listed_one_is_there() -> None:
    listed = set(re.findall(r"^\| `([^`]+)`", (ROOT / "docs" / "samples.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == {path.name for path in PLANS}


def test_samples_stay_small() -> None:
    assert sum(path.stat().st_size for path in PLANS) < 1_500_000


def test_pages_of_the_shared_text_cut_a_date_and_a_word() -> None:
    text = (RAW / "linlan_chengshi_jingxihua_2025.txt").read_text(encoding="utf-8")
    assert re.search(r"20\n\d+、2\d年", text)
    assert "市机\n3、关事务管理中心" in text
    assert "16%o" in text


def test_only_gb18030_reads_the_legacy_text() -> None:
    data = (RAW / "yunchuan_laji_fenlei_2025.gb18030.txt").read_bytes()
    for charset in ("utf-8", "gbk"):
        with pytest.raises(UnicodeDecodeError):
            data.decode(charset)
    assert "𬇕" in data.decode("gb18030")


def test_the_portal_page_declares_a_charset_that_cannot_read_it() -> None:
    data = (RAW / "linlan_yingshang_huanjing_2025.html").read_bytes()
    assert b"charset=gb2312" in data
    with pytest.raises(UnicodeDecodeError):
        data.decode("gb2312")
    assert "冯镕" in data.decode("gbk")


def test_labels_of_the_word_file_are_numbering_and_not_text() -> None:
    with zipfile.ZipFile(RAW / "qinghe_chengshi_pinzhi_2025.docx") as file:
        text = re.sub(r"<[^>]+>", "\n", file.read("word/document.xml").decode())
        numbering = file.read("word/numbering.xml").decode()
    assert "重点任务" in text
    assert not re.search(r"^(?:[一二三四五]、|（[一二三四五六七]）|\d+\.)", text, re.MULTILINE)
    assert "chineseCounting" in numbering


def test_the_task_table_of_the_pdf_runs_over_its_pages() -> None:
    with pdfplumber.open(RAW / "yunchuan_yingshang_huanjing_2026.pdf") as file:
        heads = [table[0] for page in file.pages for table in page.extract_tables() if table[0][0] == "序号"]
    assert len(heads) >= 2
    assert heads[0] == ["序号", "重点任务", "具体措施", "牵头单位", "配合单位", "完成时限"]


def gold(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def words(sample: Path) -> str:
    """What a sample says; of the PDF its source, because readers differ in what they lose of it, and its two headings, which ``make.py`` writes."""
    if sample.suffix == ".pdf":
        return (ROOT / "data" / "sources" / sample.with_suffix(".txt").name).read_text(encoding="utf-8") + "一、主要指标\n二、重点任务"
    return read(sample).text


def within(text: str, reading: str) -> bool:
    """Whether a reading holds the text, or, of a table row, each of its cells."""
    return plain(text) in reading or all(plain(cell) in reading for cell in text.split(" "))


def test_there_is_annotation() -> None:
    assert len(GOLD) >= 7


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_annotation_says_only_what_its_source_says(path: Path) -> None:
    annotation = gold(path)
    text = words(ROOT / annotation["source"])
    readings = (plain(text), plain(re.sub(r"\n\d+、", "", text)))
    said = [part for task in annotation["tasks"] for part in (task["text"], *task["path"])]
    said += [target["text"] for target in annotation["targets"]]
    said += [part for reference in annotation["references"] for part in (reference["title"], reference["number"]) if part]
    strange = [part for part in said if not any(within(part, reading) for reading in readings)]
    assert strange == []


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_evidence_of_annotation_stands_in_its_task(path: Path) -> None:
    annotation = gold(path)
    for task in annotation["tasks"]:
        row = task["label"].isdigit() or task["path"] == ["一、主要指标"]  # its bodies and dates stand in other columns
        assert row or task["text"].startswith(task["label"])
        for unit in task["units"]:
            assert unit["role"] in {"lead", "cooperate", "responsible"}
            assert row or unit.get("inherited") or unit["name"] in task["text"]
        for deadline in task["deadlines"]:
            assert row or deadline["text"] in task["text"]
            assert deadline["kind"] in {"by", "during", "recurring", "ongoing"}
            days = [date.fromisoformat(day) for day in (deadline["start"], deadline["end"]) if day]
            assert days == sorted(days)
    for target in annotation["targets"]:
        where = annotation["tasks"][target["task"]]["text"] if target["task"] is not None else None
        assert where is None or target["text"] in where or where in target["text"]
        assert target["comparator"] in {">=", "<=", "=", "~", "range", "increase", "decrease"}
        assert (target["low"] is None) == (target["comparator"] == "<=")


def test_annotation_that_says_something_else_is_noticed(tmp_path: Path) -> None:
    wrong = gold(GOLD[0])
    wrong["tasks"][0]["text"] = "源文中没有的任务"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(wrong, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(AssertionError):
        test_annotation_says_only_what_its_source_says(path)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_evidence_that_the_readme_cites_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    cited = re.search(r"`([0-9a-f]{8})…`\D+(\d+)–(\d+)[^“]*“([^…]+)…”", text)
    assert cited
    digest, start, end, words = cited.groups()
    data = (RAW / "yunchuan_chengshi_pinzhi_2025.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest().startswith(digest)
    assert data.decode()[int(start) : int(end)].startswith(words)


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (
        re.findall(r"^(?:taizhang|make) [^#\n]+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE) for name in ("README.md", "README.zh.md")
    )
    assert english == chinese
    assert len(english) >= 8
