"""The forms of recipe and data edit the project, one undo step each."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from graph.recipe import Recipe
from graph.sources import Mnist
from gui.panels.data import DataForm
from gui.panels.recipe import RecipeForm
from gui.session import Session
from gui.theme import Theme
from gui.titles import summary
from gui.trainer import Trainer


def test_a_rate_that_is_typed_is_the_projects_until_undo(
    qtbot: QtBot, session: Session, trainer: Trainer, theme: Theme
) -> None:
    form = RecipeForm(session, trainer, theme)
    qtbot.addWidget(form)
    rate = form.findChild(QLineEdit, "field:learning_rate")
    rate.selectAll()
    qtbot.keyClicks(rate, "5e-4")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert session.project.recipe == Recipe(learning_rate=5e-4)
    session.undo()
    assert rate.text() == "1e-3"


def test_momentum_is_asked_for_only_where_it_counts(
    qtbot: QtBot, session: Session, trainer: Trainer, theme: Theme
) -> None:
    form = RecipeForm(session, trainer, theme)
    qtbot.addWidget(form)
    form.show()
    momentum = form.findChild(QLineEdit, "field:momentum")
    optimizer = form.findChild(QComboBox, "field:optimizer")
    assert not momentum.isVisible()
    qtbot.keyClick(optimizer, Qt.Key.Key_Up)
    assert session.project.recipe.optimizer == "sgd"
    assert momentum.isVisible()
    session.undo()
    assert not momentum.isVisible()


def test_the_chip_says_the_recipe_in_a_line() -> None:
    assert summary(Recipe(epochs=5, batch_size=128)) == "Adam 1e-3 · 5 epochs · batch 128"


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
