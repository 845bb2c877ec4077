"""The ledger on disk: ``open_store`` gives it, ``Store`` answers, ``Run`` writes.

>>> with open_store("sqlite:///ledger.db") as store, store.begin_run({"paths": ["plans"]}) as run:   # doctest: +SKIP
...     if not run.known(sha256):
...         run.attempt(name, sha256, size)
...         run.save(extraction, path=path)
"""

from pipeline.store.errors import SchemaTooNew, StoreBusy, StoreError, TooLong
from pipeline.store.migrate import Upgrade, upgrade
from pipeline.store.runs import Run
from pipeline.store.store import Store, open_store

__all__ = ["Run", "SchemaTooNew", "Store", "StoreBusy", "StoreError", "TooLong", "Upgrade", "open_store", "upgrade"]
