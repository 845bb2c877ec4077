"""Confidence is never above what the annotation bears out, and the table that shows it counts right."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

from pipeline import extract
from pipeline.serialise import as_dict

ROOT = Path(__file__).resolve().parents[1]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("calibration", ROOT / "benchmarks" / "calibration.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CALIBRATION = load()
PATH = ROOT / "tests" / "gold" / "qinghe_heichou_shuiti_2025.json"


def test_no_kind_of_record_is_surer_than_it_is_right() -> None:
    records = []
    for path in sorted((ROOT / "tests" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        records += list(CALIBRATION.judged(gold, as_dict(extract(CALIBRATION.source(path, gold)))))
    for kind in {record.kind for record in records}:
        group = [record for record in records if record.kind == kind]
        assert sum(record.confidence for record in group) <= sum(record.right for record in group) + 0.02 * len(group), kind
    assert all(0 < record.confidence < 1 for record in records)


def test_a_record_that_the_annotation_has_not_is_wrong() -> None:
    gold = json.loads(PATH.read_text(encoding="utf-8"))
    found = as_dict(extract(CALIBRATION.source(PATH, gold)))
    right = [record.right for record in CALIBRATION.judged(gold, found)]
    owner = next(task for task in found["tasks"] if task["units"])
    owner["units"][0]["role"] = "cooperate" if owner["units"][0]["role"] == "lead" else "lead"
    found["targets"][0]["low"] = 987654
    assert sum(record.right for record in CALIBRATION.judged(gold, found)) == sum(right) - 2


def test_the_table_draws_small_samples_to_the_confidence() -> None:
    judged = CALIBRATION.Judged
    lines = CALIBRATION.table([judged("units", "by", 0.8, True)] * 2 + [judged("units", "duty", 0.9, False)])
    assert lines[1].split() == ["units", "all", "3", "2", "0.667", "0.795", "0.833"]
    assert [line.split()[-4:] for line in lines[2:]] == [["2", "1.000", "0.833", "0.800"], ["0", "0.000", "0.818", "0.900"]]
