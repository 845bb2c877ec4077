"""How fast the store saves, answers and searches: ``python benchmarks/store.py [--plans N] [--folder DIR] [--ingest N]``.

Prints a table. Inserting is measured against the ORM adding the same rows object by object, each in one transaction. Queries are the median and 95th
percentile of 40 calls, the frame included; the plans are made up, 40 tasks each, from the words of ``WORDS``. The machine may have other work, so
the processor's time stands beside that of the clock.

``--ingest N`` measures instead how the rate holds as a store grows: N small plan texts are written, read and saved by ``taizhang ingest --jobs 2``,
and as many records that were read before are saved alone.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session, registry

from analysis import query
from analysis.bodies import bodies
from analysis.search import search
from analysis.totals import totals
from pipeline import extract
from pipeline.store import Store, open_store
from pipeline.store.bulk import insert_rows
from pipeline.store.rows import derived_rows
from schemas.extraction import Extraction, Source
from schemas.records import Deadline, Plan, Target, Task, Unit
from schemas.spans import Span
from schemas.tables import documents, metadata, tasks

WORDS = re.findall(
    r"\w+",
    """推进 建设 完善 加强 整治 实施 开展 优化 提升 落实 城市 农村 社区 园区 学校 医院 道路 管网 河道 公园 垃圾分类 污水处理 海绵城市 供水保障
    数据共享 证照联办 养老服务 托育服务 产业集群 绿色建筑 节能改造 安全生产 应急演练 信用监管 招商引资 人才引进 文化惠民 体育设施 旅游线路
    机制 平台 项目 试点 标准 制度 台账 清单 检查 考核 宣传""",
)
PLACES = [f"{first}{second}{kind}" for first in "云青白金石平安永长新" for second in "溪禾河山泉湖川阳宁丰" for kind in ("市", "县", "区")]
LINES = re.findall(r"\w+", "水务 教育 财政 城市管理 农业农村 卫生健康 生态环境 交通运输 文化旅游 数据 民政 应急管理 市场监管 自然资源 住房城乡建设")
TASKS = 40
CLAUSES = 6
STAGES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
Filled = list[dict[str, list[dict[str, object]]]]


def plans(count: int, seed: int = 1) -> Iterator[Extraction]:
    """So many made-up plans, always the same ones."""
    chance = random.Random(seed)
    for number in range(count):
        yield plan(number, chance)


def plan(number: int, chance: random.Random) -> Extraction:
    """One plan of TASKS tasks, each with two bodies and a deadline, every other with a target."""
    place = chance.choice(PLACES)
    found = tuple(_task(place, at, chance) for at in range(TASKS))
    length = sum(len(one.text) + 1 for one in found)
    numbers = tuple(_target(at, chance) for at in range(0, TASKS, 2))
    source = Source(f"{number}.txt", sha256(b"%d" % number).hexdigest(), "text/plain", None, length, "hans", "ok")
    facts = Plan(title=f"{place}{''.join(chance.sample(WORDS, 2))}实施方案", region=place, level="city", published=date(2021, 1, 1))
    start, placed = 0, []
    for one in found:
        placed.append(replace(one, span=Span(start, start + len(one.text))))
        start += len(one.text) + 1
    return Extraction(source, facts, tuple(placed), numbers, (), "\n".join(one.text for one in found) + "\n")


def _task(place: str, at: int, chance: random.Random) -> Task:
    text = f"({at}){''.join(chance.choices(WORDS, k=30))}。"
    lines = chance.sample(LINES, 2)
    units = tuple(
        Unit(f"{place[-1]}{line}局", role, Span(0, 4), canonical=f"{place}{line}局", function=line)
        for line, role in zip(lines, ("lead", "cooperate"), strict=True)
    )
    end = date(2021, 1, 1) + timedelta(days=chance.randrange(2000))
    times = (Deadline(f"{end.year}年{end.month}月", "by", None, end, Span(0, 4)),) if at % 3 else ()
    return Task(f"二.{at}", f"({at})", ("二、重点任务",), None, "task", text, Span(0, 0), units=units, deadlines=times)


def _target(at: int, chance: random.Random) -> Target:
    return Target("不低于85%", f"{chance.choice(WORDS)}率", ">=", Decimal(chance.randrange(100)), None, "%", date(2025, 12, 31), Span(0, 6), task=at)


def fill(store: Store, count: int) -> list[float]:
    """Saves the plans; the seconds that each took."""
    taken = []
    with store.begin_run({}, version="bench") as run:
        for one in plans(count):
            start = time.perf_counter()
            run.attempt(one.source.name, one.source.sha256, 1)
            run.save(one, path=f"/plans/{one.source.name}")
            taken.append(time.perf_counter() - start)
    return taken


def insert_rates(folder: Path, clock: Callable[[], float], count: int = 200) -> tuple[float, float]:
    """Rows a second of tasks, bindings, deadlines and targets, as the store inserts them and as the ORM adds them object by object; the best of
    five turns, for the machine may have other work."""
    folder.mkdir()
    names = ("tasks", "task_units", "deadlines", "targets")
    filled: Filled = []
    for number, one in enumerate(plans(count), 1):
        rows = derived_rows(one, number, str(number))
        for row in rows["task_units"]:
            row.pop("body")
            row["name_id"] = 1
        filled.append({name: rows[name] for name in names})
    total = sum(len(rows) for tables in filled for rows in tables.values())
    core, orm = [], []
    for turn in range(5):
        core.append(_timed(folder / f"core-{turn}.db", filled, _by_core, clock))
        orm.append(_timed(folder / f"orm-{turn}.db", filled, _by_orm, clock))
    return total / min(core), total / min(orm)


def _timed(file: Path, filled: Filled, write: Callable[[Engine, Filled], None], clock: Callable[[], float]) -> float:
    made = create_engine(f"sqlite:///{file}")
    metadata.create_all(made)
    start = clock()
    write(made, filled)
    return clock() - start


def _by_core(made: Engine, filled: Filled) -> None:
    with made.begin() as connection:
        for tables in filled:
            for name, rows in tables.items():
                insert_rows(connection, metadata.tables[name], rows)


def _by_orm(made: Engine, filled: Filled) -> None:
    with Session(made) as session:
        for tables in filled:
            for name, rows in tables.items():
                session.add_all([_object(_classes()[name], row) for row in rows])
            session.flush()
        session.commit()


@cache
def _classes() -> dict[str, type]:
    classes = {name: type(name, (), {}) for name in ("tasks", "task_units", "deadlines", "targets")}
    for name, kind in classes.items():
        registry().map_imperatively(kind, metadata.tables[name])
    return classes


def _object(kind: type, row: dict[str, object]) -> object:
    made = kind()
    for name, value in row.items():
        setattr(made, name, value)
    return made


def p95(ask: Callable[[], object], times: int = 40) -> tuple[float, float, float, float]:
    """Median and 95th percentile of a call, milliseconds, by the clock and of the processor."""
    clock, processor = [], []
    for _ in range(times):
        start, used = time.perf_counter(), time.process_time()
        ask()
        clock.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - used) * 1000)
    last = int(times * 0.95) - 1
    return statistics.median(clock), sorted(clock)[last], statistics.median(processor), sorted(processor)[last]


def questions(store: Store) -> dict[str, Callable[[], object]]:
    """What is asked, by name."""
    return {
        "tasks, first 50": lambda: query.tasks(store, limit=50),
        "tasks --plan": lambda: query.tasks(store, plan=key(store)),
        "tasks --region 云溪市": lambda: query.tasks(store, region="云溪市", limit=50),
        "tasks --unit 城管": lambda: query.tasks(store, unit="城管", limit=50),
        "tasks --unit 云溪市水务局": lambda: query.tasks(store, unit="云溪市水务局", limit=50),
        "tasks --unit 城管 --due-before 2021-12-31": lambda: query.tasks(store, unit="城管", due_before="2021-12-31", limit=50),
        "tasks --unit 云溪市水务局 --due-before 2021-02-01": lambda: query.tasks(store, unit="云溪市水务局", due_before="2021-02-01", limit=50),
        "tasks --role cooperate": lambda: query.tasks(store, role="cooperate", limit=50),
        "tasks --due-before 2021-01-31": lambda: query.tasks(store, due_before="2021-01-31", limit=50),
        "tasks --due-before 2025-12-31 (most)": lambda: query.tasks(store, due_before="2025-12-31", limit=50),
        "tasks --due-before 2025-12-31 --sort due": lambda: query.tasks(store, due_before="2025-12-31", sort="due", limit=50),
        "tasks --unit 城管 --sort due": lambda: query.tasks(store, unit="城管", sort="due", limit=50),
        "tasks --unit 云溪市水务局 --sort -due": lambda: query.tasks(store, unit="云溪市水务局", sort="-due", limit=50),
        "tasks --sort due": lambda: query.tasks(store, sort="due", limit=50),
        "tasks --without unit (none)": lambda: query.tasks(store, without="unit", limit=50),
        "tasks --without deadline": lambda: query.tasks(store, without="deadline", limit=50),
        "tasks --topic 海绵": lambda: query.tasks(store, topic="海绵", limit=50),
        "tasks --text 海绵": lambda: query.tasks(store, text="海绵", limit=50),
        "units, the 50 with most tasks": lambda: bodies(store, limit=50),
        "units --unit 云溪市水务局 (one row a body)": lambda: bodies(store, unit="云溪市水务局", limit=50),
        "units --unit 城管 (one row a body)": lambda: bodies(store, unit="城管", limit=50),
        "units --level county": lambda: bodies(store, level="county", limit=50),
        "units --each --unit 城管": lambda: query.units(store, unit="城管", limit=50),
        "units --each --unit 云溪市水务局": lambda: query.units(store, unit="云溪市水务局", limit=50),
        "units --each --role lead --due-before 2021-02-01": lambda: query.units(store, role="lead", due_before="2021-02-01", limit=50),
        "deadlines --unit 云溪市水务局 --sort due": lambda: query.deadlines(store, unit="云溪市水务局", sort="due", limit=50),
        "deadlines --due-before 2025-12-31 (most)": lambda: query.deadlines(store, due_before="2025-12-31", limit=50),
        "deadlines --due-after 2026-01-01": lambda: query.deadlines(store, due_after="2026-01-01", limit=50),
        "targets --unit 城管": lambda: query.targets(store, unit="城管", limit=50),
        "targets --region 云溪市": lambda: query.targets(store, region="云溪市", limit=50),
        "targets --text 海绵": lambda: query.targets(store, text="海绵", limit=50),
        "search 海绵": lambda: search(store, "海绵", limit=50),
        "search 绵": lambda: search(store, "绵", limit=50),
        "search 海绵 垃圾 NOT 考核": lambda: search(store, "海绵 垃圾 NOT 考核", limit=50),
        "search NOT 海绵": lambda: search(store, "NOT 海绵", limit=50),
        "search 海绵 --unit 云溪市水务局": lambda: search(store, "海绵", unit="云溪市水务局", limit=50),
        "search 海绵 --unit 城管": lambda: search(store, "海绵", unit="城管", limit=50),
        "search 没有 (none)": lambda: search(store, "没有", limit=50),
        "search 海绵 --region 云溪市": lambda: search(store, "海绵", region="云溪市", limit=50),
        "totals of the ledger": lambda: totals(store),
        "tasks --sort -published (newest plans)": lambda: query.tasks(store, sort="-published", limit=50),
        "how many tasks, --unit 云溪市水务局": lambda: query.count(store, "tasks", 10_000, seconds=60, unit="云溪市水务局"),
        "plans, first 50": lambda: query.plans(store, limit=50),
    }


def text(number: int, chance: random.Random) -> str:
    """A small plan as an office would write it: a goal, CLAUSES tasks with two bodies and a time each, a safeguard."""
    place = chance.choice(PLACES)
    head = f"{place}{''.join(chance.sample(WORDS, 2))}实施方案\n\n为{''.join(chance.sample(WORDS, 4))},制定本方案。\n"
    goal = f"到2025年底,{chance.choice(WORDS)}覆盖率达到{chance.randrange(50, 100)}%以上。"
    clauses = "\n".join(f"{at}.{_clause(place, chance)}" for at in range(1, CLAUSES + 1))
    return f"{head}\n一、工作目标\n{goal}\n\n二、重点任务\n{clauses}\n\n三、保障措施\n加强组织领导,{chance.choice(WORDS)}优先。\n第{number}号\n"


def _clause(place: str, chance: random.Random) -> str:
    lead, other = (f"{place[-1]}{line}局" for line in chance.sample(LINES, 2))
    end = date(2021, 1, 1) + timedelta(days=chance.randrange(2000))
    words = [*chance.sample(WORDS, 2), *chance.choices(WORDS, k=12)]
    said = f"{''.join(words[:2])}。{''.join(words[2:8])},{''.join(words[8:])}。"
    return f"{said}{end.year}年{end.month}月底前完成。(牵头单位:{lead};配合单位:{other})"


def write_texts(folder: Path, count: int) -> None:
    """So many plan texts, always the same ones, a thousand in each folder."""
    chance = random.Random(1)
    for number in range(count):
        file = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text(number, chance), encoding="utf-8")


def ingest_times(folder: Path, count: int) -> list[float]:
    """The seconds at which each document was saved, those of a run of the command over the texts."""
    write_texts(folder / "texts", count)
    url = f"sqlite:///{folder}/ingest.db"
    command = [Path(sys.executable).with_name("taizhang"), "ingest", folder / "texts", "--jobs", "2", "--db", url]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open_store(url) as store, store.reading() as connection:
        return [moment.timestamp() for moment in connection.execute(select(documents.c.saved_at).order_by(documents.c.id)).scalars()]


def save_times(folder: Path, count: int, read: int = 200) -> tuple[list[float], list[float]]:
    """The seconds at which each document was saved by the clock and by the processor, of records that were read before."""
    found = [extract(file) for file in sorted((folder / "texts" / "000").glob("*.txt"))[:read]]
    clock, processor = [], []
    with open_store(f"sqlite:///{folder}/alone.db") as store, store.begin_run({}, version="bench") as run:
        for number in range(count):
            one = found[number % len(found)]
            source = replace(one.source, name=f"{number}.txt", sha256=sha256(b"%d" % number).hexdigest())
            known = replace(one, source=source, plan=replace(one.plan, title=f"{one.plan.title}{number // len(found)}"))
            run.attempt(source.name, source.sha256, 1)
            run.save(known, path=f"/plans/{source.name}")
            clock.append(time.perf_counter())
            processor.append(time.process_time())
    return clock, processor


def print_growth(name: str, times: list[float]) -> None:
    """A line for each of STAGES: the rate over the last thousand documents before it, and its part of the first one's."""
    first = 0.0
    for stage in [*(one for one in STAGES if one < len(times)), len(times)]:
        rate = (min(stage, 1000) - 1) / (times[stage - 1] - times[max(0, stage - 1000)])
        first = first or rate
        print(f"{name:20} at {stage:7} documents {rate:7.1f} documents/s   {rate / first:.2f} of the first", flush=True)


def grow(folder: Path, count: int) -> None:
    """Measures how the rate of ingest holds."""
    print_growth("ingest, --jobs 2", ingest_times(folder, count))
    clock, processor = save_times(folder, count)
    print_growth("saving alone", clock)
    print_growth("saving, processor", processor)


def key(store: Store) -> str:
    """Some plan's id."""
    with store.reading() as connection:
        return str(connection.execute(select(tasks.c.key).limit(1)).scalar_one()).split(":")[0]


def main() -> None:
    """Fills a store and prints what it does in a second and in a call."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--plans", type=int, default=1000)
    given.add_argument("--folder", type=Path, help="keeps the store there and uses it again")
    given.add_argument("--ingest", type=int, metavar="N", help="measures how the rate of ingest holds over N documents")
    options = given.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        if options.ingest:
            grow(folder, options.ingest)
            return
        file = folder / f"bench-{options.plans}.db"
        old = file.is_file()
        with open_store(f"sqlite:///{file}") as store:
            if not old:
                taken = fill(store, options.plans)
                print(f"saved {options.plans} plans, {options.plans * TASKS} tasks: {options.plans / sum(taken):.0f} plans/s, all rows and index")
                print(f"  first 1000 {1 / statistics.mean(taken[:1000]):.0f} plans/s, last 1000 {1 / statistics.mean(taken[-1000:]):.0f} plans/s")
                print(f"  {file.stat().st_size / 2**20:.0f} MiB, {file.stat().st_size / options.plans / 1024:.0f} KiB a plan")
            for name, ask in questions(store).items():
                median, high, used, most = p95(ask)
                print(f"{name:55} median {median:7.1f} ms   p95 {high:7.1f} ms   processor {used:7.1f} {most:7.1f} ms", flush=True)
        for name, clock in (("clock", time.perf_counter), ("processor", time.process_time)):
            ours, orm = insert_rates(Path(scratch) / name, clock)
            print(f"inserting the rows of plans, by the {name}: {ours:.0f} rows/s, the ORM's add_all {orm:.0f} rows/s: {ours / orm:.1f} times")


if __name__ == "__main__":
    main()
