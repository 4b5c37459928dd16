"""The line below: what the network costs, the language, the zoom."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.figures import count, ltr, size
from gui.language import Language, current, tr
from gui.session import Session

HEIGHT = 26


class StatusBar(QWidget):
    """Totals at the beginning; languages and zoom at the end."""

    language_chosen = Signal(object)  # Language

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("status")
        self.setFixedHeight(HEIGHT)
        self._totals = QLabel()
        self._totals.setObjectName("totals")
        self._totals.setProperty("role", "status")
        self._zoom = QLabel()
        self._zoom.setProperty("role", "status")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(4)
        row.addWidget(self._totals)
        row.addStretch(1)
        for language in Language:
            button = QPushButton(language.title)
            button.setObjectName(f"language:{language.value}")
            button.setProperty("role", "link")
            button.setFlat(True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setEnabled(language is not current())
            button.clicked.connect(partial(self.language_chosen.emit, language))
            row.addWidget(button)
        row.addSpacing(10)
        row.addWidget(self._zoom)
        session.changed.connect(self._refresh)
        session.opened.connect(self._refresh)
        self._refresh()

    def show_zoom(self, zoom: float) -> None:
        """Shows the canvas's zoom, 1 is the natural size."""
        self._zoom.setText(tr("zoom {share} %", share=ltr(f"{100 * zoom:.0f}")))

    def _refresh(self) -> None:
        costs = self._session.whole.costs
        parts = [
            tr("{count} parameters", count=count(costs.parameters)),
            tr("{count} multiply-adds", count=count(costs.macs)),
            tr("{size} activations / image", size=ltr(size(costs.activation_bytes))),
        ]
        self._totals.setText(" · ".join(parts))
