"""Who reads the times of plans: this project, jionlp and recognizers-text over tests/cases/deadlines.txt.

    python -m venv peers && peers/bin/pip install -r benchmarks/peers/requirements.txt
    PYTHONPATH=. peers/bin/python benchmarks/peers/deadlines.py [--wrong NAME]

A time is right when the last day is (for a span the first day too), a recurrence when it is called one. A sentence that binds
nothing is right when nothing is found in it; the peers find times, not duties, so that part measures what they leave to their user.
Times that no calendar resolves (汛期前, 202X年底) are right when they are found without a day. Peers that are not installed are left out.
"""

import argparse
import contextlib
import importlib
import io
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from extractors.deadlines import Calendar, deadlines

CASES = Path(__file__).resolve().parents[2] / "tests" / "cases" / "deadlines.txt"
MARK = re.compile(r"<(by|during|recurring|ongoing)(?: start=([0-9-]+))?(?: end=([0-9-]+))?>([^<?]*)(?:\?[a-z]+)?</\1>")
NO_DATE = date(2020, 6, 1)


class Time(NamedTuple):
    """What a tool makes of a time: ``by``, ``during``, ``recurring`` or ``ongoing`` with its inclusive days."""

    kind: str
    start: date | None
    end: date | None


class Case(NamedTuple):
    """A sentence of a section with its answers, and the calendar of the plan it stands in."""

    section: str
    text: str
    answers: list[Time]
    calendar: Calendar
    limit: bool


Reader = Callable[[Case], list[Time]]


def cases() -> Iterator[Case]:
    """The rows of the case file."""
    section, now = "", Calendar()
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:].partition(":")[0].partition(",")[0]
        elif line.startswith("@"):
            now = _calendar(dict(fact.split("=") for fact in line[1:].split()))
        elif line and not line.startswith("#"):
            answers = [Time(kind, _day(start), _day(end)) for kind, start, end, _ in MARK.findall(line)]
            yield Case(section, MARK.sub(r"\4", line).removeprefix("| "), answers, now, line.startswith("| "))


def _calendar(facts: dict[str, str]) -> Calendar:
    period, years = facts.get("period", "").split("/"), facts.get("years", "").split("-")
    return Calendar(
        _day(facts.get("published", "")),
        (date.fromisoformat(period[0]), date.fromisoformat(period[1])) if len(period) == 2 else None,
        _day(facts.get("start", "")),
        (int(years[0]), int(years[1])) if len(years) == 2 else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def ours(case: Case) -> list[Time]:
    """This project."""
    return [Time(found.kind, found.start, found.end) for found in deadlines(case.text, case.calendar, limit=case.limit)]


def base(case: Case) -> date:
    """The day from which a tool without a calendar of plans has to count."""
    now = case.calendar
    return now.published or now.begin or (date(now.title_years[0], 1, 1) if now.title_years else NO_DATE)


def jionlp(module: Any) -> Reader:
    """jionlp.ner.extract_time, its log kept quiet."""

    def read(case: Case) -> list[Time]:
        now = base(case)
        try:
            found = module.ner.extract_time(case.text, time_base={"year": now.year, "month": now.month, "day": now.day})
        except Exception:
            return []
        return [_jionlp_time(entry["detail"]) for entry in found]

    return read


def _jionlp_time(detail: dict[str, Any]) -> Time:
    if detail["type"] == "time_period":
        return Time("recurring", None, None)
    if detail["type"] == "time_delta":
        return Time("by", None, None)
    start, end = (_stamp(stamp) for stamp in detail["time"])
    return Time("during", start, end)


def _stamp(text: str) -> date | None:
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(text).date()
    return None


def recognizers(module: Any) -> Reader:
    """recognizers_date_time in Chinese; its ends are exclusive for 2025年 and inclusive for 至10月31日, so both readings count."""
    model = module.DateTimeRecognizer("zh-cn").get_datetime_model()

    def read(case: Case) -> list[Time]:
        try:
            found = model.parse(case.text, datetime.combine(base(case), datetime.min.time()))
        except Exception:
            return []
        return [time for entry in found if entry.resolution for time in _recognizers_times(entry.resolution["values"][-1])]

    return read


def _recognizers_times(value: dict[str, str]) -> list[Time]:
    if value["type"] == "set":
        return [Time("recurring", None, None)]
    if value["type"] == "date":
        return [Time("during", _stamp(value.get("value", "")), _stamp(value.get("value", "")))]
    start, end = _stamp(value.get("start", "")), _stamp(value.get("end", ""))
    return [Time("during", start, end - timedelta(days=1)), Time("during", start, end)] if end else [Time("during", start, None)]


def readers() -> dict[str, Reader]:
    """The tools that can be imported here, this project first."""
    logging.disable(logging.CRITICAL)
    found: dict[str, Reader] = {"taizhang": ours}
    for name, module, reader in (("jionlp", "jionlp", jionlp), ("recognizers", "recognizers_date_time", recognizers)):
        with contextlib.suppress(ImportError), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            found[name] = reader(importlib.import_module(module))
    return found


def right(answer: Time, found: list[Time]) -> bool:
    """Whether the answer is among what was found; who says ``by`` or ``during`` is not held against a tool that has no such words."""
    if answer.kind in ("recurring", "ongoing"):
        return any(time.kind == answer.kind for time in found)
    same_end = [time for time in found if time.end == answer.end and time.kind in ("by", "during")]
    return any(answer.kind == "by" or time.start == answer.start for time in same_end)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", metavar="NAME", help="list the sentences that this tool gets wrong")
    wanted = parser.parse_args().wrong
    tools, rows = readers(), list(cases())
    asked: dict[str, int] = defaultdict(int)
    hits: dict[tuple[str, str], int] = defaultdict(int)
    for case in rows:
        section = case.section if case.answers else "nothing binds"
        asked[section] += max(1, len(case.answers))
        for name, read in tools.items():
            found = read(case)
            score = sum(right(answer, found) for answer in case.answers) if case.answers else int(not found)
            hits[section, name] += score
            if name == wanted and score < max(1, len(case.answers)):
                print(f"{case.text}  =>  {[tuple(map(str, time)) for time in found]}")
    width = 44
    print(f"{'times of':{width}}{'asked':>7}" + "".join(f"{name:>13}" for name in tools))
    for section, number in asked.items():
        print(f"{section:{width}}{number:7}" + "".join(f"{hits[section, name]:13}" for name in tools))
    total = sum(asked.values())
    print(f"{'all':{width}}{total:7}" + "".join(f"{sum(hits[section, name] for section in asked):13}" for name in tools))


if __name__ == "__main__":
    main()
