"""The whole window, for the tests that go by its widgets."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from gui.language import Language, use
from gui.start import Desk
from gui.trainer import State, Trainer


@pytest.fixture(autouse=True)
def no_collection_while_painting() -> Iterator[None]:
    """A test's widgets live until pytest-qt has closed them.

    It keeps weak references only: a view that nothing but its own cycles holds any longer could be
    collected in the middle of its last paint, and that crashes.
    """
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def desk(qtbot, monkeypatch) -> Iterator[Desk]:
    """The window as it starts, with a worker that never comes."""
    monkeypatch.setattr(Trainer, "warm", lambda self: None)
    made = Desk(None)
    qtbot.waitSignal(made.window.painted, timeout=5_000)
    made.window.grab()
    qtbot.waitUntil(lambda: made.window.findChild(QWidget, "problems") is not None)
    made.window.files.may_leave = lambda: True
    yield made
    use(Language.ENGLISH)
    QApplication.instance().setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QApplication.instance().setStyleSheet("")
    for window in tuple(made.windows):
        window.session.document.mark_saved()
        window.trainer.state = State.READY
        window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def cards_are_at_their_places_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrange moves the cards to be seen; a test that wants to see it says so."""
    monkeypatch.setattr("gui.canvas.drawing.settling.duration", lambda _widget, _wanted: 0)
