"""A training step of the compiled network against the same network written by hand.

    .venv/bin/python benchmarks/step_time.py [STEPS]

Forward, loss, backward and optimizer, batch 64, on the GPU if there is one. The two take turns at
every step with the same weights and batches, so at the end their weights must be equal to the
last bit: the same work was measured.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[1]))

from backend.engine.module import build
from graph.blocks.residual import Residual as ResidualBlock
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import AvgPool2d
from graph.network import Network
from graph.templates.base import Fixed, chain
from graph.templates.lenet import LENET5

BATCH = 64
WARM_UP = 5
BLOCKS = ((16, 1), (32, 2), (64, 2))
"""Filters and first stride of the three stages of the residual network."""
STAGES = (7, 7, 6)
"""Blocks in each: 20."""


class LeNet(nn.Module):
    """As anybody would write it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.MaxPool2d(2)
        self.relu = nn.ReLU()
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: Tensor) -> Tensor:
        """N x 1 x 28 x 28 to N x 10."""
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        return self.fc3(x)


class Residual(nn.Module):
    """The basic block of He et al. 2016, as torchvision writes it."""

    def __init__(self, channels: int, filters: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.relu = nn.ReLU()
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.downsample = None
        if stride != 1 or channels != filters:
            self.downsample = nn.Sequential(
                nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters)
            )

    def forward(self, x: Tensor) -> Tensor:
        """N x channels x H x W to N x filters x ⌈H/stride⌉ x ⌈W/stride⌉."""
        shortcut = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + shortcut)


class ResNet(nn.Module):
    """Twenty residual blocks for 28 x 28 pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        self.relu = nn.ReLU()
        blocks, channels = [], 16
        for (filters, first), count in zip(BLOCKS, STAGES, strict=True):
            for place in range(count):
                blocks.append(Residual(channels, filters, first if place == 0 else 1))
                channels = filters
        self.blocks = nn.Sequential(*blocks)
        self.pool = nn.AvgPool2d(7)
        self.fc = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """N x 1 x 28 x 28 to N x 10."""
        x = self.blocks(self.relu(self.bn(self.conv(x))))
        return self.fc(torch.flatten(self.pool(x), 1))


def drawn_resnet() -> Network:
    """The same as ResNet, as it is drawn."""
    blocks = [
        ResidualBlock(filters, first if place == 0 else 1)
        for (filters, first), count in zip(BLOCKS, STAGES, strict=True)
        for place in range(count)
    ]
    head = [Input(1, 28, 28), Conv2d(16, 3, padding=1, bias=False), BatchNorm2d(), ReLU()]
    return chain([*head, *blocks, AvgPool2d(7, 7), Flatten(), Linear(10), Output()])


def compare(title: str, network: Network, written: nn.Module, steps: int) -> None:
    """Trains both in turn, checks that they did the same, prints medians and ratio."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    ours = build(network, seed=0).to(device).train()
    written = written.to(device).train()
    names = {drawn_name(name): name for name in written.state_dict()}
    written.load_state_dict({names[name]: value for name, value in ours.state_dict().items()})

    sides = [stepper(ours, device), stepper(written, device)]
    times: tuple[list[float], list[float]] = ([], [])
    generator = torch.Generator().manual_seed(0)
    for step in range(WARM_UP + steps):
        x = torch.randn(BATCH, 1, 28, 28, generator=generator).to(device)
        y = torch.randint(10, (BATCH,), generator=generator).to(device)
        for side in (0, 1) if step % 2 else (1, 0):
            seconds = sides[side](x, y)
            if step >= WARM_UP:
                times[side].append(seconds)

    theirs = written.state_dict()
    for name, value in ours.state_dict().items():
        assert torch.equal(value, theirs[names[name]]), "the two did not do the same work"
    compiled, by_hand = (1_000 * statistics.median(side) for side in times)
    paired = statistics.median(a / b for a, b in zip(*times, strict=True))
    print(
        f"{title:24} compiled {compiled:8.3f} ms   by hand {by_hand:8.3f} ms   "
        f"ratio {compiled / by_hand:.3f}, pair by pair {paired:.3f} (bar 1.02)   {steps} steps"
    )


def drawn_name(name: str) -> str:
    """A weight of the networks above, as the drawing names it."""
    name = re.sub(r"^blocks\.(\d+)", lambda found: f"block{int(found[1]) + 1}", name)
    return re.sub(r"^(conv|bn|fc)\.", r"\g<1>1.", name)


def stepper(module: nn.Module, device: torch.device) -> Callable[[Tensor, Tensor], float]:
    """A function that does one training step and gives its seconds."""
    optimizer = torch.optim.SGD(module.parameters(), 0.01, 0.9)

    def step(x: Tensor, y: Tensor) -> float:
        wait(device)
        begun = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        functional.cross_entropy(module(x), y).backward()
        optimizer.step()
        wait(device)
        return time.perf_counter() - begun

    return step


def wait(device: torch.device) -> None:
    """For what a GPU still has to do."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def main() -> None:
    """LeNet and the residual network, one after the other."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    where = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"
    print(f"torch {torch.__version__}, {where}, {torch.get_num_threads()} threads, batch {BATCH}")
    torch.manual_seed(0)
    compare("LeNet-5", LENET5.build(Fixed()).network, LeNet(), steps or 1_500)
    compare("20 residual blocks", drawn_resnet(), ResNet(), steps or 60)


if __name__ == "__main__":
    main()
