"""Data sets as tensors. MNIST is read from its IDX files; every damage has a sentence."""

import gzip
import struct
import zlib
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import graph
from graph.recipe import DataSource, Mnist
from graph.shapes import Image
from graph.text import Refusal

SHIPPED = Path(graph.__file__).parent.parent / "resources" / "datasets" / "mnist"


class DataError(Refusal):
    """A data set cannot be used; the text says which file, why, and what to do."""


class Split:
    """Pictures (N x C x H x W, bytes) and their labels (N), on one device."""

    def __init__(self, pictures: Tensor, labels: Tensor) -> None:
        self.pictures = pictures
        self.labels = labels

    def __len__(self) -> int:
        return len(self.labels)


class DataSet:
    """Two splits, and how a byte becomes a number: (x / 255 - mean) / deviation, by channel."""

    def __init__(
        self, train: Split, test: Split, classes: tuple[str, ...], device: torch.device
    ) -> None:
        self.train = train
        self.test = test
        self.classes = classes
        part = train.pictures[:10_000].float() / 255
        self.mean = part.mean(dim=(0, 2, 3), keepdim=True)
        self.deviation = part.std(dim=(0, 2, 3), keepdim=True).clamp_min(1e-6)
        self.device = device

    @property
    def shape(self) -> Image:
        """Of one picture."""
        _, channels, height, width = self.train.pictures.shape
        return Image(channels, height, width)

    def normalised(self, pictures: Tensor) -> Tensor:
        """Bytes to numbers around 0: N x C x H x W, float32."""
        return (pictures.float() / 255 - self.mean) / self.deviation


@lru_cache(maxsize=2)  # the next Train of a worker starts at once
def load(source: DataSource, device: torch.device) -> DataSet:
    """The data set on a device; raises DataError."""
    match source:
        case Mnist(folder, examples):
            return _mnist(Path(folder) if folder else SHIPPED, examples, device)


def _mnist(folder: Path, examples: int, device: torch.device) -> DataSet:
    train = _split(folder, "train", device)
    if examples:
        train = Split(train.pictures[:examples], train.labels[:examples])
    classes = tuple(str(digit) for digit in range(10))
    return DataSet(train, _split(folder, "t10k", device), classes, device)


def _split(folder: Path, prefix: str, device: torch.device) -> Split:
    pictures = _idx(folder, f"{prefix}-images-idx3-ubyte", 3)
    labels = _idx(folder, f"{prefix}-labels-idx1-ubyte", 1)
    if len(pictures) != len(labels):
        raise DataError(
            "{folder}: {pictures} pictures and {labels} labels of “{prefix}” do not "
            "belong together. Copy all four files from one source.",
            folder=folder,
            pictures=len(pictures),
            labels=len(labels),
            prefix=prefix,
        )
    if len(labels) == 0 or labels.max() > 9:
        raise DataError(
            "{folder}: the labels of “{prefix}” are no digits from 0 to 9.",
            folder=folder,
            prefix=prefix,
        )
    return Split(
        torch.from_numpy(pictures).unsqueeze(1).to(device),
        torch.from_numpy(labels.astype(np.int64)).to(device),
    )


def _idx(folder: Path, stem: str, axes: int) -> np.ndarray:
    """An IDX file of bytes: 0 0 8 axes, the sizes as 4 bytes each, then the values."""
    path = next((p for p in (folder / f"{stem}.gz", folder / stem) if p.is_file()), None)
    if path is None:
        raise DataError(
            "MNIST: there is no {stem}.gz in {folder}. Choose the folder that has the "
            "four IDX files, or leave it empty for those that come with Convas.",
            stem=stem,
            folder=folder,
        )
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            "{path} is damaged or cannot be read: {why}. Copy it again.", path=path, why=error
        ) from error
    head = 4 + 4 * axes
    if content[:4] != bytes((0, 0, 8, axes)) or len(content) < head:
        raise DataError("{path} is no IDX file of MNIST. Copy it again.", path=path)
    sizes = struct.unpack(f">{axes}I", content[4:head])
    if len(content) - head != int(np.prod(sizes, dtype=np.int64)):
        raise DataError(
            "{path} is damaged: it ends too early or too late. Copy it again.", path=path
        )
    return np.frombuffer(content, np.uint8, offset=head).reshape(sizes).copy()
