"""The command line as others use it: the installed command, its streams and exit codes."""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from typer.testing import CliRunner

from analysis import bodies, export, filters
from analysis.diff import diff
from app.cli import app, main
from app.commands import queries
from app.commands import store as store_commands
from app.records import COLUMNS
from pipeline.store import Store, open_store
from schemas import records
from tests.factories import deadline, extraction, reference, target, task, unit

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("taizhang")


def taizhang(*words: str | Path, env: Mapping[str, str] | None = None, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """The installed command, run to its end; UTF-8 both ways."""
    environment = {key: value for key, value in os.environ.items() if key != "TAIZHANG_DB"} | (env or {})
    return subprocess.run([COMMAND, *map(str, words)], capture_output=True, encoding="utf-8", timeout=120, env=environment, input=given, check=False)


def inside(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The same in this process, which is quicker."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        code = main([*map(str, words)])
    return subprocess.CompletedProcess(words, code, stdout.getvalue(), stderr.getvalue())


def documentation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_commands", ROOT / "docs" / "make_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


DOCS = documentation()
NAMES: list[str] = DOCS.names()
CITY = extraction(
    task(
        "1.清运垃圾。",
        title="清运垃圾",
        units=(unit("市城管局", function="城市管理"), unit("市财政局", "cooperate")),
        deadlines=(deadline("2021年底前", date(2021, 12, 31)),),
    ),
    task("2.建设污水管网[一期]。" + "长" * 60, units=(), deadlines=()),
    task("=cmd|' /C calc'!A0", label="3.", deadlines=(deadline("长期", None, "ongoing"),)),
    targets=(target(),),
    references=(reference(),),
    name="云溪.txt",
)
COUNTY = extraction(task("1.修路。"), name="青禾.docx", title="青禾县修路方案", region="青禾县")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('store')}/a.db"
    with open_store(address) as made:
        fill(made)
    return address


def fill(made: Store) -> None:
    with made.begin_run({}) as run:
        for one in (CITY, COUNTY):
            run.save(one, path=f"/plans/{one.source.name}")
        run.fail("/plans/gone.txt", None, "rejected", "file-vanished", "gone.txt: is no longer there")


# Every command


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_with_an_example_and_takes_a_store(name: str) -> None:
    result = CliRunner().invoke(app, [*name.split(), "--help"])
    assert result.exit_code == 0
    assert re.search(rf"Examples?:\n +(.*\| )?taizhang {name}\b", result.stdout)
    assert "--db" in result.stdout
    assert "TAIZHANG_DB" in result.stdout


@pytest.mark.parametrize("name", ["plans", "tasks", "targets", "deadlines", "units", "search", "failed", "extract", "show"])
def test_commands_that_print_records_know_every_format(name: str) -> None:
    assert "<table|json|jsonl|csv|markdown>" in CliRunner().invoke(app, [name, "--help"]).stdout


def test_the_commands_of_the_contract_are_there() -> None:
    queries = {"plans", "show", "tasks", "targets", "deadlines", "units", "search"}
    expected = queries | {
        "extract",
        "text",
        "ingest",
        "failed",
        "retry",
        "doctor",
        "db upgrade",
        "db schema",
        "diff",
        "export",
        "units merge",
        "units unmerge",
        "corrections export",
        "corrections import",
        "serve",
        "corrections undo",
    }
    assert expected <= set(NAMES)


def test_the_documentation_of_the_commands_is_what_they_say() -> None:
    assert DOCS.PLACE.read_text(encoding="utf-8") == DOCS.page(), "run .venv/bin/python docs/make_commands.py"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["tasks", "--help"]])
def test_help_and_version_answer_at_once(words: list[str]) -> None:
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        result = taizhang(*words)
        seconds.append(time.perf_counter() - began)
        assert result.returncode == 0
        assert result.stderr == ""
    assert min(seconds) < 0.4


def test_nothing_heavy_is_imported_for_help() -> None:
    said = "import sys; from app.cli import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", said], capture_output=True, encoding="utf-8", check=True)
    heavy = {"pandas", "numpy", "sqlalchemy", "spacy", "jieba", "pdfplumber", "pypdfium2", "lxml", "docx", "pebble", "rich", "alembic"}
    heavy |= {"starlette", "uvicorn", "jinja2", "datasette", "anyio"}
    assert not heavy & {name.split(".")[0] for name in result.stderr.split()}


# Wrong usage


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "nothing"),
        (["tasks", "--nothing"], "--nothing"),
        (["tasks", "--role", "boss"], "boss"),
        (["tasks", "--due-before", "soon"], "2021-12-31"),
        (["tasks", "--limit", "-1"], "--limit"),
        (["ingest"], "PATH"),
        (["ingest", "/nowhere/plan.txt"], "/nowhere/plan.txt"),
        (["ingest", ".", "--engine", "dask://host:8786"], "Dask"),
        (["ingest", ".", "--engine", "spark"], "spark"),
        (["extract", "/nowhere/plan.txt"], "/nowhere/plan.txt"),
        (["extract", "/"], "is a folder"),
        (["text", "/nowhere/plan.txt"], "/nowhere/plan.txt"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(words: list[str], said: str) -> None:
    result = taizhang(*words)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert said in result.stderr


@pytest.mark.parametrize("words", [[], ["db"], ["corrections"]])
def test_without_a_command_the_help_is_shown(words: list[str]) -> None:
    result = taizhang(*words)
    assert result.returncode == 2
    assert "Commands:" in result.stderr


@pytest.mark.parametrize("words", [["--debug", "tasks"], ["tasks", "--debug"]])
def test_a_traceback_is_shown_only_when_asked(words: list[str], tmp_path: Path) -> None:
    missing = ["--db", f"sqlite:///{tmp_path}/none.db"]
    assert "Traceback" in taizhang(*words, *missing).stderr
    assert "Traceback" not in taizhang("tasks", *missing).stderr


# The store


def test_a_store_that_is_not_there_is_exit_3_and_is_not_made(tmp_path: Path) -> None:
    result = taizhang("tasks", "--db", f"sqlite:///{tmp_path}/none.db")
    assert result.returncode == 3
    assert "taizhang ingest" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_store_may_be_named_by_the_environment(url: str) -> None:
    assert "云溪" in taizhang("plans", env={"TAIZHANG_DB": url}).stdout


def test_a_file_that_is_no_store_is_exit_3(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("no database at all, but long enough to be one\n" * 50)
    result = taizhang("plans", "--db", tmp_path / "a.db")
    assert (result.returncode, result.stderr.count("\n")) == (3, 1)


def test_tasks_are_found_by_body_and_day(url: str) -> None:
    result = inside("tasks", "--unit", "城管", "--due-before", "2021-12-31", "--db", url, "--format", "json")
    assert result.returncode == 0
    assert result.stderr == ""
    assert [row["text"] for row in json.loads(result.stdout)] == ["1.清运垃圾。"]


@pytest.mark.parametrize("name", ["市城管局", "城管", "城市管理局", "城管执法局", "綜合執法", "城市管理和综合执法局"])
def test_a_body_is_found_by_any_of_its_names(url: str, name: str) -> None:
    result = inside("tasks", "--unit", name, "--db", url, "--format", "json")
    assert [row["text"] for row in json.loads(result.stdout)] == ["1.清运垃圾。"]


def test_every_row_has_an_id(url: str) -> None:
    for name in ("plans", "tasks", "targets", "deadlines", "units", "failed"):
        rows = json.loads(inside(name, "--db", url, "--format", "json").stdout)
        assert rows, name
        assert all(row["id"] for row in rows), name
        assert len({row["id"] for row in rows}) == len(rows), name


def test_the_formats_say_the_same(url: str) -> None:
    said = {form: inside("tasks", "--db", url, "--format", form).stdout for form in ("json", "jsonl", "csv", "markdown", "table")}
    rows = json.loads(said["json"])
    assert len(rows) == 4
    assert [json.loads(line) for line in said["jsonl"].splitlines()] == rows
    from_csv = list(csv.DictReader(io.StringIO(said["csv"])))
    assert [row["id"] for row in from_csv] == [row["id"] for row in rows]
    assert list(from_csv[0]) == list(rows[0])
    assert said["markdown"].count("\n") == said["table"].count("\n") + 1 == 6
    assert "污水管网\\[一期\\]" in said["markdown"] or "污水管网\\[一期]" in said["markdown"]
    assert "污水管网[一期]" in said["table"]


def test_values_keep_their_kind_in_json(url: str) -> None:
    [row] = json.loads(inside("targets", "--db", url, "--format", "json").stdout)
    assert (row["low"], row["high"], row["masked"], row["due"]) == (85, None, False, "2025-12-31")
    first = json.loads(inside("plans", "--db", url, "--format", "json").stdout)[0]
    assert (first["published"], first["tasks"], first["issuer"]) == ("2023-03-01", 3, None)


def test_a_spreadsheet_runs_nothing_from_csv(url: str) -> None:
    row = list(csv.DictReader(io.StringIO(inside("tasks", "--db", url, "--format", "csv").stdout)))[2]
    assert row["text"].startswith("'=cmd")
    assert "=cmd" in inside("tasks", "--db", url, "--format", "json").stdout


def test_a_limit_is_kept_and_said(url: str) -> None:
    result = inside("tasks", "--db", url, "--limit", "2", "--format", "jsonl")
    assert result.stdout.count("\n") == 2
    assert "--limit 0" in result.stderr
    assert inside("tasks", "--db", url, "--limit", "0", "--format", "jsonl").stdout.count("\n") == 4
    exact = inside("tasks", "--db", url, "--limit", "4", "--format", "jsonl")
    assert (exact.stdout.count("\n"), exact.stderr) == (4, "")


def test_rows_are_sorted_from_the_last_too(url: str) -> None:
    result = inside("tasks", "--db", url, "--sort", "-id", "--format", "jsonl")
    assert next(json.loads(line)["text"] for line in result.stdout.splitlines()) == "1.修路。"


@pytest.mark.parametrize(("form", "stdout"), [("json", "[]\n"), ("jsonl", ""), ("table", "")])
def test_nothing_found_is_said_and_no_error(url: str, form: str, stdout: str) -> None:
    result = inside("tasks", "--unit", "气象局", "--db", url, "--format", form)
    assert (result.returncode, result.stdout) == (0, stdout)
    assert "no tasks found" in result.stderr


def test_a_csv_without_rows_has_its_head(url: str) -> None:
    assert inside("tasks", "--unit", "气象局", "--db", url, "--format", "csv").stdout.startswith("id,plan,")


def test_a_plan_is_meant_by_any_part_of_its_name(url: str) -> None:
    for name in ("青禾县", "青禾.docx", "修路", "青禾縣"):
        assert "青禾县修路方案" in inside("show", name, "--db", url).stdout, name


def test_an_unclear_plan_lists_the_candidates_and_is_exit_2(url: str) -> None:
    result = inside("show", "方案", "--db", url)
    assert result.returncode == 2
    assert "青禾县修路方案" in result.stderr
    assert "云溪市" in result.stderr


def test_a_plan_that_is_not_there_is_exit_2(url: str) -> None:
    for words in (["show", "没有这个"], ["tasks", "--plan", "没有这个"]):
        result = inside(*words, "--db", url)
        assert (result.returncode, result.stderr.count("\n")) == (2, 1)


def test_show_ends_with_what_the_tasks_lack(url: str) -> None:
    lines = inside("show", "云溪", "--db", url).stdout.splitlines()
    assert lines[0] == "云溪市治水三年行动实施方案"
    assert any("清运垃圾" in line for line in lines)
    assert any("牵头:市城管局" in line for line in lines)
    assert " items seen · 3 tasks (3 task) · 1 without body · 1 without deadline · 2 without target" in lines[-1]
    assert "became no record" in lines[-1]


def test_show_prints_what_extract_prints(url: str) -> None:
    shown = json.loads(inside("show", "云溪", "--db", url, "--format", "json").stdout)
    assert shown["format"] == 1
    assert [one["text"] for one in shown["tasks"]] == [one.text for one in CITY.tasks]


def test_search_marks_the_hit_and_reads_either_script(url: str) -> None:
    for words in ("垃圾", "垃", "清運垃圾"):
        assert "【" in inside("search", words, "--db", url).stdout, words


def test_search_words_that_ask_for_nothing_are_exit_2(url: str) -> None:
    assert inside("search", "NOT", "--db", url).returncode == 2


def test_failed_lists_what_was_not_read(url: str) -> None:
    [row] = json.loads(inside("failed", "--db", url, "--format", "json").stdout)
    assert (row["name"], row["state"], row["code"]) == ("gone.txt", "rejected", "file-vanished")


def test_retry_of_what_never_failed_is_exit_2(url: str) -> None:
    assert inside("retry", "云溪.txt", "--db", url).returncode == 2


def test_a_reader_of_a_pipe_may_leave(url: str) -> None:
    line = f"'{COMMAND}' tasks --db '{url}' --format jsonl | head -c 5; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", line], capture_output=True, encoding="utf-8", check=False)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GB18030"])
def test_output_is_utf8_in_any_locale(url: str, locale: str) -> None:
    assert "云溪市" in taizhang("plans", "--db", url, env={"LC_ALL": locale, "LANG": locale}).stdout


def test_upgrade_has_nothing_to_do_on_a_new_store(url: str) -> None:
    result = taizhang("db", "upgrade", "--db", url)
    assert result.returncode == 0
    assert "nothing to do" in result.stdout


def test_the_choices_are_those_of_the_records_and_queries() -> None:
    assert {role.value for role in queries.Role} == set(get_args(records.Role))
    assert {lacking.value for lacking in queries.Lacking} == set(get_args(filters.Without))
    assert {level.value for level in queries.Level} == set(bodies.LEVELS)
    assert {sort.value for sort in queries.Sort} == {f"{sign}{name}" for sign in ("", "-") for name in filters.SORTS}
    assert {form.value for form in store_commands.FileFormat} == set(get_args(export.Format))


def test_every_column_that_a_table_shows_is_there(url: str) -> None:
    with open_store(url) as made:
        frames = {"plans": made.plans(), "tasks": made.tasks(), "targets": made.targets(), "deadlines": made.deadlines(), "each": made.units()}
        frames |= {"units": bodies.bodies(made), "unknown": bodies.unknown(made)}
        frames |= {"failed": made.failed(), "search": made.tasks(), "diff": diff(made, "云溪")}
    added = {"task", "bodies", "snippet"}
    for kind, names in COLUMNS.items():
        if kind != "extract":
            assert set(names) - added <= set(frames[kind].columns), kind
