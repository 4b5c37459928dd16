"""Trying a project on the command line before it is trained: can it learn, and how fast."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from backend import data_command, train_command
from backend.console import ERRORS, FINE, LEFT, engine, out
from backend.protocol import Overfitted, RateFound
from graph.project import Project, read


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `try` takes."""
    parser.add_argument("project", type=Path)
    parser.add_argument("--device", help="auto, cpu, cuda or mps")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--set", action="append", default=[], metavar="recipe.NAME=VALUE")
    parser.set_defaults(epochs=None, seed=None, data=None, fit=False)


def run(chosen: argparse.Namespace) -> int:
    """Overfits one batch and looks for a learning rate; ERRORS if it cannot learn at all."""
    project = train_command.with_settings(read(chosen.project), chosen)
    project = data_command.with_data(project, chosen, out)
    try:
        learned: Overfitted = _shown("one batch", "overfit", "overfit", project)
        rate: RateFound = _shown("learning rates", "finder", "find", project)
    except KeyboardInterrupt:
        sys.stderr.write("Given up.\n")
        return LEFT
    if chosen.json:
        _tell(learned, rate)
    else:
        out.print(str(learned.text))
        for notice in learned.notices:
            out.print(f"  {notice.text}", markup=False)
        out.print(str(rate.text))
    return FINE if learned.learned else ERRORS


def _shown(words: str, module: str, work: str, project: Project) -> Any:
    """What one of the engine's trials says, with a bar meanwhile where there is a terminal."""
    columns = TextColumn(words), BarColumn(), MofNCompleteColumn(), TextColumn("steps")
    with Progress(*columns, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)

        def going(done: int, total: int) -> bool:
            bar.update(task, completed=done, total=total)
            return True

        return getattr(engine(module), work)(project, going)


def _tell(learned: Overfitted, rate: RateFound) -> None:
    told = {
        "learned": {**msgspec.to_builtins(learned), "text": str(learned.text)},
        "rate": {**msgspec.to_builtins(rate), "text": str(rate.text)},
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
