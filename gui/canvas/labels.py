"""Where the labels of wires stand: on their wire or beside it, on no card and on no other label.

A label that finds no room is left out; the mouse over the wire tells what it would have said.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

AIR: Final = 2.0
"""Between a label and what is next to it."""
CELL: Final = 160.0


class Wanted(Struct, frozen=True):
    """A label that looks for its place: where its middle may be, best first, and its size."""

    spots: Sequence[tuple[float, float]]
    width: float
    height: float


def placed(
    wanted: Iterable[Wanted], cards: Iterable[Box], taken: Iterable[Box] = ()
) -> list[Box | None]:
    """A box for each label, in their order; None where there is no room."""
    room = _Room()
    for box in (*cards, *taken):
        room.take(box)
    found: list[Box | None] = []
    for label in wanted:
        box = next((box for box in _boxes(label) if room.is_free(box)), None)
        if box is not None:
            room.take(box)
        found.append(box)
    return found


def _boxes(label: Wanted) -> Iterator[Box]:
    across, down = label.width / 2, label.height / 2
    for x, y in label.spots:
        yield x - across, y - down, x + across, y + down


class _Room:
    """Boxes by the cells of a grid that they touch."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def take(self, box: Box) -> None:
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append(box)

    def is_free(self, box: Box) -> bool:
        left, top, right, bottom = box
        return not any(
            left < other[2] + AIR
            and right > other[0] - AIR
            and top < other[3] + AIR
            and bottom > other[1] - AIR
            for cell in _cells(box)
            for other in self._cells.get(cell, ())
        )


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(side // CELL) for side in box)
    for column in range(left, right + 1):
        for row in range(top, bottom + 1):
            yield column, row
