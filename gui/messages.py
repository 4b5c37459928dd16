"""The bar for messages: it stays until it is closed; what only says why not, for a while.

It lies over its parent's lower edge, where a drawing that is fitted has no cards: nothing moves
when it comes and goes, and nothing is hidden.
"""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from gui.language import tr

BELOW = 8  # pixels from the parent's lower edge
BESIDE = 16  # the least from its sides
WHILE: Final = 8_000  # ms that a sentence stays which asks nothing

_NONE: Final[Mapping[str, Callable[[], None]]] = {}


class _Offer(Struct, frozen=True):
    """A sentence that waits for an answer."""

    text: str
    choices: dict[str, Callable[[], None]]
    severity: str


class MessageBar(QFrame):
    """One sentence, what can be done about it, and a cross.

    What waits for an answer comes back when another sentence, that came over it, is gone.
    """

    def __init__(self, parent: QWidget, corner: QWidget) -> None:
        """Over a widget; what stands in its corner is not hidden."""
        super().__init__(parent)
        self._corner = corner
        self.setObjectName("message")
        self.setLayoutDirection(QApplication.layoutDirection())  # the parent's may be another one
        self.severity = ""
        self._asked: _Offer | None = None
        self._waiting: list[_Offer] = []
        self._while = QTimer(self, singleShot=True, interval=WHILE)
        self._while.timeout.connect(self._fade)
        self._words = QLabel()
        self._words.setObjectName("message:text")
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        close = QToolButton()
        close.setText("✕")
        close.setObjectName("message:close")
        close.setAccessibleName(tr("Close the message"))
        close.clicked.connect(self._end)
        self._all = QHBoxLayout(self)
        self._all.setContentsMargins(12, 7, 12, 7)  # alike: Qt does not mirror them
        self._all.addWidget(self._words, 1)
        self._all.addLayout(self._row)
        self._all.addWidget(close)
        self._under = parent
        parent.installEventFilter(self)
        corner.installEventFilter(self)
        self.hide()

    def show_text(
        self,
        text: str,
        severity: str = "error",
        trace: str = "",
        choices: Mapping[str, Callable[[], None]] = _NONE,
    ) -> None:
        """Shows a sentence; a trace can be copied for a bug report."""
        copy = {tr("Copy details"): _Copy(trace)} if trace else {}
        self.offer(text, {**choices, **copy}, severity)

    def tell(self, text: str, severity: str = "error") -> None:
        """Shows for a while why something is not done; longer while the mouse is over it."""
        self.show_text(text, severity)
        self._while.start()

    def offer(
        self,
        text: str,
        choices: dict[str, Callable[[], None]],
        severity: str = "info",
        *,
        lasting: bool = True,
    ) -> None:
        """Shows a sentence and a button for each choice; a choice closes the bar.

        One that is not `lasting` does not come back when another sentence came over it.
        """
        self._while.stop()
        if self._asked is not None and self.isVisibleTo(self._under):
            self._waiting.append(self._asked)
        waits = bool(choices) and severity != "error" and lasting
        self._asked = _Offer(text, choices, severity) if waits else None
        while (item := self._row.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for words, act in choices.items():
            button = QPushButton(words)
            button.clicked.connect(self._end)
            button.clicked.connect(act)
            self._row.addWidget(button)
            button.show()  # at once: the layout counts only what is shown
        self._words.setText(text)
        self.severity = severity
        self.setProperty("severity", severity)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        self.raise_()
        self._settle()

    def change(self, text: str) -> None:
        """Puts other words into the place of those that are shown; the buttons stay."""
        self._words.setText(text)
        self._settle()

    def pass_by(self) -> None:
        """Goes away, unless it waits for an answer: the network that it spoke of is another now."""
        if self._asked is None:
            self._end()

    def _fade(self) -> None:
        if self.underMouse():
            self._while.start()  # it is being read
        else:
            self.pass_by()

    def _end(self) -> None:
        """Goes away; what waits for an answer is asked again."""
        self._while.stop()
        self._asked = None
        self.hide()
        if self._waiting:
            asked = self._waiting.pop()
            self.offer(asked.text, asked.choices, asked.severity)

    def _settle(self) -> None:
        """As wide as its sentence, if there is room, in the middle of the parent's lower edge."""
        room = self._under.width()
        if self._corner.isVisible():
            room = min(room, self._corner.x())
        sentence = self._words.fontMetrics().horizontalAdvance(self._words.text()) + 8
        beside = self._all.minimumSize().width() - self._words.minimumSizeHint().width()
        width = min(room - 2 * BESIDE, sentence + beside)
        height = self._all.totalHeightForWidth(width)
        self.resize(width, height)
        self.move((room - width) // 2, self._under.height() - height - BELOW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVED and self.isVisible():
            self._settle()
        return False


_MOVED = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


class _Copy:
    """Copies a text to the clipboard when it is called."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self) -> None:
        QApplication.clipboard().setText(self._text)
