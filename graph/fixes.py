"""Edits that mend a problem, found by search: each is tried on the network before it is shown.

A table names the candidates for each kind of problem. What is kept makes its problem go away and
brings no new error; the least change comes first.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct

from graph import edits
from graph.arrange import CARD_WIDTH, GAP_X, make_room
from graph.fields import FieldError, field
from graph.infer import Inference, infer
from graph.layers.base import sized
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Output
from graph.layers.join import Add
from graph.network import Network, Wire
from graph.problems import Problem
from graph.project import Project
from graph.shapes import Image
from graph.text import Refusal, Text

MOST = 5


class Fix(Struct, frozen=True):
    """What would be done, in words, and the network after it."""

    text: Text
    after: Network


class _Candidate(Struct, frozen=True):
    """A fix that is not tried yet. `change` ranks it: 0 is the least change."""

    text: Text
    make: Callable[[], Network]
    change: float


def fixes(project: Project, problem: Problem) -> tuple[Fix, ...]:
    """At most five edits that mend a problem of the project's network, the least change first."""
    before = infer(project.network, project.exact_sizes)
    kept: list[Fix] = []
    for candidate in sorted(_candidates(project.network, before, problem), key=_change):
        fix = _tried(project, before, problem, candidate)
        if fix is not None and all(fix.after != known.after for known in kept):
            kept.append(fix)
        if len(kept) == MOST:
            break
    return tuple(kept)


def _change(candidate: _Candidate) -> float:
    return candidate.change


def _tried(
    project: Project, before: Inference, problem: Problem, candidate: _Candidate
) -> Fix | None:
    try:
        network = candidate.make()
    except Refusal:
        return None
    after = infer(network, project.exact_sizes)
    same = any(
        p.code == problem.code and (p.code != "shape" or p.text.template == problem.text.template)
        for p in after.by_node.get(problem.node, ())
    )
    errors = {(p.node, p.code) for p in before.problems if p.severity == "error"}
    new = any(
        p.severity == "error" and (p.node, p.code) not in errors and p.node in before.outputs
        for p in after.problems
    )
    if same or new or any(p.severity == "error" for p in after.by_node.get(problem.node, ())):
        return None
    result = after.outputs.get(problem.node)
    values = {**candidate.text.values, "result": result}
    template = candidate.text.template + (" → {result}" if result is not None else "")
    return Fix(Text(template, values), network)


def _candidates(network: Network, known: Inference, problem: Problem) -> Iterator[_Candidate]:
    for generate in _GENERATORS.get(problem.code, ()):
        yield from generate(network, known, problem.node)


def _settings(network: Network, known: Inference, name: str) -> Iterator[_Candidate]:
    """Other paddings, strides, sizes and groups of the node itself."""
    layer = network.nodes[name].layer
    for setting, weight in _WEIGHTS.items():
        if setting not in type(layer).__struct_fields__:
            continue
        now = getattr(layer, setting)
        title = field(type(layer), setting).title
        for value, way in _near(now):
            shown = sized(value) if isinstance(value, tuple) else value
            text = Text("{title} {value}", {"title": Text(title), "value": shown})
            yield _Candidate(text, _Setting(network, name, setting, value), weight * way)


_WEIGHTS = {"padding": 1.0, "stride": 1.3, "kernel": 1.6, "dilation": 2.0, "groups": 2.0}
"""How much a step of a setting changes the network: padding least, the filter's size more."""


Sizes = int | tuple[int, int]


def _near(now: Sizes | str) -> Iterator[tuple[Sizes, float]]:
    """Other values, and how far away they are."""
    match now:
        case str():
            return
        case int():
            yield from _numbers_near(now)
        case (height, width):
            yield from (((value, width), way) for value, way in _numbers_near(height))
            yield from (((height, value), way) for value, way in _numbers_near(width))
            for step in (1, -1, 2, -2):
                if min(height, width) + step >= 0:
                    yield (height + step, width + step), 2 * abs(step)


def _numbers_near(now: int) -> Iterator[tuple[int, float]]:
    for step in (1, -1, 2, -2, 3, -3, 4, 5, 6):
        if now + step >= 0:
            yield now + step, abs(step)
    half = now // 2
    while half > 6:  # a number that is far too large is halved until it fits
        yield half, now - half
        half //= 2


class _Setting(Struct, frozen=True):
    """One field of one node changed."""

    network: Network
    name: str
    setting: str
    value: Sizes

    def __call__(self) -> Network:
        try:
            return edits.set_field(self.network, self.name, self.setting, self.value)
        except FieldError:
            return self.network


def _flattened(network: Network, known: Inference, name: str) -> Iterator[_Candidate]:
    """Flatten before the node, or Flatten and a fully connected layer before an Output."""
    shapes = known.known_inputs(name) or ()
    wires = network.incoming[name]
    if len(wires) != 1 or not any(isinstance(shape, Image) for shape in shapes):
        return
    if isinstance(network.nodes[name].layer, Output):
        both = _Insertion(network, wires[0], dense=True)
        yield _Candidate(Text("Insert Flatten and Fully connected"), both, 3.0)
    else:
        alone = _Insertion(network, wires[0], dense=False)
        yield _Candidate(Text("Insert Flatten"), alone, 3.0)


class _Insertion(Struct, frozen=True):
    """Flatten in a wire, and a fully connected layer of ten classes behind it."""

    network: Network
    wire: Wire
    dense: bool

    def __call__(self) -> Network:
        made = _inserted(self.network, self.wire, edits.fresh_name(self.network, "flatten"))
        if not self.dense:
            return made
        (last,) = made.incoming[self.wire.target]
        name = edits.fresh_name(made, "fc")
        return _inserted(made, last, name)


def _inserted(network: Network, wire: Wire, name: str) -> Network:
    layer = Linear() if name.startswith("fc") else Flatten()
    before = network.nodes[wire.source]
    place = (before.x + CARD_WIDTH + GAP_X, before.y)
    return make_room(edits.insert(network, wire, name, layer, place), name)


def _equal_filters(network: Network, known: Inference, name: str) -> Iterator[_Candidate]:
    """For Add: as many filters in the last convolution of a branch as the other has channels."""
    layer, shapes = network.nodes[name].layer, known.known_inputs(name) or ()
    if not isinstance(layer, Add):
        return
    for shape, wire in zip(shapes, network.incoming[name], strict=True):
        conv = _last_conv(network, wire.source)
        for other in shapes:
            if conv and isinstance(shape, Image) and isinstance(other, Image) and other != shape:
                text = Text("{node}: {count} filters", {"node": conv, "count": other.channels})
                yield _Candidate(text, _Setting(network, conv, "filters", other.channels), 4.0)


def _last_conv(network: Network, name: str) -> str | None:
    """The convolution that decides the number of channels there."""
    while not isinstance(network.nodes[name].layer, Conv2d):
        wires = network.incoming[name]
        if len(wires) != 1:
            return None
        name = wires[0].source
    return name


def _projected(network: Network, known: Inference, name: str) -> Iterator[_Candidate]:
    """For Add: a 1×1 convolution on one wire that makes its shape the other's."""
    shapes = known.known_inputs(name) or ()
    if not isinstance(network.nodes[name].layer, Add) or len(shapes) != 2:
        return
    for place, wire in enumerate(network.incoming[name]):
        own, other = shapes[place], shapes[1 - place]
        if isinstance(own, Image) and isinstance(other, Image) and own.height >= other.height:
            stride = max(1, round(own.height / other.height))
            layer = Conv2d(other.channels, 1, stride)
            text = Text("1×1 convolution on the wire from {node}", {"node": wire.source})
            yield _Candidate(text, _Projection(network, wire, layer), 5.0)


class _Projection(Struct, frozen=True):
    """A convolution in a wire."""

    network: Network
    wire: Wire
    layer: Conv2d

    def __call__(self) -> Network:
        network, wire = self.network, self.wire
        start, end = network.nodes[wire.source], network.nodes[wire.target]
        place = ((start.x + end.x) / 2, max(start.y, end.y) + 190)
        return edits.insert(network, wire, edits.fresh_name(network, "conv"), self.layer, place)


def _removed(network: Network, known: Inference, name: str) -> Iterator[_Candidate]:
    """Without the node."""
    if name in network.nodes:
        text = Text("Remove {node}", {"node": name})
        yield _Candidate(text, _Removal(network, name), 2.0)


class _Removal(Struct, frozen=True):
    """A node less."""

    network: Network
    name: str

    def __call__(self) -> Network:
        return edits.remove(self.network, [self.name])


def _connected(network: Network, known: Inference, name: str) -> Iterator[_Candidate]:
    """A wire from the nearest node at the left whose result nothing uses."""
    node = network.nodes[name]
    free = [
        other
        for other, place in network.nodes.items()
        if other != name
        and not network.outgoing[other]
        and not isinstance(place.layer, Output)
        and place.x < node.x
    ]
    wired = {wire.port for wire in network.incoming[name]}
    port = next(port for port in range(len(wired) + 1) if port not in wired)
    for other in free:
        place = network.nodes[other]
        away = ((place.x - node.x) ** 2 + (place.y - node.y) ** 2) ** 0.5
        text = Text("Connect it to {node}", {"node": other})
        yield _Candidate(text, _Connection(network, other, name, port), away / 1_000)


class _Connection(Struct, frozen=True):
    """A wire more."""

    network: Network
    source: str
    target: str
    port: int

    def __call__(self) -> Network:
        return edits.connect(self.network, self.source, self.target, self.port)


def _unlooped(network: Network, known: Inference, name: str) -> Iterator[_Candidate]:
    """Without one of the loop's wires that enter the node."""
    for wire in network.incoming[name]:
        if wire.source in network.looping:
            text = Text("Remove the wire from {node}", {"node": wire.source})
            yield _Candidate(text, _Cut(network, wire), 1.0)


class _Cut(Struct, frozen=True):
    """A wire less."""

    network: Network
    wire: Wire

    def __call__(self) -> Network:
        return edits.disconnect(self.network, [self.wire])


Generator = Callable[[Network, Inference, str], Iterator[_Candidate]]

_GENERATORS: dict[str, tuple[Generator, ...]] = {
    "inexact-size": (_settings,),
    "shape": (_settings, _flattened, _equal_filters, _projected),
    "advice": (_flattened,),
    "unused": (_removed,),
    "unconnected": (_connected,),
    "loop": (_unlooped,),
}
