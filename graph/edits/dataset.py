"""The network follows the data set: its Input has the pictures' size, its end a number a class."""

from msgspec import structs

from graph.edits.basic import EditError, set_fields, set_layer
from graph.infer import infer
from graph.layers.convolution import Conv2d
from graph.layers.dense import Linear
from graph.layers.endpoints import Input, Output
from graph.network import Block, Network
from graph.shapes import Image, Vector


def fit(network: Network, shape: Image, classes: int) -> Network:
    """The network for pictures of a shape, of so many classes; raises EditError.

    Every Input takes the shape. The layer that the numbers at each Output come from, the last
    Fully connected or, where there is none, the last convolution, gets `classes` of them; it may
    be inside the user's own block.
    """
    inputs = tuple(network.of_type(Input))
    for name, value in zip(("channels", "height", "width"), shape.dims, strict=True):
        network = set_fields(network, inputs, name, value)
    for output in network.of_type(Output):
        if infer(network).outputs.get(output) != Vector(classes):
            network = _ended(network, output, classes)
    return network


def fits(network: Network, shape: Image, classes: int) -> bool:
    """Whether a network is for such pictures and so many classes already."""
    sizes = (layer.output() for layer in network.of_type(Input).values())
    outputs = infer(network).outputs
    ends = (outputs.get(name) for name in network.of_type(Output))
    return all(size == shape for size in sizes) and all(end == Vector(classes) for end in ends)


def _ended(network: Network, output: str, classes: int) -> Network:
    """The network with so many numbers at an output."""
    name = output
    while len(wires := network.incoming[name]) == 1:
        name = wires[0].source
        match network.nodes[name].layer:
            case Linear() as layer:
                return set_layer(network, name, structs.replace(layer, features=classes))
            case Conv2d() as layer:
                return set_layer(network, name, structs.replace(layer, filters=classes))
            case Block() as block:
                inner = block.network
                end = next(iter(inner.of_type(Output)))
                changed = structs.replace(block, network=_ended(inner, end, classes))
                return set_layer(network, name, changed)
            case _:
                pass  # what is behind it keeps the number, such as Softmax or Dropout
    raise EditError(
        "No Fully connected layer leads straight to {name}. Insert one of {classes} features "
        "before it.",
        name=output,
        classes=classes,
    )
