"""Data sets as tensors on a device, and how a byte becomes a number."""

from collections.abc import Iterator
from functools import lru_cache

import torch
from torch import Tensor

from backend.datasets.pictures import Arrays, DataError, Half
from backend.datasets.reader import read
from graph.shapes import Image
from graph.sources import DataSource

Batch = tuple[Tensor, Tensor]
"""Pictures, N x C x H x W bytes, and labels, N whole numbers, on the device."""


class Split:
    """Pictures (N x C x H x W, bytes) and their labels (N), as one tensor on one device."""

    def __init__(self, pictures: Tensor, labels: Tensor) -> None:
        self.pictures = pictures
        self.labels = labels

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def shape(self) -> Image:
        """Of one picture."""
        _, channels, height, width = self.pictures.shape
        return Image(channels, height, width)

    def batches(self, order: list[Tensor]) -> Iterator[Batch]:
        """For each tensor of numbers, the pictures and labels of those numbers."""
        for index in order:
            place = index.to(self.labels.device)
            yield self.pictures[place], self.labels[place]

    def runs(self, size: int) -> Iterator[Batch]:
        """All pictures in their order, `size` at a time."""
        for begin in range(0, len(self), size):
            yield self.pictures[begin : begin + size], self.labels[begin : begin + size]

    def picture(self, number: int) -> tuple[Tensor, int]:
        """One picture, 1 x C x H x W bytes on the device, and its label."""
        return self.pictures[number : number + 1], int(self.labels[number])

    def some(self, numbers: Tensor) -> "Split":
        """A split of these pictures alone."""
        place = numbers.to(self.labels.device)
        return Split(self.pictures[place], self.labels[place])


class DataSet:
    """The splits of a data set, and how a byte becomes a number: (x / 255 - mean) / deviation, by
    channel, measured on the training pictures.
    """

    def __init__(
        self, train: Split, test: Split, classes: tuple[str, ...], device: torch.device
    ) -> None:
        self.train = train
        self.test = test
        self.validation: Split | None = None
        self.classes = classes
        self.device = device
        part, _ = next(train.runs(10_000))
        numbers = part.float() / 255
        self.mean = numbers.mean(dim=(0, 2, 3), keepdim=True)
        self.deviation = numbers.std(dim=(0, 2, 3), keepdim=True).clamp_min(1e-6)

    @property
    def shape(self) -> Image:
        """Of one picture."""
        return self.train.shape

    def normalised(self, pictures: Tensor) -> Tensor:
        """Bytes to numbers around 0: N x C x H x W, float32."""
        return (pictures.float() / 255 - self.mean) / self.deviation

    def with_validation(self, share: float, seed: int) -> "DataSet":
        """The same with a share of the training pictures, chosen by the seed, set aside."""
        count = len(self.train)
        aside = round(share * count)
        if not aside:
            return self
        order = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
        other = DataSet(
            self.train.some(order[aside:].sort().values), self.test, self.classes, self.device
        )
        other.validation = self.train.some(order[:aside].sort().values)
        return other


@lru_cache(maxsize=2)  # the next Train of a worker starts at once
def load(source: DataSource, device: torch.device) -> DataSet:
    """The data set on a device; raises DataError."""
    halves = read(source)
    return DataSet(_held(halves.train, device), _held(halves.test, device), halves.classes, device)


def _held(half: Half, device: torch.device) -> Split:
    if not isinstance(half, Arrays):
        raise DataError("Picture files cannot be held yet.")
    pictures, labels = torch.tensor(half.pictures), torch.from_numpy(half.labels)
    return Split(pictures.to(device), labels.to(device))
