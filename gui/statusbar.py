"""The line below: what the network costs, the language, the zoom."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from backend.machine import chosen, room
from graph.costs import Costs
from graph.freezing import frozen_parameters
from graph.memory import MARGIN, largest_batch, training_bytes
from gui.figures import at_most, count, ltr, share, size
from gui.labels import hint, show_role
from gui.language import Language, current, tr
from gui.session import Session
from gui.trainer import Trainer

HEIGHT = 26


class StatusBar(QWidget):
    """Totals and whether they fit the device; at the end languages and zoom."""

    language_chosen = Signal(object)  # Language

    def __init__(self, session: Session, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer
        self.setObjectName("status")
        self.setFixedHeight(HEIGHT)
        self._totals = QLabel()
        self._totals.setObjectName("totals")
        self._totals.setProperty("role", "status")
        self._fits = QLabel()
        self._fits.setObjectName("fits")
        for label in (self._totals, self._fits):
            label.setMinimumWidth(1)  # a narrow window cuts the figures and does not grow
        self._zoom = QLabel()
        self._zoom.setProperty("role", "status")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(4)
        row.addWidget(self._totals)
        row.addWidget(self._fits)
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
        trainer.state_changed.connect(self._refresh)
        self._refresh()

    def show_zoom(self, zoom: float) -> None:
        """Shows the canvas's zoom, 1 is the natural size."""
        self._zoom.setText(tr("zoom {share} %", share=ltr(f"{100 * zoom:.0f}")))

    def _refresh(self) -> None:
        costs = self._session.whole.costs
        parts = [
            self._parameters(costs),
            tr("{count} multiply-adds", count=count(costs.macs)),
            tr("{size} activations / image", size=ltr(size(costs.activation_bytes))),
        ]
        figures, counted = " · ".join(parts), self._session.whole.counted
        self._totals.setText(figures if counted else tr("known so far: {what}", what=figures))
        recipe = self._session.project.recipe
        device = chosen(self._trainer.devices, recipe.device)
        available = room(device) if device else 0
        self._fits.setVisible(counted and available > 0 and costs.parameters > 0)
        if device is None:
            return
        most = largest_batch(costs, recipe, available)
        fits = recipe.batch_size <= most
        self._fits.setText(f"· {_fit(recipe.batch_size, most)}")
        show_role(self._fits, "status" if fits else "tight")
        self._fits.setToolTip(
            hint(
                tr(
                    "Training needs about {size} at batch {batch}: weights, gradients, what the "
                    "optimizer remembers, and what is kept of each image. {device} has {free} "
                    "free; {margin} of that is left for what cannot be foretold.",
                    size=ltr(size(training_bytes(costs, recipe))),
                    batch=count(recipe.batch_size),
                    device=ltr(device.title),
                    free=ltr(size(available)),
                    margin=ltr(share(MARGIN, 0)),
                )
            )
        )

    def _parameters(self, costs: Costs) -> str:
        frozen = frozen_parameters(self._session.project.network, costs.nodes)
        said = tr("{count} parameters", count=count(costs.parameters))
        trained = count(costs.parameters - frozen)
        return (
            tr("{parameters}, {count} trained", parameters=said, count=trained) if frozen else said
        )


def _fit(batch: int, most: int) -> str:
    if batch <= most:
        return tr("fits this device (batch ≤ {most})", most=ltr(at_most(most)))
    if most:
        return tr(
            "batch {batch} does not fit this device: at most {most}",
            batch=count(batch),
            most=ltr(at_most(most)),
        )
    return tr("not even one image fits this device")
