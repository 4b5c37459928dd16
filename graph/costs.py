"""What a network costs: parameters, multiply-adds, memory of its maps, receptive fields.

Multiply-adds count convolution and fully connected layers, batch 1, without biases: output
elements × fan-in. Weights without sharing are output elements × (fan-in + 1), as on the course's
slide. Receptive fields follow Araujo, Norris & Sim 2019 (Distill), equation 2.
"""

from functools import lru_cache

from msgspec import Struct

from graph.infer import Inference, Interior
from graph.layers.base import Layer
from graph.layers.endpoints import Input, Output
from graph.network import Network
from graph.shapes import Image, Shape

BYTES = 4  # of a 32-bit float


class Reach(Struct, frozen=True):
    """How much of the input picture one output element sees, and how far its neighbour's moves.

    `height` and `width` are in pixels of the picture, as are the two strides.
    """

    height: int = 1
    width: int = 1
    stride_height: int = 1
    stride_width: int = 1


class Cost(Struct, frozen=True):
    """What one node costs for one picture; for a block, the sum of what is inside."""

    parameters: int = 0
    unshared: int = 0
    macs: int = 0
    activations: int = 0
    """Numbers that the node gives on."""
    reach: Reach | None = None
    """None behind a layer that mixes the whole picture, such as Flatten."""
    inside: dict[str, "Cost"] = {}

    @property
    def activation_bytes(self) -> int:
        """Memory of the node's result, in bytes, as 32-bit floats."""
        return self.activations * BYTES


class Costs(Struct, frozen=True):
    """What each known node costs, and the sums over all of them."""

    nodes: dict[str, Cost]
    parameters: int
    macs: int
    activation_bytes: int


def costs(network: Network, inference: Inference) -> Costs:
    """The costs of all that `inference` knows; broken nodes and those behind them are left out."""
    nodes = _nodes(network, inference, Reach())
    return Costs(
        nodes,
        sum(cost.parameters for cost in nodes.values()),
        sum(cost.macs for cost in nodes.values()),
        sum(_memory(cost) for cost in nodes.values()),
    )


def _memory(cost: Cost) -> int:
    if cost.inside:
        return sum(_memory(inner) for inner in cost.inside.values())
    return cost.activation_bytes


def _nodes(network: Network, inference: Inference, entry: Reach | None) -> dict[str, Cost]:
    found: dict[str, Cost] = {}
    for name in network.order:
        shapes = inference.known_inputs(name)
        output = inference.outputs.get(name)
        if shapes is None or output is None:
            continue
        layer = network.nodes[name].layer
        before = [found[wire.source].reach for wire in network.incoming[name]]
        arrives = entry if isinstance(layer, Input) else _widest(before)
        interior = inference.interiors.get(name)
        if interior is not None:
            found[name] = _block(interior, output.count, arrives)
        elif isinstance(layer, Input | Output):
            found[name] = Cost(reach=arrives if isinstance(output, Image) else None)
        else:
            found[name] = _plain(layer, shapes, output, arrives)
    return found


def _block(interior: Interior, activations: int, arrives: Reach | None) -> Cost:
    inside = _nodes(interior.network, interior.inference, arrives)
    (exit_name,) = interior.network.of_type(Output)
    return Cost(
        sum(cost.parameters for cost in inside.values()),
        sum(cost.unshared for cost in inside.values()),
        sum(cost.macs for cost in inside.values()),
        activations,
        inside[exit_name].reach,
        inside,
    )


@lru_cache(maxsize=16_384)
def _plain(layer: Layer, shapes: tuple[Shape, ...], output: Shape, arrives: Reach | None) -> Cost:
    reach = _seen(layer, shapes, arrives) if isinstance(output, Image) else None
    return Cost(
        layer.parameters(*shapes),
        layer.unshared(*shapes),
        layer.macs(*shapes),
        output.count,
        reach,
    )


def _seen(layer: Layer, shapes: tuple[Shape, ...], arrives: Reach | None) -> Reach | None:
    if arrives is None or not layer.local:
        return None
    windows = layer.windows(*shapes)
    if not windows:
        return arrives
    height, width = windows
    return Reach(
        arrives.height + (height.span - 1) * arrives.stride_height,
        arrives.width + (width.span - 1) * arrives.stride_width,
        arrives.stride_height * height.stride,
        arrives.stride_width * width.stride,
    )


def _widest(before: list[Reach | None]) -> Reach | None:
    known = [reach for reach in before if reach is not None]
    if not known or len(known) < len(before):
        return None
    return Reach(
        max(reach.height for reach in known),
        max(reach.width for reach in known),
        max(reach.stride_height for reach in known),
        max(reach.stride_width for reach in known),
    )
