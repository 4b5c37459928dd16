"""Runs on the command line: listed, and gone on with."""

import argparse
import json
import sys
import time
from pathlib import Path

import msgspec
from msgspec import structs
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from backend.records import RunRecord
from backend.store import Store
from graph.fields import with_value
from graph.project import Project, decode
from graph.text import Refusal


class ResumeError(Refusal):
    """What was asked for goes only with a run that is gone on with."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `runs` takes."""
    parser.add_argument(
        "project", type=Path, nargs="?", help="only those of this project's file; all if left out"
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(chosen: argparse.Namespace, out: Console) -> int:
    """Lists the runs, the newest first."""
    records = Store().runs(str(chosen.project) if chosen.project else "")
    if chosen.json:
        told = json.dumps([msgspec.to_builtins(record) for record in records], ensure_ascii=False)
        sys.stdout.write(f"{told}\n")
        return 0
    if not records:
        out.print(f"There are no runs in {Store().folder}.", markup=False)
        return 0
    table = Table("run", "state", "best", "epochs", "when", "project", box=None, pad_edge=False)
    for record in records:
        table.add_row(
            record.id, record.state, _best(record), _epochs(record), _when(record), _name(record)
        )
    out.print(table)
    return 0


def resumed(
    run: str, project: Project | None, more: int | None, store: Store | None = None
) -> Project:
    """What a run goes on with: the network and data of `project`, or its own without one, by its
    own recipe; with `more`, for so many epochs beyond those that it was to do. Raises a Refusal.
    """
    own = decode((store or Store()).project(run))
    recipe = own.recipe
    if more is not None:
        recipe = with_value(recipe, "epochs", recipe.epochs + more)
    return structs.replace(own if project is None else project, recipe=recipe)


def refuse_more(more: int | None, run: str | None) -> None:
    """Raises ResumeError if epochs are asked for that no run could have."""
    if more is not None and run is None:
        raise ResumeError("--more goes on with a run: name it with --resume RUN.")
    if more is not None and more < 1:
        raise ResumeError("--more needs a number of epochs from 1 on.")


def _best(record: RunRecord) -> str:
    best = record.best if record.best is not None else record.test_accuracy
    return "" if best is None else f"{100 * best:.2f} %"


def _epochs(record: RunRecord) -> str:
    done = 0.0 if record.epochs is None else record.epochs
    said = f"{done:.2f}".rstrip("0").rstrip(".")
    return f"{said} of {record.total}" if record.total else said


def _when(record: RunRecord) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(record.started))


def _name(record: RunRecord) -> str:
    return escape(record.file or record.name)
