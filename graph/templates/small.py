"""Small networks for pictures of 28×28 and 32×32: quick to train, and to learn from."""

from typing import Annotated

from msgspec import Meta, Struct

from graph.blocks.conv import ConvBlock
from graph.blocks.inception import Inception
from graph.blocks.residual import Residual
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import AvgPool2d, GlobalAvgPool2d, MaxPool2d
from graph.network import Repeat
from graph.project import Project
from graph.recipe import Recipe
from graph.templates import googlenet, resnet
from graph.templates.base import Classes, Fixed, Template, chain, stages


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


class Cifar(Struct, frozen=True):
    """The settings of a network for the ten classes of CIFAR-10."""

    classes: Classes = 10


class ResNetCifar(Struct, frozen=True):
    """The settings of a ResNet for pictures of 32×32."""

    blocks: Annotated[
        int,
        Meta(
            ge=1,
            le=64,
            title="n",
            description="Blocks in each of the three stages: the network has 6n + 2 layers, 20 "
            "with 3, 56 with 9.",
        ),
    ] = 3
    classes: Classes = 10


def _mnist99(_: Fixed) -> Project:
    return Project(
        stages(
            [
                Input(1, 28, 28),
                ConvBlock(16, 5, 2),
                ConvBlock(32, 3),
                MaxPool2d(2, 2),
                ConvBlock(48, 3),
                MaxPool2d(3, 2),
            ],
            [("flatten", Flatten()), Linear(10), Output()],
        ),
        Recipe(
            epochs=1,
            batch_size=128,
            optimizer="adamw",
            learning_rate=1e-2,
            schedule="one-cycle",
            peak=0.25,
            label_smoothing=0.05,
            channels_last=True,
        ),
    )


def _resnet_cifar(settings: ResNetCifar) -> Project:
    return Project(
        stages(
            [
                Input(3, 32, 32),
                ("conv1", Conv2d(16, 3, padding=1, bias=False)),
                ("bn1", BatchNorm2d()),
                ("relu", ReLU()),
            ],
            [
                ("layer1", Repeat(Residual(16, shortcut="zeros"), settings.blocks)),
                ("layer2", Repeat(Residual(32, shortcut="zeros"), settings.blocks, 2)),
                ("layer3", Repeat(Residual(64, shortcut="zeros"), settings.blocks, 2)),
            ],
            [
                ("avgpool", GlobalAvgPool2d()),
                ("flatten", Flatten()),
                ("fc", Linear(settings.classes)),
                Output(),
            ],
        )
    )


def _vgg_cifar(settings: Cifar) -> Project:
    return Project(
        stages(
            [Input(3, 32, 32), ("stage1", Repeat(ConvBlock(64), 2)), MaxPool2d(2, 2)],
            [("stage2", Repeat(ConvBlock(128), 2)), MaxPool2d(2, 2)],
            [("stage3", Repeat(ConvBlock(256), 3)), MaxPool2d(2, 2)],
            [
                ("avgpool", GlobalAvgPool2d()),
                ("flatten", Flatten()),
                ("fc", Linear(settings.classes)),
                Output(),
            ],
        )
    )


RESIDUAL = Template(
    "residual-mnist",
    "Small residual network",
    "Three residual blocks for MNIST: each adds what two convolutions have learned to its input. "
    "Select a block to see what is inside; the second and third have a projection on it.",
    Fixed(),
    _residual,
    resnet.PAPER,
    2016,
)
INCEPTION = Template(
    "inception-mnist",
    "Small Inception network",
    "Two Inception blocks for MNIST: filters of three sizes and a pool look at the same input, and "
    "their channels are stacked.",
    Fixed(),
    _inception,
    googlenet.PAPER,
    2015,
)
MNIST99 = Template(
    "mnist99",
    "99 % in one epoch",
    "Three blocks of convolution, batch norm and ReLU, 23,354 weights in all, learn the digits of "
    "MNIST quickly: the first layer's stride of 2 keeps the maps small, batch norm allows a large "
    "learning rate, and one fully connected layer at the end is enough.",
    Fixed(),
    _mnist99,
)
RESNET20_CIFAR = Template(
    "resnet20_cifar",
    "ResNet-20 for CIFAR",
    "The paper's networks for pictures of 32×32: one convolution, three stages of n residual "
    "blocks with 16, 32 and 64 filters, a mean, and one fully connected layer: 6n + 2 layers, with "
    "no weights in the shortcuts. With n = 3 it has 0.27 million weights.",
    ResNetCifar(),
    _resnet_cifar,
    resnet.PAPER,
    2015,
    "8.75 % on the test pictures of CIFAR-10, with 20 layers; 6.43 % with 110",
)
VGG_CIFAR = Template(
    "vgg_cifar",
    "Small VGG for CIFAR",
    "Three stages of 3×3 convolutions with batch norm for pictures of 32×32, a pool behind each, "
    "and a mean instead of VGG's large fully connected layers. Open a stage to see its "
    "convolutions.",
    Cifar(),
    _vgg_cifar,
)
