"""Keeps tests apart from the machine: no screen, no settings or runs of the user's."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before anything imports Qt. A test that wants a real window starts a process of its own on Xvfb.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

settings.register_profile(
    "local", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for runs, settings and recovered work, for this test and what it starts."""
    folder = tmp_path / "convas-data"
    monkeypatch.setenv("CONVAS_DATA", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_widget_left_over() -> Iterator[None]:
    """Fails a test that leaves a window behind; qtbot.addWidget closes those that it is given."""
    yield
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtWidgets import QApplication

    if not isinstance(QApplication.instance(), QApplication) or not _windows():
        return
    gc.collect()  # a window that only a reference cycle keeps is not left over
    left = _windows()
    names = [f"{type(window).__name__} {window.objectName()!r}" for window in left]
    for window in left:
        window.close()
        window.deleteLater()
    _windows()
    assert not names, f"left over after the test: {', '.join(names)}"


def _windows() -> list:
    """Top-level widgets without an owner, once Qt has deleted what it was asked to delete."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [window for window in QApplication.topLevelWidgets() if window.parent() is None]
