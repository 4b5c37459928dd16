"""IDX files, as MNIST and its relatives have them. Every damage has a sentence.

Format: http://yann.lecun.com/exdb/mnist: 0 0 8 axes, the sizes as 4 bytes each, then the values.
"""

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np

from backend.datasets.pictures import Arrays, Bytes, DataError


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
    if len(content) - head != int(np.prod(sizes, dtype=np.int64)):
        raise DataError(
            "{path} is damaged: it ends too early or too late. Copy it again.", path=path
        )
    return np.frombuffer(content, np.uint8, offset=head).reshape(sizes)
