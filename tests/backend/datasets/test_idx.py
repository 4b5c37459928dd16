"""IDX files of the user's own."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from backend.datasets.idx import bytes_of
from backend.datasets.pictures import DataError
from backend.datasets.reader import read
from graph.sources import IdxFiles, Mnist
from tests.backend.datasets.makers import idx

PICTURES = np.random.default_rng(1).integers(0, 256, (20, 4, 5), np.uint8)
LABELS = (np.arange(20) % 2 + 1).astype(np.uint8)


def source(folder: Path, packed: bool = False, test: bool = True) -> IdxFiles:
    parts = {"pictures_file": PICTURES, "labels_file": LABELS}
    if test:
        parts |= {"test_pictures_file": PICTURES[:6], "test_labels_file": LABELS[:6] + 1}
    files = {}
    for name, values in parts.items():
        path = folder / f"{name}{'.gz' if packed else ''}"
        path.write_bytes(gzip.compress(idx(values)) if packed else idx(values))
        files[name] = str(path)
    return IdxFiles(**files)


@pytest.mark.parametrize("packed", [False, True])
def test_four_files_are_the_halves_and_labels_are_those_that_are_there(
    tmp_path: Path, packed: bool
) -> None:
    halves = read(source(tmp_path, packed))
    assert (len(halves.train), len(halves.test)) == (20, 6)
    assert halves.classes == ("1", "2", "3")
    assert halves.test.labels.tolist() == [1, 2, 1, 2, 1, 2]
    assert (halves.train.pictures[:, 0] == PICTURES).all()


def test_two_files_are_split(tmp_path: Path) -> None:
    halves = read(source(tmp_path, test=False))
    assert (len(halves.train), len(halves.test), halves.classes) == (16, 4, ("1", "2"))


def test_coloured_pictures_have_four_axes(tmp_path: Path) -> None:
    chosen = source(tmp_path, test=False)
    Path(chosen.pictures_file).write_bytes(idx(np.stack([PICTURES] * 3, -1)))
    assert read(chosen).train.shape.dims == (3, 4, 5)


def test_what_does_not_belong_together_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Choose both IDX files"):
        read(IdxFiles(pictures_file="x"))
    chosen = source(tmp_path)
    Path(chosen.labels_file).write_bytes(idx(LABELS[:3]))
    with pytest.raises(DataError, match="has 20 pictures, but there are 3 labels"):
        read(chosen)
    chosen = source(tmp_path)
    Path(chosen.test_pictures_file).write_bytes(idx(PICTURES[:6, :2]))
    with pytest.raises(DataError, match="must be of one size"):
        read(chosen)
    huge = b"\0\0\x08\x03" + (2**32 - 1).to_bytes(4, "big") * 3
    Path(chosen.pictures_file).write_bytes(huge)
    with pytest.raises(DataError, match="ends too early"):
        read(chosen)


def test_files_of_another_size_are_not_mnist(tmp_path: Path) -> None:
    for half in ("train", "t10k"):
        (tmp_path / f"{half}-images-idx3-ubyte").write_bytes(idx(PICTURES))
        (tmp_path / f"{half}-labels-idx1-ubyte").write_bytes(idx(LABELS))
    with pytest.raises(DataError, match="are 1×4×5, but those of MNIST are 1×28×28"):
        read(Mnist(folder=str(tmp_path)))


@given(values=arrays.arrays(np.uint8, arrays.array_shapes(min_dims=3, max_dims=3, max_side=6)))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, values: np.ndarray
) -> None:
    path = tmp_path_factory.getbasetemp() / "round"
    path.write_bytes(idx(values))
    assert (bytes_of(path, 3) == values).all()


@given(content=st.binary(max_size=200), packed=st.booleans(), begin=st.booleans())
def test_random_bytes_are_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, packed: bool, begin: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / ("random.gz" if packed else "random")
    path.write_bytes((b"\0\0\x08\x03" if begin else b"") + content)
    try:
        read(IdxFiles(pictures_file=str(path), labels_file=str(path)))
    except DataError:
        return
    raise AssertionError("labels are no pictures")
