"""Freezing in the window: menu, inspector, card, voice and undo tell the same."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gui.canvas.context import menu
from gui.canvas.pointer import OnCard
from gui.canvas.voice.spoken import named
from gui.desk import Desk
from gui.editors import Switch


def offered(desk: Desk, name: str) -> set[str]:
    window = desk.window
    made = menu(OnCard(name), desk.session, window.actions_by_name, window.theme, window)
    return {action.objectName().removeprefix("action:") for action in made.actions()}


def said(desk: Desk) -> str:
    return desk.window.messages.findChild(QLabel, "message:text").text()


def totals(desk: Desk) -> str:
    return desk.window.findChild(QLabel, "totals").text()


def test_the_menu_freezes_what_has_weights_and_says_what_has_none(desk: Desk, qtbot) -> None:
    session = desk.session
    session.select(("conv1", "relu1"))
    assert "freeze" in offered(desk, "conv1")
    assert "unfreeze" not in offered(desk, "conv1")
    desk.window.actions_by_name["freeze"].trigger()
    assert session.network.nodes["conv1"].frozen
    assert "relu1 has no weights, and is left out." in said(desk)
    assert "frozen" in named(session.shown, "conv1")
    assert desk.window.canvas.stage.scene.cards["conv1"].face.frozen
    assert "trained" in totals(desk)
    assert "unfreeze" in offered(desk, "conv1")
    session.undo()
    assert not session.network.nodes["conv1"].frozen
    assert "trained" not in totals(desk)
    session.select(("relu1",))
    assert not {"freeze", "unfreeze"} & offered(desk, "relu1")


def test_the_inspector_has_a_switch_for_what_can_be_frozen(desk: Desk, qtbot) -> None:
    session, window = desk.session, desk.window
    session.select(("conv1",))
    switch = window.side.findChild(Switch, "frozen")
    switch.click()
    assert session.network.nodes["conv1"].frozen
    session.undo()
    assert not switch.isChecked()
    session.select(("relu1",))
    assert not window.side.findChild(Switch, "frozen").isVisible()


def test_several_blocks_that_differ_show_a_dash_and_become_frozen_by_a_click(desk: Desk) -> None:
    session, window = desk.session, desk.window
    session.select(("conv1",))
    window.actions_by_name["freeze"].trigger()
    session.select(("conv1", "relu1", "conv2"))
    switch = window.side.findChild(Switch, "frozen")
    assert switch.checkState() is Qt.CheckState.PartiallyChecked
    switch.click()
    nodes = session.network.nodes
    assert (nodes["conv1"].frozen, nodes["relu1"].frozen, nodes["conv2"].frozen) == (
        True,
        False,
        True,
    )
