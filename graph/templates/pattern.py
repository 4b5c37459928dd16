"""The course's pattern: INPUT => [[CONV => RELU]^N => POOL?]^M => [FC => RELU]^K => FC."""

from typing import Annotated

from msgspec import Meta, Struct

from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.base import Count, Size
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.pooling import MaxPool2d
from graph.network import Network
from graph.project import Project
from graph.templates.base import Classes, Entry, Template, TemplateError, stages

Repeats = Annotated[int, Meta(ge=0, le=16)]
MOST = 65_536  # filters of a convolution


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
    stride: Annotated[
        Size, Meta(title="Stride", description="Of the first convolution; the others have 1.")
    ] = 1
    keep: Annotated[
        bool,
        Meta(title="Keep the size", description="With padding (F − 1)/2; without it maps shrink."),
    ] = True
    pool: Annotated[bool, Meta(title="Pool", description="Whether a group ends in a pool.")] = True
    window: Annotated[
        Size, Meta(title="Window", description="Of the pools, and their stride: 2 halves the map.")
    ] = 2
    features: Annotated[Count, Meta(title="Features", description="Of each dense layer.")] = 64
    channels: Annotated[
        Count, Meta(title="Channels", description="1 for grey pictures, 3 for colour.")
    ] = 1
    size: Annotated[
        Count, Meta(title="Picture", description="Rows and columns of pixels in a picture.")
    ] = 28
    classes: Classes = 10


def _pattern(settings: Pattern) -> Project:
    widest = settings.filters * 2 ** max(0, settings.stages - 1)
    if settings.convolutions and widest > MOST:
        raise TemplateError(
            "Group {stage} would have {filters:,} filters, and {most:,} are the most. Choose fewer "
            "filters or a smaller M.",
            stage=settings.stages,
            filters=widest,
            most=MOST,
        )
    groups = [_group(settings, stage) for stage in range(settings.stages)]
    dense: list[Entry] = []
    for _ in range(settings.dense):
        dense += [Linear(settings.features), ReLU()]
    head: list[Entry] = [("flatten", Flatten()), *dense, Linear(settings.classes), Output()]
    start: list[Entry] = [Input(settings.channels, settings.size, settings.size)]
    first, *others = groups or [[]]
    network = stages([*start, *first], *filter(None, others), head)
    _check(network)
    return Project(network)


def _group(settings: Pattern, stage: int) -> list[Entry]:
    layers: list[Entry] = []
    padding = (settings.kernel - 1) // 2 if settings.keep else 0
    for number in range(settings.convolutions):
        stride = settings.stride if stage == number == 0 else 1
        layers += [
            Conv2d(settings.filters * 2**stage, settings.kernel, stride, padding),
            ReLU(),
        ]
    if settings.pool:
        layers.append(MaxPool2d(settings.window, settings.window))
    return layers


def _check(network: Network) -> None:
    """The picture must not shrink away: the first layer that does not fit is named."""
    for problem in infer(network).problems:
        if problem.severity == "error":
            raise TemplateError(
                "These settings do not fit together. At {node}: {text} Choose a smaller M, smaller "
                "filters and windows, or a larger picture.",
                node=problem.node,
                text=problem.text,
            )


PATTERN = Template(
    "pattern",
    "The course's pattern",
    "Input, then M times a group of N convolutions with ReLU and a pool, then K fully connected "
    "layers with ReLU, and the last one for the classes. Usual are N up to 3 and K up to 2.",
    Pattern(),
    _pattern,
    family="Patterns",
)
