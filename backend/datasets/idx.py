"""IDX files, as MNIST and its relatives have them. Every damage has a sentence.

Format: http://yann.lecun.com/exdb/mnist: 0 0 8 axes, the sizes as 4 bytes each, then the values.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np

from backend.datasets.decoding import Bytes
from backend.datasets.npz import as_bytes, divided, numbered
from backend.datasets.pictures import Arrays, DataError, Halves, chosen
from graph.sources import IdxFiles


def mnist_half(folder: Path, prefix: str, title: str) -> Arrays:
    """The half `train` or `t10k` of a data set in MNIST's four files; raises DataError."""
    pictures = bytes_of(_found(folder, f"{prefix}-images-idx3-ubyte", title), 3)
    labels = bytes_of(_found(folder, f"{prefix}-labels-idx1-ubyte", title), 1)
    if len(pictures) != len(labels):
        raise DataError(
            "{folder}: {pictures} pictures and {labels} labels of “{prefix}” do not "
            "belong together. Copy all four files from one source.",
            folder=folder,
            pictures=len(pictures),
            labels=len(labels),
            prefix=prefix,
        )
    if len(labels) == 0 or labels.max() > 9:
        raise DataError(
            "{folder}: the labels of “{prefix}” are no digits from 0 to 9.",
            folder=folder,
            prefix=prefix,
        )
    return Arrays(pictures[:, None], labels.astype(np.int64))


def read(source: IdxFiles) -> Halves:
    """The data set in two IDX files, or in four; raises DataError."""
    train = _pair(source.pictures_file, source.labels_file)
    if not source.test_pictures_file and not source.test_labels_file:
        classes, (labels,) = numbered([train.labels])
        return divided(source, Arrays(train.pictures, labels), classes)
    test = _pair(source.test_pictures_file, source.test_labels_file)
    if train.shape != test.shape:
        raise DataError(
            "The training pictures are {train}, and the test pictures {test}: they must be of one "
            "size.",
            train=train.shape,
            test=test.shape,
        )
    classes, labels = numbered([train.labels, test.labels])
    first = Arrays(train.pictures, labels[0]).first(source.examples)
    return Halves(first, Arrays(test.pictures, labels[1]), classes)


def _pair(pictures_file: str, labels_file: str) -> Arrays:
    if not pictures_file or not labels_file:
        raise DataError("Choose both IDX files: that of the pictures, and that of their labels.")
    file, labelled = chosen(pictures_file), chosen(labels_file)
    for each in (file, labelled):
        if not each.is_file():
            raise DataError("There is no file {file}. Choose another one.", file=each)
    axes = 4 if _axes(file) == 4 else 3
    pictures = as_bytes(file, bytes_of(file, axes), [])
    labels = bytes_of(labelled, 1)
    if len(pictures) != len(labels):
        raise DataError(
            "{file} has {pictures} pictures, but there are {labels} labels. Choose the file of "
            "labels that belongs to it.",
            file=file,
            pictures=len(pictures),
            labels=len(labels),
        )
    return Arrays(pictures, labels.astype(np.int64))


def _axes(path: Path) -> int:
    """How many axes an IDX file says that it has; 0 if it cannot be read."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            head = file.read(4)
    except (OSError, EOFError, zlib.error):
        return 0
    return head[3] if len(head) == 4 else 0


def _found(folder: Path, stem: str, title: str) -> Path:
    path = next((p for p in (folder / f"{stem}.gz", folder / stem) if p.is_file()), None)
    if path is None:
        raise DataError(
            "{title}: there is no {stem}.gz in {folder}. Choose the folder that has the "
            "four IDX files, or leave it empty.",
            title=title,
            stem=stem,
            folder=folder,
        )
    return path


def bytes_of(path: Path, axes: int) -> Bytes:
    """The bytes of an IDX file with so many axes; raises DataError."""
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            "{path} is damaged or cannot be read: {why}. Copy it again.", path=path, why=error
        ) from error
    head = 4 + 4 * axes
    if content[:4] != bytes((0, 0, 8, axes)) or len(content) < head:
        raise DataError(
            "{path} is no IDX file of bytes with {axes} axes. Copy it again.", path=path, axes=axes
        )
    sizes = struct.unpack(f">{axes}I", content[4:head])
    if len(content) - head != math.prod(sizes):
        raise DataError(
            "{path} is damaged: it ends too early or too late. Copy it again.", path=path
        )
    return np.frombuffer(content, np.uint8, offset=head).reshape(sizes)
