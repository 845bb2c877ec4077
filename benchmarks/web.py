"""How soon the web page answers: ``python benchmarks/web.py [--plans N] [--folder DIR]``.

Fills a store as ``benchmarks/store.py`` does (40 tasks a plan; 25,000 plans are a million tasks), serves it with the installed command and prints
the median and the worst of nine requests a page, after one that is not counted. ``--folder`` keeps the store there and uses it again.
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from store import TASKS, fill, key

from pipeline.store import open_store

COMMAND = Path(sys.executable).with_name("taizhang")
TIMES = 9
PAGES = (
    "/",
    "/?text=海绵",
    "/?text=绵",
    "/?text=没有",
    "/?text=NOT 海绵",
    "/?unit=城管",
    "/?unit=云溪市水务局&due_before=2021-02-01",
    "/?region=云溪市",
    "/?role=lead",
    "/?function=水务",
    "/?topic=海绵",
    "/?without=unit",
    "/?without=deadline",
    "/?text=海绵&unit=城管",
    "/?due_before=2025-12-31",
    "/?sort=due",
    "/?due_before=2025-12-31&sort=due",
    "/?sort=title",
    "/?page=200",
    "/?text=海绵&page=200",
    "/?sort=due&page=200",
    "/plans",
    "/plans?title=海绵",
    "/plans/{plan}",
    "/plans/没有这个",
    "/targets",
    "/targets?unit=城管",
    "/deadlines?sort=due",
    "/units",
    "/units?unit=云溪市水务局",
    "/body?name=云溪市水务局",
    "/failed",
)


@contextmanager
def served(file: Path) -> Iterator[str]:
    """The address under which the store is served."""
    with subprocess.Popen([COMMAND, "serve", "--port", "0", "--db", str(file)], stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr is not None
        found = re.search(r"http://[\d.:]+", process.stderr.readline())
        assert found is not None
        yield found[0]
        process.terminate()


def seconds(address: str) -> float:
    """How long an answer takes, whatever it is."""
    start = time.perf_counter()
    try:
        with urlopen(address) as answer:
            answer.read()
    except OSError:
        pass
    return time.perf_counter() - start


def main() -> None:
    """Fills a store and prints how soon its pages are there."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--plans", type=int, default=1000)
    given.add_argument("--folder", type=Path)
    options = given.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        file = (options.folder or Path(scratch)) / f"bench-{options.plans}.db"
        old = file.is_file()
        with open_store(f"sqlite:///{file}") as store:
            if not old:
                fill(store, options.plans)
            plan = key(store)
        print(f"{options.plans} plans, {options.plans * TASKS:,} tasks")
        with served(file) as address:
            for path in PAGES:
                asked = address + quote(path.format(plan=plan), safe="/?=&")
                seconds(asked)
                taken = [seconds(asked) * 1000 for _ in range(TIMES)]
                print(f"{path:45} median {statistics.median(taken):7.1f} ms   worst {max(taken):7.1f} ms")


if __name__ == "__main__":
    main()
