"""Every finder and every pattern takes linear time: 100,000 characters without a match in under a second, twice the text in under three times the time."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

import extractors
import pipeline.outline
from extractors.bodies import PlanPlace, resolve
from extractors.bodies.units import aliases
from extractors.deadlines import Calendar, deadlines, unbound
from extractors.mentions.citations import doc_numbers, titles
from extractors.mentions.dates import dates
from extractors.mentions.quantities import quantities
from extractors.mentions.repeals import repeals
from extractors.mentions.words import words
from extractors.places import leading, places
from extractors.plan import plan
from extractors.plan.validity import validity
from extractors.references import references
from extractors.tables import grid, rows
from extractors.targets import refusals, targets
from extractors.targets.baselines import Number, baselines
from extractors.targets.natures import heading_nature, natured
from extractors.tasks import drafts
from extractors.units import clauses, first_rule, is_body, units
from extractors.units.clauses import listed, read_clause
from extractors.units.names import names
from extractors.units.roles import label_words
from extractors.units.running import running_units
from pipeline.coverage import explained
from pipeline.extraction import from_document
from pipeline.normalise import normalise
from pipeline.outline import parse
from pipeline.script import script, simplified
from schemas.document import Cell, Document
from schemas.records import Target
from schemas.spans import Span
from tests.timing import grows_linearly, seconds

CALENDAR = Calendar()
LENGTH = 100_000


def document(text: str) -> Document:
    return Document("plan.txt", "0" * 64, "text/plain", text)


def first_clauses(text: str) -> list[object]:
    return [read_clause(text, clause) for clause in clauses(text)]


def starts(text: str) -> object:
    """Where every second number starts from, the others being refused."""
    return baselines(text, [Number(one, "baseline" if at % 2 else "") for at, one in enumerate(quantities(text), 1)])


def natures(text: str) -> object:
    """The natures of a target in each tenth character."""
    targets = [Target(text[at : at + 9], text[at : at + 3], "=", None, None, "", None, Span(at, at + 9)) for at in range(0, len(text) - 9, 10)]
    return natured(text, targets)


FINDERS: dict[str, Callable[[str], Any]] = {
    "dates": lambda text: list(dates(text)),
    "quantities": quantities,
    "titles": titles,
    "doc_numbers": doc_numbers,
    "words": words,
    "leading": leading,
    "places": places,
    "calendar": lambda text: Calendar.of("", text),
    "deadlines": lambda text: deadlines(text, CALENDAR),
    "deadlines of a cell": lambda text: deadlines(text, CALENDAR, limit=True),
    "unbound": lambda text: unbound(text, CALENDAR),
    "targets": lambda text: targets(text, []),
    "refusals": lambda text: refusals(text, []),
    "baselines": starts,
    "natured": natures,
    "heading_nature": heading_nature,
    "clauses": clauses.__wrapped__,
    "read_clause": first_clauses,
    "listed": lambda text: listed(text, "responsible"),
    "first_rule": first_rule,
    "label_words": label_words,
    "names": lambda text: list(names(text, 0, len(text))),
    "is_body": is_body,
    "running_units": lambda text: list(running_units(text)),
    "units": units,
    "references": lambda text: references(text, (0, len(text))),
    "repeals": lambda text: repeals(text, [one.span for one in titles(text)]),
    "validity": lambda text: validity(text, None),
    "resolve": lambda text: resolve(text, PlanPlace()),
    "aliases": lambda text: aliases.__wrapped__(text),
    "plan": lambda text: plan(text, front=(0, len(text)), back=None, facts={}, name=""),
    "rows": lambda text: list(rows(grid(text, [(Cell(1, 0, 0), Span(0, len(text)))]))),
    "drafts": lambda text: drafts(text, parse(text)),
    "parse": parse,
    "normalise": normalise,
    "simplified": simplified.__wrapped__,
    "script": script,
    "from_document": lambda text: from_document(document(text)),
    "explained": lambda text: explained(from_document(document(text))),
}
WITHOUT_MATCH = ("水清岸绿", "推进,", "。", "1", "a", "(", "\n", " ")
UNITS = (
    "推进城市管理工作,", "市住建局、", "由市住建局", "(牵头单位:", "(牵头单位:市水务局)", "(", "2025年", "到2025年底", "至", "每", "自印发之日起", "新建3座", "3座、", "达到85%,", "一是", "(一)", "1.", "一、\n",
    "《", "》《", "〔2024〕", "根据", "一", "9", "X", "、", "和", "的", "|", "市", "县人民政府", "各", "“", "\n2、", "年", "前", "以下各项工作均有", "由35%提高到60%,", "(约束性)", "上述指标均为约束性指标,", "《办法》同时废止,", "《办法》、", "本方案有效期5年,",
)  # fmt: skip


@pytest.mark.parametrize("name", FINDERS)
def test_a_text_without_a_match_costs_under_a_second(name: str) -> None:
    FINDERS[name]("预热。")
    slow = {unit: took for unit in WITHOUT_MATCH if (took := seconds(FINDERS[name], unit * (LENGTH // len(unit)))) >= 1}
    assert slow == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", FINDERS)
def test_twice_the_text_costs_less_than_three_times_the_time(name: str) -> None:
    FINDERS[name]("预热。")
    for unit in UNITS:
        assert grows_linearly(FINDERS[name], unit, 12_000), unit


def modules() -> Iterator[ModuleType]:
    for package in (extractors, pipeline.outline):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of the extractors, those that are built at their first use too."""
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found[f"{module.__name__}.{name}"] = value
            elif hasattr(value, "cache_info") and value.__module__ == module.__name__ and value.__wrapped__.__annotations__.keys() == {"return"}:
                made = value()
                if isinstance(made, re.Pattern):
                    found[f"{module.__name__}.{name}()"] = made
    return found


AT_ONE_PLACE = {
    "extractors.deadlines.zones._LABEL",
    "extractors.units.running._cuts()",
    "extractors.units.names._body()",
}
"""Patterns that are only matched at one place, in a name of bounded length or at the head of a text, and never searched for."""
PATTERNS = {name: pattern for name, pattern in patterns().items() if name not in AT_ONE_PLACE}


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 100
    assert "extractors.mentions.dates.points.POINT" in PATTERNS
    assert "extractors.mentions.quantities.scan._pattern()" in PATTERNS


@pytest.mark.parametrize("unit", WITHOUT_MATCH)
def test_no_pattern_is_slow_where_nothing_matches(unit: str) -> None:
    text = unit * (LENGTH // len(unit))
    slow = {name: took for name, pattern in PATTERNS.items() if (took := seconds(lambda text, p=pattern: [*p.finditer(text)], text)) >= 1}
    assert slow == {}


def test_a_pattern_that_is_not_linear_is_noticed() -> None:
    with pytest.raises(AssertionError):
        assert seconds(re.compile("(?:a+)+b").search, "a" * 24) < 0.1
