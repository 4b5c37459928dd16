"""What the search tries: an edit that is not made yet, and the place where the problem is."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import TypeVar, cast

from msgspec import Struct

from graph import edits
from graph.arrange import GAP_X, GAP_Y, make_room
from graph.fields import FieldError, checked, with_value
from graph.infer import Inference, judged
from graph.layers.base import Layer
from graph.layers.endpoints import Output
from graph.network import AnyLayer, Network, Wire, networkx
from graph.problems import Problem
from graph.shapes import Image, Shape, Vector
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Place
from graph.text import Text

L = TypeVar("L", bound=Layer)


class Variant(Struct, frozen=True):
    """A layer with other settings. `change` says how much is another: 0 is the least."""

    text: Text
    layer: Layer
    change: float
    kind: str
    """What is changed; of one kind only the nearest few are shown."""


class Candidate(Struct, frozen=True):
    """An edit of the network that is not made yet; `make` may raise a Refusal."""

    text: Text
    make: Callable[[], Network]
    change: float
    kind: str


class Scene(Struct, frozen=True, dict=True):
    """A problem, the network that has it, what is known of it, and the project's pictures."""

    network: Network
    known: Inference
    problem: Problem
    exact: bool = False
    pictures: Image | None = None
    """The data set's pictures; None inside a block, whose inputs are not pictures."""
    classes: int = 10

    @property
    def name(self) -> str:
        """The node with the problem; nothing where it is the whole network's."""
        return self.problem.node

    @property
    def layer(self) -> AnyLayer:
        """Its layer."""
        return self.network.nodes[self.name].layer

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """What it receives; nothing where a part of that is unknown."""
        return self.known.known_inputs(self.name) or () if self.name else ()

    @cached_property
    def before(self) -> tuple[str, ...]:
        """The nodes that it depends on, in the order in which they compute."""
        nodes = networkx().ancestors(self.network.digraph, self.name)
        return tuple(name for name in self.network.order if name in nodes)

    def shapes_after(self, changed: Mapping[str, Layer]) -> tuple[Shape, ...] | None:
        """What it receives once these layers are changed; None if they do not fit themselves."""
        if not changed.keys() <= set(self.before):
            return None  # in a file's loop
        known = dict(self.known.outputs)
        moved: set[str] = set()
        first = min(map(self.before.index, changed))
        for name in self.before[first:]:
            sources = [wire.source for wire in self.network.incoming[name]]
            if name not in changed and moved.isdisjoint(sources):
                continue
            layer = changed.get(name, self.network.nodes[name].layer)
            shapes = _all(known, sources)
            if shapes is None:
                return None
            result, problems = judged(layer, shapes, self.exact)
            if result is None or (name in changed and problems):
                return None
            if result != known.get(name):
                known[name] = result
                moved.add(name)
        return _all(known, [wire.source for wire in self.network.incoming[self.name]])

    def fits(self, layer: Layer, shapes: tuple[Shape, ...]) -> bool:
        """Whether the problem is gone where the node is this layer and receives these shapes."""
        if isinstance(layer, Output):
            return all(isinstance(shape, Vector) for shape in shapes)
        result, problems = judged(layer, shapes, self.exact)
        return result is not None and all(
            problem.severity == "warning" and problem.code != self.problem.code
            for problem in problems
        )


Generator = Callable[[Scene], Iterator[Candidate]]


def _all(known: Mapping[str, Shape], sources: list[str]) -> tuple[Shape, ...] | None:
    """The shapes of all sources, None if one of them is unknown."""
    found = [known[source] for source in sources if source in known]
    return tuple(found) if len(found) == len(sources) else None


def upwards(network: Network, name: str) -> Iterator[str]:
    """A node, and those before it as far as each has one input; around a loop once."""
    seen: set[str] = set()
    while name not in seen:
        yield name
        seen.add(name)
        wires = network.incoming[name]
        if len(wires) != 1:
            return
        name = wires[0].source


def changed(layer: L, **values: object) -> L | None:
    """The layer with other settings; None if they are out of bounds."""
    try:
        for name, value in values.items():
            layer = with_value(layer, name, value)
    except FieldError:
        return None
    return layer


def replacing(network: Network, name: str, layer: Layer) -> Callable[[], Network]:
    """An edit that puts another layer in a node's place."""
    return partial(edits.set_layer, network, name, cast(AnyLayer, layer))


def inserting(network: Network, wire: Wire, *layers: AnyLayer) -> Callable[[], Network]:
    """An edit that puts layers in a row into a wire."""
    return partial(_inserted, network, wire, layers)


def _inserted(network: Network, wire: Wire, layers: tuple[AnyLayer, ...]) -> Network:
    for layer in map(checked, layers):
        name = edits.fresh_name(network, layer.stem)
        network = edits.insert(network, wire, name, layer, _place(network, wire))
        wire = Wire(name, wire.target, wire.port)
        if _in_line(network, wire):
            network = make_room(network, name)
    return network


def _place(network: Network, wire: Wire) -> Place:
    """Behind the source; or, in a wire that runs past other blocks, below its middle."""
    start, end = network.nodes[wire.source], network.nodes[wire.target]
    if _in_line(network, wire):
        return start.x + CARD_WIDTH + GAP_X, start.y
    return (start.x + end.x) / 2, max(start.y, end.y) + CARD_HEIGHT + GAP_Y


def _in_line(network: Network, wire: Wire) -> bool:
    """Whether the wire's end has no other input, so that the wire belongs to the main row."""
    return len(network.incoming[wire.target]) < 2
