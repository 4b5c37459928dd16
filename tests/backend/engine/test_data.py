"""Data sets as they are loaded: MNIST as it is shipped, and a sentence for each damage."""

import gzip
import shutil
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from backend.datasets.pictures import DataError
from backend.datasets.reader import SHIPPED
from backend.engine.data import Split, load
from backend.engine.normal import Normal
from graph.shapes import Image
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
    assert (len(data.train), len(data.test)) == (60_000, 10_000)
    assert data.shape == Image(1, 28, 28)
    assert data.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert torch.bincount(data.test.labels).tolist()[0] == 980


def test_mnist_has_the_mean_and_deviation_that_everybody_knows() -> None:
    data = load(Mnist(), CPU)
    assert data.normal.mean.item() == pytest.approx(0.1307, abs=5e-5)
    assert data.normal.deviation.item() == pytest.approx(0.3081, abs=5e-5)
    numbers = torch.cat([data.normalised(pictures) for pictures, _ in data.train.runs(10_000)])
    assert float(numbers.mean(dtype=torch.float64)) == pytest.approx(0, abs=1e-5)
    assert float(numbers.double().std()) == pytest.approx(1, abs=1e-5)


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


def test_the_next_training_finds_its_data_loaded(copy: Path) -> None:
    source = Mnist(folder=str(copy), examples=100)
    assert load(source, CPU) is load(source, CPU)


def test_files_that_have_changed_are_read_again(copy: Path) -> None:
    source = Mnist(folder=str(copy))
    before = load(source, CPU)
    labels_file = copy / "train-labels-idx1-ubyte.gz"
    content = bytearray(gzip.decompress(labels_file.read_bytes()))
    content[8] = 9
    pack(labels_file, bytes(content))
    after = load(source, CPU)
    assert before.train.labels[0] == 5
    assert after.train.labels[0] == 9


def test_a_validation_split_takes_its_part_of_each_class() -> None:
    whole = load(Mnist(), CPU)
    data = whole.with_validation(0.1, seed=3)
    assert data.validation is not None
    assert (len(data.train), len(data.validation)) == (54_000, 6_000)
    there = torch.bincount(whole.train.labels)
    taken = torch.bincount(data.validation.labels)
    assert (taken - there * 0.1).abs().max() <= 1
    assert torch.equal(torch.bincount(data.train.labels) + taken, there)


def test_a_validation_split_is_the_seeds_and_copies_no_picture() -> None:
    whole = load(Mnist(examples=1_000), CPU)
    one, same, other = (whole.with_validation(0.2, seed) for seed in (1, 1, 2))
    assert one.train.held is whole.train.held
    assert torch.equal(pictures_of(one.validation), pictures_of(same.validation))
    assert not torch.equal(pictures_of(one.validation), pictures_of(other.validation))
    both = torch.cat((pictures_of(one.train), pictures_of(one.validation)))
    assert sorted(p.sum().item() for p in both) == sorted(
        p.sum().item() for p in pictures_of(whole.train)
    )


def test_mean_and_deviation_are_those_of_the_pictures_that_are_trained_on() -> None:
    data = load(Mnist(examples=1_000), CPU).with_validation(0.5, 1)
    values = pictures_of(data.train).double() / 255
    assert data.normal.mean.item() == pytest.approx(float(values.mean()))
    assert data.normal.deviation.item() == pytest.approx(float(values.std(correction=0)))


def test_a_share_that_is_no_picture_sets_none_aside() -> None:
    data = load(Mnist(examples=10), CPU)
    assert data.with_validation(0.0, 1) is data
    assert data.with_validation(0.04, 1) is data


def test_a_run_goes_on_with_the_mean_and_deviation_that_it_began_with() -> None:
    data = load(Mnist(examples=10), CPU)
    mean, deviation = torch.full((1, 1, 1, 1), 0.5), torch.full((1, 1, 1, 1), 0.25)
    other = data.normalised_as(Normal(mean, deviation).tensors)
    pictures, _ = data.train.picture(0)
    assert torch.allclose(other.normalised(pictures), (pictures / 255 - 0.5) / 0.25, atol=1e-6)
    assert data.normalised_as({}).normal.tensors == data.normal.tensors


@given(mean=st.floats(0, 1), deviation=st.floats(1e-3, 0.5), count=st.integers(1, 70))
def test_a_byte_gives_the_same_number_wherever_it_stands(
    mean: float, deviation: float, count: int
) -> None:
    normal = Normal(*(torch.full((1, 1, 1, 1), value) for value in (mean, deviation)))
    every = normal(torch.arange(256, dtype=torch.uint8).view(1, 1, 16, 16)).flatten()
    pictures = torch.randint(0, 256, (count, 1, 3, 5), dtype=torch.uint8)
    assert torch.equal(normal(pictures), every[pictures.int()])
    assert torch.allclose(every, (torch.arange(256) / 255 - mean) / deviation, atol=1e-3)
    assert torch.equal(normal.bytes_of(normal(pictures)), pictures)


def pictures_of(split: Split) -> torch.Tensor:
    return torch.cat([pictures for pictures, _ in split.runs(300)])
