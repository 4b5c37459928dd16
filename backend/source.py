"""Network -> readable, standalone PyTorch source, from the same Calls that are trained.

Module names are node names, so that a state_dict of the trained network fits. Each line has the
shape of its result; blocks are classes, one for each way in which a block is made inside.
"""

import ast
import inspect
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from backend.lower import Argument, Module, Own, Pass, Product, Stack, Sum, View, lower
from graph.costs import costs
from graph.infer import Inference, infer
from graph.layers.endpoints import Input, Output
from graph.layers.join import Concat
from graph.names import row
from graph.network import Network
from graph.shapes import Shape
from graph.text import Refusal

WIDTH = 100  # of a line


class SourceError(Refusal):
    """A network that cannot be written as source."""


def source(network: Network, name: str = "Net") -> str:
    """The network as a Python module that imports nothing but torch; raises SourceError."""
    inference = infer(network)
    for problem in inference.problems:
        if problem.severity == "error":
            raise SourceError("The network has errors: {text}", text=problem.text)
    classes: list[_Class] = []
    _collect(classes, network, inference, name, "The whole network.")
    bodies = [*_own(classes), *(_written(made) for made in classes)]
    head = _HEAD.format(
        torch="import torch\n" if any("torch." in body for body in bodies) else "",
        name=name,
        inputs=_joined(inference, network.of_type(Input).keys()),
        outputs=_joined(inference, network.of_type(Output).keys()),
        parameters=costs(network, inference).parameters,
    )
    return "\n\n\n".join([head, *bodies]) + "\n"


_HEAD = '''"""{name}: {inputs} -> {outputs}, {parameters:,} parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

{torch}from torch import Tensor, nn'''


class _Class(Struct):
    """A class that is to be written, and the classes of the blocks in it."""

    name: str
    text: str
    network: Network
    inference: Inference
    blocks: dict[str, str]


def _collect(
    classes: list[_Class], network: Network, inference: Inference, title: str, text: str
) -> str:
    """Adds the class of a network after those of its blocks; blocks alike inside share one."""
    for known in classes:
        if known.network == network and known.inference.outputs == inference.outputs:
            return known.name
    blocks: dict[str, str] = {}
    for node in network.nodes:
        if node in inference.interiors:
            inner = inference.interiors[node]
            layer = network.nodes[node].layer
            about = inspect.getdoc(layer) or ""
            blocks[node] = _collect(
                classes, inner.network, inner.inference, type(layer).__name__, about.split("\n")[0]
            )
    name = _free(title, {known.name for known in classes})
    classes.append(_Class(name, text, network, inference, blocks))
    return name


def _own(classes: list[_Class]) -> list[str]:
    """The text of our own modules that these classes use."""
    names: set[str] = set()
    for made in classes:
        for name in made.network.used - made.blocks.keys():
            shapes = made.inference.known_inputs(name) or ()
            call = lower(made.network.nodes[name].layer, *shapes)
            if isinstance(call, Own):
                names.add(call.name)
    if not names:
        return []
    text = (Path(__file__).parent / "engine" / "own.py").read_text()
    found = [part for part in ast.parse(text).body if isinstance(part, ast.ClassDef)]
    return [ast.get_source_segment(text, part) or "" for part in found if part.name in names]


def _written(made: _Class) -> str:
    lines = [f"class {made.name}(nn.Module):"]
    if made.text:
        lines += [f'    """{made.text}"""', ""]
    lines += ["    def __init__(self) -> None:", "        super().__init__()"]
    for group in dict.fromkeys(row(name) for name in made.network.nodes if "." in name):
        lines.append(f"        self.{group} = nn.ModuleDict()")
    for name in made.network.nodes:
        if name not in made.network.used:
            continue
        if call := _constructor(made, name):
            shape = _shape(made.inference.outputs[name])
            place = name.rpartition(".")[2]
            target = f"self.{name} = {call}"
            if name.isdigit():
                target = f'self.add_module("{name}", {call})'
            elif "." in name:
                target = f'self.{row(name)}["{place}"] = {call}'
            lines += _line(target, shape)
    return "\n".join([*lines, "", *_forward(made)])


def _constructor(made: _Class, name: str) -> str:
    """What makes the node's module; nothing for one that needs none."""
    if name in made.blocks:
        return f"{made.blocks[name]}()"
    call = lower(made.network.nodes[name].layer, *made.inference.known_inputs(name) or ())
    if not isinstance(call, Module | Own):
        return ""
    said = {k: v for k, v in call.arguments.items() if _DEFAULTS.get((call.name, k)) != v}
    first = [str(said.pop(k)) for k in _PLACES.get(call.name, ()) if k in said]
    arguments = ", ".join([*first, *(f"{key}={_literal(value)}" for key, value in said.items())])
    home = "nn." if isinstance(call, Module) else ""
    return f"{home}{call.name}({arguments})"


def _literal(value: Argument) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


_PLACES: dict[str, tuple[str, ...]] = {
    "Conv2d": ("in_channels", "out_channels"),
    "Linear": ("in_features", "out_features"),
    "ConvTranspose2d": ("in_channels", "out_channels"),
    "LocallyConnected2d": ("in_channels", "out_channels", "output_size"),
    "BatchNorm1d": ("num_features",),
    "BatchNorm2d": ("num_features",),
    "InstanceNorm2d": ("num_features",),
    "GroupNorm": ("num_groups", "num_channels"),
    "LayerNorm": ("normalized_shape",),
    "LocalResponseNorm": ("size",),
    "MaxPool2d": ("kernel_size",),
    "AvgPool2d": ("kernel_size",),
    "LPPool2d": ("norm_type", "kernel_size"),
    "AdaptiveAvgPool2d": ("output_size",),
    "AdaptiveMaxPool2d": ("output_size",),
    "LeakyReLU": ("negative_slope",),
    "PixelShuffle": ("upscale_factor",),
    "PixelUnshuffle": ("downscale_factor",),
    "ZeroPad2d": ("padding",),
    "ReflectionPad2d": ("padding",),
    "ReplicationPad2d": ("padding",),
    "CircularPad2d": ("padding",),
    "ZeroPad3d": ("padding",),
}
"""Arguments that people write without their names."""

_DEFAULTS: dict[tuple[str, str], Argument] = {
    ("Conv2d", "stride"): 1,
    ("Conv2d", "padding"): 0,
    ("Conv2d", "dilation"): 1,
    ("Conv2d", "groups"): 1,
    ("Conv2d", "bias"): True,
    ("Conv2d", "padding_mode"): "zeros",
    ("LocallyConnected2d", "stride"): (1, 1),
    ("LocallyConnected2d", "padding"): (0, 0),
    ("LocallyConnected2d", "bias"): True,
    ("ConvTranspose2d", "stride"): 1,
    ("ConvTranspose2d", "padding"): 0,
    ("ConvTranspose2d", "output_padding"): 0,
    ("ConvTranspose2d", "groups"): 1,
    ("ConvTranspose2d", "bias"): True,
    ("ConvTranspose2d", "dilation"): 1,
    ("MaxPool2d", "padding"): 0,
    ("MaxPool2d", "dilation"): 1,
    ("MaxPool2d", "ceil_mode"): False,
    ("AvgPool2d", "padding"): 0,
    ("AvgPool2d", "ceil_mode"): False,
    ("AvgPool2d", "count_include_pad"): True,
    ("LPPool2d", "ceil_mode"): False,
    ("LeakyReLU", "negative_slope"): 0.01,
    ("PReLU", "num_parameters"): 1,
    ("ELU", "alpha"): 1.0,
    ("BatchNorm1d", "eps"): 1e-5,
    ("BatchNorm1d", "momentum"): 0.1,
    ("GroupNorm", "eps"): 1e-5,
    ("LayerNorm", "eps"): 1e-5,
    ("InstanceNorm2d", "eps"): 1e-5,
    ("InstanceNorm2d", "affine"): False,
    ("LocalResponseNorm", "alpha"): 1e-4,
    ("LocalResponseNorm", "beta"): 0.75,
    ("LocalResponseNorm", "k"): 1.0,
    ("Dropout2d", "p"): 0.5,
    ("Flatten", "start_dim"): 1,
    ("Flatten", "end_dim"): -1,
    ("Upsample", "mode"): "nearest",
    ("Linear", "bias"): True,
    ("BatchNorm2d", "eps"): 1e-5,
    ("BatchNorm2d", "momentum"): 0.1,
    ("Dropout", "p"): 0.5,
}
"""Arguments that PyTorch has anyway; tests/backend/test_source.py compares them with PyTorch."""


def _forward(made: _Class) -> list[str]:
    network = made.network
    outputs = network.of_type(Output)
    kind = "Tensor" if len(outputs) == 1 else "tuple[Tensor, ...]"
    inputs = list(network.of_type(Input))
    names = {name: "x" if len(inputs) == 1 else _variable(name) for name in inputs}
    arguments = ", ".join(f"{names[name]}: Tensor" for name in inputs)
    lines = [f"    def forward(self, {arguments}) -> {kind}:"]
    order = _order(network)
    naming = _Naming(made, names)
    results = [network.incoming[name][0].source for name in outputs]
    for name in order:
        sources = [names[wire.source] for wire in network.incoming[name]]
        value = _expression(made, name, sources)
        shape = _shape(made.inference.outputs[name])
        if name == order[-1] and results == [name]:
            return [*lines, *_line(f"return {value}", shape)]
        names[name] = naming.name(name)
        lines += _line(f"{names[name]} = {value}", shape)
    return [*lines, f"        return {', '.join(names[name] for name in results)}"]


def _order(network: Network) -> list[str]:
    """The nodes that compute, each branch from its beginning to its end before the next one."""
    done: dict[str, None] = {}
    waiting = list(reversed(network.of_type(Output)))
    while waiting:
        name = waiting[-1]
        before = [w.source for w in network.incoming[name] if w.source not in done]
        if before:
            waiting += reversed(before)
        else:
            done[waiting.pop()] = None
    return [name for name in done if not isinstance(network.nodes[name].layer, Input | Output)]


class _Naming:
    """Names the values as a person does: one variable along a chain, a branch by its first node.

    A variable is taken again only when nothing needs its old value any more.
    """

    def __init__(self, made: _Class, names: dict[str, str]) -> None:
        self._made = made
        self._names = names
        self._left = {name: len(wires) for name, wires in made.network.outgoing.items()}
        split = any(len(made.network.outgoing[name]) > 1 for name in names)
        self._chain = "out" if split or len(names) > 1 else "x"

    def name(self, node: str) -> str:
        """The variable for a node's value; asked for in the order of the lines."""
        for wire in self._made.network.incoming[node]:
            self._left[wire.source] -= 1
        live = {variable for name, variable in self._names.items() if self._left[name] > 0}
        wishes = [self._wish(node), _variable(node)]
        wishes += [f"{_variable(node)}_{n}" for n in range(2, 100)]
        return next(wish for wish in wishes if wish not in live)

    def _wish(self, node: str) -> str:
        network = self._made.network
        first = network.incoming[node][0].source
        if len(network.outgoing[first]) == 1 and len(network.incoming[node]) == 1:
            return self._names[first]  # the same chain goes on
        if len(network.incoming[node]) > 1 or not self._stacked(node):
            return self._chain
        return _variable(node)

    def _stacked(self, node: str) -> bool:
        """Whether the chain that begins here ends in a torch.cat, whose parts are told by names."""
        network = self._made.network
        while len(network.incoming[node]) == 1:
            if len(network.outgoing[node]) != 1:
                return False
            node = network.outgoing[node][0].target
        return isinstance(network.nodes[node].layer, Concat)


def _expression(made: _Class, name: str, sources: list[str]) -> str:
    if name in made.blocks:
        return _called(name, sources)
    match lower(made.network.nodes[name].layer, *made.inference.known_inputs(name) or ()):
        case Module() | Own():
            return _called(name, sources)
        case Sum():
            return " + ".join(sources)
        case Product():
            return " * ".join(sources)
        case View(dims):
            return f"{sources[0]}.reshape({', '.join(map(str, (-1, *dims)))})"
        case Stack():
            return f"torch.cat([{', '.join(sources)}], dim=1)"
        case Pass():
            return sources[0]


def _called(name: str, sources: list[str]) -> str:
    module = (
        f'self.get_submodule("{name}")'
        if name[-1:].isdigit() and not name.isidentifier()
        else f"self.{name}"
    )
    return f"{module}({', '.join(sources)})"


def _variable(name: str) -> str:
    name = name.replace(".", "_")
    return f"x{name}" if name.isdigit() else f"{name}_" if name in ("x", "out") else name


def _line(code: str, shape: str) -> list[str]:
    """A line of a method with its shape behind it, or above it where it would be too long."""
    line = f"        {code}"
    if len(f"{line}  # {shape}") <= WIDTH:
        return [f"{line}  # {shape}"]
    if len(line) <= WIDTH:
        return [f"        # {shape}", line]
    head, _, rest = code.partition("(")
    inner = rest.removesuffix(")")
    body = [inner] if len(inner) <= WIDTH - 12 else [f"{part}," for part in _arguments(inner)]
    return [f"        {head}(", *(f"            {part}" for part in body), f"        )  # {shape}"]


def _arguments(inner: str) -> list[str]:
    """What stands between a call's commas."""
    call = ast.parse(f"call({inner})", mode="eval").body
    assert isinstance(call, ast.Call)
    parts = [*call.args, *call.keywords]
    return [ast.get_source_segment(f"call({inner})", part) or "" for part in parts]


def _shape(shape: Shape) -> str:
    return " x ".join(map(str, shape.dims))


def _joined(inference: Inference, names: Iterable[str]) -> str:
    return ", ".join(_shape(inference.outputs[name]) for name in names)


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}{number}", number + 1
    return free
