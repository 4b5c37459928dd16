"""VGG: only 3×3 convolutions and 2×2 pools, 11 to 19 layers deep, under torchvision's names."""

from functools import partial

from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d, Dropout
from graph.layers.pooling import AdaptiveAvgPool2d, MaxPool2d
from graph.network import AnyLayer
from graph.project import Project
from graph.templates.base import Entry, ImageNet, Template, stages

FILTERS = (64, 128, 256, 512, 512)
"""Of the convolutions in each stage; a pool follows it."""
DEPTHS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
"""Convolutions in each stage, by the number of layers with weights: table 1, columns A, B, D, E."""


def _vgg(depth: int, norm: bool, settings: ImageNet) -> Project:
    rows: list[list[Entry]] = []
    place = 0
    for filters, times in zip(FILTERS, DEPTHS[depth], strict=True):
        layers: list[AnyLayer] = []
        for _ in range(times):
            layers += [Conv2d(filters, 3, padding=1), *([BatchNorm2d()] if norm else []), ReLU()]
        layers.append(MaxPool2d(2, 2))
        rows.append([(f"features.{place + n}", layer) for n, layer in enumerate(layers)])
        place += len(layers)
    rows[0].insert(0, Input(3, 224, 224))
    return Project(stages(*rows, _head(settings.classes)))


def _head(classes: int) -> list[Entry]:
    return [
        ("avgpool", AdaptiveAvgPool2d(7, 7)),
        ("flatten", Flatten()),
        ("classifier.0", Linear(4096)),
        ("classifier.1", ReLU()),
        ("classifier.2", Dropout()),
        ("classifier.3", Linear(4096)),
        ("classifier.4", ReLU()),
        ("classifier.5", Dropout()),
        ("classifier.6", Linear(classes)),
        Output(),
    ]


PAPER = (
    "Simonyan & Zisserman, Very deep convolutional networks for large-scale image recognition, 2015"
)
SUBMISSION = (
    "7.3 % top-5 on the test set of ILSVRC 2014, second place, seven networks together; 6.8 % "
    "after it, with two"
)
TEXTS = {
    11: "The shortest of the family: eight 3×3 convolutions and three fully connected layers. Its "
    "authors trained it first and began the deeper ones with its weights.",
    13: "Two 3×3 convolutions before every pool. Two of them see 5×5 pixels like one 5×5 filter, "
    "with 18 instead of 25 weights a channel and a ReLU more.",
    16: "The best known of the family: thirteen 3×3 convolutions, five pools that halve the "
    "picture while the filters double, three fully connected layers. Of its 138 million weights "
    "124 million are in those three.",
    19: "The deepest of the family: sixteen 3×3 convolutions and three fully connected layers, "
    "the network of the course. It needs 19.6 billion multiply-adds a picture, more than "
    "ResNet-152.",
}
NORMED = (
    " With batch normalisation behind each convolution, which came after the paper and makes it "
    "easier to train."
)
ERRORS = {
    16: "7.4 % top-5 on the validation set of ImageNet 2012, one network; " + SUBMISSION,
    19: "7.5 % top-5 on the validation set of ImageNet 2012, one network; " + SUBMISSION,
}


def _template(depth: int, *, norm: bool) -> Template:
    return Template(
        f"vgg{depth}_bn" if norm else f"vgg{depth}",
        f"VGG-{depth} with batch norm" if norm else f"VGG-{depth}",
        TEXTS[depth] + (NORMED if norm else ""),
        ImageNet(),
        partial(_vgg, depth, norm),
        PAPER,
        2014,
        "" if norm else ERRORS.get(depth, ""),
        "VGG",
    )


VGGS = tuple(_template(depth, norm=norm) for norm in (False, True) for depth in DEPTHS)
