"""How near extracted plans come to annotated ones: precision, recall and F1 by kind of record, accuracy by field, and every difference.

Records are paired one to one, the likest first. A record that the annotation marks optional counts neither when found nor when missed.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from rapidfuzz import fuzz

from extractors.lexicon import lexicon
from pipeline.scores import Difference, Scores
from pipeline.script import simplified

Record = Mapping[str, Any]

TASK_LIKENESS = 75
TEXT_LIKENESS = 60
TITLE_LIKENESS = 88
INDICATOR_LIKENESS = 65
PLAN_FIELDS = ("title", "issuer", "doc_number", "published", "region", "period")


def evaluate(pairs: Iterable[tuple[str, Record, Record]]) -> Scores:
    """Scores over (label, annotated plan, extracted plan as printed by ``extract --format json``); totals run over all documents."""
    scores = Scores()
    for label, gold, found in pairs:
        _Comparison(label, gold, found, scores).run()
    return scores


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """What is compared: simplified, half-width, without white space and invisible characters."""
    folded = unicodedata.normalize("NFKC", simplified(text))
    return "".join(char for char in folded if not char.isspace() and unicodedata.category(char) != "Cf")


def plain_title(text: str | None) -> str:
    """The same without quotes and stops at either end."""
    return plain(text or "").strip("《》〈〉“”\"'.。:,;")


def _plain_unit(text: str | None) -> str:
    unit = plain(text or "").lower()
    return str(lexicon("evaluate")["same_unit"].get(unit, unit))


class _Comparison:
    """One document: ``gold`` against ``found``, counted into ``scores``."""

    def __init__(self, label: str, gold: Record, found: Record, scores: Scores) -> None:
        self.label, self.gold, self.found, self.scores = label, gold, found, scores

    def run(self) -> None:
        self.plan(self.gold.get("plan") or {}, self.found.get("plan") or {})
        gold, found = self.gold.get("tasks", []), self.found.get("tasks", [])
        pairs = self.tasks(gold, found)
        home = {there: here for here, there in pairs.items()}
        self.units(gold, found, home)
        self.deadlines(gold, found, home)
        for name, masked in (("targets", False), ("targets.masked", True)):
            self.targets(name, _targets(self.gold, masked), _targets(self.found, masked))
        self.references(self.gold.get("references", []), self.found.get("references", []))
        self.grounding(self.found.get("source_text"))

    def differ(self, kind: Literal["missed", "extra", "other"], what: str, gold: object = "", found: object = "") -> None:
        self.scores.differences.append(Difference(self.label, kind, what, str(gold), str(found)))

    def ask(self, name: str, right: bool, what: str, gold: object, found: object) -> None:
        """Count a field; where it is wrong, say which values stand against each other."""
        self.scores.accuracies[name].add(right)
        if not right:
            self.differ("other", what, repr(gold), repr(found))

    def plan(self, gold: Record, found: Record) -> None:
        for name in PLAN_FIELDS:
            if name in gold:
                self.ask(f"plan.{name}", _same_fact(name, gold[name], found.get(name)), f"plan.{name}", gold[name], found.get(name))

    def tasks(self, gold: Sequence[Record], found: Sequence[Record]) -> dict[int, int]:
        """Annotated task → found task, by index."""
        texts, others = [plain(task["text"]) for task in gold], [plain(task["text"]) for task in found]
        pairs = _paired((-likeness, here, there) for here, there, likeness in _alike(texts, others))
        required = [here for here, task in enumerate(gold) if not task.get("optional")]
        extra = sorted(set(range(len(found))) - set(pairs.values()))
        hit = sum(here in pairs for here in required)
        self.scores.tallies["tasks"].add(hit, len(extra), len(required) - hit)
        for here in required:
            if here in pairs:
                self.task_fields(gold[here], found[pairs[here]], texts[here][:30])
            else:
                self.differ("missed", "task", texts[here][:60])
        for there in extra:
            self.differ("extra", "task", found=others[there][:60])
        return pairs

    def task_fields(self, gold: Record, found: Record, what: str) -> None:
        category, other = gold.get("category"), found.get("category")
        self.ask("task.category", category == other, f"category of {what}", category, other)
        if gold.get("title"):
            likeness = fuzz.ratio(plain_title(gold["title"]), plain_title(found.get("title")))
            self.ask("task.title", likeness >= TITLE_LIKENESS, f"title of {what}", gold["title"], found.get("title"))

    def units(self, gold: Sequence[Record], found: Sequence[Record], home: Mapping[int, int]) -> None:
        for name, inherited in (("units", False), ("units.inherited", True)):
            wanted = [
                ((here, *key), bool(optional or task.get("optional")))
                for here, task in enumerate(gold)
                for key, optional in _unit_keys(task, inherited)
            ]
            given = [(home.get(there, f"+{there}"), *key) for there, task in enumerate(found) for key, _ in _unit_keys(task, inherited)]
            if wanted or given:
                self.count(name, wanted, given)

    def deadlines(self, gold: Sequence[Record], found: Sequence[Record], home: Mapping[int, int]) -> None:
        """One commitment stated twice in a task is one; it is required when either statement is."""
        wanted: dict[Hashable, bool] = {}
        for here, task in enumerate(gold):
            for deadline in task.get("deadlines", []):
                key = _deadline_key(here, deadline)
                wanted[key] = wanted.get(key, True) and bool(deadline.get("optional") or task.get("optional"))
        given = [_deadline_key(home.get(there, f"+{there}"), deadline) for there, task in enumerate(found) for deadline in task.get("deadlines", [])]
        self.count("deadlines", list(wanted.items()), given)

    def count(self, name: str, wanted: Sequence[tuple[Hashable, bool]], given: Iterable[Hashable]) -> None:
        """Match equal keys, each found once; ``wanted`` says with each whether it is optional, required ones take theirs first."""
        left = Counter(set(given))
        hit = missed = 0
        for key, optional in sorted(wanted, key=lambda item: item[1]):
            if left[key]:
                left[key] -= 1
                hit += not optional
            elif not optional:
                missed += 1
                self.differ("missed", name, key)
        for key in sorted(left.elements(), key=str):
            self.differ("extra", name, found=key)
        self.scores.tallies[name].add(hit, left.total(), missed)

    def targets(self, name: str, gold: Sequence[Record], found: Sequence[Record]) -> None:
        if not gold and not found:
            return
        pairs = _paired(_target_candidates(gold, found))
        required = [here for here, target in enumerate(gold) if not target.get("optional")]
        hits = [(gold[here], found[pairs[here]]) for here in required if here in pairs]
        exact = 0
        for one, other in hits:
            exact += self.target_fields(name, one, other)
        for here in required:
            if here not in pairs:
                self.differ("missed", name, _shown(gold[here]))
        extra = sorted(set(range(len(found))) - set(pairs.values()))
        for there in extra:
            self.differ("extra", name, found=_shown(found[there]))
        missed = len(required) - len(hits)
        self.scores.tallies[name].add(len(hits), len(extra), missed)
        if name == "targets":
            self.scores.tallies["targets.exact"].add(exact, len(hits) - exact + len(extra), len(hits) - exact + missed)

    def target_fields(self, name: str, gold: Record, found: Record) -> bool:
        """Whether comparator and due date agree as well; asks for the indicator of numbers that are not masked."""
        mine, theirs = (gold.get("comparator"), gold.get("due")), (found.get("comparator"), found.get("due"))
        if mine != theirs:
            self.differ("other", f"{name} {plain(gold.get('text') or '')[:40]}", mine, theirs)
        if name == "targets":
            self.ask("target.indicator", _same_indicator(gold, found), "indicator", gold.get("indicator"), found.get("indicator"))
        return mine == theirs

    def references(self, gold: Sequence[Record], found: Sequence[Record]) -> None:
        """Each annotated title, required ones first, takes the likest found title that is left."""
        left = {there: plain_title(reference.get("title")) for there, reference in enumerate(found)}
        hit = missed = 0
        for reference in sorted(gold, key=lambda each: bool(each.get("optional"))):
            title, optional = plain_title(reference["title"]), bool(reference.get("optional"))
            likeness, there = max(((fuzz.ratio(title, other), there) for there, other in left.items()), default=(0.0, -1))
            if likeness >= TITLE_LIKENESS:
                del left[there]
                if not optional:
                    hit += 1
                    mine, theirs = bool(reference.get("basis")), bool(found[there].get("basis"))
                    self.ask("reference.basis", mine == theirs, f"basis of {title}", mine, theirs)
            elif not optional:
                missed += 1
                self.differ("missed", "reference", title)
        for other in left.values():
            self.differ("extra", "reference", found=other)
        self.scores.tallies["references"].add(hit, len(left), missed)

    def grounding(self, source: str | None) -> None:
        """Whether the evidence of each record holds what the record says."""
        if source is None:
            return
        for what, span, text in _evidence(self.found):
            self.ask("grounding", _holds(source, span, text), f"grounding of {what}", text, span)


def _same_fact(name: str, gold: Any, found: Any) -> bool:
    if name == "period":
        return list(gold or ()) == list(found or ())
    if name == "title":
        return fuzz.ratio(plain_title(gold), plain_title(found)) >= TITLE_LIKENESS
    return plain_title(gold) == plain_title(found)


def _alike(texts: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Index pairs of texts alike enough to be one task; one is never longer than twice the other."""
    for here, text in enumerate(texts):
        for there, other in enumerate(others):
            if 2 * min(len(text), len(other)) >= max(len(text), len(other)):
                likeness = fuzz.ratio(text, other, score_cutoff=TASK_LIKENESS)
                if likeness >= TASK_LIKENESS:
                    yield here, there, likeness


def _paired(candidates: Iterable[tuple[Any, ...]]) -> dict[int, int]:
    """One to one, the least candidate first; the last two values of each are the indices to pair."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, here, there in sorted(candidates):
        if here not in pairs and there not in taken:
            pairs[here] = there
            taken.add(there)
    return pairs


def _unit_keys(task: Record, inherited: bool) -> Iterator[tuple[tuple[str, str], bool]]:
    for unit in task.get("units", []):
        if bool(unit.get("inherited")) == inherited:
            yield (plain(unit["name"]), unit["role"]), bool(unit.get("optional"))


def _deadline_key(where: int | str, deadline: Record) -> Hashable:
    """What makes two deadlines one: kind and end, with the start of a span, with the words where no day bounds it."""
    kind, end = deadline.get("kind"), deadline.get("end")
    if kind in ("recurring", "ongoing") or not end:
        return where, kind, end, plain(deadline.get("text") or "")
    return where, kind, end, deadline.get("start") if kind == "during" else None


def _targets(plan: Record, masked: bool) -> list[Record]:
    return [target for target in plan.get("targets", []) if bool(target.get("masked")) == masked]


def _value(target: Record) -> tuple[Any, Any, str]:
    return target.get("low"), target.get("high"), _plain_unit(target.get("unit"))


def _shown(target: Record) -> str:
    return f"{_value(target)} {plain(target.get('text') or '')[:40]}"


def _target_candidates(gold: Sequence[Record], found: Sequence[Record]) -> Iterator[tuple[bool, float, int, int]]:
    """Targets of the same value in like words: required before optional, the likest first, the same due date in their favour."""
    by_value: defaultdict[tuple[Any, Any, str], list[int]] = defaultdict(list)
    for there, target in enumerate(found):
        by_value[_value(target)].append(there)
    for here, target in enumerate(gold):
        for there in by_value.get(_value(target), ()):
            likeness = fuzz.partial_ratio(plain(target.get("text") or ""), plain(found[there].get("text") or ""))
            if likeness >= TEXT_LIKENESS:
                same_due = target.get("due") == found[there].get("due")
                yield bool(target.get("optional")), -likeness - 20 * same_due, here, there


def _same_indicator(gold: Record, found: Record) -> bool:
    mine, theirs = plain(gold.get("indicator") or ""), plain(found.get("indicator") or "")
    if len(theirs) > 2.5 * max(4, len(mine)):
        return False
    return bool(found.get("indicator")) and fuzz.partial_ratio(mine, theirs) >= INDICATOR_LIKENESS


def _evidence(found: Record) -> Iterator[tuple[str, Sequence[int] | None, str | None]]:
    for task in found.get("tasks", []):
        yield "task", task.get("span"), task.get("text")
        for unit in task.get("units", []):
            yield "unit", unit.get("span"), unit.get("name")
        for deadline in task.get("deadlines", []):
            yield "deadline", deadline.get("span"), deadline.get("text")
    for target in found.get("targets", []):
        yield "target", target.get("span"), target.get("text")


def _holds(source: str, span: Sequence[int] | None, text: str | None) -> bool:
    """Whether the text's characters stand in order in the stretch, with little between them."""
    if not span or not text or span[1] - span[0] > 2 * len(text) + 24:
        return False
    evidence = iter(plain(source[span[0] : span[1]]))
    return all(char in evidence for char in plain(text))
