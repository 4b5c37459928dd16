"""What leads to blocks, follows from them, lies between, and is of their kind or chain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import selecting
from graph.network import Network
from graph.templates import template
from tests.graph.builders import forked
from tests.graph.strategies import drawings

FORKED = forked()
ENDS = ["input", "relu1", "flatten1", "output"]


@pytest.mark.parametrize(
    ("find", "names", "found"),
    [
        (selecting.upstream, ["conv2"], ["input", "conv1", "relu1", "conv2"]),
        (selecting.downstream, ["add1"], ["add1", "flatten1", "fc1", "output"]),
        (selecting.between, ["conv1", "add1"], ["conv1", "relu1", "conv2", "add1"]),
        (selecting.between, ["relu1"], ["relu1"]),
        (selecting.chain, ["relu1"], ["relu1", "conv2"]),
        (selecting.chain, ["fc1"], ["add1", "flatten1", "fc1", "output"]),
        (selecting.chain, ["conv1"], ["input", "conv1"]),
        (selecting.alike, ["conv2"], ["conv1", "conv2"]),
        (selecting.inverted, ["conv1", "conv2", "add1", "fc1"], ENDS),
        (selecting.inverted, [], list(FORKED.nodes)),
        (selecting.upstream, [], []),
    ],
)  # fmt: skip
def test_what_belongs_together(find, names: list[str], found: list[str]) -> None:
    assert list(find(FORKED, names)) == found


def test_a_whole_network_in_one_row_is_one_chain() -> None:
    lenet = template("lenet5").project().network
    assert selecting.chain(lenet, ["relu2"]) == tuple(lenet.nodes)


@given(drawings(), st.data())
def test_whatever_a_file_holds_has_an_answer(network: Network, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(sorted(network.nodes) or ["none"])))
    chosen = names & network.nodes.keys()
    for find in (
        selecting.upstream,
        selecting.downstream,
        selecting.between,
        selecting.chain,
        selecting.alike,
    ):
        found = find(network, chosen)
        assert chosen <= set(found) <= network.nodes.keys()
        assert len(set(found)) == len(found)
    assert set(selecting.inverted(network, chosen)) == network.nodes.keys() - chosen
