"""Hostile and broken files: each ends in exactly the state asked of it, with the text that can be saved, and nothing outside is touched."""

import importlib.util
import io
import socket
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.read import read, read_all, read_bytes
from tests.documents.fixed import pdf, prose, raw_pdf
from tests.documents.word import p, word

HOSTILE = Path(__file__).resolve().parents[2] / "shared" / "tools" / "hostile.py"
TEXT = "为加快推进海绵城市建设,到2025年底完成改造面积12.5平方公里,由市住建局牵头。"

MANIFEST: dict[str, tuple[str, str, str]] = {
    # file: (state, the code that must be among the notices, what the text must contain)
    "00_good.docx": ("ok", "", TEXT),
    "01_billion_laughs.docx": ("rejected", "dtd", ""),
    "02_quadratic_blowup.docx": ("rejected", "dtd", ""),
    "03_xxe_file.docx": ("rejected", "dtd", ""),
    "04_xxe_http.docx": ("rejected", "dtd", ""),
    "05_dtd_param_entity.docx": ("rejected", "dtd", ""),
    "06_laughs_in_customxml.docx": ("rejected", "dtd", ""),
    "07_missing_ContentTypesxml.docx": ("ok_with_warnings", "damaged-parts", TEXT),
    "07_missing_relsrels.docx": ("ok_with_warnings", "damaged-parts", TEXT),
    "07_missing_worddocumentxml.docx": ("rejected", "damaged", ""),
    "08_docm_renamed.docx": ("ok_with_warnings", "macro", TEXT),
    "09_external_rel.docx": ("ok_with_warnings", "external-links", "link"),
    "10_rel_traversal.docx": ("ok_with_warnings", "damaged-parts", TEXT),
    "11_rel_missing_target.docx": ("ok_with_warnings", "damaged-parts", TEXT),
    "12_truncated.docx": ("rejected", "truncated", ""),
    "13_bad_crc_or_stream.docx": ("rejected", "damaged", ""),
    "14_empty.docx": ("rejected", "empty-file", ""),
    "15_zip_of_nothing.docx": ("rejected", "unsupported-type", ""),
    "16_html_renamed.doc": ("ok_with_warnings", "name-differs", TEXT),
    "17_html_renamed.docx": ("ok_with_warnings", "name-differs", TEXT),
    "18_ole_doc_renamed.docx": ("rejected", "name-differs", ""),
    "19_mht_renamed.doc": ("ok_with_warnings", "name-differs", TEXT),
    "20_pdf_renamed.docx": ("ok_with_warnings", "name-differs", "hello"),
    "21_rtf_renamed.doc": ("rejected", "converter-missing", ""),
    "22_login_page.pdf": ("rejected", "error-page", ""),
    "23_nul_bidi_zw.txt": ("ok_with_warnings", "nul-replaced", "\U00020bb7家"),
    "24_lone_surrogate_json_like.txt": ("rejected", "undecodable", ""),
    "25_formula.txt": ("ok", "", "@SUM(A1)"),
    "26_xss.html": ("ok", "code-left-out", "<script>alert(3)</script>推进"),
    "27_utf8_no_meta.html": ("ok", "", TEXT),
    "27_xss_escaped.txt": ("ok", "", "DROP TABLE"),
    "28_deep.html": ("ok", "", TEXT),
    "28_gbk_says_utf8.html": ("ok_with_warnings", "charset-conflict", TEXT),
    "28_nested_300_font.html": ("ok", "", "前文\n" + TEXT + "\n后文"),
    "29_deep_tables.docx": ("ok", "", TEXT),
    "30_deep_xml_5000.docx": ("rejected", "too-deep", ""),
    "31_one_long_line_2MB.txt": ("ok", "", TEXT),
    "32_slip.zip": ("rejected", "unsupported-type", ""),
    "33_gbk_names.zip": ("rejected", "unsupported-type", ""),
    "34_encrypted_flag.zip": ("rejected", "unsupported-type", ""),
    "35_duplicate_names.zip": ("rejected", "unsupported-type", ""),
    "36_symlink.zip": ("rejected", "unsupported-type", ""),
    "37_nested_12.zip": ("rejected", "unsupported-type", ""),
    "40_good.pdf": ("ok", "", "hello 2025"),
    "41_no_text_layer.pdf": ("rejected", "no-text-layer", ""),
    "42_cid_no_tounicode.pdf": ("partial", "garbled", ""),
    "43_tounicode_wrong.pdf": ("partial", "garbled", ""),
    "44_truncated.pdf": ("rejected", "truncated", ""),
    "45_xref_loop.pdf": ("ok", "", "hello 2025"),
    "46_page_tree_loop.pdf": ("rejected", "damaged", ""),
    "47_form_xobject_loop.pdf": ("rejected", "no-text-layer", ""),
    "48_count_1e9.pdf": ("ok_with_warnings", "damaged-structure", "hello 2025"),
    "49_bfrange_bomb.pdf": ("partial", "garbled", ""),
    "50_deep_array.pdf": ("ok_with_warnings", "damaged-structure", "hello 2025"),
    "51_flate_bomb_64MB.pdf": ("rejected", "no-text", ""),
    "52_gbk_euc_h_no_tounicode.pdf": ("ok_with_warnings", "damaged-structure", "建设市"),
    "53_unigb_ucs2_h_no_tounicode.pdf": ("ok_with_warnings", "damaged-structure", "建设市"),
    "60_100k_paragraphs.docx": ("ok", "", TEXT),
    "61_one_paragraph_10MB.docx": ("ok", "", TEXT),
    "62_100k_runs_one_paragraph.docx": ("ok", "", "字" * 100_000),
    "63_table_1000x50.docx": ("ok", "", "一 | 一"),
}

MEMBERS: dict[str, list[tuple[str, str]]] = {
    # archive: (state, the code that must be among the notices) of each member
    "32_slip.zip": [("ok_with_warnings", "unsafe-name")] * 3 + [("ok", "")],
    "33_gbk_names.zip": [("ok", ""), ("ok", "")],
    "34_encrypted_flag.zip": [("rejected", "encrypted")],
    "35_duplicate_names.zip": [("ok", ""), ("ok_with_warnings", "duplicate-name")],
    "36_symlink.zip": [("rejected", "unsafe-entry")],
    "37_nested_12.zip": [("rejected", "too-many-levels")],
}


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not HOSTILE.exists():
        pytest.skip("the generator of hostile files is not beside this repository")
    spec = importlib.util.spec_from_file_location("hostile", HOSTILE)
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("hostile")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module.make(str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_network_and_no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("shutil.which", lambda _name: None)


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_hostile_file_ends_in_the_state_asked_of_it(name: str, hostile: Path) -> None:
    state, code, text = MANIFEST[name]
    document = read(hostile / name)
    assert (document.state, document.name) == (state, name)
    assert not code or code in [notice.code for notice in document.notices]
    assert text in document.text
    assert "XXE-READ-THIS-FILE" not in document.text
    if state == "rejected":
        assert document.text == ""


def test_every_hostile_file_is_in_the_manifest(hostile: Path) -> None:
    assert {path.name for path in hostile.iterdir() if path.is_file()} - {"SECRET.marker"} == set(MANIFEST)


@pytest.mark.parametrize("name", sorted(MEMBERS))
def test_members_of_a_hostile_archive(name: str, hostile: Path) -> None:
    found = list(read_all(hostile / name))
    assert [document.state for document in found] == [state for state, _ in MEMBERS[name]]
    for document, (_, code) in zip(found, MEMBERS[name], strict=True):
        assert not code or code in [notice.code for notice in document.notices]
        assert document.name.startswith(name)
        assert ".." not in document.name


def test_names_in_gbk_are_read(hostile: Path) -> None:
    names = [document.name for document in read_all(hostile / "33_gbk_names.zip")]
    assert names == ["33_gbk_names.zip/关于印发《实施方案》的通知.txt", "33_gbk_names.zip/附件1:任务分解表.txt"]


# The same faults from documents built here, so that they are tested where the generator is not.


def bomb() -> bytes:
    """A docx whose main part unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(300):
            part.write(bytes(1 << 20))
    return out.getvalue()


def lying() -> bytes:
    """A docx whose directory says that the main part has one byte."""
    data = bytearray(word(p("正文" * 500)))
    place = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4) + 4)
    data[place + 24 : place + 28] = (1).to_bytes(4, "little")
    return bytes(data)


def flate_bomb() -> bytes:
    packed = zlib.compress(b" " * (64 << 20), 9)
    plain = raw_pdf(packed)
    return plain.replace(b"<< /Length %d >> stream" % len(packed), b"<< /Filter /FlateDecode /Length %d >> stream" % len(packed), 1)


ENDLESS = "begincmap 1 beginbfrange <00000000> <7fffffff> <0000> endbfrange endcmap"
PRIVATE = (
    "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
    "1 beginbfrange <0000> <ffff> <e100> endbfrange endcmap end"
)
SHOWN = b"BT /F1 12 Tf 50 700 Td <0102034506070809> Tj ET"

CASES: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "bomb.docx": (bomb, "rejected", "too-large", ""),
    "lying.docx": (lying, "rejected", "damaged", ""),
    "encrypted.pdf": (lambda: pdf(lambda c: c.drawString(85, 700, "方案"), password=("open", "own")), "rejected", "encrypted", ""),
    "owner.pdf": (lambda: pdf(lambda c: c.drawString(85, 700, "方案"), password=("", "own")), "ok_with_warnings", "owner-password", "方案"),
    "picture.pdf": (lambda: raw_pdf(b"q 100 0 0 100 0 0 cm 0 0 1 1 re f Q"), "rejected", "no-text-layer", ""),
    "blank.pdf": (lambda: raw_pdf(b""), "rejected", "no-text", ""),
    "unmapped.pdf": (lambda: raw_pdf(SHOWN, ""), "partial", "garbled", ""),
    "private.pdf": (lambda: raw_pdf(SHOWN, PRIVATE), "partial", "garbled", ""),
    "endless.pdf": (lambda: raw_pdf(SHOWN, ENDLESS), "partial", "garbled", ""),
    "cut.pdf": (lambda: raw_pdf(SHOWN)[:300], "rejected", "truncated", ""),
    "flate.pdf": (flate_bomb, "rejected", "no-text", ""),
    "twice.pdf": (lambda: pdf(*[lambda c: prose(c, [TEXT]) and None] * 2), "ok", "", TEXT),
    "cut.docx": (lambda: word(p(TEXT))[:-300], "rejected", "truncated", ""),
    "deep.docx": (lambda: word("<w:sdt><w:sdtContent>" * 2500 + p(TEXT) + "</w:sdtContent></w:sdt>" * 2500), "rejected", "too-deep", ""),
    "rtf.rtf": (lambda: rb"{\rtf1\ansi x}", "rejected", "converter-missing", ""),
    "ole.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "rejected", "converter-missing", ""),
    "picture.png": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "rejected", "unsupported-type", ""),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_broken_file_ends_in_the_state_asked_of_it(name: str) -> None:
    make, state, code, text = CASES[name]
    document = read_bytes(make(), name)
    assert document.state == state
    assert not code or code in [notice.code for notice in document.notices]
    assert text in document.text
    if state == "rejected":
        assert document.text == ""
