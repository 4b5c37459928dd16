"""The form of the data edits the project, one undo step each."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from graph.sources import Mnist
from gui.panels.data import DataForm
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer


def test_a_folder_that_is_browsed_for_is_the_projects(
    qtbot: QtBot,
    session: Session,
    trainer: Trainer,
    theme: Theme,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = DataForm(session, trainer, theme)
    qtbot.addWidget(form)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    form.findChild(QPushButton, "browse").click()
    assert session.project.data == Mnist(str(tmp_path))
    assert form.findChild(QLineEdit, "field:folder").text() == str(tmp_path)
