"""Which data source a file or folder is, by its names; no file is read."""

import os
from pathlib import Path

from graph.sources import (
    Cifar10,
    Cifar100,
    DataSource,
    FashionMnist,
    IdxFiles,
    Npz,
    PictureFolder,
    PictureTable,
)  # fmt: skip

TABLES = (".csv", ".tsv")
_CIFAR10 = ("cifar-10-binary.tar.gz", "cifar-10-batches-bin", "data_batch_1.bin", "test_batch.bin")
_CIFAR100 = ("cifar-100-binary.tar.gz", "cifar-100-binary")
_FIELDS = ("pictures_file", "labels_file", "test_pictures_file", "test_labels_file")


def guess(path: Path) -> DataSource | None:
    """The source that a dropped path is; None for a file of another kind. A folder is one always:
    without files of a known name it is one of pictures.
    """
    if path.is_dir():
        return _of_folder(path) or PictureFolder(folder=str(path))
    name = path.name.lower()
    if name.endswith(TABLES):
        return PictureTable(file=str(path))
    if name.endswith(".npz"):
        return Npz(file=str(path))
    return _by_name(path)


def _of_folder(folder: Path) -> DataSource | None:
    """The source that a folder is by the names of what is in it."""
    names = _names(folder)
    known = (_by_name(folder / name) for name in names)
    found = next((source for source in known if source is not None), None)
    inside = (Cifar10, "data_batch_1.bin"), (Cifar100, "train.bin")
    batches = next((kind(str(folder)) for kind, name in inside if name in names), None)
    return batches or found or _by_name(folder)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:  # whoever reads the pictures says why
        return []


def _by_name(path: Path) -> DataSource | None:
    name = path.name.lower()
    if name in _CIFAR10:
        return Cifar10(str(path.parent))
    if name in _CIFAR100:
        return Cifar100(str(path.parent))
    return _idx(path) if "ubyte" in name or name.endswith((".idx", ".idx.gz")) else None


def _idx(path: Path) -> DataSource:
    """The files that belong together, by the name of one of them."""
    train, test = (
        _pair(_swapped(path, *names)) for names in (("t10k", "train"), ("train", "t10k"))
    )
    if not all(os.path.exists(file) for file in train):
        train = _pair(path)
    tested = test != train and all(os.path.exists(file) for file in test)
    if tested and "fashion" in path.parent.name.lower():
        return FashionMnist(str(path.parent))
    files = [str(file) for file in (*train, *(test if tested else ()))]
    return IdxFiles(**dict(zip(_FIELDS, files, strict=False)))


def _pair(path: Path) -> tuple[Path, Path]:
    """The files of the pictures and of their labels."""
    pictures = _swapped(_swapped(path, "labels", "images"), "idx1", "idx3")
    return pictures, _swapped(_swapped(path, "images", "labels"), "idx3", "idx1")


def _swapped(path: Path, old: str, new: str) -> Path:
    return path.with_name(path.name.replace(old, new))
