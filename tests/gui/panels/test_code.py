"""The code beside the drawing: it follows, marks what is selected, and can be taken away."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from backend.source import source
from graph import edits
from graph.layers.activation import ReLU
from graph.project import Project
from graph.templates import template
from gui.panels.code import DELAY, Panel
from gui.panels.code_view import CodeView
from gui.session import Session
from gui.start import Desk
from gui.theme import DARK, Theme
from gui.trainer import Trainer


@pytest.fixture
def panel(qtbot: QtBot, session: Session, trainer: Trainer) -> Panel:
    made = Panel(session, trainer, DARK)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


def view(panel: Panel) -> CodeView:
    return panel.findChild(CodeView)


def button(panel: Panel, name: str) -> QPushButton:
    return panel.findChild(QPushButton, f"code:{name}")


def marked(panel: Panel) -> list[str]:
    """The lines that stand out, as a reader sees them."""
    return [found.cursor.block().text().strip() for found in view(panel).extraSelections()]


def colour(panel: Panel, text: str) -> str:
    """The colour of the first place where the text stands."""
    cursor = view(panel).document().find(text)
    place = cursor.selectionStart() - cursor.block().position()
    ranges = cursor.block().layout().formats()
    found = [r for r in ranges if r.start <= place < r.start + r.length]
    return found[-1].format.foreground().color().name() if found else ""


def broken(session: Session) -> None:
    session.edit("cut", edits.disconnect(session.network, session.network.wires[-1:]))


def test_the_code_is_the_exported_one_and_follows_each_edit(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    assert view(panel).toPlainText() == source(session.network)
    session.edit("set", edits.set_field(session.network, "conv1", "filters", 9))
    assert "nn.Conv2d(1, 9," not in view(panel).toPlainText()  # not while the user types
    qtbot.waitUntil(lambda: "nn.Conv2d(1, 9," in view(panel).toPlainText(), timeout=20 * DELAY)
    session.undo()
    qtbot.waitUntil(lambda: "nn.Conv2d(1, 6," in view(panel).toPlainText(), timeout=20 * DELAY)


def test_out_of_sight_it_does_nothing_and_is_right_when_it_comes_back(
    panel: Panel, session: Session
) -> None:
    panel.hide()
    session.edit("set", edits.set_field(session.network, "conv1", "filters", 9))
    assert not panel._timer.isActive()
    panel.show()
    assert "nn.Conv2d(1, 9," in view(panel).toPlainText()


def test_the_selected_blocks_lines_stand_out(panel: Panel, session: Session) -> None:
    session.select(["conv2"])
    assert marked(panel) == [
        "self.conv2 = nn.Conv2d(6, 16, kernel_size=5)",
        "x = self.conv2(x)  # 16 x 10 x 10",
    ]
    session.select([])
    assert marked(panel) == []


def test_lines_stay_marked_when_the_code_moves(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["fc"])
    wire = session.network.wires[1]
    session.edit("insert", edits.insert(session.network, wire, "more", ReLU(), (0.0, 0.0)))
    qtbot.waitUntil(lambda: "self.more" in view(panel).toPlainText(), timeout=20 * DELAY)
    assert marked(panel)[0].startswith("self.fc = nn.Linear(")


def test_a_block_shows_its_class_and_what_is_inside_its_own_lines(
    panel: Panel, session: Session
) -> None:
    session.start(template("googlenet").project())
    panel._write()
    session.select(["inception3a"])
    assert "self.inception3a = Inception(192, 64, 96, 128, 16, 32, 32)" in marked(panel)
    assert "class Inception(nn.Module):" in marked(panel)
    session.enter("aux1")
    session.select(["fc1"])
    assert marked(panel) == ["self.fc1 = nn.Linear(2048, 1024)", "x = self.fc1(x)  # 1024"]
    first = view(panel).firstVisibleBlock().blockNumber()
    assert first < view(panel).marked[0].start <= first + 20  # it has been scrolled to


def test_a_click_selects_the_block_of_a_line(qtbot: QtBot, panel: Panel, session: Session) -> None:
    cursor = view(panel).document().find("self.pool1(x)")
    view(panel).setTextCursor(cursor)
    place = view(panel).cursorRect(cursor).center()
    cursor.clearSelection()
    view(panel).setTextCursor(cursor)
    with qtbot.waitSignal(session.revealed) as revealed:
        qtbot.mouseClick(
            view(panel).viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y())
        )
    assert revealed.args == ["pool1"]
    assert session.selection == ("pool1",)


def test_while_there_are_errors_it_says_why_and_the_last_code_is_grey(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    good = view(panel).toPlainText()
    plain = colour(panel, "class")
    broken(session)
    why = panel.findChild(QLabel, "code:why")
    qtbot.waitUntil(why.isVisible, timeout=20 * DELAY)
    assert "The network has errors" in why.text()
    assert view(panel).toPlainText() == good
    assert colour(panel, "class") != plain
    assert not button(panel, "copy").isEnabled()
    assert not button(panel, "save").isEnabled()
    session.undo()
    qtbot.waitUntil(lambda: not why.isVisible(), timeout=20 * DELAY)
    assert colour(panel, "class") == plain
    assert button(panel, "copy").isEnabled()


def test_a_new_project_with_errors_does_not_show_the_last_ones_code(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.start(Project())
    qtbot.waitUntil(lambda: view(panel).toPlainText() == "", timeout=20 * DELAY)
    assert "has no Input" in panel.findChild(QLabel, "code:why").text()


def test_the_same_project_opened_again_has_its_code(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.start(session.project)
    session.select(["conv2"])
    qtbot.waitUntil(lambda: len(marked(panel)) == 2, timeout=20 * DELAY)


def test_it_is_copied_and_saved(qtbot: QtBot, panel: Panel, session: Session) -> None:
    qtbot.mouseClick(button(panel, "copy"), Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == source(session.network)
    with qtbot.waitSignal(panel.export_asked):
        qtbot.mouseClick(button(panel, "save"), Qt.MouseButton.LeftButton)


def test_python_has_the_colours_of_the_theme(panel: Panel, any_theme: Theme) -> None:
    panel.set_theme(any_theme)
    assert colour(panel, "class") == any_theme.group("Normalisation")
    assert colour(panel, "# 6 x 28 x 28") == any_theme.muted
    assert colour(panel, "28 ->") == any_theme.good  # in the docstring
    assert colour(panel, "Its weights") == any_theme.good  # in its second line
    assert colour(panel, "5, padding") == any_theme.warning
    assert colour(panel, "Net(nn") == any_theme.accent


def test_code_runs_from_left_to_right_in_persian_too(qtbot: QtBot, panel: Panel) -> None:
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    option = view(panel).document().defaultTextOption()
    assert option.textDirection() is Qt.LayoutDirection.LeftToRight
    assert not view(panel).isRightToLeft()
    cursor = QTextCursor(view(panel).document())
    assert view(panel).cursorRect(cursor).x() < 40


def test_in_the_window_it_is_a_tab_whose_text_can_be_copied_by_key(
    qtbot: QtBot, desk: Desk
) -> None:
    dock = desk.window.dock
    titles = [dock.tabText(place) for place in range(dock.count())]
    assert titles[-2:] == ["Code", "Problems"]
    broken(desk.session)
    assert dock.tabText(len(titles) - 1).startswith("Problems (")
    desk.session.undo()
    dock.setCurrentIndex(len(titles) - 2)
    code = dock.findChild(CodeView)
    code.setFocus()
    qtbot.keyClick(code, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(code, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == source(desk.session.network)
