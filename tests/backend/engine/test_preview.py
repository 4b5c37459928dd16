"""What resizing and augmentation make of training pictures, as the window shows it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from backend.engine import preview as module
from backend.engine.preview import MOST, preview
from backend.protocol import Picture, Preview
from graph.augmentation import PLAIN, Augmentation
from graph.sources import Found, Mnist, PictureFolder


@pytest.fixture
def folder(tmp_path: Path) -> PictureFolder:
    """A class of pictures, one of them large and grey."""
    random = np.random.default_rng(1)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    for number, size in enumerate([(400, 300), (20, 30, 3), (21, 20, 3), (30, 20, 3), (40, 40, 3)]):
        for name in ("one", "two"):
            pixels = random.integers(0, 256, size, np.uint8)
            Pillow.fromarray(pixels).save(tmp_path / name / f"{number}.png")
    found = Found((3, 16, 12), ("one", "two"), 8, 2)
    return PictureFolder(folder=str(tmp_path), height=16, width=12, found=found)


def values(picture: Picture) -> np.ndarray:
    return np.frombuffer(picture.values, np.uint8).reshape(picture.dims)


def test_pictures_are_shown_as_they_are_and_resized(folder: PictureFolder) -> None:
    shown = preview(Preview(folder, PLAIN, tuple(range(8))))
    assert shown.pictures == tuple(range(8))
    for original in shown.originals:
        assert original.dims[0] == 3
        assert max(original.dims[1:]) <= MOST
    assert (3, MOST, 96) in {original.dims for original in shown.originals}
    assert (3, 40, 40) in {original.dims for original in shown.originals}
    assert {resized.dims for resized in shown.resized} == {(3, 16, 12)}
    assert shown.varied == shown.resized


def test_pictures_are_varied_by_the_seed(folder: PictureFolder) -> None:
    how = Augmentation(crop=2, flip=True, rotation=10, colour=0.3, cutout=4, mixup=0.4)
    one, same, other = (preview(Preview(folder, how, (0, 3, 5), seed)) for seed in (1, 1, 2))
    assert one == same
    assert one.resized == other.resized
    assert one.varied != other.varied
    assert one.varied != one.resized
    assert {varied.dims for varied in one.varied} == {(3, 16, 12)}


def test_a_digit_is_shown_with_what_is_cut_off_by_a_shift() -> None:
    shown = preview(Preview(Mnist(), Augmentation(crop=40), (0,), 3))
    assert shown.originals == shown.resized
    assert shown.originals[0].dims == (1, 28, 28)
    assert values(shown.varied[0]).sum() < values(shown.resized[0]).sum()


def test_numbers_that_are_no_pictures_are_left_out() -> None:
    shown = preview(Preview(Mnist(examples=5), PLAIN, (1, 5, 99)))
    assert shown.pictures == (1,)
    assert len(shown.originals) == len(shown.resized) == len(shown.varied) == 1
    assert preview(Preview(Mnist(examples=5), Augmentation(flip=True), (7,))).varied == ()


def test_files_are_read_once_while_settings_are_tried(
    folder: PictureFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview(Preview(folder, PLAIN, (0, 1)))
    monkeypatch.setattr(module, "read", lambda *_: pytest.fail("read again"))
    preview(Preview(folder, Augmentation(flip=True), (0, 1), 4))
