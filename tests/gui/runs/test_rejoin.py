"""A project that is opened is shown with its run: the one that trains it, or its last one."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtWidgets import QLabel, QPushButton

from backend.protocol import Event, Failed, Started, Train
from backend.run import Worker
from backend.store import Store
from graph import edits
from graph.network import Network
from graph.project import encode, write
from graph.recipe import Recipe
from graph.sources import Mnist
from gui.desk import Desk
from gui.trainer import State
from tests.gui.panels.builders import Ear
from tests.gui.runs.runs import LENET, kept

LONG = structs.replace(LENET, recipe=Recipe(epochs=500, device="cpu"), data=Mnist(examples=1_000))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lenet.convas"
    write(LONG, path)
    return path


@pytest.fixture
def elsewhere(file: Path) -> Iterator[str]:
    """A run of the file that a worker trains whose window let go of it."""
    begun: list[Event] = []
    worker = Worker(begun.append)
    worker.send(Train(encode(LONG), "lenet", str(file)))
    end = time.monotonic() + 60
    while not any(isinstance(event, Started) for event in begun):
        assert time.monotonic() < end
        time.sleep(0.02)
    worker.close()
    yield next(event.run for event in begun if isinstance(event, Started))
    if worker.alive:
        os.kill(worker.pid, signal.SIGKILL)
    worker.wait(20)


def message(desk: Desk) -> str:
    return desk.window.messages.findChild(QLabel, "message:text").text()


def test_a_run_that_trains_is_found_followed_held_and_stopped(
    desk: Desk, qtbot, file: Path, elsewhere: str
) -> None:
    trainer = desk.trainer
    assert desk.session.open(file)
    qtbot.waitUntil(lambda: trainer.state is State.TRAINING, timeout=20_000)
    assert (trainer.shown.id, trainer.attached) == (elsewhere, True)
    qtbot.waitUntil(lambda: len(trainer.shown.progress) > 3, timeout=20_000)
    steps = [point.step for point in trainer.shown.progress]
    assert steps == sorted(set(steps))
    desk.window.actions_by_name["pause"].trigger()
    qtbot.waitUntil(lambda: trainer.state is State.PAUSED, timeout=20_000)
    desk.window.actions_by_name["pause"].trigger()
    qtbot.waitUntil(lambda: trainer.state is State.TRAINING, timeout=20_000)
    desk.session.edit("Filters", edits.set_field(desk.session.network, "conv1", "filters", 9))
    assert trainer.training
    desk.window.actions_by_name["stop"].trigger()
    qtbot.waitUntil(lambda: trainer.shown.finished is not None, timeout=20_000)
    assert trainer.shown.finished.stopped
    assert not trainer.attached
    assert Store().run(elsewhere).state == "stopped"


def test_another_project_lets_go_of_it_and_it_goes_on(
    desk: Desk, qtbot, file: Path, elsewhere: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.convas"
    write(LENET, other)
    trainer = desk.trainer
    assert desk.session.open(file)
    qtbot.waitUntil(lambda: trainer.state is State.TRAINING, timeout=20_000)
    assert desk.session.open(other)
    assert not trainer.busy
    assert trainer.shown.progress == []
    assert [record.id for record in Store().training(str(file))] == [elsewhere]
    assert desk.session.open(file)
    qtbot.waitUntil(lambda: trainer.state is State.TRAINING, timeout=20_000)


def test_a_run_elsewhere_is_followed_though_the_own_worker_trains_another_project(
    desk: Desk, qtbot, file: Path, elsewhere: str
) -> None:
    trainer = desk.trainer
    trainer._worker = Ear()
    trainer._receive(Started("own", "cpu", 3, 100, 61_706))
    assert desk.session.open(file)
    qtbot.waitUntil(lambda: trainer.attached and trainer.shown.progress != [], timeout=20_000)
    assert trainer.shown.id == elsewhere
    assert "goes on" in message(desk)


@pytest.mark.parametrize("state", ["finished", "failed", "stopped"])
def test_the_newest_run_that_is_over_is_shown_with_its_curves(
    desk: Desk, qtbot, file: Path, state: str
) -> None:
    run = kept("lenet", file, state)
    desk.trainer._worker = Ear()
    assert desk.session.open(file)
    qtbot.waitUntil(lambda: desk.trainer.shown.id == run)
    assert len(desk.trainer.shown.progress) == 2
    assert (desk.trainer.shown.failure is not None) == (state == "failed")
    assert not desk.trainer.busy


def test_a_lost_run_offers_to_go_on(desk: Desk, qtbot, file: Path) -> None:
    run = kept("lenet", file, "lost")
    trainer = desk.trainer
    trainer._worker = ear = Ear()
    trainer.state = State.READY
    assert desk.session.open(file)
    qtbot.waitUntil(lambda: "ended unexpectedly" in message(desk))
    assert trainer.lost
    (resume,) = desk.window.messages.findChildren(QPushButton)
    resume.click()
    qtbot.waitUntil(lambda: trainer.state is State.STARTING)
    assert ear.heard[-1].resume == run


def test_what_was_trained_before_the_first_save_is_the_files_then(
    desk: Desk, qtbot, tmp_path: Path
) -> None:
    run = kept(desk.session.name)
    desk.trainer._receive(Started(run, "cpu", 3, 100, 61_706))
    path = tmp_path / "mine.convas"
    assert desk.session.save(path)
    assert [record.id for record in Store().runs(str(path))] == [run]


def test_an_unsaved_project_finds_its_run_after_a_crash_only(desk: Desk, qtbot) -> None:
    project = desk.session.project
    run = kept(desk.session.name, project=project)
    desk.window.look_for_runs("file")
    qtbot.wait(50)
    assert desk.trainer.shown.id == ""
    desk.window.offer_restore()
    qtbot.waitUntil(lambda: desk.trainer.shown.id == run)


def test_a_recalled_run_of_another_network_is_not_shown_on_an_unsaved_project(
    desk: Desk, qtbot
) -> None:
    other = edits.set_field(desk.session.network, "conv1", "filters", 9)
    kept(desk.session.name, project=structs.replace(desk.session.project, network=other))
    desk.window.offer_restore()
    qtbot.wait(200)
    assert desk.trainer.shown.id == ""


def test_a_run_that_fails_under_ones_eyes_offers_to_go_on(desk: Desk, qtbot, file: Path) -> None:
    run = kept("lenet", file, "lost")
    trainer = desk.trainer
    trainer._worker = ear = Ear()
    trainer.train(LONG, "lenet", str(file))
    trainer._receive(Started(run, "cpu", 500, 16, 61_706))
    trainer._receive(Failed("The training process was killed."))
    assert "was killed" in message(desk)
    (resume,) = desk.window.messages.findChildren(QPushButton)
    resume.click()
    qtbot.waitUntil(lambda: trainer.state is State.STARTING)
    assert ear.heard[-1].resume == run


def test_a_project_that_is_restored_after_a_crash_finds_its_run_though_it_was_edited(
    desk: Desk, qtbot, file: Path
) -> None:
    run = kept(file.stem, file, project=LONG)
    kept(file.stem, "/elsewhere/lenet.convas", project=structs.replace(LONG, network=Network()))
    edited = edits.remove(LONG.network, ("relu1",))
    folder = Store().folder / "recovery"
    folder.mkdir(parents=True)
    left = folder / f"999999999.1-{file.stem}.convas"
    write(structs.replace(LONG, network=edited), left)
    desk.window.restore(left)
    qtbot.waitUntil(lambda: desk.trainer.shown.id == run)
    assert desk.session.path is None
    assert desk.session.document.modified
