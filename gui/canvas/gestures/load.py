"""What is dragged: blocks and notes, in a network in which they have not moved yet."""

from collections.abc import Mapping

from msgspec import Struct, structs
from PySide6.QtCore import QPointF

from graph.edits import EditError, chains, marking, move, paste, pieces
from graph.edits.room import with_room
from graph.extent import middle
from graph.network import Network, Wire
from graph.sketch import Place
from gui.canvas.drawing.ends import place
from gui.canvas.drawing.face import Face
from gui.canvas.gestures.guides import Pair


class Load(Struct, frozen=True):
    """The network is what the drop would make of the drawing if nothing had moved."""

    network: Network
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()
    label: str = "Move"
    faces: Mapping[str, Face] = {}
    """Of the blocks that are not on the canvas."""
    twins: Mapping[str, str] = {}
    """The blocks by the names of those that they are copies of."""
    closed: frozenset[Wire] = frozenset()
    """The wires that closed behind it: it does not go back into them."""

    def places(self, way: Place) -> dict[str, Place]:
        """Where the blocks are after a way."""
        nodes = self.network.nodes
        return {name: (nodes[name].x + way[0], nodes[name].y + way[1]) for name in self.names}

    def note_places(self, way: Place) -> dict[str, Place]:
        """Where the notes are after a way."""
        notes = self.network.sketch.notes
        return {name: (notes[name].x + way[0], notes[name].y + way[1]) for name in self.notes}

    def moved(self, way: Place) -> Network:
        """The network after a way; frames get and lose what was dragged into and out of them."""
        network = marking.reframed(self.network, self.places(way))
        return marking.notes_moved(network, self.note_places(way)) if self.notes else network

    def inserted(self, grip: str, wire: Wire, point: QPointF) -> Network:
        """The network with the blocks in a wire, the middle of one of them at a point."""
        if wire in self.closed:
            raise EditError("That is where it was.")
        x, y = middle(self.network, grip)
        made = chains.place_in(self.network, wire, self.names)
        return with_room(move(made, self.places((point.x() - x, point.y() - y))), wire, self.names)

    def pairs(self) -> tuple[Pair, ...]:
        """The ends of the wires that lead from what moves to what stays."""
        network, moving = self.network, set(self.names)
        found: list[Pair] = []
        for name in self.names:
            for wire in (*network.incoming[name], *network.outgoing[name]):
                if (wire.source in moving) == (wire.target in moving):
                    continue
                ends = [place(network, (wire.source, -1)), place(network, (wire.target, wire.port))]
                if wire.target in moving:
                    ends.reverse()
                found.append(Pair(*((end.x(), end.y()) for end in ends)))
        return tuple(found)


def out_of_chain(load: Load) -> Load:
    """The same blocks, out of their chain; the same load where they are in none."""
    network = chains.pull_out(load.network, load.names)
    if network is load.network:
        return load
    new = frozenset(network.wires) - frozenset(load.network.wires)
    return structs.replace(load, network=network, label="Take out", closed=new)


def copies(load: Load, faces: Mapping[str, Face]) -> Load:
    """Copies of the blocks with the wires among them, in the same places, and of the notes.

    A frame is copied where all its blocks are.
    """
    before = load.network.sketch
    piece = pieces.copied(load.network, load.names, load.notes)
    whole = {n: frame for n, frame in piece.sketch.frames.items() if frame == before.frames[n]}
    piece = piece.replace(sketch=structs.replace(piece.sketch, frames=whole))
    made, names = paste(load.network, piece)
    twins = dict(zip(piece.nodes, names, strict=True))
    shown = {name: structs.replace(faces[old], name=name) for old, name in twins.items()}
    added = tuple(name for name in made.sketch.notes if name not in before.notes)
    return Load(made, names, added, "Duplicate", shown, twins)
