"""The labels of the scene's wires: each gets its place when it is first seen, and keeps it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from msgspec import structs
from PySide6.QtCore import QRectF

from graph.network import Wire
from gui.canvas.drawing.atlas import MANY, Atlas
from gui.canvas.drawing.cards import OVERVIEW, NodeItem
from gui.canvas.drawing.labels import Box, Wanted, placed
from gui.canvas.drawing.wires import LABELLED, WireItem

FEW: Final = 200  # wires up to which all labels get their places at once
AROUND: Final = 200.0  # canvas units around the view in which labels get their places too


class Labelling:
    """Finds room for labels: on no card and no label, and on other wires only where they must."""

    def __init__(
        self, cards: Mapping[str, NodeItem], wires: Mapping[Wire, WireItem], atlas: Atlas
    ) -> None:
        self._cards, self._wires, self._atlas = cards, wires, atlas
        self._missing: set[Wire] = set()
        self._done = QRectF()  # where all labels have places that can have one

    def miss(self, wire: Wire) -> None:
        """The wire may have a label without a place."""
        item = self._wires[wire]
        if item.pill is None and item.label:
            self._missing.add(wire)
            self._done = QRectF()

    def forget(self, wires: Collection[Wire]) -> None:
        """Those wires are gone."""
        self._missing.difference_update(wires)

    def look(self, area: QRectF, zoom: float) -> None:
        """That is what will be seen."""
        if zoom >= max(LABELLED, OVERVIEW) and self._missing and not self._done.contains(area):
            self._done = area.adjusted(-AROUND, -AROUND, AROUND, AROUND)
            self.place(self._done)

    def place(self, area: QRectF | None = None) -> None:
        """Finds room for the labels of the wires in an area, or of all."""
        if area is None or len(self._wires) <= FEW:
            near, cards = self._missing, list(self._cards.values())
            beside = list(self._wires.values())
        else:
            near = self._missing & self._atlas.wires_in(area)
            around = area.adjusted(-AROUND, -AROUND, AROUND, AROUND)
            cards = [self._cards[name] for name in self._atlas.cards_in(around)]
            beside = [self._wires[wire] for wire in self._atlas.wires_in(around)]
        self._missing = self._missing - near
        if near:
            self._show(near, cards, beside)

    def _show(
        self, wanted: Iterable[Wire], cards: Iterable[NodeItem], beside: Sequence[WireItem]
    ) -> None:
        every = self._wires
        items = [every[wire] for wire in sorted(wanted, key=structs.astuple) if every[wire].label]
        pills = [item for item in every.values() if item.pill is not None]
        numbers = {item: number for number, item in enumerate(beside)}
        found = placed(
            [_wanted(item, numbers[item]) for item in items],
            (_box(card.area) for card in cards),
            (_box(item.place) for item in pills),
            (item.pieces() for item in beside),
            (item.wire.source for item in pills if item.wire is not None),
        )
        for item, at in zip(items, found, strict=True):
            if at is not None:
                left, top, right, bottom = at.box
                area = QRectF(left, top, right - left, bottom - top)
                item.show_label(area.translated(-item.pos()), above=at.crossed)

    def give_way(self, moved: Collection[str]) -> None:
        """Labels on which cards lie now look for other places."""
        if not moved:
            return
        self._done = QRectF()
        if len(moved) > MANY:
            covered = list(self._wires)
        elif len(self._wires) <= FEW:
            covered = [w for n in moved for w in self._covered(self._cards[n].area, self._wires)]
        else:
            areas = [self._cards[name].area for name in moved]
            covered = [w for a in areas for w in self._covered(a, self._atlas.wires_in(_wide(a)))]
        for wire in covered:
            self._wires[wire].show_label(None)
            self._missing.add(wire)

    def _covered(self, area: QRectF, wires: Iterable[Wire]) -> list[Wire]:
        return [wire for wire in wires if self._wires[wire].covers(area)]


def _wide(area: QRectF) -> QRectF:
    """Where the wires run whose labels may lie in the area."""
    return area.adjusted(-100, -40, 100, 40)


def _wanted(item: WireItem, number: int) -> Wanted:
    spots, width, height = item.wanted()
    return Wanted(spots, width, height, "" if item.wire is None else item.wire.source, number)


def _box(area: QRectF) -> Box:
    return area.left(), area.top(), area.right(), area.bottom()
