"""The network whose Outputs give scores where they give probabilities: what training works on.

The stable forms of the losses want the scores before a Softmax or a Sigmoid at the end.
"""

from graph.edits import set_layer
from graph.infer import Inference
from graph.layers.activation import Sigmoid, Softmax
from graph.layers.dense import Flatten
from graph.layers.endpoints import Output
from graph.network import Block, Network, Wire

End = type[Softmax] | type[Sigmoid]


def scores(network: Network, inference: Inference, end: End = Softmax) -> Network:
    """The network with each Output fed by what an `end` gets and not by what it gives.

    The Softmax or Sigmoid may be the last layer of a block, and a Flatten of channels × 1 × 1 may
    follow it. Where others take what it gives they go on taking it. A network without one is left
    as it is.
    """
    for target in network.of_type(Output):
        network = _before(end, network, inference, target)
    return network


def ends_in(network: Network, inference: Inference, end: End) -> bool:
    """Whether an Output gets what an `end` gives."""
    return scores(network, inference, end) is not network


def _before(end: End, network: Network, inference: Inference, target: str) -> Network:
    """The network in which the one input of `target` is scores, if it was probabilities."""
    (wire,) = network.incoming[target]
    name = wire.source
    layer = network.nodes[name].layer
    if isinstance(layer, end):
        return _rewired(network, wire, network.incoming[name][0].source)
    if len(network.outgoing[name]) > 1:
        return network
    if isinstance(layer, Flatten) and _is_column(inference, name):
        return _before(end, network, inference, name)
    interior = inference.interiors.get(name)
    if interior is None:
        return network
    inner = scores(interior.network, interior.inference, end)
    return network if inner is interior.network else set_layer(network, name, Block(network=inner))


def _is_column(inference: Inference, name: str) -> bool:
    """Whether a node receives channels × 1 × 1, in which a Softmax compares all values."""
    shapes = inference.known_inputs(name) or ()
    return all(shape.dims[1:] in ((), (1, 1)) for shape in shapes)


def _rewired(network: Network, wire: Wire, source: str) -> Network:
    new = Wire(source, wire.target, wire.port)
    return network.replace(wires=tuple(new if w == wire else w for w in network.wires))
