"""Random layers and networks, as hypothesis strategies."""

from hypothesis import strategies as st
from msgspec import structs

from graph import edits
from graph.blocks.conv import ConvBlock
from graph.blocks.residual import Residual
from graph.fields import Field, fields, with_value
from graph.layers.activation import ReLU
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d
from graph.network import LAYERS, Network
from graph.text import Refusal


def values(field: Field, most: int = 12) -> st.SearchStrategy:
    """Values that a field takes, numbers small enough to be built."""
    if field.nested:
        plain = [Residual(4), ConvBlock(4), Conv2d(3, 3, padding=1), ReLU()]
        return st.sampled_from(plain) if field.name == "block" else st.just(field.default)
    if field.type is str and not field.choices:
        return st.text("abc{} é", min_size=1, max_size=8)
    if field.pair:
        one = values(structs.replace(field, pair=False, choices=()), most)
        words = [st.sampled_from(field.choices)] if field.choices else []
        return st.one_of(one, st.tuples(one, one), *words)
    if field.choices:
        return st.sampled_from(field.choices)
    if field.type is bool:
        return st.booleans()
    if field.type is int:
        low = max(int(field.low or 0), -3)
        return st.integers(low, min(int(field.high), low + most))
    return st.floats(float(field.low or 0) + 1e-6, min(float(field.high) - 1e-6, 0.9))


@st.composite
def layers(draw, kinds: tuple[type[Layer], ...] = LAYERS) -> Layer:
    kind = draw(st.sampled_from(kinds))
    layer = kind()
    for field in fields(kind):
        layer = with_value(layer, field.name, draw(values(field)))
    return layer


@st.composite
def scripts(draw) -> list[tuple[str, object]]:
    """What a user might do, as (verb, random numbers)."""
    verbs = st.sampled_from(["add", "connect", "remove", "cut", "set", "rename", "move", "paste"])
    return draw(st.lists(st.tuples(verbs, st.integers(0, 10**6)), max_size=25))


def step(network: Network, verb: str, number: int) -> Network:
    """One edit of a script; a refusal leaves the network as it is."""
    names = list(network.nodes)
    try:
        if verb == "add" or not names:
            kind = LAYERS[number % len(LAYERS)]
            name = edits.fresh_name(network, kind.stem)
            return edits.add(network, name, kind(), (float(number % 900), float(number % 700)))
        name, other = names[number % len(names)], names[number // 7 % len(names)]
        match verb:
            case "connect":
                return edits.connect(network, name, other, number % 3)
            case "remove":
                return edits.remove(network, [name])
            case "cut":
                return edits.disconnect(network, network.wires[: number % 3])
            case "set":
                layer = network.nodes[name].layer
                known = fields(type(layer))
                if not known:
                    return network
                return edits.set_field(network, name, known[number % len(known)].name, number % 9)
            case "rename":
                return edits.rename(network, name, f"n{number % 30}")
            case "move":
                return edits.move(network, {name: (float(number % 1_000), 10.0)})
            case _:
                return edits.paste(network, edits.part(network, [name, other]))[0]
    except Refusal:
        return network


@st.composite
def networks(draw) -> Network:
    network = Network()
    for verb, number in draw(scripts()):
        network = step(network, verb, number)
    return network
