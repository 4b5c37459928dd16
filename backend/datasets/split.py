"""Which pictures are tested on, where a data set does not say it: by names and a seed alone."""

import hashlib
from collections.abc import Sequence

import numpy as np

from backend.datasets.pictures import Labels


def tested(names: Sequence[str], labels: Sequence[int], share: float, seed: int) -> list[bool]:
    """For each picture whether it is tested on: the same share of every class.

    Which ones follows from the names and the seed, and not from the order or the time of the
    files: a picture more changes little. A class of two or more keeps one on either side.
    """
    order: dict[int, list[tuple[bytes, int]]] = {}
    for number, (name, label) in enumerate(zip(names, labels, strict=True)):
        key = hashlib.blake2b(f"{seed} {name}".encode(errors="surrogateescape"), digest_size=8)
        order.setdefault(label, []).append((key.digest(), number))
    chosen = [False] * len(names)
    for members in order.values():
        members.sort()
        for _, number in members[: _count(len(members), share)]:
            chosen[number] = True
    return chosen


def tested_numbers(labels: Labels, share: float, seed: int) -> np.ndarray:
    """The same for pictures without names, as true and false: their places stand for names."""
    draw = np.random.Generator(np.random.PCG64(seed))
    chosen = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        draw.shuffle(members)
        chosen[members[: _count(len(members), share)]] = True
    return chosen


def interleaved(labels: Sequence[int]) -> list[int]:
    """An order of pictures in which the first so many have the classes in proportion."""
    counts: dict[int, int] = {}
    places: list[tuple[int, int]] = []
    for label in labels:
        places.append((label, counts.get(label, 0)))
        counts[label] = counts.get(label, 0) + 1
    keys = [((place + 0.5) / counts[label], label) for label, place in places]
    return sorted(range(len(keys)), key=keys.__getitem__)


def _count(members: int, share: float) -> int:
    if not share or members < 2:
        return 0
    return min(members - 1, max(1, round(share * members)))
