"""Guides, as values: what is dragged snaps to what it is nearly in line with, and never farther."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import composite

from graph.sketch import GRID
from gui.canvas.gestures.guides import Box, Gap, Guides, Line, Pair, Snap, nearest

CARD = (0.0, 0.0, 144.0, 96.0)


def at(x: float, y: float) -> Box:
    return (x, y, x + 144, y + 96)


def test_a_card_that_is_nearly_level_with_another_becomes_level_and_its_edges_say_so() -> None:
    snap = Guides(CARD, [at(300, 200)]).snap((61, 196), reach=6)
    assert snap.way == (60, 200)
    assert snap.lines == (Line((60, 200), (444, 200)), Line((60, 296), (444, 296)))


def test_without_a_guide_in_reach_the_corner_goes_to_the_grid() -> None:
    assert Guides(CARD, [at(300, 200)]).snap((33, 52), reach=6) == Snap((30, 50))


def test_the_corner_that_goes_to_the_grid_may_be_another_than_the_boxs() -> None:
    assert Guides(CARD, [], corner=(4, 4)).snap((10, 10), reach=6).way == (6, 6)


def test_between_two_cards_the_gaps_become_equal_and_are_both_shown() -> None:
    snap = Guides(CARD, [at(0, 0), at(500, 0)]).snap((252, 0), reach=6)
    assert snap.way == (250, 0)
    assert snap.gaps == (Gap((144, 48), (250, 48)), Gap((394, 48), (500, 48)))
    assert {gap.length for gap in snap.gaps} == {106}


def test_behind_two_cards_the_gap_becomes_the_one_between_them() -> None:
    snap = Guides(CARD, [at(0, 0), at(220, 0)]).snap((437, 0), reach=6)
    assert snap.way == (440, 0)
    assert snap.gaps == (Gap((144, 48), (220, 48)), Gap((364, 48), (440, 48)))


def test_in_front_of_two_cards_too_and_downwards_as_well() -> None:
    snap = Guides(CARD, [at(0, 300), at(0, 500)]).snap((0, 98), reach=6)
    assert snap.way == (0, 100)
    assert {gap.length for gap in snap.gaps} == {104}


def test_a_wire_that_is_nearly_straight_becomes_straight() -> None:
    pair = Pair(moving=(144, 48), fixed=(400, 133))
    snap = Guides(CARD, [], [pair]).snap((0, 83), reach=6)
    assert snap.way == (0, 85)
    assert snap.lines == (Line((144, 133), (400, 133)),)


def test_where_data_flow_down_a_straight_wire_is_upright() -> None:
    pair = Pair(moving=(72, 96), fixed=(130, 400))
    snap = Guides(CARD, [], [pair], flow_axis=1).snap((55, 0), reach=6)
    assert snap.way == (58, 0)


def test_an_axis_that_is_locked_stays_as_it_is() -> None:
    snap = Guides(CARD, [at(300, 3)]).snap((61, 0), reach=6, axes=(True, False))
    assert snap.way == (60, 0)


def test_the_nearest_boxes_come_first() -> None:
    assert nearest(CARD, [at(900, 0), at(10, 0), at(300, 0)], 2) == [at(10, 0), at(300, 0)]


numbers = st.integers(-400, 400).map(float)


@composite
def boxes(draw) -> Box:
    left, top = draw(numbers), draw(numbers)
    return (left, top, left + draw(st.integers(20, 300)), top + draw(st.integers(20, 200)))


@given(
    boxes(),
    st.lists(boxes(), max_size=12),
    st.tuples(numbers, numbers),
    st.floats(0.5, 30),
    st.lists(st.tuples(numbers, numbers, numbers, numbers), max_size=3),
)
def test_nothing_snaps_farther_than_its_reach_and_each_line_touches_what_it_aligns(
    box, others, way, reach, ends
) -> None:
    pairs = [Pair((a, b), (c, d)) for a, b, c, d in ends]
    snap = Guides(box, others, pairs).snap(way, reach)
    for axis in (0, 1):
        assert abs(snap.way[axis] - way[axis]) <= max(reach, GRID / 2) + 1e-6
    moved = tuple(box[n] + snap.way[n % 2] for n in range(4))
    for line in snap.lines:
        axis = 0 if line.start[0] == line.end[0] and _stops(moved, 0, line.start[0]) else 1
        level = {pair.fixed for pair in pairs} & {line.end}
        assert level or _stops(moved, axis, line.start[axis])
        assert level or any(_stops(other, axis, line.start[axis]) for other in others)
    for gap in snap.gaps:
        assert any(abs(gap.length - other.length) < 1e-3 for other in snap.gaps if other != gap)


def _stops(box, axis: int, coordinate: float) -> bool:
    stops = (box[axis], box[axis + 2], (box[axis] + box[axis + 2]) / 2)
    return any(abs(stop - coordinate) < 1e-3 for stop in stops)
