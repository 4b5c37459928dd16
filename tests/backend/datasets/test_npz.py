"""NumPy archives in the layouts that people write."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.datasets.pictures import DataError
from backend.datasets.reader import read
from graph.sources import Npz

DRAW = np.random.default_rng(1)
BYTES = DRAW.integers(0, 256, (20, 6, 5), np.uint8)
LABELS = np.arange(20) % 3


def archive(path: Path, **arrays: object) -> Npz:
    file = path / "set.npz"
    np.savez(file, **arrays)
    return Npz(file=str(file))


@pytest.mark.parametrize(
    ("pictures", "shape"),
    [
        (BYTES, (1, 6, 5)),
        (BYTES[..., None], (1, 6, 5)),
        (BYTES[:, None], (1, 6, 5)),
        (np.stack([BYTES] * 3, -1), (3, 6, 5)),
        (np.stack([BYTES] * 3, 1), (3, 6, 5)),
        (np.stack([BYTES] * 4, -1), (4, 6, 5)),
    ],
)
def test_every_layout_becomes_channels_height_width(
    tmp_path: Path, pictures: np.ndarray, shape: tuple[int, ...]
) -> None:
    halves = read(archive(tmp_path, x_train=pictures, y_train=LABELS, x_test=pictures[:4],
                          y_test=LABELS[:4]))  # fmt: skip
    assert halves.train.shape.dims == shape
    assert (halves.train.pictures[:, 0] == BYTES).all()
    assert (len(halves.train), len(halves.test), halves.classes) == (20, 4, ("0", "1", "2"))
    assert not halves.remarks


@pytest.mark.parametrize("names", [("pictures", "labels"), ("images", "labels"), ("x", "y")])
def test_without_test_pictures_it_is_split_by_class(tmp_path: Path, names: tuple[str, str]) -> None:
    source = archive(tmp_path, **dict(zip(names, (BYTES, LABELS), strict=True)))
    one, two = read(source), read(source)
    assert (len(one.train), len(one.test)) == (17, 3)
    assert set(one.test.labels.tolist()) == {0, 1, 2}
    assert (one.test.pictures == two.test.pictures).all()


@pytest.mark.parametrize(
    ("pictures", "told"),
    [
        (BYTES / 255, "0 became 0 and 1 255"),
        ((BYTES / 255).astype(np.float32), "0 became 0 and 1 255"),
        (BYTES.astype(np.float64) / 127.5 - 1, "-1 became 0 and 1 255"),
        (BYTES.astype(np.uint16) * 257, "0 became 0 and 65535 255"),
        (BYTES.astype(np.float32), ""),
        (BYTES.astype(np.int64), ""),
    ],
)
def test_numbers_of_other_kinds_become_bytes(
    tmp_path: Path, pictures: np.ndarray, told: str
) -> None:
    halves = read(archive(tmp_path, x_train=pictures, y_train=LABELS, x_test=pictures,
                          y_test=LABELS))  # fmt: skip
    assert (halves.train.pictures[:, 0] == BYTES).all()
    assert [told in str(remark.text) for remark in halves.remarks] == ([True] if told else [])


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (LABELS[:, None], ("0", "1", "2")),
        (LABELS.astype(np.float32), ("0", "1", "2")),
        (np.array(["cat", "ape", "dog"])[LABELS], ("ape", "cat", "dog")),
        (np.array([b"a", b"b", b"c"])[LABELS], ("a", "b", "c")),
        (LABELS * 10 - 5, ("-5", "5", "15")),
    ],
)
def test_labels_are_numbers_or_words(
    tmp_path: Path, labels: np.ndarray, classes: tuple[str, ...]
) -> None:
    halves = read(archive(tmp_path, pictures=BYTES, labels=labels))
    assert halves.classes == classes
    assert set(halves.train.labels.tolist()) == {0, 1, 2}


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"a": BYTES}, "has no x_train and y_train, nor pictures and labels"),
        ({"pictures": BYTES, "labels": LABELS[:5]}, "there are 20 pictures, but the labels are 5"),
        ({"pictures": BYTES, "labels": LABELS / 2}, "whole numbers or words"),
        ({"pictures": BYTES[0], "labels": LABELS[:6]}, "must have the axes"),
        ({"pictures": BYTES[:0], "labels": LABELS[:0]}, "must have the axes"),
        ({"pictures": BYTES * np.nan, "labels": LABELS}, "not finite"),
        ({"pictures": np.array([["a"]] * 20)[..., None], "labels": LABELS}, "pictures are numbers"),
        ({"pictures": BYTES, "labels": LABELS * 0}, "one class alone"),
        (
            {"x_train": BYTES, "y_train": LABELS, "x_test": BYTES[:, :3], "y_test": LABELS},
            "differ in size",
        ),
        (
            {"pictures": BYTES, "labels": np.array([{}] * 20, object)},
            "cannot be read as a NumPy archive: Object arrays cannot be loaded",
        ),
    ],
)
def test_what_is_no_data_set_is_refused_with_a_reason(
    tmp_path: Path, arrays: dict[str, np.ndarray], said: str
) -> None:
    with pytest.raises(DataError, match=said):
        read(archive(tmp_path, **arrays))


def test_an_archive_that_is_not_there_or_not_chosen_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file"):
        read(Npz(file=str(tmp_path / "gone.npz")))
    with pytest.raises(DataError, match=r"Which \.npz"):
        read(Npz())


def sample() -> bytes:
    content = io.BytesIO()
    np.savez_compressed(content, pictures=BYTES, labels=LABELS)
    return content.getvalue()


SAMPLE = sample()


@given(
    damage=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8),
    cut=st.integers(0, 40),
)
def test_damaged_archives_are_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int]], cut: int
) -> None:
    changed = bytearray(SAMPLE)
    for place, value in damage:
        changed[place % len(changed)] = value
    file = tmp_path_factory.getbasetemp() / "fuzzed.npz"
    file.write_bytes(changed[: len(changed) - cut])
    try:
        read(Npz(file=str(file)))
    except DataError:
        return


@given(content=st.binary(max_size=300))
def test_random_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "random.npz"
    file.write_bytes(content)
    with pytest.raises(DataError):
        read(Npz(file=str(file)))
