"""Picture files as two halves: the sound ones, split, and a remark on each kind that is not."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from msgspec import Struct

from backend.datasets import folder, known, table
from backend.datasets.decoding import Facts
from backend.datasets.folder import Listed
from backend.datasets.looking import Look
from backend.datasets.pictures import DataError, Files, Halves, remark
from backend.datasets.split import interleaved, tested
from backend.protocol import Remark
from graph.shapes import Image
from graph.sources import PictureFolder, PictureTable

T = TypeVar("T")

LEAST, MOST = 32, 224
"""Pixels of a side that is suggested: networks of a course can do with it."""
STEP = 16
"""Such a side can be halved four times."""


class Looked(Struct, frozen=True, eq=False):
    """The files of a data set in halves, and what is known of each picture there."""

    halves: Halves
    names: tuple[tuple[str, ...], tuple[str, ...]]
    """Of the files of either half."""
    facts: tuple[tuple[Facts, ...], tuple[Facts, ...]]


def looked(source: PictureFolder | PictureTable, look: Look) -> Looked:
    """The files of a folder or of a table, each known to be sound; raises DataError."""
    if isinstance(source, PictureFolder):
        listed = folder.listed(source, look)
    else:
        listed = table.listed(source, look)
    about = known.of_files(listed.root, listed.paths, look)
    is_test = listed.tested
    if is_test is None:
        is_test = tested(listed.names, listed.labels, source.test_share, source.split_seed)
    sound = [number for number, fact in enumerate(about) if not fact.why]
    if not sound:
        raise DataError(
            "{folder}: none of the {count} pictures can be read. The first: {name}: {why}.",
            folder=listed.root,
            count=len(about),
            name=listed.names[0],
            why=about[0].why,
        )
    train = _ordered(listed, [number for number in sound if not is_test[number]])
    test = _ordered(listed, [number for number in sound if is_test[number]])
    if source.examples:
        train = train[: source.examples]
    halves = Halves(
        _half(source, listed, train),
        _half(source, listed, test),
        listed.classes,
        (*listed.remarks, *_broken(listed, about)),
    )
    return Looked(
        halves,
        (_of(listed.names, train), _of(listed.names, test)),
        (_of(about, train), _of(about, test)),
    )


def suggested(facts: Sequence[Facts]) -> int:
    """A side to resize to: the median of the shorter sides, within what trains quickly."""
    sides = [min(fact.width, fact.height) for fact in facts]
    median = float(np.median(sides)) if sides else LEAST
    return int(min(MOST, max(LEAST, STEP * round(median / STEP))))


def _of(values: Sequence[T], numbers: Sequence[int]) -> tuple[T, ...]:
    return tuple(values[number] for number in numbers)


def _ordered(listed: Listed, numbers: list[int]) -> list[int]:
    order = interleaved([listed.labels[number] for number in numbers])
    return [numbers[place] for place in order]


def _half(source: PictureFolder | PictureTable, listed: Listed, numbers: list[int]) -> Files:
    shape = Image(3 if source.channels == "colour" else 1, source.height, source.width)
    labels = np.array([listed.labels[number] for number in numbers], np.int64)
    return Files(_of(listed.paths, numbers), labels, shape, source.resize)


def _broken(listed: Listed, about: list[Facts]) -> list[Remark]:
    bad = [(name, fact.why) for name, fact in zip(listed.names, about, strict=True) if fact.why]
    if not bad:
        return []
    why, _ = Counter(reason for _, reason in bad).most_common(1)[0]
    return [
        remark(
            "broken",
            "Files that cannot be read, and are left out: {count}. Most often: {why}.",
            [f"{name}: {reason}" for name, reason in bad],
            count=len(bad),
            why=why,
        )
    ]
