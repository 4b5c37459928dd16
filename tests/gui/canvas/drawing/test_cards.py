"""What a card's head says, and the marks that stand beside it."""

from msgspec import structs

from graph.edits.marking import pinned
from graph.templates import template
from gui.canvas.drawing.scene import Scene
from gui.session import Session
from gui.theme import DARK

LENET = template("lenet5").project()


def test_what_a_head_says_ends_before_the_sign_of_a_problem(qtbot) -> None:
    card = Scene(Session(LENET), DARK).cards["pool1"]
    face = structs.replace(card.face, name="pool", summary="7×7 /2, 64", severity="warning")
    card.show_face(face)
    for zoom in (0.85, 1.0, 1.37, 2.0):
        head = card.written(zoom)[:2]
        sign = (card.face.size[0] - 17 - 8) * zoom  # its left edge
        assert all(line.x + line.letters.width <= sign - 4 * zoom for line in head)


def test_a_pinned_card_shows_its_pin(qtbot) -> None:
    session = Session(LENET)
    scene = Scene(session, DARK)
    card = scene.cards["conv1"]
    assert not card.face.pinned
    session.edit("Pin", pinned(session.network, ["conv1"], True))
    scene.sync()
    assert card.face.pinned
    assert not scene.cards["relu1"].face.pinned
