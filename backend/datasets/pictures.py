"""Pictures and labels as they come from disk: arrays, or files that are decoded when needed."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.datasets.decoding import BrokenError, Bytes, decode
from backend.protocol import Remark
from graph.shapes import Image
from graph.text import Refusal

Labels = NDArray[np.int64]

MOST_FILES = 200
"""That a remark names."""


class DataError(Refusal):
    """A data set cannot be used; the text says which file, why, and what to do."""


class Arrays(Struct, frozen=True, eq=False):
    """Pictures that are at hand: N x C x H x W bytes and N labels, perhaps mapped from a file."""

    pictures: Bytes
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def shape(self) -> Image:
        """Of one picture."""
        _, channels, height, width = self.pictures.shape
        return Image(channels, height, width)

    def some(self, numbers: Sequence[int]) -> Bytes:
        """The pictures of these numbers, n x C x H x W."""
        return self.pictures[np.asarray(numbers, np.int64)]

    def first(self, count: int) -> "Arrays":
        """Only the first so many; all for 0."""
        return Arrays(self.pictures[:count], self.labels[:count]) if count else self


class Files(Struct, frozen=True, eq=False):
    """Picture files and N labels; each is decoded and resized to `shape` when it is asked for."""

    paths: tuple[Path, ...]
    labels: Labels
    shape: Image
    resize: str
    """crop, pad or stretch: graph.sources."""

    def __len__(self) -> int:
        return len(self.labels)

    def decode(self, number: int) -> Bytes:
        """One picture, C x H x W bytes of `shape`; raises DataError."""
        path = self.paths[number]
        try:
            return decode(path, self.shape, self.resize)
        except BrokenError as error:
            raise DataError(
                "{path} cannot be read any more: {why}. Look the data set through again.",
                path=path,
                why=error,
            ) from error

    def some(self, numbers: Sequence[int]) -> Bytes:
        """The pictures of these numbers, n x C x H x W; raises DataError."""
        found = np.empty((len(numbers), *self.shape.dims), np.uint8)
        for place, number in enumerate(numbers):
            found[place] = self.decode(number)
        return found

    def first(self, count: int) -> "Files":
        """Only the first so many; all for 0."""
        if not count:
            return self
        return Files(self.paths[:count], self.labels[:count], self.shape, self.resize)


Half = Arrays | Files


class Halves(Struct, frozen=True, eq=False):
    """A data set as it is read: what is trained on, what is tested on, and the classes' names."""

    train: Half
    test: Half
    classes: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()
    """What was noticed while reading: broken files, values that were converted."""


def remark(kind: str, template: str, files: Sequence[str] = (), **values: object) -> Remark:
    """A remark, with the first few of the files that it is about."""
    told = {k: v if isinstance(v, int | float) else readable(str(v)) for k, v in values.items()}
    return Remark(kind, template, told, tuple(map(readable, files[:MOST_FILES])))


def chosen(text: str) -> Path:
    """The path that a user gave, there or not; raises DataError where nobody can look there."""
    path = Path(os.path.expanduser(text))
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path  # whoever reads it says so
    except OSError as error:
        raise DataError(
            "{file} cannot be read: {why}.", file=path, why=error.strerror or error
        ) from error
    except ValueError as error:  # an end of text in the middle
        raise DataError("{file} cannot be read: {why}.", file=repr(text), why=error) from error
    return path


def readable(name: str) -> str:
    """A name of a file as it is told and kept: what is no UTF-8 in it, as numbers."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
