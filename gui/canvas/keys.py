"""What the keys do on the canvas that are no shortcuts of the window."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from graph import edits
from gui.canvas.geometry import GRID
from gui.canvas.stage import Stage
from gui.canvas.walk import Way, neighbour

WAYS: dict[Qt.Key, Way] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def press(stage: Stage, event: QKeyEvent) -> bool:
    """Does what a key is for; False where it is for nothing here."""
    key = Qt.Key(event.key())
    plain = _PLAIN.get(key)
    if plain is not None:
        plain(stage)
        return True
    way = WAYS.get(key)
    if way is None:
        return False
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        walk(stage, way, adds=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        return True
    return nudge(stage, way)


def escape(stage: Stage) -> None:
    """Nothing is selected then; where nothing was, back out of the block."""
    if stage.session.selection or stage.picked:
        stage.picked.choose()
        stage.session.select(())
    else:
        stage.session.leave()


def delete(stage: Stage) -> None:
    """Removes the selected blocks and wires."""
    network = edits.disconnect(stage.session.network, stage.picked.wires)
    network = edits.remove(network, stage.session.selection)
    stage.session.edit("Delete", network)


def detach(stage: Stage) -> None:
    """Removes all wires at the selected blocks."""
    chosen = set(stage.session.selection)
    wires = [w for w in stage.session.network.wires if {w.source, w.target} & chosen]
    stage.session.edit("Disconnect", edits.disconnect(stage.session.network, wires))


def walk(stage: Stage, way: Way, *, adds: bool) -> None:
    """Selects the block next to the one that was selected last, in addition or in its place."""
    chosen = stage.session.selection
    name = neighbour(stage.session.network, chosen[-1] if chosen else None, way)
    if name is not None:
        others = tuple(other for other in chosen if other != name) if adds else ()
        stage.picked.choose()
        stage.session.select((*others, name))
        stage.look.reveal(name)


def nudge(stage: Stage, way: Way) -> bool:
    """Moves the selected blocks by a step of the grid; False where none is selected."""
    chosen, network = stage.session.selection, stage.session.network
    if not chosen:
        return False
    places = {
        name: (network.nodes[name].x + way[0] * GRID, network.nodes[name].y + way[1] * GRID)
        for name in chosen
    }
    stage.session.edit("Move", edits.move(network, places), merge=("nudge", chosen))
    return True


def _leave_or_delete(stage: Stage) -> None:
    if stage.session.selection or stage.picked:
        delete(stage)
    else:
        stage.session.leave()


def _enter(stage: Stage) -> None:
    if len(stage.session.selection) == 1:
        stage.session.enter(stage.session.selection[0])


_PLAIN: dict[Qt.Key, Callable[[Stage], object]] = {
    Qt.Key.Key_Escape: escape,
    Qt.Key.Key_Delete: delete,
    Qt.Key.Key_Backspace: _leave_or_delete,
    Qt.Key.Key_Return: _enter,
    Qt.Key.Key_Enter: _enter,
}
