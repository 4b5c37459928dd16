"""Back and forward through what was looked at."""

from hypothesis import given
from hypothesis import strategies as st

from gui.canvas.places import LONGEST_PAST, Places, Spot

TOP, BLOCK = (), ("block1",)


def spot(x: float, level: tuple[str, ...] = TOP, width: float = 1_000.0) -> Spot:
    return Spot(level, x, 0.0, width, width * 0.6)


def always(level: tuple[str, ...]) -> bool:
    return True


def test_a_jump_is_a_place_and_one_goes_back_and_forward_again() -> None:
    places = Places()
    for each in (spot(0), spot(5_000), spot(0, BLOCK)):
        places.visit(each)
    assert places.back(always) == spot(5_000)
    assert places.back(always) == spot(0)
    assert places.back(always) is None
    assert places.forward(always) == spot(5_000)
    assert places.forward(always) == spot(0, BLOCK)
    assert places.forward(always) is None


def test_panning_and_zooming_step_by_step_stays_one_place() -> None:
    places = Places()
    places.visit(spot(0))
    for step in range(1, 50):
        places.visit(spot(step * 100))
    for step in range(8):
        places.visit(spot(4_900, width=1_000 * 1.2**step))
    assert places.back(always) is None
    assert places.now == spot(4_900, width=1_000 * 1.2**7)


def test_all_in_view_and_a_block_of_it_are_two_places() -> None:
    places = Places()
    places.visit(spot(0, width=9_000))
    places.visit(spot(3_000))
    assert places.back(always) == spot(0, width=9_000)


def test_going_back_and_looking_around_there_keeps_the_way_forward() -> None:
    places = Places()
    places.visit(spot(0))
    places.visit(spot(5_000))
    places.back(always)
    places.visit(spot(100))
    assert places.forward(always) == spot(5_000)
    assert places.back(always) == spot(100)


def test_a_jump_after_going_back_forgets_what_lay_ahead() -> None:
    places = Places()
    places.visit(spot(0))
    places.visit(spot(5_000))
    places.back(always)
    places.visit(spot(-9_000))
    assert places.forward(always) is None
    assert places.back(always) == spot(0)


def test_blocks_that_are_gone_are_passed_over() -> None:
    places = Places()
    for each in (spot(0), spot(0, BLOCK), spot(5_000)):
        places.visit(each)
    assert places.back(lambda level: level != BLOCK) == spot(0)


def test_the_past_is_not_without_end_and_another_project_begins_anew() -> None:
    places = Places()
    for step in range(LONGEST_PAST + 50):
        places.visit(spot(step * 5_000))
    count = 0
    while places.back(always):
        count += 1
    assert count == LONGEST_PAST
    places.clear()
    assert places.now is None
    assert places.forward(always) is None


@given(st.lists(st.tuples(st.sampled_from(["visit", "back", "forward"]), st.integers(-9, 9))))
def test_back_is_undone_by_forward(script) -> None:
    places = Places()
    for verb, number in script:
        now = places.now
        if verb == "visit":
            places.visit(spot(number * 700))
            assert places.now == spot(number * 700)
        elif verb == "back" and places.back(always) is not None:
            assert places.forward(always) == now
        elif verb == "forward" and places.forward(always) is not None:
            assert places.back(always) == now
