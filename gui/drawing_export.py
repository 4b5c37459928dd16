"""“Export drawing”: what the picture should be like, then where it goes; and the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import structs
from PySide6.QtCore import QByteArray, QMimeData, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QProgressDialog,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from graph.fields import with_value
from graph.project import ProjectError, write_bytes
from graph.text import Refusal
from gui.canvas.drawing.printing import Print, PrintError, Sheet, Told, check, encoded, pixels
from gui.figures import count, ltr
from gui.forms import Form
from gui.labels import words
from gui.language import tr

if TYPE_CHECKING:
    from backend.protocol import Cards
    from gui.session import Session
    from gui.theme import Theme

T = TypeVar("T")

WIDTH: Final = 460  # pixels
SLOW: Final = 400  # ms after which the progress is shown
FILTERS: Final = {"svg": "SVG (*.svg)", "pdf": "PDF (*.pdf)", "png": "PNG (*.png)"}


class DrawingExport(QDialog):
    """The options and the size that follows from them; `wish` is what is asked for."""

    def __init__(
        self, session: Session, screen: Theme, cards: Cards | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("drawing-export")
        self.setWindowTitle(tr("Export the drawing"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.wish = Print()
        self._session, self._screen, self._cards = session, screen, cards
        self._sheet: tuple[Print, Sheet] | None = None
        self._form = Form(Print, self._set)
        self._form.set_row_visible("pictures", cards is not None)
        self._form.set_row_visible("blocks", bool(session.selection))
        self._size = words()
        self._size.setObjectName("drawing-export:size")
        self._trouble = words(role="error")
        self._trouble.setObjectName("drawing-export:trouble")
        self._trouble.hide()
        go = QPushButton(tr("Export…"))
        go.setObjectName("drawing-export:go")
        go.setProperty("role", "primary")
        go.setDefault(True)
        leave = QPushButton(tr("Cancel"))
        leave.setObjectName("drawing-export:cancel")
        buttons = QDialogButtonBox()
        buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(leave, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._export)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(14)
        for part in (self._form, self._size, self._trouble):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setFixedWidth(WIDTH)
        self._show()

    def _set(self, name: str, value: object) -> None:
        self.wish = with_value(self.wish, name, value)
        self._show()

    def _show(self) -> None:
        self._form.show_values(self.wish)
        self._form.set_row_visible("scale", self.wish.kind == "png")
        self._trouble.hide()
        self._size.setText(self._said())

    def _said(self) -> str:
        """How large it will be."""
        area = self._made().area
        scale = self.wish.scale if self.wish.kind == "png" else 1.0
        size = " × ".join(count(round(side * scale)) for side in (area.width(), area.height()))
        if self.wish.kind == "png":
            return tr("{size} pixels", size=ltr(size))
        return tr("{size} pixels at 100 %, and sharp at every size", size=ltr(size))

    def _made(self) -> Sheet:
        """The drawing, made anew only where an option changed that it shows."""
        drawn = structs.replace(self.wish, kind="svg", scale=1.0)
        if self._sheet is None or self._sheet[0] != drawn:
            self._sheet = (drawn, Sheet(self._session, self._screen, drawn, self._cards))
        return self._sheet[1]

    def _export(self) -> None:
        try:
            sheet = self._made()
            check(sheet, self.wish)
            path = self._ask()
            if path is None:
                return
            content = _watched(self, partial(encoded, sheet, self.wish))
            if content is not None:
                write_bytes(content, path)
                self.accept()
        except (PrintError, ProjectError) as refusal:
            self._refuse(refusal)

    def _ask(self) -> Path | None:
        """Where to; a name without its suffix gets the kind's."""
        kind = self.wish.kind
        first = (self._session.path or Path.home() / self._session.name).with_suffix(f".{kind}")
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Export the drawing"), str(first), FILTERS[kind]
        )
        if not name:
            return None
        path = Path(name)
        return path if path.suffix.lower() == f".{kind}" else path.with_name(f"{path.name}.{kind}")

    def _refuse(self, refusal: Refusal) -> None:
        self._trouble.setText(tr(refusal.text))
        self._trouble.show()


def copy_picture(session: Session, screen: Theme, cards: Cards | None, parent: QWidget) -> None:
    """Puts the selected blocks, or the whole drawing, on the clipboard as PNG and as SVG."""
    wish = Print(blocks="selected" if session.selection else "all")
    sheet = Sheet(session, screen, wish, cards)
    try:
        drawn = _watched(parent, partial(encoded, sheet, wish))
        image = _watched(parent, partial(pixels, sheet, wish.scale))
    except PrintError as refusal:
        session.refused.emit(refusal.text)
        return
    if drawn is not None and image is not None:
        data = QMimeData()
        data.setImageData(image)
        data.setData("image/svg+xml", QByteArray(drawn))
        QApplication.clipboard().setMimeData(data)


def _watched(parent: QWidget, make: Callable[[Told], T]) -> T:
    """Does what takes its time, with a bar and a cancel button once it has taken long."""
    bar = QProgressDialog(tr("Drawing…"), tr("Cancel"), 0, 1, parent)
    bar.setObjectName("drawing-export:progress")
    bar.setWindowTitle(tr("Export the drawing"))
    bar.setWindowModality(Qt.WindowModality.WindowModal)
    bar.setMinimumDuration(SLOW)

    def told(done: int, whole: int) -> bool:
        bar.setMaximum(whole)
        bar.setValue(done)  # lets the window live meanwhile
        return not bar.wasCanceled()

    try:
        return make(told)
    finally:
        bar.deleteLater()
