"""Numbers that a plan commits to: indicator, comparator, value, unit and due date."""

from extractors.targets.goals import goals
from extractors.targets.natures import heading_nature, mentioned
from extractors.targets.targets import refusals, targets

__all__ = ["goals", "heading_nature", "mentioned", "refusals", "targets"]
