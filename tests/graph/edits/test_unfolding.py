"""A block shows its inside in place: the others make room, and come back when it folds."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from graph import edits
from graph.arrange import GAP_X, arranged
from graph.edits import EditError, unfolding
from graph.edits.grouping import group
from graph.edits.unfolding import folded, unfolded
from graph.extent import overlaps
from graph.layers.activation import ReLU
from graph.network import Network, Node
from graph.project import Project, decode, encode
from graph.sketch import CARD_HEIGHT, CARD_WIDTH
from graph.templates import template
from tests.graph.builders import forked
from tests.graph.strategies import networks

LENET = template("lenet5").project().network


def grouped() -> tuple[Network, str, Network]:
    """LeNet with three blocks as one, the block's name, and what is inside."""
    network, name = group(LENET, ["conv1", "relu1", "pool1"], "Stage")
    return network, name, network.nodes[name].layer.network


def ports(network: Network, name: str) -> float:
    return network.nodes[name].y + network.sketch.size(name)[1] / 2


def test_a_block_is_unfolded_with_room_around_it_and_folded_again() -> None:
    network, name, inside = grouped()
    made = unfolded(network, name, inside)
    width, height = made.sketch.size(name)
    assert width > CARD_WIDTH
    assert height > CARD_HEIGHT
    assert overlaps(made) == 0
    after = network.outgoing[name][0].target
    old, new = network.nodes, made.nodes
    assert new[after].x - (new[name].x + width) == old[after].x - (old[name].x + CARD_WIDTH)
    assert ports(made, name) == ports(network, name)
    assert ports(made, after) == ports(network, after)
    assert made.wires is network.wires
    assert folded(made, name) == network
    assert folded(network, name) is network


def test_ways_of_wires_give_way_and_come_back() -> None:
    network, name, inside = grouped()
    network = arranged(network)
    wire = next(route.wire for route in network.sketch.routes)  # to the next row
    made = unfolded(network, name, inside)
    (x, y), *_ = made.sketch.route(wire)
    assert x > made.nodes[wire.source].x + CARD_WIDTH
    assert y == ports(made, wire.source)
    for (x1, y1), (x2, y2) in pairwise(made.sketch.route(wire)):
        assert x1 == x2 or y1 == y2  # still at right angles
    box = (made.nodes[name].y, made.nodes[name].y + made.sketch.size(name)[1])
    lane = max(y for _, y in made.sketch.route(wire)[:2])
    assert not box[0] < lane < box[1]
    assert folded(made, name) == network


def test_a_way_inside_stays_on_the_card() -> None:
    network, name = group(forked(), ["conv1", "relu1", "conv2", "add1"], "Around")
    inside = arranged(network.nodes[name].layer.network)
    assert inside.sketch.routes
    lowest = max(y for route in inside.sketch.routes for _, y in route.points)
    assert unfolding.bounds(inside)[3] >= lowest


def test_names_inside_are_drawn_at_a_size_that_can_be_read() -> None:
    network, name, inside = grouped()
    size = unfolded(network, name, inside).sketch.unfolded[name]
    assert unfolding.scale(size, inside) == pytest.approx(unfolding.SCALE, abs=0.01)


def test_a_long_inside_is_drawn_smaller_and_one_that_is_too_long_is_refused() -> None:
    row = Network({f"n{n}": Node(ReLU(), n * 220.0) for n in range(14)})
    network = Network({"a": Node(ReLU())})
    size = unfolded(network, "a", row).sketch.unfolded["a"]
    assert size[0] == pytest.approx(unfolding.WIDEST, abs=1)
    assert unfolding.LEAST < unfolding.scale(size, row) < unfolding.SCALE
    far = Network({f"n{n}": Node(ReLU(), n * 220.0) for n in range(40)})
    with pytest.raises(EditError, match="Open it instead"):
        unfolded(network, "a", far)


def test_an_empty_inside_is_a_card_at_least() -> None:
    network = Network({"a": Node(ReLU())})
    size = unfolded(network, "a", Network()).sketch.unfolded["a"]
    assert size[0] >= CARD_WIDTH
    assert size[1] >= CARD_HEIGHT


def test_what_flows_down_makes_room_below() -> None:
    nodes = {n: Node(ReLU(), 0.0, k * 190.0) for k, n in enumerate("abc")}
    nodes["side"] = Node(ReLU(), 220.0, 190.0)
    network = Network(nodes)
    network = network.replace(sketch=structs.replace(network.sketch, flow="down"))
    _, _, inside = grouped()
    made = unfolded(network, "b", inside)
    width, height = made.sketch.size("b")
    assert made.nodes["b"].x + width / 2 == CARD_WIDTH / 2
    assert made.nodes["c"].y == made.nodes["b"].y + height + (190 - CARD_HEIGHT)
    assert made.nodes["side"].x == 220.0 + (width - CARD_WIDTH) / 2
    assert overlaps(made) == 0
    assert folded(made, "b") == network


def test_what_was_put_into_the_room_stays_where_it_is() -> None:
    network, name, inside = grouped()
    made = unfolded(network, name, inside)
    node = made.nodes[name]
    spot = (node.x + CARD_WIDTH + GAP_X, ports(made, name) - CARD_HEIGHT / 2)
    after = made.outgoing[name][0].target
    made = edits.move(made, {after: (node.x + made.sketch.size(name)[0], node.y)})
    made = edits.add(made, "extra", ReLU(), spot)
    made = edits.move(made, {"extra": (node.x + made.sketch.size(name)[0] + 200, spot[1])})
    assert overlaps(folded(made, name)) <= overlaps(made)


def test_a_card_with_an_unfolded_one_inside_is_larger() -> None:
    network, name, inside = grouped()
    made = unfolded(network, name, inside)
    outer = Network({"a": Node(ReLU())})
    small = unfolded(outer, "a", network).sketch.size("a")
    large = unfolded(outer, "a", made).sketch.size("a")
    assert large != small


@given(networks(), st.data())
def test_folding_takes_an_unfolding_back(network: Network, data: st.DataObject) -> None:
    if not network.nodes:
        return
    network = arranged(network)
    name = data.draw(st.sampled_from(sorted(network.nodes)))
    wide, high = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
    inside = Network(
        {f"n{i}_{j}": Node(ReLU(), i * 220.0, j * 190.0) for i in range(wide) for j in range(high)}
    )
    made = unfolded(network, name, inside)
    assert made.wires == network.wires
    assert {n: node.layer for n, node in made.nodes.items()} == {
        n: node.layer for n, node in network.nodes.items()
    }
    assert decode(encode(Project(made))) == Project(made)
    if not overlaps(network):
        assert overlaps(made) == 0
    back = folded(made, name)
    for each in network.nodes:
        assert back.nodes[each].x == pytest.approx(network.nodes[each].x)
        assert back.nodes[each].y == pytest.approx(network.nodes[each].y)
    assert not back.sketch.unfolded
    for route in network.sketch.routes:
        points = back.sketch.route(route.wire)
        assert [x for x, _ in points] == pytest.approx([x for x, _ in route.points])
        assert [y for _, y in points] == pytest.approx([y for _, y in route.points])
