"""The panel at the side: what is selected, with its settings, or the whole network's figures."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from graph.document import Change
from gui.language import tr
from gui.panels.node_view import NodeView
from gui.panels.selection_view import SelectionView
from gui.panels.totals_view import TotalsView
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer


class Panel(QWidget):
    """One of three views: of a block, of several, of the network."""

    left = Signal()  # by Esc

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._view: NodeView | SelectionView | TotalsView
        self._locked = False
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(tr("Inspector"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self.setMinimumWidth(250)
        session.selected.connect(self._choose)
        session.opened.connect(self._choose)
        session.changed.connect(self._refresh)
        self._choose()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._view.set_theme(theme)

    def _choose(self) -> None:
        """Makes the view that the selection needs."""
        self._locked = self._session.shown.read_only
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()  # not at once: the change may come from a field in it
        match self._session.selection:
            case ():
                self._view = TotalsView(self._session, self._theme)
            case (name,):
                self._view = NodeView(self._session, name, self._theme)
            case _:
                self._view = SelectionView(self._session, self._theme)
        self._scroll.setWidget(self._view)

    def _refresh(self, change: Change) -> None:
        freed = self._locked != self._session.shown.read_only  # the block was made one's own
        if freed or self._view.outlived():
            self._choose()
        else:
            self._view.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
