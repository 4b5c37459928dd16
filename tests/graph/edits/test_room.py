"""What goes into a wire, or behind a block, has room and is in line."""

import pytest

from graph import edits
from graph.arrange import GAP_X, arranged
from graph.edits.chains import place_in
from graph.edits.room import with_room, with_way
from graph.extent import overlaps
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input, Output
from graph.layout.ports import input_at, output_at
from graph.network import Network, Wire
from graph.sketch import CARD_WIDTH
from graph.templates.base import chain

FLOWS = ("right", "down")


def row(flow: str) -> Network:
    return arranged(chain([Input(1, 8, 8), Conv2d(4), ReLU(), Output()]), flow=flow)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_chain_stands_in_line_with_its_wire_and_on_nothing(flow: str) -> None:
    network = edits.add(row(flow), "a", ReLU(), (3.0, 7.0))
    network = edits.connect(edits.add(network, "b", ReLU(), (223.0, 7.0)), "a", "b")
    wire = Wire("conv1", "relu1")
    made = with_room(place_in(network, wire, ["a", "b"]), wire, ["a", "b"])
    across = 1 if flow == "right" else 0
    assert output_at(made, "conv1")[across] == input_at(made, "a", 0)[across]
    assert overlaps(made) == 0


def test_only_what_stands_behind_in_the_row_gives_way() -> None:
    network = edits.add(row("right"), "new", ReLU(), (60.0, 20.0))
    network = edits.add(network, "below", ReLU(), (60.0, 400.0))
    made = with_way(network, ["new"], ["new"])
    nearest = min(node.x for name, node in made.nodes.items() if name in ("conv1", "relu1"))
    assert nearest == 60 + CARD_WIDTH + GAP_X
    assert made.nodes["below"] is network.nodes["below"]
    assert made.nodes["input"] is network.nodes["input"]


def test_where_there_is_room_nothing_moves() -> None:
    network = edits.add(row("right"), "new", ReLU(), (5_000.0, 0.0))
    assert with_way(network, ["new"], ["new"]) is network
