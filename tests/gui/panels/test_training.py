"""The training panel draws what the trainer has, and says what there is not."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from backend import protocol
from backend.past import past
from backend.protocol import Device, Failed, Finished, Paused, Ready, Started
from backend.store import Store
from gui.panels.curves import Curves
from gui.panels.plot import LOSS
from gui.panels.run_card import RunCard
from gui.panels.track import Track
from gui.panels.training import NARROWEST, Panel
from gui.session import Session
from gui.theme import DARK, LIGHT
from gui.trainer import Trainer
from tests.gui.panels.builders import progress
from tests.gui.runs.runs import kept


@pytest.fixture
def panel(qtbot: QtBot, session: Session, trainer: Trainer) -> Panel:
    made = Panel(session, trainer, DARK)
    qtbot.addWidget(made)
    made.resize(940, 270)
    made.show()
    return made


def text(panel: Panel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def fact(panel: Panel, name: str) -> str:
    label = panel.findChild(QLabel, f"fact:{name}")
    return label.text().strip("\u2066\u2069") if label and label.isVisible() else ""


def run(trainer: Trainer, session: Session) -> None:
    """Trains for an epoch and a half, without a worker."""
    trainer.train(session.project, "lenet")
    trainer._receive(Ready("2.9", (Device("cpu", "Two good cores"),)))
    trainer._receive(Started("run-1", "cpu", 3, 938, 44426))
    for step in range(1, 101):
        trainer._receive(progress(15 * step, 0.015 * step, 1 / step, 1 - 0.5 / step))
    trainer._receive(protocol.Tested(938, 1, 0.046, 0.9871))
    trainer._receive(protocol.Tested(1876, 2, 0.05, 0.98))


def test_before_the_first_training_a_sentence_says_what_to_press(panel: Panel) -> None:
    assert "Press Train" in text(panel)


def test_the_latest_values_stand_above_the_curves(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    run(trainer, session)
    qtbot.waitUntil(lambda: "0.010" in text(panel))
    assert "99.5 %" in text(panel)
    assert "0.050" in text(panel)
    assert "cross-entropy" in text(panel)


def test_the_card_says_how_fast_and_how_good(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    run(trainer, session)
    qtbot.waitUntil(lambda: fact(panel, "throughput") != "")
    assert fact(panel, "state") == "training"
    assert fact(panel, "throughput") == "5,120 img/s"
    assert fact(panel, "step") == "12.5 ms"
    assert fact(panel, "learning rate") == "1e-3"
    assert (
        fact(panel, "best test").replace("\u2066", "").replace("\u2069", "") == "98.71 % · epoch 1"
    )
    assert fact(panel, "time left") == "0:18"
    assert fact(panel, "device") == "Two good cores"
    assert fact(panel, "run") == "run-1"
    trainer._receive(Paused(1500))
    assert fact(panel, "state") == "paused"
    trainer._receive(Finished("run-1", 3.0, 0.98, 0.05, 61.0, 5000.0))
    assert fact(panel, "state") == "finished"
    assert fact(panel, "elapsed") == "1:01"


def test_a_run_that_goes_on_counts_its_time_until_then_also_when_it_fails(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    run_id = kept(state="lost")
    Store().append(run_id, [], seconds=100.0)
    trainer.train(session.project, "lenet", "", past(Store(), run_id))
    trainer._receive(Started(run_id, "cpu", 3, 100, 61_706, 100))
    trainer._receive(progress(115, 1.15, 0.3, 0.9))
    qtbot.waitUntil(lambda: fact(panel, "elapsed") == "1:40")
    panel.findChild(RunCard)._watch._before = 20.0
    trainer._receive(Failed("The training process was killed."))
    assert fact(panel, "elapsed") == "2:00"
    trainer.recall(past(Store(), run_id))
    assert fact(panel, "elapsed") == "1:40"


def test_a_second_run_starts_with_empty_curves(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    run(trainer, session)
    qtbot.waitUntil(lambda: "0.010" in text(panel))
    trainer.train(session.project, "lenet")
    trainer._receive(Started("run-2", "cpu", 3, 938, 44426))
    trainer._receive(progress(15, 0.02, 2.25, 0.1))
    qtbot.waitUntil(lambda: "2.250" in text(panel))
    assert "0.046" not in text(panel)


def test_a_failure_shows_in_the_state_and_the_curves_stay(
    panel: Panel, session: Session, trainer: Trainer, qtbot: QtBot
) -> None:
    run(trainer, session)
    trainer._receive(Failed("There is not enough memory.", "Traceback: line 1"))
    qtbot.waitUntil(lambda: fact(panel, "state") == "failed")
    assert fact(panel, "best test").endswith("epoch 1")


def test_the_pointer_reads_values_off_the_curves(qtbot: QtBot) -> None:
    curves = Curves(LOSS, DARK)
    qtbot.addWidget(curves)
    curves.resize(400, 260)
    curves.show()
    curves.start(3)
    for step in range(300):
        curves.add_train(step / 100, step)
    curves.add_test(1, 7.0)
    curves.show_points()
    plot = curves._plot
    QApplication.processEvents()
    position = plot.mapFromScene(plot._view.mapViewToScene(QPointF(1.5, 10)))
    qtbot.mouseMove(plot.viewport(), QPoint(10, 10))
    qtbot.mouseMove(plot.viewport(), position)
    qtbot.waitUntil(lambda: "at epoch 1." in curves._where.text())
    plot.unhovered.emit()
    assert curves._where.text() == ""


def test_a_track_keeps_hundreds_of_thousands_of_points_in_order() -> None:
    track = Track()
    for step in range(200_000):
        track.add(step / 1000, 2.0)
    assert track.length == 200_000
    assert np.array_equal(track.epochs, np.arange(200_000) / 1000)
    assert np.allclose(track.smooth, 2.0)
    assert len(track.between(0, 1e9)) < 2500
    assert list(track.between(50, 50.002)) == [49_999, 50_000, 50_001, 50_002]
    assert track.nearest(100.0004) == 100_000
    assert track.nearest(1e9) == 199_999


def test_a_thinned_curve_keeps_its_spikes() -> None:
    track = Track()
    for step in range(50_000):
        track.add(step / 1000, {20_000: 9.0, 30_000: -9.0}.get(step, 1.0))
    places = track.between(0, 50)
    assert {20_000, 30_000} <= set(places)
    assert (np.diff(places) >= 0).all()


def test_a_loss_that_is_no_number_leaves_a_gap(qtbot: QtBot) -> None:
    curves = Curves(LOSS, DARK)
    qtbot.addWidget(curves)
    curves.start(3)
    for epoch, loss in ((0.1, 1.0), (0.2, float("nan")), (0.3, float("inf")), (0.4, 1.0)):
        curves.add_train(epoch, loss)
    curves.show_points()
    curves.set_theme(LIGHT)
    assert curves._tracks["train"].smooth[-1] == 1.0


def test_a_logarithmic_loss_leaves_out_what_has_no_logarithm_and_shows_all(qtbot: QtBot) -> None:
    curves = Curves(LOSS, DARK)
    qtbot.addWidget(curves)
    curves.resize(400, 260)
    curves.show()
    curves.start(3)
    for step in range(300):
        curves.add_train(step / 100, 0.0 if step == 7 else 10 ** (-step / 100))
    curves.show_points()
    curves.set_logarithmic(True)
    QApplication.processEvents()
    (_, _), (low, high) = curves._plot._view.viewRange()
    assert low < -2.5
    assert high > -0.5
    axis = curves._plot._left
    ticks = axis.tickValues(-3, 0, 200)[0][1]
    assert axis.tickStrings(ticks, 1, 1) == ["1e-3", "0.01", "0.1", "1"]
    curves.grab()
    curves.set_logarithmic(False)
    QApplication.processEvents()
    assert curves._plot._view.viewRange()[1][0] >= 0


def test_the_slider_smooths_the_thick_line_and_leaves_the_points(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    run(trainer, session)
    panel._draw()
    track = panel._loss._tracks["train"]
    values = track.values.copy()
    slider = panel.findChild(QSlider, "curve:smooth")
    slider.setValue(0)
    assert np.array_equal(track.smooth, values)
    slider.setValue(20)
    assert track.smooth[-1] > values[-1]  # it falls behind a loss that falls
    assert np.array_equal(track.values, values)
    track.add(9.0, 9.0)
    assert track.smooth[-1] < 9.0


def test_the_learning_rate_has_a_curve_in_the_place_of_the_accuracy(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    run(trainer, session)
    panel._draw()
    assert panel._accuracy.isVisible()
    panel.findChild(QPushButton, "curve:rate").click()
    assert panel._rate.isVisible()
    track = panel._rate._tracks["train"]
    assert np.array_equal(track.smooth, track.values)
    assert ">1e-3</b>" in text(panel).replace("\u2066", "").replace("\u2069", "")
    panel.findChild(QPushButton, "curve:accuracy").click()
    assert panel._accuracy.isVisible()


def test_a_long_past_is_drawn_in_slices_until_it_is_all_there(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    run(trainer, session)
    trainer.shown.progress = [progress(step, step / 2_500, 0.25) for step in range(1, 5_001)]
    panel._draw()
    assert panel._drawn < 5_000
    qtbot.waitUntil(lambda: panel._drawn == 5_000)
    assert "0.250" in text(panel)


def test_in_a_narrow_window_the_figures_are_behind_the_curve_beside_the_loss(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    run(trainer, session)
    panel._draw()
    card, figures = panel.findChild(RunCard), panel.findChildren(QPushButton, "curve:run")
    assert panel.minimumSizeHint().width() <= NARROWEST
    panel.resize(500, 300)
    QApplication.processEvents()
    assert panel._loss.isVisible()
    assert panel._accuracy.isVisible()
    assert not card.isVisible()
    figures[0].click()
    assert card.isVisible()
    assert not panel._accuracy.isVisible()
    panel.findChild(QPushButton, "run:back").click()
    assert panel._accuracy.isVisible()
    figures[0].click()
    panel.resize(940, 300)
    QApplication.processEvents()
    assert card.isVisible()
    assert panel._accuracy.isVisible()
    assert not panel.findChild(QPushButton, "run:back").isVisible()
    assert not any(button.isVisible() for button in figures)


def test_a_window_that_comes_later_shows_the_whole_run(
    qtbot: QtBot, session: Session, trainer: Trainer
) -> None:
    run(trainer, session)
    later = Panel(session, trainer, DARK)
    qtbot.addWidget(later)
    later.show()
    low, high = later._loss._plot._view.viewRange()[0]
    assert (low, high) == (0, session.project.recipe.epochs)
