"""The labels of the scene's wires, and what a wire says when the mouse is over it."""

from collections.abc import Iterable, Mapping

from msgspec import structs
from PySide6.QtCore import QRectF

from graph.network import Wire
from graph.shapes import Shape
from gui import figures
from gui.canvas.cards import NodeItem
from gui.canvas.labels import Box, Wanted, placed
from gui.canvas.wires import WireItem
from gui.language import tr

BYTES = 4  # of a number


def place_labels(
    wires: Mapping[Wire, WireItem], cards: Iterable[NodeItem], wanted: Iterable[Wire]
) -> None:
    """Finds room for the labels of some wires: on no card, and on no label that has its place."""
    items = [wires[wire] for wire in sorted(wanted, key=structs.astuple) if wires[wire].label]
    pills = [item.place for item in wires.values() if item.pill is not None]
    found = placed(map(_wanted, items), (_box(card.area) for card in cards), map(_box, pills))
    for item, box in zip(items, found, strict=True):
        if box is not None:
            left, top, right, bottom = box
            area = QRectF(left, top, right - left, bottom - top)
            item.show_label(area.translated(-item.pos()))


def told(shape: Shape) -> str:
    """64×56×56 · 200,704 numbers · 784 KB a picture."""
    return tr(
        "{shape} · {count} numbers · {size} a picture",
        shape=figures.ltr(str(shape)),
        count=figures.count(shape.count),
        size=figures.size(BYTES * shape.count),
    )


def _wanted(item: WireItem) -> Wanted:
    spots, width, height = item.wanted()
    return Wanted(spots, width, height)


def _box(area: QRectF) -> Box:
    return area.left(), area.top(), area.right(), area.bottom()
