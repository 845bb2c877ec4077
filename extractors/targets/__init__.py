"""Numbers that a plan commits to: indicator, comparator, value, unit and due date."""

from extractors.targets.goals import goals
from extractors.targets.targets import refusals, targets

__all__ = ["goals", "refusals", "targets"]
