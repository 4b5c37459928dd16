"""What was noticed about a training: when, in which block, and what it means."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from backend.protocol import Noticed
from graph import levels
from gui.figures import ltr
from gui.labels import words
from gui.language import tr
from gui.session import Session

MOST = 100  # of the latest ones
GRAVE = frozenset({"nan", "exploding", "vanishing", "memory"})
"""Those that are told as a message, too, and stand in the colour of a warning."""


def reveal(session: Session, name: str) -> None:
    """Selects the block of that dotted name and brings it into view, inside others if need be."""
    path, level = (), session.whole
    while True:
        node = next((n for n in level.network.nodes if f"{level.prefix}{n}" == name), "")
        outer = node or next(
            (n for n in level.network.nodes if name.startswith(f"{level.prefix}{n}.")), ""
        )
        below = None if node or not outer else levels.inside(
            level, outer, session.project.exact_sizes
        )  # fmt: skip
        if below is None:
            break
        path, level = (*path, outer), below
    if outer:
        session.visit(path, (outer,))
        session.revealed.emit(outer)


class Notices(QScrollArea):
    """The latest ones first, each with a button that shows its block."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown: tuple[int, int] = (0, 0)
        self.setObjectName("notices")
        self.setAccessibleName(tr("What was noticed"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setStyleSheet("#notices, #notices QWidget { background: transparent; }")

    def show_notices(self, notices: Sequence[Noticed], steps: int = 0) -> None:
        """Shows them; an epoch has so many steps, 0 where that is not known."""
        known = (id(notices), len(notices))
        if known == self._shown:
            return
        self._shown = known
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        for notice in reversed(notices[-MOST:]):
            column.addWidget(self._row(notice, steps))
        if not notices:
            column.addWidget(words(tr("Nothing unusual was noticed.")))
        column.addStretch(1)
        self.setWidget(body)

    def _row(self, notice: Noticed, steps: int) -> QWidget:
        row = QFrame()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(words(tr(notice.text), "warning" if notice.kind in GRAVE else "text"))
        line = QHBoxLayout()
        when = QLabel(_when(notice, steps))
        when.setProperty("role", "muted")
        line.addWidget(when)
        line.addStretch(1)
        if notice.node:
            line.addWidget(block_link(self._session, notice.node))
        column.addLayout(line)
        return row


def block_link(session: Session, name: str) -> QPushButton:
    """A button that shows a block on the canvas."""
    button = QPushButton(ltr(name))
    button.setProperty("role", "link")
    button.setObjectName(f"reveal:{name}")
    button.setToolTip(tr("Show this block on the canvas"))
    button.setAccessibleName(f"{tr('Show this block on the canvas')}: {name}")
    button.clicked.connect(partial(reveal, session, name))
    return button


def _when(notice: Noticed, steps: int) -> str:
    if steps:
        return tr("epoch {epoch}", epoch=f"{notice.step / steps:.2f}")
    return tr("step {step}", step=notice.step) if notice.step else ""
