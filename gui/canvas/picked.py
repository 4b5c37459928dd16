"""What only the canvas has selected: wires and points of one, frames, notes; no blocks."""

from PySide6.QtCore import QObject, Signal

from graph.network import Network, Wire


class Picked(QObject):
    """The selected wires, frames and notes; `changed` after another choice."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wires: tuple[Wire, ...] = ()
        self.bend: int | None = None  # of the one wire, counted from its source
        self.frames: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wires or self.frames or self.notes)

    def choose(
        self,
        wires: tuple[Wire, ...] = (),
        bend: int | None = None,
        *,
        frames: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> None:
        """Makes these the selected ones, and nothing else of their kind."""
        now = (self.wires, self.bend, self.frames, self.notes)
        if (wires, bend, frames, notes) != now:
            self.wires, self.bend, self.frames, self.notes = wires, bend, frames, notes
            self.changed.emit()

    def keep(self, network: Network) -> None:
        """Whatever is no longer there is not selected either."""
        sketch = network.sketch
        self.choose(
            tuple(w for w in self.wires if w in network.incoming.get(w.target, ())),
            frames=tuple(name for name in self.frames if name in sketch.frames),
            notes=tuple(name for name in self.notes if name in sketch.notes),
        )
