"""A folder of pictures as a data set, however people lay it out."""

import os
import shutil
import sys
from io import BytesIO
from pathlib import Path

import pytest
from msgspec import structs

from backend.datasets.folder import natural
from backend.datasets.pictures import DataError
from backend.datasets.reader import read, unchecked
from backend.datasets.survey import survey
from backend.protocol import frame, read_event
from graph.sources import PictureFolder
from tests.backend.datasets.makers import folder, picture


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder in which there is nothing else, such as the tests' own data folder."""
    folder = tmp_path / "set"
    folder.mkdir()
    return folder


def source(root: Path, **changes: object) -> PictureFolder:
    return PictureFolder(folder=str(root), height=8, width=8, **changes)


def files(half) -> set[str]:
    return {path.name for path in half.paths}


def test_each_folder_is_a_class_in_natural_order(root: Path) -> None:
    folder(root, {"class 10": 5, "class 2": 5, "Äpfel": 5, "猫": 5})
    halves = read(source(root))
    assert halves.classes == ("class 2", "class 10", "Äpfel", "猫")
    assert (len(halves.train), len(halves.test)) == (16, 4)
    assert sorted(halves.test.labels.tolist()) == [0, 1, 2, 3]
    assert halves.train.decode(0).shape == (3, 8, 8)


def test_the_split_follows_from_names_and_seed_alone(root: Path) -> None:
    folder(root / "one", {"a": 30, "b": 10})
    shutil.copytree(root / "one", root / "two")
    for path in (root / "two").rglob("*.png"):
        os.utime(path, (1, 1))
    one, two = (read(source(root / name)) for name in ("one", "two"))
    assert [path.name for path in one.test.paths] == [path.name for path in two.test.paths]
    assert sorted(one.test.labels.tolist()) == [0] * 6 + [1] * 2
    other = read(source(root / "one", split_seed=2))
    assert [p.name for p in other.test.paths] != [p.name for p in one.test.paths]
    picture(root / "one" / "a" / "more.png")
    more = read(source(root / "one"))
    moved = set(one.test.paths) ^ set(more.test.paths)
    assert len(moved) <= 2


def test_the_first_so_many_have_the_classes_in_proportion(root: Path) -> None:
    folder(root, {"a": 40, "b": 20})
    labels = read(source(root, test_share=0.1, examples=9)).train.labels.tolist()
    assert labels.count(0) == 6


@pytest.mark.parametrize("test", ["test", "Test", "val", "valid", "validation"])
def test_train_and_test_folders_are_the_halves(root: Path, test: str) -> None:
    folder(root / "train", {"a": 4, "b": 3, "only here": 1})
    folder(root / test, {"a": 2, "b": 2})
    halves = read(source(root))
    assert (len(halves.train), len(halves.test)) == (8, 4)
    assert halves.classes == ("a", "b", "only here")


def test_a_test_folder_is_taken_before_a_validation_folder_and_that_is_told(
    root: Path,
) -> None:
    for half, count in (("train", 4), ("val", 1), ("test", 2)):
        folder(root / half, {"a": count, "b": count})
    halves = read(source(root))
    assert (len(halves.train), len(halves.test)) == (8, 4)
    assert [(r.kind, r.files) for r in halves.remarks] == [("unused", ("val",))]


def test_train_alone_is_split(root: Path) -> None:
    folder(root / "train", {"a": 10, "b": 10})
    halves = read(source(root))
    assert halves.classes == ("a", "b")
    assert (len(halves.train), len(halves.test)) == (16, 4)


def test_one_folder_around_all_is_looked_into(root: Path) -> None:
    folder(root / "flowers-1.0" / "data", {"rose": 5, "tulip": 5})
    assert read(source(root)).classes == ("rose", "tulip")


def test_deep_folders_belong_to_their_class_and_links_may_go_round(root: Path) -> None:
    folder(root, {"a": 2, "b": 4})
    picture(root / "a" / "x" / "y" / "z" / "deep.JPG")
    (root / "a" / "x" / "round").symlink_to(root / "a")
    (root / "b" / "nowhere").symlink_to(root / "gone")
    (root / "b" / "gone.png").symlink_to(root / "gone.png")
    halves = read(source(root))
    assert len(halves.train) + len(halves.test) == 7
    assert "deep.JPG" in files(halves.train) | files(halves.test)


def test_a_link_to_itself_is_no_folder_and_no_picture(root: Path) -> None:
    folder(root, {"a": 3, "b": 3})
    (root / "c").symlink_to(root / "c")
    (root / "b" / "d.png").symlink_to(root / "b" / "d.png")
    halves = read(source(root))
    assert halves.classes == ("a", "b")
    assert len(halves.train) + len(halves.test) == 6


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_names_that_are_no_text_are_told_and_kept_as_numbers(root: Path) -> None:
    strange = os.fsdecode(b"b\xff")
    folder(root, {"a": 9, strange: 9})
    picture(root / f"{strange}.png")
    surveyed = survey(source(root))
    assert surveyed.source.classes == ("a", "b\\xff")
    assert read_event(BytesIO(frame(surveyed))) == surveyed
    assert any("b\\xff.png" in remark.files for remark in surveyed.remarks)


@pytest.mark.parametrize("name", ["~nobody/x", "a" * 4_000, "a\0b"])
def test_a_name_that_no_folder_can_have_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=r"There is no folder|cannot be read"):
        read(PictureFolder(folder=name))


def test_hidden_files_and_what_is_no_picture_are_skipped(root: Path) -> None:
    folder(root, {"a": 3, "b": 3, ".hidden": 3, "__MACOSX": 2})
    picture(root / "a" / "._picture0.png")
    (root / "a" / "notes.txt").write_text("no picture")
    (root / "README.md").write_text("no picture")
    picture(root / "loose.png")
    halves = read(source(root))
    assert halves.classes == ("a", "b")
    assert len(halves.train) + len(halves.test) == 6
    assert [(r.kind, r.files) for r in halves.remarks] == [("loose", ("loose.png",))]


def test_broken_files_are_left_out_and_listed_and_the_split_stays(root: Path) -> None:
    folder(root, {"a": 10, "b": 10})
    before = read(source(root))
    broken = before.train.paths[0]
    content = broken.read_bytes()
    broken.write_bytes(content[: len(content) // 2])
    (root / "b" / "empty.png").write_bytes(b"")
    after = read(source(root))
    assert broken not in after.train.paths
    assert set(after.train.paths) == set(before.train.paths) - {broken}
    (told,) = after.remarks
    assert told.kind == "broken"
    assert told.values["count"] == 2
    assert any(
        line.startswith(f"a/{broken.name}: ") or line.startswith("b/") for line in told.files
    )


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda root: None, "has no folders in it"),
        (lambda root: picture(root / "p.png"), "has no folders in it"),
        (lambda root: (root / "a").mkdir(), "no pictures in its folders"),
        (lambda root: folder(root, {"a": 3}), "pictures of one class"),
        (lambda root: [(root / n).mkdir() or (root / n / "x.png").write_bytes(b"x") for n in "ab"],
         "none of the 2 pictures can be read"),
    ],
)  # fmt: skip
def test_what_is_no_data_set_is_refused_with_a_reason(root: Path, make, said: str) -> None:
    make(root)
    with pytest.raises(DataError, match=said):
        read(source(root))


def test_a_folder_that_is_not_there_or_not_chosen_is_refused(root: Path) -> None:
    with pytest.raises(DataError, match="There is no folder"):
        read(source(root / "gone"))
    with pytest.raises(DataError, match="Which folder"):
        read(PictureFolder())


def test_files_that_changed_since_they_were_looked_through_are_refused(root: Path) -> None:
    folder(root, {"a": 5, "b": 5})
    known = survey(source(root)).source
    assert len(read(known).train) == 8
    folder(root, {"c": 5})
    with pytest.raises(DataError, match="have changed"):
        read(known)
    assert unchecked(known).classes == ("a", "b", "c")


def test_without_test_pictures_nothing_is_trained(root: Path) -> None:
    folder(root, {"a": 5, "b": 5})
    with pytest.raises(DataError, match="no pictures to test on"):
        read(source(root, test_share=0.0))


def test_a_file_that_is_gone_after_reading_is_told_by_its_name(root: Path) -> None:
    folder(root, {"a": 5, "b": 5})
    half = read(source(root)).train
    half.paths[3].unlink()
    with pytest.raises(DataError, match="cannot be read any more: there is no such file"):
        half.decode(3)
    assert half.some([0, 1]).shape == (2, 3, 8, 8)
    assert half.first(2).some([1]).shape == (1, 3, 8, 8)


def test_names_sort_as_people_do() -> None:
    names = ["10", "9", "a2", "A10", "a1", "é", "", "٣"]
    assert sorted(names, key=natural)[:5] == ["٣", "9", "10", "a1", "a2"]


def test_grey_sources_have_one_channel(root: Path) -> None:
    folder(root, {"a": 5, "b": 5})
    half = read(structs.replace(source(root), channels="grey")).train
    assert half.decode(0).shape == (1, 8, 8)
