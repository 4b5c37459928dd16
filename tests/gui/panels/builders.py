"""Networks, events and a listener for the panels' tests."""

from array import array
from math import prod

from backend.protocol import Command, Maps, Progress
from graph.layers.activation import ReLU
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.pooling import MaxPool2d
from graph.network import Network, Node, Wire
from graph.project import Project


class Ear:
    """Stands where the worker process is, and hears what it is told."""

    alive = True

    def __init__(self) -> None:
        self.heard: list[Command] = []

    def send(self, command: Command) -> None:
        self.heard.append(command)

    def close(self) -> None:
        pass


def chain(**layers: Layer) -> Network:
    """The layers one after the other."""
    names = list(layers)
    wires = tuple(map(Wire, names, names[1:]))
    return Network({name: Node(layer) for name, layer in layers.items()}, wires)


def lenet() -> Project:
    """Two convolutions; its second pool is 3×3 with stride 2 on 10×10, which does not divide."""
    return Project(
        chain(
            input=Input(),
            conv1=Conv2d(6, 5, padding=2),
            relu1=ReLU(),
            pool1=MaxPool2d(),
            conv2=Conv2d(16, 5),
            pool2=MaxPool2d(3, 2),
            flatten=Flatten(),
            fc=Linear(10),
            output=Output(),
        )
    )


def maps(
    node: str, picture: int = 0, dims: tuple[int, ...] = (16, 10, 10), sent: int | None = None
) -> Maps:
    """A worker's answer; the picture's class is 7, and the network agrees."""
    sent = sent or dims[0]
    count = prod((sent, *dims[1:]))
    values = array("f", [index % 17 - 5.0 for index in range(count)])
    scores = tuple(6.0 if digit == 7 else 0.0 for digit in range(10))
    return Maps(
        node, picture, 1230, dims, sent, values.tobytes(), 7, scores,
        tuple("0123456789"), (1, 28, 28), bytes(28 * 28),
    )  # fmt: skip


def progress(step: int, epoch: float, loss: float = 0.5, accuracy: float = 0.9) -> Progress:
    return Progress(step, epoch, loss, accuracy, rate=5120.0, left=18.0, learning_rate=1e-3)
