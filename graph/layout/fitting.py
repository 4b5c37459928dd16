"""A layout of some nodes, fitted into what stays: pinned cards, and all that was not chosen."""

from collections.abc import Collection, Iterable, Mapping

from graph.layout.paths import Box, Cards
from graph.sketch import Place

APART = 20.0
"""Canvas units between two cards at least."""
_WAYS = ((0, 1), (1, 0), (0, -1), (-1, 0))


def fitted(
    laid: Mapping[str, Box], pinned: Mapping[str, Box], fixed: Cards, corner: Place
) -> dict[str, Box]:
    """The cards where they come to stand, without the pinned ones.

    All move as one: so that the pinned ones fall where they are, or else their upper left corner to
    `corner`, and aside from what is fixed. Those that still lie on a card are moved alone.
    """
    along, across = _shift(laid, pinned, corner)
    moved = {name: box.moved(along, across) for name, box in laid.items()}
    free = {name: box for name, box in moved.items() if name not in pinned}
    if not pinned:
        along, across = clear(free.values(), fixed)
        free = {name: box.moved(along, across) for name, box in free.items()}
    others = Cards({**fixed.boxes, **pinned})
    crowded = [name for name, box in free.items() if others.meeting(box.wider(APART))]
    for name, box in free.items():
        if name not in crowded:
            others.put(name, box)
    for name in crowded:
        free[name] = free[name].moved(*clear([free[name]], others))
        others.put(name, free[name])
    return free


def _shift(laid: Mapping[str, Box], pinned: Mapping[str, Box], corner: Place) -> Place:
    here = [name for name in laid if name in pinned]
    if here:
        return (
            _median([pinned[name].left - laid[name].left for name in here]),
            _median([pinned[name].top - laid[name].top for name in here]),
        )
    return (
        corner[0] - min(box.left for box in laid.values()),
        corner[1] - min(box.top for box in laid.values()),
    )


def _median(values: list[float]) -> float:
    """The lower one of two in the middle; importing `statistics` would take 10 ms of the start."""
    return sorted(values)[(len(values) - 1) // 2]


def clear(boxes: Collection[Box], others: Cards) -> Place:
    """The shortest way straight to a side on which none of the boxes lies on another card."""
    ways = (_straight(boxes, others, along, across) for along, across in _WAYS)
    return min(ways, key=lambda way: abs(way[0]) + abs(way[1]))


def _straight(boxes: Collection[Box], others: Cards, along: int, across: int) -> Place:
    x = y = 0.0
    while True:
        steps = list(_needed(boxes, others, (x, y), (along, across)))
        if not steps:
            return x, y
        x, y = x + along * max(steps), y + across * max(steps)


def _needed(
    boxes: Iterable[Box], others: Cards, shift: Place, way: tuple[int, int]
) -> Iterable[float]:
    """How far each box that lies on another card has to go on."""
    for box in boxes:
        here = box.moved(*shift).wider(APART - 0.5)
        for name in others.meeting(here):
            other = others.boxes[name]
            match way:
                case (1, 0):
                    yield other.right - here.left + 0.5
                case (-1, 0):
                    yield here.right - other.left + 0.5
                case (0, 1):
                    yield other.bottom - here.top + 0.5
                case _:
                    yield here.bottom - other.top + 0.5
