"""What only the canvas has selected: wires. Selected blocks are the session's."""

from PySide6.QtCore import QObject, Signal

from graph.network import Wire


class Picked(QObject):
    """The selected wires; `changed` after another choice."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wires: tuple[Wire, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wires)

    def choose(self, wires: tuple[Wire, ...] = ()) -> None:
        """Makes these the selected ones, and nothing else of their kind."""
        if wires != self.wires:
            self.wires = wires
            self.changed.emit()
