"""Other computers: kept, tried, trained on; a stand-in command takes the place of ssh."""

import shlex
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from backend.protocol import Started
from gui.machines import MachineEditor
from gui.panels.devices import DeviceForm
from gui.session import Session
from gui.settings import Settings
from gui.theme import DARK
from gui.trainer import State, Trainer
from tests.gui.panels.builders import Ear, lenet

ROOT = Path(__file__).parents[2]
STAND_IN = """
import sys
sys.path.insert(0, {root!r})
from backend.protocol import Device, Ready, begin, read_command, write
begin(sys.stdout.buffer)
write(sys.stdout.buffer, Ready("2.9", (Device("cuda:0", "A far card"),)))
while read_command(sys.stdin.buffer) is not None:
    pass
"""


@pytest.fixture
def far(tmp_path: Path) -> str:
    """A command that does what `ssh host python -m backend.engine.worker` does, without torch."""
    script = tmp_path / "far computer.py"
    script.write_text(STAND_IN.format(root=str(ROOT)))
    return shlex.join([sys.executable, str(script)])


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def fill(editor: MachineEditor, name: str, command: str, place: int = 0) -> None:
    editor.findChildren(QLineEdit, "machine:name")[place].setText(name)
    editor.findChildren(QLineEdit, "machine:command")[place].setText(command)


def said(editor: MachineEditor) -> str:
    return editor.findChild(QLabel, "machine:said").text()


def test_computers_are_kept_by_ok_and_not_by_cancel(parent: QWidget) -> None:
    editor = MachineEditor(Settings(), parent)
    fill(editor, "gpu", f"{sys.executable} gpu worker")
    editor.reject()
    assert Settings().machines == {}
    editor = MachineEditor(Settings(), parent)
    fill(editor, "gpu", f"{sys.executable} gpu worker")
    editor.findChild(QPushButton, "machines:add").click()
    fill(editor, "other", f"{sys.executable} other 'a b'", place=1)
    editor.accept()
    assert Settings().machines == {
        "gpu": f"{sys.executable} gpu worker",
        "other": f"{sys.executable} other 'a b'",
    }
    editor = MachineEditor(Settings(), parent)
    editor.findChildren(QPushButton, "machine:remove")[0].click()
    editor.accept()
    assert Settings().machines == {"other": f"{sys.executable} other 'a b'"}


@pytest.mark.parametrize(
    ("name", "command", "why"),
    [
        ("", "ssh gpu", "Give each computer a name."),
        ("gpu", "", "gpu has no command yet."),
        ("gpu", "ssh 'gpu", "The command of gpu has a quote that is not closed: ssh 'gpu"),
    ],
)
def test_what_is_missing_is_said_and_the_dialog_stays(
    parent: QWidget, name: str, command: str, why: str
) -> None:
    editor = MachineEditor(Settings(), parent)
    editor.open()
    fill(editor, name, command)
    editor.accept()
    assert editor.isVisible()
    assert editor._said.text() == why
    editor.reject()


def test_a_computer_that_answers_says_what_it_has(qtbot: QtBot, parent: QWidget, far: str) -> None:
    editor = MachineEditor(Settings(), parent)
    fill(editor, "far", far)
    editor.findChild(QPushButton, "machine:test").click()
    qtbot.waitUntil(lambda: "A far card" in said(editor), timeout=20_000)
    assert said(editor) == "It answers: PyTorch 2.9, CUDA A far card."
    editor.reject()


def test_one_that_does_not_says_its_last_words(qtbot: QtBot, parent: QWidget) -> None:
    editor = MachineEditor(Settings(), parent)
    script = "import sys; sys.exit('Permission denied (publickey).')"
    fill(editor, "far", shlex.join([sys.executable, "-c", script]))
    test = editor.findChild(QPushButton, "machine:test")
    test.click()
    qtbot.waitUntil(lambda: "Permission denied" in said(editor), timeout=20_000)
    fill(editor, "far", "/nowhere/ssh gpu")
    test.click()
    assert "There is no program /nowhere/ssh on this computer" in said(editor)
    editor.reject()


def test_a_project_is_trained_where_it_is_chosen(qtbot: QtBot, far: str) -> None:
    session, trainer, settings = Session(lenet()), Trainer(), Settings()
    settings.machines = {"far": far}
    form = DeviceForm(session, trainer, DARK)
    qtbot.addWidget(form)
    form.show()
    choice = form.findChild(QComboBox, "machine")
    assert [choice.itemText(place) for place in range(choice.count())] == ["This computer", "far"]
    choice.activated.emit(1)
    qtbot.waitUntil(lambda: trainer.state is State.READY, timeout=20_000)
    assert [device.title for device in trainer.devices] == ["A far card"]
    assert Settings().machine == "far"
    assert form.findChild(QWidget, "device:cuda:1") is not None
    trainer.close()


def test_while_it_trains_it_stays_where_it_is(qtbot: QtBot, far: str) -> None:
    session, trainer = Session(lenet()), Trainer()
    trainer._worker = Ear()
    Settings().machines = {"far": far}
    trainer.train(session.project, "lenet")
    trainer._receive(Started("run-1", "cpu", 3, 938, 44426))
    form = DeviceForm(session, trainer, DARK)
    qtbot.addWidget(form)
    with qtbot.waitSignal(session.refused):
        form.findChild(QComboBox, "machine").activated.emit(1)
    assert trainer.command == ()
    assert Settings().machine == ""


def test_a_command_that_is_no_program_is_a_failure_in_words(qtbot: QtBot) -> None:
    trainer = Trainer()
    with qtbot.waitSignal(trainer.arrived) as arrived:
        trainer.move(("/nowhere/ssh", "gpu"))
    assert "/nowhere/ssh: No such file or directory" in str(arrived.args[0].text)
    assert trainer.cut_off


def test_a_computer_that_is_removed_is_not_chosen_any_more() -> None:
    settings = Settings()
    settings.machines = {"far": "ssh far"}
    settings.machine = "far"
    settings.machines = {}
    assert settings.machine == ""
