"""What is new on the canvas comes where nothing stands."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from gui.canvas.vacancy import MARGIN, STEP, vacant
from tests.gui.canvas.test_view import canvas

VIEW = QRectF(0, 0, 1_000, 600)
WANTED = QRectF(400, 300, 200, 60)

spots = st.lists(
    st.builds(
        QRectF,
        st.floats(0, 900),
        st.floats(0, 500),
        st.floats(10, 200),
        st.floats(10, 200),
    ),
    max_size=8,
)


@given(spots)
def test_the_place_is_free_and_none_that_is_nearer_is(taken: list[QRectF]) -> None:
    def covered(area: QRectF) -> bool:
        return any(area.intersects(one) for one in taken)

    found = vacant(WANTED, covered, VIEW)
    around = found.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    if covered(around):
        assert found == WANTED  # there is no free place at all
    elif found != WANTED:
        assert VIEW.contains(found)
        assert covered(WANTED.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
        nearer = WANTED.translated(STEP, 0)
        if (found.topLeft() - WANTED.topLeft()).manhattanLength() > STEP:
            assert covered(nearer.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))


def test_a_note_in_the_middle_of_a_network_comes_beside_its_blocks(qtbot) -> None:
    view, session = canvas(qtbot)
    card = view.scene().cards["relu1"]
    view.writing.new_note(card.pos())
    view.writing._field.setPlainText("why a ReLU stands here")
    view.writing.keep()
    (note,) = view.scene().marks.notes.values()
    assert not any(note.area.intersects(c.area) for c in view.scene().cards.values())
    assert session.network.sketch.notes["note1"].text == "why a ReLU stands here"
