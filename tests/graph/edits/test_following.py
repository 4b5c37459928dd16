"""The points of a wire whose ends move: level stretches stay level, what was set by hand stays."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph import edits
from graph.arrange import arranged
from graph.edits.following import Port, followed
from graph.templates import template

STAY = Port((0.0, 100.0), (0.0, 100.0))
TURN = ((460.0, 50.0), (460.0, 150.0), (-40.0, 150.0), (-40.0, 250.0))
"""Out of a port at (400, 50), back under the row, and into one at (0, 250)."""


def test_the_first_stretch_stays_level_with_its_port_and_the_turn_keeps_its_distance() -> None:
    start, end = Port((400.0, 50.0), (430.0, 20.0)), Port((0.0, 250.0), (0.0, 250.0))
    assert followed(TURN, start, end) == ((490, 20), (490, 150), (-40, 150), (-40, 250))


def test_so_does_the_last_one() -> None:
    start, end = Port((400.0, 50.0), (400.0, 50.0)), Port((0.0, 250.0), (-20.0, 300.0))
    assert followed(TURN, start, end) == ((460, 50), (460, 150), (-60, 150), (-60, 300))


def test_ends_that_move_alike_take_all_with_them() -> None:
    start, end = Port((400.0, 50.0), (410.0, 50.0)), Port((0.0, 250.0), (10.0, 250.0))
    assert followed(TURN, start, end) == tuple((x + 10, y) for x, y in TURN)


def test_a_point_that_is_level_with_no_port_stays() -> None:
    start = Port((400.0, 50.0), (480.0, 90.0))
    assert followed(((300.0, 10.0),), start, STAY) == ((300.0, 10.0),)


def test_where_data_flow_down_across_is_along() -> None:
    down = tuple((y, x) for x, y in TURN)
    start, end = Port((50.0, 400.0), (20.0, 430.0)), Port((250.0, 0.0), (250.0, 0.0))
    made = followed(down, start, end, "down")
    assert made == ((20, 490), (150, 490), (150, -40), (250, -40))


def test_a_block_of_an_arranged_network_is_dragged_and_its_wires_stay_orthogonal() -> None:
    network = arranged(template("lenet5").project().network)
    route = network.sketch.routes[0]
    name = route.wire.source
    node = network.nodes[name]
    moved = edits.move(network, {name: (node.x + 20, node.y - 40)})
    points = moved.sketch.route(route.wire)
    for (x1, y1), (x2, y2) in pairwise(points):
        assert x1 == x2 or y1 == y2


@given(st.lists(st.tuples(*[st.floats(-999, 999)] * 2), max_size=6), st.floats(-99, 99))
def test_there_are_as_many_points_as_before_and_none_moves_where_nothing_did(points, way) -> None:
    start = Port((0.0, 0.0), (way, -way))
    assert len(followed(tuple(points), start, STAY)) == len(points)
    assert followed(tuple(points), STAY, STAY) == tuple(points)
