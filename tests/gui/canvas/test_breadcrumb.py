"""Which use of a block is open, and whether edits go to it or to all: in the real window."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from backend import library
from graph import edits
from graph.edits.grouping import group
from graph.levels import at
from graph.network import Network
from graph.project import Project
from gui.start import Desk
from tests.graph.builders import forked
from tests.gui.canvas.hands import drag, middle


def twice() -> Network:
    """One block of the user's, used twice in a row."""
    network, name = group(forked(), ["conv1", "relu1", "conv2", "add1"], "Mine")
    wire = network.outgoing[name][0]
    return edits.insert(network, wire, "again", network.nodes[name].layer, (400.0, 300.0))


@pytest.fixture
def inside(desk: Desk) -> Desk:
    desk.session.start(Project(twice()), title="two")
    desk.session.enter("mine")
    return desk


def button(desk: Desk, which: str) -> QPushButton | None:
    row = desk.window.canvas.findChild(QWidget, "breadcrumb").layout()
    shown = [row.itemAt(n).widget() for n in range(row.count())]
    return next((each for each in shown if each.objectName() == f"uses:{which}"), None)


def line(desk: Desk) -> str:
    row = desk.window.canvas.findChild(QWidget, "breadcrumb").layout()
    return " ".join(row.itemAt(n).widget().text() for n in range(row.count()))


def nudge(desk: Desk) -> None:
    start = middle(desk.window.canvas, "conv1")
    drag(desk.window.canvas, start, start + QPointF(0, 200))


def inner(desk: Desk, name: str) -> Network:
    return at(desk.session.project.network, (name,))


def test_it_says_which_use_is_open_and_edits_this_one_at_first(inside: Desk) -> None:
    assert line(inside) == "two › main › mine · use 1 of 2, edit: this one all 2"
    assert button(inside, "one").isChecked()
    nudge(inside)
    assert inner(inside, "mine") != inner(inside, "again")
    assert inside.session.document.past == ("Move",)
    assert button(inside, "one") is None  # it has no equal now
    inside.session.undo()
    assert line(inside).endswith("use 1 of 2, edit: this one all 2")


def test_all_uses_are_edited_in_one_step(inside: Desk, qtbot) -> None:
    before = inside.session.project
    qtbot.mouseClick(button(inside, "all"), Qt.MouseButton.LeftButton)
    nudge(inside)
    assert inner(inside, "mine") == inner(inside, "again") != at(before.network, ("mine",))
    assert inside.session.document.past == ("Move",)
    assert button(inside, "all").isChecked()
    inside.session.undo()
    assert inside.session.project == before


def test_the_choice_is_kept_for_the_block_and_shown_in_its_other_uses(inside: Desk) -> None:
    button(inside, "all").click()
    inside.session.leave()
    inside.session.enter("again")
    assert "use 2 of 2" in line(inside)
    assert button(inside, "all").isChecked()
    button(inside, "one").click()
    nudge(inside)
    assert inner(inside, "mine") != inner(inside, "again")


def test_a_kept_block_stays_as_it_was(inside: Desk) -> None:
    block = inside.session.project.network.nodes["mine"].layer
    library.keep(block)
    button(inside, "all").click()
    nudge(inside)
    assert [entry.block for entry in library.kept()] == [block]
    assert "My blocks" in button(inside, "all").toolTip()


def test_a_block_that_is_used_once_has_no_choice(desk: Desk) -> None:
    desk.session.start(Project(group(forked(), ["relu1", "conv2"], "Once")[0]))
    desk.session.enter("once")
    assert "use" not in line(desk).split()
    assert desk.session.uses == (("once",),)
    desk.session.leave()
    assert desk.session.uses == ()
    desk.session.edit_all(True)
    assert not desk.session.edits_all


def test_another_project_begins_with_one_use(inside: Desk) -> None:
    button(inside, "all").click()
    inside.session.start(Project(twice()), title="other")
    inside.session.enter("mine")
    assert button(inside, "one").isChecked()


def test_the_names_have_a_ground_of_their_own_over_cards(desk: Desk) -> None:
    window, canvas = desk.window, desk.window.canvas
    row = canvas.findChild(QWidget, "breadcrumb")
    head = canvas.scene().area("conv1").topLeft()
    canvas.look.zoom_by(2.0)
    canvas.centerOn(head + QPointF(canvas.width(), canvas.height()) / 4 - QPointF(30, 8))
    seen = canvas.grab().toImage()
    corner = row.geometry().center() * seen.devicePixelRatio()
    colours = {seen.pixelColor(corner.x() + x, row.y() + 3).name() for x in range(-20, 20)}
    assert colours == {window.theme.canvas}
