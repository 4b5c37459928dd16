"""The runs of a project in its window: found again, compared, gone on with, started from."""
