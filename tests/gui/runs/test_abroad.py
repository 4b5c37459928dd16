"""A run that was left on another computer is asked after, followed again, and shown once home."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from backend.protocol import Attached, Failed, Finished, Progress, Ready, Returned, Started
from graph.project import encode
from gui.desk import Desk
from gui.settings import Settings
from gui.trainer import State
from tests.gui.panels.builders import Ear
from tests.gui.runs.runs import LENET, kept

RUN = "20260101-000000-abcd"
STARTED = Started(RUN, "cpu", 3, 100, 61_706)
ATTACHED = Attached(RUN, STARTED, False, encode(LENET), 2)


class FarEar(Ear):
    """A worker on another computer, of which can be asked what became of a run."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def fetch(self, run: str) -> None:
        self.asked.append(run)


@pytest.fixture
def ear(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> FarEar:
    """The desk's window trains on `far`, where a run has begun."""
    Settings().machines = {"far": "sh far.sh"}
    Settings().machine = "far"
    made = FarEar()
    trainer = desk.trainer
    trainer.command, trainer._worker = ("sh", "far.sh"), made
    trainer._receive(Ready("2.9", ()))
    trainer.train(LENET, "lenet")
    trainer._receive(STARTED)
    trainer._receive(Progress(1, 0.01, 2.0, 0.1, 100.0, 1.0, 1e-3))
    monkeypatch.setattr(trainer, "warm", lambda: None)
    return made


def message(desk: Desk) -> str:
    return desk.window.messages.findChild(QLabel, "message:text").text()


def test_after_a_lost_line_the_run_is_followed_again(
    desk: Desk, ear: FarEar, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, reached = desk.trainer, []
    monkeypatch.setattr(trainer, "reach", reached.append)
    assert Settings().left == {RUN: "far"}
    trainer._receive(Failed("The connection to the other computer was lost."))
    assert Settings().left == {RUN: "far"}
    trainer._receive(Ready("2.9", ()))
    assert ear.asked == [RUN]
    trainer._receive(Returned(RUN, "training"))
    assert reached == [("sh", "far.sh", "--attach", RUN)]
    trainer._receive(ATTACHED)
    assert trainer.state is State.TRAINING
    assert len(trainer.shown.progress) == 1  # what was seen before
    assert trainer.shown.failure is None


def test_one_that_ended_meanwhile_is_shown_whole(desk: Desk, qtbot, ear: FarEar) -> None:
    trainer = desk.trainer
    trainer._receive(Failed("The connection to the other computer was lost."))
    run = kept("lenet")
    Settings().left = {run: "far"}
    trainer._receive(Returned(run, "finished"))
    assert Settings().left == {}
    assert "is here now" in message(desk)
    (show,) = desk.window.messages.findChildren(QPushButton)
    show.click()
    qtbot.waitUntil(lambda: trainer.shown.id == run)
    assert len(trainer.shown.progress) == 2


def test_one_of_another_day_is_offered(
    desk: Desk, ear: FarEar, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, reached = desk.trainer, []
    monkeypatch.setattr(trainer, "reach", reached.append)
    trainer._receive(Finished(RUN, 3.0, 0.9, 0.1, 10.0, 100.0))
    Settings().left = {"another": "far"}
    trainer._receive(Ready("2.9", ()))
    trainer._receive(Returned("another", "training"))
    assert reached == []
    assert "still trains on far" in message(desk).replace("\u2068", "").replace("\u2069", "")
    (show,) = desk.window.messages.findChildren(QPushButton)
    show.click()
    assert reached == [("sh", "far.sh", "--attach", "another")]
    trainer._receive(Returned("another", ""))
    assert Settings().left == {}


def test_weights_of_this_computer_are_not_asked_for_on_another(desk: Desk, ear: FarEar) -> None:
    trainer = desk.trainer
    trainer._receive(Finished(RUN, 3.0, 0.9, 0.1, 10.0, 100.0))
    assert trainer.weights_of == RUN
    trainer.move(("sh", "another.sh"))
    assert trainer.weights_of == ""
    trainer.move(())
    assert trainer.weights_of == RUN
