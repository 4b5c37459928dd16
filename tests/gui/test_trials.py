"""Trials and notices in the whole window: actions, the tab that is shown, messages."""

from PySide6.QtWidgets import QLabel, QPushButton

from backend.protocol import Declined, Failed, FindRate, Noticed, Overfit, RateFound, Started
from gui.desk import Desk
from gui.trainer import State
from tests.gui.panels.builders import Ear


def ready(desk: Desk) -> Ear:
    ear = Ear()
    desk.trainer._worker = ear
    desk.trainer._become(State.READY)
    return ear


def message(desk: Desk) -> str:
    label = desk.window.findChild(QLabel, "message:text")
    return label.text() if label.isVisible() else ""


def test_the_train_menu_begins_a_trial_and_the_training_tab_shows_it(desk: Desk) -> None:
    ear = ready(desk)
    desk.window.dock.setCurrentIndex(2)
    desk.window.actions_by_name["find-rate"].trigger()
    assert isinstance(ear.heard[-1], FindRate)
    assert desk.window.dock.currentIndex() == 0
    desk.window.dock.setCurrentIndex(2)
    desk.trainer._receive(RateFound((1e-3, 1e-2), (2.3, 2.0), 1e-3, "It falls."))
    assert desk.trainer.state is State.READY
    desk.window.actions_by_name["overfit"].trigger()
    assert isinstance(ear.heard[-1], Overfit)


def test_a_trial_that_the_worker_declines_says_why(desk: Desk) -> None:
    ready(desk)
    desk.window.actions_by_name["overfit"].trigger()
    desk.trainer._receive(Declined("overfit", "The pictures cannot be read."))
    assert message(desk) == "The pictures cannot be read."
    desk.window.messages.pass_by()
    desk.window.actions_by_name["overfit"].trigger()
    desk.trainer._receive(Declined("overfit", ""))  # the user gave it up
    assert message(desk) == ""


def test_a_second_trial_is_refused_while_one_is_under_way(desk: Desk) -> None:
    ready(desk)
    desk.window.actions_by_name["find-rate"].trigger()
    desk.window.actions_by_name["overfit"].trigger()
    assert "under way" in message(desk)


def test_a_grave_notice_is_a_message_that_leads_to_its_block(desk: Desk) -> None:
    ready(desk)
    trainer = desk.trainer
    trainer.train(desk.session.project, "lenet")
    trainer._receive(Started("run-1", "cpu", 3, 938, 44426))
    trainer._receive(Noticed("fallback", "It goes on without.", {}))
    assert message(desk) == ""
    trainer._receive(Noticed("vanishing", "relu1 is dead.", {}, "relu1", 100))
    assert message(desk) == "relu1 is dead."
    buttons = desk.window.messages.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Show the block").click()
    assert desk.session.selection == ("relu1",)


def test_a_training_whose_numbers_ended_leads_to_the_block(desk: Desk) -> None:
    ready(desk)
    desk.trainer.train(desk.window.session.project, "lenet")
    desk.trainer._receive(Started("run-1", "cpu", 3, 938, 61_706))
    desk.trainer._receive(Noticed("nan", "The weights fc1.weight are no numbers.", {}, "fc1", 7))
    desk.trainer._receive(Failed("The loss is no number any more."))
    assert message(desk) == "The loss is no number any more."
    bar = desk.window.messages
    show = next(b for b in bar.findChildren(QPushButton) if b.text() == "Show the block")
    show.click()
    assert desk.window.session.selection == ("fc1",)
