"""Where the free end of a wire may go while it is drawn, and what would come of it.

What does not depend on that end is worked out once, so that a drag is quick among thousands.
"""

from functools import cached_property
from typing import cast

from msgspec import Struct

from graph.edits.basic import EditError, closed_up, obstacle
from graph.infer import Inference, judged
from graph.layers.endpoints import Output
from graph.network import Network, Wire, networkx
from graph.shapes import Shape, ShapeError
from graph.sketch import Sketch
from graph.text import Text

OUTPUT = -1
"""The number of a node's output among its ports."""

End = tuple[str, int]
"""A port: its node and its number there."""


class Outcome(Struct, frozen=True):
    """What a wire would do if it were plugged in."""

    carries: Shape | None
    """What would flow through it, where that is known."""
    gives: Shape | None
    """What its target would make of it."""
    misfit: Text | None = None
    """Why the target cannot take that, or what it would lose; the wire may be drawn even so."""
    replaces: Wire | None = None
    """The wire that is there and would give way; the same one, if it is drawn once more."""

    @property
    def fits(self) -> bool:
        """Whether nothing is said against it."""
        return self.misfit is None


class Plug(Struct, frozen=True, dict=True, eq=False):
    """A wire that is held at one end. Its other one looks for an input, or for an output."""

    network: Network
    inference: Inference
    node: str
    """Where it is held."""
    port: int = OUTPUT
    """And there: at the output, or at an input."""
    old: Wire | None = None
    """The wire that is there already, if one of its ends is plugged elsewhere."""
    exact_sizes: bool = False
    whole: bool = True
    """Whether the network is no block's inside: its Outputs give classes."""

    @property
    def backwards(self) -> bool:
        """Whether it is held at an input, and looks for an output."""
        return self.port != OUTPUT

    @cached_property
    def barred(self) -> frozenset[str]:
        """The nodes that would close a loop, the held one among them."""
        graph = self._without.digraph
        reach = networkx().descendants if self.backwards else networkx().ancestors
        return frozenset[str]((self.node, *reach(graph, self.node)))

    def takes(self, name: str) -> bool:
        """Whether a node has a port for the free end."""
        layer = self.network.nodes[name].layer
        ended = layer.stem == "output" if self.backwards else layer.inputs == 0
        return not ended and name not in self.barred

    def reason(self, name: str) -> EditError | None:
        """Why a node has no port for it; None if it has one."""
        source, target = (name, self.node) if self.backwards else (self.node, name)
        return None if self.takes(name) else obstacle(self._without, source, target)

    def ports(self, name: str) -> tuple[int, ...]:
        """The ports of a node that the free end may go to; one that joins has a free one."""
        if not self.takes(name):
            return ()
        return (OUTPUT,) if self.backwards else tuple(range(self.network.ports(name)))

    def best(self, name: str) -> int | None:
        """The port for a wire that is dropped anywhere on a node.

        A free one that fits, else any free one, else the last of those that are taken.
        """

        def order(port: int) -> tuple[bool, bool, int]:
            found = self.outcome((name, port))
            taken = found.replaces is not None
            return taken, not found.fits, -port if taken else port

        return min(self.ports(name), key=order, default=None)

    def wire(self, end: End) -> Wire:
        """The wire that there would be."""
        name, port = end
        if self.backwards:
            return Wire(name, self.node, self.port)
        return Wire(self.node, name, port)

    def outcome(self, end: End) -> Outcome:
        """What it would do there."""
        wire = self.wire(end)
        carries = self.inference.outputs.get(wire.source)
        others = [w for w in self.network.incoming[wire.target] if w != self.old]
        replaces = next((w for w in others if w.port == wire.port), None)
        known: dict[int, Shape | None] = {
            w.port: self.inference.outputs.get(w.source) for w in others
        }
        known[wire.port] = carries
        gives, misfit = self._made(wire.target, known)
        return Outcome(carries, gives, misfit, replaces)

    def plugged(self, end: End) -> Network:
        """The network with the wire there; raises EditError where it cannot be drawn.

        The way of a wire that still joins the same nodes goes with it.
        """
        if reason := self.reason(end[0]):
            raise reason
        wire, old, network = self.wire(end), self.old, self.network
        if wire in network.incoming[wire.target]:
            return network if old is None or wire == old else self.pulled
        kept = [
            w for w in network.wires if w == old or (w.target, w.port) != (wire.target, wire.port)
        ]
        if old is None:
            return closed_up(network.replace(wires=(*kept, wire)))
        sketch = _carried(network.sketch, old, wire)
        wires = tuple(wire if w == old else w for w in kept)
        return closed_up(network.replace(wires=wires, sketch=sketch))

    @property
    def pulled(self) -> Network:
        """The network where the free end is in no port."""
        return closed_up(self._without)

    @cached_property
    def _without(self) -> Network:
        """The network without the wire that is held; all ports are where they were."""
        if self.old is None:
            return self.network
        return self.network.replace(wires=tuple(w for w in self.network.wires if w != self.old))

    def _made(self, name: str, known: dict[int, Shape | None]) -> tuple[Shape | None, Text | None]:
        """What a node gives if that arrives at its ports, and what is to be said against it."""
        layer = self.network.nodes[name].layer
        inputs = layer.inputs
        ports = sorted(known) if inputs is None else range(inputs)
        shapes = tuple(known.get(port) for port in ports)
        if None in shapes or (inputs is None and len(shapes) < 2):
            return None, None
        arriving = cast("tuple[Shape, ...]", shapes)
        gives, problems = judged(layer, arriving, self.exact_sizes)
        for problem in problems:
            if problem.severity == "error" or problem.code == "inexact-size":
                return gives, problem.text
        if self.whole and isinstance(layer, Output):
            try:
                layer.classes(*arriving)
            except ShapeError as error:
                return gives, error.text
        return gives, None


def _carried(sketch: Sketch, old: Wire, new: Wire) -> Sketch:
    """The marks where the points of a wire become those of another between the same nodes."""
    if (old.source, old.target) != (new.source, new.target):
        return sketch
    return sketch.transformed(lambda wire: new if wire == old else wire)
