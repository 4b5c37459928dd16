"""Wires that run through points of the user's."""

import pytest

from graph import edits
from graph.edits import bends
from graph.network import Wire
from graph.templates import template

LENET = template("lenet5").project().network
WIRE = Wire("conv1", "relu1")


def test_a_wire_gets_points_in_order_that_are_moved_and_removed() -> None:
    network = bends.with_bend(LENET, WIRE, 0, (200.0, 40.0))
    network = bends.with_bend(network, WIRE, 1, (260.0, 2e6))
    network = bends.with_bend(network, WIRE, 1, (220.0, 60.0))
    assert network.sketch.route(WIRE) == ((200.0, 40.0), (220.0, 60.0), (260.0, 1e6))
    network = bends.bend_moved(network, WIRE, 2, (260.0, 80.0))
    network = bends.bend_removed(network, WIRE, 0)
    assert network.sketch.route(WIRE) == ((220.0, 60.0), (260.0, 80.0))
    assert bends.bend_moved(network, WIRE, 1, (260.0, 80.0)) is network
    assert bends.straight(network, [WIRE]) == LENET
    assert bends.straight(LENET, [WIRE]) is LENET


def test_the_last_point_leaves_no_trace() -> None:
    network = bends.with_bend(LENET, WIRE, 0, (200.0, 40.0))
    assert bends.bend_removed(network, WIRE, 0) == LENET


def test_the_points_go_with_their_wire() -> None:
    network = bends.with_bend(LENET, WIRE, 0, (200.0, 40.0))
    assert edits.disconnect(network, [WIRE]).sketch == LENET.sketch
    renamed = edits.rename(network, "conv1", "first")
    assert renamed.sketch.route(Wire("first", "relu1")) == ((200.0, 40.0),)


def test_a_wire_does_not_run_through_points_without_end() -> None:
    network = LENET
    for number in range(bends.MOST):
        network = bends.with_bend(network, WIRE, number, (float(number), 0.0))
    with pytest.raises(edits.EditError, match="64 points at most"):
        bends.with_bend(network, WIRE, 0, (0.0, 0.0))
