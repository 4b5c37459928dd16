"""Where the labels of wires stand: on their wire or beside it, on no card and on no other label.

A label that finds no room is left out; the mouse over the wire tells what it would have said.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

AIR: Final = 2.0
"""Between a label and what is next to it."""
CELL: Final = 160.0
COARSER: Final = 8.0
"""Times the side of the cells: of the next grid, for boxes that are larger than a cell."""
SEVERAL: Final = -3
"""Whose a box is that is not one owner's alone."""
NOTHING: Final[Mapping[Box, int]] = {}


class Wanted(Struct, frozen=True):
    """A label that looks for its place: where its middle may be, best first, and its size."""

    spots: Sequence[tuple[float, float]]
    width: float
    height: float
    source: str = ""
    """What its wire comes from: its other wires say the same."""
    wire: int = -1
    """Its wire's number among the lines."""


class Placed(Struct, frozen=True):
    """Where a label stands."""

    box: Box
    crossed: bool = False
    """Whether another wire runs behind it."""


def placed(
    wanted: Sequence[Wanted],
    cards: Iterable[Box],
    taken: Iterable[Box] = (),
    lines: Iterable[Iterable[Box]] = (),
    told: Iterable[str] = (),
) -> list[Placed | None]:
    """A place for each label, in their order; None where there is no room.

    One that would lie on another wire, of which `lines` has the pieces, is left out where another
    wire from its source has a label: that is of `told`, or was found a place here.
    """
    room, wires = _Room(), _Room()
    for box in (*cards, *taken):
        room.take(box)
    for piece, number in ((p, number) for number, pieces in enumerate(lines) for p in pieces):
        wires.take(piece, number)
    found: list[Placed | None] = [None] * len(wanted)
    said = set(told)
    for crosses in (False, True):
        for number, label in enumerate(wanted):
            if found[number] is not None or (crosses and label.source and label.source in said):
                continue
            free = (box for box in _boxes(label) if room.is_free(box))
            box = next((b for b in free if crosses or wires.is_free(b, label.wire)), None)
            if box is not None:
                found[number] = Placed(box, crosses)
                room.take(box)
                said.add(label.source)
    return found


def _boxes(label: Wanted) -> Iterator[Box]:
    across, down = label.width / 2, label.height / 2
    for x, y in label.spots:
        yield x - across, y - down, x + across, y + down


class _Room:
    """Boxes by the cells of grids that they touch: each in a grid that is coarse enough for it."""

    def __init__(self) -> None:
        self._grids: dict[float, dict[tuple[int, int], dict[Box, int]]] = {}

    def take(self, box: Box, owner: int = -1) -> None:
        side = _side(box)
        grid = self._grids.setdefault(side, {})
        for cell in _cells(box, side):
            boxes = grid.setdefault(cell, {})  # once each: a drawing may have all in one place
            boxes[box] = owner if boxes.get(box, owner) == owner else SEVERAL

    def is_free(self, box: Box, owner: int = -2) -> bool:
        """Whether nothing but what is the owner's own lies there."""
        left, top, right, bottom = box
        return not any(
            whose != owner
            and left < other[2] + AIR
            and right > other[0] - AIR
            and top < other[3] + AIR
            and bottom > other[1] - AIR
            for side, grid in self._grids.items()
            for cell in _cells(box, side)
            for other, whose in grid.get(cell, NOTHING).items()
        )


def _side(box: Box) -> float:
    """Of the cells for a box, of which it touches few; a wire may run across the whole canvas."""
    left, top, right, bottom = box
    side = CELL
    while side < max(right - left, bottom - top):
        side *= COARSER
    return side


def _cells(box: Box, side: float) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(edge // side) for edge in box)
    for column in range(left, right + 1):
        for row in range(top, bottom + 1):
            yield column, row
