"""What follows from a fix in the rest of the network: how much, and in a few words."""

from collections.abc import Iterator
from math import log2

from msgspec import Struct

from graph.infer import Inference
from graph.layers.base import Layer
from graph.layers.endpoints import Output
from graph.network import Network
from graph.problems import Problem
from graph.shapes import Shape
from graph.text import Text

CLAUSES = 3
"""More of them nobody reads."""


class Inputs(Struct, frozen=True):
    """A fully connected layer that gets another number of inputs, and so of weights."""

    node: str
    before: int
    now: int


class Effect(Struct, frozen=True):
    """What is different in the rest of the network after a fix."""

    new: tuple[Problem, ...]
    """Problems that were not there, or were hidden behind the one that is mended."""
    own: bool
    """Whether one of them is a warning of a layer that the fix puts in."""
    gone: int
    """How many problems vanish beside the one that is mended."""
    moved: float
    """The part of all nodes that give another shape than before."""
    revived: bool
    """Whether nodes behind the problem have a shape now."""
    dense: Inputs | None
    """The first fully connected layer that gets another number of inputs."""
    end: tuple[Shape | None, Shape] | None
    """What the first Output gave before and gives now; None if that is the node itself."""

    @property
    def change(self) -> float:
        """How much the network changes beside the fix's own setting."""
        errors = sum(problem.severity == "error" for problem in self.new)
        warnings = len(self.new) - errors
        growth = abs(log2(self.dense.now / self.dense.before)) if self.dense else 0.0
        return 4.0 * errors + warnings - 0.5 * min(self.gone, 4) + self.moved + 0.5 * growth


def effect(before: Inference, after: Inference, network: Network, problem: Problem) -> Effect:
    """What changes from `before` to `after`, which is what is known of `network`."""
    old = {(p.node, p.code) for p in before.problems}
    new = {(p.node, p.code) for p in after.problems}
    moved = [
        name for name, shape in after.outputs.items() if before.outputs.get(name, shape) != shape
    ]
    return Effect(
        new=tuple(p for p in after.problems if (p.node, p.code) not in old),
        own=any(p.node and p.node not in before.inputs for p in after.problems),
        gone=len(old - new - {(problem.node, problem.code)}),
        moved=len(moved) / max(1, len(after.outputs)),
        revived=any(
            name not in before.outputs and name != problem.node and name in before.inputs
            for name in after.outputs
        ),
        dense=_dense(before, after, network, problem),
        end=_end(before, after, network, problem),
    )


def _dense(
    before: Inference, after: Inference, network: Network, problem: Problem
) -> Inputs | None:
    for name in after.inputs:
        if name not in before.inputs or name == problem.node:
            continue
        if not _weighs(network.nodes[name].layer):
            continue
        was, now = before.known_inputs(name), after.known_inputs(name)
        if was and now and was[0].dims[-1] != now[0].dims[-1]:
            return Inputs(name, was[0].dims[-1], now[0].dims[-1])
    return None


def _weighs(layer: Layer) -> bool:
    """Whether it is fully connected: its weights are one matrix, inputs × features."""
    return "features" in layer.__struct_fields__


def _end(
    before: Inference, after: Inference, network: Network, problem: Problem
) -> tuple[Shape | None, Shape] | None:
    for name in network.of_type(Output):
        if name in after.outputs and name != problem.node:
            return before.outputs.get(name), after.outputs[name]
    return None


def outcome(found: Effect) -> Text | None:
    """What follows, as one sentence; None where there is nothing to say."""
    clauses = list(_clauses(found))[:CLAUSES]
    if not clauses:
        return None
    said = clauses[0]
    for clause in clauses[1:]:
        said = Text("{first}; {then}", {"first": said, "then": clause})
    return said


def _clauses(found: Effect) -> Iterator[Text]:
    yield from _trouble(found)
    if found.gone == 1:
        yield Text("1 other problem vanishes")
    elif found.gone:
        yield Text("{count} other problems vanish", {"count": found.gone})
    if not found.new and found.revived:
        yield Text("everything after it fits")
    if found.dense:
        values: dict[str, object] = {
            "node": found.dense.node,
            "now": f"{found.dense.now:,}",
            "before": f"{found.dense.before:,}",
        }
        yield Text("{node} then has {now} inputs instead of {before}", values)
    yield from _last(found)


def _trouble(found: Effect) -> Iterator[Text]:
    """What does not fit, or else what is warned of."""
    errors = list(dict.fromkeys(p.node for p in found.new if p.severity == "error"))
    warned = list(dict.fromkeys(p.node for p in found.new if p.severity == "warning"))
    if "" in errors:
        yield Text("but the network is not complete yet")
    elif len(errors) > 1:
        yield Text("but {count} blocks do not fit then", {"count": len(errors)})
    elif errors:
        yield Text("but {node} does not fit then", {"node": errors[0]})
    elif found.own:
        yield Text("but the new layer has a warning too")
    elif len(warned) > 1:
        yield Text("but {count} blocks get a warning", {"count": len(warned)})
    elif warned:
        yield Text("but {node} gets a warning", {"node": warned[0]})


def _last(found: Effect) -> Iterator[Text]:
    """What arrives at the end of the network."""
    if found.end is None:
        return
    was, now = found.end
    if was is None:
        yield Text("the output is {shape}", {"shape": now})
    elif was != now:
        yield Text("the output becomes {shape}, not {before}", {"shape": now, "before": was})
    elif found.moved:
        yield Text("the output stays {shape}", {"shape": now})
    else:
        yield Text("nothing after it changes")
