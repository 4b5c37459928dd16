"""Every node of every level is found, and the way to it leads there."""

from hypothesis import given

from graph import edits
from graph.costs import costs
from graph.edits.grouping import group
from graph.finding import everywhere
from graph.infer import infer
from graph.levels import deepest, top
from graph.network import Network, Repeat
from graph.templates import template
from tests.graph.builders import forked
from tests.graph.strategies import drawings, nested_networks


def leads_there(network: Network) -> None:
    known = infer(network)
    whole = top(network, known, costs(network, known))
    for found in everywhere(network, known)[:200]:
        path, level = deepest(whole, found.level, False)
        assert path == found.level
        assert level.network.nodes[found.name].layer == found.layer


def test_blocks_in_blocks_and_in_built_in_ones_are_found() -> None:
    network, name = group(forked(), ["conv1", "relu1", "conv2", "add1"], "Mine")
    block = network.nodes[name].layer
    network = edits.insert(network, network.outgoing[name][0], "row", Repeat(block, 3), (0, 0))
    names = [found.dotted for found in everywhere(network, infer(network))]
    assert names[: len(network.nodes)] == list(network.nodes)
    assert names.count("mine.conv2") == names.count("row.conv2") == 1
    leads_there(network)


def test_what_is_inside_a_block_that_nothing_reaches_is_found() -> None:
    network, name = group(forked(), ["relu1", "conv2"], "Mine")
    loose = edits.disconnect(network, network.incoming[name])
    assert "mine.conv2" in [found.dotted for found in everywhere(loose, infer(loose))]


def test_a_large_network_is_searched_whole() -> None:
    network = template("resnet152").project().network
    found = everywhere(network, infer(network))
    assert len(found) > 500
    assert any(len(each.level) >= 2 for each in found)
    leads_there(network)


@given(nested_networks())
def test_every_way_leads_to_its_node(network: Network) -> None:
    leads_there(network)


@given(drawings())
def test_whatever_a_file_holds_is_searched(network: Network) -> None:
    assert len(everywhere(network, infer(network))) >= len(network.nodes)
