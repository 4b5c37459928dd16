"""Back and forward through the places that were looked at, as through the pages of a browser."""

from collections.abc import Callable

from msgspec import Struct

from graph.levels import Path

LONGEST_PAST = 200
ALIKE = 0.4
"""How much of two views has to be the same for them to be one place: a pan or a step of the wheel
is none of its own, a jump is."""


class Spot(Struct, frozen=True):
    """A level, and the part of it that was in view, in canvas units."""

    level: Path
    x: float
    y: float
    width: float
    height: float

    def near(self, other: "Spot") -> bool:
        """Whether it is the same place, looked at a little differently."""
        if self.level != other.level:
            return False
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        common = max(0.0, across) * max(0.0, down)
        both = self.width * self.height + other.width * other.height - common
        return common >= ALIKE * both


class Places:
    """The spots that were looked at; one of them is the present one."""

    def __init__(self) -> None:
        self._past: list[Spot] = []
        self._now: Spot | None = None
        self._future: list[Spot] = []

    @property
    def now(self) -> Spot | None:
        """The spot that is in view."""
        return self._now

    def visit(self, spot: Spot) -> None:
        """The view is there now; what lies ahead is forgotten, unless it is the same place."""
        if self._now is not None and not self._now.near(spot):
            self._past.append(self._now)
            del self._past[:-LONGEST_PAST]
            self._future.clear()
        self._now = spot

    def back(self, exists: Callable[[Path], bool]) -> Spot | None:
        """The place before, on a level that still exists; None if there is none."""
        return self._travel(self._past, self._future, exists)

    def forward(self, exists: Callable[[Path], bool]) -> Spot | None:
        """The place that was left by going back; None if there is none."""
        return self._travel(self._future, self._past, exists)

    def clear(self) -> None:
        """Another project was opened: nothing of it was looked at yet."""
        self._past.clear()
        self._future.clear()
        self._now = None

    def _travel(
        self, source: list[Spot], target: list[Spot], exists: Callable[[Path], bool]
    ) -> Spot | None:
        while source and not exists(source[-1].level):
            source.pop()  # a block that is gone
        if not source or self._now is None:
            return None
        target.append(self._now)
        self._now = source.pop()
        return self._now
