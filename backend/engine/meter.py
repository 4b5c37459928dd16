"""Counts what Progress reports, on the device, so that a step waits for nothing."""

import time

import torch
from msgspec import Struct
from torch import Tensor

from backend.engine.losses import right

TICK = 0.2  # seconds between two readings
MOST = 2**24
"""Scores that wait for a reading: a GPU that is far behind has many batches of many classes."""


class Reading(Struct, frozen=True):
    """What was seen since the last one; `rate` is of the whole training, without its tests."""

    loss: float
    accuracy: float
    rate: float
    """Pictures a second."""
    watching: float
    """Share of the time that went into pictures for the window."""
    memory: int
    """Bytes of the GPU that PyTorch holds; 0 where there is none."""


class Meter:
    """Loss, right answers and speed since the last reading."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._losses: list[Tensor] = []
        self._scores: list[Tensor] = []
        self._labels: list[Tensor] = []
        self._waiting = 0  # scores
        self._counted: Tensor | None = None  # what was counted since the last reading
        self._done = 0  # pictures in all
        self._spent = 0.0  # seconds of training in all, without tests
        self._since = 0.0
        self._watched = 0.0
        self._due = 0.0

    def start(self) -> None:
        """Begins or goes on after a test."""
        self._since = time.perf_counter()

    def add(self, loss: Tensor, scores: Tensor, labels: Tensor) -> None:
        """Takes one batch; what is to be counted in it is counted at the next reading."""
        if self._waiting > MOST:
            self._counted = self.sums()
        self._losses.append(loss)
        self._scores.append(scores)
        self._labels.append(labels)
        self._waiting += scores.numel()

    @property
    def due(self) -> bool:
        """Whether it is time for a reading: after the first step, and then at each tick."""
        return time.perf_counter() >= self._due

    def sums(self) -> Tensor:
        """Loss times pictures, right answers, pictures since the last reading; forgets them."""
        counts = [len(batch) for batch in self._labels]
        losses = torch.stack(self._losses)  # 32 bits: mps has no more, and a tick needs no more
        weights = torch.tensor(counts, dtype=losses.dtype).to(losses.device)
        hits = torch.stack(list(map(right, self._scores, self._labels))).sum().to(losses.dtype)
        found = torch.stack(((losses * weights).sum(), hits, weights.sum()))
        if self._counted is not None:
            found += self._counted
        self._losses, self._scores, self._labels = [], [], []
        self._waiting, self._counted = 0, None
        return found

    def read(self, sums: Tensor, watched: float) -> Reading:
        """What such sums say; waits for a GPU. `watched` are the seconds of watching until now."""
        loss, hits, seen = sums.tolist()
        now = time.perf_counter()
        took = now - self._since
        watching, self._watched = watched - self._watched, watched
        self._spent += took
        self._done += int(seen)
        self._since, self._due = now, now + TICK
        return Reading(
            loss / seen,
            hits / seen,
            self.rate,
            min(1.0, watching / took) if took else 0.0,
            torch.cuda.memory_reserved(self._device) if self._device.type == "cuda" else 0,
        )

    @property
    def rate(self) -> float:
        """Pictures a second while training."""
        return self._done / self._spent if self._spent else 0.0
