"""How fast plans are compared: ``python benchmarks/compare.py [--plans N] [--db FILE] [--folder DIR]``.

Two plans of 100 tasks, with and without loading jieba; then one plan against a store of N plans (default 10,000, 40 tasks each), which is filled
first where FILE is not there. The plans are made up from the cue words of the taxonomy. Prints a table; seconds, best of 5.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from analysis.compare import compare_extractions, near
from extractors.topics.taxonomy import cues
from pipeline.store import Store, open_store
from schemas.extraction import Extraction, Source
from schemas.records import Deadline, Plan, Target, Task, Unit
from schemas.spans import Span

VERBS = ("推进", "完善", "加快", "规范", "实施", "开展", "优化", "整治", "落实", "加强", "健全", "扩大")
ENDS = (
    "建立台账并按月通报进展",
    "到年底形成长效机制",
    "同步完善配套设施",
    "优先安排群众反映集中的点位",
    "对进展滞后的项目挂牌督办",
    "鼓励社会力量参与",
)
PLACES = [f"{first}{second}{kind}" for first in "云青白金石平安永长新" for second in "溪禾河山泉湖川阳宁丰" for kind in ("市", "县", "区")]
LINES = ("水务", "教育", "财政", "城市管理", "农业农村", "卫生健康", "生态环境", "交通运输", "民政", "应急管理", "自然资源", "住房城乡建设")
CUES = sorted({cue.word for same in cues().values() for cue in same if cue.leaf and len(cue.word) > 2})


def plan(number: int, count: int) -> Extraction:
    """A made-up plan of so many tasks, always the same one for a number."""
    chance = random.Random(number)
    place = chance.choice(PLACES)
    texts = [_text(at, chance) for at in range(count)]
    starts = [sum(len(text) + 1 for text in texts[:at]) for at in range(count)]
    end = date(2025, 1, 1) + timedelta(days=chance.randrange(900))
    found = tuple(
        Task(
            f"二.{at}",
            f"{at}.",
            ("二、重点任务",),
            None,
            "task",
            text,
            Span(starts[at], starts[at] + len(text)),
            units=_units(place, chance),
            deadlines=_due(end),
        )
        for at, text in enumerate(texts)
    )
    numbers = tuple(
        Target(
            "达到85%", f"{chance.choice(CUES)}覆盖率", ">=", Decimal(chance.randrange(100)), None, "%", end, Span(starts[at], starts[at] + 3), task=at
        )
        for at in range(0, count, 2)
    )
    source = Source(f"{number}.txt", sha256(b"%d" % number).hexdigest(), "text/plain", None, starts[-1], "hans", "ok")
    return Extraction(
        source, Plan(title=f"{place}{chance.choice(CUES)}实施方案", region=place, level="city"), found, numbers, (), "\n".join(texts) + "\n"
    )


def _text(at: int, chance: random.Random) -> str:
    one, other = chance.sample(CUES, 2)
    said = f"{chance.choice(VERBS)}{one}和{other},新增{other}{chance.randrange(2, 90)}处,{chance.choice(ENDS)},{chance.choice(ENDS)}。"
    return f"{at}.{chance.choice(VERBS)}{one}。{said}"


def _units(place: str, chance: random.Random) -> tuple[Unit, ...]:
    line = chance.choice(LINES)
    return (Unit(f"{place[-1]}{line}局", "lead", Span(0, 2), canonical=f"{place}{line}局", function=line),)


def _due(end: date) -> tuple[Deadline, ...]:
    return (Deadline(f"{end.year}年{end.month}月", "by", None, end, Span(0, 2)),)


def fill(store: Store, count: int) -> None:
    """Saves so many plans of 40 tasks."""
    with store.begin_run({}, version="bench") as run:
        for number in range(count):
            one = plan(number, 40)
            run.attempt(one.source.name, one.source.sha256, 1)
            run.save(one, path=f"/plans/{one.source.name}")


def timed(act: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of so many calls."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=10_000)
    parser.add_argument("--db", type=Path)
    options = parser.parse_args()
    two = plan(-1, 100), plan(-2, 100)
    print(f"two plans of 100 tasks, first call   {timed(lambda: compare_extractions(two), 1):6.2f} s")
    print(f"two plans of 100 tasks               {timed(lambda: compare_extractions(two)):6.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        file = options.db or Path(folder) / "bench.db"
        ready = file.exists()
        with open_store(str(file)) as store:
            if not ready:
                print(f"filling {options.plans} plans", file=sys.stderr)
                fill(store, options.plans)
            print(f"one plan against {options.plans:,} plans      {timed(lambda: near(store, '7.txt')):6.2f} s")


if __name__ == "__main__":
    main()
