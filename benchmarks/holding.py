"""What it costs to have pictures ready for a step: the three holdings, and each variation.

    .venv/bin/python benchmarks/holding.py [ROUNDS] [PICTURES] [SIDE]

Batches of 128, 3 x 32 x 32 and 3 x 224 x 224, gathered, normalised and on the device, which is the
GPU if there is one; JPEG files of 40 x 40 and 256 x 256 pixels. The sides take turns, an epoch or a
batch each. Beside them stands what is written by hand most often: a tensor indexed with [], and
(x / 255 - mean) / deviation.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image as Pillow
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parents[1]))

from backend.datasets.looking import unseen
from backend.datasets.pictures import Bytes, Files
from backend.engine import cache
from backend.engine.augment import Augment
from backend.engine.holding import Held, Mapped, Resident, Streamed
from backend.engine.normal import Normal, measured
from backend.engine.splits import Split
from graph.augmentation import Augmentation
from graph.shapes import Image

BATCH = 128
SIZES = ((32, 40, 4_096, 4, 7, 50), (224, 256, 512, 28, 3, 5))
"""Pixels of a side, of a file's side; files; pixels of a shift; rounds of the holdings, and of the
variations.
"""
WARM_UP = 2


def main() -> None:
    """Both sizes, one after the other."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    sides = [int(side) for side in sys.argv[3:]]
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    where = torch.cuda.get_device_name() if device.type == "cuda" else "CPU"
    print(f"torch {torch.__version__}, {where}, {torch.get_num_threads()} threads, batch {BATCH}")
    for side, file_side, count, shift, epochs, batches in SIZES:
        if sides and side not in sides:
            continue
        with tempfile.TemporaryDirectory() as folder:
            files = written(Path(folder), side, file_side, min(count, most))
            pictures = np.concatenate(list(cache.decoded(files, unseen)))
            print(f"\n3 x {side} x {side}, {len(files):,} pictures")
            holdings(files, pictures, Path(folder), device, rounds or epochs)
            variations(torch.from_numpy(pictures[:BATCH]).to(device), shift, rounds or batches)


def written(folder: Path, side: int, file_side: int, count: int) -> Files:
    """JPEG files of smooth noise, which are about as large as photographs are."""
    random = np.random.default_rng(0)
    paths = []
    for number in range(count):
        coarse = random.integers(0, 256, (file_side // 8, file_side // 8, 3), np.uint8)
        picture = Pillow.fromarray(coarse).resize((file_side, file_side))
        paths.append(folder / f"{number}.jpg")
        picture.save(paths[-1], quality=90)
    return Files(tuple(paths), np.zeros(count, np.int64), Image(3, side, side), "crop")


def holdings(
    files: Files, pictures: Bytes, folder: Path, device: torch.device, rounds: int
) -> None:
    """Pictures a second of an epoch in random order, each side in turn."""
    stored = folder / "pictures"
    pictures.tofile(stored)
    mapped = np.memmap(stored, np.uint8, "r", shape=pictures.shape)
    whole = torch.from_numpy(pictures).to(device)
    normal = measured([whole], device)
    held: dict[str, Held] = {
        "resident": Resident(whole),
        "mapped": Mapped(mapped, device),
        "streamed": Streamed(files, device),
    }
    sides: dict[str, Callable[[list[Tensor]], Iterable[Tensor]]] = {
        name: Fed(each, normal).numbers for name, each in held.items()
    }
    sides["by hand, as one tensor"] = ByHand(whole, normal).numbers
    seconds = in_turn(sides, len(files), rounds, device)
    first = statistics.median(seconds["resident"])
    for name, taken in seconds.items():
        rate, ratio = len(files) / statistics.median(taken), first / statistics.median(taken)
        print(f"  {name:24} {rate:12,.0f} images/s   {ratio:6.3f} of resident")


class Fed:
    """Batches of numbers out of a holding."""

    def __init__(self, held: Held, normal: Normal) -> None:
        self._held = held
        self._normal = normal

    def numbers(self, order: list[Tensor]) -> Iterator[Tensor]:
        """In an order."""
        return map(self._normal, self._held.gather(order))


class ByHand:
    """Batches of numbers as they are mostly written."""

    def __init__(self, pictures: Tensor, normal: Normal) -> None:
        self._pictures = pictures
        self._normal = normal

    def numbers(self, order: list[Tensor]) -> Iterator[Tensor]:
        """In an order."""
        for index in order:
            x = self._pictures[index.to(self._pictures.device)]
            yield (x.float() / 255 - self._normal.mean) / self._normal.deviation


def in_turn(
    sides: dict[str, Callable[[list[Tensor]], Iterable[Tensor]]],
    count: int,
    rounds: int,
    device: torch.device,
) -> dict[str, list[float]]:
    """Seconds of each epoch of each side."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(1 + rounds):
        order = list(torch.randperm(count).split(BATCH))
        for name, side in sides.items():
            begun = time.perf_counter()
            for _ in side(order):
                pass
            wait(device)
            if number:  # the first one starts processes and reads the file
                seconds[name].append(time.perf_counter() - begun)
    return seconds


def variations(pictures: Tensor, shift: int, rounds: int) -> None:
    """Milliseconds of a batch for each variation, normalisation included, each in turn."""
    device = pictures.device
    kinds = {
        "none": Augmentation(),
        "shift": Augmentation(crop=shift),
        "flip": Augmentation(flip=True),
        "shift and flip": Augmentation(crop=shift, flip=True),
        "rotation": Augmentation(rotation=15),
        "shift, flip and rotation": Augmentation(crop=shift, flip=True, rotation=15),
        "colour": Augmentation(colour=0.4),
        "cutout": Augmentation(cutout=2 * shift),
        "mixup": Augmentation(mixup=0.2),
        "all": Augmentation(shift, True, 15, 0.4, 2 * shift, 0.2),
    }
    normal = measured([pictures], device)
    labels = torch.zeros(len(pictures), dtype=torch.int64, device=device)
    made = {name: Augment(how, normal, 10, 0) for name, how in kinds.items()}
    order = [torch.arange(len(pictures))]
    split = Split(Resident(pictures), labels)
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for step in range(WARM_UP + rounds):
        for name, augment in made.items():
            begun = time.perf_counter()
            for _ in augment.batches(split, order, 0, step):
                pass
            wait(device)
            if step >= WARM_UP:
                times[name].append(1_000 * (time.perf_counter() - begun))
    plain = statistics.median(times["none"])
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"  {name:24} {middle:9.3f} ms a batch   {middle / plain:6.2f} of none")


def wait(device: torch.device) -> None:
    """For what a GPU still has to do."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


if __name__ == "__main__":
    main()
