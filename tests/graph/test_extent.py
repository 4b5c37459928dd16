"""Cards as rectangles, those of unfolded blocks too."""

from itertools import combinations

from hypothesis import given
from msgspec import structs

from graph import edits
from graph.extent import around, middle, overlaps
from graph.layers.activation import ReLU
from graph.network import Network, Node
from graph.sketch import CARD_HEIGHT, CARD_WIDTH
from tests.graph.strategies import networks

PAIR = Network({"a": Node(ReLU(), 10.0, 20.0), "b": Node(ReLU(), 500.0, 20.0)})


def unfolded(network: Network, name: str, size: tuple[float, float]) -> Network:
    return network.replace(sketch=structs.replace(network.sketch, unfolded={name: size}))


def test_a_rectangle_is_around_all_of_each_card() -> None:
    assert around(PAIR, ["a"]) == (10, 20, 10 + CARD_WIDTH, 20 + CARD_HEIGHT)
    assert around(unfolded(PAIR, "b", (600.0, 400.0)), ["a", "b"]) == (10, 20, 1_100, 420)


def test_the_middle_is_that_of_the_card_as_it_is() -> None:
    assert middle(PAIR, "a") == (10 + CARD_WIDTH / 2, 20 + CARD_HEIGHT / 2)
    assert middle(unfolded(PAIR, "a", (600.0, 400.0)), "a") == (310, 220)


def test_an_unfolded_card_lies_on_what_it_reaches() -> None:
    assert overlaps(PAIR) == 0
    assert overlaps(unfolded(PAIR, "a", (600.0, 400.0))) == 1
    assert overlaps(edits.move(PAIR, {"a": (500.0 - CARD_WIDTH, 20.0)})) == 0  # edges may touch


@given(networks())
def test_overlaps_are_those_of_all_pairs(network: Network) -> None:
    boxes = [around(network, [name]) for name in network.nodes]
    pairs = sum(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for a, b in combinations(boxes, 2)
    )
    assert overlaps(network) == pairs
