"""A problem inside a user's block: mended inside, by the fixes that it would have there."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct, structs

from graph.fixes.candidate import Candidate, Scene, Variant, replacing
from graph.fixes.outcome import Effect
from graph.infer import Inference, Interior, arrived
from graph.layers.base import Layer
from graph.layers.endpoints import Output
from graph.network import Block, Network, Repeat
from graph.problems import Problem
from graph.shapes import Shape
from graph.text import Text


class Found(Struct, frozen=True):
    """A candidate that mends the problem, with the network after it."""

    candidate: Candidate
    network: Network
    known: Inference
    effect: Effect

    @property
    def change(self) -> float:
        """How much is different after it, in the edit and in what follows."""
        return self.candidate.change + self.effect.change


Search = Callable[[Scene, Callable[[Network], Inference]], list[Found]]


def inside(scene: Scene, search: Search) -> Iterator[Candidate]:
    """The fixes of what is wrong inside the node's block, each made there."""
    interior = scene.known.interiors.get(scene.name)
    if interior is None:
        return
    cause = scene.problem.text
    for variant in _mended(scene, scene.layer, scene.shapes, interior, cause, search):
        make = replacing(scene.network, scene.name, variant.layer)
        yield Candidate(variant.text, make, variant.change, variant.kind)


def _mended(
    scene: Scene,
    layer: Layer,
    shapes: tuple[Shape, ...],
    interior: Interior,
    said: Text,
    search: Search,
) -> Iterator[Variant]:
    """The layer with the cause of what the block says mended inside."""
    cause = _cause(said, interior)
    if cause is None:
        return
    known = interior.inference
    if isinstance(layer, Block):
        inner = structs.replace(
            scene, network=interior.network, known=known, problem=cause, pictures=None
        )
        analyse = partial(arrived, shapes=shapes, exact_sizes=scene.exact)
        for found in search(inner, analyse):
            made = structs.replace(layer, network=found.network)
            text = _inside(cause.node, found.candidate.text)
            yield Variant(text, made, found.change, found.candidate.kind)
    elif isinstance(layer, Repeat) and cause.node in known.interiors:
        copy, arriving = known.interiors[cause.node], known.known_inputs(cause.node) or ()
        for variant in _mended(scene, layer.block, arriving, copy, cause.text, search):
            made = structs.replace(layer, block=variant.layer)
            yield Variant(variant.text, made, variant.change, variant.kind)


def _cause(said: Text, interior: Interior) -> Problem | None:
    """The problem inside that the block's sentence was made from."""
    for problem in interior.inference.problems:
        told = {"node": problem.node, "text": problem.text}
        if problem.severity == "error" and told == said.values:
            return problem
    if len(interior.network.of_type(Output)) != 1:
        return Problem("", "error", "no-output", said)
    return None


def _inside(node: str, text: Text) -> Text:
    """The change with the place where it is made; one path through blocks inside blocks."""
    if not node:
        return text
    if text.template == _AT:
        return Text(_AT, {**text.values, "node": f"{node}.{text.values['node']}"})
    return Text(_AT, {"node": node, "text": text})


_AT = "Inside, at {node}: {text}"
