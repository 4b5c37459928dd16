"""CIFAR-10 and CIFAR-100 in their binary version: .bin files in a folder, or the archive itself.

Format: https://www.cs.toronto.edu/~kriz/cifar.html: one label byte, for CIFAR-100 a coarse one
before it, then 3 x 32 x 32 bytes. The Python version is pickled, so it is never opened.
"""

import tarfile
import zlib
from pathlib import Path

import numpy as np

from backend.datasets.pictures import Arrays, DataError, Halves
from graph.sources import Cifar10, Cifar100

PIXELS = 3 * 32 * 32
LARGEST = 50_000 * (PIXELS + 2)  # bytes of one file


def files(source: Cifar10 | Cifar100) -> tuple[tuple[str, ...], str]:
    """The names of the training files and of the test file."""
    if isinstance(source, Cifar10):
        return tuple(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"
    return ("train.bin",), "test.bin"


def archive(source: Cifar10 | Cifar100) -> str:
    """What the archive of the binary version is called."""
    return "cifar-10-binary.tar.gz" if isinstance(source, Cifar10) else "cifar-100-binary.tar.gz"


def is_there(source: Cifar10 | Cifar100, place: Path) -> bool:
    """Whether a folder has all of the files, or the archive."""
    train, test = files(source)
    folder = _unpacked(source, place)
    return (
        all((folder / name).is_file() for name in (*train, test))
        or (place / archive(source)).is_file()
    )


def read(source: Cifar10 | Cifar100, place: Path) -> Halves:
    """The data set in a folder or in an archive; raises DataError."""
    train, test = files(source)
    if place.is_file():
        contents = members(place, (*train, test))
    elif (packed := place / archive(source)).is_file() and not _unpacked(source, place).is_dir():
        contents = members(packed, (*train, test))
    else:
        folder = _unpacked(source, place)
        contents = {name: _content(source, folder / name) for name in (*train, test)}
    parts = [_arrays(source, name, contents[name]) for name in train]
    whole = Arrays(
        np.concatenate([part.pictures for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )
    return Halves(whole, _arrays(source, test, contents[test]), source.classes)


def _unpacked(source: Cifar10 | Cifar100, place: Path) -> Path:
    """Where the .bin files are: in a folder, or in the one that its archive unpacks to."""
    name = "cifar-10-batches-bin" if isinstance(source, Cifar10) else "cifar-100-binary"
    first = files(source)[1]
    if not (place / first).is_file() and (place / archive(source)).is_file():
        return place / name
    return place / name if (place / name).is_dir() else place


def _content(source: Cifar10 | Cifar100, path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise DataError("{path} is too large for {title}.", path=path, title=source.title)
        return path.read_bytes()
    except OSError as error:
        raise DataError(
            "{title}: {path} cannot be read: {why}. Choose the folder that has the .bin files of "
            "the binary version, or its .tar.gz.",
            title=source.title,
            path=path,
            why=error.strerror or error,
        ) from error


def members(path: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    """The contents of some files of an archive, by their names alone; raises DataError."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(path, "r:*") as packed:
            for member in packed:
                name = member.name.rpartition("/")[2]
                inner = packed.extractfile(member) if name in names and member.isfile() else None
                if inner is not None and member.size <= LARGEST:
                    found[name] = inner.read()
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        raise DataError(
            "{path} is damaged or no archive: {why}. Fetch it again.", path=path, why=error
        ) from error
    missing = [name for name in names if name not in found]
    if missing:
        raise DataError(
            "{path} has no {name}. Take the archive of the binary version.",
            path=path,
            name=missing[0],
        )
    return found


def _arrays(source: Cifar10 | Cifar100, name: str, content: bytes) -> Arrays:
    head = 1 if isinstance(source, Cifar10) else 2
    if not content or len(content) % (head + PIXELS):
        raise DataError(
            "{title}: {name} is damaged: its length is not that of whole pictures. Fetch it again.",
            title=source.title,
            name=name,
        )
    records = np.frombuffer(content, np.uint8).reshape(-1, head + PIXELS)
    labels = records[:, head - 1].astype(np.int64)
    if labels.max() >= len(source.classes):
        raise DataError(
            "{title}: {name} is damaged: it has labels above {most}. Fetch it again.",
            title=source.title,
            name=name,
            most=len(source.classes) - 1,
        )
    return Arrays(records[:, head:].reshape(-1, 3, 32, 32), labels)
