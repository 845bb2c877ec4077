"""What changed between two versions of a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analysis.diff import diff
from pipeline.store import Store, open_store
from schemas.extraction import Extraction
from tests.factories import baseline, deadline, extraction, target, task, unit

OLD = extraction(
    task(
        "(一)整治城区黑臭水体,消除返黑返臭。",
        deadlines=(deadline("2024年底", date(2024, 12, 31)),),
        units=(unit("市水务局"), unit("市财政局", "cooperate")),
    ),
    task("(二)新建污水处理厂两座,扩建泵站。", units=(unit("市住建局"),)),
    task("(三)开展河道清淤。", units=(unit("市水务局"),)),
    targets=(target("不低于85%", Decimal(85)), target("新建2座", Decimal(2), "=", indicator="污水处理厂", unit="座", task=1)),
    mark="试行",
)
NEW = extraction(
    task("(一)建设海绵城市示范区。", units=(unit("市住建局"),)),
    task(
        "(二)整治城区黑臭水体,坚决消除返黑返臭。",
        deadlines=(deadline("2025年6月", date(2025, 6, 30)),),
        units=(unit("市水务局"), unit("市发改委", "cooperate")),
    ),
    task("(三)新建污水处理厂三座,扩建泵站。", units=(unit("市城投公司"),)),
    targets=(target("不低于85%", Decimal(85), task=1), target("新建3座", Decimal(3), "=", indicator="污水处理厂", unit="座", task=2)),
    published=date(2024, 1, 1),
)


def stored(*versions: Extraction) -> Store:
    """A store with these versions of one plan."""
    made = open_store("sqlite://")
    with made.begin_run({}) as run:
        for one in versions:
            run.save(one, path="/plans/a.txt")
    return made


def test_changes_are_told_with_both_quotations() -> None:
    with stored(OLD, NEW) as store:
        found = diff(store, "云溪")
        said = found[["change", "before", "after"]].fillna("").values.tolist()
        assert said == [
            ["added", "", "(一)建设海绵城市示范区。"],
            ["deadline moved", "2024年底", "2025年6月"],
            ["lead changed", "市住建局", "市城投公司"],
            ["number changed", "新建2座", "新建3座"],
            ["dropped", "(三)开展河道清淤。", ""],
        ]
        assert found[["quote_before", "quote_after"]].fillna("").values.tolist()[1:4] == [row[1:] for row in said[1:4]]
        assert found["id"].is_unique


def test_a_changed_start_or_nature_is_told() -> None:
    def plan(number: int, **more: Any) -> Extraction:
        return extraction(
            task("(一)整治水体。"), targets=(target("不低于85%", Decimal(85), **more),), mark=str(number), published=date(2023, number, 1)
        )

    with stored(
        plan(1, baseline=baseline(Decimal(70)), nature="binding"), plan(2, baseline=baseline(Decimal("72.5"), as_of=None), nature="binding")
    ) as store:
        (row,) = diff(store, "云溪").to_dict("records")
        said = (row["change"], row["before"], row["after"])
        assert said == ("number changed", "不低于85%（基期 70% (2020-12-31)，约束性）", "不低于85%（基期 72.5%，约束性）")
    with stored(plan(1, nature="expected"), plan(2, nature="binding")) as store:
        (row,) = diff(store, "云溪").to_dict("records")
        assert (row["before"], row["after"]) == ("不低于85%（预期性）", "不低于85%（约束性）")


def test_a_plan_with_one_version_has_no_changes() -> None:
    with stored(OLD) as store:
        found = diff(store, "云溪")
        assert found.empty
        assert list(found.columns)[:2] == ["id", "change"]


@pytest.mark.parametrize("plan", [OLD, NEW])
def test_a_plan_did_not_change_from_itself(plan: Extraction) -> None:
    with stored(plan) as store:
        key = plan.source.sha256[:8]
        assert diff(store, key, against=key).empty


def test_any_two_plans_may_be_compared() -> None:
    with stored(OLD, NEW) as store:
        back = diff(store, OLD.source.sha256[:8], against=NEW.source.sha256[:8])
        assert back["change"].tolist() == ["deadline moved", "lead changed", "number changed", "added", "dropped"]
