"""The ledger as pages in a browser, on this machine only: they ask ``analysis`` and show what it says."""
