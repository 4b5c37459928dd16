"""The whole window by its widgets: files, undo, messages, recovery, languages, themes."""

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
)

from backend import protocol
from backend.protocol import Failed, Finished, Preparing, Progress, Ready, Started, failed
from graph import edits
from graph.network import Network
from graph.project import encode, read, write
from graph.sources import Mnist
from graph.templates import template
from graph.text import Refusal
from gui import files, recovery, start
from gui.language import Language, use
from gui.settings import DOCK, Settings
from gui.start import Desk
from gui.theme import DARK, Scheme
from gui.trainer import State
from gui.window import Window

LENET = template("lenet5").project()


def message(desk: Desk) -> str:
    return desk.window.findChild(QLabel, "message:text").text()


def answer(desk: Desk, button: str) -> None:
    """Presses a button of the question that will come."""

    def press_it() -> None:
        box = desk.window.findChild(QMessageBox, "question")
        next(found for found in box.buttons() if found.text() == button).click()

    QTimer.singleShot(50, press_it)


@pytest.mark.parametrize(
    ("button", "closes", "stops"),
    [("Let it go on", True, False), ("Stop it", True, True), ("Cancel", False, False)],
)
def test_closing_while_it_trains_is_asked_about(
    desk: Desk, monkeypatch, button: str, closes: bool, stops: bool
) -> None:
    stopped = []
    monkeypatch.setattr(desk.trainer, "stop", lambda: stopped.append(True))
    desk.trainer.state = State.TRAINING
    answer(desk, button)
    assert desk.window.close() is closes
    assert bool(stopped) is stops
    assert (desk.window is None) is closes


def press(desk: Desk, action: str) -> None:
    desk.window.actions_by_name[action].trigger()


def test_the_first_start_opens_lenet_with_train_one_click_away(desk: Desk) -> None:
    assert desk.session.network == LENET.network
    assert desk.session.path is None
    assert desk.session.name == "lenet-mnist"
    assert desk.window.findChild(QPushButton, "train").isEnabled()
    totals = desk.window.findChild(QLabel, "totals").text()
    assert totals.startswith("61,706 parameters · 416,520 multiply-adds")


def test_a_new_project_is_empty_and_a_template_fills_it(desk: Desk) -> None:
    press(desk, "new")
    assert desk.session.network == Network()
    desk.window.files.new_from(template("residual-mnist"))
    assert "block1" in desk.session.network.nodes


def test_undo_and_redo_say_what_they_take_back(desk: Desk) -> None:
    assert not desk.window.actions_by_name["undo"].isEnabled()
    desk.session.select(("conv1",))
    desk.window.canvas.delete()
    undo = desk.window.actions_by_name["undo"]
    assert undo.text() == "Undo: Delete"
    press(desk, "undo")
    assert desk.session.network == LENET.network
    assert desk.window.actions_by_name["redo"].text() == "Redo: Delete"


def test_saving_asks_for_a_name_once_and_adds_the_suffix(desk: Desk, tmp_path, monkeypatch) -> None:
    asked = []

    def answer(*arguments):
        asked.append(arguments)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    press(desk, "save")
    assert read(tmp_path / "mine.convas") == desk.session.project
    desk.session.select(("conv1",))
    desk.window.canvas.delete()
    assert desk.window.windowTitle() == "mine* · Convas"
    press(desk, "save")
    assert len(asked) == 1
    assert not desk.session.document.modified
    assert Settings().recent == (tmp_path / "mine.convas",)
    assert Settings().opened == tmp_path / "mine.convas"


def test_a_save_that_fails_says_why_and_loses_nothing(desk: Desk, tmp_path, monkeypatch) -> None:
    gone = tmp_path / "no such folder" / "mine.convas"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(gone), ""))
    press(desk, "save")
    assert "cannot be written" in message(desk)
    assert desk.session.network == LENET.network


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no Convas project"),
        (b"\x89PNG\r\n", "is no Convas project"),
        (b'{"convas": 99}', "was written by a newer Convas"),
        (encode(LENET).replace(b'"kernel":5', b'"kernel":0', 1), "is damaged"),
        (encode(LENET).replace(b'["input","conv1",0]', b'["input","nobody",0]'), "is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_the_project_open(
    desk: Desk, tmp_path, content: bytes, said: str
) -> None:
    path = tmp_path / "bad.convas"
    path.write_bytes(content)
    desk.window.files.open_path(path)
    assert said in message(desk)
    assert desk.session.network == LENET.network


@pytest.mark.parametrize(
    ("button", "leaves", "saved"),
    [
        ("Save", True, True),
        ("Discard", True, False),
        ("Cancel", False, False),
    ],
)
def test_unsaved_changes_are_asked_about(
    desk: Desk, tmp_path, button: str, leaves: bool, saved: bool
) -> None:
    del desk.window.files.may_leave
    path = tmp_path / "mine.convas"
    desk.session.save(path)
    desk.session.select(("conv1",))
    desk.window.canvas.delete()
    changed = desk.session.project
    answer(desk, button)
    assert desk.window.files.may_leave() is leaves
    assert (read(path) == changed) is saved


def test_train_says_why_it_cannot_start_and_shows_the_block(desk: Desk) -> None:
    network = edits.set_field(desk.session.network, "pool1", "kernel", 90)
    desk.session.edit("Size", network)
    press(desk, "train")
    assert message(desk).startswith("Training cannot start. The filter does not fit")
    assert desk.session.selection == ("pool1",)
    press(desk, "undo")
    assert not desk.window.messages.isVisible()


def test_a_network_of_another_size_than_the_data_is_refused(desk: Desk) -> None:
    desk.session.edit("Size", edits.set_field(desk.session.network, "input", "height", 32))
    desk.session.edit("x", edits.set_field(desk.session.network, "fc1", "features", 8))
    press(desk, "train")
    assert "The pictures are 1×28×28" in message(desk)


def test_the_buttons_follow_the_training(desk: Desk) -> None:
    trainer, find = desk.trainer, desk.window.findChild
    trainer._receive(Ready("2.13.0", ()))
    trainer._become(State.STARTING)
    trainer._receive(Started("r", "cpu", 2, 10, 61_706))
    trainer._receive(Progress(5, 0.5, 1.0, 0.5, 100.0, 12.0, 1e-3))
    assert find(QPushButton, "train").isHidden()
    assert not find(QPushButton, "pause").isHidden()
    assert find(QLabel, "progress").text() == "epoch 1/2 · 25 %"
    trainer._receive(protocol.Tested(10, 1, 0.5, 0.9))
    trainer._receive(Finished("r", 2, 0.9, 0.5, 1.0, 100.0))
    assert not find(QPushButton, "train").isHidden()


def test_a_failure_of_the_worker_speaks_the_language_in_use(desk: Desk) -> None:
    refusal = Refusal("There is no run {run} in {folder}.", run="r", folder=Path("/runs"))
    use(Language.PERSIAN)
    desk.trainer._receive(failed(Refusal("{text}", text=refusal.text).text))
    assert "اجرایی" in message(desk)
    assert "/runs" in message(desk)


def test_a_worker_that_dies_leaves_window_and_document_alone(desk: Desk) -> None:
    desk.trainer._become(State.TRAINING)
    desk.trainer._receive(Failed("The training process was killed.", "trace"))
    assert message(desk) == "The training process was killed."
    assert desk.session.network == LENET.network
    assert not desk.trainer.busy


def test_search_finds_blocks_and_enter_adds_the_first(desk: Desk, qtbot) -> None:
    press(desk, "new")
    search = desk.window.findChild(QLineEdit, "search")
    qtbot.keyClicks(search, "relu")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert list(desk.session.network.nodes) == ["relu1"]
    qtbot.keyClicks(search, "nonsense")
    texts = [label.text() for label in desk.window.palette_panel.findChildren(QLabel)]
    assert "No block is called “nonsense”." in texts


def test_copies_go_over_the_clipboard_as_text(desk: Desk) -> None:
    desk.session.select(("conv1", "relu1"))
    press(desk, "copy")
    press(desk, "new")
    press(desk, "paste")
    assert list(desk.session.network.nodes) == ["conv1", "relu1"]
    assert len(desk.session.network.wires) == 1
    press(desk, "duplicate")
    assert len(desk.session.network.nodes) == 4
    QApplication.clipboard().setText("no blocks")
    press(desk, "paste")
    assert "There are no blocks on the clipboard" in message(desk)


def test_arrange_lays_out_anew_as_one_step(desk: Desk) -> None:
    moved = edits.move(desk.session.network, {"conv1": (900.0, 900.0)})
    desk.session.edit("Move", moved)
    press(desk, "arrange")
    assert desk.session.network.nodes["conv1"] == LENET.network.nodes["conv1"]


def test_work_of_a_crashed_program_is_offered_back(desk: Desk, own_data_folder: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    path = own_data_folder / "recovery" / f"{dead.pid}-lost.convas"
    path.parent.mkdir(parents=True)
    write(template("inception-mnist").project(), path)
    desk.window.offer_restore()
    assert "“lost” was not saved" in message(desk)
    buttons = desk.window.messages.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Restore").click()
    assert "inception1" in desk.session.network.nodes
    assert desk.session.document.modified
    assert not path.exists()
    desk.window.recovery.clear()


def test_changes_are_kept_aside_until_they_are_saved(desk: Desk, tmp_path, own_data_folder) -> None:
    desk.session.select(("conv1",))
    desk.window.canvas.delete()
    desk.window.recovery.write()
    kept = list((own_data_folder / "recovery").iterdir())
    assert [read(path) for path in kept] == [desk.session.project]
    assert recovery.left_behind() == ()  # this process lives
    desk.session.save(tmp_path / "mine.convas")
    desk.window.recovery.write()
    assert list((own_data_folder / "recovery").iterdir()) == []


def test_another_language_makes_a_window_that_reads_the_other_way(desk: Desk, qtbot) -> None:
    desk.session.select(("conv1",))
    desk.window.status.language_chosen.emit(Language.PERSIAN)
    assert desk.window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert desk.window.findChild(QPushButton, "undo").text() != "Undo"
    assert desk.window.canvas.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert desk.session.selection == ("conv1",)
    assert Settings().language is Language.PERSIAN


def test_a_theme_is_changed_in_place_and_remembered(desk: Desk) -> None:
    desk.window.scheme_chosen.emit(Scheme.LIGHT)
    assert desk.window.canvas.scene().theme is not DARK
    assert Settings().scheme is Scheme.LIGHT


def test_every_action_has_a_menu_and_no_two_share_a_shortcut(desk: Desk) -> None:
    keys = [
        key.toString()
        for action in desk.window.actions_by_name.values()
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
    menus = ["File", "Edit", "Select", "Block", "Arrange", "Mark", "View", "Data", "Train", "Help"]
    assert list(desk.window.submenus) == menus


def test_the_code_is_exported(desk: Desk, tmp_path, monkeypatch) -> None:
    path = tmp_path / "net.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(desk, "export")
    assert "class Net(nn.Module):" in path.read_text()


def test_without_a_display_it_trains_and_writes_a_picture_of_the_trained_window(tmp_path) -> None:
    project = tmp_path / "p.convas"
    recipe = structs.replace(LENET.recipe, epochs=1)
    write(structs.replace(LENET, recipe=recipe, data=Mnist(examples=640)), project)
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, str(Path.cwd() / "main.py"), str(project)]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "finished after 1 epoch:" in done.stdout
    picture = QImage(str(tmp_path / "convas-window.png"))
    assert (picture.width(), picture.height()) == (1680, 1050)
    # the progress bar is full: a run was replayed in it
    good = sum(picture.pixelColor(1480 + 20 * step, 37).green() > 150 for step in range(9))
    assert good == 9


def test_a_project_that_cannot_be_read_ends_with_2_and_one_line(tmp_path, capsys) -> None:
    missing = tmp_path / "missing.convas"
    assert start.Desk(missing).window is None
    assert capsys.readouterr().err.count("\n") == 1


def test_an_example_opens_as_a_fresh_copy(desk: Desk) -> None:
    shipped = {path.stem for path in files.SHIPPED.glob("*.convas")}
    assert set(files.EXAMPLES) == shipped
    window = desk.window
    menu = next(m for m in window.submenus["File"].findChildren(QMenu) if m.title() == "Examples")
    titles = [action.text() for action in menu.actions()]
    assert titles == list(files.EXAMPLES.values())
    menu.actions()[titles.index("99 % on MNIST in one epoch")].trigger()
    assert window.session.project == read(files.SHIPPED / "mnist-99.convas")
    assert (window.session.name, window.session.path) == ("mnist-99", None)


def test_a_narrow_bar_leaves_out_what_the_menu_has_and_then_details(desk: Desk) -> None:
    bar = desk.window.topbar
    undo, chip = (bar.findChild(QPushButton, name) for name in ("undo", "chip:recipe"))
    seen = []
    for width in (1680, 1280, 960):
        desk.window.resize(width, 800)
        QApplication.processEvents()
        seen.append((undo.isVisibleTo(bar), "3 epochs" in chip.text()))
        shown = [button for button in bar.findChildren(QPushButton) if button.isVisibleTo(bar)]
        assert max(button.geometry().right() for button in shown) < width
    assert seen[0] == (True, True)
    assert seen[-1] == (False, False)


def test_the_bar_says_how_many_pictures_are_prepared(desk: Desk) -> None:
    bar = desk.window.topbar
    desk.trainer.state = State.STARTING
    desk.trainer._receive(Preparing(120, 960))
    words = [label.text() for label in bar.findChildren(QLabel)]
    assert "preparing pictures" in words
    assert any("12 %" in text for text in words)
    assert bar.findChild(QPushButton, "stop").isEnabled()


def test_after_train_the_keyboard_is_at_pause_and_then_at_train_again(desk: Desk) -> None:
    bar = desk.window.topbar
    train, pause = (bar.findChild(QPushButton, name) for name in ("train", "pause"))
    desk.trainer._receive(Ready("2.9", ()))
    train.setFocus()
    assert desk.window.focusWidget() is train
    for state, holder in (
        (State.STARTING, bar),
        (State.TRAINING, pause),
        (State.STOPPING, bar),
        (State.READY, train),
    ):
        desk.trainer._become(state)
        assert desk.window.focusWidget() is holder


def test_the_bar_says_what_the_last_training_came_to(desk: Desk) -> None:
    words = desk.window.topbar.findChild(QLabel, "progress")
    assert words.text() == "not trained yet"
    trainer = desk.trainer
    trainer.shown.started = Started("run", "cpu", 3, 10, 100)
    trainer.shown.finished = Finished("run", 3.0, 0.987, 0.04, 17.0, 1_000.0)
    trainer.state_changed.emit()
    assert "98.7" in words.text()


class LargeScreen:
    def availableSize(self) -> QSize:
        return QSize(1_920, 1_080)

    def geometry(self) -> QRect:
        return QRect(0, 0, 1_920, 1_080)


def test_the_window_comes_back_where_it_was(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(Window, "screen", lambda window: LargeScreen())
    desk.window.setGeometry(0, 0, 970, 700)
    desk.window.keep_layout()
    again = Window(desk.session, desk.trainer, Settings(), DARK)
    came_back = again.geometry()
    again.retire()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert came_back == desk.window.geometry()


def test_in_a_smaller_window_the_dock_is_smaller_too(desk: Desk) -> None:
    window = desk.window
    window.resize(1_400, 1_000)
    QApplication.processEvents()
    share = window.dock.height() / window.canvas.height()
    window.resize(1_024, 700)
    QApplication.processEvents()
    assert abs(window.dock.height() / window.canvas.height() - share) < 0.02


def test_on_a_smaller_screen_canvas_and_dock_share_what_is_left(desk: Desk) -> None:
    window, room = desk.window, desk.window.screen().availableSize()
    window.setGeometry(0, 0, 1_600, 2 * room.height())
    window.canvas.parentWidget().setSizes([round(1.2 * room.height()), round(0.7 * room.height())])
    QApplication.processEvents()
    share = window.dock.height() / window.height()
    window.keep_layout()
    again = Window(desk.session, desk.trainer, Settings(), DARK)
    again.show()
    QApplication.processEvents()
    came_back = again.height(), again.dock.height() / again.height()
    again.retire()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert came_back[0] <= room.height()
    assert abs(came_back[1] - share) < 0.04


@pytest.mark.parametrize("kept", ["", "nonsense", "7", "-0.2", "nan"])
def test_a_damaged_share_of_the_dock_is_the_default(own_data_folder, kept: str) -> None:
    Settings()._file.setValue("dock", kept)
    assert Settings().dock == DOCK


def test_a_message_lies_over_the_canvas_and_moves_nothing(desk: Desk) -> None:
    window = desk.window
    window.resize(1680, 1050)
    QApplication.processEvents()
    before = window.canvas.geometry()
    desk.session.refuse("Nothing is selected. Select a block first.")
    QApplication.processEvents()
    bar = window.messages
    assert window.canvas.geometry() == before
    assert window.canvas.rect().contains(bar.geometry())
    assert bar.height() < 60
    hidden = window.canvas.mapToScene(bar.geometry()).boundingRect()
    assert not any(hidden.intersects(card.area) for card in window.canvas.scene().cards.values())
    assert not bar.geometry().intersects(window.canvas.minimap.geometry())
    window.resize(900, 700)
    QApplication.processEvents()
    assert window.canvas.rect().contains(bar.geometry())


@pytest.mark.parametrize("width", [900, 1680])
def test_a_message_has_room_for_all_its_words_and_buttons(desk: Desk, width: int) -> None:
    window = desk.window
    window.resize(width, 800)
    sentences = ("Short.", "This is inside a built-in block, which is looked at. " * 4)
    for sentence, choices in product(sentences, ((), ("Yes",), ("Restore", "Make it my own"))):
        window.messages.offer(sentence, dict.fromkeys(choices, lambda: None), "error")
        QApplication.processEvents()
        words = window.findChild(QLabel, "message:text")
        assert words.height() >= words.heightForWidth(words.width())
        assert words.width() >= min(words.fontMetrics().horizontalAdvance(sentence), width // 4)


def test_what_was_done_is_not_told_for_longer_than_till_the_next_edit(desk: Desk) -> None:
    desk.window.messages.show_text("It is in the palette now.", "info")
    desk.session.edit("Delete", edits.remove(desk.session.network, ["relu1"]))
    assert desk.window.messages.isHidden()
    desk.window.messages.offer("It was deleted.", {"Bring it back": lambda: None})
    press(desk, "undo")
    assert not desk.window.messages.isHidden()


def test_why_something_is_not_done_is_told_for_a_while_and_a_file_stays_told(desk: Desk) -> None:
    bar = desk.window.messages
    bar._while.setInterval(0)
    desk.session.refuse("Nothing is selected. Select a block first.")
    assert not bar.isHidden()
    QTest.qWait(20)
    assert bar.isHidden()
    desk.session.open(Path("/nowhere/net.convas"))
    QTest.qWait(20)
    assert not bar.isHidden()


def test_what_waits_for_an_answer_comes_back_when_a_refusal_is_gone(desk: Desk) -> None:
    bar, answers = desk.window.messages, []
    bar.offer("It was not saved.", {"Restore": lambda: answers.append("Restore")})
    desk.session.refuse("Nothing is selected. Select a block first.")
    assert bar.findChild(QLabel, "message:text").text().startswith("Nothing")
    bar._fade()
    assert bar.findChild(QLabel, "message:text").text() == "It was not saved."
    (button,) = [b for b in bar.findChildren(QPushButton) if not b.isHidden()]
    button.click()
    assert answers == ["Restore"]
    assert bar.isHidden()


def test_what_was_refused_in_a_block_is_not_told_outside(desk: Desk) -> None:
    desk.session.start(template("googlenet").project())
    desk.session.enter("inception3a")
    desk.session.edit("Delete", edits.remove(desk.session.network, ["branch1"]))
    assert not desk.window.messages.isHidden()
    desk.session.leave()
    assert desk.window.messages.isHidden()


def test_pictures_of_the_project_before_are_not_shown_on_the_next(desk: Desk) -> None:
    trainer, scene = desk.trainer, desk.window.canvas.scene()
    late = protocol.Cards(
        0, 1, {"input": protocol.Card((1, 2, 2), bytes(4))}, 0, 0.5, 0, tuple("0123456789")
    )
    trainer.train(desk.session.project, "lenet")
    trainer._receive(late)
    assert scene.cards["input"]._live is not None
    desk.session.start(template("resnet18").project())
    trainer._receive(late)
    assert scene.cards["input"]._live is None
    desk.session.start(LENET)
    trainer._receive(late)
    assert scene.cards["input"]._live is not None


def test_an_edit_after_a_change_of_language_tells_the_new_window_only(desk: Desk) -> None:
    desk._speak(Language.PERSIAN)
    desk._speak(Language.ENGLISH)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.session.edit("Clear", Network())
    assert desk.window.actions_by_name["undo"].isEnabled()
