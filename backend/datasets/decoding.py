"""One picture file to bytes: any size and mode, rotated as its camera says, alpha over white.

Only formats whose decoders are Pillow's own are opened: an EPS would start another program.
"""

import hashlib
import stat
import warnings
from functools import cache
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image as Pillow

from graph.shapes import Image

FORMATS = frozenset(
    ("PNG", "JPEG", "BMP", "DIB", "GIF", "WEBP", "TIFF", "PPM", "ICO", "TGA", "AVIF", "PCX",
     "JPEG2000", "QOI")
)  # fmt: skip
SUFFIXES = frozenset(
    (".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".dib", ".gif", ".webp", ".tif",
     ".tiff", ".ppm", ".pgm", ".pbm", ".pnm", ".ico", ".tga", ".avif", ".pcx", ".jp2", ".j2k",
     ".qoi")
)  # fmt: skip
MOST_PIXELS = 100_000_000
"""Of one picture: a small file can ask for all the memory that there is."""
DRAFT = 256
"""Pixels of a side down to which a JPEG may be decoded for its digest."""
Bytes = NDArray[np.uint8]

_ORIENTATION = 0x0112
_TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
"""How a picture of each EXIF orientation is set upright."""
_QUARTERS = tuple(_TURNS[orientation] for orientation in (5, 6, 7, 8))
"""Those that make width of height."""

# Size is checked by `_opened`, before anything is decoded: Pillow's own check only warns.
Pillow.MAX_IMAGE_PIXELS = None
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # odd, but readable


class BrokenError(ValueError):
    """A picture file that cannot be decoded; why, in Pillow's words."""


class Facts(Struct, frozen=True, array_like=True):
    """What is known of a picture file once it has been decoded; `why` says why it cannot be."""

    length: int
    """Bytes."""
    time: int
    """Nanoseconds: with `length`, it tells whether the file is still the same."""
    width: int = 0
    """As it stands upright."""
    height: int = 0
    mode: str = ""
    """Pillow's word for how it is stored: L, RGB, RGBA, P, CMYK, I;16."""
    alpha: bool = False
    rotated: bool = False
    digest: bytes = b""
    """Of its pixels: two pictures that look the same have the same."""
    why: str = ""


def facts(path: Path) -> Facts:
    """What a picture file is, decoded whole, so that it is known to be sound; raises nothing."""
    try:
        status = path.stat()
    except OSError as error:
        return Facts(0, 0, why=error.strerror or str(error))
    if not stat.S_ISREG(status.st_mode):  # a pipe would never end
        return Facts(0, 0, why="it is no file")
    known = Facts(status.st_size, status.st_mtime_ns)
    try:
        return _examined(path, known)
    except BrokenError as error:
        return Facts(known.length, known.time, why=str(error))


def _examined(path: Path, known: Facts) -> Facts:
    try:
        with _opened(path) as image:
            width, height = image.size
            turn = _turn(image)
            if turn in _QUARTERS:
                width, height = height, width
            mode, alpha = image.mode, image.has_transparency_data
            image.draft(None, (DRAFT, DRAFT))
            image.load()
            head = f"{image.mode} {width} {height} {turn}".encode()
            palette = bytes(image.getpalette() or ()) if image.mode == "P" else b""
            digest = hashlib.blake2b(head + palette, digest_size=16)
            digest.update(image.tobytes())
    except BrokenError:
        raise
    except Exception as error:  # decoders of foreign bytes raise whatever they stumble over
        raise BrokenError(_said(error)) from error
    return Facts(
        known.length, known.time, width, height, mode, alpha, turn is not None, digest.digest()
    )


def decode(path: Path, shape: Image, resize: str) -> Bytes:
    """A picture file as C x H x W bytes of a size; raises BrokenError.

    `resize` is crop (fills the size, longer sides are cut off), pad (fits into it, on the colour
    of the picture's edge) or stretch.
    """
    try:
        with _opened(path) as image:
            side = 2 * max(shape.height, shape.width)
            image.draft("L" if shape.channels == 1 else "RGB", (side, side))
            turn = _turn(image)
            plain = _plain(image, "L" if shape.channels == 1 else "RGB")
            if turn is not None:
                plain = plain.transpose(turn)
            sized = resized(plain, shape.height, shape.width, resize)
            values = np.asarray(sized)
    except BrokenError:
        raise
    except Exception as error:  # decoders of foreign bytes raise whatever they stumble over
        raise BrokenError(_said(error)) from error
    if values.ndim == 2:
        return values[None].copy()
    return np.ascontiguousarray(values.transpose(2, 0, 1))


def resized(image: Pillow.Image, height: int, width: int, how: str) -> Pillow.Image:
    """A picture of another size, of the same ratio of sides but for `stretch`."""
    if image.size == (width, height):
        return image
    if how == "stretch":
        return _scaled(image, width, height, (0, 0, *image.size))
    across, down = image.width / width, image.height / height
    if how == "crop":
        scale = min(across, down)
        left = max(0.0, (image.width - scale * width) / 2)  # rounding may lead over the edge
        top = max(0.0, (image.height - scale * height) / 2)
        right, bottom = left + scale * width, top + scale * height
        box = (left, top, min(right, image.width), min(bottom, image.height))
        return _scaled(image, width, height, box)
    scale = max(across, down)
    inner = (max(1, round(image.width / scale)), max(1, round(image.height / scale)))
    canvas = Pillow.new(image.mode, (width, height), _edge(image))
    small = _scaled(image, *inner, (0, 0, *image.size))
    canvas.paste(small, ((width - inner[0]) // 2, (height - inner[1]) // 2))
    return canvas


def _scaled(
    image: Pillow.Image, width: int, height: int, box: tuple[float, float, float, float]
) -> Pillow.Image:
    # with a gap of 3, a box filter goes first: much faster, and hardly to be told from without
    return image.resize((width, height), Pillow.Resampling.BICUBIC, box, reducing_gap=3.0)


def _edge(image: Pillow.Image) -> int | tuple[int, ...]:
    """The median colour of the outermost pixels."""
    values = np.asarray(image)
    rim = [values[0], values[-1], values[:, 0], values[:, -1]]
    median = np.median(np.concatenate(rim), axis=0)
    return int(median) if median.ndim == 0 else tuple(int(value) for value in median)


@cache
def _formats() -> tuple[str, ...]:
    """Those of FORMATS that this Pillow was built with."""
    Pillow.init()
    return tuple(sorted(FORMATS & Pillow.OPEN.keys()))


def _opened(path: Path) -> Pillow.Image:
    try:
        image = Pillow.open(path, formats=_formats())
    except FileNotFoundError as error:
        raise BrokenError("there is no such file") from error
    except Exception as error:  # decoders of foreign bytes raise whatever they stumble over
        raise BrokenError(_said(error)) from error
    pixels = image.width * image.height
    if pixels > MOST_PIXELS or not pixels:
        image.close()
        raise BrokenError(f"{image.width} × {image.height} pixels are too many or none")
    return image


def _turn(image: Pillow.Image) -> Pillow.Transpose | None:
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # what a camera wrote badly says nothing of how to turn the picture
        return None


def _plain(image: Pillow.Image, mode: str) -> Pillow.Image:
    """In mode L or RGB; what is transparent shows white."""
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    if image.has_transparency_data:
        over = image.convert("RGBA")
        white = Pillow.new("RGBA", over.size, "white")
        image = Pillow.alpha_composite(white, over)
    return image if image.mode == mode else image.convert("RGB").convert(mode)


def _eight_bits(image: Pillow.Image) -> Pillow.Image:
    """Grey of 16 or 32 bits, or of floats; Pillow's own conversion cuts what is above 255."""
    values = np.nan_to_num(np.asarray(image, np.float64))
    low, high = float(values.min()), float(values.max())
    if image.mode != "F" and low >= 0 and high <= 65_535:
        low, high = 0.0, 65_535.0
    elif image.mode == "F" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    scaled = (values - low) * (255 / (high - low or 1.0))
    return Pillow.fromarray(np.round(scaled).astype(np.uint8))


def _said(error: Exception) -> str:
    """What a decoder says, in a line."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, Pillow.UnidentifiedImageError):
        return "it is no picture"
    return (str(error) or type(error).__name__).splitlines()[0][:200]
