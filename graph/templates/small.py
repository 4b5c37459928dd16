"""Networks for MNIST: LeNet-5, and a small one with each kind of block."""

from graph.blocks.inception import Inception
from graph.blocks.residual import Residual
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import AvgPool2d, MaxPool2d
from graph.project import Project
from graph.templates.base import Fixed, Template, chain


def _lenet5(_: Fixed) -> Project:
    return Project(
        chain(
            [
                Input(1, 28, 28),
                Conv2d(6, 5, padding=2),
                ReLU(),
                MaxPool2d(2, 2),
                Conv2d(16, 5),
                ReLU(),
                MaxPool2d(2, 2),
                ("flatten", Flatten()),
                Linear(120),
                ReLU(),
                Linear(84),
                ReLU(),
                Linear(10),
                Output(),
            ]
        )
    )


def _residual(_: Fixed) -> Project:
    return Project(
        chain(
            [
                Input(1, 28, 28),
                Conv2d(16, 3, padding=1, bias=False),
                BatchNorm2d(),
                ReLU(),
                Residual(16),
                Residual(32, 2),
                Residual(64, 2),
                AvgPool2d(7, 7),
                ("flatten", Flatten()),
                Linear(10),
                Output(),
            ]
        )
    )


def _inception(_: Fixed) -> Project:
    return Project(
        chain(
            [
                Input(1, 28, 28),
                Conv2d(16, 5, padding=2),
                ReLU(),
                MaxPool2d(2, 2),
                Inception(16, 16, 24, 4, 8, 8),
                MaxPool2d(2, 2),
                Inception(24, 24, 32, 8, 16, 16),
                AvgPool2d(7, 7),
                ("flatten", Flatten()),
                Linear(10),
                Output(),
            ]
        )
    )


LENET5 = Template(
    "lenet5",
    "LeNet-5",
    "Two convolutions with pooling, then three fully connected layers: the network that read "
    "bank cheques in 1998, in the form that is taught today, with ReLU and max pooling, for the "
    "28×28 digits of MNIST.",
    Fixed(),
    _lenet5,
    "LeCun, Bottou, Bengio & Haffner 1998",
)
RESIDUAL = Template(
    "residual-mnist",
    "Small residual network",
    "Three residual blocks for MNIST: each adds what two convolutions have learned to its input. "
    "Select a block to see what is inside; the second and third have a projection on it.",
    Fixed(),
    _residual,
    "He, Zhang, Ren & Sun 2016",
)
INCEPTION = Template(
    "inception-mnist",
    "Small Inception network",
    "Two Inception blocks for MNIST: filters of three sizes and a pool look at the same input, and "
    "their channels are stacked.",
    Fixed(),
    _inception,
    "Szegedy et al. 2015",
)
