"""Network -> shapes and problems. Never raises; after an error all that can be known is known.

Only the first cause is reported: a node behind a broken one has no shape and no problem.
"""

from functools import cached_property, lru_cache
from typing import cast

from msgspec import Struct, structs

from graph.layers.base import Layer
from graph.layers.endpoints import Input, Output
from graph.network import DEEPEST, LARGEST, Network, interior
from graph.problems import Problem
from graph.shapes import Shape, ShapeError, misfit
from graph.text import Text
from graph.wiring import Wire

NUMBERS = 2**53
"""In one result: sizes up to here are exact as floats too, and what is larger nobody can store."""


class Inference(Struct, frozen=True, dict=True):
    """The shapes that a network's nodes receive and give, and what is wrong.

    `inputs` has None for a port that is not wired or whose source is unknown; `outputs` leaves
    unknown nodes out; `interiors` has each block's network and what is known inside it.
    """

    inputs: dict[str, tuple[Shape | None, ...]]
    outputs: dict[str, Shape]
    problems: tuple[Problem, ...]
    interiors: dict[str, "Interior"]

    @cached_property
    def by_node(self) -> dict[str, tuple[Problem, ...]]:
        """The problems of each node that has any; "" stands for the whole network."""
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(problem.node, []).append(problem)
        return {name: tuple(problems) for name, problems in found.items()}

    @property
    def ok(self) -> bool:
        """Whether the network can be compiled: there is no error, though perhaps a warning."""
        return not any(problem.severity == "error" for problem in self.problems)

    def known_inputs(self, name: str) -> tuple[Shape, ...] | None:
        """The shapes that a node receives, or None if one of them is unknown."""
        shapes = self.inputs[name]
        return None if None in shapes else cast("tuple[Shape, ...]", shapes)


class Interior(Struct, frozen=True, eq=False):
    """A block's inside: its network and what is known of it. Equal is only the same one."""

    network: Network
    inference: Inference


def infer(network: Network, exact_sizes: bool = False) -> Inference:
    """Shapes and problems of `network`; with `exact_sizes`, rounding down is an error."""
    known = _analyse(network, exact_sizes)
    return structs.replace(known, problems=(*_ends(network, known), *known.problems))


def arrived(
    network: Network, shapes: tuple[Shape | None, ...], exact_sizes: bool = False
) -> Inference:
    """Shapes and problems inside a block that receives `shapes`; None is an unknown one."""
    return _analyse(network, exact_sizes, shapes)


def judged(
    layer: Layer, shapes: tuple[Shape, ...], exact_sizes: bool = False
) -> tuple[Shape | None, tuple[Problem, ...]]:
    """What one layer makes of `shapes`, None if it cannot, and problems that name no node."""
    known = _judged(layer, shapes, exact_sizes)
    return known.output, known.problems


def _analyse(
    network: Network, exact_sizes: bool, arriving: tuple[Shape | None, ...] | None = None
) -> Inference:
    """With `arriving`, `network` is inside a block, and its Inputs stand for those shapes."""
    inputs: dict[str, tuple[Shape | None, ...]] = {}
    outputs: dict[str, Shape] = {}
    interiors: dict[str, Interior] = {}
    problems: list[Problem] = []
    entry = _entry(network, arriving)
    incoming, outgoing = network.incoming, network.outgoing
    for name in network.order:
        layer, wires = network.nodes[name].layer, incoming[name]
        inputs[name] = shapes = _received(layer, wires, outputs)
        problems += _unwired(name, layer, wires, outgoing[name])
        if None in shapes or len(shapes) < _least(layer):
            continue
        if name in entry:
            outputs |= entry[name]
            continue
        known = _judged(layer, cast("tuple[Shape, ...]", shapes), exact_sizes)
        problems += [_at(name, problem) for problem in known.problems]
        if known.output is not None:
            outputs[name] = known.output
        if known.interior is not None:
            interiors[name] = known.interior
    for name in network.looping:
        inputs[name] = _received(network.nodes[name].layer, incoming[name], {})
        problems.append(Problem(name, "error", "loop", Text(_LOOP, {"name": name})))
    return Inference(inputs, outputs, tuple(problems), interiors)


def _entry(
    network: Network, arriving: tuple[Shape | None, ...] | None
) -> dict[str, dict[str, Shape]]:
    """What each Input inside a block gives, by its name: nothing where nothing is known."""
    if arriving is None:
        return {}
    shapes = (*arriving, *[None] * len(network.nodes))
    pairs = zip(network.of_type(Input), shapes, strict=False)
    return {name: {} if shape is None else {name: shape} for name, shape in pairs}


_LOOP = "{name} is part of a loop, so it would have to wait for its own result. Remove a wire."
_JOIN = "{name} joins two or more inputs, and {wired} is wired. Drag wires to it."
_OPEN = "The input of {name} is not connected. Drag a wire to it."
_EXTRA = "{name} has no input {port}, where the wire from {source} ends. Remove that wire."
_DEEP = "Blocks are nested {depth} deep here, and {most} is the most. Ungroup some of those inside."
_LARGE = (
    "There are {count} layers inside, all copies counted, and {most} is the most. Repeat it fewer "
    "times."
)
_HUGE = (
    "The result {shape} has {count} numbers, more than any computer holds. Make the feature map "
    "smaller."
)
_UNUSED = "Nothing uses the result of {name}, so it is not trained."


class _Known(Struct, frozen=True):
    """What the rules say of one layer with given inputs; its problems do not name a node yet."""

    output: Shape | None
    problems: tuple[Problem, ...] = ()
    interior: Interior | None = None


def _judged(layer: Layer, shapes: tuple[Shape, ...], exact_sizes: bool) -> _Known:
    """What the rules say, unless a block is too much to be looked into."""
    if (depth := layer.nesting) > DEEPEST:
        text = Text(_DEEP, {"depth": depth, "most": DEEPEST})
        return _Known(None, (Problem("", "error", "too-deep", text),))
    if (count := layer.members) > LARGEST:
        text = Text(_LARGE, {"count": count, "most": LARGEST})
        return _Known(None, (Problem("", "error", "too-large", text),))
    return _rule(layer, shapes, exact_sizes)


@lru_cache(maxsize=16_384)
def _rule(layer: Layer, shapes: tuple[Shape, ...], exact_sizes: bool) -> _Known:
    try:
        network = interior(layer, *shapes)
        if network is not None:
            return _block(network, _analyse(network, exact_sizes, shapes))
        output = layer.output(*shapes)
    except ShapeError as error:
        return _Known(None, (Problem("", "error", "shape", error.text),))
    if output.count > NUMBERS:
        text = Text(_HUGE, {"shape": output, "count": f"{output.count:.1e}"})
        return _Known(None, (Problem("", "error", "too-large", text),))
    problems: list[Problem] = []
    if inexact := misfit(layer.windows(*shapes)):
        problems.append(_inexact(inexact, exact_sizes))
    if advice := layer.advice(*shapes):
        problems.append(Problem("", "warning", "advice", advice))
    broken = any(problem.severity == "error" for problem in problems)
    return _Known(None if broken else output, tuple(problems))


def _inexact(lost: Text, exact_sizes: bool) -> Problem:
    """Sizes are rounded down, and said to be; with exact sizes only that is refused."""
    if not exact_sizes:
        return Problem("", "warning", "inexact-size", lost)
    text = Text("{lost} With exact sizes only, that is an error.", {"lost": lost})
    return Problem("", "error", "inexact-size", text)


def _block(network: Network, known: Inference) -> _Known:
    """What is known of a block, by what is known inside it.

    A warning inside is the block's own design: ResNet halves even sizes by leaving out a row.
    """
    errors = [problem for problem in known.problems if problem.severity == "error"]
    ends = list(network.of_type(Output))
    if len(ends) != 1:
        text = Text("A block needs exactly one Output inside, and it has {count}.")
        errors.append(Problem("", "error", "no-output", Text(text.template, {"count": len(ends)})))
    output = known.outputs.get(ends[0]) if not errors else None
    return _Known(output, tuple(map(_inherited, errors)), Interior(network, known))


def _inherited(problem: Problem) -> Problem:
    if not problem.node:
        return Problem("", problem.severity, "inside", problem.text)
    text = Text("Inside, at {node}: {text}", {"node": problem.node, "text": problem.text})
    return Problem("", problem.severity, "inside", text)


def _at(name: str, problem: Problem) -> Problem:
    return structs.replace(problem, node=name)


def _ends(network: Network, known: Inference) -> list[Problem]:
    """What is wrong with the network's own inputs and outputs."""
    if not network.of_type(Input):
        text = Text("The network has no Input. Drag one in from the palette.")
        return [Problem("", "error", "no-input", text)]
    outputs = network.of_type(Output)
    if not outputs:
        text = Text("The network has no Output. Drag one in and wire the last layer to it.")
        return [Problem("", "error", "no-output", text)]
    found: list[Problem] = []
    for name, layer in outputs.items():
        shapes = known.known_inputs(name)
        try:
            if shapes:
                layer.classes(*shapes)
        except ShapeError as error:
            found.append(Problem(name, "error", "shape", error.text))
    return found


def _received(
    layer: Layer, wires: tuple[Wire, ...], outputs: dict[str, Shape]
) -> tuple[Shape | None, ...]:
    wanted = layer.inputs
    if wanted is None:
        return tuple(outputs.get(wire.source) for wire in wires)
    if wanted == 1 and len(wires) == 1 and not wires[0].port:
        return (outputs.get(wires[0].source),)
    shapes: list[Shape | None] = [None] * wanted
    for wire in wires:
        if wire.port < wanted:
            shapes[wire.port] = outputs.get(wire.source)
    return tuple(shapes)


def _least(layer: Layer) -> int:
    return 2 if layer.inputs is None else layer.inputs


def _unwired(
    name: str, layer: Layer, wires: tuple[Wire, ...], uses: tuple[Wire, ...]
) -> list[Problem]:
    found: list[Problem] = []
    least = _least(layer)
    wired = len(wires)
    if layer.inputs is not None and wired and wires[-1].port >= least:
        wired = sum(wire.port < least for wire in wires)  # the layer has no port for the others
        last = wires[-1]
        values: dict[str, object] = {"name": name, "source": last.source, "port": last.port + 1}
        found.append(Problem(name, "error", "extra-wire", Text(_EXTRA, values)))
    if wired < least:
        text = Text(_JOIN if layer.inputs is None else _OPEN, {"name": name, "wired": wired})
        found.append(Problem(name, "error", "unconnected", text))
    if not uses and not isinstance(layer, Output):
        found.append(Problem(name, "warning", "unused", Text(_UNUSED, {"name": name})))
    return found
