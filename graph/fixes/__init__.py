"""Edits that mend a problem, found by search and tried before they are shown."""
