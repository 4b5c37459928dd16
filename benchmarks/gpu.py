"""Drawn networks on an NVIDIA GPU, beside the same ones written by hand, and the plainest loop.

    .venv/bin/python benchmarks/gpu.py [ROUNDS] [NETWORK …]

LeNet-5 on MNIST's shape, ResNet-18 on CIFAR's, ResNet-50 on 224x224, and a network after airbench94
(Keller Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU", section 3). Random pictures.
Each side is a process; they take turns on the one GPU, a segment of steps at a time:

* drawn: our whole loop, bf16 and channels last, eager; compiled; with CUDA graphs (small networks);
* by hand: the same options, data as one tensor on the GPU, fused Adam, eager and compiled;
* plain: a DataLoader, 32 bits, eager, as a tutorial writes it.

Busy is the share of the drawn side's time that the GPU computes, by torch.profiler. Without a GPU
the same runs on the CPU with tiny sizes: that tries the script and measures nothing.
"""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import torch
from msgspec import structs
from torch import Tensor, nn
from torch.nn import functional
from torch.profiler import ProfilerActivity, profile

from backend.engine.control import Control
from backend.engine.holding import Resident
from backend.engine.module import build
from backend.engine.splits import DataSet, Split
from backend.engine.train import SILENT, Task, fit
from benchmarks.loop import EPOCHS, RATE, ResNet18, resnet18
from benchmarks.step_time import LeNet
from benchmarks.turns import Done, Turn, work
from graph.layers.activation import GELU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import MaxPool2d
from graph.network import AnyLayer, Network
from graph.recipe import Recipe
from graph.templates import template
from graph.templates.base import chain

HERE = torch.cuda.is_available()
DEVICE = torch.device("cuda" if HERE else "cpu")
TINY = 4  # pictures in a batch where there is no GPU
WIDTHS = (64, 256, 256)
"""Filters of airbench94's blocks."""
DEPTHS = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))
"""Width, blocks and first stride of ResNet-50's stages."""


class Case(NamedTuple):
    """What is trained."""

    title: str
    network: Network
    written: Callable[[], nn.Module]
    batch: int
    pictures: int
    segment: int
    """Steps in a row."""


class Bottleneck(nn.Module):
    """He et al. 2015, figure 5, right, with the stride in the middle as torchvision has it."""

    def __init__(self, channels: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.relu = nn.ReLU()
        self.downsample = None
        if stride != 1 or channels != 4 * width:
            self.downsample = nn.Sequential(
                nn.Conv2d(channels, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width)
            )

    def forward(self, x: Tensor) -> Tensor:
        """N x channels x H x W to N x 4 width x ⌈H/stride⌉ x ⌈W/stride⌉."""
        shortcut = x if self.downsample is None else self.downsample(x)
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        return self.relu(self.bn3(self.conv3(x)) + shortcut)


def resnet50() -> nn.Module:
    """The same as the template, written."""
    blocks, channels = [], 64
    for width, count, first in DEPTHS:
        for place in range(count):
            blocks.append(Bottleneck(channels, width, first if place == 0 else 1))
            channels = 4 * width
    stem = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000)]
    return nn.Sequential(*stem, nn.MaxPool2d(3, 2, 1), *blocks, *head)


def airbench() -> Network:
    """After airbench94, as it is drawn: its whitening layer is an ordinary one here."""
    layers: list[AnyLayer] = [Input(3, 32, 32), Conv2d(24, 2), GELU()]
    for width in WIDTHS:
        layers += [Conv2d(width, 3, padding=1, bias=False), MaxPool2d(2, 2), BatchNorm2d(), GELU()]
        layers += [Conv2d(width, 3, padding=1, bias=False), BatchNorm2d(), GELU()]
    return chain([*layers, MaxPool2d(3, 3), Flatten(), Linear(10, bias=False), Output()])


def written_airbench() -> nn.Module:
    """The same, written."""
    layers: list[nn.Module] = [nn.Conv2d(3, 24, 2), nn.GELU()]
    channels = 24
    for width in WIDTHS:
        layers += [nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.MaxPool2d(2)]
        layers += [nn.BatchNorm2d(width), nn.GELU()]
        layers += [nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)]
        layers += [nn.GELU()]
        channels = width
    return nn.Sequential(
        *layers, nn.MaxPool2d(3), nn.Flatten(), nn.Linear(channels, 10, bias=False)
    )


CASES = {
    "lenet": Case("LeNet-5", template("lenet5").project().network, LeNet, 64, 60_000, 500),
    "resnet18": Case("ResNet-18", resnet18(), ResNet18, 512, 50_000, 50),
    "resnet50": Case("ResNet-50", template("resnet50").project().network, resnet50, 128, 4_096, 20),
    "airbench": Case("after airbench94", airbench(), written_airbench, 1_024, 50_000, 50),
}


def case_of(name: str) -> Case:
    """What is trained here: without a GPU very little."""
    case = CASES[name]
    return case if HERE else case._replace(batch=TINY, pictures=4 * TINY, segment=1)


def dataset(case: Case) -> DataSet:
    """Random pictures on the device."""
    (entry,) = case.network.of_type(Input).values()
    classes = 1_000 if case.title == "ResNet-50" else 10
    generator = torch.Generator().manual_seed(0)
    dims = (case.pictures, *entry.output().dims)
    pictures = torch.randint(256, dims, dtype=torch.uint8, generator=generator)
    labels = torch.randint(classes, (case.pictures,), generator=generator)
    split = Split(Resident(pictures.to(DEVICE)), labels.to(DEVICE))
    names = tuple(str(number) for number in range(classes))
    return DataSet(split, split.some(torch.arange(TINY)), names)


def drawn(name: str, done: Done, **options: object) -> None:
    """Our loop."""
    case = case_of(name)
    plain = Recipe(epochs=EPOCHS, batch_size=case.batch, learning_rate=RATE)
    recipe = structs.replace(plain, precision="bf16", channels_last=True, **options)
    module = build(case.network, 1).to(DEVICE)
    fit(Task(module, case.network, recipe, dataset(case), "run"), SILENT, Control(done))


def by_hand(name: str, done: Done, *, compiled: bool = False) -> None:
    """As somebody writes it who knows PyTorch well."""
    case = case_of(name)
    data = dataset(case)
    pictures, labels = next(iter(data.train.runs(case.pictures)))
    mean, deviation = data.normal.mean, data.normal.deviation
    model = case.written().to(DEVICE, memory_format=torch.channels_last)  # type: ignore[call-overload]
    forward = torch.compile(model) if compiled else model
    optimizer = torch.optim.Adam(model.parameters(), RATE, fused=True)
    for _ in range(EPOCHS):
        for index in torch.randperm(case.pictures, device=DEVICE).split(case.batch):
            x = (pictures[index].float() / 255 - mean) / deviation
            x = x.contiguous(memory_format=torch.channels_last)
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast(DEVICE.type, torch.bfloat16):
                loss = functional.cross_entropy(forward(x), labels[index])
            loss.backward()
            optimizer.step()
            done()


def plain(name: str, done: Done) -> None:
    """As a tutorial writes it."""
    case = case_of(name)
    data = dataset(case)
    pictures, labels = (each.cpu() for each in next(iter(data.train.runs(case.pictures))))
    mean, deviation = data.normal.mean.cpu(), data.normal.deviation.cpu()

    class Pictures(torch.utils.data.Dataset[tuple[Tensor, Tensor]]):
        def __len__(self) -> int:
            return case.pictures

        def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
            return (pictures[index].float() / 255 - mean[0]) / deviation[0], labels[index]

    workers = 8 if HERE else 0
    loader = torch.utils.data.DataLoader(
        Pictures(), case.batch, shuffle=True, num_workers=workers, pin_memory=HERE
    )
    model = case.written().to(DEVICE)
    optimizer = torch.optim.Adam(model.parameters(), RATE)
    for _ in range(EPOCHS):
        for x, y in loader:
            optimizer.zero_grad()
            loss = functional.cross_entropy(model(x.to(DEVICE)), y.to(DEVICE))
            loss.backward()
            optimizer.step()
            done()


SIDES: dict[str, Callable[[str, Done], None]] = {
    "by hand": by_hand,
    "drawn": drawn,
    "by hand, compiled": partial(by_hand, compiled=True),
    "drawn, compiled": partial(drawn, compile=True),
    "drawn, CUDA graphs": partial(drawn, cuda_graphs=True),
    "plain": plain,
}
SLOW = ("by hand, compiled", "drawn, compiled")
"""Those that compile for a minute: not where nothing is measured."""


def wait() -> None:
    """For what the GPU still has to do."""
    if HERE:
        torch.cuda.synchronize()


def busy(name: str) -> float:
    """The share of some drawn steps' time in which the GPU computes."""
    segment = case_of(name).segment
    profiler = profile(activities=[ProfilerActivity.CUDA])
    steps, begun, share = 0, 0.0, 0.0
    control: Control

    def done(*_: object) -> None:
        nonlocal steps, begun, share
        steps += 1
        if steps == segment:
            wait()
            profiler.start()
            begun = time.perf_counter()
        elif steps == 2 * segment:
            wait()
            took = time.perf_counter() - begun
            profiler.stop()
            spent = sum(event.self_device_time_total for event in profiler.key_averages())
            share = spent / 1e6 / took
            control.stopped = True

    case = case_of(name)
    control = Control(done)
    plain = Recipe(epochs=EPOCHS, batch_size=case.batch, learning_rate=RATE)
    recipe = structs.replace(plain, precision="bf16", channels_last=True)
    module = build(case.network, 1).to(DEVICE)
    fit(Task(module, case.network, recipe, dataset(case), "run"), SILENT, control)
    return share


def compare(name: str, rounds: int) -> None:
    """Lets the sides take turns, and prints medians and ratios to the one by hand."""
    case = case_of(name)
    sides = [side for side in SIDES if HERE or side not in SLOW]
    turns = {side: Turn([__file__, "--side", side, name], {}) for side in sides}
    try:
        took: dict[str, list[float]] = {side: [] for side in sides}
        for _ in range(rounds):
            for side in sides:
                took[side].append(turns[side].segment())
    finally:
        for each in turns.values():
            each.close()
    print(f"{case.title}, batch {case.batch}: {rounds} segments of {case.segment} steps")
    medians = {side: statistics.median(times) for side, times in took.items()}
    for side, median in medians.items():
        rate = case.batch * case.segment / median
        print(f"  {side:20} {rate:11,.0f} images/s   {medians['by hand'] / median:.3f}")
    if HERE:
        print(f"  the GPU is busy {busy(name):.0%} of the drawn side's time")


def main() -> None:
    """All networks, one after the other."""
    if sys.argv[1:2] == ["--side"]:
        side, name = sys.argv[2:4]
        work(partial(SIDES[side], name), case_of(name).segment, wait)
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    where = torch.cuda.get_device_name() if HERE else "there is no GPU here: nothing is measured"
    print(f"torch {torch.__version__}, {where}; ratios of images/s to the one by hand")
    for name in sys.argv[2:] or CASES:
        compare(name, rounds if HERE else 1)


if __name__ == "__main__":
    main()
