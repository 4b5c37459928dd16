"""The points of one training curve: hundreds of thousands, of which a few hundred are drawn."""

from typing import Final

import numpy as np

MEMORY: Final = 0.03  # the running mean looks back over this share of the points until then
SLOTS: Final = 600  # a curve is drawn as the least and the greatest of so many stretches


class Track:
    """The points of a curve, which only ever grows: an array with room at its end."""

    def __init__(self) -> None:
        self._points = np.empty((3, 1024))
        self.length = 0

    def add(self, epoch: float, value: float) -> None:
        """Puts a point at the end; one that is not finite leaves a gap."""
        if self.length == self._points.shape[1]:
            self._points = np.concatenate((self._points, np.empty_like(self._points)), axis=1)
        value = value if np.isfinite(value) else np.nan
        before = self.smooth[-1] if self.length else value
        weight = 1 / (1 + MEMORY * self.length)
        mean = before + weight * (value - before) if np.isfinite(before) else value
        self._points[:, self.length] = epoch, value, mean
        self.length += 1

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
