"""Where in the project the canvas is: the project, its network, and the blocks that are open.

Inside a block of one's own that is used several times it says which use this is, and whether edits
go to this one or to all.
"""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

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
        self._choice = QButtonGroup(self)
        self.setObjectName("breadcrumb")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # cards may lie below
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 1, 4, 1)
        self._row.setSpacing(1)
        self.move(EDGE)
        for signal in (session.opened, session.entered, session.filed, session.shared):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the level that is open now."""
        session = self._session
        uses = session.uses
        now = (session.name, session.level, session.shown.read_only, uses, session.edits_all)
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
        if len(uses := self._session.uses) > 1:
            self._add_uses(uses.index(level) + 1, len(uses))
        self.adjustSize()

    def _add_uses(self, number: int, count: int) -> None:
        """Which use it is, and the choice of what is edited."""
        self._put(_muted("·"))
        self._put(_muted(tr("use {number} of {count}, edit:", number=number, count=count)))
        one = _choice(tr("this one"), tr("Edits inside change this block only; its equals stay."))
        every = _choice(
            tr("all {count}", count=count),
            tr(
                "Edits inside change all {count} uses, as one step. What is kept under My blocks "
                "stays as it is.",
                count=count,
            ),
        )
        for all_, button in ((False, one), (True, every)):
            button.setObjectName("uses:all" if all_ else "uses:one")
            button.setChecked(self._session.edits_all is all_)
            button.clicked.connect(partial(self._session.edit_all, all_))
            self._choice.addButton(button)
            self._put(button)

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


def _choice(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "choice")
    button.setToolTip(tip)
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setContentsMargins(2, 0, 2, 0)
    label.setProperty("role", "status")
    return label
