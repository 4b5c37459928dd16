"""The Select menu, and the search for a block by its name through all levels."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget

from graph import edits
from graph.edits.grouping import group
from graph.network import Network
from graph.project import Project
from graph.templates import template
from gui.chooser import Chooser
from gui.start import Desk
from tests.graph.builders import forked


def press(desk: Desk, action: str) -> None:
    desk.window.actions_by_name[action].trigger()


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("upstream", ("relu1",), ("input", "conv1", "relu1")),
        ("downstream", ("flatten1",), ("flatten1", "fc1", "output")),
        ("between", ("conv1", "add1"), ("conv1", "relu1", "conv2", "add1")),
        ("chain", ("conv2",), ("relu1", "conv2")),
        ("alike", ("conv2",), ("conv1", "conv2")),
        ("invert", ("conv1", "relu1", "conv2", "add1"), ("input", "flatten1", "fc1", "output")),
    ],
)
def test_more_is_selected(desk: Desk, action: str, before, after) -> None:
    desk.session.start(Project(forked()))
    desk.session.select(before)
    press(desk, action)
    assert desk.session.selection == after
    assert desk.session.document.past == ()


def test_nothing_selected_says_so(desk: Desk) -> None:
    press(desk, "upstream")
    said = desk.window.findChild(QLabel, "message:text").text()
    assert said == "Nothing is selected. Select a block first."


def look_for(desk: Desk, qtbot, name: str) -> QTreeWidget:
    press(desk, "find-block")
    box = desk.window.findChild(Chooser)
    typed = box.findChild(QLineEdit, "chooser:typed")
    qtbot.keyClicks(typed, name)
    return box.findChild(QTreeWidget, "chooser:rows")


def take(desk: Desk, qtbot) -> None:
    typed = desk.window.findChild(Chooser).findChild(QLineEdit, "chooser:typed")
    qtbot.keyClick(typed, Qt.Key.Key_Return)


def test_a_block_in_a_block_is_found_and_shown(desk: Desk, qtbot) -> None:
    network, _ = group(forked(), ["conv1", "relu1", "conv2", "add1"], "Mine")
    desk.session.start(Project(network))
    rows = look_for(desk, qtbot, "conv2")
    assert rows.topLevelItem(0).text(0).startswith("mine.conv2")
    take(desk, qtbot)
    assert desk.session.level == ("mine",)
    assert desk.session.selection == ("conv2",)


def test_arrows_mark_another_and_the_view_goes_there(desk: Desk, qtbot) -> None:
    desk.session.start(template("resnet152").project())
    canvas = desk.window.canvas
    look_for(desk, qtbot, "layer3")
    typed = desk.window.findChild(Chooser).findChild(QLineEdit, "chooser:typed")
    rows = desk.window.findChild(Chooser).findChild(QTreeWidget, "chooser:rows")
    qtbot.keyClick(typed, Qt.Key.Key_Down)
    assert rows.indexOfTopLevelItem(rows.currentItem()) == 1
    qtbot.keyClick(typed, Qt.Key.Key_PageUp)
    assert rows.indexOfTopLevelItem(rows.currentItem()) == 0
    take(desk, qtbot)
    name = desk.session.selection[0]
    assert (*desk.session.level, name) == ("layer3",)
    card = canvas.scene().drawing((name,))
    assert canvas.look.seen().contains(card)
    assert desk.session.document.past == ()


def test_an_empty_network_has_nothing_to_find(desk: Desk) -> None:
    desk.session.start(Project(Network()))
    press(desk, "find-block")
    said = desk.window.findChild(QLabel, "message:text").text()
    assert said.startswith("There are no blocks yet")
    assert desk.window.findChild(Chooser) is None


def test_what_is_found_far_away_is_brought_near(desk: Desk, qtbot) -> None:
    network = edits.move(forked(), {"output": (60_000.0, 0.0)})
    desk.session.start(Project(network))
    desk.window.canvas.look.fit_all()
    assert desk.window.canvas.look.zoom < 0.45
    look_for(desk, qtbot, "fc1")
    take(desk, qtbot)
    assert desk.window.canvas.look.zoom > 0.9
