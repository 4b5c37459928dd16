"""What is said of a block, a wire or a problem to who does not see the drawing."""

from collections.abc import Iterable

from graph.levels import Level
from graph.network import Wire
from graph.problems import Problem
from gui.language import tr


def named(level: Level, name: str) -> str:
    """A block in a few words: its name, what it is, its numbers, and what comes out."""
    layer = level.network.nodes[name].layer
    title, said = tr(layer.label), layer.summary()
    shape = level.inference.outputs.get(name)
    gives = "" if shape is None else tr("output {shape}", shape=shape)
    numbers = "" if said == str(layer.label) else said
    still = tr("frozen") if level.network.nodes[name].frozen else ""
    return ", ".join(filter(None, (name, title, numbers, gives, still)))


def described(level: Level, name: str) -> str:
    """Its problems, and what it is wired to."""
    network = level.network
    problems = map(sentence, level.inference.by_node.get(name, ()))
    sources = _once(wire.source for wire in network.incoming[name])
    targets = _once(wire.target for wire in network.outgoing[name])
    ways = (
        tr("from {names}", names=sources) if sources else "",
        tr("to {names}", names=targets) if targets else "",
    )
    wired = "; ".join(filter(None, ways)) or tr("not connected")
    return " ".join((*problems, f"{wired}."))


def sentence(problem: Problem) -> str:
    """A problem without its block: how bad it is, and why."""
    said = tr(problem.text)
    if problem.severity == "error":
        return tr("Error: {why}", why=said)
    return tr("Warning: {why}", why=said)


def reported(problem: Problem) -> str:
    """A problem with its block."""
    return f"{problem.node}: {sentence(problem)}" if problem.node else sentence(problem)


def way(level: Level, wire: Wire) -> str:
    """A wire: its ends, and what flows."""
    shape = level.inference.outputs.get(wire.source)
    told = {"source": wire.source, "target": wire.target}
    if shape is None:
        return tr("wire from {source} to {target}", **told)
    return tr("wire from {source} to {target}, {shape}", **told, shape=shape)


def place(path: tuple[str, ...], blocks: int) -> str:
    """Which level is open."""
    if path:
        return tr("inside {block}, {count} blocks", block=path[-1], count=blocks)
    return tr("the whole network, {count} blocks", count=blocks)


def _once(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
