"""ResNet from 18 to 152 layers; the same without weights in its shortcuts, or without shortcuts."""

from functools import partial
from typing import Annotated, Literal

from msgspec import Meta, Struct

from graph.blocks.conv import ConvBlock
from graph.blocks.residual import Bottleneck, Residual
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import GlobalAvgPool2d, MaxPool2d
from graph.network import AnyLayer, Repeat
from graph.project import Project
from graph.templates.base import Classes, Entry, ImageNet, Template, chain

FILTERS = (64, 128, 256, 512)
DEPTHS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
"""Blocks in each stage: table 1. From 50 layers on they are bottlenecks."""

Shortcut = Literal["projection", "zeros"]


class Deep(Struct, frozen=True):
    """The settings of a ResNet of bottlenecks."""

    classes: Classes = 1000
    papers_stride: Annotated[
        bool,
        Meta(
            title="Strides as in the paper",
            description="The paper halves the picture in the first 1×1 convolution of a stage, "
            "torchvision in the 3×3 behind it, with more multiply-adds and a smaller error.",
        ),
    ] = False


def _basic(depth: int, shortcut: Shortcut, settings: ImageNet) -> Project:
    blocks = [Residual(filters, shortcut=shortcut) for filters in FILTERS]
    return _network(blocks, DEPTHS[depth], settings.classes)


def _deep(depth: int, settings: Deep) -> Project:
    where = "1×1" if settings.papers_stride else "3×3"
    blocks = [Bottleneck(filters, stride_at=where) for filters in FILTERS]
    return _network(blocks, DEPTHS[depth], settings.classes)


def _plain(depth: int, settings: ImageNet) -> Project:
    blocks = [ConvBlock(filters) for filters in FILTERS]
    return _network(blocks, [2 * times for times in DEPTHS[depth]], settings.classes)


def _network(
    blocks: list[Residual] | list[Bottleneck] | list[ConvBlock],
    times: tuple[int, ...] | list[int],
    classes: int,
) -> Project:
    layers: list[AnyLayer] = [
        Repeat(block, count, 1 if stage == 0 else 2)
        for stage, (block, count) in enumerate(zip(blocks, times, strict=True))
    ]
    rows: list[Entry] = [
        Input(3, 224, 224),
        ("conv1", Conv2d(64, 7, 2, 3, bias=False)),
        ("bn1", BatchNorm2d()),
        ("relu", ReLU()),
        ("maxpool", MaxPool2d(3, 2, 1)),
        *((f"layer{stage}", layer) for stage, layer in enumerate(layers, 1)),
        ("avgpool", GlobalAvgPool2d()),
        ("flatten", Flatten()),
        ("fc", Linear(classes)),
        Output(),
    ]
    return Project(chain(rows))


PAPER = "He, Zhang, Ren & Sun, Deep residual learning for image recognition, 2016"
YEAR = 2015
TEN_CROPS = " top-1 on the validation set of ImageNet 2012, ten crops a picture"
ONE = " top-5 on the validation set of ImageNet 2012, one network"

RESNET_TEXTS = {
    18: "The smallest ResNet: four stages of two residual blocks. Each block learns only what is "
    "to be added to its input, and the shortcut around it carries the gradient back unchanged. "
    "The names are torchvision's, so its trained weights load as they are.",
    34: "Sixteen residual blocks of two 3×3 convolutions each. The paper's proof: with shortcuts "
    "34 layers are better than 18, without them they are worse. Compare it with Plain-34.",
    50: "Bottlenecks instead of pairs: 1×1 filters squeeze the channels, 3×3 filters work on few "
    "of them, 1×1 filters widen again. So 50 layers cost little more than 34. Probably the most "
    "used network of its time.",
    101: "ResNet-50 with 23 instead of 6 blocks in its third stage: the maps are 14×14 "
    "there, so each block more costs little memory.",
    152: "The winner of 2015: 50 bottlenecks, eight times as deep as VGG-19 and still with fewer "
    "multiply-adds. Open a stage to see its blocks, and a block to see its layers.",
}
RESNET_ERRORS = {
    18: "27.88 %" + TEN_CROPS + ", with shortcuts of zeros",
    34: "5.71 %" + ONE,
    50: "5.25 %" + ONE,
    101: "4.60 %" + ONE,
    152: "4.49 %" + ONE + "; 3.57 % on the test set of ILSVRC 2015, six networks together",
}


def _resnet(depth: int) -> Template:
    deep = depth >= 50
    return Template(
        f"resnet{depth}",
        f"ResNet-{depth}",
        RESNET_TEXTS[depth],
        Deep() if deep else ImageNet(),
        partial(_deep, depth) if deep else partial(_basic, depth, "projection"),
        PAPER,
        YEAR,
        RESNET_ERRORS[depth],
        "ResNet",
    )


RESNETS = tuple(map(_resnet, DEPTHS))

RESNET18_ZEROS = Template(
    "resnet18_zeros",
    "ResNet-18, zero-padded shortcuts",
    "Where a stage halves the picture, the shortcut skips every second pixel and adds channels of "
    "zeros (option A) instead of a 1×1 convolution. So it has exactly as many weights as Plain-18, "
    "and what is better is better by the shortcuts alone.",
    ImageNet(),
    partial(_basic, 18, "zeros"),
    PAPER,
    YEAR,
    "27.88 %" + TEN_CROPS,
    "ResNet",
)
RESNET34_ZEROS = Template(
    "resnet34_zeros",
    "ResNet-34, zero-padded shortcuts",
    "The network of table 2 in the paper: as many weights as Plain-34, and an error that is 3.5 "
    "points lower, only because the input of each block is added to its result.",
    ImageNet(),
    partial(_basic, 34, "zeros"),
    PAPER,
    YEAR,
    "25.03 %" + TEN_CROPS,
    "ResNet",
)
PLAIN18 = Template(
    "plain18",
    "Plain-18",
    "ResNet-18 without its shortcuts: seventeen convolutions with batch norm in a row. At this "
    "depth they train as well as with shortcuts, only more slowly.",
    ImageNet(),
    partial(_plain, 18),
    PAPER,
    YEAR,
    "27.94 %" + TEN_CROPS,
    "Plain networks",
)
PLAIN34 = Template(
    "plain34",
    "Plain-34",
    "ResNet-34 without its shortcuts. It is worse than Plain-18, on the training pictures too: "
    "not because it memorises, but because it cannot be trained well. This is what residual "
    "learning mends.",
    ImageNet(),
    partial(_plain, 34),
    PAPER,
    YEAR,
    "28.54 %" + TEN_CROPS,
    "Plain networks",
)
