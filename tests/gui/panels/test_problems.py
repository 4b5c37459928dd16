"""The list of problems leads to the blocks and mends them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from graph import edits
from graph.edits import grouping
from graph.layers.activation import ReLU
from gui.panels.problems import MOST, Panel
from gui.session import Session
from gui.theme import DARK, LIGHT
from gui.trainer import Trainer


@pytest.fixture
def panel(qtbot: QtBot, session: Session, trainer: Trainer) -> Panel:
    made = Panel(session, trainer, DARK)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


def rows(panel: Panel) -> list:
    QApplication.processEvents()  # a layout shows what it was given after the event
    return [row for row in panel._rows if row.isVisible()]


def sentences(panel: Panel) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def fixes(panel: Panel) -> list[QPushButton]:
    QApplication.processEvents()
    return [each for each in panel.findChildren(QPushButton, "fix") if each.isVisible()]


def test_a_click_selects_the_block_and_brings_it_into_view(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    with qtbot.waitSignal(session.revealed) as revealed:
        qtbot.mouseClick(rows(panel)[0], Qt.MouseButton.LeftButton)
    assert revealed.args == ["pool2"]
    assert session.selection == ("pool2",)


def test_enter_does_what_a_click_does_and_arrows_walk(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.edit("Delete", edits.remove(session.network, ["relu1"]))
    first, second = rows(panel)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    qtbot.waitUntil(second.hasFocus)
    assert second.is_current
    assert not first.is_current
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert session.selection == (second.problem.node,)


def test_the_current_problem_offers_fixes_which_are_one_step_each(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    (fix, *_) = fixes(panel)
    qtbot.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert session.inference.problems == ()
    assert len(session.document.past) == 1
    assert fixes(panel) == []
    assert "All is well" in sentences(panel)
    session.undo()
    assert "4.5 is not a whole number" in sentences(panel)


def test_the_number_of_problems_is_told_when_it_changes(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    told: list[int] = []
    panel.count_changed.connect(told.append)
    assert panel.count == 1
    session.edit("Delete", edits.remove(session.network, ["pool2"]))
    session.edit("Move", edits.move(session.network, {"conv1": (5.0, 5.0)}))
    session.undo()
    session.undo()
    assert told == [2, 1]


def test_a_thousand_problems_are_not_a_thousand_rows(panel: Panel, session: Session) -> None:
    network = session.network
    for number in range(MOST + 20):
        network = edits.add(network, f"alone{number}", ReLU())
    session.edit("Add", network)
    assert len(rows(panel)) == MOST
    assert f"and {panel.count - MOST} more" in sentences(panel)


def test_a_fix_says_what_it_gives_and_what_follows(panel: Panel) -> None:
    said = sentences(panel)
    assert "Crop to 9×9" in said
    assert "16×4×4" in said
    assert "then has 400 inputs instead of 256" in said
    (crop,) = [fix for fix in fixes(panel) if "Crop" in fix.accessibleName()]
    assert crop.accessibleName() == "Crop to 9×9 → 16×4×4. nothing after it changes"


def test_what_follows_stands_under_the_fix_where_the_panel_is_narrow(panel: Panel) -> None:
    assert fixes(panel)
    wide = [fix.height() for fix in fixes(panel)]
    panel.resize(420, 300)
    QApplication.processEvents()
    narrow = [fix.height() for fix in fixes(panel)]
    assert min(narrow) > max(wide)
    places = [fix.geometry() for fix in fixes(panel)]
    assert max(place.right() for place in places) < 420
    assert not any(a.intersects(b) for a in places for b in places if a != b)
    for fix in fixes(panel):
        for label in fix.findChildren(QLabel):
            needed = label.heightForWidth(label.width())
            assert label.height() >= (needed if label.wordWrap() else 0)


def test_the_formula_stands_out_in_the_colour_of_the_problem(panel: Panel) -> None:
    formula = "(10 − 3 + 2·0) / 2 + 1 = 4.5"
    assert f'<span style="color: {DARK.warning}">{formula}</span>' in sentences(panel)
    panel.set_theme(LIGHT)
    assert f'<span style="color: {LIGHT.warning}">{formula}</span>' in sentences(panel)


def test_the_keyboard_stays_in_the_list_when_a_fix_is_made(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.edit("Delete", edits.remove(session.network, ["relu1"]))
    rows(panel)[0].setFocus()
    first = fixes(panel)[0]
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert len(session.document.past) == 2
    assert QApplication.focusWidget() in rows(panel)


def test_the_last_fix_leaves_the_keyboard_in_the_list(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    last = fixes(panel)[0]
    last.setFocus()
    qtbot.waitUntil(last.hasFocus)
    qtbot.keyClick(last, Qt.Key.Key_Space)
    assert session.inference.problems == ()
    assert QApplication.focusWidget() is panel


def test_a_hidden_list_is_drawn_when_it_is_shown(panel: Panel, session: Session) -> None:
    panel.hide()
    session.edit("Delete", edits.remove(session.network, ["relu1"]))
    panel.show()
    panel.set_theme(LIGHT)
    assert len(rows(panel)) == panel.count == 2


def test_inside_a_block_what_is_wrong_outside_is_counted(panel: Panel, session: Session) -> None:
    network, name = grouping.group(session.network, ("conv1", "relu1"), "Stem")
    session.edit("Group", network)
    session.enter(name)
    assert "Problems outside it: 1." in sentences(panel)
    session.leave()
    assert "All is well" not in sentences(panel)


def test_a_network_that_fits_but_not_the_data_is_not_called_trainable(
    panel: Panel, session: Session
) -> None:
    network = edits.set_field(session.network, "pool2", "kernel", (2, 2))
    session.edit("Set", edits.set_field(network, "fc", "features", 8))
    assert session.inference.problems == ()
    assert "cannot be trained yet. The data set has 10 classes" in sentences(panel)
    fit = panel.findChild(QPushButton, "fit-network")
    fit.click()
    assert "the network can be trained" in sentences(panel)
    assert not fit.isVisible()
    assert session.network.nodes["fc"].layer.features == 10
