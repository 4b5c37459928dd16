"""A data set looked through: its classes with some pictures of each, statistics, and remarks."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray
from PIL import Image as Pillow

from backend.datasets import remarks
from backend.datasets.decoding import Bytes, resized
from backend.datasets.files import looked, suggested
from backend.datasets.known import THREADS
from backend.datasets.looking import Look, unseen
from backend.datasets.pictures import Arrays, Half, Halves
from backend.datasets.reader import unchecked
from backend.protocol import ClassReport, Picture, Remark, Surveyed
from graph.shapes import Image
from graph.sources import DataSource, Found, IdxFiles, Npz, PictureFolder, PictureTable

SAMPLES = 12
"""Of a class, at most."""
MOST_SAMPLES = 2_400
THUMB = 64
"""Pixels of a sample's longer side, at most."""
MEASURED = 5_000
"""Pictures of which mean and deviation are taken, at most."""
DECODED = 500
"""Of picture files, each of which has to be decoded, at most."""
VALUES = 30_000_000
"""Bytes of them, at most."""
AT_ONCE = 64
USUAL = 64
"""Height and width of pictures while nobody has chosen them."""


class _Measured(Struct, frozen=True):
    mean: tuple[float, ...]
    deviation: tuple[float, ...]


def survey(source: DataSource, look: Look = unseen, *, suggest: bool = False) -> Surveyed:
    """What is in a data set, and the source with that in it; raises DataError and Cancelled.

    With `suggest`, pictures of a folder or table whose size nobody has chosen get one that suits
    them.
    """
    whole = structs.replace(source, examples=0)
    if isinstance(whole, PictureFolder | PictureTable):
        whole, halves, told = _of_files(whole, look, suggest)
    else:
        halves = unchecked(whole, look)
        told = remarks.of_arrays(halves, look)
    measured = _measured(halves.train if len(halves.train) else halves.test, look)
    return Surveyed(
        _with_found(structs.replace(whole, examples=source.examples), halves),
        _classes(halves, look),
        measured.mean,
        measured.deviation,
        (*remarks.of_counts(halves), *told),
    )


def _of_files(
    source: PictureFolder | PictureTable, look: Look, suggest: bool
) -> tuple[PictureFolder | PictureTable, Halves, list[Remark]]:
    found = looked(source, look)
    halves = found.halves
    if suggest and source.height == source.width == USUAL:
        side = suggested((*found.facts[0], *found.facts[1]))
        source = structs.replace(source, height=side, width=side)
        halves = structs.replace(
            halves, train=_of_size(halves.train, side), test=_of_size(halves.test, side)
        )
    return source, halves, remarks.of_files(structs.replace(found, halves=halves), source)


def _of_size(half: Half, side: int) -> Half:
    return structs.replace(half, shape=Image(half.shape.channels, side, side))


def _with_found(source: DataSource, halves: Halves) -> DataSource:
    if not isinstance(source, IdxFiles | Npz | PictureFolder | PictureTable):
        return source
    channels, height, width = halves.train.shape.dims
    found = Found((channels, height, width), halves.classes, len(halves.train), len(halves.test))
    return structs.replace(source, found=found)


def _classes(halves: Halves, look: Look) -> tuple[ClassReport, ...]:
    count = len(halves.classes)
    most = max(2, min(SAMPLES, MOST_SAMPLES // count))
    train, test = (
        np.bincount(half.labels, minlength=count) for half in (halves.train, halves.test)
    )
    order = np.argsort(halves.train.labels, kind="stable")
    ends = np.cumsum(train)
    numbers = [
        [int(number) for number in order[end - members : end][:most]]
        for end, members in zip(ends, train, strict=True)
    ]
    chosen = [number for of_class in numbers for number in of_class]
    thumbs = dict(zip(chosen, map(_thumb, _some(halves.train, chosen, look)), strict=True))
    return tuple(
        ClassReport(
            name,
            int(train[label]),
            int(test[label]),
            tuple(thumbs[number] for number in numbers[label]),
            tuple(numbers[label]),
        )
        for label, name in enumerate(halves.classes)
    )


def _measured(half: Half, look: Look) -> _Measured:
    """Mean and deviation of each channel over pictures from all parts of a half."""
    shape = half.shape
    most = MEASURED if isinstance(half, Arrays) else DECODED
    count = min(len(half), most, max(100, VALUES // shape.count))
    numbers = np.unique(np.linspace(0, len(half) - 1, count).astype(np.int64)).tolist()
    counts = np.zeros((shape.channels, 256), np.int64)
    for picture in _some(half, numbers, look):
        for channel, values in enumerate(picture):
            counts[channel] += np.bincount(values.reshape(-1), minlength=256)
    return _statistics(counts)


def _statistics(counts: NDArray[np.int64]) -> _Measured:
    shares = counts / counts.sum(axis=1, keepdims=True)
    values = np.arange(256) / 255
    mean = shares @ values
    deviation = np.sqrt(np.maximum(0, shares @ values**2 - mean**2))
    return _Measured(tuple(mean.tolist()), tuple(deviation.tolist()))


def _some(half: Half, numbers: Sequence[int], look: Look) -> Iterator[Bytes]:
    """The pictures of these numbers, one by one."""
    if isinstance(half, Arrays):
        yield from (half.pictures[number] for number in numbers)
        return
    with ThreadPoolExecutor(THREADS, "pictures") as pool:
        for begin in range(0, len(numbers), AT_ONCE):
            look(begin, len(numbers), "pictures")
            yield from pool.map(half.decode, numbers[begin : begin + AT_ONCE])


def _thumb(picture: Bytes) -> Picture:
    """A picture as it is shown: of 1 or 3 channels, and no larger than THUMB."""
    channels, height, width = picture.shape
    shown = picture[: 3 if channels >= 3 else 1]
    if max(height, width) > THUMB:
        scale = THUMB / max(height, width)
        size = max(1, round(scale * height)), max(1, round(scale * width))
        planes = [np.asarray(resized(Pillow.fromarray(p), *size, "stretch")) for p in shown]
        shown = np.stack(planes)
    return Picture((len(shown), shown.shape[1], shown.shape[2]), shown.tobytes())
