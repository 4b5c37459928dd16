"""What resizing and augmentation make of some training pictures, for the window to show."""

import numpy as np
import torch
from msgspec import Struct

from backend.datasets.decoding import BrokenError, decode, facts
from backend.datasets.looking import Look, unseen
from backend.datasets.pictures import Bytes, Files, Half
from backend.datasets.reader import read
from backend.engine.augment import Augment
from backend.engine.data import stamp
from backend.engine.holding import Resident
from backend.engine.normal import measured
from backend.engine.splits import Split
from backend.protocol import Picture, Preview, Previewed
from graph.shapes import Image
from graph.sources import DataSource

MOST = 128  # pixels of a side of an original


class _Shown(Struct, frozen=True, eq=False):
    """Some training pictures: their numbers, as they are in their files, and resized."""

    numbers: tuple[int, ...]
    originals: tuple[Bytes, ...]
    resized: Bytes


_last: dict[object, _Shown] = {}
"""What was shown last: only the augmentation changes while its settings are tried."""


def preview(command: Preview, look: Look = unseen) -> Previewed:
    """The pictures of those numbers that there are; raises DataError, and what `look` raises."""
    key = (command.source, stamp(command.source), command.pictures)
    if key not in _last:
        shown = _shown(command.source, command.pictures, look)
        _last.clear()
        _last[key] = shown
    shown = _last[key]
    return Previewed(
        shown.numbers,
        tuple(map(_picture, shown.originals)),
        tuple(map(_picture, shown.resized)),
        tuple(map(_picture, _varied(shown.resized, command))),
    )


def _shown(source: DataSource, numbers: tuple[int, ...], look: Look) -> _Shown:
    half = read(source, look).train
    there = tuple(number for number in numbers if 0 <= number < len(half))
    resized = half.some(there)
    originals = tuple(_original(half, number) for number in there)
    return _Shown(there, originals, np.array(resized))


def _original(half: Half, number: int) -> Bytes:
    """As the file has it, in colours, and smaller where it is large."""
    if not isinstance(half, Files):
        return half.some([number])[0]
    path = half.paths[number]
    known = facts(path)
    scale = min(1.0, MOST / max(1, known.width, known.height))
    height, width = (max(1, round(scale * side)) for side in (known.height, known.width))
    try:
        return decode(path, Image(3, height, width), "stretch")
    except BrokenError:  # since it was resized, a moment ago
        return half.some([number])[0]


def _varied(pictures: Bytes, command: Preview) -> Bytes:
    if not len(pictures):
        return pictures
    held = torch.tensor(pictures)
    cpu = torch.device("cpu")
    normal = measured([held], cpu)
    split = Split(Resident(held), torch.zeros(len(held), dtype=torch.int64))
    augment = Augment(command.augmentation, normal, 1, command.seed)
    ((numbers, _),) = augment.batches(split, [torch.arange(len(held))], 0, 0)
    return normal.bytes_of(numbers).numpy()


def _picture(values: Bytes) -> Picture:
    channels, height, width = values.shape
    return Picture((channels, height, width), np.ascontiguousarray(values).tobytes())
