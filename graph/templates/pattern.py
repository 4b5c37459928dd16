"""The course's pattern: INPUT => [[CONV => RELU]^N => POOL?]^M => [FC => RELU]^K => FC."""

from typing import Annotated

from msgspec import Meta, Struct

from graph.layers.activation import ReLU
from graph.layers.base import Count, Size
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.pooling import MaxPool2d
from graph.network import AnyLayer
from graph.project import Project
from graph.templates.base import Template, chain

Repeats = Annotated[int, Meta(ge=0, le=16)]


class Pattern(Struct, frozen=True):
    """How often each part is repeated, and how large it is."""

    convolutions: Annotated[
        Repeats, Meta(title="N", description="Convolutions before each pool.")
    ] = 1
    stages: Annotated[
        Repeats, Meta(title="M", description="Groups of convolutions, each halved by its pool.")
    ] = 2
    dense: Annotated[
        Repeats, Meta(title="K", description="Fully connected layers before the last.")
    ] = 1
    filters: Annotated[
        Count, Meta(title="Filters", description="Of the first group; each next one has twice.")
    ] = 16
    kernel: Annotated[Size, Meta(title="Filter size", description="Odd sizes keep the map.")] = 3
    pool: Annotated[bool, Meta(title="Pool", description="Whether a group ends in a pool.")] = True
    features: Annotated[Count, Meta(title="Features", description="Of each dense layer.")] = 64


def _pattern(settings: Pattern) -> Project:
    layers: list[AnyLayer | tuple[str, AnyLayer]] = [Input(1, 28, 28)]
    for stage in range(settings.stages):
        for _ in range(settings.convolutions):
            filters = settings.filters * 2**stage
            padding = (settings.kernel - 1) // 2
            layers += [Conv2d(filters, settings.kernel, padding=padding), ReLU()]
        if settings.pool:
            layers.append(MaxPool2d(2, 2))
    layers.append(("flatten", Flatten()))
    for _ in range(settings.dense):
        layers += [Linear(settings.features), ReLU()]
    return Project(chain([*layers, Linear(10), Output()]))


PATTERN = Template(
    "pattern",
    "The course's pattern",
    "Input, then M times a group of N convolutions with ReLU and a pool, then K fully connected "
    "layers with ReLU, and the last one for the classes. Usual are N up to 3 and K up to 2.",
    Pattern(),
    _pattern,
)
