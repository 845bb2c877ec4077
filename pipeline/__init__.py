"""From a file to a ledger: read, normalise, outline, extract, resolve, save.

>>> from pipeline import extract, open_store
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.batch import ingest
    from pipeline.extraction import extract
    from pipeline.store import open_store

__all__ = ["extract", "ingest", "open_store"]

_HOMES = {"extract": "pipeline.extraction", "ingest": "pipeline.batch", "open_store": "pipeline.store"}


def __getattr__(name: str) -> Any:
    """The public verbs, imported when first asked for: reading a help text must not load pandas."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
