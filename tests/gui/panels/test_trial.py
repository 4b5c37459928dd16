"""A trial of the network: asked for, waited for, given up, and what came of it."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from backend.protocol import (
    CancelTrial,
    Declined,
    Failed,
    FindRate,
    Looking,
    Noticed,
    Overfit,
    Overfitted,
    Preparing,
    RateFound,
    Started,
)
from graph.project import decode
from gui import trials
from gui.panels.training import EMPTY, PLOTS, TRIAL, Panel
from gui.session import Session
from gui.small_plot import SmallPlot, linear, logarithmic
from gui.theme import DARK
from gui.trainer import State, Trainer

RATES = tuple(10 ** (-6 + place * 0.07) for place in range(101))
LOSSES = tuple(2.3 - 0.01 * place if place < 70 else float("inf") for place in range(101))
FOUND = RateFound(RATES, LOSSES, 3e-3, "The loss falls fastest at {rate}.", {"rate": "3e-3"})


@pytest.fixture
def panel(qtbot: QtBot, session: Session, trainer: Trainer) -> Panel:
    made = Panel(session, trainer, DARK)
    qtbot.addWidget(made)
    made.resize(940, 300)
    made.show()
    return made


def button(panel: Panel, name: str) -> QPushButton:
    return panel.findChild(QPushButton, f"trial:{name}")


def text(panel: Panel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_a_trial_that_fails_is_not_shown_as_if_it_went_on(panel: Panel, trainer: Trainer) -> None:
    button(panel, "find-rate").click()
    assert panel._pages.currentIndex() == TRIAL
    trainer._receive(Failed("There is not enough memory."))
    assert trainer.state is State.READY
    assert panel._pages.currentIndex() == EMPTY


def test_the_button_sends_the_project_and_the_trial_is_shown(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    with qtbot.waitSignal(panel.wanted):
        button(panel, "find-rate").click()
    sent = trainer._worker.heard[-1]
    assert isinstance(sent, FindRate)
    assert decode(sent.project) == session.project
    assert panel._pages.currentIndex() == TRIAL
    assert "Trying…" in text(panel)
    assert not button(panel, "use").isVisible()
    trainer._receive(Looking(30, 120, "steps"))
    bar = panel._trial.findChild(QProgressBar)
    assert (bar.value(), bar.maximum()) == (30, 120)
    trainer._receive(Preparing(120, 1_964))
    assert (bar.value(), bar.maximum()) == (120, 1_964)
    assert "preparing pictures: " in text(panel)
    trainer._receive(Looking(31, 120, "steps"))
    assert "Trying…" in text(panel)
    button(panel, "cancel").click()
    assert trainer._worker.heard[-1] == CancelTrial()
    trainer._receive(Declined("findrate", ""))
    assert panel._pages.currentIndex() == EMPTY
    assert trainer.state is State.READY


def test_the_rate_that_was_found_is_used_in_one_step(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    trials.find_rate(session, trainer)
    trainer._receive(FOUND)
    assert "Suggested learning rate: 3e-3" in text(panel)
    assert "The loss falls fastest at 3e-3." in text(panel)
    use = button(panel, "use")
    assert use.text() == "Use 3e-3"
    use.click()
    assert session.project.recipe.learning_rate == 3e-3
    assert panel._pages.currentIndex() == EMPTY
    session.undo()
    assert session.project.recipe.learning_rate == 1e-3


def test_where_no_rate_is_suggested_there_is_none_to_use(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    trials.find_rate(session, trainer)
    trainer._receive(RateFound((), (), 0.0, "The loss is no number from the first step on."))
    assert "No learning rate can be suggested." in text(panel)
    assert not button(panel, "use").isVisible()
    button(panel, "close").click()
    assert panel._pages.currentIndex() == EMPTY


def test_a_network_that_cannot_learn_is_told_with_what_was_seen(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    button(panel, "overfit").click()
    assert isinstance(trainer._worker.heard[-1], Overfit)
    seen = (Noticed("vanishing", "The gradient of conv1 is very small.", {}, "conv1"),)
    trainer._receive(Overfitted(False, (2.3, 2.3), 0.1, "The loss did not move.", {}, seen))
    assert "No: it does not learn even one batch by heart (10.0 %)." in text(panel)
    assert "The gradient of conv1 is very small." in text(panel)
    panel.findChild(QPushButton, "reveal:conv1").click()
    assert session.selection == ("conv1",)
    trainer.ask(Overfit(b""))
    trainer._receive(Overfitted(True, (2.3, 0.0), 1.0, "All is well.", {}))
    assert "Yes: it learns one batch by heart (100.0 %)." in text(panel)


def test_while_a_training_runs_a_trial_is_refused_in_a_sentence(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    trainer.train(session.project, "lenet")
    trainer._receive(Started("run-1", "cpu", 3, 938, 44426))
    assert not button(panel, "overfit").isEnabled()
    with qtbot.waitSignal(session.refused) as refused:
        assert not trials.overfit(session, trainer)
    assert "under way" in str(refused.args[0])
    panel._draw()
    assert panel._pages.currentIndex() == PLOTS


def test_a_network_with_an_error_is_not_tried(
    qtbot: QtBot, session: Session, trainer: Trainer
) -> None:
    from graph import edits

    session.edit("Delete", edits.remove(session.network, ["output"]))
    with qtbot.waitSignal(session.refused):
        assert not trials.find_rate(session, trainer)
    assert trainer._worker.heard == []


def test_a_training_takes_the_place_of_what_a_trial_came_to(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    trials.find_rate(session, trainer)
    trainer._receive(FOUND)
    trainer.train(session.project, "lenet")
    panel._draw()
    assert panel._pages.currentIndex() == PLOTS


def test_scales_have_round_numbers_and_find_places() -> None:
    assert logarithmic(1e-6, 10).ticks == (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0)
    assert logarithmic(1e-6, 1).share(1e-3) == pytest.approx(0.5)
    assert logarithmic(1e-6, 1).value(0.5) == pytest.approx(1e-3)
    assert linear(0, 4).ticks == (0, 2, 4)
    assert linear(2, 2).share(2) == 0


def test_a_small_plot_marks_a_place_and_reads_what_the_pointer_is_at(qtbot: QtBot) -> None:
    plot = SmallPlot("test", DARK)
    qtbot.addWidget(plot)
    plot.resize(300, 140)
    plot.show()
    said: list[tuple[float, float]] = []

    def read(across: float, up: float) -> str:
        said.append((across, up))
        return "here"

    plot.show_line(list(zip(RATES, LOSSES, strict=True)), logarithmic(1e-6, 10), linear(0, 3), read)
    plain: QWidget = plot
    before = plain.grab().toImage()
    plot.show_line(
        list(zip(RATES, LOSSES, strict=True)), logarithmic(1e-6, 10), linear(0, 3), read, 1e-3
    )
    assert plain.grab().toImage() != before
    qtbot.mouseMove(plot, QPoint(20, 5))
    qtbot.mouseMove(plot, QPoint(120, 60))
    plain.grab()
    assert 1e-6 < said[-1][0] < 1e-2


def test_a_network_that_learns_with_another_recipe_alone_is_no_plain_yes(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    trials.overfit(session, trainer)
    trainer._receive(Overfitted(True, (2.3,), 1.0, "SGD did not, Adam did.", own=False))
    assert "The network can, but not with this recipe." in text(panel)
    button(panel, "find").click()
    assert isinstance(trainer._worker.heard[-1], FindRate)
    assert not button(panel, "find").isVisible()
