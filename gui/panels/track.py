"""The points of one training curve: hundreds of thousands, of which a few hundred are drawn."""

from math import isfinite
from typing import Final

import numpy as np

MEMORY: Final = 0.03  # the running mean looks back over this share of the points until then
SLOTS: Final = 600  # a curve is drawn as the least and the greatest of so many stretches


class Track:
    """The points of a curve, which only ever grows: an array with room at its end."""

    def __init__(self, memory: float = MEMORY) -> None:
        self._points = np.empty((3, 1024))
        self._memory = memory
        self.length = 0

    def add(self, epoch: float, value: float) -> None:
        """Puts a point at the end; one that is not finite leaves a gap."""
        if self.length == self._points.shape[1]:
            self._points = np.concatenate((self._points, np.empty_like(self._points)), axis=1)
        value = value if np.isfinite(value) else np.nan
        before = float(self.smooth[-1]) if self.length else value
        mean = _next(before, value, 1 / (1 + self._memory * self.length))
        self._points[:, self.length] = epoch, value, mean
        self.length += 1

    def smoothen(self, memory: float) -> None:
        """Has the running mean look back over another share of the points; 0 is the points."""
        self._memory = memory
        mean = float("nan")
        for place, value in enumerate(self.values.tolist()):
            mean = _next(mean, value, 1 / (1 + memory * place))
            self._points[2, place] = mean

    @property
    def epochs(self) -> np.ndarray:
        """Where each point lies."""
        return self._points[0, : self.length]

    @property
    def values(self) -> np.ndarray:
        """What was measured there."""
        return self._points[1, : self.length]

    @property
    def smooth(self) -> np.ndarray:
        """The running mean."""
        return self._points[2, : self.length]

    def between(self, low: float, high: float) -> np.ndarray:
        """The places of points to draw there: all, or the extremes of each of some stretches."""
        first = max(0, int(np.searchsorted(self.epochs, low)) - 1)
        last = int(np.searchsorted(self.epochs, high)) + 1
        places = np.arange(first, min(last, self.length))
        size = len(places) // SLOTS
        if size <= 2:
            return places
        stretches = self.values[places[: SLOTS * size]].reshape(SLOTS, size)
        starts = places[0] + size * np.arange(SLOTS)
        ends = (starts + stretches.argmin(axis=1), starts + stretches.argmax(axis=1))
        return np.concatenate((np.sort(ends, axis=0).T.ravel(), places[SLOTS * size :]))

    def nearest(self, epoch: float) -> int:
        """The place of the point that is closest to an epoch."""
        after = int(np.searchsorted(self.epochs, epoch))
        candidates = range(max(0, after - 1), min(self.length, after + 1))
        return min(candidates, key=lambda place: abs(self.epochs[place] - epoch))


def _next(mean: float, value: float, weight: float) -> float:
    """The running mean after one more value."""
    return mean + weight * (value - mean) if isfinite(mean) else value
