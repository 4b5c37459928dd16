"""Pieces of a network that are copied: as text for the clipboard, put into another network, wired.

A piece is a network of its own: the chosen nodes, the wires among them, and the marks around them.
"""

import re
from collections.abc import Collection, Iterator
from itertools import product
from typing import Final

import msgspec
from msgspec import Struct, structs

from graph.edits.basic import EditError, part, paste, remove
from graph.edits.marking import area, without_notes
from graph.edits.room import with_place, with_way
from graph.extent import Area, around
from graph.layers.endpoints import Output
from graph.layout.spacing import SPACING
from graph.network import Network, Wire
from graph.project import ProjectError
from graph.project import decode as project_from
from graph.sketch import Note, Place

_NODES: Final = "convas-nodes"
_BEGINNING: Final = re.compile(r'\{\s*"convas(-nodes)?"\s*:')
_TYPED: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "\u00a0": " "})
"""What chats make of quotation marks and spaces."""
PATIENCE: Final = 10_000_000
"""Letters gone through in vain, some of them again and again, before a text counts as another's."""
APART: Final = 8.0
"""Canvas units: two cards that are nearer hide one another."""
STEP: Final = (20.0, 20.0)
"""How far what is pasted goes aside where it would hide something."""


class Ends(Struct, frozen=True):
    """Where a piece that can stand in a wire begins, at which port, and where it ends."""

    entry: str
    port: int
    exit: str


def copied(network: Network, names: Collection[str], notes: Collection[str] = ()) -> Network:
    """The chosen nodes, the wires among them, and notes: the chosen, and those between them."""
    piece = part(network, names)
    among = notes_among(network, piece.nodes)
    kept = {n: note for n, note in network.sketch.notes.items() if n in notes or n in among}
    return piece.replace(sketch=structs.replace(piece.sketch, notes=kept)) if kept else piece


def removed(network: Network, names: Collection[str], notes: Collection[str] = ()) -> Network:
    """The network without what `copied` takes."""
    gone = {*notes, *notes_among(network, names)}
    return remove(without_notes(network, gone), names)


def notes_among(network: Network, names: Collection[str]) -> dict[str, Note]:
    """The notes that begin within the rectangle around some nodes."""
    chosen = [name for name in names if name in network.nodes]
    if not chosen or not network.sketch.notes:
        return {}
    left, top, right, bottom = area(network, chosen)
    return {
        name: note
        for name, note in network.sketch.notes.items()
        if left <= note.x <= right and top <= note.y <= bottom
    }


def encode(piece: Network) -> str:
    """A piece as JSON text: it goes over the clipboard, into a chat, and back."""
    return msgspec.json.format(msgspec.json.encode({_NODES: piece}), indent=1).decode()


def found(text: str) -> Network | None:
    """The piece in a text, whatever stands around it; the network, if it is a project's.

    None if there is neither.
    """
    return _first(text) or _first(text.translate(_TYPED))


def ends(piece: Network) -> Ends | None:
    """How a piece is wired into others: None if it has not one free input and one end."""
    free = [(name, port) for name in piece.nodes for port in _free(piece, name)]
    last = [name for name in piece.nodes if not piece.outgoing[name]]
    if len(free) != 1 or len(last) != 1 or piece.looping:
        return None
    return Ends(*free[0], last[0])


def put(network: Network, piece: Network, place: Place) -> tuple[Network, tuple[str, ...]]:
    """A network with the piece at a place, a little aside where it would hide cards; its names."""
    left, top = corner(piece)
    x, y = place[0] - left, place[1] - top
    cards = _Corners(network)
    while cards.hidden(piece, (x, y)):
        x, y = x + STEP[0], y + STEP[1]
    return paste(network, piece, (x, y))


def corner(piece: Network) -> Place:
    """The upper left corner of a piece: of its cards, or of its notes if it has nothing else."""
    left, top, _, _ = _extent(piece)
    return left, top


def middle(piece: Network) -> Place:
    """The middle of a piece, from its upper left corner."""
    left, top, right, bottom = _extent(piece)
    return (right - left) / 2, (bottom - top) / 2


def attached(network: Network, piece: Network, name: str) -> tuple[Network, tuple[str, ...]]:
    """A network with the piece behind a node and wired to it, and its names.

    It goes into the node's only outgoing wire; what lies behind makes room. Raises EditError where
    the node or the piece is not made for it: `fits` says so before.
    """
    where = ends(piece)
    if where is None or not fits(network, piece, name):
        raise EditError("{name} cannot be followed by that.", name=name)
    flow = network.sketch.flow
    gap = SPACING[flow].column
    node, (width, height) = network.nodes[name], network.sketch.size(name)
    left, top = corner(piece)
    first = piece.nodes[where.entry]
    x, y = node.x - first.x, node.y - first.y  # the entry beside the node
    x, y = (x, node.y + height + gap - top) if flow == "down" else (node.x + width + gap - left, y)
    behind = network.outgoing[name]
    made, names = paste(network, piece, (x, y))
    new = dict(zip(piece.nodes, names, strict=True))
    wires = (*made.wires, Wire(name, new[where.entry], where.port))
    if len(behind) == 1 and not isinstance(piece.nodes[where.exit].layer, Output):
        after = Wire(new[where.exit], behind[0].target, behind[0].port)
        wires = tuple(after if wire == behind[0] else wire for wire in wires)
    return with_way(made.replace(wires=wires), names, names), names


def fits(network: Network, piece: Network, name: str) -> bool:
    """Whether the piece can be wired behind that node."""
    return ends(piece) is not None and not isinstance(network.nodes[name].layer, Output)


def twins(
    network: Network, names: Collection[str], offset: Place
) -> tuple[Network, tuple[str, ...]]:
    """A network with copies of some nodes that get what they get, and the copies' names.

    Where the copies would lie on others, there is room for them.
    """
    chosen = [name for name in network.nodes if name in set(names)]
    piece = copied(network, chosen)
    made, copies = paste(network, piece, offset)
    new = dict(zip(piece.nodes, copies, strict=True))
    kept = [wire for wire in made.wires if wire.target not in copies]
    wires = [
        Wire(new.get(wire.source, wire.source), new[wire.target], wire.port)
        for wire in network.wires
        if wire.target in new
    ]
    made = made.replace(wires=(*kept, *wires))
    return (with_place(made, copies) if copies else made), copies


def _first(text: str) -> Network | None:
    """The first piece in a text that has anything; a text of beginnings alone is not read on."""
    left = PATIENCE
    for beginning in _BEGINNING.finditer(text):
        content, effort = _object(text, beginning.start())
        piece = _read(content, whole=beginning[1] is None)
        if piece is not None and (piece.nodes or piece.sketch.notes):
            return piece
        left -= effort
        if left < 0:
            break
    return None


def _object(text: str, start: int) -> tuple[str, int]:
    """The JSON object that begins there, nothing if it is none; and letters gone through for it."""
    import json  # noqa: PLC0415  # start-up does without it; msgspec reads only whole texts

    try:
        _, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        return "", error.pos  # it counts the lines before, too
    except (ValueError, RecursionError):  # a number of thousands of digits; too deep
        return "", PATIENCE // 3
    return text[start:end], end - start


def _read(content: str, *, whole: bool) -> Network | None:
    """The network in the text of a JSON object."""
    try:
        if whole:
            return project_from(content.encode()).network
        return msgspec.json.decode(content.encode(), type=dict[str, Network]).get(_NODES)
    except (ValueError, RecursionError, ProjectError):
        return None


def _free(piece: Network, name: str) -> list[int]:
    """The ports of a node that nothing comes in at; of a joining node those that it misses."""
    taken = {wire.port for wire in piece.incoming[name]}
    wanted = piece.nodes[name].layer.inputs
    return [port for port in range(2 if wanted is None else wanted) if port not in taken]


def _extent(piece: Network) -> Area:
    """The rectangle around the cards, or around the notes' corners where there are none."""
    if piece.nodes:
        return around(piece, piece.nodes)
    corners = [(note.x, note.y) for note in piece.sketch.notes.values()]
    (left, right), (top, bottom) = ((min(each), max(each)) for each in zip(*corners, strict=True))
    return left, top, right, bottom


class _Corners:
    """Where cards stand, by the cells of a grid."""

    def __init__(self, network: Network) -> None:
        self._cells: dict[tuple[int, int], list[Place]] = {}
        for node in network.nodes.values():
            self._cells.setdefault(_cell(node.x, node.y), []).append((node.x, node.y))

    def hidden(self, piece: Network, offset: Place) -> bool:
        """Whether a card of the piece would hide one of them."""
        return any(
            abs(node.x + offset[0] - x) < APART and abs(node.y + offset[1] - y) < APART
            for node in piece.nodes.values()
            for x, y in self._near(*_cell(node.x + offset[0], node.y + offset[1]))
        )

    def _near(self, column: int, line: int) -> Iterator[Place]:
        for cell in product(range(column - 1, column + 2), range(line - 1, line + 2)):
            yield from self._cells.get(cell, ())


def _cell(x: float, y: float) -> tuple[int, int]:
    return int(x // APART), int(y // APART)
