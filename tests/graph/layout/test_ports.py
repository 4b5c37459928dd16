"""Where ports lie on their cards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.layout.ports import along, inlet, outlet

CARD = (144.0, 96.0)


@pytest.mark.parametrize("flow", ["right", "down"])
def test_one_input_lies_opposite_the_output(flow) -> None:
    (x, y), (a, b) = inlet(flow, CARD, 0, 1), outlet(flow, CARD)
    assert (y == b) if flow == "right" else (x == a)


def test_data_enter_at_the_left_or_the_top() -> None:
    assert inlet("right", CARD, 0, 1) == (0, 48)
    assert inlet("down", CARD, 0, 1) == (72, 0)
    assert outlet("right", CARD) == (144, 48)
    assert outlet("down", CARD) == (72, 96)


@pytest.mark.parametrize(("count", "port"), [(2, 0), (3, 0), (4, 1), (5, 1), (6, 2)])
def test_the_middle_one_of_the_wired_inputs_lies_in_the_middle(count: int, port: int) -> None:
    """Of a joining node the last port is free."""
    assert along(96, port, count) == 48


@given(st.integers(1, 60), st.floats(96, 2_000))
def test_ports_are_in_order_and_on_their_edge(count: int, length: float) -> None:
    places = [along(length, port, count) for port in range(count)]
    assert places == sorted(set(places))
    assert places[0] >= 9.99
    assert places[-1] <= length - 9.99
