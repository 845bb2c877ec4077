"""What reviewers change stands in place of what was read, and stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analysis import query
from pipeline.store import Store, open_store
from pipeline.store.corrections import KINDS, NoCorrection, WrongCorrection, kind_of
from schemas.extraction import Extraction
from tests.factories import deadline, extraction, reference, target, task, unit
from tests.test_cli import inside

PLAN = extraction(
    task("(一)整治水体。", units=(unit("市水务局"), unit("市财政局", "cooperate")), deadlines=(deadline("年底前", date(2024, 12, 31)), deadline())),
    task("(二)建污水厂。", units=(unit("市城建中心"),), deadlines=()),
    targets=(target(), target("新建2座", Decimal(2), "=", unit="座", task=1)),
    references=(reference(),),
)
KEY = PLAN.source.sha256[:8]
TASK = f"{KEY}:二.1"


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as made:
        save(made, PLAN)
        yield made


def save(store: Store, plan: Extraction, version: str = "1") -> None:
    with store.begin_run({}, version=version) as run:
        run.save(plan, path="/plans/a.txt")


def line(record: str, field: str, new: Any, who: str = "李华", **more: Any) -> dict[str, Any]:
    return {"record": record, "field": field, "new": new, "who": who, **more}


LINES = [
    line(KEY, "region", "阳信县"),
    line(TASK, "title", "整治黑臭水体"),
    line(f"{TASK}#unit-1", "role", "responsible"),
    line(f"{TASK}#unit-2", "canonical", "云溪市财政局"),
    line(f"{TASK}#deadline-1", "end", "2025-06-30"),
    line(f"{TASK}#target-1", "low", 90.5),
    line(f"{KEY}#citation-1", "number", None),
]


def test_corrected_values_are_listed_and_say_so(store: Store) -> None:
    store.correct(LINES)
    [first, second] = store.tasks().to_dict("records")
    assert (first["title"], first["how"], first["region"], second["how"]) == ("整治黑臭水体", "corrected", "阳信县", "stated")
    assert store.units()[["role", "canonical", "how"]].fillna("").values.tolist() == [
        ["responsible", "", "corrected"],
        ["cooperate", "云溪市财政局", "corrected"],
        ["lead", "", "stated"],
    ]
    assert store.deadlines()[["end", "how"]].values.tolist()[0] == [datetime(2025, 6, 30), "corrected"]
    assert store.targets()[["low", "how"]].values.tolist() == [[Decimal("90.5"), "corrected"], [Decimal(2), "stated"]]
    assert store.citations()["number"].isna().tolist() == [True]
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT how FROM v_deadlines ORDER BY id").scalars().all() == ["corrected", "stated"]


def test_starts_natures_repeals_and_validity_can_be_corrected(store: Store) -> None:
    target, plan = f"{TASK}#target-1", {"effective": "2025-01-01", "expires": "2027-12-31"}
    store.correct([line(target, "baseline", 70.5), line(target, "baseline_as_of", "2020-12-31"), line(target, "nature", "binding")])
    store.correct([*(line(KEY, name, day) for name, day in plan.items()), line(f"{KEY}#citation-1", "repealed", True)])
    row = store.targets().to_dict("records")[0]
    assert (row["baseline"], row["baseline_as_of"], row["nature"], row["how"]) == (Decimal("70.5"), datetime(2020, 12, 31), "binding", "corrected")
    assert store.plans()[["effective", "expires"]].values.tolist() == [[datetime(2025, 1, 1), datetime(2027, 12, 31)]]
    assert store.citations()["repealed"].tolist() == [True]
    loaded = store.load(KEY).targets[0]
    assert loaded.baseline is not None
    assert loaded.baseline.span == loaded.span, "where nothing was read, the evidence is the target's own"
    with pytest.raises(WrongCorrection, match="is none of binding, expected"):
        store.correct([line(target, "nature", "strict")])


def test_corrected_values_are_what_is_asked_for(store: Store) -> None:
    assert len(query.deadlines(store, due_before="2024-12-31")) == 1
    store.correct(LINES)
    assert query.deadlines(store, due_before="2024-12-31").empty
    assert query.tasks(store, due_before="2025-06-30")["due"].tolist() == [datetime(2025, 6, 30)]
    assert query.tasks(store, due_before="2025-06-29").empty
    assert len(query.tasks(store, region="阳信")) == 2
    assert query.units(store, role="responsible")["name"].tolist() == ["市水务局"]
    assert query.units(store, unit="云溪市财政局")["name"].tolist() == ["市财政局"]


def test_corrections_stay_when_the_plan_is_read_again(store: Store) -> None:
    store.correct(LINES)
    before = [getattr(store, kind)().astype(str).to_dict("records") for kind in ("tasks", "units", "deadlines", "targets", "citations")]
    said = store.corrections()
    save(store, PLAN)
    save(store, PLAN, version="2")
    assert [getattr(store, kind)().astype(str).to_dict("records") for kind in ("tasks", "units", "deadlines", "targets", "citations")] == before
    assert store.corrections() == said
    assert [one["old"] for one in said] == ["云溪市", None, "lead", None, "2024-12-31", 85, "云政发〔2020〕7号"]


def test_a_correction_follows_its_evidence_when_records_move(store: Store) -> None:
    store.correct([line(f"{TASK}#deadline-2", "kind", "ongoing")])
    moved = replace(PLAN, tasks=(replace(PLAN.tasks[0], deadlines=PLAN.tasks[0].deadlines[1:]), PLAN.tasks[1]))
    save(store, moved, version="2")
    assert store.deadlines()["kind"].tolist() == ["ongoing"]
    gone = replace(PLAN, tasks=(replace(PLAN.tasks[0], deadlines=PLAN.tasks[0].deadlines[:1]), PLAN.tasks[1]))
    save(store, gone, version="3")
    assert store.deadlines()["kind"].tolist() == ["by"], "another deadline is not what was reviewed"
    assert len(store.corrections()) == 1


def test_what_is_exported_can_be_imported_elsewhere_before_the_plan_is_read(store: Store) -> None:
    store.correct(LINES)
    with open_store("sqlite://") as other:
        done = other.correct(store.corrections())
        assert (done.new, len(done.waiting)) == (7, 7)
        save(other, PLAN)
        assert other.corrections() == store.corrections()
        for kind in ("tasks", "units", "deadlines", "targets", "citations"):
            assert getattr(other, kind)().astype(str).equals(getattr(store, kind)().astype(str)), kind


def test_the_last_of_two_reviewers_is_right_and_what_was_read_is_kept(store: Store) -> None:
    first = line(TASK, "title", "甲", when="2025-01-01T08:00:00+08:00")
    assert store.correct([first]).new == 1
    assert store.correct([first]).known == 1
    assert store.correct([line(TASK, "title", "乙", "王芳", when="2025-01-02T00:00:00")]).changed == 1
    assert store.correct([first]).older == 1
    [said] = store.corrections()
    assert (said["old"], said["new"], said["who"], said["when"]) == (None, "乙", "王芳", "2025-01-02T00:00:00")
    assert store.tasks()["title"][0] == "乙"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (line(TASK, "text", "x"), "title, category can be corrected, not text"),
        (line(TASK, "category", "chore"), "is none of task"),
        (line(f"{TASK}#deadline-1", "end", "soon"), "write it as 2021-12-31"),
        (line(f"{TASK}#target-1", "low", "many"), "is no number"),
        (line(f"{TASK}#target-1", "low", float("nan")), "is no number"),
        (line(f"{TASK}#target-1", "masked", "yes"), "neither true nor false"),
        (line("00000000:一", "title", "x"), "no plan in the store has the id 00000000"),
        (line(TASK, "title", "x", who=""), "who is missing"),
        ({"record": TASK, "field": "title", "who": "a"}, "new is missing"),
        (line(TASK, "title", "x", when="yesterday"), "is no time"),
    ],
)
def test_one_wrong_line_changes_nothing(store: Store, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongCorrection, match=f"line 2: .*{said}"):
        store.correct([LINES[1], wrong])
    assert store.corrections() == []
    assert store.tasks()["how"].tolist() == ["stated", "stated"]


ALL = ("plans", "tasks", "units", "deadlines", "targets", "citations")


def listed(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Everything that the store lists, as text."""
    return {kind: getattr(store, kind)().astype(str).to_dict("records") for kind in ALL}


def test_a_wrong_correction_is_struck_out_and_what_was_read_stands_again(store: Store) -> None:
    before = listed(store)
    store.correct(LINES)
    for one in LINES:
        assert store.undo_correction(one["record"], author="王芳")[0] == one["field"]
    assert listed(store) == before
    assert store.load(KEY) == PLAN
    said = store.corrections()
    assert [(one["new"], one["who"], one["undone_by"]) for one in said] == [(one["new"], "李华", "王芳") for one in LINES]
    assert all(one["when"] <= one["undone_when"] for one in said)
    save(store, PLAN, version="2")
    assert listed(store) == before, "what was struck out stays so when the plan is read again"
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT DISTINCT how FROM v_deadlines").scalars().all() == ["stated"]


def test_where_a_plan_has_a_value_from_is_told_again(store: Store) -> None:
    inferred = replace(PLAN, plan=replace(PLAN.plan, how=(("region", "inferred"),)))
    save(store, inferred, version="2")
    store.correct([line(KEY, "region", "阳信县"), line(KEY, "title", "方案")])
    assert dict(store.load(KEY).plan.how) == {"region": "corrected", "title": "corrected"}
    for name in ("region", "title"):
        store.undo_correction(KEY, name, author="a")
    assert store.load(KEY) == inferred


def test_what_stands_again_is_what_was_read_last(store: Store) -> None:
    store.correct([line(TASK, "title", "整治黑臭水体")])
    save(store, replace(PLAN, tasks=(replace(PLAN.tasks[0], title="治水"), PLAN.tasks[1])), version="2")
    assert store.tasks()["title"][0] == "整治黑臭水体"
    assert store.undo_correction(TASK, author="a") == ("title", "治水")
    assert store.tasks()["title"][0] == "治水"


def test_a_field_can_be_corrected_again_after_that(store: Store) -> None:
    store.correct([line(TASK, "title", "甲")])
    store.undo_correction(TASK, author="王芳")
    assert store.correct([line(TASK, "title", "甲", when="2020-01-01T00:00:00")]).older == 1, "an old export brings nothing back"
    assert store.correct([line(TASK, "title", "乙", when="2999-01-01T00:00:00")]).new == 1
    assert store.tasks()["title"][0] == "乙"
    assert [one.get("undone_by") for one in store.corrections()] == ["王芳", None]
    store.undo_correction(TASK, author="李华")
    assert [one.get("undone_by") for one in store.corrections()] == ["王芳", "李华"]


def test_which_correction_is_meant_must_be_clear(store: Store) -> None:
    store.correct([line(TASK, "title", "甲"), line(TASK, "category", "stage")])
    with pytest.raises(NoCorrection, match="has 2 corrections: title, category; name one of these fields"):
        store.undo_correction(TASK, author="a")
    with pytest.raises(NoCorrection, match=r"there is no correction of .* text; it has one of title, category"):
        store.undo_correction(TASK, "text", author="a")
    store.undo_correction(TASK, "category", author="a")
    assert (store.tasks()["title"][0], store.tasks()["category"][0]) == ("甲", "task")
    store.undo_correction(TASK, author="a")
    with pytest.raises(NoCorrection, match="corrections export"):
        store.undo_correction(TASK, author="a")


def test_struck_out_corrections_travel_with_the_others(store: Store) -> None:
    with open_store("sqlite://") as other:
        save(other, PLAN)
        store.correct(LINES)
        other.correct(store.corrections())
        store.undo_correction(TASK, author="王芳")
        done = other.correct(store.corrections())
        assert (done.undone, done.known) == (1, len(LINES) - 1)
        assert other.correct(store.corrections()).known == len(LINES)
        assert other.corrections() == store.corrections()
        assert listed(other) == listed(store)
    with open_store("sqlite://") as new:
        assert new.correct(store.corrections()).undone == 1
        save(new, PLAN)
        assert new.corrections() == store.corrections()
        assert listed(new) == listed(store)


def test_ids_tell_the_kind() -> None:
    with open_store("sqlite://") as made:
        save(made, PLAN)
        for kind in KINDS:
            for record in getattr(made, f"{kind}s")()["id"]:
                assert kind_of(record) == kind


def test_every_field_that_can_be_corrected_has_a_column() -> None:
    for kind, (table, fields) in KINDS.items():
        for name, one in fields.items():
            assert one.column in table.c or (kind, name) in {("unit", "canonical"), ("unit", "function")}, (kind, name)


def test_the_commands_write_and_read_lines(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path}/a.db", tmp_path / "校对.jsonl"
    with open_store(url) as made:
        save(made, PLAN)
    file.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in LINES), encoding="utf-8-sig")
    done = inside("corrections", "import", file, "--db", url)
    assert (done.returncode, done.stdout) == (0, "")
    assert "7 new corrections" in done.stderr
    assert inside("corrections", "export", tmp_path / "b.jsonl", "--db", url).returncode == 0
    said = inside("corrections", "export", "-", "--db", url).stdout
    assert (tmp_path / "b.jsonl").read_text(encoding="utf-8") == said
    assert [json.loads(one)["new"] for one in said.splitlines()] == [one["new"] for one in LINES]
    assert "7 known" in inside("corrections", "import", tmp_path / "b.jsonl", "--db", url).stderr
    undone = inside("corrections", "undo", f"{TASK}#deadline-1", "--who", "王芳", "--db", url)
    assert (undone.returncode, undone.stdout) == (0, f"{TASK}#deadline-1: end is 2024-12-31 again, as it was read\n")
    again = inside("corrections", "undo", f"{TASK}#deadline-1", "--db", url)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert '"undone_by": "王芳"' in inside("corrections", "export", "-", "--db", url).stdout
    file.write_text("[1]\n", encoding="utf-8")
    for wrong in (file, tmp_path / "none.jsonl"):
        result = inside("corrections", "import", wrong, "--db", url)
        assert (result.returncode, result.stderr.count("\n")) == (2, 1)
