"""The command palette, the shortcut editor and the history, by real keys and clicks."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import (
    QApplication,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QToolButton,
    QTreeWidget,
)

from graph import edits
from gui.actions import bind, words_of
from gui.commands import CommandPalette
from gui.desk import Desk
from gui.history import History
from gui.key_help import KeyHelp, columns
from gui.keymap import CANVAS, bindings, defaults
from gui.language import Language
from gui.settings import Settings
from gui.shortcuts import ShortcutEditor


class Commands:
    """The open command palette by its parts."""

    def __init__(self, desk: Desk) -> None:
        desk.window.actions_by_name["commands"].trigger()
        self.popup = desk.window.findChild(CommandPalette)
        self.search = self.popup.findChild(QLineEdit)
        self.rows = self.popup.findChild(QTreeWidget)
        self.said = self.popup.findChild(QLabel, "commands:said")

    def listed(self) -> list[list[str]]:
        items = map(self.rows.topLevelItem, range(self.rows.topLevelItemCount()))
        return [[item.text(column) for column in range(3)] for item in items]

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.search, key)


def gone(popup: object) -> bool:
    return not popup.isVisible()  # type: ignore[attr-defined]


def test_every_action_is_listed_with_its_menu_and_its_keys(desk: Desk) -> None:
    open_ = Commands(desk)
    listed = open_.listed()
    assert len(listed) == len(desk.window.table)
    assert ["Save as…", "File", "Ctrl+Shift+S"] in listed
    assert ["Delete", "Edit", "Delete"] in listed
    assert ["Next block to the right", "Select", "Ctrl+→"] in listed
    open_.press(Qt.Key.Key_Escape)
    assert gone(open_.popup)


def test_typed_letters_find_an_action_and_enter_runs_it(desk: Desk, qtbot) -> None:
    open_ = Commands(desk)
    qtbot.keyClicks(open_.search, "sel all")
    assert open_.listed()[0][0] == "Select all"
    open_.press(Qt.Key.Key_Return)
    assert gone(open_.popup)
    qtbot.waitUntil(lambda: len(desk.session.selection) == len(desk.session.network.nodes))


def test_the_palette_is_as_high_as_what_it_found_below_a_line_that_stays(desk: Desk) -> None:
    open_ = Commands(desk)
    high, line = open_.popup.height(), open_.search.mapToGlobal(QPoint())
    QTest.keyClicks(open_.search, "save as")
    QApplication.processEvents()
    assert open_.popup.height() < high / 2
    assert open_.search.mapToGlobal(QPoint()) == line
    open_.search.clear()
    QApplication.processEvents()
    assert open_.popup.height() == high
    assert open_.said.geometry().bottom() < open_.popup.height()


def test_the_words_of_an_action_count_more_than_those_of_its_menu(desk: Desk, qtbot) -> None:
    open_ = Commands(desk)
    qtbot.keyClicks(open_.search, "block")
    rows = open_.listed()
    own = ["block" in row[0].lower() for row in rows]
    assert own == sorted(own, reverse=True)
    assert not all(own)
    assert any(own)


def test_what_was_run_last_comes_first_also_in_the_next_session(desk: Desk, qtbot) -> None:
    for typed in ("fit all", "arrange"):
        open_ = Commands(desk)
        qtbot.keyClicks(open_.search, typed)
        open_.press(Qt.Key.Key_Return)
        QApplication.processEvents()
    assert [row[0] for row in Commands(desk).listed()[:3]] == [
        "Arrange",
        "Fit all",
        "New empty network",
    ]
    assert Settings().commands == ("arrange", "fit")


def test_what_cannot_be_done_now_says_why_and_is_not_run(desk: Desk, qtbot) -> None:
    open_ = Commands(desk)
    qtbot.keyClicks(open_.search, "undo")
    assert open_.said.text() == "There is nothing to undo."
    open_.press(Qt.Key.Key_Return)
    assert not gone(open_.popup)
    assert open_.said.property("role") == "error"
    open_.search.clear()
    qtbot.keyClicks(open_.search, "duplicate wires")
    assert open_.said.text() == "Select a block first."
    open_.search.clear()
    qtbot.keyClicks(open_.search, "pause")
    assert open_.said.text() == "Nothing is being trained."
    open_.search.clear()
    qtbot.keyClicks(open_.search, "blablabla")
    assert open_.said.text() == "No command is called “blablabla”."
    open_.press(Qt.Key.Key_Return)
    assert not gone(open_.popup)


def test_arrow_keys_walk_the_list_from_the_search(desk: Desk) -> None:
    open_ = Commands(desk)
    for key, row in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        open_.press(key)
        assert open_.rows.indexOfTopLevelItem(open_.rows.currentItem()) == row


def test_a_click_runs_an_action_and_keys_of_the_canvas_can_be_run(desk: Desk, qtbot) -> None:
    desk.session.select(("conv1",))
    open_ = Commands(desk)
    qtbot.keyClicks(open_.search, "next right")
    area = open_.rows.visualItemRect(open_.rows.topLevelItem(0))
    qtbot.mouseClick(open_.rows.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    qtbot.waitUntil(lambda: desk.session.selection == ("relu1",))


def test_in_persian_both_languages_find_an_action(desk: Desk) -> None:
    desk.window.status.language_chosen.emit(Language.PERSIAN)
    open_ = Commands(desk)
    for typed in ("واگرد", "undo"):
        open_.search.setText(typed)  # QTest has no keys for Persian
        assert open_.listed()[0][0] == desk.window.actions_by_name["undo"].text()
    assert open_.popup.layoutDirection() == Qt.LayoutDirection.RightToLeft


class Editor:
    """The open shortcut editor by its parts."""

    def __init__(self, desk: Desk) -> None:
        desk.window.actions_by_name["shortcuts"].trigger()
        self.dialog = desk.window.findChild(ShortcutEditor)
        self.said = self.dialog.findChild(QLabel, "shortcuts:said")

    def press(self, name: str, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        field = self.dialog.findChild(QKeySequenceEdit, f"keys:{name}")
        field.setFocus()
        done = QSignalSpy(field.editingFinished)
        QTest.keyClick(field, key, held)
        assert done.count() or done.wait(3_000)

    def field(self, name: str) -> str:
        return self.dialog.findChild(QKeySequenceEdit, f"keys:{name}").keySequence().toString()

    def back(self, name: str) -> QToolButton:
        return self.dialog.findChild(QToolButton, f"keys:{name}:back")


CONTROL = Qt.KeyboardModifier.ControlModifier


def keys(desk: Desk, name: str) -> list[str]:
    return [one.toString() for one in desk.window.actions_by_name[name].shortcuts()]


def test_keys_are_changed_kept_and_shown_everywhere(desk: Desk) -> None:
    editor = Editor(desk)
    editor.press("arrange", Qt.Key.Key_F9, CONTROL)
    assert keys(desk, "arrange") == ["Ctrl+F9"]
    assert Settings().shortcuts == {"arrange": ("Ctrl+F9",)}
    assert editor.said.text() == "Arrange: Ctrl+F9"
    assert "Ctrl+F9" in desk.window.topbar.findChild(QPushButton, "arrange").toolTip()
    desk.window.actions_by_name["keys"].trigger()
    help_ = desk.window.findChild(KeyHelp)
    assert "Ctrl+F9" in [label.text() for label in help_.findChildren(QLabel)]
    help_.close()
    editor.dialog.close()


def test_a_menu_has_the_key_of_the_canvas_where_there_is_no_shortcut(desk: Desk) -> None:
    delete = desk.window.actions_by_name["delete"]
    assert delete.text() == "Delete\tDelete"
    assert not delete.shortcuts()  # the window would take the key from fields
    keys = {**bindings(desk.window.table, {}), "delete": ("Ctrl+Alt+Del",)}
    bind(desk.window.actions_by_name, keys)
    assert delete.text() == "Delete"
    assert words_of(desk.window.actions_by_name["open-block"]) == "Open the block"


def test_keys_that_another_action_has_are_refused_in_a_sentence(desk: Desk) -> None:
    editor = Editor(desk)
    editor.press("arrange", Qt.Key.Key_S, CONTROL)
    assert editor.said.text() == (
        "Ctrl+S does “Save” already. Choose other keys, or give that one others first."
    )
    assert editor.field("arrange") == "Ctrl+L"
    assert keys(desk, "arrange") == ["Ctrl+L"]
    assert Settings().shortcuts == {}
    editor.dialog.close()


@pytest.mark.parametrize(
    ("key", "held", "said"),
    [
        (Qt.Key.Key_Right, CONTROL, "The canvas itself uses Ctrl+Right"),
        (Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier, "The canvas itself uses F10"),
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A alone is for typing"),
    ],
)
def test_keys_of_the_canvas_and_of_typing_are_refused(desk: Desk, key, held, said: str) -> None:
    editor = Editor(desk)
    editor.press("arrange", key, held)
    assert editor.said.text().startswith(said)
    assert keys(desk, "arrange") == ["Ctrl+L"]
    editor.dialog.close()


def test_one_and_all_go_back_to_their_own_keys(desk: Desk) -> None:
    editor = Editor(desk)
    assert not editor.back("arrange").isEnabled()
    editor.press("arrange", Qt.Key.Key_F9, CONTROL)
    editor.press("fit", Qt.Key.Key_L, CONTROL)
    editor.back("arrange").click()
    assert editor.said.text() == "Ctrl+L does “Fit all” now. Give that one other keys first."
    editor.back("fit").click()
    editor.back("arrange").click()
    assert (keys(desk, "arrange"), keys(desk, "fit")) == (["Ctrl+L"], ["Ctrl+0"])
    assert Settings().shortcuts == {}
    editor.press("arrange", Qt.Key.Key_F9, CONTROL)
    editor.dialog.findChild(QPushButton, "shortcuts:reset").click()
    assert keys(desk, "arrange") == ["Ctrl+L"]
    assert keys(desk, "zoom-in") == ["Ctrl++", "Ctrl+="]
    editor.dialog.close()


def test_keys_are_taken_away(desk: Desk) -> None:
    editor = Editor(desk)
    field = editor.dialog.findChild(QKeySequenceEdit, "keys:arrange")
    field.clear()
    field.editingFinished.emit()
    assert keys(desk, "arrange") == []
    assert editor.said.text() == "Arrange has no keys now."
    assert Settings().shortcuts == {"arrange": ()}
    editor.dialog.close()


def test_the_editor_is_searched(desk: Desk, qtbot) -> None:
    editor = Editor(desk)
    qtbot.keyClicks(editor.dialog.findChild(QLineEdit, "shortcuts:search"), "persian")
    fields = editor.dialog.findChildren(QKeySequenceEdit)
    shown = [field.objectName() for field in fields if field.isVisible()]
    assert shown == ["keys:fa"]
    editor.dialog.close()


def test_a_changed_key_works_on_the_keyboard(desk: Desk, qtbot) -> None:
    settings = desk.settings
    settings.shortcuts = {"all": ("Ctrl+F9",)}
    desk.window.shortcuts_changed.emit()
    window = desk.window
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.canvas, Qt.Key.Key_A, CONTROL)
    assert desk.session.selection == ()
    QTest.keyClick(window.canvas, Qt.Key.Key_F9, CONTROL)
    assert len(desk.session.selection) == len(desk.session.network.nodes)


def changed(desk: Desk, count: int) -> list:
    """Projects before and after so many edits."""
    states = [desk.session.project]
    for number in range(count):
        place = {"conv1": (2_000.0 + number, 0.0)}
        desk.session.edit("Move", edits.move(desk.session.network, place))
        states.append(desk.session.project)
    return states


def opened(desk: Desk) -> tuple[QListWidget, QLabel]:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the one before
    desk.window.topbar.findChild(QToolButton, "history").click()
    popup = desk.window.findChild(History)
    return popup.findChild(QListWidget), popup.findChild(QLabel, "history:said")


def test_a_click_in_the_history_goes_there_in_one_jump_and_forward_again(desk: Desk, qtbot) -> None:
    states = changed(desk, 4)
    told = []
    desk.session.changed.connect(told.append)
    rows, said = opened(desk)
    texts = [rows.item(row).text() for row in range(rows.count())]
    assert texts == ["Move · \u2066conv1\u2069"] * 4 + ["As it was opened"]
    place = rows.visualItemRect(rows.item(3)).center()
    qtbot.mouseMove(rows.viewport(), place + QPoint(1, 1))
    qtbot.mouseMove(rows.viewport(), place)
    qtbot.waitUntil(lambda: said.text() == "3 steps back")
    struck = [rows.item(row).font().strikeOut() for row in range(rows.count())]
    assert struck == [True, True, True, False, False]
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.session.project is states[1]
    rows, said = opened(desk)
    assert said.text() == "This is how it is now."
    assert rows.currentRow() == 3
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert said.text() == "1 step forward"
    QTest.keyClick(rows, Qt.Key.Key_Up)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert desk.session.project is states[3]
    assert len(told) == 2


def test_the_history_of_a_new_project_has_one_row_in_both_languages(desk: Desk) -> None:
    rows, _ = opened(desk)
    assert [rows.item(row).text() for row in range(rows.count())] == ["As it was opened"]
    rows.parentWidget().close()
    changed(desk, 1)
    desk.window.status.language_chosen.emit(Language.PERSIAN)
    rows, _ = opened(desk)
    texts = [rows.item(row).text() for row in range(rows.count())]
    assert "جابه‌جایی" in texts[0]
    assert len(texts) == 2
    rows.parentWidget().close()


def test_the_window_that_is_narrow_has_its_history_in_the_menu(desk: Desk) -> None:
    desk.window.resize(960, 700)
    QApplication.processEvents()
    assert desk.window.topbar.findChild(QToolButton, "history").isHidden()
    desk.window.actions_by_name["history"].trigger()
    popup = desk.window.findChild(History)
    assert popup.isVisible()
    popup.close()


def test_no_default_shortcut_is_anothers_or_what_the_canvas_takes(desk: Desk) -> None:
    every = [one for entry in desk.window.table for one in defaults(entry)]
    assert sorted(every) == sorted(set(every))
    for entry in desk.window.table:
        for one in defaults(entry):
            assert QKeySequence(one).toString() == one
            assert one not in CANVAS, entry.name


def test_the_help_fits_the_screen_and_leads_to_the_editor(desk: Desk) -> None:
    desk.window.actions_by_name["keys"].trigger()
    help_ = desk.window.findChild(KeyHelp)
    assert help_.height() <= help_.screen().availableSize().height()
    texts = [label.text() for label in help_.findChildren(QLabel)]
    assert {"Save", "Ctrl+S", "Lasso", "On the canvas"} <= set(texts)
    help_.findChild(QPushButton, "key-help:change").click()
    assert not help_.isVisible()
    desk.window.findChild(ShortcutEditor).close()


def test_groups_of_keys_stand_in_columns_of_about_one_length() -> None:
    groups = {"File": 9, "Edit": 10, "Select": 8, "Block": 14, "View": 8, "Canvas": 16}
    made = columns(groups)
    assert [title for column in made for title in column] == list(groups)
    lengths = [sum(groups[title] + 2 for title in column) for column in made]
    assert len(lengths) == 3
    assert max(lengths) <= 28
