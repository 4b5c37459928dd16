"""The search box on the canvas: type what should come next, and Enter puts it there.

It stays open, with the new block selected, so that a whole network can be typed.
"""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGraphicsView, QLineEdit, QListView, QVBoxLayout, QWidget

from backend import library
from graph.edits.plugging import End
from graph.levels import blocks
from graph.network import Block, Wire
from graph.sketch import Place as Corner
from graph.text import Refusal
from graph.typed.suggestions import suggestions
from gui import said
from gui.canvas.drawing.geometry import corner_at
from gui.canvas.drawing.scene import Scene
from gui.canvas.search.quick_rows import HEIGHT, RowPainter, Rows
from gui.canvas.search.wish import Wish
from gui.labels import show_role, words
from gui.language import current, tr
from gui.session import Session
from gui.theme import Theme

WIDTH: Final = 470
SHOWN: Final = 8
MOST: Final = 60
_EDGE: Final = 8
_MARGIN: Final = 9
_ASIDE: Final = 12
_FRAME: Final = 116  # pixels of all but the rows
_FEWEST: Final = 3  # rows, however small the view is
_TALLEST: Final = _FRAME + SHOWN * HEIGHT
_STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: SHOWN,
    Qt.Key.Key_PageUp: -SHOWN,
}


class QuickSearch(QFrame):
    """A line to type in, what it may mean, and a sentence about the row that Enter takes."""

    def __init__(self, session: Session, scene: Scene, view: QGraphicsView) -> None:
        super().__init__(view)
        self._session, self._scene, self._view = session, scene, view
        self._wish = Wish()
        self._kept: tuple[QRect, int | None] = (QRect(), None)  # beside what, and its upper edge
        self._mine: tuple[Block, ...] = ()
        self.setObjectName("quick")
        self.setAccessibleName(tr("Add a block by typing"))
        self.setLayoutDirection(current().direction)
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._field = _Field(self)
        self._rows = Rows()
        self._painter = RowPainter(scene.theme)
        self._list = _made_list(self, self._rows, self._painter)
        self._hint = words()
        self._hint.setObjectName("quick:hint")
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(6)
        for part in (self._field, self._list, self._hint):
            column.addWidget(part)
        self._field.textChanged.connect(self._refresh)
        self._list.clicked.connect(self._take)
        self._list.selectionModel().currentChanged.connect(self._explain)
        session.changed.connect(self._follow)
        session.selected.connect(self._follow)
        session.opened.connect(self.dismiss)
        session.entered.connect(self.dismiss)
        self.setTabOrder(view, self._field)
        view.installEventFilter(self)
        self.hide()

    def open(
        self,
        point: QPointF | None = None,
        source: str | None = None,
        target: End | None = None,
        wire: Wire | None = None,
    ) -> None:
        """Opens it at a point of the canvas, else beside the selected block.

        What is chosen follows the node `source`, comes before the input `target`, or stands in a
        wire; without any of them it stands behind the selected block.
        """
        session = self._session
        if session.shown.read_only:
            session.edit("Add", session.network)  # says why nothing can be added here
            return
        self._wish = Wish(point, source, target, wire)
        self._kept = (QRect(), None)
        self._mine = _own_blocks(self._session)
        self._painter.theme = self._scene.theme
        self._field.clear()
        self.show()  # first: what is not shown is not styled yet, and has other sizes
        self.raise_()
        self._field.setFocus()
        self._refresh()

    def dismiss(self) -> None:
        """Goes away; the keyboard is the canvas's again, if it was here."""
        if self._field.hasFocus():
            self._view.setFocus()
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._painter.theme = theme
        self._list.viewport().update()

    # what is typed

    def _refresh(self) -> None:
        text = self._field.text()
        found = suggestions(text, self._mine, MOST, tr)
        self._rows.fill(self._wish.fits(self._session, found))
        rows = self._rows.rowCount()
        self._list.setVisible(rows > 0)
        if text.strip() and rows:
            self._list.setCurrentIndex(self._rows.index(0))
        self._explain()

    def _explain(self) -> None:
        """Says what is wrong with the row that Enter takes; with nothing typed, what can be."""
        fit = self._rows.fit(self._list.currentIndex().row())
        if fit is not None:
            text = said.trouble(fit)
            role = "muted" if not text else "error" if said.wrong(fit) else "warning"
            shown = text or tr("Enter adds it, Tab completes the name.")
        elif self._field.text().strip():
            shown = tr("No block is called “{text}”.", text=self._field.text().strip())
            role = "error"
        else:
            shown, role = tr("For example: conv 64 3x3 s2, pool 2, 3x residual 64"), "muted"
        show_role(self._hint, role)
        self._hint.setText(shown)
        self._hint.setMinimumHeight(0)
        self._hint.setMaximumHeight(self.maximumHeight())  # else it would say the last one
        self._hint.setFixedHeight(self._hint.heightForWidth(WIDTH - 2 * (_MARGIN + 1)))
        self._settle()

    # what is done

    def take(self) -> None:
        """Adds the row that is marked; closes the box where nothing is typed and none is."""
        index = self._list.currentIndex()
        if index.isValid():
            self._take(index)
        elif not self._field.text().strip():
            self.dismiss()

    def _take(self, index: QModelIndex) -> None:
        fit = self._rows.fit(index.row())
        if fit is None or fit.refusal is not None:
            return
        try:
            network, name = self._wish.made(self._session, fit, self._corner())
        except Refusal as refusal:
            self._session.refused.emit(refusal.text)
            return
        if self._session.edit("Add", network):
            self._wish = Wish()
            self._field.clear()
            self._session.select((name,))
            self._session.revealed.emit(name)
            self._refresh()
            self._field.setFocus()

    def _corner(self) -> Corner:
        """The place of a card around the point where the box was opened, or at the wire's end."""
        point = self._wish.point
        if point is None:
            point = self._view.mapToScene(self._view.viewport().rect().center())
        wish = self._wish
        along = 0.0 if wish.source else 1.0 if wish.target is not None else 0.5
        down = self._session.network.sketch.flow == "down"
        return corner_at(point, *((0.5, along) if down else (along, 0.5)))

    def complete(self) -> None:
        """Puts the name of the marked row into the line, so that its numbers can follow."""
        fit = self._rows.fit(self._list.currentIndex().row())
        if fit is not None and not fit.suggestion.said:
            self._field.setText(f"{said.title(fit.suggestion)} ")

    def step(self, way: int) -> None:
        """Marks another row."""
        last = self._rows.rowCount() - 1
        now = self._list.currentIndex().row()
        row = (0 if way > 0 else last) if now < 0 else max(0, min(last, now + way))
        self._list.setCurrentIndex(self._rows.index(row))

    # where it stands

    def _follow(self) -> None:
        if self.isVisible():
            if not self._wish.holds(self._session.network):
                self._wish = Wish()
            self._refresh()

    def _settle(self) -> None:
        """Below or above the selected block, with as many rows as there is room for; or just there
        where it was asked for.
        """
        room = self._view.viewport().rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        shown = self._beside()
        below, above = room.bottom() - shown.bottom() - _ASIDE, shown.top() - _ASIDE - room.top()
        if shown != self._kept[0]:
            self._kept = (shown, None)
        under = shown.isEmpty() or below >= min(above, _TALLEST)
        most = room.height() if shown.isEmpty() else below if under else above
        rows = max(_FEWEST, min(SHOWN, (most - _FRAME) // HEIGHT))
        fewer = max(0, rows - self._rows.rowCount())
        self._list.setFixedHeight(HEIGHT * (rows - fewer) + 4)
        self._column.activate()  # else it still has the last sizes
        self.adjustSize()
        lowest = (room.bottom() if under else shown.top() - _ASIDE) - self.height()
        top = self._kept[1]
        if top is None:  # as if all rows were there: the line stays while they become fewer
            top = min(shown.bottom() + _ASIDE if under else lowest, lowest - fewer * HEIGHT)
            self._kept = (shown, top)
        self.move(
            max(room.left(), min(shown.left(), room.right() - self.width())),
            max(room.top(), min(top, lowest)),
        )

    def _beside(self) -> QRect:
        """What it must not hide, in the view's pixels: a block, or nothing at a point."""
        wish, chosen = self._wish, self._session.selection
        if wish.point is None and len(chosen) == 1:
            card = self._scene.drawing(chosen)
            return self._view.mapFromScene(card).boundingRect()
        if wish.point is not None:
            return QRect(self._view.mapFromScene(wish.point), QSize())
        middle = self._view.viewport().rect().center()
        return QRect(middle - QPoint(WIDTH // 2, _TALLEST // 2), QSize())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._settle()
        return super().eventFilter(watched, event)


class _Field(QLineEdit):
    """The line; keys that mean the list go there, and undo goes to the canvas where it is empty."""

    def __init__(self, box: QuickSearch) -> None:
        super().__init__(box)
        self._box = box
        self.setObjectName("quick:field")
        self.setAccessibleName(tr("Block to add"))
        self.setPlaceholderText(tr("Type a block"))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and not self.text():
            assert isinstance(event, QKeyEvent)
            if any(event.matches(one) for one in _UNDO):
                return False  # so it is the window's undo
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._box.step(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._box.take()
        elif key is Qt.Key.Key_Escape:
            self._box.dismiss()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if forward and self.text().strip():
            self._box.complete()
            return True
        moved = super().focusNextPrevChild(forward)
        if self.hasFocus():  # there is nothing else
            self._box.dismiss()
        return moved

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        kept = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.reason() not in kept:
            self._box.hide()


_UNDO: Final = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


def _made_list(parent: QWidget, rows: Rows, painter: RowPainter) -> QListView:
    made = QListView(parent)
    made.setObjectName("quick:list")
    made.setAccessibleName(tr("Blocks that may be meant"))
    made.setModel(rows)
    made.setItemDelegate(painter)
    made.setUniformItemSizes(True)
    made.setMouseTracking(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the line keeps the keyboard
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _own_blocks(session: Session) -> tuple[Block, ...]:
    """Those that the palette keeps, and those that the project uses."""
    kept = [entry.block for entry in library.kept() if entry.block is not None]
    return tuple(dict.fromkeys([*blocks(session.project.network), *kept]))
