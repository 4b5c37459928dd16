"""Which results share memory, which of them training keeps, and what is alive at each step.

A step is a node in the order in which a network computes, for one picture.
"""

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct


class Step(Struct, frozen=True):
    """A node's computation, by what it does with memory."""

    name: str
    sources: Sequence[str]
    made: int
    """Bytes of its result."""
    work: int
    """Bytes that it needs while it computes, its result among them."""
    keeps: Sequence[bool] = ()
    """Which of its sources' results have to be kept for it."""
    result: bool = False
    """Whether its own result has to be kept for it."""
    view: int | None = None
    """The source whose memory is its result's."""


def homes(steps: Iterable[Step]) -> dict[str, str]:
    """For each node the one whose memory holds its result: itself, but for views."""
    found: dict[str, str] = {}
    for step in steps:
        found[step.name] = step.name if step.view is None else found[step.sources[step.view]]
    return found


def kept(steps: Iterable[Step], home: dict[str, str]) -> set[str]:
    """The homes whose memory stays until the backward pass has used it."""
    found: set[str] = set()
    for step in steps:
        if step.result:
            found.add(home[step.name])
        if True in step.keeps:
            pairs = zip(step.sources, step.keeps, strict=True)
            found.update(home[source] for source, needed in pairs if needed)
    return found


def alive(
    steps: Sequence[Step], home: dict[str, str], given: Collection[str], results: Collection[str]
) -> list[int]:
    """Bytes in memory at each step where nothing is kept for a backward pass.

    A result is given up when the last step that uses it is done. What is `given` is there from the
    beginning, and it stays, as `results` do: somebody outside holds them.
    """
    ends: dict[str, int] = {}
    for place, step in enumerate(steps):
        ends[home[step.name]] = place
        for source in step.sources:
            ends[home[source]] = place
    for name in (*given, *results):
        ends.pop(home[name], None)
    size = {step.name: step.made for step in steps}
    over: dict[int, int] = {}
    for name, place in ends.items():
        over[place] = over.get(place, 0) + size[name]
    now = sum(size[name] for name in given)
    found: list[int] = []
    for place, step in enumerate(steps):
        found.append(now + step.work)
        if step.view is None and step.name not in given:
            now += step.made
        now -= over.get(place, 0)
    return found
