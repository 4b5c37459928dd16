"""Opening and saving with their questions: nothing that is not saved is lost without a word."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from graph.project import SUFFIX, Project, ProjectError, read, write_bytes
from graph.text import Refusal
from gui.language import RESOURCES, tr
from gui.session import Session
from gui.settings import Settings

if TYPE_CHECKING:
    from graph.templates import Template

SHIPPED = RESOURCES / "examples"
FIRST = SHIPPED / "lenet-mnist.convas"
EXAMPLES: Final = {
    "lenet-mnist": "LeNet-5 on MNIST",
    "mnist-99": "99 % on MNIST in one epoch",
    "residual-mnist": "Residual blocks on MNIST",
    "inception-mnist": "Inception blocks on MNIST",
}
"""The files of example projects, and what they are called."""


class Files(QObject):
    """What the File menu does."""

    window_asked = Signal(object)  # Path | None: a window of its own for a file, or an empty one

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._window = window
        self.find_open: Callable[[Path], QWidget | None] = _nowhere
        """The other window that has a file open; the desk, which has all windows, sets it."""

    def new(self) -> None:
        """An empty project."""
        self._unless_cancelled(partial(self._begin, Project(), ""))

    def new_from(self, template: "Template", settings: Struct | None = None) -> bool:
        """A project with one of the architectures; says whether it was begun.

        Raises the Refusal of settings that it cannot be built with.
        """
        project = template.build(settings or template.settings)
        return self._unless_cancelled(partial(self._begin, project, template.name))

    def new_example(self, name: str) -> None:
        """A fresh copy of an example, so that saving leaves the example as it is."""
        self._unless_cancelled(partial(self._copy, name))

    def new_window(self) -> None:
        """Another window, with an empty project."""
        self.window_asked.emit(None)

    def open(self) -> None:
        """Asks which file, and opens it."""
        if path := self._ask():
            self.open_path(path)

    def open_in_window(self) -> None:
        """Asks which file, and opens it in another window."""
        if path := self._ask():
            self.window_asked.emit(path)

    def open_path(self, path: Path) -> None:
        """Opens a file that is known; where a window has it already, that one comes forward."""
        other = self.find_open(path)
        if other is not None:
            come_forward(other)
        else:
            self._unless_cancelled(partial(self._open, path))

    def save(self) -> bool:
        """Saves to the project's file, or asks for one; says whether it is saved."""
        self.take_in()
        if self._session.path is None:
            return self.save_as()
        return self._write(self._session.path)

    def save_as(self) -> bool:
        """Asks for a file and saves there; says whether it is saved."""
        self.take_in()
        first = self._session.path or Path.home() / f"{self._session.name}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save the project"), str(first), _filter()
        )
        if not name:
            return False
        path = Path(name)
        return self._write(path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX))

    def export(self) -> None:
        """Asks for a file, and writes the network to it as PyTorch source."""
        from backend.source import source  # noqa: PLC0415  # start-up does without it

        try:
            text = source(self._session.project.network)
        except Refusal as refusal:
            self._session.refused.emit(refusal.text)
            return
        first = (self._session.path or Path.home() / "net").with_suffix(".py")
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export as PyTorch code"), str(first), tr("Python files") + " (*.py)"
        )
        if name:
            try:
                write_bytes(text.encode(), Path(name))
            except ProjectError as error:
                self._session.failed.emit(error.text)

    def may_leave(self) -> bool:
        """Asks what to do with what is not saved; False if the user would rather stay."""
        self.take_in()
        if not self._session.document.modified:
            return True
        from gui import dialogs  # noqa: PLC0415  # start-up does without it

        sentence = tr("“{name}” has changes that are not saved.", name=self._session.name)
        answer = dialogs.ask(self._window, sentence, "Save", "Discard", "Cancel")
        return answer == "Discard" or (answer == "Save" and self.save())

    def take_in(self) -> None:
        """What stands in a field that is being written in belongs to the project."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit | QPlainTextEdit) and self._window.isAncestorOf(field):
            field.clearFocus()
            if field.isVisible():
                field.setFocus()

    def _unless_cancelled(self, go: Callable[[], None]) -> bool:
        may = self.may_leave()
        if may:
            go()
        return may

    def _ask(self) -> Path | None:
        """Which file is to be opened; None if none."""
        first = self._session.path.parent if self._session.path else SHIPPED
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a project"), str(first), _filter()
        )
        return Path(name) if name else None

    def _open(self, path: Path) -> None:
        if self._session.open(path):
            self._settings.remember(path)
            self._settings.opened = path

    def _copy(self, name: str) -> None:
        try:
            project = read(SHIPPED / f"{name}{SUFFIX}")
        except ProjectError as error:
            self._session.failed.emit(error.text)
        else:
            self._begin(project, name)

    def _begin(self, project: Project, name: str) -> None:
        self._session.start(project, title=name)
        self._settings.opened = None

    def _write(self, path: Path) -> bool:
        if self.find_open(path) is not None:
            self._session.refuse(
                "{name} is open in another window. Save under another name, or close it there.",
                name=path.name,
            )
            return False
        if not self._session.save(path):
            return False
        self._settings.remember(path)
        self._settings.opened = path
        return True


def come_forward(window: QWidget) -> None:
    """Puts a window before the others, and the keyboard into it."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()


def first_project() -> tuple[Project, str]:
    """What a first start opens: a fresh copy of LeNet-5 on MNIST."""
    try:
        return read(FIRST), FIRST.stem
    except ProjectError:  # an installation without examples still has the template
        from graph.templates import template  # noqa: PLC0415  # hardly ever needed

        first = template("lenet5")
        return first.project(), first.name


def _nowhere(path: Path) -> QWidget | None:
    """Where there is one window alone, no other one has a file open."""
    del path
    return None


def _filter() -> str:
    return tr("Convas projects") + f" (*{SUFFIX})"
