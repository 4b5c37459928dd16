"""What the window learns of a data set, by the worker's answers."""

from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from backend.protocol import (
    Cancel,
    Declined,
    Failed,
    Fetch,
    Looking,
    Preview,
    Previewed,
    Survey,
)
from graph.augmentation import Augmentation
from graph.sources import NOTHING, Cifar10, FashionMnist, Mnist, PictureFolder
from gui.session import Session
from gui.surveyor import Surveyor
from gui.trainer import State, Trainer
from tests.gui.panels.builders import Ear, lenet
from tests.gui.panels.reports import report

PETS = PictureFolder(folder="/pictures/pets")
NEEDED = "It needs a folder for each class."


class Desk:
    """A session, a worker that is this test, and the surveyor between them."""

    def __init__(self) -> None:
        self.session = Session(lenet())
        self.trainer = Trainer()
        self.ear = Ear()
        self.trainer._worker = self.ear
        self.trainer.state = State.READY
        self.surveyor = Surveyor(self.session, self.trainer)

    def answer(self, event: object) -> None:
        self.trainer._received.emit(event)


@pytest.fixture
def desk(qapp: QObject) -> Desk:
    return Desk()


def test_a_chosen_folder_is_looked_through_at_once_and_is_one_step(desk: Desk) -> None:
    desk.surveyor.use(PETS, "Folder")
    assert desk.ear.heard == [Survey(PETS, suggest=True)]
    assert desk.surveyor.busy
    desk.answer(Looking(40, 100, "files"))
    assert desk.surveyor.looking == Looking(40, 100, "files")
    desk.answer(report())
    assert desk.session.project.data == report().source
    assert not desk.surveyor.busy
    assert desk.session.document.past == ("Folder",)
    desk.session.undo()
    assert desk.session.project.data == Mnist()
    desk.session.redo()
    assert desk.session.project.data == report().source


def test_an_edit_in_the_meantime_does_not_part_a_source_from_what_was_found(desk: Desk) -> None:
    desk.surveyor.use(PETS, "Folder")
    project = desk.session.project
    desk.session.edit_project("Exact", structs.replace(project, exact_sizes=True))
    desk.answer(report())
    desk.session.undo()
    assert desk.session.project.data == report().source


def test_a_size_that_suits_the_pictures_is_taken_over(desk: Desk) -> None:
    desk.surveyor.use(PETS, "Folder")
    desk.answer(report(structs.replace(PETS, height=128, width=128)))
    assert desk.session.project.data.height == 128
    assert desk.surveyor.report is not None
    desk.surveyor.use(structs.replace(desk.session.project.data, height=64), "Height")
    asked = desk.ear.heard[-1]
    assert asked == Survey(structs.replace(PETS, height=64, width=128), suggest=False)
    assert desk.session.project.data.found == NOTHING


def test_only_another_place_or_reading_is_looked_at_again(desk: Desk) -> None:
    desk.surveyor.look()
    desk.answer(report(Mnist()))
    count = len(desk.ear.heard)
    desk.surveyor.use(Mnist(examples=500), "Training pictures")
    desk.surveyor.look()
    assert len(desk.ear.heard) == count
    assert desk.surveyor.report == report(Mnist())
    desk.surveyor.use(PictureFolder(), "Data set")
    assert len(desk.ear.heard) == count  # where it lies is not said yet
    assert desk.surveyor.report is None


def test_a_refusal_is_kept_and_not_asked_for_again_unless_the_user_does(desk: Desk) -> None:
    desk.surveyor.use(PETS, "Folder")
    desk.answer(Declined("survey", NEEDED))
    assert str(desk.surveyor.refusal) == NEEDED
    count = len(desk.ear.heard)
    desk.surveyor.look()
    assert len(desk.ear.heard) == count
    desk.surveyor.look_through()
    assert len(desk.ear.heard) == count + 1
    assert desk.surveyor.refusal is None


def test_what_is_published_can_be_fetched_where_it_is_not_here(desk: Desk) -> None:
    for source in (FashionMnist(), Cifar10()):
        desk.surveyor.use(source, "Data set")
        assert not desk.surveyor.fetchable
        desk.answer(Declined("survey", "It is not on this computer."))
        assert desk.surveyor.fetchable
    desk.surveyor.fetch()
    assert desk.ear.heard[-1] == Fetch(Cifar10())
    assert desk.surveyor.fetching
    desk.surveyor.cancel()
    assert desk.ear.heard[-1] == Cancel()
    desk.answer(Declined("fetch", ""))
    assert not desk.surveyor.busy
    assert desk.surveyor.refusal is None


def test_a_data_set_from_outside_is_the_projects_only_if_it_can_be_read(desk: Desk) -> None:
    told: list[str] = []
    desk.surveyor.adopted.connect(lambda: told.append("adopted"))
    desk.surveyor.rejected.connect(lambda: told.append("rejected"))
    desk.session.refused.connect(lambda text: told.append(str(text)))
    desk.surveyor.adopt(PETS)
    assert desk.session.project.data == Mnist()
    desk.answer(Declined("survey", NEEDED))
    assert told == ["rejected", NEEDED]
    assert desk.session.project.data == Mnist()
    desk.surveyor.adopt(PETS)
    desk.answer(report())
    assert told[2:] == ["adopted"]
    assert desk.session.project.data == report().source
    assert desk.session.document.past == ("Data set",)


def test_the_last_question_counts_whatever_comes_late(desk: Desk) -> None:
    desk.surveyor.look()
    desk.surveyor.adopt(PETS)
    assert desk.ear.heard[-2:] == [Cancel(), Survey(PETS, suggest=True)]
    desk.answer(report(Mnist()))  # it was done when the Cancel came
    assert desk.session.project.data == Mnist()
    desk.answer(report())
    assert desk.session.project.data == report().source


def test_files_that_have_changed_are_told_and_taken_over_on_request(desk: Desk) -> None:
    project = desk.session.project
    known = structs.replace(report().source.found, train=7)
    data = structs.replace(PETS, found=known)
    desk.session.start(structs.replace(project, data=data))
    desk.surveyor.look()
    desk.answer(report())
    assert desk.surveyor.outdated
    assert desk.session.project.data == data
    desk.surveyor.look_through()
    desk.answer(report())
    assert not desk.surveyor.outdated
    assert desk.session.project.data == report().source
    assert desk.session.document.past == ("Look through",)


def test_a_worker_that_dies_leaves_nothing_under_way(desk: Desk) -> None:
    desk.surveyor.look()
    desk.ear.alive = False
    desk.answer(Failed("The training process ended."))
    assert not desk.surveyor.busy


def test_what_is_known_here_is_not_said_of_another_computer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Trainer, "warm", lambda _self: None)
    surveyor, rejected = desk.surveyor, list[bool]()
    surveyor.rejected.connect(lambda: rejected.append(True))
    surveyor.look()
    desk.answer(report(Mnist()))
    assert surveyor.report is not None
    surveyor.adopt(PETS)
    desk.trainer.move(("ssh", "far"))
    assert rejected == [True]
    assert surveyor.report is None
    desk.trainer._worker = far = Ear()
    surveyor.look()
    assert far.heard == [Survey(Mnist())]
    assert surveyor.busy


def test_a_real_worker_looks_a_folder_through_and_varies_its_pictures(
    qtbot: QtBot, tmp_path: Path
) -> None:
    pets = tmp_path / "pets"
    for name, colour in (("cats", "red"), ("dogs", "blue")):
        (pets / name).mkdir(parents=True)
        for number in range(4):
            drawn = QImage(20 + number, 16, QImage.Format.Format_RGB32)
            drawn.fill(QColor(colour))
            drawn.save(str(pets / name / f"{number}.png"))
    (pets / "dogs" / "torn.png").write_bytes(b"\x89PNG\r\n")
    trainer = Trainer()
    session = Session(lenet())
    surveyor = Surveyor(session, trainer)
    try:
        with qtbot.waitSignal(surveyor.adopted, timeout=60_000):
            surveyor.adopt(PictureFolder(folder=str(pets), test_share=0.5))
        source = session.project.data
        assert source.classes == ("cats", "dogs")
        assert source.pictures + source.test_pictures == 8
        assert surveyor.report is not None
        assert any("torn.png" in " ".join(each.files) for each in surveyor.report.remarks)
        preview = Preview(source, Augmentation(flip=True), (0, 1))
        with qtbot.waitSignal(
            trainer.arrived, timeout=60_000, check_params_cb=lambda e: isinstance(e, Previewed)
        ) as arrived:
            trainer.ask(preview)
        shown = arrived.args[0]
        assert shown.resized[0].dims == source.shape.dims
        assert shown.originals[0].dims[1] == 16
    finally:
        trainer.close()
