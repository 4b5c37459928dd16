"""From a project's data source to its pictures: the one door to every data set."""

from pathlib import Path

from backend.datasets import cifar, files, idx, npz, places
from backend.datasets.looking import Look, unseen
from backend.datasets.pictures import DataError, Halves, chosen
from backend.datasets.places import SHIPPED
from graph.sources import (
    NOTHING,
    Cifar10,
    Cifar100,
    DataSource,
    FashionMnist,
    IdxFiles,
    Mnist,
    Npz,
    PictureFolder,
    PictureTable,
)

__all__ = ["SHIPPED", "read", "unchecked"]

MOST_CLASSES = 65_536
"""Features of a layer, and so classes, at most."""


def read(source: DataSource, look: Look = unseen) -> Halves:
    """The data set of a source, whose shape and classes are those that were found when it was
    looked through; raises DataError.
    """
    halves = unchecked(source, look)
    if isinstance(source, IdxFiles | Npz | PictureFolder | PictureTable):
        _refuse_changes(source, halves)
    if not len(halves.train):
        raise DataError("{title}: there are no pictures to train on.", title=source.title)
    if not len(halves.test):
        raise DataError(
            "{title}: there are no pictures to test on. Set the test split above 0.",
            title=source.title,
        )
    return halves


def unchecked(source: DataSource, look: Look = unseen) -> Halves:
    """The data set of a source as it is now; raises DataError."""
    halves = _halves(source, look)
    if len(halves.classes) < 2:
        raise DataError(
            "{title}: there are pictures of one class alone, and a network learns to tell two or "
            "more apart.",
            title=source.title,
        )
    if len(halves.classes) > MOST_CLASSES:
        raise DataError(
            "{title}: {count} classes are too many; {most} is the most. Is the right column "
            "chosen for the labels?",
            title=source.title,
            count=len(halves.classes),
            most=MOST_CLASSES,
        )
    return halves


def _halves(source: DataSource, look: Look) -> Halves:
    match source:
        case Mnist(folder):
            return _like_mnist(source, chosen(folder) if folder else SHIPPED)
        case FashionMnist():
            return _like_mnist(source, places.place(source))
        case Cifar10() | Cifar100():
            halves = cifar.read(source, places.place(source))
            return Halves(halves.train.first(source.examples), halves.test, halves.classes)
        case IdxFiles():
            return idx.read(source)
        case Npz():
            return npz.read(source)
        case PictureFolder() | PictureTable():
            return files.looked(source, look).halves


def _like_mnist(source: Mnist | FashionMnist, folder: Path) -> Halves:
    halves = [idx.mnist_half(folder, half, source.title) for half in ("train", "t10k")]
    for half in halves:
        if half.shape != source.shape:
            raise DataError(
                "{folder}: the pictures are {shape}, but those of {title} are {own}. Open them as "
                "IDX files.",
                folder=folder,
                shape=half.shape,
                title=source.title,
                own=source.shape,
            )
    return Halves(halves[0].first(source.examples), halves[1], source.classes)


def _refuse_changes(source: IdxFiles | Npz | PictureFolder | PictureTable, halves: Halves) -> None:
    if source.found == NOTHING:
        return
    now, before = halves.train.shape, source.shape
    if now != before or halves.classes != source.classes:
        raise DataError(
            "The files of “{title}” have changed: they were {before} in {count} classes, and are "
            "{now} in {classes}. Look the data set through again.",
            title=source.title,
            before=before,
            count=len(source.classes),
            now=now,
            classes=len(halves.classes),
        )
