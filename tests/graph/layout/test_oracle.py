"""Columns and crossings beside fast-sugiyama's, where that is installed: it is no dependency.

pip install --target /tmp/layouts fast-sugiyama
PYTHONPATH=/tmp/layouts .venv/bin/python -m pytest tests/graph/layout/test_oracle.py
"""

from itertools import combinations, pairwise

import pytest

from graph.arrange import ASPECT, arranged
from graph.blocks.inception import Inception
from graph.layout.diagram import diagram
from graph.layout.layers import parts
from graph.network import Network, Wire, interior
from graph.shapes import Image
from graph.sketch import Place
from tests.graph.layout import quality
from tests.graph.layout.flats import flat

oracle = pytest.importorskip("fast_sugiyama")


def inception() -> Network:
    network = interior(Inception(), Image(16, 28, 28))
    assert network is not None
    return network


def levels(network: Network) -> dict[str, Place]:
    """Where the oracle puts the middles of the nodes."""
    found = oracle.from_edges([(w.source, w.target) for w in network.wires], vertex_spacing=240)
    return {name: place for part in found for name, place in part[0]}


def crossings(ways: dict[Wire, list[Place]]) -> int:
    """How often two wires without a common end cross."""
    return sum(
        any(_cross(*a, *b) for a in pairwise(one) for b in pairwise(other))
        for (wire, one), (other_wire, other) in combinations(ways.items(), 2)
        if not {wire.source, wire.target} & {other_wire.source, other_wire.target}
    )


def _cross(a: Place, b: Place, c: Place, d: Place) -> bool:
    def side(p: Place, q: Place, r: Place) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


@pytest.mark.parametrize("network", [inception(), flat("resnet18"), flat("googlenet")])
def test_there_are_as_many_columns_and_no_more_crossings(network: Network) -> None:
    theirs = levels(network)
    (part,) = parts(diagram(network, list(network.nodes), "right", ASPECT))
    assert max(part.column.values()) + 1 == len({round(y) for _, y in theirs.values()})
    drawn = arranged(network)
    mine = crossings({wire: quality.path(drawn, wire) for wire in drawn.wires})
    other = crossings({w: [theirs[w.source], theirs[w.target]] for w in network.wires})
    assert mine <= other
