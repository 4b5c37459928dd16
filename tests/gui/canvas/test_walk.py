"""The keyboard goes from block to block along the wires, and up and down between rows."""

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from graph.network import Network, Wire
from graph.project import Project
from graph.templates import template
from gui.canvas.walk import beyond, neighbour, wire_at
from gui.start import Desk
from tests.graph.builders import forked

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
    assert neighbour(GOOGLENET, "inception4b", (0, 1)) == "aux1"


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


def test_what_flows_down_is_walked_down() -> None:
    network = LENET.replace(sketch=structs.replace(LENET.sketch, flow="down"))
    assert neighbour(network, "conv1", (0, 1)) == "relu1"
    assert neighbour(network, "conv1", (0, -1)) == "input"
    assert neighbour(network, "conv1", (1, 0)) == "relu1"  # what stands there


def test_a_wire_leads_to_its_ends_and_to_those_beside_it() -> None:
    network = forked()
    assert wire_at(network, ("conv1", "add1")) == Wire("conv1", "add1", 1)
    assert wire_at(network, ("conv1",)) == Wire("conv1", "relu1")
    assert wire_at(network, ("output",)) == Wire("fc1", "output")
    assert wire_at(network, ()) is None
    wire = Wire("conv1", "relu1")
    assert beyond(network, wire, (1, 0)) == "relu1"
    assert beyond(network, wire, (-1, 0)) == "conv1"
    other = Wire("conv1", "add1", 1)
    assert beyond(network, wire, (0, 1)) == beyond(network, wire, (0, -1)) == other
    assert beyond(network, other, (0, 1)) == wire
    assert beyond(network, Wire("conv2", "add1"), (0, 1)) == other
    assert beyond(network, Wire("fc1", "output"), (0, 1)) == Wire("fc1", "output")


def test_a_wire_is_selected_and_cut_by_keyboard_alone(desk: Desk, qtbot) -> None:
    canvas, session = desk.window.canvas, desk.session
    session.start(Project(forked()))
    qtbot.keyClick(canvas, Qt.Key.Key_Right)  # nothing is selected: the first block
    assert session.selection == ("input",)
    assert session.document.past == ()
    session.select(("conv1",))
    desk.window.actions_by_name["pick-wire"].trigger()
    assert canvas.picked.wires == (Wire("conv1", "relu1"),)
    assert session.selection == ()
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.picked.wires == (Wire("conv1", "add1", 1),)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert session.selection == ("add1",)
    session.select(("conv1", "add1"))
    desk.window.actions_by_name["pick-wire"].trigger()
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert Wire("conv1", "add1", 1) not in session.network.wires
    assert session.document.past == ("Delete",)


def test_blocks_are_wired_and_parted_by_keyboard_alone(desk: Desk, qtbot) -> None:
    canvas, session = desk.window.canvas, desk.session
    session.start(Project(forked()))
    session.select(("relu1", "add1"))
    qtbot.keyClick(canvas, Qt.Key.Key_J, CONTROL)
    assert session.network.incoming["add1"][-1] == Wire("relu1", "add1", 2)
    qtbot.keyClick(canvas, Qt.Key.Key_J, CONTROL | SHIFT)
    assert session.network.wires == forked().wires
    assert session.document.past == ("Connect", "Disconnect")


def test_plain_arrows_move_what_is_selected(desk: Desk, qtbot) -> None:
    desk.session.select(("conv1",))
    x = desk.session.network.nodes["conv1"].x
    qtbot.keyClick(desk.window.canvas, Qt.Key.Key_Right)
    assert desk.session.network.nodes["conv1"].x == x + 10
    assert desk.session.selection == ("conv1",)
