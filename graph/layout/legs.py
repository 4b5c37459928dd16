"""Pieces of wires side by side: a track for each leg in a gap, a lane for each run in one."""

from msgspec import Struct


class Leg(Struct):
    """A piece of a wire between two columns; `place` is along the flow, once that is known."""

    gap: tuple[int, int]
    """Row and column: before that column of that row."""
    inward: bool
    """Whether it leads into a card behind the gap; else out of one before it."""
    port: float
    """Where across it begins, from the row's line, on the card's side."""
    far: float
    """Where across it ends."""
    net: int
    """Wires that carry the same may lie on each other."""
    place: float = 0.0


class Run(Struct):
    """A piece of a wire in the gap before a row; `place` is across the flow, once known."""

    row: int
    ends: tuple[Leg, Leg]
    net: int
    place: float = 0.0


def tracked(legs: list[Leg]) -> list[int]:
    """A track for every leg, 0 nearest to the cards; those of one net share one.

    What turns to a side goes before what comes from farther away, so that they do not cross.
    """
    nets: dict[int, _Net] = {}
    for leg in legs:
        nets.setdefault(leg.net, _Net(leg.port, [])).far.append(leg.far)
    at_port: dict[float, list[int]] = {}
    for number, net in nets.items():
        at_port.setdefault(net.port, []).append(number)
    tracks: dict[int, int] = {}
    lanes: list[list[_Net]] = []
    waiting = sorted(nets, key=lambda number: nets[number].nearness(), reverse=True)
    entered: set[int] = set()
    while waiting:
        number = waiting[-1]
        net = nets[number]
        # where one goes on at the height of another's port, that other one has to be nearer
        nearer = [other for far in net.far for other in at_port.get(far, ()) if other != number]
        first = [other for other in nearer if other not in tracks and other not in entered]
        if first and number not in entered:
            entered.add(number)
            waiting += first
            continue
        waiting.pop()
        if number not in tracks:
            least = max((tracks[other] + 1 for other in nearer if other in tracks), default=0)
            tracks[number] = _put(net, lanes, least)
    return [tracks[leg.net] for leg in legs]


class _Net(Struct):
    """The legs of one net in one gap."""

    port: float
    far: list[float]

    def nearness(self) -> tuple[bool, float]:
        down = max(self.far) > self.port
        return down, -self.port if down else self.port

    def meets(self, other: "_Net") -> bool:
        ends, others = (self.port, *self.far), (other.port, *other.far)
        return min(ends) <= max(others) and min(others) <= max(ends)


def _put(net: _Net, lanes: list[list[_Net]], least: int) -> int:
    """Puts a net into the first lane from `least` that is free."""
    lanes += [[] for _ in range(least - len(lanes))]
    free = (
        number
        for number in range(least, len(lanes))
        if not any(net.meets(other) for other in lanes[number])
    )
    number = next(free, len(lanes))
    if number == len(lanes):
        lanes.append([])
    lanes[number].append(net)
    return number


def laned(runs: list[Run], pitch: float) -> int:
    """Gives every run a lane, as its place from the first, and counts them."""

    def nearness(run: Run) -> tuple[bool, float]:
        start, end = (leg.place for leg in run.ends)
        return end < start, start if end < start else -start

    order = sorted(runs, key=nearness)
    places = [sorted(leg.place for leg in run.ends) for run in order]
    spans = [(low, high, run.net) for (low, high), run in zip(places, order, strict=True)]
    lanes = _packed(spans)
    for run, lane in zip(order, lanes, strict=True):
        run.place = lane * pitch
    return max(lanes, default=-1) + 1


def _packed(spans: list[tuple[float, float, int]]) -> list[int]:
    """The first of several lanes that is free for each span; those of one net may overlap."""
    lanes: list[list[tuple[float, float, int]]] = []
    found: list[int] = []
    for low, high, net in spans:
        free = (
            number
            for number, lane in enumerate(lanes)
            if all(high < a or low > b or net == other for a, b, other in lane)
        )
        number = next(free, len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append((low, high, net))
        found.append(number)
    return found
