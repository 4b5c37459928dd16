"""What is dropped on the window from outside: projects are opened, blocks as text are pasted, data
are trained on.

For what this version cannot use there is a sentence that says so, and what can be done instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from backend.datasets.guess import guess
from graph.edits import pieces
from graph.network import Network
from graph.project import SUFFIX
from graph.sources import PictureFolder
from graph.text import Text
from gui import clipboard
from gui.language import tr

if TYPE_CHECKING:
    from gui.window import Window

PICTURES: Final = frozenset(
    ".png .jpg .jpeg .jpe .bmp .gif .webp .tif .tiff .ppm .pgm .ico .svg".split()  # noqa: SIM905
)
SHAPELESS: Final = (
    "{name} has no folders in it. To be trained on it needs a folder for each class with its "
    "pictures, such as cats and dogs; or train and test with such folders."
)
WIDEST: Final = 460
TOP: Final = 0.32  # of the canvas's height


class Plan(Struct, frozen=True):
    """What a drop would do: the words for it while it hovers, and the deed."""

    words: Text
    act: Callable[[], object] | None = None
    """None: it cannot be used, and the words say why."""


class Drops(QObject):
    """Hears of what is dragged over the window that no part of it takes."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._piece: Network | None = None  # in the text that hovers: it is read once
        self._data: tuple[Path, Plan] | None = None  # what hovers, if it is data
        self._hint = Hint(window.canvas)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self._hint.hide()
        elif kind in _HOVERS or kind == QEvent.Type.Drop:
            assert isinstance(event, QDropEvent)
            if kind == QEvent.Type.DragEnter:
                self._piece = _piece(event.mimeData())
                self._data = None
            return self._hear(event)
        return False

    def _hear(self, event: QDropEvent) -> bool:
        plan = self._plan(event)
        if plan is None:
            event.ignore()
            return True
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._hint.hide()
            QTimer.singleShot(0, partial(self._do, plan))  # the other program does not wait for it
        else:
            self._hint.tell(tr(plan.words), fits=plan.act is not None)
        return True

    def _plan(self, event: QDropEvent) -> Plan | None:
        if self._piece is not None:
            words = Text("Drop to paste {count} blocks here.", {"count": len(self._piece.nodes)})
            point = self._on_canvas(event.position().toPoint())
            return Plan(words, partial(self._paste, self._piece, point))
        paths = _paths(event.mimeData())
        apart = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return self._for_files(paths, apart) if paths else None

    def _for_files(self, paths: tuple[Path, ...], apart: bool) -> Plan:
        projects = tuple(path for path in paths if path.suffix.lower() == SUFFIX)
        files = self._window.files
        if len(projects) > 1:
            words = Text(
                "Drop to open {count} projects, each in a window.", {"count": len(projects)}
            )
            return Plan(words, partial(_each, files.window_asked.emit, projects))
        if projects and apart:
            words = Text("Drop to open {name} in a new window.", {"name": projects[0].name})
            return Plan(words, partial(files.window_asked.emit, projects[0]))
        if projects:
            words = Text(
                "Drop to open {name} here. With Shift it gets a window of its own.",
                {"name": projects[0].name},
            )
            return Plan(words, partial(files.open_path, projects[0]))
        path = paths[0]
        if self._data is None or self._data[0] != path:  # its folder is read once, not always
            self._data = (path, self._for_data(path))
        return self._data[1]

    def _for_data(self, path: Path) -> Plan:
        try:
            source = guess(path)
            if isinstance(source, PictureFolder) and not _has_folders(path):
                return Plan(Text(SHAPELESS, {"name": path.name}))
        except OSError as error:
            why = Text("{path} cannot be read: {why}.", {"path": path, "why": error.strerror})
            return Plan(why)
        if source is None:
            return Plan(_excuse(path))
        words = Text("Drop to train on {name}.", {"name": path.name})
        return Plan(words, partial(self._window.surveyor.adopt, source))

    def _do(self, plan: Plan) -> None:
        self._window.activateWindow()
        if plan.act is not None:
            plan.act()
        else:
            self._window.session.refused.emit(plan.words)

    def _on_canvas(self, place: QPoint) -> QPointF | None:
        """A point of the window on the canvas; None beside it."""
        canvas = self._window.canvas
        inside = canvas.viewport().mapFrom(self._window, place)
        return canvas.mapToScene(inside) if canvas.viewport().rect().contains(inside) else None

    def _paste(self, piece: Network, point: QPointF | None) -> None:
        canvas = self._window.canvas
        clipboard.put_at(canvas, piece, canvas.look.seen().center() if point is None else point)
        canvas.setFocus()


class Hint(QLabel):
    """A sentence over the canvas while something is dragged over the window."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("drop-hint")
        self.setLayoutDirection(QApplication.layoutDirection())  # the canvas's may be another one
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, sentence: str, *, fits: bool) -> None:
        """Shows a sentence in the middle of the canvas; one of what cannot be used looks so."""
        if sentence == self.text() and self.isVisible():
            return
        self.setText(sentence)
        self.setProperty("fits", fits)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setFixedWidth(max(120, min(WIDEST, self._canvas.width() - 40)))
        self.adjustSize()
        left = (self._canvas.width() - self.width()) // 2
        self.move(left, round(TOP * self._canvas.height()))
        self.show()
        self.raise_()


def _piece(data: QMimeData) -> Network | None:
    return None if data.hasUrls() or not data.hasText() else pieces.found(data.text())


def _paths(data: QMimeData) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


def _each(act: Callable[[Path], None], paths: tuple[Path, ...]) -> None:
    for path in paths:
        act(path)


def _has_folders(path: Path) -> bool:
    return any(entry.is_dir() for entry in path.iterdir())


def _excuse(path: Path) -> Text:
    """Why a file or folder cannot be used, and what can be done instead."""
    if path.suffix.lower() == ".onnx":
        return Text(
            "{name} is an ONNX network, which this version cannot read yet. Begin with an "
            "architecture that is like it: File, New from an architecture.",
            {"name": path.name},
        )
    if path.suffix.lower() in PICTURES:
        return Text(
            "{name} is a single picture. Drop the folder that has a folder of pictures for each "
            "class, and it is trained on.",
            {"name": path.name},
        )
    return Text(
        "{name} is nothing that Convas opens. Drop a project, a file that ends in {suffix}, or "
        "data: a folder of pictures, or a file of the kind .csv, .npz, IDX or CIFAR.",
        {"name": path.name, "suffix": SUFFIX},
    )


_HOVERS = (QEvent.Type.DragEnter, QEvent.Type.DragMove)
