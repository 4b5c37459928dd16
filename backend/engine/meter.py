"""Counts what Progress reports, on the device, so that a step waits for nothing."""

import time

import torch
from torch import Tensor

TICK = 0.2  # seconds between two readings


class Meter:
    """Loss, right answers and speed since the last reading."""

    def __init__(self) -> None:
        self._losses: list[Tensor] = []
        self._scores: list[Tensor] = []
        self._labels: list[Tensor] = []
        self._done = 0  # pictures in all
        self._spent = 0.0  # seconds of training in all, without tests
        self._since = 0.0

    def start(self) -> None:
        """Begins or goes on after a test."""
        self._since = time.perf_counter()

    def add(self, loss: Tensor, scores: Tensor, labels: Tensor) -> None:
        """Takes one batch; what is to be counted in it is counted at the next reading."""
        self._losses.append(loss.detach())
        self._scores.append(scores.detach())
        self._labels.append(labels)

    @property
    def due(self) -> bool:
        """Whether it is time for a reading."""
        return time.perf_counter() - self._since >= TICK

    def sums(self) -> Tensor:
        """Loss times pictures, right answers, pictures since the last reading; forgets them."""
        labels = torch.cat(self._labels)
        counts = [len(batch) for batch in self._labels]
        losses = torch.stack(self._losses).double()
        right = (torch.cat(self._scores).argmax(1) == labels).sum()
        weights = torch.tensor(counts, dtype=losses.dtype).to(losses.device)
        self._losses, self._scores, self._labels = [], [], []
        return torch.stack(((losses * weights).sum(), right.double(), weights.sum()))

    def read(self, sums: Tensor) -> tuple[float, float]:
        """Mean loss and share of right answers of such sums; waits for a GPU."""
        loss, right, seen = sums.tolist()
        now = time.perf_counter()
        self._spent += now - self._since
        self._done += int(seen)
        self._since = now
        return loss / seen, right / seen

    @property
    def rate(self) -> float:
        """Pictures a second while training."""
        return self._done / self._spent if self._spent else 0.0
