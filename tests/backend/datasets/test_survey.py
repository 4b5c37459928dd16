"""A data set looked through: what is found in it, and what its user is told."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from backend.datasets import known
from backend.datasets.looking import Cancelled
from backend.datasets.reader import read
from backend.datasets.survey import survey
from backend.protocol import Surveyed
from graph.sources import Mnist, Npz, PictureFolder
from tests.backend.datasets.makers import RED, folder, picture


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    folder.mkdir()
    return folder


def source(root: Path, **changes: object) -> PictureFolder:
    return PictureFolder(folder=str(root), **{"height": 8, "width": 8, **changes})


def told(report: Surveyed, kind: str) -> tuple[str, tuple[str, ...]]:
    (found,) = (remark for remark in report.remarks if remark.kind == kind)
    return str(found.text), found.files


def kinds(report: Surveyed) -> list[str]:
    return [remark.kind for remark in report.remarks]


def test_mnist_is_as_it_is_known() -> None:
    seen: list[tuple[int, int, str]] = []
    report = survey(Mnist(examples=5), lambda *far: seen.append(far))
    assert report.source == Mnist(examples=5)
    zero = report.classes[0]
    assert (zero.name, zero.train, zero.test) == ("0", 5_923, 980)
    assert report.mean == pytest.approx((0.1307,), abs=2e-3)
    assert report.deviation == pytest.approx((0.3081,), abs=2e-3)
    assert kinds(report) == []
    first = report.classes[3]
    assert len(first.samples) == len(first.numbers) == 12
    half = read(Mnist()).train
    assert first.samples[0].values == half.pictures[first.numbers[0]].tobytes()
    assert set(half.labels[list(first.numbers)].tolist()) == {3}
    assert seen[-1][2] == "pictures"


def test_what_is_found_becomes_part_of_the_source(root: Path) -> None:
    folder(root, {"a": 5, "b": 5})
    report = survey(source(root, examples=3))
    found = report.source.found
    assert (found.shape, found.classes, found.train, found.test) == ((3, 8, 8), ("a", "b"), 8, 2)
    assert report.source.examples == 3
    assert len(read(report.source).train) == 3
    assert [(c.name, c.train, c.test) for c in report.classes] == [("a", 4, 1), ("b", 4, 1)]
    assert report.classes[0].samples[0].dims == (3, 8, 8)
    assert len(report.mean) == 3


@pytest.mark.parametrize(
    ("size", "side"), [((20, 10), 32), ((100, 90), 96), ((500, 300), 224), ((64, 70), 64)]
)
def test_a_size_that_nobody_chose_is_suggested(
    root: Path, size: tuple[int, int], side: int
) -> None:
    folder(root, {"a": 3, "b": 3}, size)
    free = PictureFolder(folder=str(root))
    report = survey(free, suggest=True)
    assert (report.source.height, report.source.width) == (side, side)
    assert report.source.found.shape == (3, side, side)
    assert max(report.classes[0].samples[0].dims) <= 64
    assert survey(free).source.height == 64
    assert survey(source(root, height=16), suggest=True).source.height == 16


def test_leaks_doubles_and_contradictions_are_found_by_what_is_seen(root: Path) -> None:
    folder(root / "train", {"a": 3, "b": 3})
    folder(root / "test", {"a": 0, "b": 1}, (9, 9))
    Pillow.open(root / "train/a/picture1.png").save(root / "test/a/copy.bmp")
    shutil.copy(root / "train/a/picture0.png", root / "train/a/picture9.png")
    shutil.copy(root / "train/b/picture0.png", root / "train/a/picture8.png")
    report = survey(source(root))
    assert told(report, "leak")[1] == ("test/a/copy.bmp = train/a/picture1.png",)
    assert "among the training pictures too: 1." in told(report, "leak")[0]
    assert {*told(report, "duplicate")[1][0].split(" = ")} == {
        "train/a/picture0.png",
        "train/a/picture9.png",
    }
    assert {*told(report, "contradiction")[1][0].split(" = ")} == {
        "train/b/picture0.png",
        "train/a/picture8.png",
    }


def test_leaks_are_found_in_arrays_too(tmp_path: Path) -> None:
    pictures = np.random.default_rng(1).integers(0, 256, (10, 4, 4), np.uint8)
    labels = np.arange(10) % 2
    file = tmp_path / "set.npz"
    np.savez(file, x_train=pictures, y_train=labels, x_test=pictures[7:9], y_test=labels[7:9])
    report = survey(Npz(file=str(file)))
    assert told(report, "leak")[1] == ("#0 = #7", "#1 = #8")


def test_empty_and_small_classes_are_told(root: Path) -> None:
    folder(root / "train", {"a": 12, "b": 2, "c": 0})
    folder(root / "test", {"a": 2, "b": 0, "c": 1}, (9, 9))
    report = survey(source(root))
    assert told(report, "empty-train")[1] == ("c",)
    assert told(report, "empty-test")[1] == ("b",)
    assert "a has 12 pictures to train on, and b has 2" in told(report, "imbalance")[0]
    assert survey(source(root / "train", test_share=0.0)).remarks[1].kind == "no-test"


def test_sizes_modes_transparency_and_rotation_are_told(root: Path) -> None:
    folder(root, {"a": 3, "b": 3})
    picture(root / "a" / "large.png", RED, (20, 10))
    Pillow.new("RGBA", (8, 8), (1, 2, 3, 4)).save(root / "b" / "clear.png")
    Pillow.new("L", (8, 8), 9).save(root / "b" / "grey.png")
    exif = Pillow.Exif()
    exif[0x0112] = 6
    Pillow.new("RGB", (20, 10), (5, 6, 7)).save(root / "b" / "turned.jpg", exif=exif)
    report = survey(source(root, resize="pad"))
    assert told(report, "sizes")[0] == (
        "Pictures are of 3 sizes, most often 8×8 (8 of 10). All are resized to 8×8 (pad)."
    )
    assert told(report, "alpha")[1] == ("b/clear.png",)
    assert told(report, "rotated")[1] == ("b/turned.jpg",)
    text, files = told(report, "modes")
    assert set(files) == {"b/clear.png", "b/grey.png"}
    assert "RGBA 1" in text


def test_that_all_pictures_are_grey_is_told(root: Path) -> None:
    for number in range(6):
        path = root / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        Pillow.new("L", (8, 8), number).save(path)
    assert kinds(survey(source(root))) == ["grey"]
    assert kinds(survey(source(root, channels="grey"))) == []


def test_a_file_is_decoded_whole_only_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(root, {"a": 5, "b": 5})
    looked: list[Path] = []
    facts = known.facts
    monkeypatch.setattr(known, "facts", lambda path: looked.append(path) or facts(path))
    before = survey(source(root))
    assert len(looked) == 10
    assert survey(source(root)) == before
    assert len(looked) == 10
    picture(root / "a" / "picture1.png", RED, (30, 30))
    read(source(root))
    assert looked[10:] == [root / "a" / "picture1.png"]


def test_a_spoilt_or_forbidden_cache_is_made_anew(
    root: Path, own_data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(root, {"a": 5, "b": 5})
    survey(source(root))
    (store,) = (own_data_folder / "datasets" / "known").glob("*.msgpack")
    store.write_bytes(b"spoilt")
    assert survey(source(root)).source.found.train == 8
    monkeypatch.setenv("CONVAS_DATA", str(root / "a" / "picture0.png"))  # no folder at all
    assert survey(source(root)).source.found.train == 8


def test_it_can_be_cancelled_and_then_goes_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(root, {"a": 5, "b": 5})
    monkeypatch.setattr(known, "AT_ONCE", 3)

    def cancel(done: int, total: int, unit: str) -> None:
        if total and done >= 6:
            raise Cancelled

    with pytest.raises(Cancelled):
        survey(source(root), cancel)
    looked: list[Path] = []
    facts = known.facts
    monkeypatch.setattr(known, "facts", lambda path: looked.append(path) or facts(path))
    survey(source(root))
    assert len(looked) == 4
