"""What the trainer keeps of what the worker says, and the state that it is in."""

import pytest
from PySide6.QtCore import QObject

from backend.protocol import (
    CancelTrial,
    Declined,
    FindRate,
    Kept,
    Noticed,
    Overfit,
    Overfitted,
    Preparing,
    RateFound,
    Started,
    Stop,
    Survey,
    Surveyed,
    Tested,
    Train,
)
from graph.project import Project, decode, encode
from graph.sources import Mnist
from gui.trainer import State, Trainer
from tests.gui.panels.builders import Ear, lenet, progress


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def trainer(qapp: QObject, ear: Ear) -> Trainer:
    made = Trainer()
    made._worker = ear
    made.state = State.READY
    return made


def test_train_says_which_file_it_is(trainer: Trainer, ear: Ear) -> None:
    trainer.train(lenet(), "lenet", "/home/a/lenet.convas")
    (sent,) = ear.heard
    assert isinstance(sent, Train)
    assert (sent.name, sent.file, sent.resume) == ("lenet", "/home/a/lenet.convas", "")
    assert decode(sent.project) == lenet()
    assert trainer.state is State.STARTING


def test_a_trial_is_no_training_and_ends_with_its_answer(trainer: Trainer) -> None:
    content = encode(Project())
    for command, answer in (
        (FindRate(content), RateFound((1e-3,), (2.3,), 1e-3)),
        (FindRate(content), Declined("findrate", "")),
        (Overfit(content), Overfitted(True, (0.1,), 1.0, "It can.")),
    ):
        trainer.ask(command)
        assert trainer.state is State.TRYING
        assert (trainer.busy, trainer.training) == (True, False)
        trainer._receive(answer)
        assert trainer.state is State.READY


def test_stop_gives_a_trial_up_and_waits_for_its_answer(trainer: Trainer, ear: Ear) -> None:
    trainer.ask(FindRate(b""))
    trainer.stop()
    assert ear.heard[-1] == CancelTrial()
    assert trainer.state is State.TRYING
    trainer.train(lenet(), "lenet")
    trainer.stop()
    assert ear.heard[-1] == Stop()


def test_stop_does_nothing_where_nothing_goes_on(trainer: Trainer, ear: Ear) -> None:
    trainer.stop()
    assert ear.heard == []
    assert trainer.state is State.READY


def test_looking_a_data_set_through_disturbs_no_training(trainer: Trainer, ear: Ear) -> None:
    trainer.train(lenet(), "lenet")
    trainer._receive(Started("run-1", "cpu", 3, 938, 44_426))
    told: list[object] = []
    trainer.arrived.connect(told.append)
    trainer.ask(Survey(Mnist()))
    answers = (Surveyed(Mnist(), (), (), ()), Declined("survey", "No."), Declined("findrate", ""))
    for answer in answers:
        trainer._receive(answer)
    assert trainer.state is State.TRAINING
    assert ear.heard[-1] == Survey(Mnist())
    assert told == list(answers)


def test_while_pictures_are_decoded_it_says_so_and_can_be_stopped(
    trainer: Trainer, ear: Ear
) -> None:
    trainer.train(lenet(), "lenet")
    trainer._receive(Preparing(120, 964))
    assert (trainer.state, trainer.preparing) == (State.PREPARING, Preparing(120, 964))
    trainer._receive(Started("run-1", "cpu", 3, 938, 44_426))
    assert (trainer.state, trainer.preparing) == (State.TRAINING, None)
    trainer.train(lenet(), "lenet")
    trainer._receive(Preparing(120, 964))
    trainer.stop()
    assert ear.heard[-1] == Stop()
    trainer._receive(Preparing(130, 964))  # was on its way
    assert trainer.state is State.STOPPING
    trainer._receive(Declined("train", "It was stopped."))
    assert (trainer.state, trainer.shown.failure) == (State.READY, None)


def test_a_trial_that_waits_for_its_pictures_is_still_a_trial(trainer: Trainer) -> None:
    trainer.ask(FindRate(b""))
    trainer._receive(Preparing(120, 964))
    assert (trainer.state, trainer.preparing) == (State.TRYING, Preparing(120, 964))


def test_notices_and_kept_weights_are_of_the_run_that_is_shown(trainer: Trainer) -> None:
    trainer.train(lenet(), "lenet")
    notice = Noticed("dead", "Nothing passes relu1.")
    for event in (notice, Kept(938, "best"), progress(938, 1), Tested(938, 1, 0.1, 0.9)):
        trainer._receive(event)
    assert trainer.shown.notices == [notice]
    assert trainer.shown.kept == Kept(938, "best")
    trainer.train(lenet(), "lenet")
    assert (
        trainer.shown.notices,
        trainer.shown.kept,
        trainer.shown.progress,
        trainer.shown.tests,
    ) == ([], None, [], [])
