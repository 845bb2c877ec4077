"""What a task takes from elsewhere in its plan: bodies bound once for many tasks, and the full names of bodies."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.bodies import PlanPlace, Resolved, is_governments
from extractors.bodies import resolve as resolve_body
from extractors.lexicon import lexicon
from extractors.units.clauses import listed
from schemas.records import Plan, Role, Task, Unit
from schemas.text import Text

_FOR_ALL = re.compile(
    r"以下(?:各项|各条|各|所有|全部)?(?P<noun>任务|工程|行动|项目|事项|措施|工作|条款|内容)?[^。;\n]{0,20}?(?P<role>牵头|配合|责任)?(?:单位|部门)?[^。;\n]{0,6}?均(?:有|含|包括|需|须|由|为|增加|要)"
    r"(?P<list>[^。;\n]{2,120}?)(?:具体)?(?:组织实施|负责|配合|参与|落实)?(?:,?(?:不再|下同)|[〕)](?=\n|[(〔]|\Z)|[。\n]|\Z)"
)
_RANGE = re.compile(
    r"(?=[第(一二三四五六七八九十\d])第?[(]?(?P<first>[一二三四五六七八九十\d]{1,3})[)]?项?(?:至|到|—|-)第?[(]?(?P<last>[一二三四五六七八九十\d]{1,3})[)]?(?:项|条|款)"
    r"(?:工作|任务)?(?:均)?由(?P<list>[^,。;\n]{2,60}?)(?P<word>牵头|负责|配合)"
)
_RANGED = re.compile("[项条款](?:工作|任务)?均?由")
"""Without this there is no such range in a text."""
_TASK_NOUNS = frozenset({"任务", "工程", "行动", "项目", "事项"})
"""Nouns that keep a rule for all to the action part: 以下各项任务."""
_ROLES: dict[str | None, Role] = {"牵头": "lead", "配合": "cooperate", "责任": "responsible", "负责": "responsible", None: "responsible"}


def resolve(tasks: Sequence[Task], text: Text, plan: Plan) -> tuple[Task, ...]:
    """The tasks with inherited bodies and resolved names. Adds records, removes and changes no evidence."""
    with_parents = _from_parents(tasks)
    with_rules = _from_rules(with_parents, text)
    return _with_canonical(with_rules, plan)


def _inherited(unit: Unit, rule: str) -> Unit:
    return replace(unit, inherited=True, how="inherited", rule=rule, confidence=min(unit.confidence, 0.95))


def _joined(task: Task, more: Sequence[Unit], rule: str) -> Task:
    known = {(unit.name, unit.role) for unit in task.units}
    new = [_inherited(unit, rule) for unit in more if (unit.name, unit.role) not in known]
    return replace(task, units=(*task.units, *new)) if new else task


def _from_parents(tasks: Sequence[Task]) -> list[Task]:
    """Children take the bodies of the item that encloses them; parents come first."""
    found: list[Task] = []
    for task in tasks:
        above = found[task.parent].bound if task.parent is not None else ()
        found.append(_joined(task, above, "enclosing-item"))
    return found


def _from_rules(tasks: Sequence[Task], text: Text) -> list[Task]:
    """``以下各项工作的责任单位中均有…`` binds its bodies to every later task that names bodies itself, and to what stands inside those."""
    found = list(tasks)
    for rule in _FOR_ALL.finditer(text.value):
        place = text.source(*rule.span())
        more = _governments(rule, text) or _bodies(rule, text, rule["role"])
        bound: set[int] = set()
        for index, task in enumerate(found):
            named = task.category == "task" or rule["noun"] not in _TASK_NOUNS
            binds = any(not unit.inherited and unit.rule != "charged" for unit in task.bound) or task.parent in bound
            if task.span.start > place.start and named and binds and task.rule != "table-row":
                bound.add(index)
                found[index] = _joined(task, more, "for-all-below")
    for rule in _RANGE.finditer(text.value) if _RANGED.search(text.value) else ():
        for index in _in_range(found, text, rule):
            found[index] = _joined(found[index], _bodies(rule, text, rule["word"]), "range")
    return found


_OPENING = re.compile(r"[(〔\s]*(?:[^,。;:\n]{2,8}:)?")


def _governments(rule: re.Match[str], text: Text) -> list[Unit]:
    """Whom 地方 stands for in ``(责任单位:省科技厅,各市、县人民政府,以下均需地方落实)``: the governments that its clause names before it."""
    if rule["list"].strip() not in lexicon("roles")["rest"]["locals"]:
        return []
    start = max(text.value.rfind(mark, 0, rule.start()) for mark in "。\n") + 1
    start += len(_OPENING.match(text.value, start)[0])  # type: ignore[index]
    named = listed(text.value[start : rule.start()], _ROLES[rule["role"]])
    return [replace(unit, span=text.source(*unit.span.moved(start)), how="inherited") for unit in named if is_governments(unit.name)]


def _bodies(rule: re.Match[str], text: Text, role: str | None) -> list[Unit]:
    return [replace(unit, span=text.source(*unit.span.moved(rule.start("list")))) for unit in listed(rule["list"], _ROLES[role])]


def _in_range(tasks: Sequence[Task], text: Text, rule: re.Match[str]) -> Iterator[int]:
    """The tasks of the rule's own section whose labels lie between the two it names."""
    from pipeline.outline.labels import numeral

    at = text.source(*rule.span()).start
    owner = max((task for task in tasks if task.span.start <= at), key=lambda task: task.span.start, default=None)
    first, last = numeral(rule["first"]), numeral(rule["last"])
    for index, task in enumerate(tasks):
        if owner and task.path == owner.path and first <= numeral(re.sub(r"\W", "", task.label)) <= last:
            yield index


def _with_canonical(tasks: Sequence[Task], plan: Plan) -> tuple[Task, ...]:
    place = PlanPlace(region=plan.region, level=plan.level, issuer=plan.issuer)
    names = list(dict.fromkeys(unit.name for task in tasks for unit in task.units))
    known = {name: resolve_body(name, place, names) for name in names}
    return tuple(replace(task, units=tuple(_named(unit, known[unit.name]) for unit in task.units)) if task.units else task for task in tasks)


def _named(unit: Unit, body: Resolved) -> Unit:
    return replace(unit, canonical=body.canonical, function=body.function) if body.canonical or body.function else unit
