"""The points that a wire runs through: they are pulled out of it, moved, and taken away again."""

from functools import partial
from math import hypot
from typing import Final, Self

from PySide6.QtCore import QPointF

from graph.edits import bends
from graph.network import Network, Wire
from graph.sketch import Place, cheapest
from gui.canvas.drawing.ends import tips, way
from gui.canvas.drawing.geometry import snapped
from gui.canvas.gestures.offers import Thread, take_away
from gui.canvas.pointer import OnBend, Pointer, Press
from gui.canvas.stage import Stage
from gui.language import tr

LEVEL: Final = 8.0  # pixels within which a point goes to its neighbours' height or breadth
STRAIGHT: Final = 4.0  # canvas units from the line between its neighbours where it is not needed


class MoveBend:
    """Moves a point of a wire; on the straight line between its neighbours it goes."""

    def __init__(self, stage: Stage, press: Press, wire: Wire, index: int, *, new: bool) -> None:
        self._stage, self._session, self._scene = stage, stage.session, stage.scene
        self._network = network = stage.session.network
        self._press, self._wire, self._index, self._new = press, wire, index, new
        points = network.sketch.route(wire)
        self._before, self._behind = points[:index], points[index if new else index + 1 :]
        first, last = tips(network, wire)
        self._last = self._before[-1] if self._before else _plain(first)
        self._next = self._behind[0] if self._behind else _plain(last)
        self._place: Place | None = None  # None: not moved yet
        self._needed = not new
        self._barred = False  # in a built-in block, which is said once
        self._thread = Thread(stage.scene.theme)

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """The left button on a point of a wire: it is selected, too."""
        if not press.left or not isinstance(press.hit, OnBend):
            return None
        wire, index = press.hit.wire, press.hit.index
        stage.session.select(())
        stage.picked.choose((wire,), index)
        return cls(stage, press, wire, index, new=False)

    @classmethod
    def pull(cls, stage: Stage, press: Press, wire: Wire) -> Self:
        """Pulls a new point out of a wire."""
        index = gap(stage.session.network, wire, press.point)
        return cls(stage, press, wire, index, new=True)

    def move(self, pointer: Pointer) -> None:
        if not self._begun(pointer):
            return
        self._place = place = self._level(pointer.point)
        self._needed = not _between(self._last, place, self._next)
        points = (*self._before, *((place,) if self._needed else ()), *self._behind)
        path = way(self._network, self._wire, points)
        theme, zoom = self._scene.theme, self._stage.look.zoom
        ring = QPointF(*place) if self._needed else None
        self._thread.show_way(path, theme.accent, zoom, ring)
        idle = self._needed or self._new
        self._stage.words.show_at(
            pointer.point, "" if idle else tr("Drop the point here to take it away.")
        )

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        place = self._place
        self.cancel()
        if place is None or (self._new and not self._needed):
            return
        network, wire, index = self._network, self._wire, self._index
        if not self._needed:
            self._session.edit("Remove point", bends.bend_removed(network, wire, index))
            self._stage.picked.choose((wire,))
            return
        if self._new:
            done = add(self._stage, wire, index, place)
        else:
            moved = bends.bend_moved(network, wire, index, place)
            done = moved is not network and self._session.edit("Move point", moved)
        if done:
            self._stage.picked.choose((wire,), index)

    def cancel(self) -> None:
        take_away(self._scene, self._thread)
        self._stage.hide_words()
        item = self._scene.wires.get(self._wire)
        if item is not None:
            item.setVisible(True)
        if self._place is not None:
            self._stage.picked.choose((self._wire,), None if self._new else self._index)

    def _begun(self, pointer: Pointer) -> bool:
        if self._place is not None:
            return True
        if not self._press.is_dragged(pointer) or self._barred:
            return False
        self._barred = not self._stage.may_edit()
        if self._barred:
            return False
        self._stage.picked.choose()  # its handles would stay where it was
        self._scene.addItem(self._thread)
        self._scene.wires[self._wire].setVisible(False)
        return True

    def _level(self, point: QPointF) -> Place:
        """On the grid, or in line with a neighbour that is near."""
        grid, reach = snapped(point), LEVEL / self._stage.look.zoom
        x, y = grid.x(), grid.y()
        for beside_x, beside_y in (self._next, self._last):
            if abs(point.x() - beside_x) <= reach:
                x = beside_x
            if abs(point.y() - beside_y) <= reach:
                y = beside_y
        return x, y


def gap(network: Network, wire: Wire, point: QPointF) -> int:
    """Between which points of a wire a new one stands."""
    first, last = tips(network, wire)
    return cheapest((_plain(first), *network.sketch.route(wire), _plain(last)), _plain(point))


def add(stage: Stage, wire: Wire, index: int, place: Place) -> bool:
    """Lets a wire run through a point more; says why, if it has too many."""
    make = partial(bends.with_bend, stage.session.network, wire, index, place)
    return stage.session.attempt("Add point", make)


def split(stage: Stage, wire: Wire, point: QPointF) -> None:
    """A double click on a wire: a point there."""
    index = gap(stage.session.network, wire, point)
    place = snapped(point)
    if add(stage, wire, index, (place.x(), place.y())):
        stage.picked.choose((wire,), index)


def remove(stage: Stage, wire: Wire, index: int) -> None:
    """Takes a point of a wire away."""
    if stage.session.edit("Remove point", bends.bend_removed(stage.session.network, wire, index)):
        stage.picked.choose((wire,))


def _plain(point: QPointF) -> Place:
    return point.x(), point.y()


def _between(first: Place, place: Place, last: Place) -> bool:
    """Whether a place is on the line between two others."""
    way_x, way_y = last[0] - first[0], last[1] - first[1]
    off_x, off_y = place[0] - first[0], place[1] - first[1]
    length = hypot(way_x, way_y)
    if length == 0:
        return hypot(off_x, off_y) <= STRAIGHT
    along = (off_x * way_x + off_y * way_y) / length
    aside = abs(off_x * way_y - off_y * way_x) / length
    return aside <= STRAIGHT and -STRAIGHT <= along <= length + STRAIGHT
