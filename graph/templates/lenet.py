"""LeNet-5 as it is taught today, as it was published, and as Caffe's first example had it."""

from graph.layers.activation import ReLU, Tanh
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.pooling import AvgPool2d, MaxPool2d
from graph.project import Project
from graph.templates.base import Fixed, Template, chain, stages


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


def _lenet5_1998(_: Fixed) -> Project:
    return Project(
        stages(
            [Input(1, 32, 32), ("c1", Conv2d(6, 5)), ("tanh1", Tanh()), ("s2", AvgPool2d(2, 2))],
            [("c3", Conv2d(16, 5)), ("tanh3", Tanh()), ("s4", AvgPool2d(2, 2))],
            [("c5", Conv2d(120, 5)), ("tanh5", Tanh()), ("flatten", Flatten())],
            [("f6", Linear(84)), ("tanh6", Tanh()), ("scores", Linear(10)), Output()],
        )
    )


def _caffe(_: Fixed) -> Project:
    return Project(
        stages(
            [Input(1, 28, 28), Conv2d(20, 5), MaxPool2d(2, 2)],
            [Conv2d(50, 5), MaxPool2d(2, 2)],
            [("flatten", Flatten()), Linear(500), ReLU(), Linear(10), Output()],
        )
    )


PAPER = (
    "LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition, 1998"
)

LENET5 = Template(
    "lenet5",
    "LeNet-5",
    "Two convolutions with pooling, then three fully connected layers: the network that read "
    "bank cheques in 1998, in the form that is taught today, with ReLU and max pooling, for the "
    "28×28 digits of MNIST.",
    Fixed(),
    _lenet5,
    PAPER,
    1998,
    "0.95 % on the test digits of MNIST, in the form of 1998",
    "LeNet",
)
LENET5_1998 = Template(
    "lenet5_1998",
    "LeNet-5 as in 1998",
    "The paper's own sizes and names: 32×32 pictures, tanh, and means instead of maxima. C5 is a "
    "convolution that fits its input exactly, so its 120 maps have one pixel each. Two things "
    "differ: in the paper C3 joins each map with some of the six only, and the last layer measures "
    "distances to fixed pictures of the digits; hence 61,706 weights here and 60,000 there.",
    Fixed(),
    _lenet5_1998,
    PAPER,
    1998,
    "0.95 % on the test digits of MNIST, 0.8 % when trained on distorted copies too",
    "LeNet",
)
LENET_CAFFE = Template(
    "lenet_caffe",
    "LeNet of Caffe",
    "The first example of Caffe: wider than LeNet-5, without padding, and with one ReLU only, "
    "behind the first fully connected layer. Seven times as many weights as LeNet-5, and 93 % of "
    "them are in that layer.",
    Fixed(),
    _caffe,
    "Jia et al., Caffe: convolutional architecture for fast feature embedding, 2014",
    2014,
    family="LeNet",
)
