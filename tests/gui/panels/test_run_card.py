"""The card beside the curves: figures of the run, what was noticed, and what can be changed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from backend.protocol import Adjust, Device, Kept, Noticed, Progress, Ready, Started, Tested
from gui.panels.notices import reveal
from gui.panels.training import Panel
from gui.session import Session
from gui.theme import DARK
from gui.trainer import Trainer

GB = 2**30


@pytest.fixture
def panel(qtbot: QtBot, session: Session, trainer: Trainer) -> Panel:
    made = Panel(session, trainer, DARK)
    qtbot.addWidget(made)
    made.resize(940, 330)
    made.show()
    trainer.train(session.project, "lenet")
    trainer._receive(Ready("2.9", (Device("cuda:0", "A card", 80 * GB),)))
    trainer._receive(Started("run-1", "cuda:0", 3, 938, 44426))
    return made


def tell(panel: Panel, trainer: Trainer, **values: float) -> None:
    known = {"loss": 0.5, "accuracy": 0.9, "rate": 5120.0, "left": 18.0, "learning_rate": 8.25e-4}
    trainer._receive(Progress(**{"step": 469, "epoch": 0.5, **known, **values}))
    panel._draw()


def fact(panel: Panel, name: str) -> str:
    label = panel.findChild(QLabel, f"fact:{name}")
    kept = label.text() if label and label.isVisible() else ""
    return kept.replace("\u2066", "").replace("\u2069", "")


def popup() -> QWidget:
    return next(
        w for w in QApplication.topLevelWidgets() if w.objectName() == "popup" and w.isVisible()
    )


def open_adjuster(panel: Panel, trainer: Trainer) -> QWidget:
    tell(panel, trainer)
    panel.findChild(QToolButton, "run:adjust").click()
    return popup()


def test_the_card_says_what_watching_costs_and_what_the_gpu_holds(
    panel: Panel, trainer: Trainer
) -> None:
    tell(panel, trainer, memory=6 * GB // 10, watching=0.014)
    assert fact(panel, "live view cost") == "1.4 %"
    assert fact(panel, "GPU memory") == "614 MB / 80 GB"
    assert fact(panel, "learning rate") == "8.25e-4"
    tell(panel, trainer)
    assert fact(panel, "live view cost") == ""
    assert fact(panel, "GPU memory") == ""


def test_the_card_says_how_old_the_checkpoint_is(
    panel: Panel, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("gui.panels.run_card.monotonic", lambda: now[0])
    trainer._receive(Kept(938, "last"))
    panel._draw()
    now[0] = 104.0
    panel._run.refresh()
    assert fact(panel, "checkpoint") == "saved 0:04 ago"
    trainer._receive(Kept(1876, "last"))
    panel._run.refresh()
    assert fact(panel, "checkpoint") == "saved 0:00 ago"


def test_with_a_validation_split_the_best_is_that_of_validation(
    panel: Panel, trainer: Trainer
) -> None:
    trainer._receive(Tested(938, 1, 0.05, 0.98, "validation"))
    trainer._receive(Tested(1876, 2, 0.07, 0.97, "validation"))
    trainer._receive(Tested(1876, 2, 0.06, 0.99, "test"))
    panel._draw()
    assert fact(panel, "best validation") == "98.00 % · epoch 1"
    assert fact(panel, "best test") == ""
    shown = [label.text() for label in panel._loss._latest.values() if label.isVisible()]
    assert any("validation" in text and "0.070" in text for text in shown)
    assert any("test" in text and "0.060" in text for text in shown)


def test_the_learning_rate_is_changed_while_it_trains(
    qtbot: QtBot, panel: Panel, trainer: Trainer, session: Session
) -> None:
    form = open_adjuster(panel, trainer)
    rate = form.findChild(QLineEdit, "field:learning_rate")
    assert rate.text() == "1e-3"
    assert form.findChild(QLineEdit, "field:momentum") is None  # Adam has its own
    rate.selectAll()
    qtbot.keyClicks(rate, "5e-4")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert trainer._worker.heard[-1] == Adjust(learning_rate=5e-4)
    assert session.project.recipe.learning_rate == 1e-3
    rate.selectAll()
    qtbot.keyClicks(rate, "-1")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert trainer._worker.heard[-1] == Adjust(learning_rate=5e-4)
    form.findChild(QToolButton, "reset:learning_rate").click()
    assert trainer._worker.heard[-1] == Adjust(learning_rate=1e-3)
    form.close()


def test_what_was_changed_is_there_when_it_is_opened_again(
    panel: Panel, trainer: Trainer, session: Session
) -> None:
    told = {"step": 470, "rate": 2e-4}
    trainer._receive(Noticed("adjusted", "From step {step} on …", told, step=469))
    form = open_adjuster(panel, trainer)
    assert form.findChild(QLineEdit, "field:learning_rate").text() == "2e-4"
    form.close()
    trainer.train(session.project, "lenet")
    trainer._receive(Started("run-2", "cuda:0", 3, 938, 44426))
    form = open_adjuster(panel, trainer)
    assert form.findChild(QLineEdit, "field:learning_rate").text() == "1e-3"
    form.close()


def test_a_notice_leads_to_its_block(
    qtbot: QtBot, panel: Panel, trainer: Trainer, session: Session
) -> None:
    button = panel.findChild(QPushButton, "run:notices")
    assert button.text() == "Notices"
    text = "{share} of the units of {node} never answer."
    told = {"share": "60 %", "node": "relu1"}
    trainer._receive(Noticed("dead-relu", text, told, "relu1", 469))
    qtbot.waitUntil(lambda: button.text() == "Notices (1)")
    button.click()
    words = [label.text() for label in panel._run._notices.findChildren(QLabel)]
    assert "60 % of the units of relu1 never answer." in words
    assert "epoch 0.50" in words
    with qtbot.waitSignal(session.revealed):
        panel.findChild(QPushButton, "reveal:relu1").click()
    assert session.selection == ("relu1",)


def test_a_block_that_is_gone_is_not_revealed(session: Session) -> None:
    reveal(session, "nobody.conv1")
    assert session.selection == ()
    reveal(session, "conv1.weight")  # the nearest that there is
    assert session.selection == ("conv1",)
