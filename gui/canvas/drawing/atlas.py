"""The scene's index and overview: made when they are first asked for, kept right as cards move.

numpy is loaded with them, which the window's first picture does not wait for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF

from graph.network import Network, Wire
from graph.sketch import Place
from gui.canvas.drawing.cards import NodeItem
from gui.canvas.drawing.wires import Standing, WireItem
from gui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QTransform

    from gui.canvas.drawing.index import Index
    from gui.canvas.drawing.overview import Overview


MANY: Final = 300
"""Cards or wires that change at once, above which only what is seen is seen to."""


class Shown(Struct, frozen=True):
    """What stands out at the moment, and what is not drawn."""

    chosen: Collection[str]
    lit: Collection[Wire] | None
    """The wires at what is selected, if anything is."""
    wires: Standing


class Atlas:
    """What is under a point, by name, and the drawing from far away."""

    def __init__(
        self,
        cards: Mapping[str, NodeItem],
        wires: Mapping[Wire, WireItem],
        where: Callable[[str], Place],
    ) -> None:
        """`where` is a card's place, also in the middle of a drag."""
        self._cards, self._wires, self._where = cards, wires, where
        self._network = Network()
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._threads: list[Wire] = []
        self._thread_numbers: dict[WireItem, int] = {}
        self._index: Index | None = None
        self._overview: Overview | None = None

    def reset(self, network: Network) -> None:
        """The network is another one: cards, wires or their points came or went."""
        self._network = network
        self._index = self._overview = None

    def reface(self) -> None:
        """Cards look otherwise, and are where they were."""
        self._overview = None

    def move(self, places: Mapping[str, Place]) -> None:
        """Cards are somewhere else now."""
        if self._index is not None:
            self._index.move({self._numbers[name]: place for name, place in places.items()})

    @property
    def made(self) -> bool:
        """Whether there is an index to be kept right."""
        return self._index is not None

    @property
    def index(self) -> Index:
        """The geometry as arrays."""
        if self._index is None:
            from gui.canvas.drawing.index import Box, Index, Thread  # noqa: PLC0415  # loads numpy

            network = self._network
            self._names = list(network.nodes)
            self._numbers = {name: number for number, name in enumerate(self._names)}
            self._threads = list(network.wires)
            self._thread_numbers = {self._wires[w]: n for n, w in enumerate(self._threads)}
            boxes = [
                Box(self._where(name), face.size, face.inputs, face.has_output)
                for name in self._names
                for face in (self._cards[name].face,)
            ]
            threads = [
                Thread(self._numbers[w.source], self._numbers[w.target], w.port, points)
                for w in self._threads
                for points in (tuple((p.x(), p.y()) for p in self._wires[w].bends()),)
            ]
            self._index = Index(boxes, threads, network.sketch.flow)
        return self._index

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all cards."""
        return self.index.bounds()

    def cards_at(self, point: QPointF) -> list[str]:
        """The cards under a point, the lowest first."""
        found = self.index.cards_at(point.x(), point.y())
        return [self._names[number] for number in found]

    def cards_in(self, area: QRectF) -> list[str]:
        """The cards that a rectangle touches, in the order of the network."""
        found = self.index.cards_in(area.left(), area.top(), area.right(), area.bottom())
        return [self._names[number] for number in found]

    def wires_in(self, area: QRectF) -> set[Wire]:
        """The wires that may touch a rectangle."""
        found = self.index.wires_in(area.left(), area.top(), area.right(), area.bottom())
        return {self._threads[number] for number in found}

    def port_at(self, point: QPointF, reach: float) -> tuple[str, int] | None:
        """The nearest port that is not further away: its node, and its number; -1: the output."""
        found = self.index.port_at(point.x(), point.y(), reach)
        return None if found is None else (self._names[found[0]], found[1])

    def wire_at(self, point: QPointF, within: float) -> Wire | None:
        """The nearest wire that is not further away."""
        found = self.index.wire_at(point.x(), point.y(), within)
        return None if found is None else self._threads[found]

    def bend_at(self, point: QPointF, reach: float) -> tuple[Wire, int] | None:
        """The nearest point that a wire runs through: the wire, and the point's place in it."""
        found = self.index.bend_at(point.x(), point.y(), reach)
        return None if found is None else (self._threads[found[0]], found[1])

    def paint(
        self, painter: QPainter, transform: QTransform, area: QRect, theme: Theme, marks: Shown
    ) -> None:
        """Draws all cards and wires that lie in an area of the screen."""
        from gui.canvas.drawing.overview import Marks  # noqa: PLC0415  # loads numpy

        overview = self._far()
        threads, lit = self._thread_numbers, marks.lit
        numbers = Marks(
            frozenset(self._numbers[name] for name in marks.chosen),
            frozenset(threads[item] for item in marks.wires.marked),
            None if lit is None else frozenset(threads[self._wires[wire]] for wire in lit),
            frozenset(threads[item] for item in marks.wires.hidden),
        )
        overview.paint(painter, transform, area, theme, numbers)

    def paint_small(self, painter: QPainter, transform: QTransform, theme: Theme) -> None:
        """Draws all cards as spots of colour."""
        self._far().paint_small(painter, transform, theme)

    def _far(self) -> Overview:
        from gui.canvas.drawing.overview import Card, Overview  # noqa: PLC0415  # loads numpy

        index = self.index
        if self._overview is None:
            faces = [self._cards[name].face for name in self._names]
            cards = [Card(face.name, face.group, face.severity, face.badge) for face in faces]
            self._overview = Overview(index, cards)
        return self._overview
