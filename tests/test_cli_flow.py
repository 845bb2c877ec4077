"""The whole way by the installed command: files in, records out; and files that are none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("taizhang")
PLAN = """云溪市人居环境整治实施方案

为改善人居环境,制定本方案。
一、工作目标
到2025年,城市污水集中处理率达到95%以上。
二、重点任务
(一)整治黑臭水体。2023年底前完成12条黑臭水体整治。(牵头单位:市水务局;配合单位:市财政局)
(二)推行垃圾分类。2024年6月底前新建分类站30座。(责任单位:市城管局)
三、保障措施
(一)加强组织领导。各有关部门要落实责任。
"""


def taizhang(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "TAIZHANG_DB"} | env
    return subprocess.run([COMMAND, *map(str, words)], capture_output=True, encoding="utf-8", timeout=200, env=environment, check=False)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    place = tmp_path / "方案.txt"
    place.write_text(PLAN, encoding="gb18030")
    return place


@pytest.fixture
def db(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store/a.db"


def test_extract_prints_one_object_with_its_evidence_the_same_bytes_each_time(plan: Path) -> None:
    first, second = taizhang("extract", plan, "--format", "json"), taizhang("extract", plan, "--format", "json", LC_ALL="C")
    assert first.returncode == 0
    assert first.stderr == ""
    assert first.stdout == second.stdout
    found = json.loads(first.stdout)
    assert set(found) >= {"format", "source", "plan", "tasks", "targets", "references", "source_text"}
    assert found["source_text"].replace("\r\n", "\n") == PLAN
    names = {unit["name"] for task in found["tasks"] for unit in task["units"]}
    assert names == {"市水务局", "市财政局", "市城管局", "各有关部门"}
    for task in found["tasks"]:
        for unit in task["units"]:
            assert unit["name"] in found["source_text"][slice(*unit["span"])]


def test_extract_prints_every_format(plan: Path) -> None:
    for form, said in {"table": "市水务局", "markdown": "## Tasks", "csv": "id,category", "jsonl": '{"record": "task"'}.items():
        result = taizhang("extract", plan, "--format", form)
        assert (result.returncode, result.stderr) == (0, ""), form
        assert said in result.stdout, form


def test_text_prints_what_the_file_says_or_its_normal_form(plan: Path) -> None:
    plan.write_text("實施方案　２０２５年", encoding="utf-8")
    assert taizhang("text", plan).stdout == "實施方案　２０２５年\n"
    assert "实施方案" in taizhang("text", plan, "--normalised").stdout
    assert "2025年" in taizhang("text", plan, "--normalised").stdout


@pytest.mark.parametrize(
    ("name", "data", "state", "code"),
    [
        ("empty.txt", b"", "rejected", "empty-file"),
        ("binary.txt", bytes(range(256)) * 40, "rejected", "binary-file"),
        ("cut.docx", b"PK\x03\x04" + b"\0" * 50, "rejected", None),
    ],
)
def test_what_is_no_document_says_why_and_is_exit_1(tmp_path: Path, name: str, data: bytes, state: str, code: str | None) -> None:
    (tmp_path / name).write_bytes(data)
    result = taizhang("extract", tmp_path / name, "--format", "json")
    assert result.returncode == 1
    assert (result.stderr.count("\n"), name in result.stderr) == (1, True)
    source = json.loads(result.stdout)["source"]
    assert source["state"] == state
    text = taizhang("text", tmp_path / name)
    assert (text.returncode, text.stdout, text.stderr) == (1, "", result.stderr)
    assert code is None or source["warnings"][0]["code"] == code


def test_the_ledger_answers_who_does_what_by_when(plan: Path, db: str) -> None:
    assert taizhang("ingest", plan.parent, "--db", db).returncode == 0
    [row] = json.loads(taizhang("tasks", "--unit", "水务", "--due-before", "2023-12-31", "--db", db, "--format", "json").stdout)
    assert (row["title"], row["lead"], row["cooperate"], row["due"]) == ("整治黑臭水体", "市水务局", "市财政局", "2023-12-31")
    shown = taizhang("show", "方案.txt", "--db", db).stdout
    assert "牵头:市水务局 · 配合:市财政局" in shown
    assert shown.splitlines()[-1].startswith("4 tasks") or "tasks (" in shown.splitlines()[-1]
    exported = taizhang("export", plan.parent / "out", "--format", "jsonl", "--db", db)
    assert exported.returncode == 0
    assert (plan.parent / "out" / "tasks.jsonl").exists()
    calendar = plan.parent / "a.ics"
    assert taizhang("deadlines", "--ics", calendar, "--db", db).returncode == 0
    assert b"BEGIN:VEVENT" in calendar.read_bytes()


def test_bad_files_among_good_ones_stop_nothing(plan: Path, db: str, tmp_path: Path) -> None:
    assert plan.exists()
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "one-line.txt").write_text("由市住建局牵头开展整治工作," * 50_000, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("县方案.txt", PLAN.replace("市", "县").encode())
    result = taizhang("ingest", tmp_path, "--db", db)
    assert result.returncode == 1
    assert "2 rejected" in result.stdout
    assert result.stdout.startswith("5 documents: ")
    assert "Traceback" not in result.stderr
    assert "云溪市" in taizhang("plans", "--db", db).stdout
    assert "县方案.txt" in taizhang("plans", "--db", db).stdout
    again = taizhang("ingest", tmp_path, "--db", db)
    assert again.stdout.startswith("5 documents: 5 unchanged")


def test_names_in_any_script_and_locale_are_read(tmp_path: Path, db: str) -> None:
    folder = tmp_path / "計畫 📄\u3000x"
    folder.mkdir()
    (folder / "a\nb.txt").write_text(PLAN, encoding="utf-8")
    result = taizhang("ingest", folder, "--db", db, LC_ALL="C", LANG="C")
    assert (result.returncode, result.stderr) == (0, "")
    (folder / os.fsdecode(b"\xb7\xbd\xb0\xb8.txt")).write_text(PLAN.replace("云溪", "青禾"), encoding="utf-8")
    result = taizhang("ingest", folder, "--db", db)
    assert (result.returncode, result.stdout.split(" (")[0]) == (0, "2 documents: 1 ok, 1 unchanged")
    assert "方案.txt" in taizhang("plans", "--db", db, "--format", "csv").stdout
    assert taizhang("plans", "--db", db).returncode == 0


def test_evaluate_measures_against_annotations(plan: Path, tmp_path: Path) -> None:
    found = json.loads(taizhang("extract", plan, "--format", "json").stdout)
    gold = tmp_path / "gold" / "dev"
    gold.mkdir(parents=True)
    annotation = {"source": "方案.txt", "plan": found["plan"], "tasks": found["tasks"][1:], "targets": [], "references": []}
    (gold / "plan.json").write_text(json.dumps(annotation), encoding="utf-8")
    result = taizhang("evaluate", gold, "--format", "json", "--errors")
    assert result.returncode == 0
    said = json.loads(result.stdout)
    assert said["figures"]["tasks"]["r"] == 1
    assert said["figures"]["tasks"]["found"] == said["figures"]["tasks"]["gold"] + 1
    assert any(one["kind"] == "extra" and one["what"] == "task" for one in said["differences"])
    assert "tasks" in taizhang("evaluate", gold / "plan.json", "--sources", tmp_path).stdout


@pytest.mark.parametrize("text", ["{}", "no json", '{"source": "gone.txt", "tasks": []}'])
def test_what_is_no_annotation_is_exit_2(tmp_path: Path, text: str) -> None:
    (tmp_path / "gold.json").write_text(text, encoding="utf-8")
    result = taizhang("evaluate", tmp_path / "gold.json")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "gold.json" in result.stderr


def test_the_public_verbs_do_the_same_from_python(plan: Path, db: str) -> None:
    script = plan.parent / "analyst.py"
    script.write_text(
        "from pipeline import extract, ingest, open_store\n"
        "if __name__ == '__main__':\n"
        f"    print(len(extract({str(plan)!r}).tasks), ingest([{str(plan)!r}], {db!r}).states['ok'])\n"
        f"    print(open_store({db!r}).tasks()['lead'].tolist())\n",
        encoding="utf-8",
    )
    result = subprocess.run([sys.executable, script], capture_output=True, encoding="utf-8", timeout=100, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert "1\n" in result.stdout
    assert "市水务局" in result.stdout
