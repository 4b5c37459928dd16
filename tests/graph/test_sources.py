"""What a project says of its data set: sizes, classes and counts, without reading a file."""

from typing import get_args

import msgspec
import pytest

from graph.shapes import Image
from graph.sources import (
    SOURCES,
    Cifar10,
    Cifar100,
    DataSource,
    FashionMnist,
    Found,
    Mnist,
    Own,
    PictureFolder,
    Published,
    set_aside,
    trained_on,
    unknown,
)


def test_every_kind_is_offered_once_and_is_kept_in_a_file() -> None:
    assert set(SOURCES) == {*get_args(Published), *get_args(Own)}
    assert len(set(SOURCES)) == len(SOURCES)
    for kind in SOURCES:
        made = kind()
        kept = msgspec.json.encode(made)
        assert msgspec.json.decode(kept, type=DataSource) == made
        assert kind.title
        assert kind.__doc__


@pytest.mark.parametrize(
    ("source", "shape", "classes"),
    [
        (Mnist(), Image(1, 28, 28), 10),
        (FashionMnist(), Image(1, 28, 28), 10),
        (Cifar10(), Image(3, 32, 32), 10),
        (Cifar100(), Image(3, 32, 32), 100),
    ],
)
def test_what_is_published_is_known_as_its_authors_say(
    source: DataSource, shape: Image, classes: int
) -> None:
    assert source.shape == shape
    assert len(source.classes) == len(set(source.classes)) == classes
    assert unknown(source) is None


def test_files_of_the_users_own_are_unknown_until_they_were_looked_through() -> None:
    source = PictureFolder(folder="/pictures")
    assert "has not been looked through" in str(unknown(source))
    known = msgspec.structs.replace(source, found=Found((3, 64, 64), ("cat", "dog"), 30, 10))
    assert unknown(known) is None
    assert (known.shape, known.pictures, known.test_pictures) == (Image(3, 64, 64), 30, 10)


@pytest.mark.parametrize(("asked", "used"), [(0, 60_000), (100, 100), (70_000, 60_000)])
def test_no_more_pictures_are_trained_on_than_there_are(asked: int, used: int) -> None:
    assert trained_on(Mnist(examples=asked)) == used


@pytest.mark.parametrize(
    ("count", "share", "taken"), [(100, 0.0, 0), (100, 0.1, 10), (3, 0.5, 2), (1, 0.9, 0)]
)
def test_a_validation_split_leaves_something_to_train_on(
    count: int, share: float, taken: int
) -> None:
    assert set_aside(count, share) == taken
