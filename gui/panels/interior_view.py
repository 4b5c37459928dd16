"""What is inside a block, as a table that is read and not edited, and the way into it."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from graph.costs import Cost
from graph.infer import Interior
from graph.layers.base import Layer
from graph.layers.endpoints import Input, Output
from graph.shapes import Shape
from gui.figures import count, ltr
from gui.labels import heading, leading, trailing, words
from gui.language import tr

MOST = 40  # rows


class InteriorView(QWidget):
    """The layers of a block by their names, with shapes and weights; those in blocks inside it are
    seen when it is opened.
    """

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Interior | None, Cost | None] | None = None
        self._table = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        into = QPushButton(tr("Open"))
        into.setObjectName("inside:open")
        into.setToolTip(tr("Shows what is inside this block."))
        into.clicked.connect(self.opened)
        head = QHBoxLayout()
        head.addWidget(heading("Inside"), 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(into)
        self._column.addLayout(head)
        self._column.addWidget(self._table)

    def show_interior(self, interior: Interior | None, cost: Cost | None) -> None:
        """Shows a block's inside; hides the table for a plain layer."""
        self.setVisible(interior is not None)
        if self._shown == (interior, cost) or interior is None:
            return
        self._shown = (interior, cost)
        rows = list(_rows(interior, cost))
        table = _table(rows[:MOST], len(rows) - MOST)
        self._column.replaceWidget(self._table, table)
        self._table.hide()
        self._table.deleteLater()
        self._table = table


Row = tuple[str, Layer, Shape | None, int]


def _rows(interior: Interior, cost: Cost | None) -> Iterator[Row]:
    costs = cost.inside if cost else {}
    for name in interior.network.order:
        layer = interior.network.nodes[name].layer
        if isinstance(layer, Input | Output):
            continue
        inner = costs.get(name)
        shape = interior.inference.outputs.get(name)
        yield name, layer, shape, inner.parameters if inner else 0


def _table(rows: list[Row], more: int) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(1)
    grid.setColumnStretch(0, 1)
    for place, (name, layer, shape, parameters) in enumerate(rows):
        upper = 3 * place
        shown = _name(ltr(name))
        shown.setToolTip(name)
        grid.addWidget(shown, upper, 0)
        grid.addWidget(_figure(ltr(str(shape)) if shape else ""), upper, 1)
        kind = _name(tr(layer.label))
        kind.setProperty("role", "muted")
        grid.addWidget(kind, upper + 1, 0)
        if parameters:
            weights = _figure(tr("{count} weights", count=count(parameters)))
            weights.setProperty("role", "muted")
            grid.addWidget(weights, upper + 1, 1)
        grid.setRowMinimumHeight(upper + 2, 6)
    if more > 0:
        grid.addWidget(words(tr("and {count} more", count=more)), 3 * len(rows), 0, 1, 2)
    return table


def _name(text: str) -> QLabel:
    label = QLabel(text)
    label.setAlignment(leading())
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # else it scrolls
    return label


def _figure(text: str) -> QLabel:
    label = QLabel(text)
    label.setAlignment(trailing())
    return label
