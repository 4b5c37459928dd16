"""AlexNet: the course's, the paper's with two groups, and torchvision's."""

from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import Dropout, LocalResponseNorm
from graph.layers.pooling import AdaptiveAvgPool2d, MaxPool2d
from graph.project import Project
from graph.templates.base import Entry, ImageNet, Template, stages

# The paper, section 3.3: k 2, n 5, alpha 1e-4, beta 0.75; PyTorch divides alpha by n, the paper
# does not.
PAPERS_NORM = LocalResponseNorm(5, 5e-4, 0.75, 2.0)
# Caffe's: k 1, and alpha is divided.
CAFFES_NORM = LocalResponseNorm(5, 1e-4, 0.75, 1.0)


def head(classes: int) -> list[Entry]:
    """The three fully connected layers that AlexNet and ZFNet end in, under the course's names."""
    return [
        ("flatten", Flatten()),
        ("fc6", Linear(4096)),
        ("relu6", ReLU()),
        ("dropout6", Dropout()),
        ("fc7", Linear(4096)),
        ("relu7", ReLU()),
        ("dropout7", Dropout()),
        ("fc8", Linear(classes)),
        Output(),
    ]


def _course(settings: ImageNet) -> Project:
    pool = MaxPool2d(3, 2)
    return Project(
        stages(
            [Input(3, 227, 227), Conv2d(96, 11, 4), ReLU(), pool, ("norm1", CAFFES_NORM)],
            [Conv2d(256, 5, padding=2), ReLU(), pool, ("norm2", CAFFES_NORM)],
            [*_three(groups=1), ("pool5", pool)],
            head(settings.classes),
        )
    )


def _paper(settings: ImageNet) -> Project:
    pool = MaxPool2d(3, 2)
    return Project(
        stages(
            [Input(3, 227, 227), Conv2d(96, 11, 4), ReLU(), ("norm1", PAPERS_NORM), pool],
            [Conv2d(256, 5, padding=2, groups=2), ReLU(), ("norm2", PAPERS_NORM), pool],
            [*_three(groups=2), ("pool5", pool)],
            head(settings.classes),
        )
    )


def _three(groups: int) -> list[Entry]:
    """The third convolution looks at both halves of the second in each version."""
    return [
        Conv2d(384, 3, padding=1),
        ReLU(),
        Conv2d(384, 3, padding=1, groups=groups),
        ReLU(),
        Conv2d(256, 3, padding=1, groups=groups),
        ReLU(),
    ]


def _torchvision(settings: ImageNet) -> Project:
    return Project(
        stages(
            [
                Input(3, 224, 224),
                ("features.0", Conv2d(64, 11, 4, 2)),
                ("features.1", ReLU()),
                ("features.2", MaxPool2d(3, 2)),
            ],
            [
                ("features.3", Conv2d(192, 5, padding=2)),
                ("features.4", ReLU()),
                ("features.5", MaxPool2d(3, 2)),
            ],
            [
                ("features.6", Conv2d(384, 3, padding=1)),
                ("features.7", ReLU()),
                ("features.8", Conv2d(256, 3, padding=1)),
                ("features.9", ReLU()),
                ("features.10", Conv2d(256, 3, padding=1)),
                ("features.11", ReLU()),
                ("features.12", MaxPool2d(3, 2)),
            ],
            [
                ("avgpool", AdaptiveAvgPool2d(6, 6)),
                ("flatten", Flatten()),
                ("classifier.0", Dropout()),
                ("classifier.1", Linear(4096)),
                ("classifier.2", ReLU()),
                ("classifier.3", Dropout()),
                ("classifier.4", Linear(4096)),
                ("classifier.5", ReLU()),
                ("classifier.6", Linear(settings.classes)),
                Output(),
            ],
        )
    )


PAPER = (
    "Krizhevsky, Sutskever & Hinton, ImageNet classification with deep convolutional neural "
    "networks, 2012"
)
ERROR = (
    "15.3 % top-5 on the test set of ILSVRC 2012, seven networks together (second place: 26.2 %); "
    "18.2 % with one network, on the validation set"
)

ALEXNET = Template(
    "alexnet",
    "AlexNet",
    "The network that began the rush: five convolutions and three fully connected layers, with "
    "ReLU, overlapping pools and dropout. This is the course's form: one tower, pictures of "
    "227×227, so that every size is whole, and the norms behind the pools. Of its 62 million "
    "weights 94 % are in the fully connected layers; 95 % of the work is in the convolutions.",
    ImageNet(),
    _course,
    PAPER,
    2012,
    ERROR,
    "AlexNet",
)
ALEXNET_PAPER = Template(
    "alexnet_paper",
    "AlexNet on two GPUs",
    "As it was trained in 2012: half of the filters lived on each of two GPUs, and the second, "
    "fourth and fifth convolution saw their own half only. That is a convolution with two groups, "
    "with half the weights. The norms stand before the pools. The paper says 224×224, but its own "
    "sizes need 227×227.",
    ImageNet(),
    _paper,
    PAPER,
    2012,
    ERROR,
    "AlexNet",
)
ALEXNET_TORCHVISION = Template(
    "alexnet_torchvision",
    "AlexNet of torchvision",
    "The slimmer version of 2014 (“one weird trick”) that torchvision has: 64 and 192 filters "
    "first, no norms, 224×224 pictures with padding 2. Its names are torchvision's, so its trained "
    "weights load as they are.",
    ImageNet(),
    _torchvision,
    "Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014",
    2014,
    family="AlexNet",
)
