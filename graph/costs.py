"""What a network costs: parameters, multiply-adds, memory of its maps, receptive fields.

Multiply-adds count convolution and fully connected layers, batch 1, without biases: output
elements × fan-in. Weights without sharing are output elements × (fan-in + 1), as on the course's
slide. Receptive fields follow Araujo, Norris & Sim 2019 (Distill), equation 2. What training keeps
is in `graph.kept`; `graph.memory` makes bytes of a batch from it.

A block's inside is counted once for each block that is alike and stands anywhere: relative to
the place where it begins, so that a thousand equal blocks cost as much time as one.
"""

from collections.abc import Iterable
from functools import cached_property, lru_cache

from msgspec import Struct, structs

from graph.infer import Inference, Interior
from graph.kept import BYTES
from graph.kept import kept as kept_of
from graph.layers.base import Layer
from graph.layers.endpoints import Input, Output
from graph.lifetimes import Step, alive, backward, homes, kept
from graph.network import Network
from graph.shapes import Image, Shape


class Reach(Struct, frozen=True):
    """How much of the input picture one output element sees, and how far its neighbour's moves.

    `height` and `width` are in pixels of the picture, as are the two strides.
    """

    height: int = 1
    width: int = 1
    stride_height: int = 1
    stride_width: int = 1

    def then(self, later: "Reach") -> "Reach":
        """The reach of `later`, which is measured in elements of this one."""
        return Reach(
            self.height + (later.height - 1) * self.stride_height,
            self.width + (later.width - 1) * self.stride_width,
            self.stride_height * later.stride_height,
            self.stride_width * later.stride_width,
        )


HERE = Reach()
"""Of a pixel of the picture itself."""


class Cost(Struct, frozen=True, dict=True):
    """What one node costs for one picture; for a block, the sum of what is inside."""

    parameters: int = 0
    unshared: int = 0
    macs: int = 0
    activations: int = 0
    """Numbers that the node gives on."""
    reach: Reach | None = None
    """None behind a layer that mixes the whole picture, such as Flatten."""
    kept_bytes: int = 0
    """Bytes that training keeps until the backward pass: its result, if any layer needs it again,
    and what it makes for itself. A result in another shape is the same memory, counted once."""
    live_bytes: int = 0
    """Bytes that are in memory while it computes without training: its result, the inputs of its
    network, and all results that are used later. For a block, at the worst moment inside."""
    within: "Costs | None" = None
    """What is inside, its reaches measured in elements of what enters it."""
    entry: Reach | None = HERE
    """The reach of what enters it."""

    @property
    def activation_bytes(self) -> int:
        """Memory of the node's result, in bytes, as 32-bit floats."""
        return self.activations * BYTES

    @cached_property
    def inside(self) -> "dict[str, Cost]":
        """The costs of what is inside a block; a plain layer has none."""
        if self.within is None:
            return {}
        if self.entry == HERE:
            return self.within.nodes
        return {name: _moved(cost, self.entry) for name, cost in self.within.nodes.items()}


class Costs(Struct, frozen=True):
    """What each known node costs for one picture, and the sums over all of them."""

    nodes: dict[str, Cost]
    parameters: int
    unshared: int
    macs: int
    activation_bytes: int
    """Of all results, were they all kept."""
    kept_bytes: int
    """Of what training keeps until the backward pass."""
    worst_bytes: int
    """Of that and the gradients of results, at the worst moment of the backward pass."""
    peak_bytes: int
    """Of the results that are in memory at the worst moment without training: each lives until the
    last layer that uses it is done, and what enters a network or a block until that is done."""


def costs(network: Network, inference: Inference) -> Costs:
    """The costs of all that `inference` knows; broken nodes and those behind them are left out.

    Of a broken block the part is counted that is known.
    """
    entries = [HERE] * len(network.of_type(Input))
    return _level(network, inference, entries, whole=True).costs


class _Level(Struct, frozen=True):
    """A network's costs; of a block's, also what it does with the memory of what enters."""

    costs: Costs
    reach: Reach | None
    keeps: tuple[bool, ...]
    """Which of its Inputs are kept for what is inside."""
    result: bool
    """Whether its result is kept for what is inside."""
    view: int | None
    """The Input whose memory is its result's."""
    work: int
    """Bytes at the worst moment, beside what enters."""


class _Block(Struct, frozen=True):
    """A block where it stands."""

    interior: Interior
    entries: tuple[Reach | None, ...]
    """What its Inputs are told."""
    entry: Reach | None
    """What that is measured in."""
    level: _Level


class _Facts(Struct, frozen=True):
    """What a node costs wherever it stands, and what it does with memory."""

    parameters: int
    unshared: int
    macs: int
    count: int
    reach: Reach | None
    """Of its result, in elements of its input."""
    made: int
    work: int
    beside: int = 0
    keeps: tuple[bool, ...] = ()
    result: bool = False
    view: int | None = None
    back: int | None = None


class _Walk:
    """One pass over a network in the order in which it computes."""

    def __init__(
        self, network: Network, inference: Inference, entries: Iterable[Reach | None]
    ) -> None:
        self.network = network
        self.inference = inference
        self.inputs = list(network.of_type(Input))
        self.reaches = dict(zip(self.inputs, entries, strict=True))
        self.steps: list[Step] = []
        self.found: list[_Facts] = []
        self.blocks: dict[str, _Block] = {}
        feeding, outputs = network.wiring.sources, inference.outputs
        for name in network.order:
            shapes = inference.known_inputs(name)
            if shapes is None:
                continue
            # a wire to a port that the layer has not carries nothing
            sources = feeding[name][: len(shapes)]
            output = outputs.get(name)
            if interior := inference.interiors.get(name):
                self._enter(name, interior, sources, output)
            elif output is not None:
                facts = _facts(network.nodes[name].layer, shapes, output)
                arrives = self._widest(sources) if sources else self.reaches.get(name)
                self._add(name, sources, facts, arrives)

    def _enter(
        self, name: str, interior: Interior, sources: tuple[str, ...], output: Shape | None
    ) -> None:
        """With one input, what is inside is measured from it, and so is the same anywhere."""
        before = tuple(self.reaches[source] for source in sources)
        entries, entry = ((HERE,), before[0]) if len(before) == 1 else (before, HERE)
        level = _inside(interior, entries)
        count = output.count if output is not None else 0
        self.blocks[name] = _Block(interior, entries, entry, level)
        # its result is kept, or not, like that of any other node
        own = level.costs.kept_bytes - (count * BYTES if level.result else 0)
        facts = _Facts(
            level.costs.parameters,
            level.costs.unshared,
            level.costs.macs,
            count,
            level.reach,
            count * BYTES,
            level.work,
            own,
            level.keeps,
            level.result,
            level.view,
            level.costs.worst_bytes - own,
        )
        self._add(name, sources, facts, entry)

    def _add(
        self, name: str, sources: tuple[str, ...], facts: _Facts, arrives: Reach | None
    ) -> None:
        self.reaches[name] = _beyond(arrives, facts.reach)
        self.found.append(facts)
        self.steps.append(
            Step(
                name,
                sources,
                facts.made,
                facts.work,
                facts.keeps,
                facts.result,
                facts.view,
                facts.beside,
                facts.back,
            )
        )

    def _widest(self, sources: tuple[str, ...]) -> Reach | None:
        if len(sources) == 1:
            return self.reaches[sources[0]]
        reaches = [self.reaches[source] for source in sources]
        known = [reach for reach in reaches if reach is not None]
        if len(known) < len(reaches):
            return None
        return Reach(
            max(reach.height for reach in known),
            max(reach.width for reach in known),
            max(reach.stride_height for reach in known),
            max(reach.stride_width for reach in known),
        )


def _level(
    network: Network,
    inference: Inference,
    entries: Iterable[Reach | None],
    *,
    whole: bool = False,
    wanted: bool = False,
) -> _Level:
    """`whole` is a network that is no block; a `wanted` result is kept for somebody outside."""
    walk = _Walk(network, inference, entries)
    home = homes(walk.steps)
    needed = kept(walk.steps, home)
    keeps = tuple(name in needed for name in walk.inputs)
    ends = [name for name in network.of_type(Output) if name in home]
    last = home[ends[0]] if len(ends) == 1 else ""
    result = last in needed
    if wanted:
        needed.add(last)
    entered = [name for name in walk.inputs if name in home]
    live = alive(walk.steps, home, entered, ends)
    outside = () if whole else walk.inputs
    nodes: dict[str, Cost] = {}
    for step, facts, octets in zip(walk.steps, walk.found, live, strict=True):
        name = step.name
        if block := walk.blocks.get(name):
            nodes[name] = _block(facts, walk.reaches[name], name in needed, octets, block)
        else:
            own = name in needed and name not in outside
            nodes[name] = _plain(facts, walk.reaches[name], own, octets)
    given = sum(step.made for step in walk.steps if step.name in walk.inputs)
    worst = backward(walk.steps, home, needed, entered, whole=whole)
    if whole:
        worst += given
    found = _sums(nodes, worst, max(live, default=0))
    return _Level(
        found,
        walk.reaches.get(ends[0]) if last else None,
        keeps,
        result,
        walk.inputs.index(last) if last in walk.inputs else None,
        found.peak_bytes - given,
    )


@lru_cache(maxsize=4_096)
def _inside(interior: Interior, entries: tuple[Reach | None, ...], wanted: bool = False) -> _Level:
    return _level(interior.network, interior.inference, entries, wanted=wanted)


def _plain(facts: _Facts, reach: Reach | None, needed: bool, live: int) -> Cost:
    return Cost(
        facts.parameters,
        facts.unshared,
        facts.macs,
        facts.count,
        reach,
        facts.beside + facts.made if needed else facts.beside,
        live,
    )


def _block(facts: _Facts, reach: Reach | None, needed: bool, live: int, block: _Block) -> Cost:
    level = block.level
    if needed and not level.result:
        level = _inside(block.interior, block.entries, wanted=True)
    return Cost(
        facts.parameters,
        facts.unshared,
        facts.macs,
        facts.count,
        reach,
        level.costs.kept_bytes,
        live,
        level.costs,
        block.entry,
    )


def _sums(nodes: dict[str, Cost], worst: int, peak: int) -> Costs:
    every = nodes.values()
    return Costs(
        nodes,
        sum(cost.parameters for cost in every),
        sum(cost.unshared for cost in every),
        sum(cost.macs for cost in every),
        sum(
            cost.within.activation_bytes if cost.within else cost.activations * BYTES
            for cost in every
        ),
        sum(cost.kept_bytes for cost in every),
        worst,
        peak,
    )


@lru_cache(maxsize=16_384)
def _facts(layer: Layer, shapes: tuple[Shape, ...], output: Shape) -> _Facts:
    reach = _step(layer, shapes) if isinstance(output, Image) else None
    made = output.count * BYTES
    if isinstance(layer, Input | Output):
        return _Facts(0, 0, 0, 0, reach, made, 0, view=0 if shapes else None)
    rule = kept_of(layer, *shapes)
    return _Facts(
        layer.parameters(*shapes),
        layer.unshared(*shapes),
        layer.macs(*shapes),
        output.count,
        reach,
        made,
        0 if rule.view else made + rule.scratch,
        rule.beside,
        (rule.inputs,) * len(shapes),
        rule.result,
        0 if rule.view else None,
    )


def _step(layer: Layer, shapes: tuple[Shape, ...]) -> Reach | None:
    if not layer.local:
        return None
    windows = layer.windows(*shapes)
    if not windows:
        return HERE
    height, width = windows
    return Reach(height.span, width.span, height.stride, width.stride)


def _beyond(arrives: Reach | None, reach: Reach | None) -> Reach | None:
    """A reach measured in elements of what arrives, in pixels of the picture."""
    if arrives is None or reach is None:
        return None
    return arrives if reach is HERE else arrives.then(reach)


def _moved(cost: Cost, entry: Reach | None) -> Cost:
    return structs.replace(cost, reach=_beyond(entry, cost.reach), entry=_beyond(entry, cost.entry))
