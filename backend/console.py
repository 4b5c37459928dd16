"""What the commands share: where they print, how they end, and the way to the engine."""

import importlib
import os
import sys
from typing import Any

from rich.console import Console

from graph.text import Refusal

FINE, ERRORS, BAD = 0, 1, 2
LEFT = 130  # as a shell says of what Ctrl+C ended


class _Terminal(Console):
    def on_broken_pipe(self) -> None:
        """Whoever prints decides what becomes of the work, when its reader is gone."""
        raise BrokenPipeError


# a file or a pipe has no width of its own: wide enough for the table of `check`
out = _Terminal(highlight=False, width=None if sys.stdout.isatty() else 120)


class UsageError(Refusal):
    """Arguments that make no sense."""


class TrainingFailed(Refusal):
    """Training ended without what was asked for."""


def print_no_more() -> None:
    """What is printed from now on goes nowhere: the reader is gone, or the disk is full."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def pairs(given: list[str]) -> list[tuple[str, str]]:
    """NAME=VALUE entries as names and values; raises UsageError."""
    split = [entry.partition("=") for entry in given]
    for name, sign, _ in split:
        if not sign:
            raise UsageError("“{entry}” is no NAME=VALUE.", entry=name)
    return [(name, value) for name, _, value in split]


def engine(module: str) -> Any:
    """A module of the engine; it loads torch, which the other commands do without."""
    try:
        return importlib.import_module(f"backend.engine.{module}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "backend":
            raise
        raise UsageError(
            "Training needs {package}, which is not installed. Install it with: "
            "pip install --group train",
            package=error.name,
        ) from error
