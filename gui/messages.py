"""The bar for messages: it stays until it is closed or replaced, and never stands in the way."""

from collections.abc import Callable

from PySide6.QtCore import Qt
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


class MessageBar(QFrame):
    """One sentence, what can be done about it, and a cross."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.severity = ""
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
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 8, 7)
        row.addWidget(self._words, 1)
        row.addLayout(self._row)
        row.addWidget(close)
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
        self._words.setText(text)
        self.severity = severity
        self.setProperty("severity", severity)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()


class _Copy:
    """Copies a text to the clipboard when it is called."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self) -> None:
        QApplication.clipboard().setText(self._text)
