"""A card that comes in gets room: others move aside and no farther, and the wires follow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from graph import edits
from graph.arrange import GAP_X, arranged, inserted, make_room, room
from graph.edits import EditError
from graph.layers.activation import ReLU
from graph.layout.paths import halfway
from graph.network import Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Place
from graph.templates import template
from tests.graph.layout import quality
from tests.graph.layout.flats import flat
from tests.graph.layout.tangles import tangles

LENET = template("lenet5").project().network
STEP = CARD_WIDTH + GAP_X


def at(network: Network, name: str) -> Place:
    node = network.nodes[name]
    return node.x, node.y


def moved(before: Network, after: Network) -> set[str]:
    return {name for name in before.nodes if at(before, name) != at(after, name)}


def test_a_card_in_a_wire_pushes_on_the_rest_of_its_row_and_nothing_else() -> None:
    after = inserted(LENET, Wire("conv1", "relu1"), "new", ReLU())
    assert moved(LENET, after) == {"relu1", "pool1", "conv2"}
    assert at(after, "new") == at(LENET, "relu1")
    assert at(after, "relu1") == (at(LENET, "relu1")[0] + STEP, 0)
    assert after.sketch.route(Wire("conv2", "relu2"))[0][0] == at(after, "conv2")[0] + STEP - 44


def test_a_gap_in_the_row_takes_up_the_push() -> None:
    far = edits.move(LENET, {"conv2": (2_000.0, 0.0)})
    after = inserted(far, Wire("conv1", "relu1"), "new", ReLU())
    assert moved(far, after) == {"relu1", "pool1"}


def test_a_card_where_there_is_room_moves_nothing() -> None:
    placed = edits.add(LENET, "new", ReLU(), (3_000.0, 3_000.0))
    assert make_room(placed, "new") == placed


def test_a_card_in_the_wire_to_the_next_row_comes_to_the_end_of_its_row() -> None:
    after = inserted(LENET, Wire("conv2", "relu2"), "new", ReLU())
    assert not moved(LENET, after)
    assert at(after, "new") == (at(LENET, "conv2")[0] + STEP, 0)
    assert not after.sketch.route(Wire("conv2", "new"))
    assert quality.straight(after, Wire("conv2", "new"))
    assert not quality.through_cards(after)


def test_a_card_in_a_shortcut_stands_beside_the_chain_and_the_rows_beyond_move_off() -> None:
    network = arranged(flat("resnet18"))
    wire = next(w for w in network.wires if w.source == "maxpool" and w.target == "add")
    after = inserted(network, wire, "new", ReLU())
    first = {name for name in network.nodes if at(network, name)[1] == 0}
    assert at(after, "new")[1] >= CARD_HEIGHT + 40
    assert moved(network, after) == set(network.nodes) - first
    assert not quality.overlapping(after)
    assert not quality.through_cards(after)


def test_the_preview_says_where_cards_will_be() -> None:
    wire = Wire("conv1", "relu1")
    places = room(LENET, wire, ReLU())
    after = inserted(LENET, wire, "new", ReLU())
    assert places.pop("") == at(after, "new")
    assert places == {name: at(after, name) for name in moved(LENET, after)}


def test_a_wire_that_takes_no_card_is_refused() -> None:
    with pytest.raises(EditError, match="takes no wire"):
        room(LENET, Wire("conv1", "relu1"), type(LENET.nodes["input"].layer)())


def test_a_pinned_card_is_not_pushed() -> None:
    sketch = structs.replace(LENET.sketch, pinned=("relu1",))
    network = LENET.replace(sketch=sketch)
    after = inserted(network, Wire("conv1", "relu1"), "new", ReLU())
    assert not moved(network, after)
    assert not quality.overlapping(after)


def test_halfway_is_on_the_longest_piece_of_a_way() -> None:
    assert halfway(LENET, Wire("conv1", "relu1")) == (402.0, 48.0)
    points = LENET.sketch.route(Wire("conv2", "relu2"))
    assert halfway(LENET, Wire("conv2", "relu2"))[1] == points[1][1] == points[2][1]


@settings(max_examples=80, deadline=None)
@given(st.data(), tangles())
def test_wherever_a_card_comes_in_none_lies_on_another(data, network: Network) -> None:
    if not network.wires:
        return
    drawn = arranged(network)
    after = inserted(drawn, data.draw(st.sampled_from(network.wires)), "new", ReLU())
    assert not quality.overlapping(after)
    assert not quality.through_cards(after)
