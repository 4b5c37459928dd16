"""`python main.py [PROJECT]`: the window, or what can be done where there is no display."""

import gc
import os
import sys
from pathlib import Path
from typing import IO

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from backend.protocol import Cards, Event, Failed, Ready, read_event
from graph.project import Project, ProjectError, read
from gui.files import first_project
from gui.language import Language, use
from gui.session import Session
from gui.settings import Settings
from gui.theme import DARK, LIGHT, Scheme, Theme, palette, style_sheet
from gui.trainer import Trainer
from gui.window import SIZE, Window

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


class Desk:
    """Holds what lives longer than one window: a new language makes a new window."""

    def __init__(self, path: Path | None) -> None:
        self.settings = Settings()
        self.window: Window | None = None
        opened = _opened(path, self.settings)
        if opened is None:
            return
        project, kept, title = opened
        use(self.settings.language)
        self.session = Session(project, kept, title=title)
        self.trainer = Trainer()
        self._dress()
        self._open()

    def _open(self) -> None:
        app = QGuiApplication.instance()
        assert isinstance(app, QApplication)
        app.setLayoutDirection(self.settings.language.direction)
        self.window = Window(self.session, self.trainer, self.settings, self._theme())
        self.window.painted.connect(self.window.finish)
        self.window.status.language_chosen.connect(self._speak)
        self.window.scheme_chosen.connect(self._colour)
        self.window.closed.connect(self.trainer.close)
        self.window.show()

    def _speak(self, language: Language) -> None:
        self.settings.language = language
        use(language)
        old = self.window
        if old is not None:
            old.keep_layout()
        self._open()
        if old is not None and self.window is not None:
            self.window.setGeometry(old.geometry())  # to the pixel, whatever frames there are
            old.retire()

    def _colour(self, scheme: Scheme) -> None:
        self.settings.scheme = scheme
        self._dress()
        if self.window is not None:
            self.window.set_theme(self._theme())

    def _dress(self) -> None:
        app = QGuiApplication.instance()
        assert isinstance(app, QApplication)
        theme = self._theme()
        app.setPalette(palette(theme))
        app.setStyleSheet(style_sheet(theme))

    def _theme(self) -> Theme:
        scheme = self.settings.scheme
        if scheme is Scheme.SYSTEM:
            hints = QGuiApplication.styleHints().colorScheme()
            return LIGHT if hints.name == "Light" else DARK
        return LIGHT if scheme is Scheme.LIGHT else DARK


def picture(project: Path | None, file: Path, training: IO[bytes]) -> int:
    """Writes a picture of the window to a file, display or not; 2 if the project is unreadable.

    `training` has the events of a training of the project, as the protocol writes them, or none.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([*sys.argv[:1], *STYLE])
    desk = Desk(project)
    if desk.window is None:
        return 2
    desk.window.spread(SIZE)  # the offscreen screen is smaller
    trainer = desk.trainer
    if _wait(trainer, Ready):  # without a worker the picture has no maps
        while (event := read_event(training)) is not None:
            trainer.replay(desk.session.project, event)
        _wait(trainer, Cards)
    app.processEvents()
    saved = desk.window.grab().save(str(file))
    desk.trainer.close()
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


def _opened(path: Path | None, settings: Settings) -> tuple[Project, Path | None, str] | None:
    """What to begin with: the project that is asked for, the last one, or LeNet-5."""
    wanted = path or settings.opened
    if wanted is not None:
        try:
            return read(wanted), wanted, ""
        except ProjectError as error:
            if path is not None:
                sys.stderr.write(f"{error.text}\n")
                return None
    project, title = first_project()
    return project, None, title
