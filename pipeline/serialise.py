"""The printed form of an extraction: the JSON that others rely on, the same bytes for the same file."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from schemas.extraction import FORMAT, Extraction
from schemas.records import Plan

if TYPE_CHECKING:
    from pipeline.coverage import Coverage


def as_dict(extraction: Extraction) -> dict[str, Any]:
    """The extraction as plain values: dates in ISO form, numbers as int or float, spans as [start, end)."""
    return {
        "format": FORMAT,
        "source": _plain(asdict(extraction.source)),
        "plan": _plan(extraction.plan),
        "tasks": [_plain(asdict(task)) for task in extraction.tasks],
        "targets": [_plain(asdict(target)) for target in extraction.targets],
        "references": [_plain(asdict(reference)) for reference in extraction.references],
        "source_text": extraction.source_text,
    }


def dumps(extraction: Extraction, coverage: "Coverage | None" = None) -> str:
    """One JSON object, UTF-8 ready, with a line break at its end; lone surrogates are written as U+FFFD. ``coverage`` is added under that key."""
    more = {"coverage": _coverage(coverage)} if coverage else {}
    text = json.dumps(as_dict(extraction) | more, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _coverage(coverage: "Coverage") -> dict[str, Any]:
    return _plain({**asdict(coverage), "left": [asdict(one) | {"why": one.why} for one in coverage.left]})  # type: ignore[no-any-return]


def _plan(plan: Plan) -> dict[str, Any]:
    return _plain({**asdict(plan), "how": dict(plan.how), "evidence": dict(plan.evidence)})  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
