"""Labels of wires collide with nothing, or are left out."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from graph.templates import template
from gui.canvas.drawing.labels import Box, Placed, Wanted, placed
from gui.canvas.drawing.scene import Scene
from gui.session import Session
from gui.theme import DARK

NUMBER = st.floats(-400, 400)
SIZE = st.floats(4, 160)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


@given(
    st.lists(st.builds(Wanted, st.lists(st.tuples(NUMBER, NUMBER), max_size=4), SIZE, SIZE)),
    st.lists(st.builds(lambda x, y, w, h: (x, y, x + w, y + h), NUMBER, NUMBER, SIZE, SIZE)),
)
def test_no_label_lies_on_another_or_on_a_card(wanted: list[Wanted], cards: list[Box]) -> None:
    found = placed(wanted, cards)
    boxes = [at.box for at in found if at is not None]
    assert not any(overlap(*pair) for pair in combinations(boxes, 2))
    assert not any(overlap(box, card) for box in boxes for card in cards)
    for label, at in zip(wanted, found, strict=True):
        if at is not None:
            middle = ((at.box[0] + at.box[2]) / 2, (at.box[1] + at.box[3]) / 2)
            assert any(abs(middle[0] - x) + abs(middle[1] - y) < 1e-6 for x, y in label.spots)


def test_the_first_spot_that_is_free_is_taken() -> None:
    label = Wanted([(50, 50), (200, 50)], 60, 18)
    assert placed([label], []) == [Placed((20, 41, 80, 59))]
    assert placed([label], [(0, 0, 60, 60)]) == [Placed((170, 41, 230, 59))]


def test_a_label_without_room_is_left_out() -> None:
    label = Wanted([(50, 50)], 60, 18)
    assert placed([label, label], []) == [Placed((20, 41, 80, 59)), None]


def test_labels_that_stand_already_stay() -> None:
    label = Wanted([(50, 50), (50, 90)], 60, 18)
    assert placed([label], [], [(20, 41, 80, 59)]) == [Placed((20, 81, 80, 99))]


def test_a_label_goes_where_no_other_wire_crosses_it() -> None:
    label = Wanted([(50, 50), (50, 90)], 60, 18, "a", 1)
    other, own = [(50, 0, 50, 70)], [(0, 50, 100, 50), (50, 50, 50, 90)]
    assert placed([label], [], [], [other, own]) == [Placed((20, 81, 80, 99))]


def test_a_label_that_must_lie_on_a_wire_says_so_or_leaves_it_to_another_of_its_source() -> None:
    line, label = [(50.0, 0.0, 50.0, 90.0)], Wanted([(50, 50)], 60, 18, "a", 1)
    assert placed([label], [], [], [line]) == [Placed((20, 41, 80, 59), crossed=True)]
    assert placed([label], [], [], [line], ["a"]) == [None]
    beside = Wanted([(200, 50)], 60, 18, "a", 2)
    assert placed([label, beside], [], [], [line]) == [None, Placed((170, 41, 230, 59))]


def test_the_shapes_of_large_pictures_stand_on_their_wires(qapp) -> None:
    scene = Scene(Session(template("resnet18").project()), DARK)
    scene.place_labels()
    for name in ("input", "conv1", "bn1", "relu"):  # 3×224×224, 64×112×112
        (wire,) = scene.network.outgoing[name]
        item = scene.wires[wire]
        assert item.place.center().y() == item.path.pointAtPercent(0.5).y()


def test_a_wire_across_the_whole_canvas_takes_no_room_of_its_own_size() -> None:
    """As cells of one small grid it would be more than a hundred million."""
    label = Wanted([(50, 50)], 60, 18, wire=0)
    across = [[(-1e6, -1e6, 1e6, 1e6)]]
    assert placed([label], [], lines=[[], *across]) == [Placed((20, 41, 80, 59), crossed=True)]
    assert placed([label], [], lines=across) == [Placed((20, 41, 80, 59))]
    assert placed([label], [(-1e6, -1e6, 1e6, 1e6)]) == [None]


def test_a_piece_that_two_wires_share_crosses_the_label_of_either() -> None:
    label = Wanted([(50, 50)], 60, 18, wire=0)
    shared = [(0.0, 50.0, 100.0, 50.0)]
    assert placed([label], [], lines=[shared, shared]) == [Placed((20, 41, 80, 59), crossed=True)]
    assert placed([label], [], lines=[shared + shared]) == [Placed((20, 41, 80, 59))]
