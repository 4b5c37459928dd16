"""Unsaved work survives a crash: a few seconds after each change the project is written aside.

The file has the process's number in its name, and one for each window; only files of processes
that are gone are offered.
"""

import os
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from backend.home import alive, folder
from graph.project import SUFFIX, Project, ProjectError, read, write
from gui.session import Session

PATIENCE = 2_000  # ms after the last change
LONGEST = 50  # letters of a project's name in the copy's: files have 255 bytes for it
_NUMBERS = count(1)
"""Of the windows of this process: two may have a project of the same name."""


class Recovery(QObject):
    """Keeps a copy of what is not saved, and finds what another process left behind."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._written: Path | None = None
        self._number = next(_NUMBERS)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(self.write)
        session.filed.connect(self._timer.start)

    def write(self) -> None:
        """Writes what is not saved; takes the copy away where all is."""
        if not self._session.document.modified:
            self.clear()
            return
        name = self._session.name[:LONGEST]
        path = _folder() / f"{os.getpid()}.{self._number}-{name}{SUFFIX}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(self._session.project, path)
        except (ProjectError, OSError) as error:
            self._session.refuse(
                "Unsaved work cannot be kept for a crash: {why}. Save it now.", why=_why(error)
            )
            return
        if self._written != path:
            self.clear()
            self._written = path

    def clear(self) -> None:
        """Takes this process's copy away."""
        if self._written is not None:
            self._written.unlink(missing_ok=True)
            self._written = None


def left_behind() -> tuple[Path, ...]:
    """Copies of processes that ended without saving, the newest first."""
    found = [path for path in _folder().glob(f"*-*{SUFFIX}") if not _lives(path)]
    return tuple(sorted(found, key=lambda path: path.stat().st_mtime, reverse=True))


def restored(path: Path) -> tuple[Project, str]:
    """The project in a copy and what it was called; raises ProjectError."""
    return read(path), path.stem.partition("-")[2]


def _folder() -> Path:
    return folder() / "recovery"


def _why(error: ProjectError | OSError) -> object:
    """What the system says; the rest of a sentence about saving is not to the point."""
    cause = error.__cause__ if isinstance(error, ProjectError) else error
    return cause.strerror if isinstance(cause, OSError) and cause.strerror else error


def _lives(path: Path) -> bool:
    number = path.name.partition("-")[0].partition(".")[0]
    return not number.isdigit() or alive(int(number))
