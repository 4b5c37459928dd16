"""Whether a run may go on with a project: something has to be left to do, and only what leaves its
weights alone may differ.
"""

from msgspec import structs

from backend.engine.checkpoint import Place
from backend.engine.train import TrainingError, tired
from graph.network import AnyLayer, Block, Network, Node, Repeat
from graph.project import Project
from graph.recipe import Recipe

FREE = ("epochs", "patience", "device", "threads", "processes", "sharded", "keep_every")
"""What a run that goes on may have another of."""


def refuse_other(run: str, kept: Project, wanted: Project) -> None:
    """Raises TrainingError if `wanted` is not what a run trained, as far as its weights go."""
    node = _differing(kept.network, wanted.network)
    if node is not None:
        raise TrainingError(
            "Run {run} trained another network: {node} is not the same in both. Go on with the "
            "run’s own project, or train this one as a new run that starts from its weights.",
            run=run,
            node=node,
        )
    if kept.data != wanted.data:
        raise TrainingError(
            "Run {run} trained on other data than this project has. Go on with the run’s own "
            "project, or train this one as a new run that starts from its weights.",
            run=run,
        )
    for name in Recipe.__struct_fields__:
        was, now = getattr(kept.recipe, name), getattr(wanted.recipe, name)
        if name not in FREE and was != now:
            raise TrainingError(
                "Run {run} has {setting} {was}, and the project now {now}. A run that goes on may "
                "have other epochs, another patience, another device, other threads and processes, "
                "and nothing else. Go on with the run’s own project, or train this one as a new "
                "run that starts from its weights.",
                run=run,
                setting=name.replace("_", " "),
                was=was,
                now=now,
            )


def refuse_done(place: Place, recipe: Recipe) -> None:
    """Raises TrainingError if there is nothing left to do for a run that goes on from there."""
    if place.epoch >= recipe.epochs:
        raise TrainingError(
            "The run has done all of its {epochs} epochs. Ask for more epochs to go on with it.",
            epochs=recipe.epochs,
        )
    if tired(place, recipe):
        raise TrainingError(
            "The run has stopped early, after {epochs} epochs without a better loss. Ask for more "
            "patience, or none, to go on with it.",
            epochs=place.waited,
        )


def _differing(one: Network, other: Network) -> str | None:
    """A node that two networks do not share, or has other wires in them; None if there is none."""
    ones, others = _plain(one), _plain(other)
    for name in {**ones.nodes, **others.nodes}:
        if ones.nodes.get(name) != others.nodes.get(name):
            return name
    for wire in set(ones.wires) ^ set(others.wires):
        return wire.target
    return None


def _plain(network: Network) -> Network:
    """Without what the drawing alone has: places and marks."""
    nodes = {
        name: Node(_layer(node.layer), frozen=node.frozen) for name, node in network.nodes.items()
    }
    return Network(nodes, network.wires)


def _layer(layer: AnyLayer) -> AnyLayer:
    if isinstance(layer, Block):
        return structs.replace(layer, network=_plain(layer.network))
    if isinstance(layer, Repeat):
        return structs.replace(layer, block=_layer(layer.block))
    return layer
