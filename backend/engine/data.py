"""From a data source to a data set on a device, in whatever holding there is room for."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch

from backend.datasets import places
from backend.datasets.looking import Look, unseen
from backend.datasets.pictures import Arrays, Bytes, Files, Half, Halves, chosen
from backend.datasets.reader import SHIPPED, read
from backend.engine import cache
from backend.engine.holding import Held, Mapped, Opened, Resident, Streamed
from backend.engine.room import Room, overrides, room
from backend.engine.splits import CHUNK, Batch, DataSet, Split
from backend.protocol import Noticed
from graph.sources import (
    DataSource,
    IdxFiles,
    Mnist,
    Npz,
    PictureFolder,
    PictureTable,
)

__all__ = ["Batch", "DataSet", "Split", "glimpse", "load"]

SMALL = 2**28
"""Bytes of a data set that may stay where it is while another one is loaded."""

GLIMPSED = 64
"""Training pictures that mean and deviation are measured on where only a few are looked at."""

Key = tuple[torch.device, DataSource, object]

_kept: dict[Key, DataSet] = {}
_glimpsed: dict[DataSource, DataSet] = {}
"""The last one: each edit of a network asks for it, and listing many files takes a while."""


def load(source: DataSource, device: torch.device, look: Look = unseen) -> DataSet:
    """The data set of a source on a device.

    It is kept, so that the next training starts at once, until its files change. `look` follows a
    long decoding, and raises what is to end it. Raises DataError.
    """
    state: object = stamp(source)
    halves = None
    if state is None:  # files are listed quickly, and decoded later
        halves = read(source, look)
        state = _fingerprint(halves)
    key = (device, source, (state, overrides()))
    if key not in _kept:
        _make_room(device)
        _kept[key] = _held(halves or read(source, look), device, look)
    return _kept[key]


def glimpse(source: DataSource) -> DataSet:
    """The data set on the CPU, for those who look at a picture now and then: nothing is decoded but
    what they look at.

    Of picture files it has a few to train on alone, and their mean and deviation, which are about
    those of all. Raises DataError.
    """
    if not isinstance(source, PictureFolder | PictureTable):
        return load(source, torch.device("cpu"))
    if source not in _glimpsed:
        found = _few(source)
        _glimpsed.clear()
        _glimpsed[source] = found
    return _glimpsed[source]


def _few(source: PictureFolder | PictureTable) -> DataSet:
    device = torch.device("cpu")
    halves = read(source)
    train, test = (_opened(half, device) for half in (halves.train, halves.test))
    count = min(len(train), GLIMPSED)
    return DataSet(train.some(torch.arange(count) * len(train) // count), test, halves.classes)


def _opened(half: Half, device: torch.device) -> Split:
    held = Opened(half, device) if isinstance(half, Files) else _placed(half.pictures, True, device)
    return Split(held, _labels(half, device))


def _make_room(device: torch.device) -> None:
    """Forgets all but the last data set of a device, and that too if it is large."""
    of_device = [key for key in _kept if key[0] == device]
    for key in of_device:
        if key != of_device[-1] or _kept[key].size > SMALL:
            del _kept[key]


def stamp(source: DataSource) -> tuple[tuple[Path, int, int], ...] | None:
    """What changes when the few files of a source do; None for a source of many."""
    match source:
        case PictureFolder() | PictureTable():
            return None
        case IdxFiles():
            named = (
                source.pictures_file,
                source.labels_file,
                source.test_pictures_file,
                source.test_labels_file,
            )
            return _states(chosen(name) for name in named if name)
        case Npz(file=file):
            return _states([chosen(file)])
        case Mnist(folder):
            root = chosen(folder) if folder else SHIPPED
        case _:
            root = places.place(source)
    return _states(sorted(root.iterdir())) if root.is_dir() else ()


def _states(paths: Iterable[Path]) -> tuple[tuple[Path, int, int], ...]:
    found = [(path, path.stat()) for path in paths if path.exists()]
    return tuple((path, state.st_size, state.st_mtime_ns) for path, state in found)


def _fingerprint(halves: Halves) -> object:
    of_files = [
        (cache.fingerprint(half), half.labels.tobytes())
        for half in (halves.train, halves.test)
        if isinstance(half, Files)
    ]
    return halves.classes, tuple(of_files)


def _held(halves: Halves, device: torch.device, look: Look) -> DataSet:
    space = room(device, cache.folder())
    fits = sum(_size(half) for half in (halves.train, halves.test)) <= space.memory
    notices: list[Noticed] = []
    train, test = (
        Split(_hold(half, fits, space, device, look, notices), _labels(half, device))
        for half in (halves.train, halves.test)
    )
    return DataSet(train, test, halves.classes, notices=tuple(notices[:1]))


def _hold(
    half: Half,
    fits: bool,
    space: Room,
    device: torch.device,
    look: Look,
    notices: list[Noticed],
) -> Held:
    """A half on the device where it `fits`, else in mapped memory, else in its files."""
    if isinstance(half, Arrays):
        return _placed(half.pictures, fits, device)
    try:
        return _placed(cache.mapped(half, space.disk, look), fits, device)
    except cache.NoRoomError as error:
        notices.append(_no_room(error))
    return _resident(cache.decoded(half, look), half, device) if fits else Streamed(half, device)


def _placed(pictures: Bytes, fits: bool, device: torch.device) -> Held:
    return _resident(_chunks(pictures), pictures, device) if fits else Mapped(pictures, device)


def _resident(chunks: Iterable[Bytes], like: Bytes | Files, device: torch.device) -> Resident:
    dims = like.shape[1:] if isinstance(like, np.ndarray) else like.shape.dims
    pictures = torch.empty((len(like), *dims), dtype=torch.uint8, device=device)
    begin = 0
    for chunk in chunks:
        pictures[begin : begin + len(chunk)] = torch.tensor(chunk)
        begin += len(chunk)
    return Resident(pictures)


def _chunks(pictures: Bytes) -> Iterable[Bytes]:
    step = max(1, CHUNK // int(np.prod(pictures.shape[1:])))
    return (pictures[begin : begin + step] for begin in range(0, len(pictures), step))


def _labels(half: Half, device: torch.device) -> torch.Tensor:
    return torch.tensor(half.labels, device=device)


def _size(half: Half) -> int:
    return len(half) * int(np.prod(half.shape.dims))


def _no_room(error: cache.NoRoomError) -> Noticed:
    return Noticed(
        "fallback",
        "The disk has no room for the decoded pictures ({why}), so they are decoded again and "
        "again. Make room in {folder}, and the next training is faster.",
        {"why": str(error), "folder": str(cache.folder())},
    )
