"""Which of the layers that may be meant can stand behind a node, or in front of one, and what
comes out of them there.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from graph.infer import Inference, judged
from graph.layers.endpoints import Input, Output
from graph.network import LAYERS, AnyLayer, Network, networkx
from graph.shapes import Shape, ShapeError, Vector
from graph.text import Text
from graph.typed import company
from graph.typed.sayings import rank
from graph.typed.suggestions import Suggestion

PARTNERS = 3
"""The most nodes that are offered to be joined."""


class Place(Struct, frozen=True):
    """Where the new block shall stand: in a network, with what is known of it."""

    network: Network
    inference: Inference
    exact_sizes: bool = False
    inside: bool = False
    """Whether the network is a block's, whose Output takes feature maps too."""


class Fit(Struct, frozen=True):
    """A layer at a place."""

    suggestion: Suggestion
    shape: Shape | None = None
    """What comes out of it there, where that is known."""
    problem: Text | None = None
    """Why nothing does, or a warning if there is a shape."""
    partners: tuple[str, ...] = ()
    """The nodes that it joins with the one in front of it."""
    possible: bool = True
    """Whether it can stand there at all; an Input stands behind nothing."""
    advised: bool = False
    """Whether `problem` is only advice: it can stand there."""

    @property
    def refusal(self) -> Text | None:
        """Why it is not added as it stands; None if it can be."""
        return self.suggestion.refusal


def alone(found: Sequence[Suggestion]) -> tuple[Fit, ...]:
    """Layers that will stand by themselves."""
    return tuple(
        Fit(each, shape=each.layer.output() if isinstance(each.layer, Input) else None)
        for each in found
    )


def following(place: Place, source: str, found: Sequence[Suggestion]) -> tuple[Fit, ...]:
    """The layers behind a node, the most usual first among those that were typed as well."""
    fits = [fit for each in found for fit in _behind(place, source, each)]
    usual = company.after(place.network, type(place.network.nodes[source].layer))
    return _sorted(fits, usual)


def preceding(place: Place, target: str, found: Sequence[Suggestion]) -> tuple[Fit, ...]:
    """The layers in front of a node; what comes out of one that has no input yet is not known."""
    usual = company.before(type(place.network.nodes[target].layer), LAYERS)
    fits = [
        structs.replace(fit, possible=not isinstance(fit.suggestion.layer, Output))
        for fit in alone(found)
    ]
    return _sorted(fits, usual)


def _sorted(fits: Sequence[Fit], usual: dict[type, int]) -> tuple[Fit, ...]:
    def order(fit: Fit) -> tuple[int, ...]:
        kind = type(fit.suggestion.layer)
        wrong = fit.advised or (fit.problem is not None and fit.shape is None)
        score = fit.suggestion.score
        return (not fit.possible, -score, wrong, usual.get(kind, len(usual)), rank(kind))

    return tuple(sorted(fits, key=order))


def _behind(place: Place, source: str, found: Suggestion) -> Iterator[Fit]:
    layer, arriving = found.layer, place.inference.outputs.get(source)
    if layer.inputs == 0:
        yield structs.replace(alone([found])[0], possible=False)
        return
    if layer.inputs != 1:
        yield from _joining(place, source, found)
        return
    yield _fit(place, found, (source,) if arriving is not None else ())


def _joining(place: Place, source: str, found: Suggestion) -> Iterator[Fit]:
    """A layer with several inputs: with the nodes that were named, else with those that fit."""
    nodes = place.network.nodes
    named = tuple(word for word in found.unknown if word in nodes and word != source)
    if named:
        rest = tuple(word for word in found.unknown if word not in named)
        clean = structs.replace(found, unknown=rest, score=max(found.score, _NAMED))
        yield _fit(place, clean, (source, *named))
        return
    if found.layer.inputs is None and found.refusal is None:
        for partner in _partners(place, source, found.layer):
            yield _fit(place, found, (source, partner))
    text = Text("It joins two or more inputs: wire the others to it.")
    yield Fit(found, problem=text, advised=True)


_NAMED = 900
"""Of a text that names what is joined."""


def _partners(place: Place, source: str, layer: AnyLayer) -> Iterator[str]:
    """Nodes whose result can be joined, the nearest before the node first."""
    network, outputs = place.network, place.inference.outputs
    if source not in outputs or source in network.looping:
        return
    later = networkx().descendants(network.digraph, source)
    earlier = networkx().ancestors(network.digraph, source)
    rest = [name for name in reversed(network.order) if name not in later and name != source]
    count = 0
    for name in sorted(rest, key=lambda name: name not in earlier):
        ends = isinstance(network.nodes[name].layer, Output)
        if ends or name not in outputs or count == PARTNERS:
            continue
        if judged(layer, (outputs[source], outputs[name]), place.exact_sizes)[0] is not None:
            count += 1
            yield name


def _fit(place: Place, found: Suggestion, sources: tuple[str, ...]) -> Fit:
    """The layer with what arrives from those nodes."""
    known = place.inference.outputs
    shapes = tuple(known[name] for name in sources if name in known)
    partners = sources[1:]
    if not sources or len(shapes) < len(sources):
        return Fit(found, partners=partners)
    layer = found.layer
    if isinstance(layer, Output) and not place.inside:
        try:
            return Fit(found, Vector(layer.classes(*shapes)))
        except ShapeError as error:
            return Fit(found, problem=error.text)
    shape, problems = judged(layer, shapes, place.exact_sizes)
    worst = min(problems, key=lambda problem: problem.severity != "error", default=None)
    advised = any(problem.code == "advice" for problem in problems)
    return Fit(found, shape, worst and worst.text, partners, advised=advised)
