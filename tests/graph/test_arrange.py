"""Automatic layout: rows, spine, lanes and ways, measured as they are seen."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.arrange import arrange, arranged
from graph.blocks.inception import Inception
from graph.blocks.residual import Bottleneck, Residual
from graph.layers.activation import ReLU
from graph.layers.base import Layer
from graph.layers.endpoints import Input, Output
from graph.layers.join import Concat
from graph.network import Network, Node, Wire, interior
from graph.shapes import Image
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Flow, Sketch
from graph.templates import TEMPLATES, template
from graph.templates.base import chain
from tests.graph.layout import quality
from tests.graph.layout.flats import flat
from tests.graph.layout.tangles import tangles
from tests.graph.strategies import drawings, networks

FLOWS: tuple[Flow, ...] = ("right", "down")


def inside(layer: Layer) -> Network:
    network = interior(layer, Image(16, 28, 28))
    assert network is not None
    return network


def heights(layer: Layer) -> dict[str, float]:
    return {name: place[1] for name, place in arrange(inside(layer)).places.items()}


def check(network: Network) -> None:
    assert not quality.overlapping(network)
    assert not quality.through_cards(network)
    assert not quality.on_each_other(network)


def chain_wires(network: Network, names: list[str]) -> list[Wire]:
    """The wires along a way, but for those to another row."""
    nodes, right = network.nodes, network.sketch.flow == "right"
    pairs = [
        next(wire for wire in network.incoming[target] if wire.source == source)
        for source, target in pairwise(names)
    ]
    ends = [(wire, nodes[wire.source], nodes[wire.target]) for wire in pairs]
    return [wire for wire, one, other in ends if (one.x < other.x if right else one.y < other.y)]


def longest(network: Network) -> list[str]:
    """The nodes of the longest way to the main output."""
    far: dict[str, int] = {}
    before: dict[str, str] = {}
    for name in network.order:
        sources = [wire.source for wire in network.incoming[name]]
        far[name] = 1 + max((far[source] for source in sources), default=0)
        if sources:
            before[name] = max(sources, key=far.__getitem__)
    ends = list(network.of_type(Output))
    way = [max(ends, key=far.__getitem__)]
    while way[-1] in before:
        way.append(before[way[-1]])
    return way[::-1]


def test_the_branches_of_inception_stand_in_the_order_of_its_concat() -> None:
    """Then no wire into it crosses another."""
    at = heights(Inception())
    assert at["branch1"] < at["branch2.0"] < at["branch3.0"] < at["branch4.0"]
    assert at["input"] == at["branch2.0"] == at["branch2.1"] == at["concat"] == at["output"]


def test_nothing_is_above_the_first_line() -> None:
    assert min(heights(Inception()).values()) == 0


def test_a_shortcut_that_is_added_last_runs_below_the_chain() -> None:
    at = heights(Residual(32, stride=2))
    assert at["downsample.0"] == at["downsample.1"] > at["conv2"]


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("name", [template.name for template in TEMPLATES])
def test_no_card_of_a_template_lies_on_another_and_no_wire_runs_through_one(
    name: str, flow: Flow
) -> None:
    check(arranged(template(name).project().network, flow=flow))


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("name", ["resnet18", "resnet50", "resnet152", "googlenet"])
def test_neither_where_all_blocks_are_opened_and_the_chain_is_straight(
    name: str, flow: Flow
) -> None:
    network = arranged(flat(name), flow=flow)
    check(network)
    wires = chain_wires(network, longest(network))
    straight = [wire for wire in wires if quality.straight(network, wire)]
    assert len(straight) >= 0.98 * len(wires)


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("layer", [Inception(), Residual(32, stride=2), Bottleneck(64)])
def test_what_is_inside_a_block_is_laid_out_as_well(layer: Layer, flow: Flow) -> None:
    check(arranged(inside(layer), flow=flow))


def test_the_rows_of_a_residual_network_end_between_its_blocks() -> None:
    network = arranged(flat("resnet152"))
    for wire in network.wires:
        if network.ports(wire.target) > 1:
            source, target = network.nodes[wire.source], network.nodes[wire.target]
            assert abs(source.y - target.y) < 2 * CARD_HEIGHT


@pytest.mark.parametrize("flow", FLOWS)
def test_a_long_network_has_about_the_canvas_shape(flow: Flow) -> None:
    network = arranged(flat("resnet152"), flow=flow)
    boxes = list(quality.boxes(network).values())
    wide, high = max(box[2] for box in boxes), max(box[3] for box in boxes)
    assert 1.4 < wide / high < 2.4


def test_data_run_to_the_right_or_down() -> None:
    network = chain([Input(3, 8, 8), *(ReLU() for _ in range(3)), Output()])
    right = arrange(network, flow="right").places
    down = arrange(network, flow="down").places
    assert {y for _, y in right.values()} == {0}
    assert {x for x, _ in down.values()} == {0}
    assert arranged(network, flow="down").sketch.flow == "down"


def test_an_arrangement_goes_the_way_the_drawing_does() -> None:
    network = chain([Input(3, 8, 8), ReLU(), Output()]).replace(sketch=Sketch("down"))
    assert {x for x, _ in arrange(network).places.values()} == {0}


@settings(max_examples=60, deadline=None)
@given(st.one_of(tangles(), networks(), drawings()))
def test_whatever_is_drawn_gets_a_layout_without_collisions(network: Network) -> None:
    check(arranged(network))


@given(st.one_of(networks(), tangles()))
def test_a_layout_is_found_again_and_has_no_further_effect(network: Network) -> None:
    once = arranged(network)
    assert arranged(network) == once
    assert arranged(once) == once


def test_what_joins_from_outside_stands_before_where_it_joins() -> None:
    network = chain([Input(3, 8, 8), *((f"r{n}", ReLU()) for n in range(3)), Concat(), Output()])
    nodes = {**network.nodes, "second": Node(Input(3, 8, 8))}
    at = arrange(Network(nodes, (*network.wires, Wire("second", "concat1", 1)))).places
    assert at["second"][0] == at["r2"][0]


def test_unconnected_parts_stand_below_each_other_and_single_blocks_in_rows() -> None:
    nodes = {f"r{n}": Node(ReLU()) for n in range(12)}
    network = Network(nodes, (Wire("r0", "r1"), Wire("r2", "r3")))
    at = arrange(network).places
    assert at["r0"][1] < at["r2"][1] < at["r4"][1]
    assert at["r4"][1] == at["r8"][1] < at["r9"][1]
    assert at["r5"][0] - at["r4"][0] > CARD_WIDTH


def test_nothing_is_laid_out_where_there_is_nothing() -> None:
    assert arranged(Network()) == Network()
