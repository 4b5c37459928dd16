"""What is kept for a crash, whatever the project is called and wherever it cannot be kept."""

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from graph import edits
from graph.layers.activation import ReLU
from graph.network import Network
from graph.project import Project, read
from gui.language import tr
from gui.recovery import Recovery
from gui.session import Session


def changed(name: str) -> Session:
    """A session with something that is not saved."""
    assert QCoreApplication.instance() is not None
    session = Session(Project(), title=name)
    session.edit("Add", edits.add(Network(), "relu1", ReLU()))
    return session


def test_a_project_of_the_longest_name_is_kept(qtbot, own_data_folder: Path) -> None:
    for name in ("n" * 248, "ن" * 124):
        session = changed(name)
        recovery = Recovery(session)
        recovery.write()
        (kept,) = (own_data_folder / "recovery").iterdir()
        assert read(kept) == session.project
        recovery.clear()


def test_where_nothing_can_be_kept_one_sentence_says_why_and_what_to_do(
    qtbot, own_data_folder: Path, monkeypatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    session = changed("work")
    with qtbot.waitSignal(session.refused) as heard:
        Recovery(session).write()
    assert tr(heard.args[0]) == (
        "Unsaved work cannot be kept for a crash: No space left on device. Save it now."
    )
    assert list((own_data_folder / "recovery").iterdir()) == []
