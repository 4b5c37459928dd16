"""A form's nodes as the steps of its `forward`: a node, or a chain in an nn.Sequential, is one."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from msgspec import Struct

from backend.lower import Stack
from backend.source.uses import Form, Use
from graph.layers.endpoints import Input, Output
from graph.names import row
from graph.network import networkx


class Step(Struct, frozen=True):
    """What one line of `forward` computes: a node's value, or that of the last of a chain."""

    name: str
    nodes: tuple[str, ...]
    sources: tuple[str, ...]
    """The steps whose values it takes; Inputs are steps that nothing computes."""
    stacks: bool = False
    """Whether it is a torch.cat."""


def rows(use: Use) -> dict[str, tuple[str, ...]]:
    """The modules whose names begin alike, as `features.0` and `features.1` do, in their order."""
    found: dict[str, list[str]] = {}
    for name in use.nodes:
        if row(name) and use.is_module(name):
            found.setdefault(row(name), []).append(name)
    return {group: tuple(sorted(names, key=_number)) for group, names in found.items()}


def place(name: str) -> str:
    """The place in a row that a name says."""
    return name.rpartition(".")[2]


def counted(names: Sequence[str]) -> bool:
    """Whether the places in a row are 0, 1, 2 … without a gap."""
    return [place(name) for name in names] == list(map(str, range(len(names))))


def is_chain(use: Use, names: Sequence[str]) -> bool:
    """Whether each takes the value of the one before and nothing else does, from place 0 on."""
    if not counted(names):
        return False
    incoming, used = use.network.incoming, use.network.used
    for before, name in pairwise(names):
        readers = [w.target for w in use.network.outgoing[before] if w.target in used]
        if readers != [name] or [w.source for w in incoming[name]] != [before]:
            return False
    return len(incoming[names[0]]) == 1


def steps(form: Form) -> dict[str, Step]:
    """The steps by name, each branch from its beginning to its end before the next one."""
    use = form.example
    chains = {
        names[-1]: (group, names) for group, names in rows(use).items() if is_chain(use, names)
    }
    made: dict[str, Step] = {}
    # a side branch is shorter, and comes where it branches off
    ends = sorted(use.network.of_type(Output), key=partial(_depth, use))
    waiting = list(reversed(ends))
    done: dict[str, str] = {}  # the step of a node
    while waiting:
        name = waiting[-1]
        group, names = chains.get(name, (name, (name,)))
        before = [wire.source for wire in use.network.incoming[names[0]]]
        missing = [source for source in before if source not in done]
        if missing:
            waiting += reversed(missing)
            continue
        waiting.pop()
        # a file may have wires that leave an Output: they carry what it was given
        done[name] = done[before[0]] if isinstance(use.network.nodes[name].layer, Output) else group
        stacks = isinstance(use.calls.get(name), Stack)
        made[group] = Step(group, names, tuple(done[source] for source in before), stacks)
    return made


def inputs(use: Use) -> list[str]:
    """The Inputs, each an argument of `forward`; the whole network leaves unused ones out."""
    names = use.network.of_type(Input)
    return [name for name in names if use.layer is not None or name in use.network.used]


def _depth(use: Use, name: str) -> int:
    """How many nodes a node depends on."""
    return len(networkx().ancestors(use.network.digraph, name))


def _number(name: str) -> int:
    return int(place(name))
