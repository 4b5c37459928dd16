"""The line below says whether the training fits the device that the recipe names."""

import pytest
from msgspec import structs
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from backend.protocol import Device, Ready
from graph import edits
from graph.memory import largest_batch
from graph.templates import template
from gui.figures import at_most
from gui.session import Session
from gui.statusbar import StatusBar
from gui.trainer import Trainer

GIB = 2**30


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Trainer:
    monkeypatch.setattr(Trainer, "warm", lambda self: None)
    return Trainer()


@pytest.fixture
def bar(qtbot: QtBot, trainer: Trainer) -> StatusBar:
    made = StatusBar(Session(template("vgg16").project()), trainer)
    qtbot.addWidget(made)
    made.resize(1_400, 26)
    made.show()
    return made


def fits(bar: StatusBar) -> QLabel:
    label = bar.findChild(QLabel, "fits")
    assert label is not None
    return label


def plain(label: QLabel) -> str:
    return label.text().replace("\u2066", "").replace("\u2069", "")


def test_nothing_is_said_before_the_worker_has_said_what_there_is(bar: StatusBar) -> None:
    assert not fits(bar).isVisible()


def test_the_largest_batch_is_that_of_the_device_of_the_recipe(
    bar: StatusBar, trainer: Trainer
) -> None:
    devices = (Device("cuda:0", "NVIDIA", 80 * GIB, 79 * GIB), Device("cpu", "2 cores", 6 * GIB))
    trainer._receive(Ready("2.13", devices))
    session = bar._session
    most = largest_batch(session.whole.costs, session.project.recipe, 79 * GIB)
    assert 400 < most < 1_200
    assert plain(fits(bar)) == f"· fits this device (batch ≤ {at_most(most)})"
    assert fits(bar).property("role") == "status"
    recipe = structs.replace(session.project.recipe, device="cpu")
    session.edit_project("Device", structs.replace(session.project, recipe=recipe))
    most = largest_batch(session.whole.costs, recipe, 6 * GIB)
    assert 0 < most < recipe.batch_size
    assert f"batch {recipe.batch_size} does not fit this device: at most" in plain(fits(bar))
    assert fits(bar).property("role") == "tight"
    assert "6 GB free" in fits(bar).toolTip().replace("\u2066", "").replace("\u2069", "")


def test_a_network_that_is_too_large_for_one_picture_is_called_so(
    bar: StatusBar, trainer: Trainer
) -> None:
    trainer._receive(Ready("2.13", (Device("cpu", "a watch", GIB),)))
    assert plain(fits(bar)) == "· not even one image fits this device"


def test_of_a_device_that_does_not_say_its_memory_nothing_is_said(
    bar: StatusBar, trainer: Trainer
) -> None:
    trainer._receive(Ready("2.13", (Device("mps", "Apple GPU"),)))
    assert not fits(bar).isVisible()


def test_figures_of_a_network_with_an_error_are_called_what_is_known_so_far(
    bar: StatusBar, trainer: Trainer
) -> None:
    trainer._receive(Ready("2.13", (Device("cpu", "2 cores", 6 * GIB),)))
    session, totals = bar._session, bar.findChild(QLabel, "totals")
    assert totals is not None
    assert fits(bar).isVisible()
    session.edit("Cut", edits.disconnect(session.network, [session.network.wires[5]]))
    assert totals.text().startswith("known so far: ")
    assert not fits(bar).isVisible()
    session.undo()
    assert not totals.text().startswith("known so far")
