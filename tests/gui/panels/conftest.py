"""A session with a LeNet, and a trainer whose worker is this test."""

import pytest
from PySide6.QtCore import QObject

from gui import theme as themes
from gui.session import Session
from gui.theme import Theme
from gui.trainer import State, Trainer
from tests.gui.panels.builders import Ear, lenet


@pytest.fixture
def session(qapp: QObject) -> Session:
    return Session(lenet())


@pytest.fixture
def trainer(qapp: QObject) -> Trainer:
    """Ready, with an Ear in the place of the worker process."""
    made = Trainer()
    made._worker = Ear()
    made.state = State.READY
    return made


@pytest.fixture(params=["dark", "light"])
def any_theme(request: pytest.FixtureRequest) -> Theme:
    return {"dark": themes.DARK, "light": themes.LIGHT}[request.param]


@pytest.fixture
def theme() -> Theme:
    return themes.DARK
