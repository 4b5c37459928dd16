"""What the keys do on the canvas that are no shortcuts of the window."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from graph import edits
from graph.edits import bends, linking, marking
from graph.network import Node, Wire
from graph.sketch import GRID, Note, Place
from gui.canvas.stage import Stage
from gui.canvas.walk import Way, beyond, neighbour, wire_at

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
    elif not nudge(stage, way):
        walk(stage, way, adds=False)  # a wire, or nothing, is selected: there is nothing to move
    return True


def escape(stage: Stage) -> None:
    """Nothing is selected then; where nothing was, back out of the block."""
    if stage.session.selection or stage.picked:
        stage.picked.choose()
        stage.session.select(())
    else:
        stage.session.leave()


def delete(stage: Stage) -> None:
    """Removes the selected blocks and wires; of a wire whose point is selected, the point."""
    picked = stage.picked
    if picked.bend is not None and len(picked.wires) == 1 and not stage.session.selection:
        bent = bends.bend_removed(stage.session.network, picked.wires[0], picked.bend)
        stage.session.edit("Remove point", bent)
        return
    network = edits.disconnect(stage.session.network, picked.wires)
    network = marking.without_notes(marking.unframed(network, picked.frames), picked.notes)
    network = edits.remove(network, stage.session.selection)
    stage.session.edit("Delete", network)


def detach(stage: Stage) -> None:
    """Removes the wires among the selected blocks; where there are none, all at them."""
    network, chosen = stage.session.network, stage.session.selection
    stage.session.attempt("Disconnect", partial(linking.parted, network, chosen))


def pick_wire(stage: Stage) -> None:
    """Selects a wire of the selected blocks; where a wire is selected, the next one beside it."""
    network, chosen = stage.session.network, stage.session.selection
    if stage.picked.wires and not chosen:
        _go(stage, beyond(network, stage.picked.wires[-1], _ACROSS[network.sketch.flow]))
        return
    wire = wire_at(network, chosen)
    if wire is None:
        stage.session.refuse("Select a block that is wired first: then one of its wires is next.")
    else:
        _go(stage, wire)


def walk(stage: Stage, way: Way, *, adds: bool) -> None:
    """Selects the block next to the one that was selected last, in addition or in its place.

    From a wire to its ends, and to the wires beside it.
    """
    chosen = stage.session.selection
    if stage.picked.wires and not chosen:
        _go(stage, beyond(stage.session.network, stage.picked.wires[-1], way))
        return
    name = neighbour(stage.session.network, chosen[-1] if chosen else None, way)
    if name is not None:
        others = tuple(other for other in chosen if other != name) if adds else ()
        stage.picked.choose()
        stage.session.select((*others, name))
        stage.look.reveal(name)


def nudge(stage: Stage, way: Way) -> bool:
    """Moves what is selected by a step of the grid; False where that is no block, frame or note."""
    (names, notes), network = stage.carried(), stage.session.network
    if not names and not notes:
        return False
    step = (way[0] * GRID, way[1] * GRID)
    moved = edits.move(network, _stepped(network.nodes, names, step))
    moved = marking.notes_moved(moved, _stepped(network.sketch.notes, notes, step))
    stage.session.edit("Move", moved, merge=("nudge", names, notes))
    return True


def _stepped(
    things: Mapping[str, Node] | Mapping[str, Note], names: tuple[str, ...], step: Place
) -> dict[str, Place]:
    return {name: (things[name].x + step[0], things[name].y + step[1]) for name in names}


def _go(stage: Stage, to: str | Wire) -> None:
    """Selects a block or a wire in the place of all else."""
    if isinstance(to, Wire):
        stage.session.select(())
        stage.picked.choose((to,))
    else:
        stage.picked.choose()
        stage.session.select((to,))
        stage.look.reveal(to)


def _leave_or_delete(stage: Stage) -> None:
    if stage.session.selection or stage.picked:
        delete(stage)
    else:
        stage.session.leave()


def _enter(stage: Stage) -> None:
    if len(stage.session.selection) == 1:
        stage.session.enter(stage.session.selection[0])


_ACROSS: dict[str, Way] = {"right": (0, 1), "down": (1, 0)}
_PLAIN: dict[Qt.Key, Callable[[Stage], object]] = {
    Qt.Key.Key_Escape: escape,
    Qt.Key.Key_Delete: delete,
    Qt.Key.Key_Backspace: _leave_or_delete,
    Qt.Key.Key_Return: _enter,
    Qt.Key.Key_Enter: _enter,
}
