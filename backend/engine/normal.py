"""How a byte becomes a number around 0, by channel, as the training pictures are."""

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

MEAN, DEVIATION = "data/mean", "data/deviation"
"""Their names in a checkpoint: a run goes on, and is tried, with those it began with."""


class Normal:
    """(x / 255 - mean) / deviation, by channel; both are 1 x C x 1 x 1 and of values from 0 to 1.

    Each byte gives one number, wherever it stands in a batch: product and sum are rounded one
    after the other, which a fused operation does only in some places.
    """

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        self.mean = mean
        self.deviation = deviation
        self._scale = 1 / (255 * deviation)
        self._shift = -mean / deviation

    def __call__(self, pictures: Tensor) -> Tensor:
        """Bytes, N x C x H x W, as float32 numbers."""
        return self.in_place(pictures.float())

    def in_place(self, values: Tensor) -> Tensor:
        """Float32 values from 0 to 255, N x C x H x W; they are changed themselves."""
        return values.mul_(self._scale).add_(self._shift)

    def bytes_of(self, numbers: Tensor) -> Tensor:
        """What such numbers look like: bytes, rounded."""
        values = (numbers * self.deviation + self.mean) * 255
        return values.round().clamp(0, 255).to(torch.uint8)

    @property
    def tensors(self) -> dict[str, Tensor]:
        """What a checkpoint keeps of it."""
        return {MEAN: self.mean.flatten().cpu(), DEVIATION: self.deviation.flatten().cpu()}


def kept(tensors: Mapping[str, Tensor], device: torch.device) -> Normal | None:
    """That of a checkpoint; None if it has none."""
    if MEAN not in tensors:
        return None
    return Normal(*(tensors[name].view(1, -1, 1, 1).to(device) for name in (MEAN, DEVIATION)))


def measured(pictures: Iterable[Tensor], device: torch.device) -> Normal:
    """From batches of bytes, N x C x H x W: exact, in whatever order they come."""
    counts = sum(_histogram(batch) for batch in pictures)  # C x 256
    if isinstance(counts, int):
        raise ValueError("no pictures to measure")
    levels = torch.arange(256, dtype=torch.float64) / 255
    shares = counts.double() / counts.sum(1, keepdim=True)
    mean = shares @ levels
    variance = shares @ levels.square() - mean.square()
    deviation = variance.clamp_min(0).sqrt().clamp_min(1e-6)  # of pictures all alike, too
    mean, deviation = (value.float().view(1, -1, 1, 1).to(device) for value in (mean, deviation))
    return Normal(mean, deviation)


def _histogram(batch: Tensor) -> Tensor:
    if batch.device.type == "mps":  # which counts no bytes
        batch = batch.cpu()
    channels = batch.transpose(0, 1).flatten(1)
    return torch.stack([torch.bincount(channel, minlength=256) for channel in channels]).cpu()
