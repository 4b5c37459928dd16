"""What a template is, and how layers become a laid-out chain."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from graph.arrange import arranged
from graph.edits import add, connect, fresh_name
from graph.network import AnyLayer, Network
from graph.project import Project


class Template(Struct, frozen=True):
    """An architecture by its name. `settings` is a record whose fields `--set` changes."""

    name: str
    title: str
    text: str
    settings: Struct
    build: Callable[..., Project]
    """From settings of that type to a project."""
    paper: str = ""
    """Authors, title and year, as they are cited."""
    year: int = 0
    error: str = ""
    """The published error, with what it was measured on."""
    family: str = "Small networks"
    """The gallery's heading above it."""


class Fixed(Struct, frozen=True):
    """The settings of a template that has none."""


def chain(layers: Iterable[AnyLayer | tuple[str, AnyLayer]]) -> Network:
    """Layers in a row, wired and laid out; a layer may come with its name."""
    network = Network()
    before = ""
    for entry in layers:
        name, layer = entry if isinstance(entry, tuple) else ("", entry)
        name = name or fresh_name(network, layer.stem)
        network = add(network, name, layer)
        if before:
            network = connect(network, before, name)
        before = name
    return arranged(network)
