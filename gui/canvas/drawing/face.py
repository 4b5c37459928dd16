"""What a card says of its block: a value that is made of the network and of what is known of it."""

from msgspec import Struct, structs

from graph.costs import Cost
from graph.infer import Inference
from graph.layers.endpoints import Input, Output
from graph.levels import Level, has_inside
from graph.network import Network, Repeat
from graph.problems import Problem, Severity
from graph.sketch import Flow
from gui.canvas.drawing.geometry import SIZE
from gui.language import tr


class Face(Struct, frozen=True):
    """All that a card shows; two equal faces look the same."""

    name: str
    title: str
    group: str
    summary: str
    inputs: int
    wired: frozenset[int]
    has_output: bool
    used: bool
    stacked: bool = False
    """Whether there are blocks inside."""
    details: tuple[str, ...] = ()
    severity: Severity | None = None
    reason: str = ""
    badge: str = ""
    """How often it is repeated."""
    size: tuple[float, float] = SIZE
    flow: Flow = "right"
    pinned: bool = False
    """Whether Arrange leaves it where it is."""
    frozen: bool = False
    """Whether training leaves its weights as they are."""

    @property
    def form(self) -> tuple[object, ...]:
        """What the places of the ports depend on."""
        return self.size, self.inputs, self.has_output, self.flow


NO_FACE = Face("", "", "", "", 0, frozenset(), has_output=False, used=False)


def basis(level: Level, name: str) -> tuple[object, ...]:
    """What a node's face is made of: equal ones make equal faces, and are quickly compared."""
    network, inference = level.network, level.inference
    layer, cost = network.nodes[name].layer, level.costs.nodes.get(name)
    return (
        layer,
        inference.by_node.get(name),
        network.incoming[name],
        bool(network.outgoing[name]),
        cost.parameters if cost else 0,
        (inference.outputs.get(name),) if level.prefix and isinstance(layer, Input) else None,
        network.sketch.unfolded.get(name),
        inference.interiors.get(name) if name in network.sketch.unfolded else None,
        network.sketch.flow,
        name in network.sketch.pinned,
        network.nodes[name].frozen,
    )


def face(level: Level, name: str) -> Face:
    """How a node of a level looks."""
    network, inference = level.network, level.inference
    made = _face(network, inference, name, level.costs.nodes.get(name))
    if level.prefix and isinstance(network.nodes[name].layer, Input):
        return _arrived(made, inference)
    return made


def face_alone(network: Network, name: str, inference: Inference) -> Face:
    """How a node that is not on the canvas would look, without what is wrong with it there."""
    return structs.replace(_face(network, inference, name, None), severity=None, reason="")


def _face(network: Network, inference: Inference, name: str, cost: Cost | None) -> Face:
    problem = _worst(inference.by_node.get(name, ()))
    layer = network.nodes[name].layer
    title, said = tr(layer.label), layer.summary()
    badge = ""
    if isinstance(layer, Repeat):
        badge = f"×{layer.times}"
        said = said.removeprefix(badge).strip()
    return Face(
        name=name,
        title=title,
        group=layer.group,
        summary=title if said == str(layer.label) else said,
        inputs=network.ports(name),
        wired=frozenset(wire.port for wire in network.incoming[name]),
        has_output=not isinstance(layer, Output),
        used=bool(network.outgoing[name]),
        stacked=has_inside(layer),
        details=_details(title, cost),
        severity=problem.severity if problem else None,
        reason=tr(problem.text) if problem else "",
        badge=badge,
        size=network.sketch.size(name),
        flow=network.sketch.flow,
        pinned=name in network.sketch.pinned,
        frozen=network.nodes[name].frozen,
    )


def _arrived(made: Face, inference: Inference) -> Face:
    """The face of an Input inside a block: what arrives there, and not its own size."""
    shape = inference.outputs.get(made.name)
    arrives = str(shape) if shape else ""
    return structs.replace(made, summary=arrives, details=(tr("What comes in"),))


def _details(title: str, cost: Cost | None) -> tuple[str, ...]:
    if cost is None or not cost.parameters:
        return (title,)
    return (title, tr("{count} parameters", count=f"{cost.parameters:,}"))


def _worst(problems: tuple[Problem, ...]) -> Problem | None:
    errors = [problem for problem in problems if problem.severity == "error"]
    return (errors or list(problems) or [None])[0]
