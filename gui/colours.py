"""Colours for numbers: a table of 256, from dark violet for the least to yellow for the greatest.

Bytes become a picture with no loop and no numpy: an indexed QImage reads them through the table.
"""

from functools import lru_cache
from typing import Final

from PySide6.QtGui import QImage, qRgb

# even in lightness and safe for the colour-blind, as matplotlib's viridis is; our own stops
_STOPS: Final = (
    (0x44, 0x02, 0x56),
    (0x47, 0x2B, 0x7A),
    (0x3B, 0x51, 0x8B),
    (0x2C, 0x71, 0x8E),
    (0x21, 0x90, 0x8D),
    (0x27, 0xAD, 0x81),
    (0x5C, 0xC8, 0x63),
    (0xAA, 0xDC, 0x32),
    (0xFD, 0xE8, 0x25),
)


@lru_cache(maxsize=1)
def table() -> list[int]:
    """256 colours as Qt's 0xffRRGGBB."""
    made: list[int] = []
    for level in range(256):
        place = level / 255 * (len(_STOPS) - 1)
        lower = min(int(place), len(_STOPS) - 2)
        part = place - lower
        pairs = zip(_STOPS[lower], _STOPS[lower + 1], strict=True)
        made.append(qRgb(*(round(a + (b - a) * part) for a, b in pairs)))
    return made


def picture(levels: bytes, width: int, height: int) -> QImage:
    """Bytes from 0 to 255, row by row, as a picture in the colours of the table."""
    image = QImage(levels, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable(table())
    return image.copy()  # its own memory: `levels` may go
