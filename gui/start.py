"""`python main.py [PROJECT]`: the window, or what can be done where there is no display."""

import gc
import os
import sys
from pathlib import Path
from typing import IO

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from backend.protocol import Cards, Event, Failed, Ready, read_event
from gui.desk import Desk
from gui.placement import SIZE
from gui.trainer import Trainer

PATIENCE = 30_000  # ms that a picture waits for the worker
STYLE = ("-style", "Fusion")
"""The same everywhere. QApplication.setStyle would do, and make Python's copy of QStyle: 5 ms."""


def start(project: Path | None) -> int:
    """Runs the window until it is closed; 2 if the project cannot be read."""
    app = QApplication.instance() or QApplication([*sys.argv[:1], *STYLE])
    app.setApplicationName("Convas")
    desk = Desk(project)
    if desk.window is None:
        return 2
    gc.freeze()  # what is there now stays, and is not looked through for garbage again
    gc.enable()
    return app.exec()


def picture(project: Path | None, file: Path, training: IO[bytes]) -> int:
    """Writes a picture of the window to a file, display or not; 2 if the project is unreadable.

    `training` has the events of a training of the project, as the protocol writes them, or none.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([*sys.argv[:1], *STYLE])
    desk = Desk(project)
    window = desk.window
    if window is None:
        return 2
    window.placement.spread(SIZE)  # the offscreen screen is smaller
    trainer = desk.trainer
    if _wait(trainer, Ready):  # without a worker the picture has no maps
        while (event := read_event(training)) is not None:
            trainer.replay(desk.session.project, event)
        _wait(trainer, Cards)
    app.processEvents()
    saved = window.grab().save(str(file))
    trainer.close()
    if not saved:
        sys.stderr.write(f"{file} cannot be written.\n")
    return 0 if saved else 2


def _wait(trainer: Trainer, kind: type[Event]) -> bool:
    """Lets the window live until such an event has come; whether it has."""
    came: list[Event] = []
    loop = QEventLoop()

    def hear(event: Event) -> None:
        if isinstance(event, (kind, Failed)):
            came.append(event)
            loop.quit()

    trainer.arrived.connect(hear)
    QTimer.singleShot(PATIENCE, loop.quit)
    loop.exec()
    trainer.arrived.disconnect(hear)
    return any(isinstance(event, kind) for event in came)
