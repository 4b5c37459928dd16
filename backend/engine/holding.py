"""Where the pictures of a data set are held: on the device, in mapped memory, or in their files.

Whichever it is, the same numbers give the same bytes in the same order.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from backend.datasets.pictures import Bytes, DataError, Files
from graph.shapes import Image
from graph.text import Text

T = TypeVar("T")

MOST_WORKERS = 8  # beyond that the disk, or whoever takes the pictures, sets the pace


class Held(ABC):
    """Abstract: pictures by their numbers, as batches of N x C x H x W bytes on a device."""

    def __init__(self, count: int, shape: Image, device: torch.device) -> None:
        self.count = count
        self.shape = shape
        self.device = device

    @property
    def size(self) -> int:
        """Bytes of all pictures."""
        return self.count * self.shape.channels * self.shape.height * self.shape.width

    @abstractmethod
    def take(self, numbers: Tensor) -> Tensor:
        """The pictures of these numbers, whole numbers on the CPU; raises DataError."""

    def gather(self, order: Sequence[Tensor]) -> Iterator[Tensor]:
        """The pictures of one tensor of numbers after the other; raises DataError."""
        return (self.take(numbers) for numbers in order)


class Resident(Held):
    """All pictures as one tensor on the device."""

    def __init__(self, pictures: Tensor) -> None:
        super().__init__(len(pictures), Image(*pictures.shape[1:]), pictures.device)
        self.pictures = pictures

    def take(self, numbers: Tensor) -> Tensor:
        return self.pictures.index_select(0, numbers.to(self.device))

    def gather(self, order: Sequence[Tensor]) -> Iterator[Tensor]:
        for numbers in moved(order, self.device):  # a tenth of what indexing with [] takes
            yield self.pictures.index_select(0, numbers)


class Mapped(Held):
    """Pictures in main memory or in a file that is mapped into it; the next batch is gathered and
    moved while this one is used.
    """

    def __init__(self, pictures: Bytes, device: torch.device) -> None:
        super().__init__(len(pictures), Image(*pictures.shape[1:]), device)
        self._pictures = pictures

    def take(self, numbers: Tensor) -> Tensor:
        pinned = self.device.type == "cuda"  # the GPU fetches it by itself then
        size = (len(numbers), *self._pictures.shape[1:])
        with torch.cuda.device(self.device) if pinned else nullcontext():  # in this thread, too
            batch = torch.empty(size, dtype=torch.uint8, pin_memory=pinned)
            if len(numbers):  # "clip" writes right into the batch; no number is out of bounds
                index = numbers.numpy()
                np.take(self._pictures, index, axis=0, out=batch.numpy(), mode="clip")
            return batch.to(self.device, non_blocking=pinned)

    def gather(self, order: Sequence[Tensor]) -> Iterator[Tensor]:
        return _ahead(super().gather(order))


class Opened(Held):
    """Pictures that stay in their files, of which a few are looked at: none is decoded before."""

    def __init__(self, files: Files, device: torch.device) -> None:
        super().__init__(len(files), files.shape, device)
        self._files = files

    def take(self, numbers: Tensor) -> Tensor:
        return torch.from_numpy(self._files.some(numbers.tolist())).to(self.device)


class Streamed(Held):
    """Pictures that stay in their files: processes decode them, some batches ahead."""

    def __init__(self, files: Files, device: torch.device) -> None:
        super().__init__(len(files), files.shape, device)
        self._files = files
        self._order = _Order()
        self._loader = DataLoader(
            _Decoded(files),
            batch_size=None,  # each item of the order is a batch already
            sampler=self._order,
            num_workers=max(1, min(MOST_WORKERS, (os.cpu_count() or 2) - 1)),
            pin_memory=device.type == "cuda",
            persistent_workers=True,
            multiprocessing_context=_processes(),
        )

    def take(self, numbers: Tensor) -> Tensor:
        return torch.from_numpy(self._files.some(numbers.tolist())).to(self.device)

    def gather(self, order: Sequence[Tensor]) -> Iterator[Tensor]:
        self._order.batches = [numbers.tolist() for numbers in order]
        for found in self._loader:
            if isinstance(found, Text):
                raise DataError(found.template, **found.values)
            yield found.to(self.device, non_blocking=self.device.type == "cuda")


class _Order(Sampler[list[int]]):
    """The batches that are asked for; the loader and its processes outlive each order."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def __iter__(self) -> Iterator[list[int]]:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)


class _Decoded(Dataset[Tensor | Text]):
    """Files, a batch at a time. A refusal comes back as its sentence, since exceptions lose their
    values on their way between processes.
    """

    def __init__(self, files: Files) -> None:
        self._files = files

    def __getitem__(self, numbers: list[int]) -> Tensor | Text:
        try:
            return torch.from_numpy(self._files.some(numbers))
        except DataError as error:
            return Text(error.text.template, {k: str(v) for k, v in error.text.values.items()})


def _processes() -> BaseContext:
    """How processes begin: not as copies of this one, which has threads and perhaps a GPU."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["torch"])  # once for all of them
    return context


def moved(order: Sequence[Tensor], device: torch.device) -> Sequence[Tensor]:
    """The same numbers on a device, in one transfer."""
    if device.type == "cpu" or not order:
        return order
    return torch.cat(list(order)).to(device).split([len(numbers) for numbers in order])


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items; the next one is made in a thread while this one is used."""
    with ThreadPoolExecutor(1, "pictures") as thread:
        waiting = thread.submit(next, items, None)
        while (item := waiting.result()) is not None:
            waiting = thread.submit(next, items, None)
            yield item
