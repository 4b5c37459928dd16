"""What a template is, and how layers become a laid-out chain."""

from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Annotated

from msgspec import Meta, Struct

from graph.arrange import arranged
from graph.edits import add, connect, fresh_name
from graph.layers.base import Count
from graph.network import AnyLayer, Network
from graph.project import Project
from graph.text import Refusal

Entry = AnyLayer | tuple[str, AnyLayer]
"""A layer, which gets a name, or its name and the layer."""


class TemplateError(Refusal):
    """Settings with which a template makes no network."""


class Template(Struct, frozen=True):
    """An architecture by its name. `settings` is a record whose fields `--set` changes."""

    name: str
    title: str
    text: str
    settings: Struct
    build: Callable[..., Project]
    """From settings of that type to a project; raises TemplateError where they do not fit."""
    paper: str = ""
    """Authors, title and year, as they are cited."""
    year: int = 0
    error: str = ""
    """The published error, with what it was measured on."""
    family: str = "Small networks"
    """The gallery's heading above it."""

    def project(self) -> Project:
        """What it builds with the settings that it comes with."""
        return self.build(self.settings)


class Fixed(Struct, frozen=True):
    """The settings of a template that has none."""


Classes = Annotated[
    Count, Meta(title="Classes", description="Kinds of pictures: the numbers in the result.")
]


class ImageNet(Struct, frozen=True):
    """The settings of a network for the thousand classes of ImageNet."""

    classes: Classes = 1000


def chain(layers: Iterable[Entry]) -> Network:
    """Layers in a row, wired and laid out; a layer may come with its name."""
    return arranged(_wired(layers))


def stages(*rows: Iterable[Entry]) -> Network:
    """Layers one after another; each stage is a row of the drawing, so that one sees its end."""
    entries = [list(row) for row in rows]
    network = _wired(entry for row in entries for entry in row)
    names = list(network.nodes)
    begins = accumulate((len(row) for row in entries[:-1]), initial=0)
    return arranged(network, rows=[names[begin] for begin in begins])


def beside(network: Network, source: str, layers: Iterable[Entry]) -> Network:
    """A branch from `source`: its layers in a row, which are not laid out yet."""
    for entry in layers:
        name, layer = _named(network, entry)
        network = connect(add(network, name, layer), source, name)
        source = name
    return network


def _wired(layers: Iterable[Entry]) -> Network:
    network = Network()
    before = ""
    for entry in layers:
        name, layer = _named(network, entry)
        network = add(network, name, layer)
        if before:
            network = connect(network, before, name)
        before = name
    return network


def _named(network: Network, entry: Entry) -> tuple[str, AnyLayer]:
    name, layer = entry if isinstance(entry, tuple) else ("", entry)
    return name or fresh_name(network, layer.stem), layer
