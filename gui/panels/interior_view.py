"""What is inside a block, as a table that is read and not edited."""

from collections.abc import Iterator

from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from graph.costs import Cost
from graph.infer import Interior
from graph.layers.base import Layer
from graph.layers.endpoints import Input, Output
from graph.shapes import Shape
from gui.figures import count, ltr
from gui.labels import heading, leading, trailing
from gui.language import tr


class InteriorView(QWidget):
    """The layers of a block by their names, dotted in blocks inside it, with shapes and weights."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Interior | None, Cost | None] | None = None
        self._table = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(heading("Inside"))
        self._column.addWidget(self._table)

    def show_interior(self, interior: Interior | None, cost: Cost | None) -> None:
        """Shows a block's inside; hides the table for a plain layer."""
        self.setVisible(interior is not None)
        if self._shown == (interior, cost) or interior is None:
            return
        self._shown = (interior, cost)
        table = _table(_rows("", interior, cost))
        self._column.replaceWidget(self._table, table)
        self._table.hide()
        self._table.deleteLater()
        self._table = table


Row = tuple[str, Layer, Shape | None, int]


def _rows(prefix: str, interior: Interior, cost: Cost | None) -> Iterator[Row]:
    costs = cost.inside if cost else {}
    for name in interior.network.order:
        layer = interior.network.nodes[name].layer
        if isinstance(layer, Input | Output):
            continue
        inner = costs.get(name)
        dotted = f"{prefix}{name}"
        shape = interior.inference.outputs.get(name)
        yield dotted, layer, shape, inner.parameters if inner else 0
        if name in interior.inference.interiors:
            yield from _rows(f"{dotted}.", interior.inference.interiors[name], inner)


def _table(rows: Iterator[Row]) -> QWidget:
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
        kind = _name(tr(layer.title))
        kind.setProperty("role", "muted")
        grid.addWidget(kind, upper + 1, 0)
        if parameters:
            weights = _figure(tr("{count} weights", count=count(parameters)))
            weights.setProperty("role", "muted")
            grid.addWidget(weights, upper + 1, 1)
        grid.setRowMinimumHeight(upper + 2, 6)
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
