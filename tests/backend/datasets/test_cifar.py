"""CIFAR's binary files, in a folder or in their archive."""

import tarfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.datasets import places
from backend.datasets.pictures import DataError
from backend.datasets.reader import read
from graph.sources import Cifar10, Cifar100, FashionMnist
from tests.backend.datasets.makers import cifar10, idx


def packed(folder: Path, archive: Path, inside: str) -> Path:
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive, "w:gz") as tar:
        for path in sorted(folder.iterdir()):
            tar.add(path, f"{inside}/{path.name}")
    return archive


def test_folder_archive_and_unpacked_archive_are_the_same(tmp_path: Path) -> None:
    folder = cifar10(tmp_path / "cifar-10-batches-bin")
    archive = packed(folder, tmp_path / "other" / "cifar-10-binary.tar.gz", "cifar-10-batches-bin")
    places_ = (folder, tmp_path, archive, archive.parent)
    found = [read(Cifar10(folder=str(place))) for place in places_]
    for halves in found:
        assert halves.train.pictures.shape == (20, 3, 32, 32)
        assert (halves.train.pictures == found[0].train.pictures).all()
        assert (halves.test.labels == found[0].test.labels).all()
    assert len(read(Cifar10(folder=str(folder), examples=7)).train) == 7


def test_cifar_100_has_a_coarse_label_first(tmp_path: Path) -> None:
    record = np.zeros(3074, np.uint8)
    record[:2] = 3, 42
    for name in ("train.bin", "test.bin"):
        (tmp_path / name).write_bytes(record.tobytes() * 3)
    halves = read(Cifar100(folder=str(tmp_path)))
    assert halves.train.labels.tolist() == [42, 42, 42]
    assert halves.classes[42] == "leopard"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda f: (f / "data_batch_3.bin").unlink(), "data_batch_3.bin cannot be read"),
        (lambda f: (f / "test_batch.bin").write_bytes(b"x" * 100), "test_batch.bin is damaged"),
        (lambda f: (f / "test_batch.bin").write_bytes(b""), "test_batch.bin is damaged"),
        (lambda f: (f / "test_batch.bin").write_bytes(b"\xff" * 3073), "labels above 9"),
    ],
)
def test_each_damage_has_a_sentence(tmp_path: Path, damage, said: str) -> None:
    damage(cifar10(tmp_path))
    with pytest.raises(DataError, match=said):
        read(Cifar10(folder=str(tmp_path)))


def test_an_archive_of_the_python_version_is_refused_and_not_opened(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "data_batch_1").write_bytes(b"\x80\x04.")
    archive = packed(tmp_path / "in", tmp_path / "cifar-10-python.tar.gz", "cifar-10-batches-py")
    with pytest.raises(DataError, match="Take the archive of the binary version"):
        read(Cifar10(folder=str(archive)))


@given(content=st.binary(max_size=300))
def test_random_bytes_are_no_archive(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "random.tar.gz"
    path.write_bytes(content)
    with pytest.raises(DataError):
        read(Cifar10(folder=str(path)))


def test_what_is_nowhere_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "SYSTEM", tmp_path / "none")
    with pytest.raises(DataError, match="Fetch it, or install Debian's package dataset-fashion"):
        read(FashionMnist())
    with pytest.raises(DataError, match="Fetch it, or choose a folder"):
        read(Cifar100())


def test_fashion_mnist_is_found_where_it_was_fetched_or_where_debian_puts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, labels = np.zeros((6, 28, 28)), np.arange(6)
    for place in (tmp_path / "system", places.fetched(FashionMnist())):
        monkeypatch.setattr(places, "SYSTEM", tmp_path / "system")
        place.mkdir(parents=True)
        for name in places.NAMES:
            (place / name).write_bytes(idx(labels if "labels" in name else pictures))
        assert places.place(FashionMnist()) == place
        assert len(read(FashionMnist()).train) == 6
