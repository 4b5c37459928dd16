"""The network whose Outputs give scores where they give probabilities: what training works on.

The stable log form of the loss wants the scores before a Softmax at the end.
"""

from graph.edits import set_layer
from graph.infer import Inference
from graph.layers.activation import Softmax
from graph.layers.dense import Flatten
from graph.layers.endpoints import Output
from graph.network import Block, Network, Wire


def scores(network: Network, inference: Inference) -> Network:
    """The network with each Output fed by what a Softmax gets and not by what it gives.

    The Softmax may be the last layer of a block, and a Flatten of channels × 1 × 1 may follow it.
    Where others take what it gives they go on taking it. A network without one is left as it is.
    """
    for end in network.of_type(Output):
        network = _before_softmax(network, inference, end)
    return network


def _before_softmax(network: Network, inference: Inference, target: str) -> Network:
    """The network in which the one input of `target` is scores, if it was probabilities."""
    (wire,) = network.incoming[target]
    name = wire.source
    layer = network.nodes[name].layer
    if isinstance(layer, Softmax):
        return _rewired(network, wire, network.incoming[name][0].source)
    if len(network.outgoing[name]) > 1:
        return network
    if isinstance(layer, Flatten) and _is_column(inference, name):
        return _before_softmax(network, inference, name)
    interior = inference.interiors.get(name)
    if interior is None:
        return network
    inner = scores(interior.network, interior.inference)
    return network if inner is interior.network else set_layer(network, name, Block(network=inner))


def _is_column(inference: Inference, name: str) -> bool:
    """Whether a node receives channels × 1 × 1, in which a Softmax compares all values."""
    shapes = inference.known_inputs(name) or ()
    return all(shape.dims[1:] in ((), (1, 1)) for shape in shapes)


def _rewired(network: Network, wire: Wire, source: str) -> Network:
    new = Wire(source, wire.target, wire.port)
    return network.replace(wires=tuple(new if w == wire else w for w in network.wires))
