"""The canvas: shows the scene, and turns mouse and keys into gestures and edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QMenu, QWidget

from backend.protocol import Cards
from graph import edits
from graph.arrange import GAP_X, make_room
from graph.document import Change
from graph.levels import has_inside
from graph.network import AnyLayer, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH
from gui import blocks
from gui.canvas import mime
from gui.canvas.breadcrumb import Breadcrumb
from gui.canvas.geometry import GRID
from gui.canvas.items import NodeItem, font
from gui.canvas.minimap import Minimap
from gui.canvas.scene import Scene
from gui.canvas.walk import Way, neighbour
from gui.language import tr
from gui.session import Session
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.canvas.gestures import DrawWire, Gesture

REACH = 12.0  # pixels around a port that still hit it
NEAREST, FARTHEST = 4.0, 0.05  # zoom
STEP = 1.2
CRUMBS = 24  # pixels at the upper edge for the way to the level that is shown
MARGIN = 46.0  # canvas units around what is fitted


class CanvasView(QGraphicsView):
    """The drawing of the session's network."""

    zoomed = Signal(float)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setViewport(QWidget())  # PySide loads all of Qt to find the class of Qt's own one
        self._scene = Scene(session, theme)
        self._gesture: Gesture | None = None
        self._panning: QPoint | None = None
        self._space = False
        self._wires: tuple[Wire, ...] = ()
        self._fitted = True
        self._level = session.level
        self._looks: dict[tuple[str, ...], tuple[QTransform, QPointF] | None] = {}
        self.block_actions: dict[str, QAction] = {}  # the window's, by their names
        self.setScene(self._scene)
        self.setObjectName("canvas")
        self.setAccessibleName(tr("Canvas"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # data flows to the right
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self._minimap = Minimap(self, self._scene)
        self._minimap.moved.connect(self._after_look)
        self._breadcrumb = Breadcrumb(session, self)
        session.changed.connect(self._follow)
        session.opened.connect(self._reopen)
        session.entered.connect(self._change_level)
        session.selected.connect(self._scene.show_selection)
        session.revealed.connect(self.reveal)

    # what the window asks for

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
        self._zoom(STEP)

    def zoom_out(self) -> None:
        """One step further away."""
        self._zoom(1 / STEP)

    def zoom_reset(self) -> None:
        """The natural size."""
        self._zoom(1 / self.transform().m11())

    def reveal(self, name: str) -> None:
        """Brings a block into view."""
        if name not in self._scene.cards:
            return
        card = self._scene.drawing((name,))
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        if not seen.contains(card):  # what is in view does not move
            self.ensureVisible(card, 60, 60)
            self._after_look()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._scene.set_theme(theme)
        self._minimap.update()

    def set_cards(self, cards: Cards | None) -> None:
        """Shows the worker's small pictures on the cards."""
        self._scene.show_cards(cards)

    def centre(self) -> tuple[float, float]:
        """The place of a card in the middle of what is in view."""
        middle = self.mapToScene(self.viewport().rect().center())
        return (
            round((middle.x() - CARD_WIDTH / 2) / GRID) * GRID,
            round((middle.y() - CARD_HEIGHT / 2) / GRID) * GRID,
        )

    def delete(self) -> None:
        """Removes the selected blocks and wires."""
        network = edits.disconnect(self._session.network, self._wires)
        network = edits.remove(network, self._session.selection)
        self._session.edit("Delete", network)

    def show_wire(self, wire: Wire) -> None:
        """Marks a wire, as what a message speaks of."""
        self._choose((wire,))

    def picture(self) -> QImage:
        """The whole drawing at its natural size."""
        area = self._scene.drawing().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        image = QImage(area.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor(self._scene.theme.canvas))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._scene.render(painter, QRectF(image.rect()), area)
        painter.end()
        return image

    # what the session says

    def _follow(self, change: Change) -> None:
        if self._gesture is not None:
            self._gesture.cancel()
            self._gesture = None
        self._scene.sync()
        self._fitted &= change.before.network is change.after.network
        self._choose(tuple(wire for wire in self._wires if wire in self._scene.wires))
        self._minimap.update()
        self.viewport().update()

    def _change_level(self) -> None:
        """Each level is found again as it was left; one that is new is fitted."""
        middle = self.mapToScene(self.viewport().rect().center())
        self._looks[self._level] = None if self._fitted else (self.transform(), middle)
        self._level = self._session.level
        if self._gesture is not None:
            self._gesture.cancel()
            self._gesture = None
        self._choose(())
        self._scene.change_level()
        look = self._looks.get(self._level)
        if look is None:
            self.fit_all()
        else:
            self.setTransform(look[0])
            self.centerOn(look[1])
            self._after_look()
        self.viewport().update()

    def _reopen(self) -> None:
        self._gesture = None
        self._level = self._session.level
        self._looks.clear()
        self._choose(())
        self._scene.sync()
        self._scene.show_cards(None)
        self.fit_all()

    # look

    def _fit(self, area: QRectF) -> None:
        if area.isEmpty():
            self.resetTransform()
            self.centerOn(0, 0)
        else:
            area = area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
            room = self.viewport().rect().adjusted(0, CRUMBS, 0, 0)
            self._fill(room, area)
            if self._behind_minimap():
                self._fill(room.adjusted(0, 0, 0, self._minimap.y() - room.bottom()), area)
        self._after_look()

    def _fill(self, room: QRect, area: QRectF) -> None:
        """Shows an area of the canvas in the middle of a part of the view, as large as it fits."""
        zoom = min(room.width() / area.width(), room.height() / area.height(), 1.25)
        zoom = max(zoom, FARTHEST)
        self.resetTransform()
        self.scale(zoom, zoom)
        aside = room.center() - self.viewport().rect().center()
        self.centerOn(area.center() - QPointF(aside) / zoom)

    def _behind_minimap(self) -> bool:
        """Whether the overview hides a block."""
        hidden = self.mapToScene(self._minimap.geometry()).boundingRect()
        return self._minimap.isVisible() and any(
            isinstance(item, NodeItem) for item in self._scene.items(hidden)
        )

    def _zoom(self, factor: float) -> None:
        now = self.transform().m11()
        factor = min(max(now * factor, FARTHEST), NEAREST) / now
        self.scale(factor, factor)
        self._after_look()

    def _after_look(self) -> None:
        self._fitted = False
        self._minimap.update()
        self.zoomed.emit(self.transform().m11())

    def _choose(self, wires: tuple[Wire, ...]) -> None:
        self._wires = wires
        for wire, item in self._scene.wires.items():
            item.show_chosen(wire in wires)

    # mouse

    def _begin(self, event: QMouseEvent) -> Gesture | None:
        """The gesture that a press of the left button begins: the first line that fits."""
        from gui.canvas.gestures import MoveNodes, RubberBand  # noqa: PLC0415  # as below

        point = self.mapToScene(event.position().toPoint())
        port = self._port_at(point)
        card = self._scene.card_at(point)
        if port is not None:
            return self._wire_from(*port)
        if card is not None:
            self._pick(card, event.modifiers())
            return MoveNodes(self._session, self._scene, point)
        wire = self._scene.wire_at(point, REACH / self.transform().m11())
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if wire is not None:
            self._session.select(())
            self._choose((wire,))
            return None
        return RubberBand(
            self._session, self._scene, point, self._session.selection if adds else ()
        )

    def _wire_from(self, node: str, port: int) -> DrawWire:
        from gui.canvas.gestures import DrawWire  # noqa: PLC0415  # as below

        if port < 0:
            return DrawWire(self._session, self._scene, node, None)
        old = [w for w in self._session.network.incoming[node] if w.port == port]
        if old:
            return DrawWire(self._session, self._scene, old[0].source, None, old[0])
        return DrawWire(self._session, self._scene, node, port)

    def _port_at(self, point: QPointF) -> tuple[str, int] | None:
        """The port under a point: its node, and its number or -1 for the output."""
        reach = max(7.0, REACH / self.transform().m11())
        best: tuple[float, str, int] | None = None
        area = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        for name, card in self._scene.cards.items():
            if not card.sceneBoundingRect().intersects(area):
                continue
            places = [(card.input_place(port), port) for port in range(card.face.inputs)]
            if card.face.has_output:
                places.append((card.output_place(), -1))
            for place, port in places:
                away = place - point
                length = (away.x() ** 2 + away.y() ** 2) ** 0.5
                if length <= reach and (best is None or length < best[0]):
                    best = (length, name, port)
        return None if best is None else best[1:]

    def _pick(self, name: str, modifiers: Qt.KeyboardModifier) -> None:
        self._choose(())
        chosen = self._session.selection
        if modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            others = tuple(other for other in chosen if other != name)
            self._session.select(others if name in chosen else (*chosen, name))
        elif name not in chosen:
            self._session.select((name,))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        pans = event.button() == Qt.MouseButton.MiddleButton or self._space
        if pans:
            self._panning = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton and self._gesture is None:
            self._choose(())
            self._gesture = self._begin(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._panning is not None:
            way = place - self._panning
            self._panning = place
            self._scroll(way.x(), way.y())
        elif self._gesture is not None:
            self._gesture.move(self.mapToScene(place))
        else:
            over = self._port_at(self.mapToScene(place)) is not None
            shape = Qt.CursorShape.CrossCursor if over else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if self._space else shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._panning is not None:
            self._panning = None
            self.viewport().unsetCursor()
        elif self._gesture is not None and event.button() == Qt.MouseButton.LeftButton:
            gesture, self._gesture = self._gesture, None
            gesture.finish(self.mapToScene(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        card = self._scene.card_at(self.mapToScene(event.position().toPoint()))
        block = card is not None and has_inside(self._session.network.nodes[card].layer)
        if event.button() == Qt.MouseButton.LeftButton and block and not self._space:
            self._session.enter(card or "")
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta()
        zooms = event.modifiers() & Qt.KeyboardModifier.ControlModifier or pixels.isNull()
        if zooms:
            self._zoom(STEP ** (event.angleDelta().y() / 120))
        else:
            self._scroll(pixels.x(), pixels.y())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = self.mapToScene(event.pos())
        card = self._scene.card_at(point)
        wire = self._scene.wire_at(point, REACH / self.transform().m11())
        menu = QMenu(self)
        if card is not None:
            self._pick(card, Qt.KeyboardModifier.NoModifier)
            self._offer_block_actions(menu)
            menu.addAction(tr("Delete"), self.delete)
            menu.addAction(tr("Disconnect"), self._disconnect)
        elif wire is not None:
            self._choose((wire,))
            menu.addAction(tr("Delete wire"), self.delete)
        menu.addAction(tr("Fit all"), self.fit_all)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _offer_block_actions(self, menu: QMenu) -> None:
        fitting = blocks.applicable(self._session)
        for name, action in self.block_actions.items():
            if name in fitting:
                menu.addAction(action)
        menu.addSeparator()

    def _disconnect(self) -> None:
        chosen = set(self._session.selection)
        wires = [w for w in self._session.network.wires if {w.source, w.target} & chosen]
        self._session.edit("Disconnect", edits.disconnect(self._session.network, wires))

    def _scroll(self, x: int, y: int) -> None:
        self._fitted = False
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - x)
        down.setValue(down.value() - y)
        self._minimap.update()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _WAYS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif event.key() == Qt.Key.Key_Space:
            self._space = True
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif event.key() in _REMOVE:
            self._remove(may_leave=event.key() == Qt.Key.Key_Backspace)
        elif event.key() in _OPEN and len(self._session.selection) == 1:
            self._session.enter(self._session.selection[0])
        elif way is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._walk(way, adds=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif way is not None and self._session.selection:
            self._nudge(*way)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.viewport().unsetCursor()
        super().keyReleaseEvent(event)

    def _escape(self) -> None:
        if self._gesture is not None:
            self._gesture.cancel()
            self._gesture = None
        elif self._session.selection or self._wires:
            self._choose(())
            self._session.select(())
        else:
            self._session.leave()

    def _remove(self, *, may_leave: bool) -> None:
        if may_leave and not self._session.selection and not self._wires:
            self._session.leave()
        else:
            self.delete()

    def _walk(self, way: Way, *, adds: bool) -> None:
        """Selects the block next to the one that was selected last, in addition or in its place."""
        chosen = self._session.selection
        name = neighbour(self._session.network, chosen[-1] if chosen else None, way)
        if name is not None:
            others = tuple(other for other in chosen if other != name) if adds else ()
            self._choose(())
            self._session.select((*others, name))
            self.reveal(name)

    def _nudge(self, x: int, y: int) -> None:
        network = self._session.network
        places = {
            name: (network.nodes[name].x + x * GRID, network.nodes[name].y + y * GRID)
            for name in self._session.selection
        }
        merge = ("nudge", self._session.selection)
        self._session.edit("Move", edits.move(network, places), merge=merge)

    # drops from the palette

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from gui.canvas.gestures import DropBlock  # noqa: PLC0415  # start-up does without it

        layer = mime.unpack(event.mimeData())
        if layer is None:
            event.ignore()
            return
        self._gesture = DropBlock(self._session, self._scene, layer)
        self._gesture.move(self.mapToScene(event.position().toPoint()))
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._gesture is not None:
            self._gesture.move(self.mapToScene(event.position().toPoint()))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if self._gesture is not None:
            self._gesture.cancel()
            self._gesture = None

    def dropEvent(self, event: QDropEvent) -> None:
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.finish(self.mapToScene(event.position().toPoint()))
            event.acceptProposedAction()
            self.setFocus()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._scene.cards and self._gesture is None:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(self._scene.theme.muted))
            painter.setFont(font(15))
            words = tr(
                "Drag blocks here from the palette,\nor start from an architecture (Ctrl+Shift+N)."
            )
            painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), words)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._minimap.settle()
        if self._fitted:
            self.fit_all()


def add_block(session: Session, view: CanvasView, layer: AnyLayer) -> None:
    """Adds a block by keyboard: behind the selected one and wired to it, else in the middle."""
    network = session.network
    name = edits.fresh_name(network, layer.stem)
    chosen = session.selection[0] if len(session.selection) == 1 else None
    if chosen is None or layer.inputs == 0 or network.nodes[chosen].layer.stem == "output":
        made = make_room(edits.add(network, name, layer, view.centre()), name)
    else:
        before = network.nodes[chosen]
        place = (before.x + CARD_WIDTH + GAP_X, before.y)
        behind = network.outgoing[chosen]
        made = edits.add(network, name, layer, place)
        fits = len(behind) == 1 and layer.stem != "output"
        made = edits.splice(made, behind[0], name) if fits else edits.connect(made, chosen, name)
        made = make_room(made, name)
    if session.edit("Add", made):
        session.select((name,))
        view.reveal(name)


_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
