"""Who reads the numbers of plans: this project, recognizers-text and jionlp over tests/cases/targets.txt.

    python -m venv peers && peers/bin/pip install -r benchmarks/peers/requirements.txt
    PYTHONPATH=. peers/bin/python benchmarks/peers/targets.py [--wrong NAME]

Three questions for each target: is its value found (both ends of a range), with its unit, with its comparator. A unit counts for a
peer when it has any unit of that kind for the value (Ton for 吨, % for 百分点). A sentence without a target is right when nothing is
found in it: the peers find numbers, not commitments, so that row measures what they leave to their user. Masked targets (X%) are
right when the place is found. jionlp reads money only, so it has no figure elsewhere. Peers that are not installed are left out.
"""

import argparse
import contextlib
import importlib
import io
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from extractors.targets import targets
from schemas.records import Deadline
from schemas.spans import Span

CASES = Path(__file__).resolve().parents[2] / "tests" / "cases" / "targets.txt"
MARK = re.compile(r"<(?P<name>[a-z]+)(?: (?P<rest>[^<>]*))?>(?P<text>[^<>]*)</(?P=name)>|(?P<clause>‖)")
COMPARATORS = {"is": "=", "least": ">=", "most": "<=", "about": "~", "range": "range", "up": "increase", "down": "decrease", "hidden": "masked"}
MONEY = "元"
QUESTIONS = ("value", "unit", "comparator")


class Number(NamedTuple):
    """A number in a sentence: its ends, unit (empty where none is read) and comparator."""

    low: Decimal | None
    high: Decimal | None
    unit: str
    comparator: str


class Case(NamedTuple):
    """A sentence with its answers, and the deadlines and clause that stand in it."""

    text: str
    answers: list[Number]
    deadlines: list[Deadline]
    clause: int | None


Reader = Callable[[Case], list[Number]]


def cases() -> Iterator[Case]:
    """The rows of the case file."""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield _case(line)


def _case(line: str) -> Case:
    text, at, clause = "", 0, None
    answers: list[Number] = []
    deadlines: list[Deadline] = []
    for match in MARK.finditer(line):
        text, at = text + line[at : match.start()], match.end()
        clause = len(text) if match["clause"] else clause
        if match["name"] in COMPARATORS:
            answers += [_answer(match["name"], one) for one in match["rest"].split("; ")]
        elif match["name"]:
            facts = dict(fact.split("=") for fact in (match["rest"] or "").split())
            start, end = (date.fromisoformat(facts[key]) if key in facts else None for key in ("start", "end"))
            deadlines.append(Deadline(match["text"], match["name"], start, end, Span(len(text), len(text) + len(match["text"]))))  # type: ignore[arg-type]
        text += match["text"] or ""
    return Case(text + line[at:], answers, deadlines, clause)


def _answer(name: str, rest: str) -> Number:
    if name == "hidden":
        return Number(None, None, rest.split(" ")[0], "masked")
    value, unit = rest.split(" ")[:2]
    low, _, high = value.partition("~")
    return Number(Decimal(low), Decimal(high or low), unit, COMPARATORS[name])


def ours(case: Case) -> list[Number]:
    """This project."""
    found = targets(case.text, case.deadlines, case.clause)
    return [
        Number(
            one.low if one.low is not None else one.high,
            one.high if one.high is not None else one.low,
            one.unit,
            "masked" if one.masked else one.comparator,
        )
        for one in found
    ]


def recognizers(module: Any) -> Reader:
    """Numbers, percentages, dimensions, currencies and ages of recognizers-text in Chinese; it has no comparators and no ranges there."""
    plain = module.NumberRecognizer("zh-cn")
    measured = importlib.import_module("recognizers_number_with_unit").NumberWithUnitRecognizer("zh-cn")
    models = [
        plain.get_percentage_model(),
        measured.get_dimension_model(),
        measured.get_currency_model(),
        measured.get_age_model(),
        plain.get_number_model(),
    ]

    def read(case: Case) -> list[Number]:
        found: dict[int, Number] = {}
        for model in models:
            for entry in model.parse(case.text):
                number = _recognized(entry.resolution)
                if number:
                    found.setdefault(entry.start, number)
        return list(found.values())

    return read


def _recognized(resolution: dict[str, str] | None) -> Number | None:
    value = (resolution or {}).get("value") or ""
    with contextlib.suppress(ArithmeticError):
        number = Decimal(value.removesuffix("%"))
        return Number(number, number, "%" if value.endswith("%") else (resolution or {}).get("unit") or "", "=")
    return None


def jionlp(module: Any) -> Reader:
    """jionlp.ner.extract_money: its ``blur+``/``blur-`` say above and below, a list of two numbers a range."""
    said = {"blur+": ">=", "blur-": "<=", "blur": "~"}

    def read(case: Case) -> list[Number]:
        try:
            found = module.ner.extract_money(case.text, with_parsing=True)
        except Exception:
            return []
        return [number for entry in found if (number := _money(entry["detail"], said))]

    return read


def _money(detail: dict[str, Any], said: dict[str, str]) -> Number | None:
    ends = detail["num"] if isinstance(detail["num"], list) else [detail["num"]]
    with contextlib.suppress(ArithmeticError, TypeError):
        low, high = Decimal(ends[0]), Decimal(ends[-1])
        return Number(low, high, MONEY, "range" if low != high else said.get(detail["definition"], "="))
    return None


def readers() -> dict[str, Reader]:
    """The tools that can be imported here, this project first."""
    logging.disable(logging.CRITICAL)
    found: dict[str, Reader] = {"taizhang": ours}
    for name, module, reader in (("recognizers", "recognizers_number", recognizers), ("jionlp", "jionlp", jionlp)):
        with contextlib.suppress(ImportError), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            found[name] = reader(importlib.import_module(module))
    return found


def right(answer: Number, found: list[Number]) -> dict[str, bool]:
    """Which of the three questions are answered, by the number found with the answer's value."""
    if answer.comparator == "masked":
        hit = any(one.comparator == "masked" for one in found)
        return dict.fromkeys(QUESTIONS, hit)
    same = [one for one in found if (one.low, one.high) == (answer.low, answer.high)]
    return {
        "value": bool(same),
        "unit": any(bool(one.unit) == bool(answer.unit) for one in same),
        "comparator": any(one.comparator == answer.comparator for one in same),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", metavar="NAME", help="list the sentences that this tool gets wrong")
    wanted = parser.parse_args().wrong
    tools, asked, hits = readers(), Counter[str](), Counter[tuple[str, str]]()
    for case in cases():
        money = any(one.unit == MONEY for one in case.answers)
        for name, read in tools.items():
            found = read(case)
            for row, scored in _scores(case, found):
                asked[row] += name == "taizhang"
                hits[row, name] += scored
            if name == wanted and not all(scored for _, scored in _scores(case, found)) and (name != "jionlp" or money):
                print(f"{case.text}  =>  {[tuple(map(str, one)) for one in found]}")
    _table(list(tools), asked, hits)


def _scores(case: Case, found: list[Number]) -> Iterator[tuple[str, bool]]:
    if not case.answers:
        yield "sentences without a target", not found
    for answer in case.answers:
        for question, scored in right(answer, found).items():
            yield f"{'money' if answer.unit == MONEY else 'others'}: {question}", scored


def _table(names: list[str], asked: Counter[str], hits: Counter[tuple[str, str]]) -> None:
    print(f"{'':30}{'asked':>7}" + "".join(f"{name:>13}" for name in names))
    for row in sorted(asked):
        cells = ("–" if name == "jionlp" and not row.startswith("money") else str(hits[row, name]) for name in names)
        print(f"{row:30}{asked[row]:7}" + "".join(f"{cell:>13}" for cell in cells))


if __name__ == "__main__":
    main()
