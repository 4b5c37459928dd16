"""Blocks over the clipboard: between windows, into a chat and back, wired where they fit."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from graph import edits
from graph.edits import pieces
from graph.edits.marking import framed, with_note
from graph.layers.activation import ReLU
from graph.network import Network, Wire
from graph.project import encode
from graph.templates import template
from gui import clipboard
from gui.desk import Desk

LENET = template("lenet5").project()


def press(desk: Desk, action: str) -> None:
    desk.window.actions_by_name[action].trigger()


@pytest.fixture
def away(monkeypatch) -> None:
    """The mouse is not over the canvas."""
    monkeypatch.setattr(clipboard, "under_mouse", lambda canvas: None)


def test_keys_copy_in_one_window_and_paste_in_another(desk: Desk, qtbot, away: None) -> None:
    first = desk.window
    first.session.select(("conv1", "relu1", "pool1"))
    for window, key in ((first, Qt.Key.Key_C), (desk.open_window(None), Qt.Key.Key_V)):
        window.activateWindow()
        window.canvas.setFocus()
        qtbot.waitUntil(window.isActiveWindow)
        QTest.keyClick(window.canvas, key, Qt.KeyboardModifier.ControlModifier)
    second = desk.window
    assert second is not first
    assert list(second.session.network.nodes) == ["conv1", "relu1", "pool1"]
    assert set(second.session.network.wires) == {Wire("conv1", "relu1"), Wire("relu1", "pool1")}
    assert second.session.selection == ("conv1", "relu1", "pool1")
    assert second.canvas.look.seen().contains(second.canvas.scene().cards["relu1"].pos())


def test_a_chain_connects_itself_to_the_selected_block_in_one_step(desk: Desk) -> None:
    session = desk.session
    before = session.project
    session.select(("conv1", "relu1"))
    press(desk, "copy")
    session.select(("pool1",))
    press(desk, "paste")
    conv, relu = session.selection
    behind = LENET.network.outgoing["pool1"][0].target
    assert Wire("pool1", conv) in session.network.wires
    assert Wire(relu, behind) in session.network.wires
    assert Wire("pool1", behind) not in session.network.wires
    assert session.document.past == ("Paste",)
    session.undo()
    assert session.project is before
    assert session.selection == ("pool1",)


def test_what_is_no_chain_comes_where_the_mouse_is(desk: Desk, monkeypatch) -> None:
    session, canvas = desk.session, desk.window.canvas
    session.select(("conv1", "fc1"))
    press(desk, "copy")
    place = QPoint(200, 150)
    QCursor.setPos(canvas.viewport().mapToGlobal(place))
    monkeypatch.setattr(type(canvas.viewport()), "underMouse", lambda self: True)
    point = clipboard.under_mouse(canvas)
    assert point is not None
    press(desk, "paste")
    nodes = [session.network.nodes[name] for name in session.selection]
    middle_x = (min(n.x for n in nodes) + max(n.x for n in nodes) + 144) / 2
    middle_y = (min(n.y for n in nodes) + max(n.y for n in nodes) + 96) / 2
    assert abs(middle_x - point.x()) <= 10
    assert abs(middle_y - point.y()) <= 10


def test_text_with_anything_around_it_and_whole_projects_are_pasted(desk: Desk, away: None) -> None:
    press(desk, "new")
    piece = edits.add(Network(), "relu1", ReLU())
    QApplication.clipboard().setText(f"Here:\n```json\n{pieces.encode(piece)}\n```\nOK?")
    press(desk, "paste")
    assert list(desk.session.network.nodes) == ["relu1"]
    desk.session.select(())
    QApplication.clipboard().setText(encode(LENET).decode())
    press(desk, "paste")
    assert len(desk.session.network.nodes) == 1 + len(LENET.network.nodes)
    QApplication.clipboard().setText("nothing of the kind")
    press(desk, "paste")
    words = desk.window.findChild(QLabel, "message:text").text()
    assert words.startswith("There are no blocks on the clipboard.")


def test_duplicates_with_wires_get_what_the_originals_get(desk: Desk) -> None:
    session = desk.session
    session.select(("relu1", "pool1"))
    press(desk, "duplicate-wired")
    relu, pool = session.selection
    assert Wire("conv1", relu) in session.network.wires
    assert Wire(relu, pool) in session.network.wires
    assert session.network.outgoing[pool] == ()
    assert session.document.past == ("Duplicate with wires",)
    press(desk, "duplicate")
    first, second = session.selection
    assert session.network.incoming[first] == ()
    assert session.network.incoming[second] == (Wire(first, second),)


def test_frames_and_notes_travel_with_their_blocks_and_alone(desk: Desk, away: None) -> None:
    session, canvas = desk.session, desk.window.canvas
    network, frame = framed(session.network, ["conv1", "relu1"], "Stem")
    node = network.nodes["conv1"]
    network, note = with_note(network, "between", (node.x + 10.0, node.y - 20.0))
    session.edit("Frame", network)
    canvas.picked.choose(frames=(frame,))
    press(desk, "cut")
    assert not session.network.sketch.frames
    assert not session.network.sketch.notes
    assert "conv1" not in session.network.nodes
    press(desk, "paste")
    assert [f.title for f in session.network.sketch.frames.values()] == ["Stem"]
    assert [n.text for n in session.network.sketch.notes.values()] == ["between"]
    session.select(())
    canvas.picked.choose(notes=tuple(session.network.sketch.notes))
    press(desk, "duplicate")
    assert len(session.network.sketch.notes) == 2
    assert set(canvas.picked.notes) < set(session.network.sketch.notes)
    assert note in session.network.sketch.notes


def test_inside_a_built_in_block_nothing_is_pasted(desk: Desk) -> None:
    desk.window.files.new_from(template("residual-mnist"))
    desk.session.select(("conv1",))
    press(desk, "copy")
    desk.session.enter("block1")
    before = desk.session.project
    press(desk, "paste")
    assert desk.session.project is before
    words = desk.window.findChild(QLabel, "message:text").text()
    assert "inside a built-in block" in words
