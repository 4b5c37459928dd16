"""The form of the data set edits the project, one undo step each, and says what was found."""

from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from backend.protocol import Cancel, Declined, Fetch, Looking, Survey
from graph.layers.dense import Linear
from graph.layers.endpoints import Input
from graph.sources import SOURCES, Cifar10, IdxFiles, Mnist, PictureFolder, PictureTable
from gui.panels.data import DataForm, paths
from gui.session import Session
from gui.surveyor import Surveyor
from gui.trainer import Trainer
from tests.gui.panels.reports import report


@pytest.fixture
def form(qtbot: QtBot, session: Session, trainer: Trainer) -> DataForm:
    made = DataForm(session, Surveyor(session, trainer))
    qtbot.addWidget(made)
    made.show()
    return made


def choose(qtbot: QtBot, form: DataForm, kind: type) -> None:
    box = form.findChild(QComboBox, "field:kind")
    box.setCurrentIndex(SOURCES.index(kind))
    box.activated.emit(SOURCES.index(kind))


def button(form: DataForm, name: str) -> QPushButton:
    found = [b for b in form.findChildren(QPushButton, name) if not b.isHidden()]
    return found[-1]


def fact(form: DataForm, name: str) -> str:
    return form.findChild(QLabel, f"fact:{name}").text()


def said(form: DataForm) -> str:
    label = form.findChild(QLabel, "data:said")
    return "" if label.isHidden() else label.text()


@pytest.mark.parametrize("kind", SOURCES)
def test_every_kind_has_its_form(qtbot: QtBot, form: DataForm, session: Session, kind) -> None:
    choose(qtbot, form, kind)
    assert session.project.data == kind()
    edited = {e.objectName().partition(":")[2] for e in form._form.editors}
    assert edited == set(kind.__struct_fields__) - {"found"}
    assert set(paths(kind)) <= edited
    assert form._kinds.currentText() == kind.title
    if kind is not Mnist:
        session.undo()
        assert session.project.data == Mnist()
        assert form._kinds.currentText() == "MNIST"


def test_a_folder_that_is_browsed_for_is_the_projects_and_looked_through(
    qtbot: QtBot,
    form: DataForm,
    session: Session,
    trainer: Trainer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(qtbot, form, PictureFolder)
    assert said(form).startswith("Choose where it lies")
    assert form.findChild(QPushButton, "data:look").isHidden()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    button(form, "browse").click()
    form.hide()  # as a popup is while a dialog is open
    with qtbot.waitSignal(form.hidden):
        button(form, "browse").click()
    form.show()
    source = PictureFolder(folder=str(tmp_path))
    assert session.project.data == source
    assert trainer._worker.heard[-1] == Survey(source, suggest=True)
    trainer._received.emit(Looking(30, 60, "files"))
    assert said(form) == "Looking through: 30 of 60"
    trainer._received.emit(report(source))
    assert said(form) == ""
    assert fact(form, "size") == "\u20663×64×64\u2069"
    assert fact(form, "training pictures") == "80"
    assert session.document.past == ("Data set", "Folder")


def test_what_was_chosen_of_a_kind_comes_back_with_it(
    qtbot: QtBot, form: DataForm, session: Session
) -> None:
    choose(qtbot, form, PictureTable)
    field = form.findChildren(QLineEdit, "field:file")[-1]
    field.setText("/data/birds.csv")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.project.data == PictureTable(file="/data/birds.csv")
    choose(qtbot, form, IdxFiles)
    choose(qtbot, form, PictureTable)
    assert session.project.data == PictureTable(file="/data/birds.csv")


def test_a_refusal_stands_in_the_form(qtbot: QtBot, form: DataForm, trainer: Trainer) -> None:
    trainer._received.emit(Declined("survey", "{file} is damaged.", {"file": "t10k.gz"}))
    assert said(form) == "t10k.gz is damaged."
    assert form.findChild(QLabel, "data:said").property("role") == "error"
    assert not button(form, "data:look").isHidden()


def test_a_published_data_set_is_fetched_with_its_progress(
    qtbot: QtBot, form: DataForm, trainer: Trainer
) -> None:
    choose(qtbot, form, Cifar10)
    trainer._received.emit(Declined("survey", ""))  # of MNIST, which was given up
    trainer._received.emit(Declined("survey", "CIFAR-10 is not on this computer. Fetch it."))
    button(form, "data:fetch").click()
    assert trainer._worker.heard[-1] == Fetch(Cifar10())
    trainer._received.emit(Looking(12 * 2**20, 162 * 2**20, "bytes"))
    assert said(form) == "Fetching: 12 MB of 162 MB"
    button(form, "data:cancel").click()
    assert trainer._worker.heard[-1] == Cancel()
    trainer._received.emit(Declined("fetch", ""))
    assert said(form) == ""


def test_the_network_is_fitted_to_what_was_found(
    form: DataForm, session: Session, trainer: Trainer
) -> None:
    assert not button(form, "fit-network").isEnabled()  # it is for MNIST
    found = report().source
    session.edit_project("Data set", structs.replace(session.project, data=found))
    button(form, "fit-network").click()
    assert session.project.network.nodes["input"].layer == Input(3, 64, 64)
    assert session.project.network.nodes["fc"].layer == Linear(3)
    assert session.document.past[-1] == "Fit the network to the data set"
    assert not button(form, "fit-network").isEnabled()
