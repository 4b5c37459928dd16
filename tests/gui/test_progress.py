"""What the bar above says of the run that is shown."""

from msgspec import structs
from PySide6.QtWidgets import QLabel

from backend.past import past
from backend.protocol import Finished
from backend.store import Store
from gui.progress import ProgressView
from gui.trainer import State, Trainer
from tests.gui.panels.builders import Ear
from tests.gui.runs.runs import LENET, kept


def test_a_run_that_was_lost_is_not_when_it_was_resumed_and_ends(qtbot) -> None:
    run = kept("lenet", state="lost")
    trainer, view = Trainer(), ProgressView()
    qtbot.addWidget(view)
    trainer._worker = Ear()
    trainer.state = State.READY
    words = view.findChild(QLabel, "progress")
    view.show_last(trainer)
    assert words.text() == "not trained yet"
    before = past(Store(), run)
    trainer.recall(before)
    view.show_last(trainer)
    assert words.text() == "lost"
    trainer.train(LENET, "lenet", resumed=before)
    trainer._receive(structs.replace(before.started, step=100))
    trainer._receive(Finished(run, 3.0, 0.98, 0.05, 61.0, 5_000.0))
    view.show_last(trainer)
    assert "98.0 %" in words.text()
