"""A folder of pictures: a folder for each class, or train/ and test/ with such folders."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from backend.datasets.decoding import SUFFIXES
from backend.datasets.looking import Look
from backend.datasets.pictures import DataError, chosen, readable, remark
from backend.protocol import Remark
from graph.sources import PictureFolder

TRAIN = ("train", "training")
TEST = ("test", "testing", "val", "valid", "validation")
"""The first that is there is tested on."""
DEEPEST = 32
"""Folders in folders; links may go round."""


class Listed(Struct, frozen=True):
    """The picture files of a data set as its folders or its table name them."""

    root: Path
    paths: tuple[Path, ...]
    names: tuple[str, ...]
    """As the user knows them, and by which they are split."""
    labels: tuple[int, ...]
    classes: tuple[str, ...]
    tested: tuple[bool, ...] | None
    """Which ones are tested on; None where the data set does not say it."""
    remarks: tuple[Remark, ...] = ()


def listed(source: PictureFolder, look: Look) -> Listed:
    """The pictures of a folder; raises DataError."""
    root = _root(source)
    parts = _parts(root)
    halves = [(root, False)] if parts is None else [(parts[0], False), (parts[1], True)]
    classes = sorted({name for half, _ in halves for name in _folders(half)}, key=natural)
    paths: list[Path] = []
    labels: list[int] = []
    tested: list[bool] = []
    for half, is_test in halves:
        for label, name in enumerate(classes):
            look(len(paths), 0, "files")
            of_class = sorted(_pictures(half / name), key=lambda path: natural(str(path)))
            paths += of_class
            labels += [label] * len(of_class)
            tested += [is_test] * len(of_class)
    if not paths:
        raise DataError(
            "{folder}: there are no pictures in its folders. It needs a folder for each class, "
            "with PNG, JPEG or other pictures in it.",
            folder=root,
        )
    names = tuple(_name(path, root) for path in paths)
    chosen = tuple(tested) if parts is not None else None
    told = tuple(readable(name) for name in classes)
    return Listed(root, tuple(paths), names, tuple(labels), told, chosen, _loose(root, parts))


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key by which names are sorted as people do: class 2 before class 10."""
    found = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    parts = [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in found]
    return [*parts, (2, 0, name)]


def _root(source: PictureFolder) -> Path:
    """The folder that has the classes: an archive often unpacks to one folder around all."""
    if not source.folder:
        raise DataError("Which folder? Choose the one that has a folder of pictures per class.")
    root = chosen(source.folder)
    if not root.is_dir():
        raise DataError("There is no folder {folder}. Choose another one.", folder=root)
    for _ in range(DEEPEST):
        names = _folders(root)
        if len(names) != 1 or any(_here(root)):
            break
        inner = root / names[0]
        if any(_here(inner)) or not _folders(inner):
            break
        root = inner
    if not _folders(root):
        raise DataError(
            "{folder} has no folders in it. Make a folder for each class, and put its pictures "
            "into it.",
            folder=root,
        )
    return root


def _parts(root: Path) -> tuple[Path, Path] | None:
    """The folders of the training pictures and of the test pictures, if there are such."""
    names = {name.lower(): name for name in _folders(root)}
    train = next((names[name] for name in TRAIN if name in names), None)
    test = next((names[name] for name in TEST if name in names), None)
    if train is None or test is None:
        return None
    if not _folders(root / train) or not _folders(root / test):
        return None  # classes that have these names
    return root / train, root / test


def _loose(root: Path, parts: tuple[Path, Path] | None) -> tuple[Remark, ...]:
    """What lies beside the folders that are used, and is not."""
    found: list[Remark] = []
    pictures = [path.name for path in _here(root)]
    if pictures:
        found.append(
            remark(
                "loose",
                "Pictures that lie beside the folders of the classes, and are not used: {count}.",
                pictures,
                count=len(pictures),
            )
        )
    others = [n for n in _folders(root) if parts and n not in (parts[0].name, parts[1].name)]
    if parts and others:
        found.append(
            remark(
                "unused",
                "Beside {train} and {test} there are folders that are not used: {names}.",
                others,
                train=parts[0].name,
                test=parts[1].name,
                names=", ".join(others[:8]),
            )
        )
    return tuple(found)


def _folders(folder: Path) -> list[str]:
    return sorted(entry.name for entry in _entries(folder) if _wanted(entry) and _is(entry, "dir"))


def _is(entry: os.DirEntry[str], kind: Literal["dir", "file"]) -> bool:
    """Whether it is a folder or a file; links may go round, or to what nobody may look at."""
    try:
        return entry.is_dir() if kind == "dir" else entry.is_file()
    except OSError:
        return False


def _wanted(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith((".", "__MACOSX"))


def _here(folder: Path) -> Iterator[Path]:
    """The pictures that lie in a folder itself."""
    for entry in _entries(folder):
        if _wanted(entry) and _is_picture(entry.name) and _is(entry, "file"):
            yield folder / entry.name


def _pictures(folder: Path) -> Iterator[Path]:
    """The pictures in a folder at any depth, each folder once, wherever links lead."""
    waiting, seen = [folder], set[tuple[int, int]]()
    while waiting:
        inner = waiting.pop()
        try:
            status = inner.stat()
        except OSError:
            continue  # a class that only the other half has, or a link to nothing
        if (status.st_dev, status.st_ino) in seen or len(inner.parts) - len(folder.parts) > DEEPEST:
            continue
        seen.add((status.st_dev, status.st_ino))
        yield from _here(inner)
        waiting += [inner / name for name in _folders(inner)]


def _is_picture(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in SUFFIXES


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (NotADirectoryError, FileNotFoundError):
        return []
    except OSError as error:
        raise DataError(
            "{folder} cannot be read: {why}.", folder=folder, why=error.strerror or error
        ) from error


def _name(path: Path, root: Path) -> str:
    """A path below the root as it is told and split by, on every system the same."""
    return readable(path.relative_to(root).as_posix())
