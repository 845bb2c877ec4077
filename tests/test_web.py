"""The web page as a browser has it: the installed command serves a store, and requests of every kind come in."""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import query
from analysis.bodies import bodies
from analysis.export import records
from app.web.evidence import Mark, anchor, marked, marks
from app.web.fields import COMMANDS, NOT_ASKED, fields
from app.web.pages import STATIC
from app.web.words import LANGUAGES, words
from pipeline import extract
from pipeline.store import Store, TooLong, open_store
from tests.factories import deadline, extraction, target, task, unit

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("taizhang")
BAD = "<script>alert(1)</script>\"'&"
CITY = extraction(
    task(
        "1.清运垃圾。",
        title="清运垃圾",
        units=(
            unit("市城管局", canonical="云溪市城市管理局", function="城市管理"),
            unit("市财政局", "cooperate", canonical="云溪市财政局", function="财政"),
        ),
        deadlines=(deadline("2021年底前", date(2021, 12, 31)),),
    ),
    task("2.建设污水管网。", units=(), deadlines=()),
    task(
        "3.治理河道。",
        units=(unit("市城管局", "responsible", canonical="云溪市城市管理局", function="城市管理"),),
        deadlines=(deadline("长期", None, "ongoing"),),
    ),
    targets=(target(),),
    name="云溪.txt",
)
COUNTY = extraction(task("1.修路。"), name="青禾.docx", title="青禾县修路方案", region="青禾县")
HOSTILE = extraction(task(f"1.{BAD}清扫。", title=BAD, units=(unit(f"市{BAD}局"),)), name=f"{BAD}.txt", title=f"黑水县{BAD}方案", region="黑水县")
SAMPLE = extract(ROOT / "data" / "raw" / "linlan_laojiu_xiaoqu_2025.hant.txt")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('store')}/a.db"
    with open_store(address) as made, made.begin_run({}) as run:
        for one in (CITY, COUNTY, HOSTILE, SAMPLE):
            run.save(one, path=f"/plans/{one.source.name}")
        run.fail("/plans/gone.txt", None, "rejected", "file-vanished", "gone.txt: is no longer there")
    return address


@pytest.fixture(scope="module")
def store(url: str) -> Iterator[Store]:
    with open_store(url, create=False) as opened:
        yield opened


@contextmanager
def serving(*more: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The command, serving on a port that was free."""
    process = subprocess.Popen([COMMAND, "serve", "--port", "0", *more], stderr=subprocess.PIPE, encoding="utf-8")
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, line
        yield int(found[1]), process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def port(url: str) -> Iterator[int]:
    with serving("--db", url) as (port, _):
        yield port


class Answer:
    """What came back."""

    def __init__(self, port: int, path: str, method: str = "GET", **headers: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(method, quote(path, safe="/?=&%.:#+~!$'()*,;@[]"), headers={"Host": f"127.0.0.1:{port}"} | headers)
        answer = connection.getresponse()
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        self.text = self.body.decode("utf-8")
        connection.close()


def ids(rows: Any) -> list[str]:
    return [row["id"] for row in rows]


# Pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "清运垃圾"),
        ("/?text=垃圾", "<em>垃圾</em>"),
        ("/?text=垃圾&unit=城管&role=lead&due_before=2021-12-31&without=target&versions=1&sort=-due&page=1", ""),
        ("/plans", "青禾县修路方案"),
        ("/plans?title=修路&region=青禾", "青禾县修路方案"),
        ("/targets", "污水集中处理率"),
        ("/deadlines", "2021年底前"),
        ("/units", "云溪市城市管理局"),
        ("/units?level=city&sort=due", "云溪市城市管理局"),
        ("/failed", "is no longer there"),
        ("/compare", "plan"),
        ("/body?name=云溪市城市管理局", "清运垃圾"),
    ],
)
def test_every_page_answers_in_both_languages(port: int, path: str, said: str, language: str) -> None:
    answer = Answer(port, f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert said in answer.text
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answer.text


def test_a_plan_is_named_by_its_id_or_by_any_part_of_its_title(port: int, store: Store) -> None:
    key = query.resolve_plan(store, "青禾县")
    assert Answer(port, f"/plans/{key}").status == 200
    moved = Answer(port, "/plans/青禾县")
    assert (moved.status, moved.headers["Location"]) == (307, f"/plans/{key}")


def test_a_plan_shows_its_text_as_it_was_read(port: int, store: Store) -> None:
    key = query.resolve_plan(store, SAMPLE.source.name)
    text = re.search(r'<div class="text" lang="zh-Hant">(.*?)</div>', Answer(port, f"/plans/{key}").text, re.S)
    assert text is not None
    assert _plain(text[1]) == SAMPLE.source_text
    assert json.loads(Answer(port, f"/plans/{key}.json").text)["source_text"] == SAMPLE.source_text


def test_every_record_of_a_table_has_its_words_on_the_page_of_its_plan(port: int, store: Store) -> None:
    pages: dict[str, set[str]] = {}
    for kind in ("tasks", "units", "deadlines", "targets"):
        for row in records(getattr(query, kind)(store)):
            if row["plan"] not in pages:
                pages[row["plan"]] = set(re.findall(r' id="([^"]*)"', Answer(port, f"/plans/{row['plan']}").text))
            assert anchor(row["id"]) in pages[row["plan"]] or row["span_start"] == row["span_end"], row["id"]


@pytest.mark.parametrize("kind", ["tasks", "targets", "deadlines", "units"])
@pytest.mark.parametrize("asked", [{}, {"unit": "城管"}, {"text": "垃圾"}, {"due_before": "2021-12-31", "role": "lead"}, {"without": "target"}])
def test_files_have_the_rows_that_were_asked_for(port: int, store: Store, kind: str, asked: dict[str, str]) -> None:
    found = bodies(store, **asked) if kind == "units" else getattr(query, kind)(store, **asked)  # type: ignore[arg-type]
    wanted = ids(records(found))
    answer = Answer(port, f"/{kind}.json?{urlencode(asked)}")
    assert ids(json.loads(answer.text)) == wanted
    assert f'filename="{kind}.json"' in answer.headers["Content-Disposition"]
    table = Answer(port, f"/{kind}.csv?{urlencode(asked)}&page=7")
    assert ids(csv.DictReader(io.StringIO(table.body.decode("utf-8-sig")))) == wanted


def test_the_links_of_every_page_lead_to_pages(port: int) -> None:
    seen, left = set[str](), ["/", "/?lang=en", "/plans", "/units", "/body?name=云溪市城市管理局", "/failed"]
    while left:
        path = left.pop()
        seen.add(path)
        answer = Answer(port, path)
        assert answer.status == 200, path
        if "html" in answer.headers["Content-Type"]:
            inside = {_link(one) for one in re.findall(r' href="(/[^"]*)"', answer.text)}
            left += [one for one in inside if one not in seen and one not in left and len(seen) + len(left) < 120]


def _link(href: str) -> str:
    return href.replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", "%22").partition("#")[0]


def test_plans_are_compared_on_a_page_without_script(port: int) -> None:
    answer = Answer(port, "/compare?plan=云溪&plan=青禾.docx&plan=")
    assert answer.status == 200
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "方案对照" in answer.text


# What is asked


def test_forms_have_the_options_of_the_commands() -> None:
    import inspect

    for table, command in COMMANDS.items():
        options = set(inspect.signature(command).parameters)
        assert {field.name for field in fields(table)} == options - NOT_ASKED, table
    assert {field.shape for field in fields("tasks")} == {"words", "choice", "choices", "day", "flag"}


def test_every_word_of_the_pages_is_there_in_both_languages() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app" / "web" / "templates").iterdir())
    said = set(re.findall(r'say\("([\w-]+)"[,)]', templates))
    for table in COMMANDS:
        said.add(table)
        for field in fields(table):
            said |= {f"field-{field.name}"} | {f"{field.name}-{choice}" for choice in field.choices if field.shape != "flag"}
    assert said - set(words()) == set()
    assert [name for name, word in words().items() if set(word) != set(LANGUAGES)] == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/?due_before=soon", "2021-12-31"),
        ("/?due_after=2021-13-01", "2021-12-31"),
        ("/?role=boss", "lead"),
        ("/?without=money", "deadline"),
        ("/?sort=size", "due"),
        ("/?page=0", "200"),
        ("/?page=-1", "200"),
        ("/?page=1e9", "200"),
        ("/?page=201", "200"),
        ("/?page=%EF%BC%92", "200"),
        ("/?unit=a&unit=b", "unit"),
        ("/?colour=red", "colour"),
        ("/?lang=fr", "zh"),
        ("/plans?text=a", "text"),
        ("/failed?limit=2", "limit"),
        ("/tasks.csv?due_before=x", "2021-12-31"),
        ("/?text=((", "("),
        ("/?text=NOT", "NOT"),
        ("/?text=%00", "text"),
        (f"/?text={'长' * 501}", "500"),
        ("/compare?plan=云溪", "2"),
        ("/compare?plan=1&plan=2&plan=3&plan=4&plan=5&plan=6&plan=7", "6"),
        ("/plans/x?page=1", "page"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(port: int, path: str, said: str) -> None:
    answer = Answer(port, path)
    assert answer.status == 400
    sentence = re.search(r'role="alert">(.*?)</p>', answer.text, re.S)
    assert sentence is not None
    assert said in sentence[1]


def test_a_plan_that_is_not_there_is_404_with_others_like_it(port: int) -> None:
    unknown = Answer(port, "/plans/青禾县修桥方案")
    assert unknown.status == 404
    assert "青禾县修路方案" in unknown.text
    several = Answer(port, "/plans/方案")
    assert several.status == 404
    assert "青禾县修路方案" in several.text
    assert "云溪市治水三年行动实施方案" in several.text
    assert Answer(port, "/?plan=没有这个").status == 404
    assert Answer(port, "/body?name=没有这个").status == 404


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.sampled_from(
        ["/", "/plans", "/targets", "/deadlines", "/units", "/failed", "/tasks.json", "/units.csv", "/body", "/compare", "/plans/"]
    ),
    asked=st.lists(
        st.tuples(
            st.sampled_from(["text", "unit", "region", "plan", "topic", "function", "body", "name", "title", "page", "due_before", "sort", "lang"]),
            st.one_of(
                st.text(max_size=40),
                st.sampled_from(["'); DROP TABLE tasks;--", "%", "_", "\\", BAD, "../../etc/passwd", "(" * 300, "OR AND", '"“”']),
            ),
        ),
        max_size=4,
    ),
    tail=st.text(alphabet=st.characters(codec="utf-8"), max_size=20),
)
def test_no_request_breaks_a_page(port: int, table: str, asked: list[tuple[str, str]], tail: str) -> None:
    path = f"{table}{quote(tail, safe='') if table == '/plans/' else ''}?{urlencode(asked, errors='replace')}"
    answer = Answer(port, path)
    assert answer.status in (200, 307, 400, 404), path
    assert "<script>alert" not in answer.text or answer.headers["Content-Type"] != "text/html; charset=utf-8"


# Others


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "0.0.0.0", ""])
def test_a_name_bent_to_this_machine_is_refused(port: int, host: str) -> None:
    assert Answer(port, "/", Host=host).status == 400


def test_a_name_of_this_machine_is_taken_with_any_port(port: int) -> None:
    for host in ("localhost", "localhost:1", "127.0.0.1:9"):
        assert Answer(port, "/", Host=host).status == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/?page=0", "/static/page.css", "/tasks.csv", "/compare?plan=云溪&plan=青禾.docx"])
def test_every_answer_says_what_a_browser_may_do_with_it(port: int, path: str) -> None:
    headers = Answer(port, path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_one_can_only_read(port: int, method: str) -> None:
    assert Answer(port, "/", method).status == 405


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/..%2f..%2fpyproject.toml", "/static/%2e%2e/words.toml", "/static//etc/passwd", "/static/"]
)
def test_no_path_leads_out_of_the_pages(port: int, path: str) -> None:
    assert Answer(port, path).status == 404


def test_text_of_a_plan_is_never_markup(port: int, store: Store) -> None:
    key = query.resolve_plan(store, "黑水县")
    for path in (
        "/",
        "/plans",
        "/units",
        f"/plans/{key}",
        "/?plan=黑水县",
        f"/?text={quote(BAD)}",
        f"/body?name={quote(f'市{BAD}局')}",
        f"/plans/{quote(BAD)}没有",
    ):
        text = Answer(port, path).text
        assert "<script>alert" not in text, path
        assert "alert(1)" in text, path


def test_pages_ask_nothing_of_the_network() -> None:
    from importlib import resources

    folder = resources.files("app.web")
    shipped = [one for part in ("templates", "static") for one in folder.joinpath(part).iterdir()]
    assert {one.name for one in shipped} >= {*STATIC, "base.html"}
    for one in shipped:
        outside = set(re.findall(r"(?:https?:)?//[\w.]+", one.read_text(encoding="utf-8"))) - {"http://www.w3.org"}
        assert [address for address in outside if "." in address] == [], one.name


def test_nothing_is_written_to_the_store(url: str, port: int) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    before = file.read_bytes()
    for path in ("/", "/units", "/tasks.csv"):
        assert Answer(port, path).status == 200
    assert file.read_bytes() == before


# The command


@pytest.mark.parametrize("more", [(), ("--datasette",)])
def test_a_store_that_is_not_there_is_exit_3(tmp_path: Path, more: tuple[str, ...]) -> None:
    done = _ended("serve", *more, "--port", "0", "--db", f"sqlite:///{tmp_path}/none.db")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "taizhang ingest" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_older_store_is_exit_3_and_stays_as_it_was(tmp_path: Path) -> None:
    from pipeline.store.migrate import downgrade

    file = tmp_path / "a.db"
    with open_store(f"sqlite:///{file}") as made:
        downgrade(made.engine, "0002")
    before = file.read_bytes()
    done = _ended("serve", "--port", "0", "--db", f"sqlite:///{file}")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "taizhang db upgrade" in done.stderr
    assert file.read_bytes() == before


def test_a_port_that_is_taken_is_exit_3(url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = _ended("serve", "--port", str(other.getsockname()[1]), "--db", url)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "--port" in done.stderr


def test_datasette_reads_sqlite_only() -> None:
    done = _ended("serve", "--datasette", "--db", "postgresql://localhost/x")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "SQLite only" in done.stderr


@pytest.mark.parametrize("missing", ["starlette", "uvicorn", "datasette", "jinja2"])
def test_without_the_extra_serve_says_how_to_get_it(url: str, missing: str) -> None:
    said = f"import sys; sys.modules[{missing!r}] = None; from app.cli import main; sys.exit(main(['serve', '--db', {url!r}]))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "pip install 'taizhang[web]'" in done.stderr
    assert missing in done.stderr


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_when_told(url: str, told: signal.Signals) -> None:
    with serving("--db", url) as (port, process):
        assert Answer(port, "/").status == 200
        process.send_signal(told)
        _, rest = process.communicate(timeout=20)
    assert (process.returncode, rest) == (130, "")


def _ended(*given_words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *given_words], capture_output=True, encoding="utf-8", timeout=60, check=False)


# The store below


def test_a_store_for_reading_refuses_everything_else(url: str, tmp_path: Path) -> None:
    with open_store(url, read_only=True) as opened, opened.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        for statement in (
            "DELETE FROM tasks",
            "CREATE TABLE x (y)",
            f"ATTACH '{tmp_path}/other.db' AS other",
            f"VACUUM INTO '{tmp_path}/copy.db'",
            "PRAGMA query_only=OFF",
            "UPDATE sqlite_master SET sql = ''",
            "INSERT INTO task_search(task_search) VALUES ('delete-all')",
        ):
            with pytest.raises(Exception, match=r"not authorized|authorization denied|readonly|may not be modified"):
                raw.execute(statement)
        assert raw.execute("SELECT count(*) FROM tasks").fetchone()[0] > 0
    assert list(tmp_path.iterdir()) == []


def test_a_question_that_takes_too_long_is_given_up(url: str) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    with open_store(url, read_only=True, seconds=0.2) as opened:
        began = time.monotonic()
        with pytest.raises(TooLong), opened.reading() as connection:
            connection.exec_driver_sql(endless)
        assert time.monotonic() - began < 5
    with open_store(url, read_only=True, seconds=60) as opened:
        with pytest.raises(TooLong), opened.reading(seconds=0.2) as connection:
            connection.exec_driver_sql(endless)
        assert query.count(opened, "tasks", 1, seconds=60) == 2
        assert len(query.tasks(opened)) > 2


@pytest.mark.parametrize("kind", ["tasks", "units", "deadlines", "targets"])
@pytest.mark.parametrize("asked", [{}, {"sort": "due"}, {"sort": "-title"}, {"sort": "-id"}, {"text": "小区"}, {"unit": "局", "sort": "due"}])
def test_pages_side_by_side_are_the_whole(store: Store, kind: str, asked: dict[str, str]) -> None:
    ask = getattr(query, kind)
    whole = ids(records(ask(store, **asked)))
    parts = [ids(records(ask(store, limit=7, offset=at, **asked))) for at in range(0, len(whole) + 7, 7)]
    assert [one for part in parts for one in part] == whole
    assert query.count(store, kind, 10_000, seconds=30, **asked) == len(whole)  # type: ignore[arg-type]
    assert ids(records(ask(store, offset=3, **asked))) == whole[3:]


def test_the_busiest_bodies_are_those_of_all(tmp_path: Path) -> None:
    """Of the kept counts and counted now; with a version replaced and bodies merged."""
    names = [f"市{word}局" for word in "水农林粮教民财审商文卫体统税城交"]
    with open_store(f"sqlite:///{tmp_path}/a.db") as made:
        with made.begin_run({}) as run:
            for mark in ("", "新"):
                found = [
                    task(f"{at}.治理{at}{mark}。", units=tuple(unit(name) for place, name in enumerate(names) if at % (place + 1) == 0))
                    for at in range(1, 40)
                ]
                run.save(extraction(*found, mark=mark), path="/plans/a.txt")
        made.merge(names[3], names[9], author="李华")
        for limit in (1, 3, 5, 16, 50):
            for offset in (0, 2):
                kept, now = bodies(made, limit=limit, offset=offset), bodies(made, limit=limit, offset=offset, category="task")
                assert kept.astype(str).equals(now.astype(str)), (limit, offset)


def test_a_body_is_meant_by_its_own_name_only(store: Store) -> None:
    assert ids(records(bodies(store, body="云溪市城市管理局"))) == ["云溪市城市管理局"]
    assert len(query.tasks(store, body="云溪市城市管理局")) == 2
    assert len(query.tasks(store, body="云溪市城市管理局", role="lead")) == 1
    assert len(query.tasks(store, body="城市管理局")) == 0


# Evidence


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text, self.open, self.ids = "", list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _parsed(html: str) -> _Text:
    found = _Text()
    found.feed(html)
    found.close()
    return found


def _plain(html: str) -> str:
    return _parsed(html).text


@given(st.text(alphabet='市水<&"局\n 。', max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), max_size=8, unique=True))
def test_marks_change_no_character_and_nest(text: str, spans: list[tuple[int, int]]) -> None:
    found = sorted((start, min(start + length, len(text))) for start, length in spans if start < len(text))
    given_marks = [Mark(start, end, ["lead"], [f"n{start}-{end}"]) for start, end in dict.fromkeys(found)]
    html = _parsed(str(marked(text, sorted(given_marks, key=lambda one: (one.start, -one.end)))))
    assert (html.text, html.open) == (text, [])
    assert sorted(html.ids) == sorted(name for one in given_marks for name in one.names)


def test_every_record_is_marked_with_its_words() -> None:
    found = {name: SAMPLE.source_text[one.start : one.end] for one in marks(SAMPLE) for name in one.names}
    for one in SAMPLE.tasks:
        assert found[one.id] == SAMPLE.source_text[slice(one.span.start, one.span.end)]
        for place, held in enumerate(one.units, 1):
            assert found[f"{one.id}#unit-{place}"] == SAMPLE.source_text[held.span.start : held.span.end]


@pytest.mark.parametrize(
    ("record", "name"),
    [("3f2a9c10:二.1", "二.1"), ("3f2a9c10:二.1#unit-2", "二.1#unit-2"), ("3f2a9c10#target-1", "#target-1"), ("3f2a9c10", "")],
)
def test_a_record_has_a_name_on_its_page(record: str, name: str) -> None:
    assert anchor(record) == name
    assert unquote(quote(name)) == name


def _colours(css: str) -> dict[str, tuple[float, ...]]:
    found = re.findall(r"--([\w-]+): #([0-9a-f]{3}(?:[0-9a-f]{3})?);", css)
    doubled = {name: value if len(value) == 6 else "".join(sign * 2 for sign in value) for name, value in found}
    return {name: tuple(int(value[at : at + 2], 16) / 255 for at in (0, 2, 4)) for name, value in doubled.items()}


def _light(colour: tuple[float, ...]) -> float:
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in zip((0.2126, 0.7152, 0.0722), colour, strict=True)
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out(scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 between letters and their ground."""
    light, dark = (ROOT / "app" / "web" / "static" / "page.css").read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")
    colours = _colours(light) if scheme == "light" else _colours(light) | _colours(dark.partition("* { box-sizing")[0])
    kinds = ("lead", "cooperate", "responsible", "deadline", "target", "reference")
    pairs = [(ink, ground) for ink in ("ink", "soft", "link", "accent") for ground in ("ground", "paper")] + [
        ("on-button", "button"),
        ("ink", "here"),
    ]
    pairs += [(kind, f"{kind}-tint") for kind in kinds] + [("ink", f"{kind}-tint") for kind in kinds]
    for ink, ground in pairs:
        lighter, darker = sorted((_light(colours[ink]), _light(colours[ground])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, ground)
