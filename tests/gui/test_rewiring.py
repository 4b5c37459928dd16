"""Blocks taken out, wired and changed by the window's actions, each as one step."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTreeWidget

from graph.layers.activation import ReLU, Tanh
from graph.layers.convolution import Conv2d
from graph.layers.pooling import AvgPool2d
from graph.network import Wire
from graph.project import Project
from gui import rewiring
from gui.chooser import Chooser
from gui.start import Desk
from tests.graph.builders import forked


def press(desk: Desk, action: str) -> None:
    desk.window.actions_by_name[action].trigger()


def message(desk: Desk) -> str:
    return desk.window.findChild(QLabel, "message:text").text()


@pytest.fixture
def project(desk: Desk) -> Desk:
    desk.session.start(Project(forked()), title="mine")
    return desk


def chooser(desk: Desk) -> Chooser:
    return desk.window.findChild(Chooser)


def test_blocks_leave_their_chain_and_the_wires_close(project: Desk) -> None:
    session = project.session
    session.select(("relu1",))
    press(project, "pull-out")
    assert Wire("conv1", "conv2") in session.network.wires
    assert "relu1" in session.network.nodes
    assert session.selection == ("relu1",)
    assert session.document.past == ("Take out",)
    press(project, "pull-out")
    assert message(project) == "No wire leads from what is selected to other blocks."
    session.undo()
    assert session.network == forked()


def test_blocks_are_deleted_or_cut_and_the_wires_close(project: Desk, qtbot) -> None:
    session = project.session
    session.select(("relu1", "conv2"))
    qtbot.keyClick(project.window.canvas, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert len(session.network.incoming["add1"]) == 2
    assert session.document.past == ("Delete",)
    session.undo()
    session.select(("fc1",))
    press(project, "cut-up")
    assert session.network.incoming["output"] == (Wire("flatten1", "output"),)
    assert "fc1" in QApplication.clipboard().text()
    press(project, "paste")
    assert "fc1" in session.network.nodes


def test_two_blocks_are_wired_in_the_order_of_selection(project: Desk) -> None:
    session = project.session
    session.select(("conv2", "conv1"))
    press(project, "connect")
    assert "would make a loop" in message(project)
    session.select(("conv1", "conv2"))
    press(project, "connect")
    assert session.network.incoming["conv2"] == (Wire("conv1", "conv2"),)
    session.select(("conv2",))
    press(project, "connect")
    assert message(project).startswith("Select two blocks")


def test_a_block_is_changed_by_typing_what_it_shall_be(project: Desk, qtbot) -> None:
    session = project.session
    session.select(("relu1",))
    press(project, "change")
    box = chooser(project)
    typed = box.findChild(QLineEdit, "chooser:typed")
    rows = box.findChild(QTreeWidget, "chooser:rows")
    assert rows.topLevelItemCount() > 20
    assert rows.topLevelItem(0).text(0) == "Leaky ReLU"  # the most alike
    qtbot.keyClicks(typed, "tan")
    assert rows.topLevelItem(0).text(0).startswith("Tanh")
    qtbot.keyClick(typed, Qt.Key.Key_Return)
    assert isinstance(session.network.nodes["tanh1"].layer, Tanh)
    assert session.selection == ("tanh1",)
    assert session.network.incoming["conv2"] == (Wire("tanh1", "conv2"),)
    assert session.document.past == ("Change kind",)


def test_nothing_typed_fits_or_esc_leaves_all_as_it_is(project: Desk, qtbot) -> None:
    project.session.select(("relu1",))
    press(project, "change")
    typed = chooser(project).findChild(QLineEdit, "chooser:typed")
    qtbot.keyClicks(typed, "qqq")
    assert chooser(project).findChild(QTreeWidget, "chooser:rows").topLevelItemCount() == 0
    qtbot.keyClick(typed, Qt.Key.Key_Return)
    assert chooser(project).isVisible()
    qtbot.keyClick(typed, Qt.Key.Key_Escape)
    assert project.session.network == forked()


def test_where_a_network_begins_nothing_is_changed(project: Desk) -> None:
    project.session.select(("input",))
    press(project, "change")
    assert "stays what it is" in message(project)
    project.session.select(())
    press(project, "change")
    assert message(project) == "Select one block in the middle first."


def test_wires_that_went_with_a_change_are_named(project: Desk) -> None:
    rewiring.change_kind(project.session, "add1", ReLU)
    assert "the wires from conv1 are gone" in message(project)
    project.session.undo()
    assert project.session.network == forked()
    rewiring.change_kind(project.session, "conv1", AvgPool2d)
    made = project.session.network.nodes[project.session.selection[0]].layer
    assert isinstance(made, AvgPool2d)
    assert made.kernel == 3
    rewiring.change_kind(project.session, project.session.selection[0], Conv2d)
    assert project.session.network.nodes["conv1"].layer.padding == 1


def test_all_keys_of_these_actions_are_keys(project: Desk) -> None:
    names = ("connect", "detach", "close-up", "cut-up", "change", "unfold", "upstream", "pick-wire")
    shown = partial(QKeySequence.toString)
    for name in names:
        assert shown(project.window.actions_by_name[name].shortcut()), name
