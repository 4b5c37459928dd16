"""Data sets as a training sees them: pictures by number, labels, and what is set aside."""

from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor

from backend.engine.holding import Held, moved
from backend.engine.normal import Normal, kept, measured
from backend.protocol import Noticed
from graph.shapes import Image
from graph.sources import set_aside

Batch = tuple[Tensor, Tensor]
"""Pictures, N x C x H x W bytes, and labels, N whole numbers, on the device."""
MEASURED = 2**29
"""Bytes of pictures that mean and deviation are measured on: all of most data sets, in a second."""
CHUNK = 2**24  # bytes of pictures at a time


class Split:
    """Pictures and their labels, by numbers from 0: all that are held, or a view of some."""

    def __init__(self, held: Held, labels: Tensor, numbers: Tensor | None = None) -> None:
        self.held = held
        self.labels = labels
        """N whole numbers, on the device."""
        self._numbers = numbers
        """Of the held ones, on the CPU; None for all in their order."""

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def shape(self) -> Image:
        """Of one picture."""
        return self.held.shape

    def batches(self, order: Sequence[Tensor]) -> Iterator[Batch]:
        """For each tensor of numbers, on the CPU, the pictures and labels of those numbers; raises
        DataError.
        """
        pictures = self.held.gather([self._place(numbers) for numbers in order])
        for found, numbers in zip(pictures, moved(order, self.labels.device), strict=True):
            yield found, self.labels.index_select(0, numbers)

    def runs(self, size: int) -> Iterator[Batch]:
        """All pictures in their order, `size` at a time; raises DataError."""
        return self.batches(torch.arange(len(self)).split(size))

    def picture(self, number: int) -> tuple[Tensor, int]:
        """One picture, 1 x C x H x W bytes on the device, and its label; raises DataError."""
        place = self._place(torch.tensor([number]))
        return self.held.take(place), int(self.labels[number])

    def some(self, numbers: Tensor) -> "Split":
        """A view of these pictures alone; nothing is copied."""
        labels = self.labels.index_select(0, numbers.to(self.labels.device))
        return Split(self.held, labels, self._place(numbers))

    def _place(self, numbers: Tensor) -> Tensor:
        return numbers if self._numbers is None else self._numbers[numbers]


class DataSet:
    """The splits of a data set, its classes, and how a byte of it becomes a number."""

    def __init__(
        self,
        train: Split,
        test: Split,
        classes: tuple[str, ...],
        validation: Split | None = None,
        notices: tuple[Noticed, ...] = (),
        normal: Normal | None = None,
    ) -> None:
        self.train = train
        self.test = test
        self.classes = classes
        self.validation = validation
        self.notices = notices
        """What the user should know of how it is held."""
        self.device = train.held.device
        self._normal = normal

    @property
    def normal(self) -> Normal:
        """How a byte becomes a number, measured on the training pictures when it is first asked
        for; raises DataError.
        """
        if self._normal is None:
            self._normal = normal_of(self.train)
        return self._normal

    @property
    def shape(self) -> Image:
        """Of one picture."""
        return self.train.shape

    @property
    def size(self) -> int:
        """Bytes of the pictures, on the device or not."""
        return self.train.held.size + self.test.held.size

    def normalised(self, pictures: Tensor) -> Tensor:
        """Bytes to numbers around 0: N x C x H x W, float32."""
        return self.normal(pictures)

    def normalised_as(self, tensors: Mapping[str, Tensor]) -> "DataSet":
        """The same, with the mean and deviation of a run, if they are in its checkpoint."""
        normal = kept(tensors, self.device) or self._normal
        return DataSet(self.train, self.test, self.classes, self.validation, self.notices, normal)

    def with_validation(self, share: float, seed: int) -> "DataSet":
        """The same with a share of the training pictures set aside: of each class its part, to one
        picture, chosen by the seed. Mean and deviation are then those of the others.
        """
        count = len(self.train)
        aside = set_aside(count, share)
        if not aside:
            return self
        order = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
        by_class = order[self.train.labels.cpu()[order].argsort(stable=True)]
        chosen = torch.zeros(count, dtype=torch.bool)
        # at even distances along all classes, so that each gives its part, and all give `aside`
        chosen[by_class[((torch.arange(aside) + 0.5) * (count / aside)).long()]] = True
        rest, validation = (self.train.some(part.nonzero()[:, 0]) for part in (~chosen, chosen))
        return DataSet(rest, self.test, self.classes, validation, self.notices)


def normal_of(train: Split) -> Normal:
    """Of all pictures of a split, or of some at even distances, where they are very many.

    Which ones does not depend on how they are held.
    """
    size = train.shape.channels * train.shape.height * train.shape.width
    count = min(len(train), max(1, MEASURED // size))
    numbers = torch.arange(count) * len(train) // count
    batches = train.batches(numbers.split(max(1, CHUNK // size)))
    return measured((pictures for pictures, _ in batches), train.held.device)
