"""Data sets on disk: read, looked through, fetched. Numbers are NumPy's; no torch here."""
