"""The columns of a comparison's frames and their types."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

_SIDES: Final = ("plan_{}", "task_{}")
_TASK: Final = (*_SIDES, "part_{}", "title_{}", "lead_{}", "due_{}", "quote_{}")
_TARGET: Final = (*_SIDES, "text_{}", "value_{}", "comparator_{}", "low_{}", "high_{}", "due_{}", "masked_{}", "quote_{}")
_CASCADE: Final = (*_SIDES, "title_{}", "value_{}", "due_{}", "quote_{}")


def _both(names: Sequence[str], sides: Sequence[str] = ("a", "b")) -> tuple[str, ...]:
    return tuple(name.format(side) for side in sides for name in names)


COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "plans": (
        *("id", "side", "plan", "name", "title", "region", "level", "issuer", "published", "period_start", "period_end"),
        *("file", "state", "tasks", "targets"),
    ),
    "pairs": (
        *("id", "a", "b", "plan_a", "plan_b", "relation", "through", "same", "changed", "only_a", "only_b"),
        *("copied_a", "copied_b", "sentence"),
    ),
    "overview": ("id", "measure", "label"),
    "topics": ("id", "domain", "topic"),
    "tasks": ("id", "a", "b", "status", "only_in", "relation", "score", "reasons", "changes", "domain", "topic", *_both(_TASK)),
    "only": (
        *("id", "side", "plan", "task", "part", "domain", "topic", "title", "lead", "due", "targets"),
        *("nearest", "nearest_score", "quote"),
    ),
    "targets": (
        *("id", "a", "b", "indicator", "year", "measure", "scale", "unit", "difference", "stricter", "days", "timing", "status", "only_in", "note"),
        *_both(_TARGET),
    ),
    "deadlines": ("id", "side", "plan", "year", "quarter", "tasks", "share", "done"),
    "gaps": ("id", "side", "plan", "task", "title", "topic", "without", "toothless", "orphan", "quote"),
    "bodies": ("id", "side", "plan", "body", "function", "lead", "cooperate", "responsible", "tasks", "topics"),
    "leads": ("id", "domain", "topic", "side", "plan", "functions", "bodies", "tasks"),
    "network": ("id", "side", "plan", "body_a", "body_b", "function_a", "function_b", "tasks"),
    "cascade": (
        *("id", "upper", "lower", "kind", "status", "through", "topic", "indicator"),
        *_both(_CASCADE, ("upper", "lower")),
        "score",
    ),
    "unclassified": ("id", "side", "plan", "task", "part", "title", "quote"),
    "evidence": ("id", "frame", "row", "column", "side", "plan", "task", "page", "quote"),
}
"""The columns of each frame, in order; ``overview`` and ``topics`` have one more a side."""

WHOLE: Final = frozenset(
    {"tasks", "same", "changed", "only_a", "only_b", "year", "quarter", "days", "cooperate", "responsible", "page", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
)
NUMBERS: Final = frozenset({"score", "nearest_score", "share", "done", "copied_a", "copied_b"})
FLAGS: Final = frozenset({"toothless", "orphan", "masked_a", "masked_b"})
DAYS: Final = frozenset({"published", "period_start", "period_end", "due", "due_a", "due_b", "due_upper", "due_lower"})
OBJECTS: Final = frozenset({"reasons", "changes", "without", "topics", "functions", "difference", "low_a", "high_a", "low_b", "high_b"})
_OWN: Final[Mapping[tuple[str, str], str]] = {
    ("plans", "targets"): "Int64",
    ("only", "targets"): "Int64",
    ("bodies", "lead"): "Int64",
    ("leads", "bodies"): "object",
}
"""Columns whose name means something else in another frame."""


def frame(name: str, rows: Iterable[Row], sides: Sequence[str] = ()) -> "pd.DataFrame":
    """The frame of that name; ``sides`` are its further columns. What a row does not have is missing."""
    import pandas as pd

    found = list(rows)
    columns = (*COLUMNS[name], *sides)
    return pd.DataFrame({column: _typed(name, column, [row.get(column) for row in found]) for column in columns})


def _typed(name: str, column: str, values: list[Any]) -> "pd.Series[Any]":
    import pandas as pd

    kind = _OWN.get((name, column)) or _kind(column)
    if name == "overview" and len(column) == 1:
        kind = "object"
    if kind == "datetime64[s]":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")), name=column).astype("datetime64[s]")
    return pd.Series(values, dtype=kind, name=column)


def _kind(column: str) -> Any:
    kinds = ((WHOLE, "Int64"), (NUMBERS, "float64"), (FLAGS, "boolean"), (DAYS, "datetime64[s]"), (OBJECTS, "object"))
    return next((kind for names, kind in kinds if column in names), "str")
