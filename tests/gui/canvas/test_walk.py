"""The keyboard goes from block to block along the wires, and up and down between rows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from graph.network import Network
from graph.templates import template
from gui.canvas.walk import neighbour
from gui.start import Desk

LENET = template("lenet5").project().network
GOOGLENET = template("googlenet").project().network
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_right_and_left_follow_the_wires_from_row_to_row() -> None:
    name, seen = neighbour(LENET, None, (1, 0)), []
    while name is not None and name not in seen:
        seen.append(name)
        name = neighbour(LENET, name, (1, 0))
    assert seen == list(LENET.order)
    assert neighbour(LENET, "conv2", (-1, 0)) == "pool1"


def test_up_and_down_go_to_the_next_row() -> None:
    assert neighbour(LENET, "conv1", (0, 1)) == "pool2"
    assert neighbour(LENET, "pool2", (0, -1)) == "conv1"
    assert neighbour(LENET, "conv1", (0, -1)) is None
    assert neighbour(GOOGLENET, "inception4b", (0, -1)) == "aux1"


def test_nothing_is_next_to_nothing() -> None:
    assert neighbour(Network(), None, (1, 0)) is None


def test_blocks_are_selected_and_grouped_by_keyboard_alone(desk: Desk, qtbot) -> None:
    canvas, session = desk.window.canvas, desk.session
    canvas.look.fit_all()
    before = canvas.mapToScene(0, 0)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, CONTROL)
    assert session.selection == ("input",)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, CONTROL)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, CONTROL | SHIFT)
    assert session.selection == ("conv1", "relu1")
    assert canvas.mapToScene(0, 0) == before  # all of it is in view
    assert session.document.past == ()
    desk.window.actions_by_name["group"].trigger()
    assert "block1" in session.network.nodes


def test_esc_leads_from_an_empty_search_to_the_canvas(desk: Desk, qtbot) -> None:
    search = desk.window.findChild(QLineEdit, "search")
    desk.window.activateWindow()
    desk.window.palette_panel.search()
    qtbot.keyClicks(search, "conv")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() in (desk.window.canvas, None)
