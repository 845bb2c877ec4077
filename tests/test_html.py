"""Web pages: decoded by their bytes, main text found, facts read, tables as grids, nothing lost to depth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read import read_bytes
from pipeline.readers.facts import fact_name, facts
from schemas.document import Document

CLAUSE = "一、推进海绵城市建设，到2025年底完成改造面积12.5平方公里，由市住房和城乡建设局牵头。"
BODY = f"<p>{CLAUSE}</p>" * 6
NAVIGATION = "<ul class='menu'>" + "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("首页", "要闻", "公开", "服务", "互动")) + "</ul>"


def read(page: str | bytes, name: str = "方案.html") -> Document:
    return read_bytes(page if isinstance(page, bytes) else page.encode(), name)


def counts(document: Document) -> dict[str, int]:
    return {notice.code: notice.count for notice in document.notices}


def cells(document: Document) -> list[tuple[str, int, int, int, int]]:
    return [(document.text[b.start : b.end], b.cell.row, b.cell.column, b.cell.rows, b.cell.columns) for b in document.blocks if b.cell]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", None])
def test_the_bytes_decide_not_the_meta_element(encoding: str, declared: str | None) -> None:
    meta = f"<meta charset='{declared}'>" if declared else ""
    document = read(f"<html><head>{meta}</head><body>{BODY}</body></html>".encode(encoding))
    assert document.text == "\n".join([CLAUSE] * 6)
    agree = declared is None or (declared == "utf-8" and encoding.startswith("utf-8")) or (declared == "gb2312" and encoding == "gb18030")
    assert ("charset-conflict" in counts(document)) is not agree


@pytest.mark.parametrize("encoding", ["big5", "utf-16"])
def test_pages_in_other_codes(encoding: str) -> None:
    text = "一、推動淨零轉型，2030年前完成改造，由經濟部會同內政部辦理，並每年檢討一次執行情形。"
    assert read(f"<html><body><p>{text}</p></body></html>".encode(encoding)).text == text


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p>甲</p><p>乙</p>", ["甲", "乙"]),
        ("<div>甲<br>乙</div>", ["甲", "乙"]),
        ("<p>甲\n  乙</p>", ["甲乙"]),
        ("<p>total\n area 5</p>", ["total area 5"]),
        ("<p>甲<b>乙</b><font>丙</font></p>", ["甲乙丙"]),
        ("<p>　　甲&nbsp;乙</p>", ["　　甲\xa0乙"]),
        ("<p>a&lt;b&gt; &amp; 甲</p>", ["a<b> & 甲"]),
        ("<p>甲<script>x='乙'</script></p><style>p{}</style>", ["甲"]),
        ("<p>甲</p><p style='display: none'>乙</p><p hidden>丙</p>", ["甲"]),
        ("<!-- 注释 --><p>甲</p>", ["甲"]),
        ("<p>甲</p><select><option>乙</option></select>", ["甲"]),
        ("<ol><li>甲</li><li>乙</li></ol>", ["1.甲", "2.乙"]),
        ("<ol start=4 type=a><li>甲</li></ol>", ["d.甲"]),
        ("<ol><li>1.甲</li><li>（二）乙</li></ol>", ["1.甲", "（二）乙"]),
        ("<ul><li>甲</li><li><p>乙</p></li></ul>", ["甲", "乙"]),
        ("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>", ["甲", "乙"]),
        ("<table><tr><td><table><tr><td>甲</td><td>乙</td></tr></table></td><td>丙</td></tr></table>", ["甲 | 乙", "丙"]),
    ],
)
def test_lines(page: str, lines: list[str]) -> None:
    assert read(f"<html><body>{page}</body></html>").text.split("\n") == lines


def test_headings_are_known() -> None:
    assert [block.kind for block in read("<html><h2>一、总体要求</h2><p>正文</p></html>").blocks] == ["heading", "paragraph"]


def test_tables_are_grids_with_merged_cells() -> None:
    rows = "<tr><th>片区<th colspan=2>项目</tr><tr><td rowspan=2>老城<td>甲<td>乙</tr><tr><td>丙<td>丁</tr>"
    document = read(f"<html><p>清单</p><table>{rows}</table><p>备注</p></html>")
    assert document.text == "清单\n片区 | 项目 | \n老城 | 甲 | 乙\n | 丙 | 丁\n备注"
    assert cells(document) == [
        ("片区", 0, 0, 1, 1),
        ("项目", 0, 1, 1, 2),
        ("老城", 1, 0, 2, 1),
        ("甲", 1, 1, 1, 1),
        ("乙", 1, 2, 1, 1),
        ("丙", 2, 1, 1, 1),
        ("丁", 2, 2, 1, 1),
    ]


def test_a_span_that_runs_out_of_the_table_ends_with_it() -> None:
    assert cells(read("<table><tr><td rowspan=9>甲<td>乙</tr><tr><td>丙</tr></table>"))[0] == ("甲", 0, 0, 2, 1)


@pytest.mark.parametrize("depth", [300, 3000])
def test_depth_loses_nothing(depth: int) -> None:
    assert read(f"<html><p>前</p>{'<font>' * depth}{CLAUSE}{'</font>' * depth}<p>后</p></html>").text == f"前\n{CLAUSE}\n后"


@pytest.mark.parametrize("mark", ["id='UCAP-CONTENT'", "id=zoom", "class='view TRS_UEDITOR trs_web'", "class=article-content"])
def test_the_main_text_is_found_and_the_rest_counted(mark: str) -> None:
    page = f"<html><body>{NAVIGATION}<h1>海绵城市建设方案</h1><div {mark}>{BODY}</div><div class=footer>主办：市政府</div></body></html>"
    document = read(page)
    assert document.text.split("\n") == ["海绵城市建设方案"] + [CLAUSE] * 6
    assert counts(document) == {"navigation-left-out": len("首页要闻公开服务互动主办：市政府")}


def test_a_page_without_marks_loses_only_its_furniture() -> None:
    page = f"<html><body><nav>站点导航</nav>{NAVIGATION}<div><p>标题</p>{BODY}</div><footer>版权所有</footer></body></html>"
    document = read(page)
    assert document.text.split("\n") == ["标题"] + [CLAUSE] * 6
    assert counts(document) == {"navigation-left-out": len("站点导航首页要闻公开服务互动版权所有")}


def test_a_container_of_little_text_is_not_believed() -> None:
    assert CLAUSE in read(f"<html><body><div id=zoom>字号</div><div>{BODY}</div></body></html>").text


def test_every_character_is_kept_or_counted() -> None:
    page = f"<html><body>{NAVIGATION}<div id=zoom>{BODY}<table><tr><td>甲<td>乙</tr></table></div><p>页脚文字</p></body></html>"
    document = read(page)
    solid = lambda text: len("".join(text.split()))  # noqa: E731
    kept = sum(solid(document.text[block.start : block.end]) for block in document.blocks)
    assert kept + counts(document)["navigation-left-out"] == solid("首页要闻公开服务互动" + CLAUSE * 6 + "甲乙页脚文字")


@pytest.mark.parametrize(
    ("pieces", "stated"),
    [
        (["索 引 号：", "LS-01/2025-3"], {"索引号": "LS-01/2025-3"}),
        (["发文字号:云政发〔2025〕3号"], {"发文字号": "云政发〔2025〕3号"}),
        (["文　　号：", "云政发〔2025〕3号", "成文日期", "2025-03-01"], {"发文字号": "云政发〔2025〕3号", "成文日期": "2025-03-01"}),
        (["發布機構：", "建設局", "成文時間：", "2025-03-01"], {"成文日期": "2025-03-01", "发布机构": "建設局"}),
        (["【发布日期】", "2025-03-01"], {"发布日期": "2025-03-01"}),
        (["文号：", "发布机构：", "市政府"], {"发布机构": "市政府"}),
        (["发布日期：2025-03-01", "发布日期：2024-01-01"], {"发布日期": "2025-03-01"}),
        (["来源说明如下", "一、目标"], {}),
        (["名称", "责任单位", "来源", "说明"], {}),
        (["发布日期:2025-03-13 发布机构:市政府 浏览次数:230 字体:[大 中 小]"], {"发布日期": "2025-03-13", "发布机构": "市政府"}),
        (["名　称：", "海绵方案"], {"标题": "海绵方案"}),
        (["有效性：", "本办法" + "长" * 200], {}),
    ],
)
def test_facts(pieces: list[str], stated: dict[str, str]) -> None:
    assert facts(pieces) == stated


def test_a_fact_has_a_name_in_either_script() -> None:
    assert (fact_name("发文机关"), fact_name("發文機關："), fact_name("责任单位")) == ("发布机构", "发布机构", None)


def test_the_facts_table_of_a_portal_is_read_and_kept_out_of_the_text() -> None:
    table = "<table><tr><td>索引号：<td>LS-1<td>发文字号：<td>云政发〔2025〕3号</tr><tr><td>成文日期：<td>2025-03-01<td>有效性：<td>有效</tr></table>"
    head = "<head><title>海绵方案_市政府</title><meta name=ArticleTitle content=海绵方案><meta name=PubDate content='2025-03-05 10:00'></head>"
    document = read(f"<html>{head}<body>{table}<div id=zoom>{BODY}</div></body></html>")
    assert document.facts == {
        "标题": "海绵方案",
        "发布日期": "2025-03-05 10:00",
        "网页标题": "海绵方案_市政府",
        "索引号": "LS-1",
        "发文字号": "云政发〔2025〕3号",
        "成文日期": "2025-03-01",
        "有效性": "有效",
    }
    assert "索引号" not in document.text


def test_attached_files_are_listed_because_they_are_not_read() -> None:
    links = (
        "<p>附件：<a href='/files/1.DOCX?x=1'>1.任务分工表.docx</a> <a href='P0.pdf'></a> <a href='index.html'>首页</a> <a href='#top'>回顶部</a></p>"
    )
    document = read(f"<html><body><div id=zoom>{BODY}{links}</div><a href='other.pdf'>他处</a></body></html>")
    assert counts(document)["attachments-listed"] == 2
    assert next(notice.message for notice in document.notices if notice.code == "attachments-listed").endswith("1.任务分工表.docx, P0.pdf")
    assert document.state == "ok_with_warnings"


@pytest.mark.parametrize("name", ["方案.pdf", "方案.docx", "方案.html"])
def test_an_error_page_is_called_one(name: str) -> None:
    document = read("<html><title>404</title><body>页面不存在，请登录后重试</body></html>", name)
    assert (document.state, document.text) == ("rejected", "")
    assert "error-page" in counts(document)


def test_a_plan_that_mentions_a_login_is_no_error_page() -> None:
    assert read(f"<html><body>{BODY * 10}<p>办事请登录政务服务网</p></body></html>").state == "ok"


def test_a_web_archive_is_read_by_its_page() -> None:
    import quopri

    page = quopri.encodestring(f"<html><body>{BODY}</body></html>".encode("gb18030")).decode("ascii")
    lines = [
        "From: <Saved by WebKit>", "MIME-Version: 1.0", 'Content-Type: multipart/related; boundary="b"', "", "--b", "Content-Type: text/html; charset=gb2312",
        "Content-Transfer-Encoding: quoted-printable", "", page, "--b", "Content-Type: image/png", "Content-Transfer-Encoding: base64", "", "AAAA", "--b--", "",
    ]  # fmt: skip
    document = read("\r\n".join(lines), "方案.mht")
    assert (document.text, document.media_type) == ("\n".join([CLAUSE] * 6), "message/rfc822")


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<ol>", "<li>", "甲", "乙 ", "<br>", "</div>", "<div>"]),
        max_size=40,
    )
)
def test_any_tag_soup_keeps_every_letter(pieces: list[str]) -> None:
    document = read("<html><body><p>正文</p>" + "".join(pieces) + "</body></html>")
    letters = [letter for letter in document.text if letter in "甲乙"]
    assert sorted(letters) == sorted(letter for letter in "".join(pieces) if letter in "甲乙")
