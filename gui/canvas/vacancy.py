"""A free place on the canvas."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF

STEP: Final = 20.0  # canvas units between two places that are tried
MARGIN: Final = 14.0  # around what comes there


def vacant(wanted: QRectF, covered: Callable[[QRectF], bool], within: QRectF) -> QRectF:
    """The rectangle at the place nearest to its own where nothing stands; if there is none within
    an area, where it is.
    """

    def away(area: QRectF) -> float:
        way = area.topLeft() - wanted.topLeft()
        return way.x() ** 2 + way.y() ** 2

    across = range(round((within.left() - wanted.left()) / STEP) + 1,
                   round((within.right() - wanted.right()) / STEP))  # fmt: skip
    down = range(round((within.top() - wanted.top()) / STEP) + 1,
                 round((within.bottom() - wanted.bottom()) / STEP))  # fmt: skip
    places = [wanted.translated(x * STEP, y * STEP) for x in across for y in down]
    for area in (wanted, *sorted(places, key=away)):
        if not covered(area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)):
            return area
    return wanted
