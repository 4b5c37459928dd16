"""Where the network is trained: the device, and how many processes share it."""

from functools import partial
from typing import Final

from msgspec import structs
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPalette, QPen, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from backend.machines import Machine, MachineError
from backend.protocol import Event, Ready
from graph.fields import field, with_value
from graph.recipe import Recipe
from gui.editors import Choice
from gui.fonts import font
from gui.forms import Form
from gui.labels import heading, hint, leading
from gui.language import tr
from gui.machines import MachineEditor
from gui.needs import UNDER_WAY
from gui.panels.device_options import Option, options
from gui.panels.recipe_parts import meant
from gui.session import Session
from gui.settings import Settings
from gui.theme import Theme
from gui.trainer import Trainer

FIELDS: Final = ("processes", "sharded", "threads")
WIDTH = 372
HEIGHT = 44  # pixels of a row
INDENT = 30  # of its words


class DeviceForm(QWidget):
    """A row for each device, and the settings that belong to the one that is chosen."""

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._trainer = session, trainer
        self._settings = Settings()
        self._offered: list[Option] = []
        self._group = QButtonGroup(self)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._form = Form([field(Recipe, name) for name in FIELDS], self._set)
        self._form.left.connect(self._seal)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(10)
        column.addWidget(heading("Where it is trained"))
        column.addLayout(self._machine_row())
        column.addLayout(self._rows)
        column.addWidget(self._form)
        column.addStretch(1)
        self.setFixedWidth(WIDTH)
        session.changed.connect(self._refresh)
        session.opened.connect(self._refresh)
        trainer.arrived.connect(self._hear)
        trainer.state_changed.connect(self._refresh)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours: the palette has them all."""

    def _machine_row(self) -> QHBoxLayout:
        self._machine = Choice()
        self._machine.setObjectName("machine")
        self._machine.setAccessibleName(tr("Computer"))
        self._machine.edited.connect(self._move)
        edit = QPushButton(tr("Computers…"))
        edit.setObjectName("machines:edit")
        edit.setToolTip(hint(tr("Other computers to train on, and how they are reached.")))
        edit.clicked.connect(self._edit_machines)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._machine, 1)
        row.addWidget(edit)
        self._list_machines()
        return row

    def _list_machines(self) -> None:
        chosen = self._settings.machine if self._trainer.command else ""
        self._machine.clear()
        self._machine.addItem(tr("This computer"), "")
        for name in self._settings.machines:
            self._machine.addItem(name, name)
        self._machine.setCurrentIndex(max(0, self._machine.findData(chosen)))

    def _edit_machines(self) -> None:
        popup, settings = self.window(), self._settings
        editor = MachineEditor(settings, popup.parentWidget() or popup)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        editor.open()
        if popup is not self:
            popup.close()  # it has the mouse as long as it is open

    def _move(self, name: str) -> None:
        if self._trainer.busy:
            self._session.refused.emit(UNDER_WAY)
            self._list_machines()
            return
        try:
            command = Machine(name, self._settings.machines[name]).worker() if name else ()
        except MachineError as refusal:
            self._session.refused.emit(refusal.text)
            self._list_machines()
            return
        self._settings.machine = name
        self._trainer.move(command)
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.PopupFocusReason)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Ready):
            self._refresh()

    def _refresh(self) -> None:
        recipe = self._session.project.recipe
        offered = options(self._trainer.devices, recipe)
        if offered != self._offered:
            self._offered = offered
            self._fill()
        for button, option in zip(self._group.buttons(), offered, strict=True):
            button.setChecked(option.fits(recipe))
        self._form.show_values(recipe)
        for name in FIELDS:
            self._form.set_row_visible(name, meant(recipe, name))
        self._form.show_values(recipe)

    def _fill(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        for place, option in enumerate(self._offered):
            row = _Row(option)
            row.clicked.connect(partial(self._take, option))
            self._group.addButton(row, place)
            self._rows.addWidget(row)
            row.show()

    def _take(self, option: Option) -> None:
        self._seal()
        self._become("Device", option.over(self._session.project.recipe))

    def _set(self, name: str, value: object) -> None:
        """Raises FieldError, which the form shows where it was typed."""
        recipe = with_value(self._session.project.recipe, name, value)
        self._become(field(Recipe, name).title, recipe, merge=("recipe", name))

    def _become(self, label: str, recipe: Recipe, *, merge: object = None) -> None:
        after = structs.replace(self._session.project, recipe=recipe)
        self._session.edit_project(label, after, merge=merge)

    def _seal(self) -> None:
        self._session.document.seal()


class _Row(QAbstractButton):
    """A ring that is filled when it is chosen, a title, and a line below it."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._detail = option.detail
        self._over = False
        self.setText(option.title)
        self.setObjectName(f"device:{option.device}:{option.processes}")
        self.setAccessibleName(option.title)
        self.setAccessibleDescription(option.detail)
        self.setCheckable(True)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        rightward = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        if self._over or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color(QPalette.ColorRole.Button))
            painter.drawRoundedRect(self.rect().adjusted(0, 1, 0, -1), 6, 6)
        self._paint_ring(painter, 15.0 if rightward else self.width() - 15.0)
        room = self.rect().adjusted(INDENT if rightward else 8, 0, -8 if rightward else -INDENT, 0)
        painter.setFont(font(13))
        painter.setPen(colours.color(QPalette.ColorRole.WindowText))
        upper = room.adjusted(0, 5, 0, -20) if self._detail else room
        side = int(leading() | Qt.AlignmentFlag.AlignVCenter)
        cut = Qt.TextElideMode.ElideRight
        metrics = painter.fontMetrics()
        painter.drawText(upper, side, metrics.elidedText(self.text(), cut, room.width()))
        painter.setFont(font(12))
        painter.setPen(colours.color(QPalette.ColorRole.PlaceholderText))
        detail = painter.fontMetrics().elidedText(self._detail, cut, room.width())
        painter.drawText(room.adjusted(0, 23, 0, -4), side, detail)

    def _paint_ring(self, painter: QPainter, x: float) -> None:
        colours = self.palette()
        chosen = colours.color(QPalette.ColorRole.Highlight)
        faint = colours.color(QPalette.ColorRole.PlaceholderText)
        middle = QPointF(x, self.height() / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(chosen if self.isChecked() or self.hasFocus() else faint, 1.5))
        painter.drawEllipse(middle, 7, 7)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(chosen))
            painter.drawEllipse(middle, 3.8, 3.8)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()
