"""The bar for messages: it stays until it is closed or replaced.

It lies over its parent's lower edge, where a drawing that is fitted has no cards: nothing moves
when it comes and goes, and nothing is hidden.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
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


class MessageBar(QFrame):
    """One sentence, what can be done about it, and a cross."""

    def __init__(self, parent: QWidget, corner: QWidget) -> None:
        """Over a widget; what stands in its corner is not hidden."""
        super().__init__(parent)
        self._corner = corner
        self.setObjectName("message")
        self.setLayoutDirection(QApplication.layoutDirection())  # the parent's may be another one
        self.severity = ""
        self._passing = True
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
        close.clicked.connect(self.hide)
        self._all = QHBoxLayout(self)
        self._all.setContentsMargins(12, 7, 12, 7)  # alike: Qt does not mirror them
        self._all.addWidget(self._words, 1)
        self._all.addLayout(self._row)
        self._all.addWidget(close)
        self._under = parent
        parent.installEventFilter(self)
        corner.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, severity: str = "error", trace: str = "") -> None:
        """Shows a sentence; a trace can be copied for a bug report."""
        self.offer(text, {tr("Copy details"): _Copy(trace)} if trace else {}, severity)

    def offer(
        self, text: str, choices: dict[str, Callable[[], None]], severity: str = "info"
    ) -> None:
        """Shows a sentence and a button for each choice; a choice closes the bar."""
        while (item := self._row.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for words, act in choices.items():
            button = QPushButton(words)
            button.clicked.connect(self.hide)
            button.clicked.connect(act)
            self._row.addWidget(button)
            button.show()  # at once: the layout counts only what is shown
        self._words.setText(text)
        self.severity, self._passing = severity, severity == "error" or not choices
        self.setProperty("severity", severity)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        self.raise_()
        self._settle()

    def pass_by(self) -> None:
        """Goes away, unless it waits for an answer: the network that it spoke of is another now."""
        if self._passing:
            self.hide()

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
