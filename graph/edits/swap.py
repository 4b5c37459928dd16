"""A node becomes another kind of layer: its wires stay, and what the settings have in common."""

import re
from collections.abc import Iterable
from typing import cast

from msgspec import Struct

from graph.edits.basic import EditError, fresh_name, rename, set_layer
from graph.fields import Field, FieldError, fields, with_value
from graph.infer import Inference
from graph.layers.base import Layer
from graph.layers.endpoints import Input, Output
from graph.network import LAYERS, AnyLayer, Block, Network, Repeat, Wire
from graph.shapes import Shape, ShapeError

FAMILY = 3
"""How many common settings the same heading in the palette is worth."""


class Swapped(Struct, frozen=True):
    """The network after a swap, what the node is called there, and the wires that went."""

    network: Network
    name: str
    lost: tuple[Wire, ...] = ()


def swap(network: Network, name: str, to: type[Layer] | AnyLayer) -> Swapped:
    """The network with another kind of layer at a node, or with just that layer.

    A name that followed the old kind, such as conv1, follows the new one. Wires to inputs that
    the new kind has not go. Raises EditError where a network begins or ends.
    """
    old = network.nodes[name].layer
    if isinstance(old, _ENDS):
        raise EditError(
            "{name} is where the network begins or ends: it cannot become something else. Delete "
            "it, and add what shall be there.",
            name=name,
        )
    layer = cast(AnyLayer, _carried(old, to)) if isinstance(to, type) else to
    if isinstance(layer, _ENDS):
        raise EditError(
            "A block in the middle cannot become an {end}. Add an {end} from the palette.",
            end=layer.label,
        )
    inputs = layer.inputs
    lost = () if inputs is None else network.incoming[name][inputs:]
    kept = tuple(wire for wire in network.wires if wire not in lost)
    made = set_layer(network.replace(wires=kept), name, layer)
    new = _renamed(network, name, old, layer)
    return Swapped(rename(made, name, new), new, lost)


def swappable(network: Network, name: str, inference: Inference) -> tuple[type[Layer], ...]:
    """The kinds that a node may become, the most alike first.

    Those that take as many inputs, and what arrives, where that is known.
    """
    old = network.nodes[name].layer
    if isinstance(old, _ENDS):
        return ()
    arriving = inference.known_inputs(name)
    kinds = [kind for kind in _same_inputs(old) if not arriving or _takes(kind, old, arriving)]
    return tuple(sorted(kinds, key=lambda kind: -_likeness(old, kind)))


_ENDS = (Input, Output)
_NEVER = (Input, Output, Repeat, Block)


def _same_inputs(old: AnyLayer) -> Iterable[type[Layer]]:
    for kind in LAYERS:
        if issubclass(kind, _NEVER) or kind is type(old):
            continue
        if (kind.arity is None) == (old.inputs != 1):
            yield kind


def _takes(kind: type[Layer], old: AnyLayer, arriving: tuple[Shape, ...]) -> bool:
    """Whether a kind can be there, with the settings that it would have or those of its own."""
    for layer in (_carried(old, kind), kind()):
        try:
            layer.output(*arriving)
        except ShapeError:
            continue
        return True
    return False


def _likeness(old: AnyLayer, kind: type[Layer]) -> int:
    family = FAMILY if kind.group == type(old).group else 0
    return family + len(_common(type(old), kind))


def _common(old: type[Layer], kind: type[Layer]) -> tuple[Field, ...]:
    """The settings of a kind that another has too: a window is one, whatever it does there."""
    before = {field.name: field for field in fields(old)}
    return tuple(
        field
        for field in fields(kind)
        if field.name in before and not field.nested and before[field.name].type is field.type
    )


def _carried(old: Layer, kind: type[Layer]) -> Layer:
    made = kind()
    for field in _common(type(old), kind):
        try:
            made = with_value(made, field.name, getattr(old, field.name))
        except FieldError:
            continue  # a word or a size that only the old kind takes: the default stands
    return made


def _renamed(network: Network, name: str, old: AnyLayer, new: AnyLayer) -> str:
    """A name after the new kind for one that was after the old one."""
    if old.stem == new.stem or not re.fullmatch(rf"{re.escape(old.stem)}[0-9]+", name):
        return name
    return fresh_name(network, new.stem)
