"""Several windows: each with its own project, all in step with one another."""

import gc
import os
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget

from graph import edits
from graph.network import Network
from graph.project import Project, read, write
from graph.templates import template
from gui import recovery
from gui.desk import Desk
from gui.language import Language
from gui.settings import Settings
from gui.theme import LIGHT, Scheme
from gui.trainer import State
from gui.window import Window


@pytest.fixture
def second(desk: Desk, tmp_path: Path) -> Window:
    """Another window, on a file; it is the one in use."""
    path = tmp_path / "second.convas"
    write(template("inception-mnist").project(), path)
    window = desk.open_window(path)
    assert window is not None
    settle(window)
    return window


def settle(window: Window) -> None:
    """Lets a window be painted and furnished."""
    window.grab()
    for _ in range(50):
        QApplication.processEvents()
        if window.findChild(QWidget, "problems") is not None:
            return
    raise AssertionError("the window was never finished")


def flush() -> None:
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def message(window: Window) -> str:
    return window.findChild(QLabel, "message:text").text()


def first_of(desk: Desk, second: Window) -> Window:
    return next(window for window in desk.windows if window is not second)


def test_a_new_window_is_empty_and_the_other_goes_on(desk: Desk, qtbot) -> None:
    first = desk.window
    before = first.session.project
    first.activateWindow()
    first.canvas.setFocus()
    qtbot.waitUntil(first.isActiveWindow)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(first.canvas, Qt.Key.Key_N, held)
    assert len(desk.windows) == 2
    new = desk.window
    assert new is not first
    assert new.session.network == Network()
    assert new.session is not first.session
    assert new.trainer is not first.trainer
    new.session.edit("Add", edits.add(Network(), "relu1", template("lenet5").project()
                     .network.nodes["relu1"].layer))  # fmt: skip
    assert first.session.project is before
    assert not first.session.document.modified
    new.trainer.state = State.TRAINING
    new.trainer.state_changed.emit()
    assert first.findChild(QPushButton, "train").isEnabled()
    assert not new.actions_by_name["train"].isEnabled()


def test_a_file_that_is_open_comes_forward_and_is_not_opened_twice(
    desk: Desk, second: Window, monkeypatch
) -> None:
    first = first_of(desk, second)
    before = first.session.project
    path = second.session.path
    raised = []
    monkeypatch.setattr(second, "raise_", lambda: raised.append(True))
    first.files.open_path(path)
    assert first.session.project is before
    first.files.window_asked.emit(path)
    assert len(desk.windows) == 2
    assert len(raised) == 2
    second.files.open_path(path)  # in its own window it is read again
    assert second.session.path == path


def test_open_in_a_new_window_asks_which(desk: Desk, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "asked.convas"
    write(template("resnet18").project(), path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    desk.window.actions_by_name["open-window"].trigger()
    assert desk.window.session.path == path
    assert Settings().recent == (path,)
    assert len(desk.windows) == 2


def test_a_file_that_cannot_be_read_opens_no_window(desk: Desk, tmp_path: Path) -> None:
    desk.window.files.window_asked.emit(tmp_path / "missing.convas")
    assert len(desk.windows) == 1
    assert "There is no file" in message(desk.window)


def test_a_file_is_not_saved_over_one_that_another_window_has(
    desk: Desk, second: Window, monkeypatch
) -> None:
    first = first_of(desk, second)
    path = second.session.path
    before = path.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    assert not first.files.save_as()
    assert message(first).startswith("second.convas is open in another window.")
    assert path.read_bytes() == before
    assert second.files.save_as()


def test_closing_one_leaves_the_others_and_takes_its_copy_away(
    desk: Desk, second: Window, own_data_folder: Path
) -> None:
    second.session.edit("Delete", edits.remove(second.session.network, ["inception1"]))
    second.recovery.write()
    assert len(list((own_data_folder / "recovery").iterdir())) == 1
    second.files.may_leave = lambda: True
    second.close()
    flush()
    first = desk.window
    assert desk.windows == [first]
    assert first.isVisible()
    first.session.select(("conv1",))
    assert first.session.selection == ("conv1",)
    assert list((own_data_folder / "recovery").iterdir()) == []


def test_a_closed_window_is_garbage_to_the_last_object(desk: Desk) -> None:
    def use_one() -> list[weakref.ref]:
        window = desk.open_window(None)
        settle(window)
        window.actions_by_name["commands"].trigger()
        window.actions_by_name["history"].trigger()
        window.files.may_leave = lambda: True
        parts = (window, window.session, window.trainer, window.canvas, window.recovery)
        window.close()
        return [weakref.ref(part) for part in parts]

    refs = use_one()
    flush()
    gc.collect()
    assert [ref() for ref in refs] == [None] * len(refs)


def test_quitting_asks_all_and_closes_none_if_one_stays(desk: Desk, second: Window) -> None:
    first = first_of(desk, second)
    asked = []
    answers = {first: True, second: False}
    for window in (first, second):
        window.files.may_leave = lambda w=window: asked.append(w) or answers[w]
    first.actions_by_name["quit"].trigger()
    assert asked == [first, second]
    assert len(desk.windows) == 2
    answers[second] = True
    first.actions_by_name["quit"].trigger()
    assert desk.windows == []
    assert desk.window is None


def test_after_a_quit_the_next_start_has_what_was_used_last(
    desk: Desk, second: Window, tmp_path: Path
) -> None:
    first = first_of(desk, second)
    first.session.save(tmp_path / "first.convas")
    first.used.emit()
    assert desk.window is first
    for window in (first, second):
        window.files.may_leave = lambda: True
    first.setGeometry(10, 20, 1_000, 640)
    second.setGeometry(60, 70, 1_100, 650)
    second.quit_asked.emit()
    assert Settings().opened == tmp_path / "first.convas"
    assert Settings().place == first.geometry()


def test_language_theme_and_keys_reach_all_windows(desk: Desk, second: Window) -> None:
    first = first_of(desk, second)
    second.session.select(("inception1",))
    second.actions_by_name["light"].trigger()
    assert first.theme is second.theme is LIGHT
    assert first.actions_by_name["light"].isChecked()
    assert not first.actions_by_name["dark"].isChecked()
    desk.settings.shortcuts = {"arrange": ("Ctrl+F9",)}
    second.shortcuts_changed.emit()
    assert first.actions_by_name["arrange"].shortcut() == QKeySequence("Ctrl+F9")
    sessions = {window.session for window in desk.windows}
    places = {window.session: window.geometry() for window in desk.windows}
    first.actions_by_name["fa"].trigger()
    assert len(desk.windows) == 2
    assert {window.session for window in desk.windows} == sessions
    for window in desk.windows:
        assert window.layoutDirection() == Qt.LayoutDirection.RightToLeft
        assert window.geometry() == places[window.session]
        assert window.theme is LIGHT
    assert desk.session.selection == ("inception1",)
    assert Settings().language is Language.PERSIAN
    assert Settings().scheme is Scheme.LIGHT


def test_unsaved_work_of_windows_of_one_name_is_kept_apart_and_all_comes_back(
    desk: Desk, own_data_folder: Path
) -> None:
    for number in (1, 2):
        window = desk.open_window(None)
        network = template("lenet5").project().network
        window.session.edit("Paste", edits.move(network, {"conv1": (float(number), 0.0)}))
        window.recovery.write()
    folder = own_data_folder / "recovery"
    kept = sorted(folder.iterdir())
    assert len(kept) == 2
    assert all(path.name.startswith(f"{os.getpid()}.") for path in kept)
    lost = {str(read(path).network.nodes["conv1"]) for path in kept}
    for window in tuple(desk.windows)[1:]:
        window.recovery.clear()
    dead = folder / "99999999.1-untitled.convas", folder / "99999999.2-untitled.convas"
    for number, path in enumerate(dead, 1):
        network = template("lenet5").project().network
        write(Project(edits.move(network, {"conv1": (float(number), 0.0)})), path)
    assert set(recovery.left_behind()) == set(dead)
    first = next(window for window in desk.windows if not window.session.document.modified)
    first.offer_restore()
    for _ in dead:
        offered = next(w for w in desk.windows if "was not saved" in message(w))
        buttons = offered.messages.findChildren(QPushButton)
        next(b for b in buttons if b.text() == "Restore" and b.isVisibleTo(offered)).click()
        flush()
    assert recovery.left_behind() == ()
    open_now = {str(w.session.network.nodes["conv1"]) for w in desk.windows}
    assert lost <= open_now
    assert len(desk.windows) == 4


def test_a_language_change_keeps_unsaved_work_in_one_file(desk: Desk, own_data_folder) -> None:
    desk.session.edit("Delete", edits.remove(desk.session.network, ["conv1"]))
    desk.window.recovery.write()
    desk.window.status.language_chosen.emit(Language.PERSIAN)
    kept = list((own_data_folder / "recovery").iterdir())
    assert [read(path) for path in kept] == [desk.session.project]
    desk.window.files.may_leave = lambda: True
    desk.window.close()
    flush()
    assert list((own_data_folder / "recovery").iterdir()) == []


class Shown(QObject):
    """Hears which windows are shown, also those that are gone at once."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(watched)
        return False


def test_nothing_but_the_window_is_shown_at_the_start(desk: Desk, qtbot) -> None:
    """A part that is shown before it has its place takes the keyboard away from the window."""
    shown = Shown()
    QApplication.instance().installEventFilter(shown)
    opened = desk.open_window()
    qtbot.waitUntil(lambda: opened.findChild(QWidget, "problems") is not None)
    assert shown.windows == [opened]


def test_windows_lie_beside_one_another(desk: Desk) -> None:
    desk.window.setGeometry(0, 0, 400, 300)
    first = desk.window.geometry()
    new = desk.open_window(None)
    assert new.size() == desk.windows[0].size()
    assert new.pos() != first.topLeft() or not new.screen().availableGeometry().contains(
        first.translated(32, 32)
    )
