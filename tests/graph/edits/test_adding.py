"""A new block stands where the user means it, and is wired."""

import itertools

import pytest

from graph import edits
from graph.arrange import GAP_X
from graph.edits.adding import append, behind, lead_on, lead_to, put_in
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.layout.spacing import SPACING
from graph.network import Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Flow, Sketch
from graph.templates.base import chain

CHAIN = chain([Input(1, 8, 8), Conv2d(4), Output()])


def test_a_block_goes_into_the_only_wire_behind_another() -> None:
    made, name = append(CHAIN, "conv1", ReLU(), (0, 0))
    assert set(made.wires) == {
        Wire("input", "conv1"),
        Wire("conv1", "relu1"),
        Wire("relu1", "output"),
    }
    places = [made.nodes[each].x for each in ("conv1", name, "output")]
    assert places == sorted(places)
    assert min(b - a for a, b in itertools.pairwise(places)) >= CARD_WIDTH


def test_an_output_ends_a_branch_of_its_own() -> None:
    made, name = append(CHAIN, "conv1", Output(0.3), (0, 0))
    assert Wire("conv1", name) in made.wires
    assert Wire("conv1", "output") in made.wires


def test_where_nothing_can_stand_behind_it_stands_by_itself() -> None:
    for after, layer in ((None, ReLU()), ("output", Linear()), ("conv1", Input())):
        made, name = append(CHAIN, after, layer, (600.0, 400.0))
        assert made.wires == CHAIN.wires
        assert (made.nodes[name].x, made.nodes[name].y) == (600.0, 400.0)


def test_a_join_is_wired_to_all_that_it_joins() -> None:
    made, name = append(CHAIN, "conv1", Add(), (0, 0), ["input"])
    assert [wire.source for wire in made.incoming[name]] == ["conv1", "input"]
    assert Wire(name, "output") in made.wires


def test_a_wire_that_is_led_somewhere_ends_at_the_new_block_there() -> None:
    made, name = lead_on(CHAIN, "conv1", ReLU(), (900.0, 300.0))
    assert Wire("conv1", name) in made.wires
    assert Wire("conv1", "output") in made.wires
    assert (made.nodes[name].x, made.nodes[name].y) == (900.0, 300.0)
    back, name = lead_to(edits.add(CHAIN, "add1", Add()), "add1", 1, Conv2d(), (900.0, 300.0))
    assert back.incoming["add1"][0].source == name


def test_a_block_is_put_into_a_wire_at_its_place() -> None:
    made, name = put_in(CHAIN, Wire("input", "conv1"), ReLU(), (0.0, 400.0))
    assert {Wire("input", name), Wire(name, "conv1")} < set(made.wires)


def test_the_next_place_is_in_the_direction_of_the_data() -> None:
    network = edits.add(Network(), "relu1", ReLU(), (100.0, 50.0))
    assert behind(network, "relu1") == (100.0 + CARD_WIDTH + GAP_X, 50.0)
    down = network.replace(sketch=Sketch(flow="down"))
    assert behind(down, "relu1") == (100.0, 50.0 + CARD_HEIGHT + SPACING["down"].column)
    wide = network.replace(sketch=Sketch(unfolded={"relu1": (500.0, 300.0)}))
    assert behind(wide, "relu1") == (100.0 + 500.0 + GAP_X, 50.0)


@pytest.mark.parametrize("flow", ["right", "down"])
def test_a_chain_that_is_typed_is_wrapped_into_rows(flow: Flow) -> None:
    made, last = append(Network(sketch=Sketch(flow)), None, Input(1, 8, 8), (0, 0))
    for _ in range(11):
        made, last = append(made, last, ReLU(), (0, 0))
    gaps, down = SPACING[flow], flow == "down"
    x = CARD_WIDTH + (gaps.row if down else gaps.column)
    y = CARD_HEIGHT + (gaps.column if down else gaps.row)
    grid = [(number % 5, number // 5) for number in range(12)]
    turned = [(row, column) if down else (column, row) for column, row in grid]
    assert [(n.x, n.y) for n in made.nodes.values()] == [(a * x, b * y) for a, b in turned]


def test_a_row_gets_as_long_as_the_one_before_it() -> None:
    made = chain([Input(1, 8, 8), *[ReLU()] * 6])  # seven in a row, as the user or Arrange put them
    places = {name: (220.0 * n, 0.0) for n, name in enumerate(made.nodes)}
    made, last = append(edits.move(made, places), "relu6", ReLU(), (0, 0))
    for _ in range(7):
        made, last = append(made, last, ReLU(), (0, 0))
    assert [sum(node.y == row for node in made.nodes.values()) for row in (0, 190, 380)] == [
        7,
        7,
        1,
    ]


def test_a_row_goes_on_where_there_is_no_room_for_another() -> None:
    made = chain([Input(1, 8, 8), *[ReLU()] * 4])
    places = {name: (220.0 * n, 0.0) for n, name in enumerate(made.nodes)}
    made = edits.add(edits.move(made, places), "note", Conv2d(), (40.0, 230.0))
    made, name = append(made, "relu4", ReLU(), (0, 0))
    assert (made.nodes[name].x, made.nodes[name].y) == (1100, 0)
