"""GoogLeNet: nine Inception blocks, as in the paper and as in torchvision."""

from typing import Annotated

from msgspec import Meta, Struct

from graph.arrange import arranged
from graph.blocks.conv import ConvBlock
from graph.blocks.inception import Inception
from graph.layers.activation import ReLU
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import Dropout
from graph.layers.pooling import AdaptiveAvgPool2d, AvgPool2d, GlobalAvgPool2d, MaxPool2d
from graph.network import AnyLayer, Block, Network
from graph.project import Project
from graph.templates.alexnet import CAFFES_NORM
from graph.templates.base import Classes, Entry, Template, beside, chain, stages

SIZES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
"""Filters of each block: 1×1, 3×3 reduce, 3×3, 5×5 reduce, 5×5, pool projection (table 1)."""
HEADS = {"aux1": "4a", "aux2": "4d"}
"""The auxiliary heads, and the blocks that they look at."""
WEIGHT = 0.3  # of a head's loss: section 5
EPSILON = 1e-3  # of torchvision's batch norms

Auxiliary = Annotated[
    bool,
    Meta(
        title="Auxiliary heads",
        description="Two small classifiers in the middle, of weight 0.3 in the loss: they bring "
        "gradient to the early layers in training, and are not needed afterwards.",
    ),
]


class Paper(Struct, frozen=True):
    """The settings of GoogLeNet as in the paper."""

    classes: Classes = 1000
    auxiliary: Auxiliary = True


class Torchvision(Struct, frozen=True):
    """The settings of torchvision's GoogLeNet."""

    classes: Classes = 1000
    auxiliary: Auxiliary = False


def _paper(settings: Paper) -> Project:
    def conv(filters: int, kernel: int, stride: int = 1) -> ConvBlock:
        return ConvBlock(filters, kernel, stride, norm="none")

    stem: list[Entry] = [
        Input(3, 224, 224),
        ("conv1", conv(64, 7, 2)),
        ("maxpool1", MaxPool2d(3, 2, ceil=True)),
        ("norm1", CAFFES_NORM),
        ("conv2", conv(64, 1)),
        ("conv3", conv(192, 3)),
        ("norm2", CAFFES_NORM),
        ("maxpool2", MaxPool2d(3, 2, ceil=True)),
    ]
    end: list[Entry] = [
        ("avgpool", AvgPool2d(7, 1)),
        ("dropout", Dropout(0.4)),
        ("flatten", Flatten()),
        ("fc", Linear(settings.classes)),
        Output(),
    ]
    blocks = {name: Inception(*sizes) for name, sizes in SIZES.items()}
    network = _trunk(stem, blocks, MaxPool2d(3, 2, ceil=True), end)
    if settings.auxiliary:
        network = _with_heads(network, AvgPool2d(5, 3), conv(128, 1), settings.classes)
    return Project(network)


def _torchvision(settings: Torchvision) -> Project:
    def conv(filters: int, kernel: int, stride: int = 1) -> ConvBlock:
        return ConvBlock(filters, kernel, stride, eps=EPSILON)

    stem: list[Entry] = [
        Input(3, 224, 224),
        ("conv1", conv(64, 7, 2)),
        ("maxpool1", MaxPool2d(3, 2, ceil=True)),
        ("conv2", conv(64, 1)),
        ("conv3", conv(192, 3)),
        ("maxpool2", MaxPool2d(3, 2, ceil=True)),
    ]
    end: list[Entry] = [
        ("avgpool", GlobalAvgPool2d()),
        ("flatten", Flatten()),
        ("dropout", Dropout(0.2)),
        ("fc", Linear(settings.classes)),
        Output(),
    ]
    blocks = {  # 3 in place of 5 is torchvision's known slip, pytorch/vision issue 906
        name: Inception(*sizes, batch_norm=True, size=3, eps=EPSILON)
        for name, sizes in SIZES.items()
    }
    network = _trunk(stem, blocks, MaxPool2d(2, 2, ceil=True), end)
    if settings.auxiliary:
        network = _with_heads(network, AdaptiveAvgPool2d(4, 4), conv(128, 1), settings.classes)
    return Project(network)


def _trunk(
    stem: list[Entry],
    blocks: dict[str, Inception],
    last_pool: MaxPool2d,
    end: list[Entry],
) -> Network:
    """The main branch, without heads."""

    def stage(number: str) -> list[Entry]:
        return [(f"inception{name}", block) for name, block in blocks.items() if name[0] == number]

    return stages(
        stem,
        [*stage("3"), ("maxpool3", MaxPool2d(3, 2, ceil=True))],
        [*stage("4"), ("maxpool4", last_pool)],
        [*stage("5"), *end],
    )


def _with_heads(
    network: Network, pool: AvgPool2d | AdaptiveAvgPool2d, conv: ConvBlock, classes: int
) -> Network:
    for name, block in HEADS.items():
        inside = _head(pool, conv, classes)
        entries: list[Entry] = [
            (name, Block("Auxiliary head", inside)),
            (f"{name}_output", Output(WEIGHT)),
        ]
        network = beside(network, f"inception{block}", entries)
    return arranged(network, rows=["inception3a", "inception4a", "inception5a"])


def _head(pool: AnyLayer, conv: ConvBlock, classes: int) -> Network:
    return chain(
        [
            Input(512, 14, 14),
            ("pool", pool),
            ("conv", conv),
            ("flatten", Flatten()),
            ("fc1", Linear(1024)),
            ("relu", ReLU()),
            ("dropout", Dropout(0.7)),
            ("fc2", Linear(classes)),
            Output(),
        ]
    )


PAPER = "Szegedy et al., Going deeper with convolutions, 2015"
ERROR = (
    "6.67 % top-5 on the test set of ILSVRC 2014, first place, seven networks together; 10.07 % "
    "with one network and one crop, on the validation set"
)

GOOGLENET = Template(
    "googlenet",
    "GoogLeNet",
    "Nine Inception blocks look at every map with filters of three sizes at once, and 1×1 filters "
    "keep that affordable: 22 layers deep with 7 million weights, a ninth of AlexNet's. A mean "
    "over each map takes the place of large fully connected layers. Two auxiliary heads, with 6 "
    "million weights more, bring gradient to the middle while it trains.",
    Paper(),
    _paper,
    PAPER,
    2014,
    ERROR,
    "GoogLeNet",
)
GOOGLENET_TORCHVISION = Template(
    "googlenet_torchvision",
    "GoogLeNet of torchvision",
    "As torchvision has it, with its names, so that its trained weights load as they are: batch "
    "norm behind every convolution, no local response norms, and 3×3 filters where the paper has "
    "5×5, a slip that the trained weights have made permanent.",
    Torchvision(),
    _torchvision,
    PAPER,
    2014,
    family="GoogLeNet",
)
