"""Data sets on the command line: named or found at a path, looked through, fetched, told."""

import argparse
import json
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import structs
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from backend.datasets.guess import guess
from backend.datasets.looking import Look, unseen
from backend.datasets.pictures import readable
from backend.protocol import Surveyed
from graph.edits.dataset import fit
from graph.fields import field, from_text, with_value
from graph.project import Project
from graph.sources import (
    NOTHING,
    Cifar10,
    Cifar100,
    DataSource,
    FashionMnist,
    Mnist,
    Own,
    PictureFolder,
    PictureTable,
)
from graph.text import Refusal

PUBLISHED: dict[str, type[DataSource]] = {
    "mnist": Mnist,
    "fashion-mnist": FashionMnist,
    "cifar10": Cifar10,
    "cifar100": Cifar100,
}
FILES = 3  # that a remark names in the terminal
INTERRUPTED = 1


class SourceError(Refusal):
    """What names no data set."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `data` takes."""
    parser.add_argument("source", help=f"a folder, a file, or one of {', '.join(PUBLISHED)}")
    parser.add_argument("--fetch", action="store_true", help="bring a published one here first")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")


def named(text: str) -> DataSource:
    """The data set of a name, or at a path; raises SourceError."""
    if text.lower() in PUBLISHED:
        return PUBLISHED[text.lower()]()
    path = Path(os.path.expanduser(text)).absolute()
    if text != readable(text):
        raise SourceError(
            "{path} has characters in its name that are no text, so no project can keep it. Give "
            "it another name.",
            path=readable(text),
        )
    if not text or not os.path.exists(path):  # which also takes a name that is too long
        raise SourceError(
            "There is no data set {name}: it is no file or folder, nor one of {known}.",
            name=text,
            known=", ".join(PUBLISHED),
        )
    source = guess(path)
    if source is None:
        raise SourceError(
            "{path} is no data set: it is neither a folder, a .csv or .npz file, an IDX file, nor "
            "CIFAR's binary archive.",
            path=path,
        )
    return source


def changed(source: DataSource, pairs: Sequence[tuple[str, str]]) -> DataSource:
    """A source with settings of its own that were typed; raises FieldError."""
    for name, value in pairs:
        source = with_value(source, name, from_text(field(type(source), name), value))
    return source


def looked_through(
    source: DataSource, out: Console, *, suggest: bool, fetch: bool = False
) -> Surveyed:
    """What is in a data set, with a bar while that takes time; raises DataError of datasets."""
    from backend.datasets import fetch as fetching  # noqa: PLC0415  # the network, seldom needed
    from backend.datasets.survey import survey  # noqa: PLC0415  # Pillow

    with _bar(out) as look:
        if fetch:
            fetching.fetch(source, look)
        return survey(source, look, suggest=suggest)


@contextmanager
def _bar(out: Console) -> Generator[Look, None, None]:
    """A bar while something is looked at; a file or a pipe gets none."""
    if not out.is_terminal:
        yield unseen
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=None)

        def look(done: int, total: int, unit: str) -> None:
            bar.update(task, completed=done, total=total or None, description=unit)

        yield look


def with_data(project: Project, chosen: argparse.Namespace, out: Console) -> Project:
    """The project with the data set, and the settings of it, that the command line asks for.

    One whose files nobody has looked through is looked through. Raises a Refusal: of a data set,
    a setting, or a network that is to follow and cannot.
    """
    source = project.data if chosen.data is None else named(chosen.data)
    pairs = [
        (name.removeprefix("data."), value)
        for name, _, value in (entry.partition("=") for entry in chosen.set)
        if name.startswith("data.")
    ]
    after = changed(source, pairs)
    if isinstance(after, Own):
        known = chosen.data is None and structs.replace(after, examples=0) == structs.replace(
            source, examples=0
        )
        if not known or after.found == NOTHING:
            fresh = structs.replace(after, found=NOTHING)
            after = looked_through(fresh, out, suggest=_sizes_are_free(pairs)).source
    network = project.network
    if chosen.fit:
        network = fit(network, after.shape, len(after.classes))
    return structs.replace(project, network=network, data=after)


def run(chosen: argparse.Namespace, out: Console) -> int:
    """Looks a data set through, and tells what is in it; the exit status."""
    pairs = [(name, value) for name, _, value in (entry.partition("=") for entry in chosen.set)]
    source = changed(named(chosen.source), pairs)
    quiet = Console(stderr=True) if chosen.json else out
    try:
        report = looked_through(source, quiet, suggest=_sizes_are_free(pairs), fetch=chosen.fetch)
    except KeyboardInterrupt:
        sys.stderr.write("Cancelled; the same command goes on where it stopped.\n")
        return INTERRUPTED
    if chosen.json:
        sys.stdout.write(json.dumps(_record(report), ensure_ascii=False) + "\n")
    else:
        _tell(report, out)
    return 0


def _sizes_are_free(pairs: Sequence[tuple[str, str]]) -> bool:
    return not {"height", "width"} & {name for name, _ in pairs}


def _record(report: Surveyed) -> dict[str, object]:
    source = report.source
    return {
        "title": source.title,
        "source": msgspec.to_builtins(source),
        "shape": list(source.shape.dims),
        "train": source.pictures,
        "test": source.test_pictures,
        "classes": [{"name": c.name, "train": c.train, "test": c.test} for c in report.classes],
        "mean": list(report.mean),
        "deviation": list(report.deviation),
        "remarks": [
            {"kind": remark.kind, "text": str(remark.text), "files": list(remark.files)}
            for remark in report.remarks
        ],
    }


def _tell(report: Surveyed, out: Console) -> None:
    source = report.source
    sized = isinstance(source, PictureFolder | PictureTable)
    how = f" ({source.resize})" if sized else ""
    out.print(
        f"{source.title}: {source.pictures:,} + {source.test_pictures:,} pictures of "
        f"{source.shape}{how}, {len(report.classes)} classes"
    )
    table = Table("class", box=None, pad_edge=False)
    for heading in ("train", "test"):
        table.add_column(heading, justify="right")
    for each in report.classes:
        table.add_row(escape(each.name), f"{each.train:,}", f"{each.test:,}")
    out.print(table)
    out.print(f"mean {_numbers(report.mean)}, deviation {_numbers(report.deviation)}")
    for remark in report.remarks:
        out.print(f"• {remark.text}", markup=False)
        for file in remark.files[:FILES]:
            out.print(f"    {file}", markup=False)


def _numbers(values: tuple[float, ...]) -> str:
    return " ".join(f"{value:.3f}" for value in values)
