"""The search for edits that mend a problem: each is tried on the network before it is shown.

A table names the candidates for each kind of problem. What is kept makes its problem go away and
brings no new error; the least change comes first, by the edit and by what follows from it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct

from graph.fixes.candidate import Candidate, Generator, Scene, replacing
from graph.fixes.inside import Found, inside
from graph.fixes.joins import agreeing
from graph.fixes.outcome import effect, outcome
from graph.fixes.upstream import (
    another_input,
    cropped,
    dividing_channels,
    earlier_settings,
    flattened,
    unflattened,
    without,
)
from graph.fixes.variants import variants
from graph.fixes.wiring import (
    connected,
    removed,
    unlooped,
    unplugged,
    used,
    with_input,
    with_output,
)
from graph.infer import Inference, infer
from graph.levels import Level, arriving, inferred
from graph.network import Network
from graph.problems import Problem
from graph.project import Project
from graph.shapes import Shape
from graph.text import Refusal, Text

MOST = 5
"""So many fixes are shown."""
FOUND = 8
"""So many are looked for, so that what follows from them can decide which are shown."""
ALIKE = 2
"""So many of one kind."""


class Fix(Struct, frozen=True):
    """What would be done, in words, and the network after it."""

    change: Text
    after: Network
    result: Shape | None = None
    """What the node gives then."""
    outcome: Text | None = None
    """What follows in the rest of the network; None where there is nothing to say."""

    @property
    def text(self) -> Text:
        """The change with its result: Padding 2 → 96×55×55."""
        if self.result is None:
            return self.change
        return Text("{change} → {result}", {"change": self.change, "result": self.result})


def fixes(project: Project, problem: Problem, known: Inference | None = None) -> tuple[Fix, ...]:
    """At most five edits that mend a problem of the project's network, the least change first.

    `known` is what `infer` says of it, where that is at hand.
    """
    before = known or infer(project.network, project.exact_sizes)
    pictures, classes = project.data.shape, len(project.data.classes)
    scene = Scene(project.network, before, problem, project.exact_sizes, pictures, classes)
    analyse = partial(infer, exact_sizes=project.exact_sizes)
    return tuple(_shown(scene, found) for found in _search(scene, analyse))


def fixes_inside(level: Level, problem: Problem, exact_sizes: bool) -> tuple[Fix, ...]:
    """The same for a problem inside a block that is open: the network after it is the inside."""
    if level.read_only:
        return ()
    scene = Scene(level.network, level.inference, problem, exact_sizes)
    analyse = partial(inferred, shapes=arriving(level), exact_sizes=exact_sizes)
    return tuple(_shown(scene, found) for found in _search(scene, analyse))


def _shown(scene: Scene, found: Found) -> Fix:
    result = found.known.outputs.get(scene.name)
    return Fix(found.candidate.text, found.network, result, outcome(found.effect))


def _search(scene: Scene, analyse: Callable[[Network], Inference]) -> list[Found]:
    """What mends the problem, the least change first; `analyse` judges a network."""
    kept: list[Found] = []
    kinds: Counter[str] = Counter()
    for candidate in sorted(_candidates(scene), key=_change):
        if kinds[candidate.kind] == ALIKE:
            continue
        found = _tried(scene, candidate, analyse)
        if found is None or any(found.network == known.network for known in kept):
            continue
        kept.append(found)
        kinds[candidate.kind] += 1
        if len(kept) == FOUND:
            break
    return _chosen(kept)


def _chosen(found: list[Found]) -> list[Found]:
    """The best of each kind before the second best of any, the least change first."""
    firsts: list[Found] = []
    seconds: list[Found] = []
    for one in sorted(found, key=_change):
        known = {first.candidate.kind for first in firsts}
        (seconds if one.candidate.kind in known else firsts).append(one)
    return sorted([*firsts, *seconds][:MOST], key=_change)


def _change(one: Candidate | Found) -> float:
    return one.change


def _tried(
    scene: Scene, candidate: Candidate, analyse: Callable[[Network], Inference]
) -> Found | None:
    """The candidate on the network, if it mends the problem and brings no new error."""
    try:
        network = candidate.make()
    except Refusal:
        return None
    known = analyse(network)
    if _remains(scene, network, known) or _breaks(scene, known):
        return None
    return Found(candidate, network, known, effect(scene.known, known, network, scene.problem))


def _remains(scene: Scene, network: Network, known: Inference) -> bool:
    """Whether the node is still in trouble."""
    left = known.by_node.get(scene.name, ())
    return any(
        problem.code == scene.problem.code or (problem.severity == "error" and scene.name)
        for problem in left
    )


def _breaks(scene: Scene, known: Inference) -> bool:
    """Whether there is an error that was not there, nor hidden behind the one that is mended."""
    before = {(problem.node, problem.code) for problem in scene.known.problems}
    return any(
        problem.severity == "error"
        and (problem.node, problem.code) not in before
        and (problem.node in scene.known.outputs or problem.node not in scene.network.nodes)
        and problem.node
        for problem in known.problems
    )


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for generate in _GENERATORS.get(scene.problem.code, ()):
        yield from generate(scene)


def _own_settings(scene: Scene) -> Iterator[Candidate]:
    """Other settings of the node itself that fit what it receives."""
    if not scene.shapes:
        return
    for variant in variants(scene.layer, scene.shapes):
        if scene.fits(variant.layer, scene.shapes):
            make = replacing(scene.network, scene.name, variant.layer)
            yield Candidate(variant.text, make, variant.change, variant.kind)


def _inside(scene: Scene) -> Iterator[Candidate]:
    yield from inside(scene, _search)


_GENERATORS: dict[str, tuple[Generator, ...]] = {
    "inexact-size": (_own_settings, earlier_settings, another_input, cropped),
    "shape": (
        _own_settings,
        earlier_settings,
        another_input,
        dividing_channels,
        flattened,
        unflattened,
        agreeing,
        without,
    ),
    "inside": (_own_settings, _inside, earlier_settings, another_input, dividing_channels, without),
    "advice": (flattened,),
    "unused": (removed, used),
    "unconnected": (connected, with_input, removed),
    "extra-wire": (unplugged,),
    "loop": (unlooped,),
    "no-input": (with_input,),
    "no-output": (with_output,),
}
