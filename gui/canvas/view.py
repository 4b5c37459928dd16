"""The canvas: shows the scene, and hands mouse and keys on to gestures and edits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from backend.protocol import Cards
from graph.document import Change
from graph.network import Wire
from graph.sketch import Place
from gui.actions import keys_of
from gui.canvas import mime, wheel
from gui.canvas.breadcrumb import Breadcrumb
from gui.canvas.drawing.geometry import corner_at
from gui.canvas.drawing.scene import Scene
from gui.canvas.hover import Hover
from gui.canvas.look import Look
from gui.canvas.minimap import Minimap
from gui.canvas.picked import Picked
from gui.canvas.pointer import (
    Hit,
    OnBend,
    OnNote,
    OnPort,
    OnWire,
    Pointer,
    Press,
    hit,
)
from gui.canvas.stage import Stage
from gui.canvas.words import Words
from gui.language import tr
from gui.session import Session
from gui.theme import Theme

if TYPE_CHECKING:
    from graph.edits.plugging import End
    from gui.canvas.grips import Grips
    from gui.canvas.hands import Hands
    from gui.canvas.search.quick import QuickSearch
    from gui.canvas.voice.accessible import Voice
    from gui.canvas.writing import Writing


class CanvasView(QGraphicsView):
    """The drawing of the session's network."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setViewport(QWidget())  # PySide loads all of Qt to find the class of Qt's own one
        self._scene = Scene(session, theme)
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
        self.offered: Mapping[str, QAction] = {}  # the window's actions, for the menu
        minimap = Minimap(self, self._scene)
        self._minimap = minimap
        self.look = Look(session, self._scene, self, minimap)
        self.picked = Picked(self)
        self.stage = Stage(session, self._scene, self.picked, self.look, Words(self), self.search)
        self._hover = Hover(session, self._scene, self.stage.words)
        self._made_hands: Hands | None = None
        self._made_writing: Writing | None = None
        self._made_quick: QuickSearch | None = None
        self._grips: Grips | None = None
        self._space = False
        self._breadcrumb = Breadcrumb(session, self)
        self.picked.changed.connect(self._show_picked)
        session.changed.connect(self._follow)
        session.opened.connect(self._reopen)
        session.entered.connect(self._change_level)
        session.selected.connect(self._scene.show_selection)
        session.revealed.connect(self.look.reveal)
        self._voice: Voice | None = None

    # what the window asks for

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._scene.set_theme(theme)
        self._minimap.update()
        if self._made_quick is not None:
            self._made_quick.set_theme(theme)

    def set_cards(self, cards: Cards | None) -> None:
        """Shows the worker's small pictures on the cards."""
        self._scene.show_cards(cards)

    def centre(self) -> Place:
        """The place of a card in the middle of what is in view."""
        return corner_at(self.mapToScene(self.viewport().rect().center()))

    def search(
        self,
        point: QPointF | None = None,
        source: str | None = None,
        target: End | None = None,
        wire: Wire | None = None,
    ) -> None:
        """Opens the box in which blocks are typed: at a point, else beside the selected block."""
        self._quick.open(point, source, target, wire)

    def give_voice(self) -> Voice:
        """Lets screen readers find the blocks, and hear what happens."""
        if self._voice is None:
            from gui.canvas.voice.accessible import Voice  # noqa: PLC0415  # start-up does without it

            self._voice = Voice(self, self._session, self._scene, self.picked)
        return self._voice

    def delete(self) -> None:
        """Removes what is selected."""
        from gui.canvas import keys  # noqa: PLC0415  # start-up does without it

        keys.delete(self.stage)

    def detach(self) -> None:
        """Removes all wires at the selected blocks."""
        from gui.canvas import keys  # noqa: PLC0415  # start-up does without it

        keys.detach(self.stage)

    def show_wire(self, wire: Wire) -> None:
        """Marks a wire, as what a message speaks of."""
        self.picked.choose((wire,))

    @property
    def minimap(self) -> Minimap:
        """The small picture of the drawing in the corner."""
        return self._minimap

    @property
    def pictures(self) -> Cards | None:
        """The worker's last pictures of what is shown."""
        return self._scene.pictures

    # what the session says

    def _follow(self, change: Change) -> None:
        self._give_up()
        self._hover.end()  # the wire under the mouse may be gone
        self._stop_writing()
        self._scene.sync()
        if change.before.network is not change.after.network:
            self.look.release()
        self.picked.keep(self._session.network)
        self._show_picked()  # an item that is new does not know
        self._minimap.update()
        self.viewport().update()

    def _change_level(self) -> None:
        self.look.keep()
        self._give_up()
        self._hover.end()
        self._stop_writing()
        self.picked.choose()
        self._scene.change_level()
        self.look.restore()
        self.viewport().update()

    def _reopen(self) -> None:
        self._give_up()
        self._hover.end()
        self._stop_writing()
        self.look.forget()
        self.picked.choose()
        self._scene.sync()
        self._scene.show_cards(None)
        self.look.fit_all()

    def _show_picked(self) -> None:
        for wire, item in self._scene.wires.items():
            item.show_chosen(wire in self.picked.wires)
        self._scene.marks.show_chosen(self.picked.frames, self.picked.notes)
        if self._grips is None and self.picked:
            from gui.canvas.grips import Grips  # noqa: PLC0415  # start-up does without it

            self._grips = Grips()
            self._scene.addItem(self._grips)
        if self._grips is not None:
            self._grips.show_picked(self._session.network, self.picked, self._scene.theme)

    # gestures

    @property
    def _hands(self) -> Hands:
        if self._made_hands is None:
            from gui.canvas.hands import Hands  # noqa: PLC0415  # start-up does without it

            self._made_hands = Hands(self.stage)
        return self._made_hands

    @property
    def _quick(self) -> QuickSearch:
        if self._made_quick is None:
            from gui.canvas.search.quick import QuickSearch  # noqa: PLC0415  # start-up does without it

            self._made_quick = QuickSearch(self._session, self._scene, self)
        return self._made_quick

    @property
    def writing(self) -> Writing:
        """The titles and notes that are written on the canvas."""
        return self._pen()

    def _pen(self) -> Writing:
        if self._made_writing is None:
            from gui.canvas.writing import Writing  # noqa: PLC0415  # start-up does without it

            self._made_writing = Writing(self.stage, self)
        return self._made_writing

    def _stop_writing(self) -> None:
        """What was being written belongs to another drawing."""
        if self._made_writing is not None:
            self._made_writing.give_up()

    def _give_up(self) -> bool:
        """Cancels the gesture that is under way; whether there was one."""
        return self._made_hands is not None and self._made_hands.cancel()

    def _pointer(self, place: QPoint, held: Qt.KeyboardModifier) -> Pointer:
        return Pointer(self.mapToScene(place), place, held)

    def _hit(self, point: QPointF) -> Hit:
        return hit(self._scene, point, self.look.zoom)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if self._made_writing is not None:
            self._made_writing.keep()
        self._hover.end()
        pointer = self._pointer(event.position().toPoint(), event.modifiers())
        press = Press(pointer, event.button(), self._hit(pointer.point), self._space)
        if press.left and not press.space and isinstance(press.hit, OnPort):
            self.picked.choose()
        if self._hands.press(press):
            self._point(pointer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointer = self._pointer(event.position().toPoint(), event.modifiers())
        if self._made_hands is not None and self._made_hands.busy:
            self._made_hands.move(pointer)
        else:
            self._point(pointer)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pointer = self._pointer(event.position().toPoint(), event.modifiers())
        if self._hands.release(pointer, event.button()):
            self._point(pointer)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        from gui.canvas import double_click  # noqa: PLC0415  # start-up does without it

        point = self.mapToScene(event.position().toPoint())
        left = event.button() is Qt.MouseButton.LeftButton and not self._space
        if not left or not double_click.act(self.stage, self._pen, self._hit(point), point):
            self.mousePressEvent(event)

    def _point(self, pointer: Pointer) -> None:
        """Shows by the mouse's shape what a press would do."""
        pans = self._made_hands is not None and self._made_hands.pans
        if self._space or pans:
            shape = Qt.CursorShape.ClosedHandCursor if pans else Qt.CursorShape.OpenHandCursor
            self._hover.end()
        else:
            found = self._hit(pointer.point)
            wire = found.wire if isinstance(found, OnBend | OnWire) else None
            self._hover.show(wire, pointer.point)
            shape = Qt.CursorShape.ArrowCursor
            if isinstance(found, OnPort):
                shape = Qt.CursorShape.CrossCursor
            elif isinstance(found, OnBend):
                shape = Qt.CursorShape.SizeAllCursor
            elif isinstance(found, OnNote) and found.edge:
                shape = Qt.CursorShape.SizeHorCursor
        self.viewport().setCursor(shape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        wheel.turn(self.look, event)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.NativeGesture:
            assert isinstance(event, QNativeGestureEvent)
            if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
                self.look.zoom_by(1 + event.value())  # two fingers that part
                return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        from gui.canvas import context  # noqa: PLC0415  # start-up does without it

        found = self._hit(self.mapToScene(event.pos()))
        pointer = self._pointer(event.pos(), Qt.KeyboardModifier.NoModifier)
        context.pick(self.stage, Press(pointer, Qt.MouseButton.RightButton, found))
        made = context.menu(found, self._session, self.offered, self._scene.theme, self)
        made.exec(event.globalPos())
        made.deleteLater()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from gui.canvas import keys  # noqa: PLC0415  # start-up does without it

        if self._made_hands is not None:
            self._made_hands.change_keys(event.modifiers())
        if event.key() == Qt.Key.Key_Escape and self._give_up():
            return
        if event.key() == Qt.Key.Key_Space:
            self._space = True
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif not keys.press(self.stage, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self._made_hands is not None:
            self._made_hands.change_keys(event.modifiers())
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._let_space_go()
        super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab opens the search, and once more goes on from there; Shift+Tab goes back."""
        if forward and self.hasFocus():
            self.search()
            return True
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._let_space_go()  # its release goes to another widget

    def _let_space_go(self) -> None:
        if self._space:
            self._space = False
            self.viewport().unsetCursor()

    # drops from the palette

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        layer = mime.unpack(event.mimeData())
        if layer is None:
            event.ignore()
            return
        self._hands.bring(layer, self._pointer(event.position().toPoint(), event.modifiers()))
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._hands.busy:
            self._hands.move(self._pointer(event.position().toPoint(), event.modifiers()))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._give_up()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._hands.release(self._pointer(event.position().toPoint(), event.modifiers())):
            event.acceptProposedAction()
            self.setFocus()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self._scene.look(self.look.seen(), self.look.zoom)
        # Qt repaints where it painted an item, and from far away it paints none
        update = QGraphicsView.ViewportUpdateMode
        far = self._scene.far
        self.setViewportUpdateMode(
            update.FullViewportUpdate if far else update.MinimalViewportUpdate
        )
        if far:
            super().paintEvent(QPaintEvent(QRect(0, 0, 1, 1)))  # or it takes no updates any more
            painter = QPainter(self.viewport())
            area = event.region().boundingRect()
            self._scene.paint_far(painter, self.viewportTransform(), area, self.viewport())
            painter.end()
        else:
            super().paintEvent(event)
        busy = self._made_hands is not None and self._made_hands.busy
        if not self._scene.cards and not busy:
            self._invite()

    def _invite(self) -> None:
        from gui.canvas import invitation  # noqa: PLC0415  # few drawings are empty

        keys = keys_of(self.offered["gallery"]) if "gallery" in self.offered else ""
        invitation.paint(self.viewport(), self._scene.theme, keys)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._minimap.settle()
        self.look.settle()
