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
    beside: int = 0
    """Bytes that are kept for its gradient and that nobody else knows of."""
    back: int | None = None
    """Of a block: bytes while its gradient is computed, over those; its sources' gradients too."""


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
        found.update(_kept_for(step, home))
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


def backward(
    steps: Sequence[Step],
    home: dict[str, str],
    kept: Collection[str],
    given: Collection[str],
    *,
    whole: bool,
) -> int:
    """Bytes at the worst moment of the backward pass, beside what is `given`.

    It begins with all that is kept. A step's gradient needs that of its result, and makes those of
    its sources, which wait until the step that made them; what was kept for it is given up then.
    The results' gradients are somebody else's, and the pictures of a `whole` network have none.
    """
    size = {step.name: step.made for step in steps}
    gradient = size | dict.fromkeys(given, 0) if whole else size
    last: dict[str, int] = {}  # where it is given up: at the first step that keeps it
    for place in range(len(steps) - 1, -1, -1):
        last |= dict.fromkeys(_kept_for(steps[place], home), place)
    over: dict[int, int] = {}
    for name, place in last.items():
        if name not in given:
            over[place] = over.get(place, 0) + size[name]
    now = sum(step.beside for step in steps)
    now += sum(size[name] for name in kept if name not in given)
    waiting: set[str] = set()
    most = now
    for place in range(len(steps) - 1, -1, -1):
        step = steps[place]
        own = home[step.name]
        made = new = 0
        for name in {home[source] for source in step.sources} - {own}:
            made += gradient[name]
            if name not in waiting:  # else the two are added up
                waiting.add(name)
                new += gradient[name]
        most = max(most, now + (made if step.back is None else step.back))
        now += new
        if own in waiting and step.view is None:
            waiting.discard(own)
            now -= gradient[own]
        now -= step.beside + over.get(place, 0)
    return most


def _kept_for(step: Step, home: dict[str, str]) -> list[str]:
    """The homes of what is kept for this step's gradient."""
    found = [home[step.name]] if step.result else []
    if True in step.keeps:
        pairs = zip(step.sources, step.keeps, strict=True)
        found += [home[source] for source, needed in pairs if needed]
    return found
