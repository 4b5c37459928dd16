"""Aligns what is dragged with what is around it in view, and shows the guides."""

from typing import Final

from PySide6.QtCore import QRectF, Qt

from graph.sketch import Place
from gui.canvas.drawing.cards import NodeItem
from gui.canvas.drawing.notes import NoteItem
from gui.canvas.gestures.guide_lines import GuideLines
from gui.canvas.gestures.guides import Box, Guides, Snap, nearest
from gui.canvas.gestures.load import Load
from gui.canvas.stage import Stage

SNAP: Final = 6.0  # pixels within which a guide holds
AROUND: Final = 900.0  # canvas units in which it is aligned with others
AGAIN: Final = 300.0  # after so many the others are looked up anew
MOST: Final = 160  # others
CROWD: Final = 400  # blocks that are dragged: of more nobody sees what one is in line with
NOTHING: Final = Snap((0.0, 0.0))


class Align:
    """Says which way a drag takes."""

    def __init__(self, stage: Stage, load: Load, area: QRectF, corner: Place) -> None:
        self._stage, self._scene = stage, stage.scene
        self._box = (area.left(), area.top(), area.right(), area.bottom())
        self._lines = GuideLines(stage.scene.theme)
        self._scene.addItem(self._lines)
        self._corner = corner
        self.take(load)

    def take(self, load: Load) -> None:
        """Something else is dragged from now on."""
        self._load, self.pairs = load, load.pairs()
        self._built: tuple[Place, QRectF] | None = None
        self._guides = Guides(self._box, ())

    def forget(self) -> None:
        """What is around it may lie elsewhere."""
        self._built = None

    def snap(self, way: Place, axes: tuple[bool, bool] = (True, True), *, free: bool) -> Snap:
        """The way for a way of the mouse; `free`: neither guides nor grid hold it."""
        if free:
            return Snap((round(way[0]), round(way[1])))
        self._look_around(way)
        return self._guides.snap(way, SNAP / self._stage.look.zoom, axes)

    def show(self, snap: Snap = NOTHING) -> None:
        """Shows a snap's guides, or none."""
        self._lines.show_snap(snap, self._stage.look.zoom)

    def end(self) -> None:
        """Takes the guides away."""
        self._scene.removeItem(self._lines)

    def _look_around(self, way: Place) -> None:
        """Finds what it can be in line with, anew after a while or when the view was moved."""
        seen = self._stage.look.seen()
        if self._built is not None:
            last, view = self._built
            if view == seen and max(abs(way[0] - last[0]), abs(way[1] - last[1])) < AGAIN:
                return
        self._built = (way, seen)
        flow = self._load.network.sketch.flow
        axis = 0 if flow == "right" else 1
        self._guides = Guides(self._box, self._others(way, seen), self.pairs, self._corner, axis)

    def _others(self, way: Place, seen: QRectF) -> list[Box]:
        if len(self._load.names) > CROWD:
            return []
        left, top, right, bottom = self._box
        box = (left + way[0], top + way[1], right + way[0], bottom + way[1])
        around = QRectF(box[0], box[1], right - left, bottom - top)
        area = around.adjusted(-AROUND, -AROUND, AROUND, AROUND).intersected(seen)
        moving = {self._scene.cards.get(name) for name in self._load.names}
        moving |= {self._scene.marks.notes.get(name) for name in self._load.notes}
        found: list[Box] = []
        for item in self._scene.items(area, Qt.ItemSelectionMode.IntersectsItemBoundingRect):
            if isinstance(item, NodeItem | NoteItem) and item not in moving and item.opacity() == 1:
                card = item.area
                found.append((card.left(), card.top(), card.right(), card.bottom()))
        return nearest(box, found, MOST)
