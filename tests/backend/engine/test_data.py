"""MNIST as it is shipped, and a sentence for each damage."""

import gzip
import shutil
from pathlib import Path

import pytest
import torch

from backend.datasets.pictures import DataError
from backend.datasets.reader import SHIPPED
from backend.engine.data import load
from graph.sources import Mnist

CPU = torch.device("cpu")
IMAGES = "train-images-idx3-ubyte.gz"
LABELS = "t10k-labels-idx1-ubyte.gz"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "mnist"
    folder.mkdir()
    for path in SHIPPED.glob("*.gz"):
        shutil.copy(path, folder)
    return folder


def test_all_70000_digits_are_there() -> None:
    data = load(Mnist(), CPU)
    assert data.train.pictures.shape == (60_000, 1, 28, 28)
    assert data.test.pictures.shape == (10_000, 1, 28, 28)
    assert data.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert torch.bincount(data.test.labels).tolist()[0] == 980
    part = data.normalised(data.train.pictures[:10_000])
    assert abs(float(part.mean())) < 1e-3
    assert abs(float(part.std()) - 1) < 1e-3


def test_only_the_first_examples_are_used() -> None:
    assert len(load(Mnist(examples=100), CPU).train) == 100


def test_unpacked_files_are_read_too(copy: Path) -> None:
    for path in copy.glob("*.gz"):
        (copy / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    assert len(load(Mnist(folder=str(copy)), CPU).test) == 10_000


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda f: (f / IMAGES).unlink(), "there is no train-images-idx3-ubyte.gz"),
        (lambda f: cut(f / IMAGES), "is damaged or cannot be read"),
        (lambda f: (f / IMAGES).write_bytes(b"no gzip"), "is damaged or cannot be read"),
        (lambda f: pack(f / IMAGES, b"\0\0\x08\x01abcd"), "is no IDX file"),
        (lambda f: pack(f / IMAGES, b"\0\0"), "is no IDX file"),
        (lambda f: pack(f / LABELS, b"\0\0\x08\x01\0\0\0\x05abc"), "ends too early or too late"),
        (lambda f: pack(f / LABELS, b"\0\0\x08\x01\0\0\0\x02\1\2"), "do not belong together"),
        (lambda f: pack(f / LABELS, labels(b"\x0b")), "no digits from 0 to 9"),
    ],
)
def test_each_damage_has_a_sentence(copy: Path, damage, said: str) -> None:
    damage(copy)
    with pytest.raises(DataError, match=said):
        load(Mnist(folder=str(copy)), CPU)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5_000])


def pack(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content))


def labels(value: bytes) -> bytes:
    return b"\0\0\x08\x01" + (10_000).to_bytes(4, "big") + value * 10_000
