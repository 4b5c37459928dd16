"""All windows of the program: opened, found, closed, and in step with one another."""

import gc
import sys
from functools import partial
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from graph.project import Project, ProjectError, read
from gui.files import come_forward, first_project
from gui.language import Language, use
from gui.session import Session
from gui.settings import Settings
from gui.style import style_sheet
from gui.theme import DARK, LIGHT, Scheme, Theme, palette
from gui.trainer import Trainer
from gui.window import Window

ASIDE = QPoint(32, 32)  # from one window to the next


class Opened(Struct, frozen=True):
    """What a window begins with; a project without a file has a title."""

    project: Project
    path: Path | None = None
    title: str = ""


class Desk:
    """Holds what lives longer than one window. Each has a session and a worker of its own."""

    def __init__(self, path: Path | None) -> None:
        self.settings = Settings()
        self.windows: list[Window] = []  # the one that was used last is the last
        opened = _opened(path, self.settings)
        if opened is None:
            return
        use(self.settings.language)
        self._dress()
        self._begin(opened)

    @property
    def window(self) -> Window | None:
        """The window that was used last; None if all are closed."""
        return self.windows[-1] if self.windows else None

    @property
    def session(self) -> Session:
        """The session of that window."""
        return self.windows[-1].session

    @property
    def trainer(self) -> Trainer:
        """The trainer of that window."""
        return self.windows[-1].trainer

    def find_open(self, path: Path, *, but: Window | None = None) -> Window | None:
        """The window that has a file open."""
        own = path.resolve()
        for window in self.windows:
            known = window.session.path
            if window is not but and known is not None and known.resolve() == own:
                return window
        return None

    def open_window(self, path: Path | None = None) -> Window | None:
        """A window of its own for a file, or for an empty project; that which has it already.

        None if the file cannot be read: the window in use says why.
        """
        if path is None:
            return self._begin(Opened(Project()))
        known = self.find_open(path)
        if known is not None:
            come_forward(known)
            return known
        try:
            project = read(path)
        except ProjectError as error:
            self.session.failed.emit(error.text)
            return None
        self.settings.remember(path)
        return self._begin(Opened(project, path))

    def quit(self) -> None:
        """Asks all windows, and closes them if none would rather stay."""
        last = self.window
        for window in tuple(self.windows):
            if not window.may_close():
                return
        for window in tuple(self.windows):
            if window is not last:
                window.part()
        if last is not None:
            last.part()

    def _begin(self, opened: Opened) -> Window:
        last = self.window
        if last is not None:
            last.keep_layout()  # the new one is laid out alike
        session = Session(opened.project, opened.path, title=opened.title)
        window = self._show(session, Trainer())
        if last is not None and not last.isMaximized():
            room = window.screen().availableGeometry()
            place = last.geometry().translated(ASIDE)
            window.setGeometry(place if room.contains(place) else last.geometry())
            come_forward(window)
        return window

    def _show(self, session: Session, trainer: Trainer) -> Window:
        app = QGuiApplication.instance()
        assert isinstance(app, QApplication)
        app.setLayoutDirection(self.settings.language.direction)
        window = Window(session, trainer, self.settings, self._theme())
        self.windows.append(window)
        window.painted.connect(window.finish)
        if len(self.windows) == 1:
            window.painted.connect(window.offer_restore)
        else:
            window.equip()
        window.status.language_chosen.connect(self._speak)
        window.scheme_chosen.connect(self._colour)
        window.shortcuts_changed.connect(self._rebind)
        window.quit_asked.connect(self.quit)
        window.restore_asked.connect(self._restore)
        window.files.window_asked.connect(self.open_window)
        window.project_asked.connect(self._open_project)
        window.files.find_open = partial(self.find_open, but=window)
        window.used.connect(partial(self._use, window))
        window.closed.connect(partial(self._forget, window))
        window.show()
        return window

    def _use(self, window: Window) -> None:
        if window in self.windows and window is not self.window:
            self.windows.remove(window)
            self.windows.append(window)
            self.settings.opened = window.session.path

    def _forget(self, window: Window) -> None:
        self.windows.remove(window)
        window.trainer.close()
        window.retire()
        window.session.deleteLater()
        window.trainer.deleteLater()
        gc.unfreeze()  # what start-up froze is not looked through, and would never go
        if self.windows:
            self.settings.opened = self.session.path
        else:
            QApplication.quit()

    def _open_project(self, project: Project, title: str) -> None:
        self._begin(Opened(project, title=title))

    def _restore(self, path: Path) -> None:
        self._begin(Opened(Project())).restore(path)

    def _speak(self, language: Language) -> None:
        self.settings.language = language
        use(language)
        old = tuple(self.windows)
        if old:
            old[-1].keep_layout()
            old[-1].files.take_in()
        for window in old:
            new = self._show(window.session, window.trainer)
            new.setGeometry(window.geometry())  # to the pixel, whatever frames there are
            new.recovery.write()
            self.windows.remove(window)
            window.retire()

    def _colour(self, scheme: Scheme) -> None:
        from gui import main_menu  # noqa: PLC0415  # start-up does without it

        self.settings.scheme = scheme
        self._dress()
        for window in self.windows:
            window.set_theme(self._theme())
            main_menu.mark(window)

    def _rebind(self) -> None:
        from gui import main_menu  # noqa: PLC0415  # start-up does without it

        for window in self.windows:
            main_menu.rebind(window)

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


def _opened(path: Path | None, settings: Settings) -> Opened | None:
    """What to begin with: the project that is asked for, the last one, or LeNet-5."""
    wanted = path or settings.opened
    if wanted is not None:
        try:
            return Opened(read(wanted), wanted)
        except ProjectError as error:
            if path is not None:
                sys.stderr.write(f"{error.text}\n")
                return None
    project, title = first_project()
    return Opened(project, None, title)
