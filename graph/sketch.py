"""What a drawing has beside its network, only for the eye: frames, notes, routes of wires, pins.

It changes nothing in what is computed, and has no names of its own in the code. What belongs to a
node or a wire goes with it: `within` keeps a sketch to those that exist.
"""

from collections.abc import Callable, Collection, Mapping
from math import dist
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from graph.names import spare
from graph.wiring import Wire

FARTHEST = 1e6
"""Canvas units from the middle to anything."""
Coordinate = Annotated[float, Meta(ge=-FARTHEST, le=FARTHEST)]
Extent = Annotated[float, Meta(ge=1, le=FARTHEST)]

CARD_WIDTH = 144
CARD_HEIGHT = 96
CARD_HEAD = 27
"""Canvas units of a card, and of its head, where its name stands."""
GRID = 10
"""Canvas units: blocks that are moved by hand, and lines that are laid out, are on it."""

Place = tuple[Coordinate, Coordinate]
Size = tuple[Extent, Extent]
Flow = Literal["right", "down"]
Tint = Literal["grey", "blue", "green", "yellow", "orange", "red", "purple"]
Words = Annotated[str, Meta(max_length=10_000)]
Points = Annotated[tuple[Place, ...], Meta(max_length=1_000)]
"""Of one wire; by hand and by layouts there are far fewer."""


class Frame(Struct, frozen=True):
    """A titled ground behind some nodes; it reaches around them wherever they are."""

    title: Words
    nodes: tuple[str, ...]
    tint: Tint = "grey"


class Note(Struct, frozen=True):
    """Words on the canvas: the upper left corner, and how wide the lines are."""

    text: Words
    x: Coordinate = 0.0
    y: Coordinate = 0.0
    width: Extent = 220.0
    tint: Tint = "yellow"

    def __post_init__(self) -> None:
        """Keeps what is pasted, dragged or widened on the canvas: no file holds more."""
        stay_within(self)
        if not 1 <= self.width <= FARTHEST:
            structs.force_setattr(self, "width", max(1.0, min(FARTHEST, self.width)))


class Route(Struct, frozen=True, array_like=True):
    """The points that a wire runs through on its way, from its source to its target."""

    wire: Wire
    points: Points


class Sketch(Struct, frozen=True, omit_defaults=True):
    """All marks of a drawing. Frames and notes have names of their own: frame1, note1."""

    flow: Flow = "right"
    """Where the data go: it says on which sides of the cards the ports are."""
    pinned: tuple[str, ...] = ()
    """Nodes that an automatic layout leaves where they are."""
    unfolded: dict[str, Size] = {}
    """Blocks that show their inside on a card of that size."""
    routes: tuple[Route, ...] = ()
    frames: dict[str, Frame] = {}
    notes: dict[str, Note] = {}

    def size(self, name: str) -> tuple[float, float]:
        """Width and height of a node's card."""
        return self.unfolded.get(name, (CARD_WIDTH, CARD_HEIGHT))

    def route(self, wire: Wire) -> tuple[Place, ...]:
        """The points on a wire's way; none where it runs by itself."""
        return next((route.points for route in self.routes if route.wire == wire), ())

    def within(self, nodes: Collection[str], has: Callable[[Wire], bool]) -> "Sketch":
        """The sketch of a network of these nodes and wires: without what belonged to others."""
        if self == EMPTY:
            return self
        frames = {name: _inside(frame, nodes) for name, frame in self.frames.items()}
        made = Sketch(
            self.flow,
            tuple(name for name in self.pinned if name in nodes),
            {name: size for name, size in self.unfolded.items() if name in nodes},
            tuple(route for route in self.routes if has(route.wire)),
            {name: frame for name, frame in frames.items() if frame.nodes},
            self.notes,
        )
        return self if made == self else made

    def renamed(self, names: Mapping[str, str]) -> "Sketch":
        """The sketch with nodes under other names; those that are not in `names` keep theirs."""
        if self == EMPTY:
            return self

        def new(name: str) -> str:
            return names.get(name, name)

        return Sketch(
            self.flow,
            tuple(map(new, self.pinned)),
            {new(name): size for name, size in self.unfolded.items()},
            tuple(
                Route(Wire(new(r.wire.source), new(r.wire.target), r.wire.port), r.points)
                for r in self.routes
            ),
            {
                name: structs.replace(frame, nodes=tuple(map(new, frame.nodes)))
                for name, frame in self.frames.items()
            },
            self.notes,
        )

    def rerouted(self, routes: Mapping[Wire, tuple[Place, ...]]) -> "Sketch":
        """The sketch with other ways for some wires; no points: the wire runs by itself again."""
        kept = {route.wire: route.points for route in self.routes} | dict(routes)
        made = tuple(Route(wire, points) for wire, points in kept.items() if points)
        return structs.replace(self, routes=made)

    def transformed(self, wires: Callable[[Wire], Wire | None]) -> "Sketch":
        """The sketch where wires became others; None: the wire is gone, and its way with it."""
        if not self.routes:
            return self
        made = ((wires(route.wire), route.points) for route in self.routes)
        routes = tuple(Route(wire, points) for wire, points in made if wire is not None)
        return structs.replace(self, routes=routes)

    def joined(self, other: "Sketch") -> "Sketch":
        """The sketch with the marks of another one, whose frames and notes get names of their own.

        Its flow stays. Nodes and wires of the two have to have different names.
        """
        if other == EMPTY:
            return self
        frames, notes = dict(self.frames), dict(self.notes)
        for frame in other.frames.values():
            frames[spare("frame", frames)] = frame
        for note in other.notes.values():
            notes[spare("note", notes)] = note
        return Sketch(
            self.flow,
            (*self.pinned, *other.pinned),
            self.unfolded | other.unfolded,
            (*self.routes, *other.routes),
            frames,
            notes,
        )

    def moved(self, x: float, y: float) -> "Sketch":
        """The sketch with all its routes and notes moved."""
        routes = tuple(Route(r.wire, shifted(r.points, x, y)) for r in self.routes)
        notes = {
            name: structs.replace(note, x=_clamped(note.x + x), y=_clamped(note.y + y))
            for name, note in self.notes.items()
        }
        return structs.replace(self, routes=routes, notes=notes)


EMPTY = Sketch()


def shifted(points: tuple[Place, ...], x: float, y: float) -> tuple[Place, ...]:
    """The points moved; those at the edge of the canvas stay on it."""
    return tuple(within((px + x, py + y)) for px, py in points)


def cheapest(points: tuple[Place, ...], place: Place) -> int:
    """The gap between two points in which one more makes their way the least longer.

    0: between the first two.
    """

    def detour(index: int) -> float:
        before, after = points[index], points[index + 1]
        return dist(before, place) + dist(place, after) - dist(before, after)

    return min(range(len(points) - 1), key=detour)


def within(place: Place) -> Place:
    """The nearest place on the canvas."""
    return _clamped(place[0]), _clamped(place[1])


def stay_within(placed: Struct) -> None:
    """Puts a value that is being made at the nearest place on the canvas."""
    for axis in ("x", "y"):
        coordinate = getattr(placed, axis)
        if not -FARTHEST <= coordinate <= FARTHEST:
            structs.force_setattr(placed, axis, _clamped(coordinate))


def _inside(frame: Frame, nodes: Collection[str]) -> Frame:
    if all(name in nodes for name in frame.nodes):
        return frame
    return structs.replace(frame, nodes=tuple(name for name in frame.nodes if name in nodes))


def _clamped(coordinate: float) -> float:
    return max(-FARTHEST, min(FARTHEST, coordinate))
