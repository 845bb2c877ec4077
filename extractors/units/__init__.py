"""Who must do it: the bodies that a task names, and as what."""

from dataclasses import replace

from extractors.units.clauses import Clause, FirstRule, clauses, first_rule, headed, read_clause
from extractors.units.names import is_body
from extractors.units.running import running_units
from extractors.units.subjects import subjects
from schemas.records import Unit

__all__ = ["Clause", "FirstRule", "clauses", "first_rule", "headed", "is_body", "units"]


def units(text: str, heading: int = 0, first: FirstRule = "") -> list[Unit]:
    """The bodies bound to one task by its own text, in order of place.

    ``text`` is the task's normalised text, ``heading`` where its label ends, ``first`` the rule that the plan states for all clauses.
    Spans are in ``text``; a body and role is given once. ``(牵头单位:市住建局,配合单位:市财政局)`` gives two.
    """
    stretches = clauses(text)
    blanked = list(text)
    for clause in stretches:
        blanked[clause.start : clause.end] = "。" + "\n" * (clause.end - clause.start - 1)
    found = [unit for clause in stretches for unit in read_clause(text, clause, first)]
    known = {(unit.name, unit.role) for unit in found}
    rest = "".join(blanked)[heading:]
    found += [replace(unit, span=unit.span.moved(heading)) for unit in running_units(rest) if (unit.name, unit.role) not in known]
    bound = {unit.name for unit in found}
    found += [replace(unit, span=unit.span.moved(heading)) for unit in subjects(rest) if unit.name not in bound]
    return sorted({(unit.name, unit.role): unit for unit in reversed(found)}.values(), key=lambda unit: unit.span)
