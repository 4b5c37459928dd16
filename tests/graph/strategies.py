"""Random layers and networks, as hypothesis strategies."""

from hypothesis import strategies as st
from msgspec import structs

from graph import edits
from graph.blocks.conv import ConvBlock
from graph.blocks.residual import Bottleneck, Residual
from graph.fields import Field, fields, with_value
from graph.layers.activation import ReLU
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Concat, Multiply
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import MaxPool2d
from graph.network import LAYERS, AnyLayer, Block, Network, Node, Repeat, Wire
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


@st.composite
def user_blocks(draw, depth: int = 2) -> Block:
    """A block of the user's with one to three inputs, and blocks inside it down to that depth."""
    wires: list[tuple[str, str, int]] = []
    network = Network()
    free = [f"in{n}" for n in range(draw(st.integers(1, 3)))]
    for name in free:
        network = edits.add(network, name, Input(1, 1, 1))
    rows = draw(st.booleans())
    for number in range(draw(st.integers(1, 4))):
        layer = draw(_pieces(depth))
        names = [f"n{number}", f"row.{number}", str(number)]
        name = draw(st.sampled_from(names)) if rows else names[0]
        network = edits.add(network, name, layer)
        sources = draw(st.lists(st.sampled_from(free), min_size=3, max_size=3))
        ports = 2 if layer.inputs is None else layer.inputs
        wires += [(source, name, port) for port, source in enumerate(sources[:ports])]
        free.append(name)
    network = edits.add(edits.add(network, "stack", Concat()), "out", Output())
    inner = [name for name in free if not any(source == name for source, _, _ in wires)]
    inner = inner[draw(st.integers(0, 1)) :]  # perhaps one that nothing uses
    ends = inner if len(inner) > 1 else [*inner, free[0], free[-1]]
    wires += [(source, "stack", port) for port, source in enumerate(ends)]
    order = draw(st.permutations(list(network.nodes)))
    network = network.replace(nodes={name: network.nodes[name] for name in order})
    for source, target, port in [*wires, ("stack", "out", 0)]:
        network = edits.connect(network, source, target, port)
    return Block(draw(st.text(min_size=1, max_size=12)), network)


def _pieces(depth: int) -> st.SearchStrategy[AnyLayer]:
    small = st.integers(1, 4)
    kinds: list[st.SearchStrategy[AnyLayer]] = [
        st.builds(lambda k, bias: Conv2d(k, 3, padding=1, bias=bias), small, st.booleans()),
        st.builds(
            ConvBlock, small, st.sampled_from([1, 3]), norm=st.sampled_from(["batch", "none"])
        ),
        st.builds(Residual, small),
        st.builds(Bottleneck, small, expansion=st.integers(1, 3)),
        st.sampled_from([ReLU(), BatchNorm2d(), Concat(), Multiply(), Residual(2)]),
    ]
    if depth:
        inside = user_blocks(depth - 1)
        kinds += [
            inside,
            st.builds(Repeat, st.one_of(_pieces(depth - 1), inside), st.integers(1, 4)),
        ]
    return st.one_of(kinds)


@st.composite
def nested_networks(draw) -> Network:
    """Pictures through blocks in blocks; each block of a few is used several times."""
    pool = draw(st.lists(st.one_of(user_blocks(), _pieces(1)), min_size=1, max_size=3))
    network = edits.add(Network(), "input", Input(draw(st.integers(1, 3)), 4, 4))
    before = "input"
    for number in range(draw(st.integers(1, 5))):
        layer = draw(st.sampled_from(pool))
        name = f"block{number}"
        network = edits.add(network, name, layer)
        for port in range(2 if layer.inputs is None else layer.inputs):
            network = edits.connect(network, before, name, port)
        before = name
    for name, layer in (("flatten", Flatten()), ("fc", Linear(3)), ("output", Output())):
        network = edits.connect(edits.add(network, name, layer), before, name)
        before = name
    return network


_NAMES = ["input", "output", "a", "b", "row.0", "row.1", "0", "1"]
_PARTS: list[AnyLayer] = [
    Input(2, 4, 4), Output(), Output(0.3), ReLU(), Concat(), Flatten(), Linear(3), MaxPool2d(),
    Conv2d(2, 3, padding=1), BatchNorm2d(),
]  # fmt: skip


@st.composite
def drawings(draw, depth: int = 2) -> Network:
    """What a file may hold and no edit makes: loops, wires out of Outputs, into Inputs, to inputs
    that are not there, blocks without ends, and all of that in blocks.
    """
    inner = [st.builds(Block, st.text(min_size=1, max_size=6), drawings(depth - 1))] * bool(depth)
    kinds = [st.sampled_from(_PARTS), layers(), *inner, *(st.builds(Repeat, one) for one in inner)]
    names = draw(st.lists(st.sampled_from(_NAMES), max_size=6, unique=True))
    nodes = {name: Node(draw(st.one_of(kinds))) for name in names}
    wires: dict[tuple[str, int], Wire] = {}
    if names:
        ends = st.tuples(st.sampled_from(names), st.sampled_from(names), st.sampled_from([0, 1, 7]))
        for source, target, port in draw(st.lists(ends, max_size=8)):
            wires[target, port] = Wire(source, target, port)
    return Network(nodes, tuple(wires.values()))
