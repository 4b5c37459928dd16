"""Which data source a path is, by names alone."""

from pathlib import Path

import pytest

from backend.datasets.guess import guess
from graph.sources import (
    Cifar10,
    Cifar100,
    FashionMnist,
    IdxFiles,
    Npz,
    PictureFolder,
    PictureTable,
)

FOUR = [
    f"{half}-{what}-ubyte.gz"
    for half in ("train", "t10k")
    for what in ("images-idx3", "labels-idx1")
]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pictures.csv", PictureTable),
        ("PICTURES.TSV", PictureTable),
        ("digits.npz", Npz),
        ("cifar-10-binary.tar.gz", Cifar10),
        ("data_batch_1.bin", Cifar10),
        ("cifar-100-binary.tar.gz", Cifar100),
        ("own.idx.gz", IdxFiles),
        ("notes.txt", type(None)),
        ("model.bin", type(None)),
    ],
)
def test_a_file_is_known_by_its_name(tmp_path: Path, name: str, kind: type) -> None:
    (tmp_path / name).touch()
    assert type(guess(tmp_path / name)) is kind


@pytest.mark.parametrize("dropped", ["", *FOUR])
def test_one_of_four_idx_files_or_their_folder_is_all_four(tmp_path: Path, dropped: str) -> None:
    for name in FOUR:
        (tmp_path / name).touch()
    every = [str(tmp_path / name) for name in FOUR]
    assert guess(tmp_path / dropped) == IdxFiles(
        pictures_file=every[0],
        labels_file=every[1],
        test_pictures_file=every[2],
        test_labels_file=every[3],
    )


def test_without_a_test_half_one_half_is_all(tmp_path: Path) -> None:
    for name in FOUR[2:]:
        (tmp_path / name).touch()
    source = guess(tmp_path / FOUR[3])
    assert isinstance(source, IdxFiles)
    assert (Path(source.pictures_file).name, Path(source.labels_file).name) == tuple(FOUR[2:])
    assert source.test_pictures_file == ""


def test_folders_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    for folder, names, kind in (
        ("cats", ("a.png",), PictureFolder),
        ("empty", (), PictureFolder),
        ("fashion-mnist", FOUR, FashionMnist),
        ("batches", ("data_batch_1.bin", "readme.html"), Cifar10),
        ("hundred", ("train.bin", "test.bin"), Cifar100),
    ):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).touch()
        source = guess(tmp_path / folder)
        assert type(source) is kind
        assert source.folder == str(tmp_path / folder)
