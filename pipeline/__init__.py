"""From a file to a ledger: read, normalise, outline, extract, resolve, save."""
