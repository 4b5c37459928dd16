"""Picture files of every kind become the bytes that they show."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from backend.datasets import decoding
from backend.datasets.decoding import BrokenError, decode, facts
from graph.shapes import Image

COLOUR = Image(3, 8, 8)
GREY = Image(1, 8, 8)


def saved(image: Pillow.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


@pytest.mark.parametrize(
    ("mode", "colour", "suffix", "shown"),
    [
        ("RGB", (200, 30, 30), "png", (200, 30, 30)),
        ("RGBA", (200, 30, 30, 0), "png", (255, 255, 255)),
        ("RGBA", (0, 0, 0, 128), "png", (127, 127, 127)),
        ("RGBA", (200, 30, 30, 255), "webp", (200, 30, 30)),
        ("L", 77, "png", (77, 77, 77)),
        ("LA", (77, 0), "png", (255, 255, 255)),
        ("1", 1, "png", (255, 255, 255)),
        ("I;16", 257 * 90, "png", (90, 90, 90)),
        ("I;16", 257 * 90, "tif", (90, 90, 90)),
        ("F", 0.5, "tif", (128, 128, 128)),
        ("CMYK", (255, 0, 0, 0), "tif", (0, 255, 255)),
        ("CMYK", (0, 0, 0, 255), "jpg", (0, 0, 0)),
        ("L", 77, "jpg", (77, 77, 77)),
        ("RGB", (90, 90, 90), "bmp", (90, 90, 90)),
        ("RGB", (90, 90, 90), "jp2", (90, 90, 90)),
    ],
)
def test_every_mode_shows_what_it_means(
    tmp_path: Path, mode: str, colour: object, suffix: str, shown: tuple[int, ...]
) -> None:
    path = saved(Pillow.new(mode, (8, 8), colour), tmp_path / f"p.{suffix}")
    values = decode(path, COLOUR, "crop")
    assert (values.shape, values.dtype) == ((3, 8, 8), np.uint8)
    assert np.abs(values[:, 4, 4].astype(int) - shown).max() <= 2
    grey = decode(path, GREY, "crop")
    assert grey.shape == (1, 8, 8)
    known = facts(path)
    assert known.why == ""
    assert (known.width, known.height) == (8, 8)


def test_a_palette_with_a_transparent_colour_shows_white_there(tmp_path: Path) -> None:
    image = Pillow.new("P", (8, 8), 0)
    image.putpalette([200, 30, 30, 10, 20, 30])
    image.putpixel((4, 4), 1)
    path = saved(image, tmp_path / "p.png", transparency=0)
    values = decode(path, COLOUR, "crop")
    assert values[:, 0, 0].tolist() == [255, 255, 255]
    assert values[:, 4, 4].tolist() == [10, 20, 30]
    assert facts(path).alpha
    assert not facts(saved(image, tmp_path / "q.png")).alpha


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_its_camera_noted(tmp_path: Path, orientation: int) -> None:
    upright = Pillow.new("RGB", (16, 8), "black")
    upright.paste((255, 255, 255), (0, 0, 4, 4))  # upper left is white
    inverse = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}.get(orientation)
    stored = upright.transpose(decoding._TURNS[inverse]) if inverse else upright
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    path = saved(stored, tmp_path / "p.jpg", exif=exif, quality=100)
    values = decode(path, Image(1, 8, 16), "stretch")[0]
    assert values[1, 1] > 200
    assert max(values[-2, 1], values[1, -2], values[-2, -2]) < 50
    known = facts(path)
    assert (known.width, known.height, known.rotated) == (16, 8, orientation != 1)


def test_an_animation_shows_its_first_picture(tmp_path: Path) -> None:
    first, second = (Pillow.new("RGB", (8, 8), colour) for colour in ("red", "blue"))
    path = saved(first, tmp_path / "p.gif", save_all=True, append_images=[second])
    assert decode(path, COLOUR, "crop")[:, 4, 4].tolist() == [255, 0, 0]


def wide(path: Path) -> Path:
    """Red, white, blue from left to right, 24 x 8."""
    image = Pillow.new("RGB", (24, 8), "white")
    image.paste((255, 0, 0), (0, 0, 8, 8))
    image.paste((0, 0, 255), (16, 0, 24, 8))
    return saved(image, path)


def test_crop_fills_pad_fits_and_stretch_distorts(tmp_path: Path) -> None:
    path = wide(tmp_path / "p.png")
    crop, pad, stretch = (decode(path, COLOUR, how) for how in ("crop", "pad", "stretch"))
    assert crop[:, 4, 4].tolist() == [255, 255, 255]
    assert crop.min() == 255  # of the white third alone
    assert stretch[:, 4, 0].tolist() == [255, 0, 0]
    assert stretch[:, 4, 7].tolist() == [0, 0, 255]
    assert pad[:, 4, 0].tolist() == [255, 0, 0]
    assert (pad[:, 0] == pad[:, 0, :1]).all()  # a border of one colour, that of the edge


@pytest.mark.parametrize("size", [(3, 1), (1, 3), (100, 7), (311, 173), (8, 8), (1, 1)])
@pytest.mark.parametrize("how", ["crop", "pad", "stretch"])
def test_any_size_becomes_the_one_that_is_asked_for(
    tmp_path: Path, size: tuple[int, int], how: str
) -> None:
    path = saved(Pillow.new("RGB", size, "red"), tmp_path / "p.png")
    values = decode(path, Image(3, 9, 13), how)
    assert values.shape == (3, 9, 13)
    assert (values[0] == 255).all()


def test_a_large_photograph_is_decoded_smaller_without_a_difference_to_be_seen(
    tmp_path: Path,
) -> None:
    ramp = np.linspace(0, 255, 800, dtype=np.uint8)
    path = saved(Pillow.fromarray(np.tile(ramp, (600, 1))), tmp_path / "p.jpg", quality=95)
    values = decode(path, Image(1, 30, 40), "stretch")[0].astype(int)
    assert np.abs(values[15] - np.linspace(0, 255, 40)).max() < 8


def test_a_picture_with_too_many_pixels_is_never_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(Pillow.new("1", (400, 400)), tmp_path / "bomb.png")
    monkeypatch.setattr(decoding, "MOST_PIXELS", 100_000)
    assert "400 × 400 pixels" in facts(path).why
    with pytest.raises(BrokenError, match="too many"):
        decode(path, COLOUR, "crop")


def test_pictures_that_look_the_same_have_the_same_digest(tmp_path: Path) -> None:
    image = Pillow.new("RGB", (8, 8), "red")
    one = saved(image, tmp_path / "one.png", compress_level=0)
    two = saved(image, tmp_path / "two.bmp")
    other = saved(Pillow.new("RGB", (8, 8), "blue"), tmp_path / "other.png")
    assert facts(one).digest == facts(two).digest != facts(other).digest


def test_a_program_in_postscript_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage")
    assert facts(path).why == "it is no picture"


def samples() -> list[bytes]:
    found = []
    kinds = {"PNG": "RGBA", "JPEG": "RGB", "GIF": "P", "TIFF": "L", "BMP": "RGB", "WEBP": "RGB"}
    for suffix, mode in (kinds | {"PPM": "RGB", "TGA": "RGB"}).items():
        content = io.BytesIO()
        Pillow.radial_gradient("L").resize((16, 16)).convert(mode).save(content, suffix)
        found.append(content.getvalue())
    return found


SAMPLES = samples()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "fuzzed.png"


@given(
    content=st.sampled_from(SAMPLES),
    damage=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6),
    length=st.one_of(st.none(), st.integers(0, 400)),
)
def test_damaged_files_are_broken_and_nothing_else(
    place: Path, content: bytes, damage: list[tuple[int, int]], length: int | None
) -> None:
    changed = bytearray(content)
    for offset, value in damage:
        changed[offset % len(changed)] = value
    try_out(place, bytes(changed[:length]))


@given(content=st.binary(max_size=300))
def test_random_bytes_are_broken_and_nothing_else(place: Path, content: bytes) -> None:
    try_out(place, content)


def try_out(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    known = facts(path)
    try:
        assert decode(path, COLOUR, "pad").shape == (3, 8, 8)
    except BrokenError:
        assert known.why
