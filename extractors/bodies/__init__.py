"""One body, one name: what the names of units in a plan stand for."""

from extractors.bodies.groups import is_governments
from extractors.bodies.history import Heir, heirs
from extractors.bodies.resolved import Kind, PlanPlace, Resolved
from extractors.bodies.units import aliases, resolve

__all__ = ["Heir", "Kind", "PlanPlace", "Resolved", "aliases", "heirs", "is_governments", "resolve"]
