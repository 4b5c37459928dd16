"""What the first training of a process loads is loaded while nothing is asked for.

PyTorch's optimizers import torch._dynamo when the first one is made, which takes seconds.
"""

import queue
from collections.abc import Iterator

import torch
from torch import nn

from backend.engine.optimizers import optimizer
from backend.protocol import Command, Quit
from graph.recipe import Recipe

IDLE = 0.5  # seconds without a command; a window that opens sends some at once

Commands = queue.SimpleQueue[Command | None]


def as_they_come(commands: Commands) -> Iterator[Command]:
    """The commands up to Quit, or to None: nobody can send any more. Warms up in between."""
    warm = False
    while True:
        try:
            command = commands.get(timeout=None if warm else IDLE)
        except queue.Empty:
            warm_up()
            warm = True
            continue
        if command is None or isinstance(command, Quit):
            return
        yield command


def warm_up() -> None:
    """Makes a step of a training that is forgotten."""
    module = nn.Linear(1, 1)
    made = optimizer(module, Recipe())
    made.zero_grad()
    module(torch.zeros(1, 1)).sum().backward()
    made.step()
