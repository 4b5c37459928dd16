r"""A training by our loop against loops that are written by hand, Lightning and Keras.

    .venv/bin/python benchmarks/loop.py [ROUNDS] [NETWORK …]

LeNet-5 on MNIST, batch 64, and ResNet-18 with CIFAR's stem on random pictures of 3x32x32, batch
32; Adam, fused where PyTorch has it, on the CPU. Each side is a process of its own with the same
number of threads; they take turns, a segment of steps at a time. Ours is the whole of a training
as the window has it, with store and curves, but for the segments with an epoch's test, which the
median leaves out. By hand: the data as one tensor of bytes that are normalised batch by batch, as
ours are; and as one tensor of numbers, four times as large.

Lightning and Keras are no dependencies; they are measured where they lie, Keras on PyTorch:

    pip install --no-deps --target /tmp/lightning lightning pytorch-lightning torchmetrics \
        lightning-utilities fsspec packaging typing_extensions pyyaml tqdm
    pip install --no-deps --target /tmp/keras keras absl-py namex h5py optree ml-dtypes packaging \
        rich markdown-it-py mdurl pygments typing_extensions
    LIGHTNING=/tmp/lightning KERAS=/tmp/keras .venv/bin/python benchmarks/loop.py
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))
import torch
from torch import Tensor, nn
from torch.nn import functional

from backend.engine import data as datasets
from backend.engine import session
from backend.engine.control import Control
from backend.engine.holding import Resident
from backend.engine.module import build
from backend.engine.splits import DataSet, Split
from backend.engine.train import Listener, Task, fit
from benchmarks.step_time import LeNet, Residual
from benchmarks.turns import Turn, work
from graph.blocks.residual import Residual as ResidualBlock
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import GlobalAvgPool2d
from graph.network import Network
from graph.project import Project
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates.base import Fixed, chain
from graph.templates.lenet import LENET5

ROOT = Path(__file__).parents[1]
FOLDERS = {"Lightning": "LIGHTNING", "Keras": "KERAS"}
"""The environment variables that say where those lie."""
EPOCHS = 100_000  # more than anybody waits for
RATE = 1e-3
BYTES, NUMBERS = "by hand, bytes", "by hand, numbers"
OURS = "Convas"
BARS = {BYTES: 0.97, NUMBERS: 0.97, OURS: 1, "Lightning": 1.2, "Keras": 1.7}
STAGES = ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1))
"""Filters and first stride of ResNet-18's blocks."""


class Case(NamedTuple):
    """What is trained."""

    title: str
    network: Network
    written: Callable[[], nn.Module]
    batch: int
    segment: int
    """Steps in a row."""
    rounds: int
    """Segments of each side."""


class ResNet18(nn.Module):
    """He et al. 2016 with a 3x3 convolution and no pool at its begin, as CIFAR wants it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        channels = (64, *(filters for filters, _ in STAGES))
        self.blocks = nn.Sequential(
            *[Residual(channels[place], *stage) for place, stage in enumerate(STAGES)]
        )
        self.fc = nn.Linear(512, 10)

    def forward(self, x: Tensor) -> Tensor:
        """N x 3 x 32 x 32 to N x 10."""
        x = self.blocks(self.relu(self.bn(self.conv(x))))
        return self.fc(functional.adaptive_avg_pool2d(x, 1).flatten(1))


def resnet18() -> Network:
    """The same as ResNet18, as it is drawn."""
    stem = [Input(3, 32, 32), Conv2d(64, 3, padding=1, bias=False), BatchNorm2d(), ReLU()]
    blocks = [ResidualBlock(*stage) for stage in STAGES]
    return chain([*stem, *blocks, GlobalAvgPool2d(), Flatten(), Linear(10), Output()])


CASES = {
    "lenet": Case("LeNet-5, MNIST", LENET5.build(Fixed()).network, LeNet, 64, 100, 60),
    "resnet": Case("ResNet-18, 3x32x32", resnet18(), ResNet18, 32, 1, 12),
}


def dataset(case: str) -> DataSet:
    """MNIST, or random pictures."""
    if case == "lenet":
        return datasets.load(Mnist(), torch.device("cpu"))
    generator = torch.Generator().manual_seed(0)
    pictures = torch.randint(256, (640, 3, 32, 32), dtype=torch.uint8, generator=generator)
    split = Split(Resident(pictures), torch.randint(10, (640,), generator=generator))
    return DataSet(split, split.some(torch.arange(32)), tuple("0123456789"))


# each side trains until its process is ended, and calls `done` after each step


def ours(name: str, done: Callable[..., None]) -> None:
    """As the window trains: LeNet with a run in the store; random pictures have no run."""
    case, control = CASES[name], Control(done)
    recipe = Recipe(epochs=EPOCHS, batch_size=case.batch, learning_rate=RATE, device="cpu")
    if name == "lenet":
        session.train(Project(case.network, recipe, Mnist()), "loop", print_nothing, control)
        return
    task = Task(build(case.network, 1), case.network, recipe, dataset(name), "run")
    fit(task, Listener(print_nothing, print_nothing), control)


def print_nothing(*_: object) -> None:
    """A listener; a window is none that costs more: benchmarks/streaming.py."""


def by_hand(name: str, done: Callable[..., None], *, numbers: bool) -> None:
    """As somebody writes it who knows PyTorch well."""
    data, batch = dataset(name), CASES[name].batch
    pictures, labels = held(data)
    mean, deviation = data.normal.mean, data.normal.deviation
    if numbers:
        pictures = (pictures.float() / 255 - mean) / deviation
    torch.manual_seed(1)
    model = CASES[name].written().train()
    optimizer = torch.optim.Adam(model.parameters(), RATE, fused=True)
    for _ in range(EPOCHS):
        total = torch.zeros(())
        for index in torch.randperm(len(labels)).split(batch):
            x, y = pictures[index], labels[index]
            if not numbers:
                x = (x.float() / 255 - mean) / deviation
            optimizer.zero_grad(set_to_none=True)
            loss = functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.detach()
            done()


def lightning(name: str, done: Callable[..., None]) -> None:
    """As Lightning's manual has it, with nothing on that can be off; the loss is logged."""
    import lightning as pl  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

    class Lit(pl.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.net = CASES[name].written()

        def training_step(self, batch: tuple[Tensor, Tensor], _: int) -> Tensor:
            x, y = batch
            loss = functional.cross_entropy(self.net(x), y)
            self.log("loss", loss)
            return loss

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.Adam(self.parameters(), RATE, fused=True)

    class Turns(pl.Callback):
        def on_train_batch_end(self, *_: object, **__: object) -> None:
            done()

    data = dataset(name)
    pictures, labels = held(data)
    pairs = torch.utils.data.TensorDataset(data.normalised(pictures), labels)
    loader = torch.utils.data.DataLoader(pairs, CASES[name].batch, shuffle=True)
    trainer = pl.Trainer(
        accelerator="cpu", max_epochs=EPOCHS, logger=False, enable_checkpointing=False,
        enable_progress_bar=False, enable_model_summary=False, callbacks=[Turns()],
    )  # fmt: skip
    trainer.fit(Lit(), loader)


def keras(name: str, done: Callable[..., None]) -> None:
    """As Keras's manual has it, on PyTorch; LeNet only."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras as k  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

    k.backend.set_image_data_format("channels_first")  # what PyTorch is quick with
    layers: Any = k.layers
    model = k.Sequential(
        [
            k.Input((1, 28, 28)),
            layers.Conv2D(6, 5, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(120, activation="relu"),
            layers.Dense(84, activation="relu"),
            layers.Dense(10),
        ]
    )
    loss = k.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=k.optimizers.Adam(RATE), loss=loss, metrics=["accuracy"])

    class Turns(k.callbacks.Callback):
        def on_train_batch_end(self, *_: object, **__: object) -> None:
            done()

    data = dataset(name)
    pictures, labels = held(data)
    x = data.normalised(pictures).numpy()
    size = CASES[name].batch
    model.fit(x, labels.numpy(), size, EPOCHS, verbose=0, callbacks=[Turns()])


def held(data: DataSet) -> tuple[Tensor, Tensor]:
    """All training pictures and labels."""
    return next(iter(data.train.runs(len(data.train))))


SIDES: dict[str, Callable[[str, Callable[..., None]], None]] = {
    BYTES: lambda name, done: by_hand(name, done, numbers=False),
    NUMBERS: lambda name, done: by_hand(name, done, numbers=True),
    OURS: ours,
    "Lightning": lightning,
    "Keras": keras,
}


def threads() -> int:
    """What a training on the CPU has: all cores but one."""
    return max(1, (os.cpu_count() or 2) - 1)


def turn(side: str, name: str, folder: str) -> Turn:
    """A side's process, with a data folder of its own."""
    environment = {"CONVAS_DATA": str(Path(folder, side)), "KERAS_HOME": folder}
    if side in FOLDERS:  # nobody else sees what lies there
        environment["PYTHONPATH"] = os.environ[FOLDERS[side]]
    return Turn([__file__, "--side", side, name], environment)


def compare(name: str, sides: list[str], rounds: int) -> None:
    """Lets the sides take turns, and prints medians and ratios."""
    case = CASES[name]
    with tempfile.TemporaryDirectory() as folder:
        turns = {side: turn(side, name, folder) for side in sides}
        try:
            took: dict[str, list[float]] = {side: [] for side in sides}
            for number in range(rounds):
                for side in sides if number % 2 else reversed(sides):
                    took[side].append(turns[side].segment())
        finally:
            for each in turns.values():
                each.close()
    pictures = case.batch * case.segment
    print(f"{case.title}, batch {case.batch}: {rounds} segments of {case.segment} steps")
    for side in sides:
        median = statistics.median(took[side])
        paired = [own / ours for own, ours in zip(took[side], took[OURS], strict=True)]
        ratio = f"Convas is {statistics.median(paired):.3f} times as fast (bar {BARS[side]})"
        print(f"  {side:18} {pictures / median:9,.0f} images/s   {'' if side == OURS else ratio}")


def main() -> None:
    """Both networks, with what is there to compare with."""
    if sys.argv[1:2] == ["--side"]:
        torch.set_num_threads(threads())
        side, name = sys.argv[2:4]
        work(partial(SIDES[side], name), CASES[name].segment)
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    print(
        f"torch {torch.__version__}, Python {platform.python_version()}, CPU, {threads()} threads"
    )
    others = [side for side, variable in FOLDERS.items() if os.environ.get(variable)]
    for name in sys.argv[2:] or CASES:
        sides = [BYTES, NUMBERS, OURS, *(others if name == "lenet" else [])]
        compare(name, sides, rounds or CASES[name].rounds)


if __name__ == "__main__":
    main()
