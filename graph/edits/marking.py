"""Network -> Network: the edits of pins, frames and notes. Each refusal says why."""

from collections.abc import Collection, Iterable, Mapping

from msgspec import structs

from graph.edits.basic import EditError, move
from graph.extent import Area, around
from graph.names import spare
from graph.network import Network, Wire
from graph.sketch import Frame, Note, Place, Tint, within

AROUND = 24.0
"""Canvas units between the outermost cards of a frame and its edge."""
HEAD = 30.0
"""Canvas units above them for the title."""
MOST = 10_000
"""Letters of a note or a title, as in the file."""


def pinned(network: Network, names: Collection[str], on: bool) -> Network:
    """A network in which an automatic layout leaves those nodes where they are, or does not."""
    kept = tuple(name for name in network.sketch.pinned if on or name not in names)
    new = tuple(name for name in names if on and name not in kept)
    return _sketched(network, pinned=(*kept, *dict.fromkeys(new)))


def framed(
    network: Network, names: Collection[str], title: str = "", tint: Tint = "grey"
) -> tuple[Network, str]:
    """A network with a frame around those nodes, and the frame's name.

    A node may be in several frames: one stands in the other then.
    """
    chosen = tuple(name for name in network.nodes if name in set(names))
    if not chosen:
        raise EditError("Nothing is selected. Select the blocks that a frame shall go around.")
    name = spare("frame", network.sketch.frames)
    frame = Frame(_checked(title), chosen, tint)
    return _with_frames(network, {name: frame}), name


def unframed(network: Network, frames: Collection[str]) -> Network:
    """A network without those frames; what was in them stays."""
    kept = {n: frame for n, frame in network.sketch.frames.items() if n not in frames}
    return _sketched(network, frames=kept)


def retitled(network: Network, frame: str, title: str) -> Network:
    """A network in which a frame has another title."""
    old = network.sketch.frames[frame]
    return _with_frames(network, {frame: structs.replace(old, title=_checked(title))})


def tinted(network: Network, mark: str, tint: Tint) -> Network:
    """A network in which a frame or a note has another colour."""
    if mark in network.sketch.frames:
        frame = network.sketch.frames[mark]
        return _with_frames(network, {mark: structs.replace(frame, tint=tint)})
    return _with_notes(network, {mark: structs.replace(network.sketch.notes[mark], tint=tint)})


def area(network: Network, names: Iterable[str]) -> Area:
    """The rectangle of a frame around those nodes: there has to be one at least."""
    left, top, right, bottom = around(network, names)
    return left - AROUND, top - AROUND - HEAD, right + AROUND, bottom + AROUND


def reframed(network: Network, places: Mapping[str, Place]) -> Network:
    """A network with nodes moved by hand, into frames and out of them, as `joining` says."""
    moved, changed = move(network, places), joining(network, places)
    return _with_frames(moved, changed) if changed else moved


def joining(network: Network, places: Mapping[str, Place]) -> dict[str, Frame]:
    """The frames that get or lose a node if some are moved there: as they are then.

    A node whose middle lies in a frame, as it was before, belongs to it, and one that was dragged
    out of it no longer does. A frame that was moved with all that it has keeps just that.
    """
    changed: dict[str, Frame] = {}
    for name, frame in network.sketch.frames.items():
        if places.keys() >= set(frame.nodes):
            continue
        edges = area(network, frame.nodes)
        inside = {node for node in places if _holds(edges, network, node, places[node])}
        left = [node for node in frame.nodes if node not in places or node in inside]
        members = tuple(left) + tuple(n for n in places if n in inside and n not in left)
        if members != frame.nodes:
            changed[name] = structs.replace(frame, nodes=members)
    return changed


def framed_between(network: Network, wire: Wire, names: Collection[str]) -> Network:
    """A network in which nodes between two others are in the frames that both of these are in."""
    changed = {
        name: structs.replace(frame, nodes=tuple(dict.fromkeys((*frame.nodes, *names))))
        for name, frame in network.sketch.frames.items()
        if wire.source in frame.nodes and wire.target in frame.nodes
    }
    return _with_frames(network, changed) if changed else network


def with_note(
    network: Network, text: str, place: Place, width: float = 220.0, tint: Tint = "yellow"
) -> tuple[Network, str]:
    """A network with a note, and the note's name."""
    name = spare("note", network.sketch.notes)
    note = Note(_checked(text), *within(place), width, tint)
    return _with_notes(network, {name: note}), name


def reworded(network: Network, note: str, text: str) -> Network:
    """A network in which a note says something else; one that says nothing goes."""
    if not text.strip():
        return without_notes(network, [note])
    old = network.sketch.notes[note]
    return _with_notes(network, {note: structs.replace(old, text=_checked(text))})


def notes_moved(network: Network, places: Mapping[str, Place]) -> Network:
    """A network in which some notes are at other places."""
    old = network.sketch.notes
    moved = {name: within(place) for name, place in places.items()}
    return _with_notes(
        network, {name: structs.replace(old[name], x=x, y=y) for name, (x, y) in moved.items()}
    )


def note_widened(network: Network, note: str, width: float) -> Network:
    """A network in which a note's lines are that wide."""
    old = network.sketch.notes[note]
    return _with_notes(network, {note: structs.replace(old, width=max(1.0, width))})


def without_notes(network: Network, notes: Collection[str]) -> Network:
    """A network without those notes."""
    kept = {name: note for name, note in network.sketch.notes.items() if name not in notes}
    return _sketched(network, notes=kept)


def _holds(edges: Area, network: Network, name: str, place: Place) -> bool:
    """Whether the middle of a card at a place lies within edges."""
    left, top, right, bottom = edges
    width, height = network.sketch.size(name)
    x, y = place[0] + width / 2, place[1] + height / 2
    return left <= x <= right and top <= y <= bottom


def _checked(words: str) -> str:
    if len(words) > MOST:
        raise EditError(
            "That is {count} letters long, and {most} is the most. Make it shorter, or split it.",
            count=len(words),
            most=MOST,
        )
    return words


def _with_frames(network: Network, frames: Mapping[str, Frame]) -> Network:
    return _sketched(network, frames={**network.sketch.frames, **frames})


def _with_notes(network: Network, notes: Mapping[str, Note]) -> Network:
    return _sketched(network, notes={**network.sketch.notes, **notes})


def _sketched(network: Network, **marks: object) -> Network:
    """The network with other marks; the same one if they are the same."""
    sketch = structs.replace(network.sketch, **marks)
    return network if sketch == network.sketch else network.replace(sketch=sketch)
