"""What of the canvas is in view: fit, zoom, scroll; each level is found again as it was left."""

import math

from PySide6.QtCore import (
    QEasingCurve,
    QObject,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from graph.levels import Path
from gui.canvas.drawing.cards import NodeItem
from gui.canvas.drawing.scene import Scene
from gui.canvas.minimap import Minimap
from gui.canvas.places import Places, Spot
from gui.motion import duration
from gui.session import Session

NEAREST, FARTHEST = 4.0, 0.05  # zoom
LARGEST = 1.25  # to which little is blown up
STEP = 1.2
GLIDE = 110  # ms of a step of the wheel
CRUMBS = 24  # pixels at the upper edge for the way to the level that is shown
FOOT = 24  # and at the lower one for messages, with the margin
MARGIN = 46.0  # canvas units around what is fitted


class Look(QObject):
    """The view's transform and scroll bars; nothing else in the window moves them."""

    zoomed = Signal(float)

    def __init__(
        self, session: Session, scene: Scene, view: QGraphicsView, minimap: Minimap
    ) -> None:
        super().__init__(view)
        self._session, self._scene, self._view, self._minimap = session, scene, view, minimap
        self._fitted = True
        self._goal = 1.0  # the zoom at the end of a glide
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._tick)
        self._level = session.level
        self._places = Places()
        self._kept: dict[Path, tuple[QTransform, QPointF] | None] = {}  # None: all is in view
        minimap.moved.connect(self._moved)

    @property
    def zoom(self) -> float:
        """Pixels for a canvas unit."""
        return self._view.transform().m11()

    def fit_all(self) -> None:
        """Shows the whole drawing, and goes on to when the window's size changes.

        That ends when the user looks elsewhere or edits the network.
        """
        self._fit(self._scene.drawing())
        self._fitted = True

    def fit_selection(self) -> None:
        """Shows the selected blocks, or all where none is selected."""
        self._fit(self._scene.drawing(self._session.selection))

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        """One step further away."""
        self.zoom_by(1 / STEP)

    def zoom_reset(self) -> None:
        """The natural size."""
        self.zoom_by(1 / self.zoom)

    def zoom_by(self, factor: float) -> None:
        """Nearer by a factor, within what is sensible; the point under the mouse stays there."""
        self._glide.stop()
        self._zoom_to(_sensible(self.zoom * factor))

    def glide(self, factor: float) -> None:
        """The same within a moment; steps that follow each other quickly add up."""
        running = self._glide.state() is QVariantAnimation.State.Running
        goal = _sensible((self._goal if running else self.zoom) * factor)
        self._glide.stop()
        time = duration(self._view, GLIDE)
        if time == 0:
            self._zoom_to(goal)
            return
        self._goal = goal
        self._glide.setDuration(time)
        # the logarithm moves evenly: each moment makes the picture larger by the same factor
        self._glide.setStartValue(math.log(self.zoom))
        self._glide.setEndValue(math.log(goal))
        self._glide.start()

    def _tick(self, level: float) -> None:
        self._zoom_to(math.exp(level))

    def _zoom_to(self, zoom: float) -> None:
        factor = zoom / self.zoom
        self._view.scale(factor, factor)
        self._moved()

    def scroll(self, x: int, y: int) -> None:
        """Moves the drawing by pixels, as the mouse that holds it."""
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() - x)
        down.setValue(down.value() - y)
        self._fitted = False
        self._minimap.update()
        self._places.visit(self._spot())

    def reveal(self, name: str) -> None:
        """Brings a block into view; what is in view does not move."""
        if name not in self._scene.cards:
            return
        self.show(self._scene.drawing((name,)))

    def show(self, area: QRectF) -> None:
        """Brings an area of the canvas into view; what is in view does not move."""
        if not self.seen().contains(area):
            self._view.ensureVisible(area, 60, 60)
            self._moved()

    def back(self) -> None:
        """Goes to the place that was looked at before, on whatever level it is."""
        self._travel(self._places.back(self._session.has))

    def forward(self) -> None:
        """Goes to the place that was left by going back."""
        self._travel(self._places.forward(self._session.has))

    def seen(self) -> QRectF:
        """What is in view, on the canvas."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    @property
    def room(self) -> QRect:
        """The view's own rectangle, in its pixels."""
        return self._view.viewport().rect()

    def at(self, place: QPoint) -> QPointF:
        """The point of the canvas at a pixel of the view."""
        return self._view.mapToScene(place)

    def settle(self) -> None:
        """Fits all again after the window's size changed, if all was in view."""
        if self._fitted:
            self.fit_all()

    def release(self) -> None:
        """The drawing changed: what is in view stays, whatever comes beside it."""
        self._fitted = False

    def keep(self) -> None:
        """Remembers how a level is left; the next one is the session's."""
        # Qt rounds a middle down to a pixel: without a part of one each visit would move the view
        middle = self.seen().center() + QPointF(0.25, 0.25) / self.zoom
        kept = None if self._fitted else (self._view.transform(), middle)
        self._kept[self._level] = kept
        self._level = self._session.level

    def restore(self) -> None:
        """Looks at the level as it was left, at all of one that is new."""
        self._glide.stop()
        kept = self._kept.get(self._level)
        if kept is None:
            self.fit_all()
        else:
            self._view.setTransform(kept[0])
            self._view.centerOn(kept[1])
            self._moved()

    def forget(self) -> None:
        """Another project: its levels were never looked at."""
        self._level = self._session.level
        self._kept.clear()
        self._places.clear()

    def _fit(self, area: QRectF) -> None:
        self._glide.stop()
        if area.isEmpty():
            self._view.resetTransform()
            self._view.centerOn(0, 0)
        else:
            area = area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
            room = self._view.viewport().rect().adjusted(0, CRUMBS, 0, -FOOT)
            self._fill(room, area)
            if self._behind_minimap():
                self._fill(room.adjusted(0, 0, 0, self._minimap.y() - room.bottom()), area)
        self._moved()

    def _fill(self, room: QRect, area: QRectF) -> None:
        """Shows an area of the canvas in the middle of a part of the view, as large as it fits."""
        zoom = min(room.width() / area.width(), room.height() / area.height(), LARGEST)
        zoom = _sensible(zoom)
        self._view.resetTransform()
        self._view.scale(zoom, zoom)
        aside: QPoint = room.center() - self._view.viewport().rect().center()
        self._view.centerOn(area.center() - QPointF(aside) / zoom)

    def _behind_minimap(self) -> bool:
        """Whether the overview hides a block."""
        hidden = self._view.mapToScene(self._minimap.geometry()).boundingRect()
        return self._minimap.isVisible() and any(
            isinstance(item, NodeItem) for item in self._scene.items(hidden)
        )

    def _moved(self) -> None:
        self._fitted = False
        self._minimap.update()
        self._places.visit(self._spot())
        self.zoomed.emit(self.zoom)

    def _spot(self) -> Spot:
        seen = self.seen()
        return Spot(self._session.level, seen.x(), seen.y(), seen.width(), seen.height())

    def _travel(self, spot: Spot | None) -> None:
        if spot is None:
            return
        zoom = _sensible(self._view.viewport().width() / spot.width)
        middle = QPointF(spot.x + spot.width / 2, spot.y + spot.height / 2)
        self._kept[spot.level] = (QTransform.fromScale(zoom, zoom), middle)
        if spot.level == self._session.level:
            self.restore()
        else:
            self._session.visit(spot.level)  # and the view restores it


def _sensible(zoom: float) -> float:
    return min(max(zoom, FARTHEST), NEAREST)
