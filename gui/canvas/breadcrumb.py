"""Where in the project the canvas is: the project, its network, and the blocks that are open."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.language import tr
from gui.session import Session

EDGE = QPoint(14, 9)
MOST = 4  # blocks that are named; those before them are one …
LONGEST = 24  # letters of one name


class Breadcrumb(QWidget):
    """A row of names over the canvas: each leads back to its level, the last one is shown."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[object, ...] = ()
        self.setObjectName("breadcrumb")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 1, 4, 1)
        self._row.setSpacing(1)
        self.move(EDGE)
        for signal in (session.opened, session.entered, session.filed):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the level that is open now."""
        session = self._session
        now = (session.name, session.level, session.shown.read_only)
        if now != self._shown:
            self._shown = now
            self._write()

    def _write(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if old := item.widget():
                old.hide()
                old.deleteLater()  # not at once: it may be the one that was clicked
        level = self._session.level
        self._add(self._session.name, 0, last=False)
        self._add(tr("main"), 0, last=not level)
        left_out = max(0, len(level) - MOST)
        if left_out:
            self._add("…", left_out, last=False)
        for depth in range(left_out + 1, len(level) + 1):
            self._add(level[depth - 1], depth, last=depth == len(level))
        if self._session.shown.read_only:
            for text in ("·", tr("read only")):
                self._put(_muted(text))
        self.adjustSize()

    def _add(self, name: str, depth: int, *, last: bool) -> None:
        if self._row.count():
            self._put(_muted("›"))
        short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        if last:
            label = QLabel(short)
            label.setProperty("role", "crumb")
            self._put(label)
            return
        button = QPushButton(short)
        button.setObjectName(f"crumb:{depth}")
        button.setProperty("role", "link")
        button.setToolTip(name)
        button.setFlat(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(partial(self._session.leave, depth))
        self._put(button)

    def _put(self, widget: QWidget) -> None:
        self._row.addWidget(widget)
        widget.show()  # at once: the layout counts only what is shown


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setContentsMargins(2, 0, 2, 0)
    label.setProperty("role", "status")
    return label
