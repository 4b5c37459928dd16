"""All layers: the union is at once registry, palette order, file schema and static type.

It stands apart from the packages `layers` and `blocks` so that blocks can import layers.
"""

from typing import get_args

from graph.blocks.inception import Inception
from graph.blocks.residual import Residual
from graph.layers.activation import ReLU, Sigmoid, Softmax, Tanh
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat
from graph.layers.normalisation import BatchNorm2d, Dropout
from graph.layers.pooling import AvgPool2d, MaxPool2d

AnyLayer = (
    Input
    | Output
    | Conv2d
    | MaxPool2d
    | AvgPool2d
    | ReLU
    | Sigmoid
    | Tanh
    | Softmax
    | BatchNorm2d
    | Dropout
    | Flatten
    | Linear
    | Add
    | Concat
    | Residual
    | Inception
)
LAYERS: tuple[type[Layer], ...] = get_args(AnyLayer)
