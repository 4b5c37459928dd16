"""The order of a joining block's inputs, with buttons that change it: Concat stacks them so."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from graph import edits
from gui.figures import ltr
from gui.labels import heading, leading, trailing
from gui.language import tr
from gui.session import Session

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class InputOrder(QWidget):
    """What comes in, from the first port to the last; hidden for a block with a fixed number."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session = session
        self._name = name
        self._shown: tuple[tuple[str, str], ...] = ()
        self._table = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(heading("Inputs in their order"))
        self._column.addWidget(self._table)
        self.refresh()

    def refresh(self) -> None:
        """Shows the wires as they are now."""
        network = self._session.network
        joins = network.nodes[self._name].layer.inputs is None
        wires = network.incoming[self._name] if joins else ()
        self.setVisible(len(wires) > 1)
        outputs = self._session.inference.outputs
        now = tuple((wire.source, str(outputs.get(wire.source, ""))) for wire in wires)
        if now != self._shown:
            self._shown = now
            table = self._written()
            self._column.replaceWidget(self._table, table)
            self._table.hide()
            self._table.deleteLater()  # not at once: it may be its own button that was clicked
            self._table = table

    def _written(self) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for port, (source, shape) in enumerate(self._shown):
            number, name, size = QLabel(f"{port + 1}"), QLabel(ltr(source)), QLabel(ltr(shape))
            number.setProperty("role", "muted")
            size.setProperty("role", "muted")
            name.setAlignment(leading() | _MIDDLE)
            name.setObjectName(f"input:{port}")
            size.setAlignment(trailing() | _MIDDLE)
            for column, label in enumerate((number, name, size)):
                grid.addWidget(label, port, column)
            grid.addWidget(self._button(port, port - 1), port, 3)
            grid.addWidget(self._button(port, port + 1), port, 4)
        return table

    def _button(self, port: int, place: int) -> QToolButton:
        up = place < port
        button = QToolButton()
        button.setText("↑" if up else "↓")
        button.setFixedSize(26, 24)
        button.setStyleSheet("padding: 0")
        button.setObjectName(f"input:{port}:{'up' if up else 'down'}")
        button.setAccessibleName(tr("Earlier") if up else tr("Later"))
        button.setToolTip(button.accessibleName())
        button.setEnabled(0 <= place < len(self._shown))
        button.clicked.connect(partial(self._move, port, place))
        return button

    def _move(self, port: int, place: int) -> None:
        session = self._session
        make = partial(edits.reorder, session.network, self._name, port, place)
        session.attempt("Order of inputs", make)
