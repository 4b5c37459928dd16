"""Cards in line, at equal distances, a chain on one line: with cards of any size."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from graph import edits
from graph.edits import EditError, marking
from graph.edits.aligning import aligned, distributed, straightened
from graph.layers.activation import ReLU
from graph.network import Network, Node
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Sketch
from graph.templates import template

LENET = template("lenet5").project().network
THREE = Network(
    {
        "a": Node(ReLU(), 0.0, 0.0),
        "b": Node(ReLU(), 400.0, 130.0),
        "c": Node(ReLU(), 1_000.0, -50.0),
        "d": Node(ReLU(), 7.0, 7.0),
    },
    sketch=Sketch(unfolded={"b": (300.0, 200.0)}),
)
NAMES = ["a", "b", "c"]


def starts(network: Network, axis: int, names=NAMES) -> list[float]:
    return [(network.nodes[name].x, network.nodes[name].y)[axis] for name in names]


@pytest.mark.parametrize(
    ("edge", "axis", "places"),
    [
        ("left", 0, [0, 0, 0]),
        ("right", 0, [1_000, 844, 1_000]),
        ("centre", 0, [500, 422, 500]),
        ("top", 1, [-50, -50, -50]),
        ("bottom", 1, [234, 130, 234]),
        ("middle", 1, [92, 40, 92]),
    ],
)
def test_cards_are_put_in_line(edge, axis: int, places: list[float]) -> None:
    network = aligned(THREE, NAMES, edge)
    assert starts(network, axis) == places
    assert starts(network, 1 - axis) == starts(THREE, 1 - axis)
    assert network.nodes["d"] is THREE.nodes["d"]


def test_gaps_become_equal_and_the_outermost_stay() -> None:
    network = distributed(THREE, NAMES, "across")
    assert starts(network, 0) == [0, 422, 1_000]
    assert 422 - CARD_WIDTH == 1_000 - 722


def test_cards_without_room_get_a_little() -> None:
    network = distributed(THREE, NAMES, "down")
    order = sorted(NAMES, key=lambda name: network.nodes[name].y)
    tops = [network.nodes[name].y for name in order]
    ends = [network.nodes[n].y + network.sketch.size(n)[1] for n in order]
    assert [top - end for top, end in zip(tops[1:], ends, strict=False)] == [20, 20]


def test_a_chain_is_put_onto_the_line_of_its_first_block() -> None:
    network = edits.move(LENET, {"relu1": (440.0, 35.0), "pool1": (660.0, -77.0)})
    made = straightened(network, ["pool1", "conv1", "relu1"])
    assert {made.nodes[n].y for n in ("conv1", "relu1", "pool1")} == {LENET.nodes["conv1"].y}
    assert made.nodes["pool1"].x == 660.0


def test_a_pinned_block_says_where_the_line_is() -> None:
    network = marking.pinned(LENET, ["pool2"], True)
    made = straightened(network, ["conv2", "pool2"])
    assert made.nodes["conv2"].y == LENET.nodes["pool2"].y


def test_several_rows_become_one_without_a_card_on_another() -> None:
    made = straightened(LENET, list(LENET.nodes))
    row = [made.nodes[name] for name in LENET.order]
    assert len({node.y for node in row}) == 1
    xs = [node.x for node in row]
    assert all(after - before >= CARD_WIDTH for before, after in pairwise(xs))


def test_from_top_to_bottom_the_line_is_upright() -> None:
    down = LENET.replace(sketch=structs.replace(LENET.sketch, flow="down"))
    made = straightened(down, list(LENET.nodes))
    ys = [made.nodes[name].y for name in LENET.order]
    assert len({node.x for node in made.nodes.values()}) == 1
    assert all(after - before >= CARD_HEIGHT for before, after in pairwise(ys))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: aligned(LENET, ["conv1"], "left"), "at least 2 blocks"),
        (lambda: distributed(LENET, ["conv1", "relu1"], "across"), "at least 3 blocks"),
        (lambda: straightened(LENET, []), "at least 2 blocks"),
    ],
)
def test_too_few_blocks_are_refused(make, said: str) -> None:
    with pytest.raises(EditError, match=said):
        make()


@given(
    st.sets(st.sampled_from(list(LENET.nodes)), min_size=3),
    st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), min_size=20, max_size=20),
    st.sampled_from(["left", "centre", "right", "top", "middle", "bottom"]),
)
def test_doing_it_twice_is_doing_it_once(names: set[str], spots, edge) -> None:
    network = edits.move(LENET, dict(zip(LENET.nodes, spots, strict=False)))
    for make in (lambda n: aligned(n, names, edge), lambda n: straightened(n, names)):
        once = make(network)
        twice = make(once)
        for name in network.nodes:
            assert twice.nodes[name].x == pytest.approx(once.nodes[name].x)
            assert twice.nodes[name].y == pytest.approx(once.nodes[name].y)
        assert once.wires is network.wires
