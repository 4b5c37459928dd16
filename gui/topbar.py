"""The bar above: what is open, what it trains on and how, and Train itself."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCursor, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from backend.machine import chosen
from backend.protocol import Event, Preparing, Progress
from gui.actions import BUTTONS, keys_of
from gui.chip import Chip
from gui.language import tr
from gui.popup import Popup
from gui.progress import ProgressView
from gui.session import Session
from gui.settings import Settings
from gui.theme import Theme
from gui.titles import kind_of, pictured, summary, titled
from gui.trainer import State, Trainer

if TYPE_CHECKING:
    from gui.surveyor import Surveyor

HEIGHT = 52
NARROWEST = 960
SPACING = 8
BELOW = 6  # pixels between a chip and what it opens
LONGEST = 230  # pixels of the file's name


class TopBar(QWidget):
    """Name and file, a few actions, the chips, Train, and how far it is."""

    data_asked = Signal()  # the pictures are to be shown

    def __init__(
        self,
        session: Session,
        trainer: Trainer,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._surveyor: Surveyor | None = None  # after the first picture
        self._trainer = trainer
        self._theme = theme
        self.setFixedHeight(HEIGHT)
        self._file = QLabel()
        self._file.setProperty("role", "muted")
        self._data = Chip("chip:data", tr("What it is trained on"))
        self._recipe = Chip("chip:recipe", tr("How it is trained"))
        self._recipe.clicked.connect(self._open_recipe)
        self._device = Chip("chip:device", tr("Where it is trained"))
        self._device.clicked.connect(self._open_devices)
        self._train, self._pause, self._stop = map(_button, ("train", "pause", "stop"))
        self._train.setProperty("role", "primary")
        self._progress = ProgressView()
        self._row = row = QHBoxLayout(self)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # _fit sees to it
        row.setContentsMargins(10, 0, 16, 0)
        row.setSpacing(SPACING)
        self._menu = _menu_button()
        row.addWidget(self._menu)
        brand = QLabel("convas")
        brand.setProperty("role", "title")
        row.addWidget(brand)
        row.addWidget(self._file)
        row.addSpacing(14)
        self._edits = [_button(name) for name in ("undo", "redo", "arrange", "fit")]
        for button in self._edits[:2]:
            row.addWidget(button)
        self.history = _history_button()
        row.addSpacing(3 - SPACING)
        row.addWidget(self.history)
        for button in self._edits[2:]:
            row.addWidget(button)
        row.addStretch(1)
        self._chips = (self._data, self._recipe, self._device)
        for chip in self._chips:
            row.addWidget(chip)
        for button in (self._train, self._pause, self._stop):
            row.addWidget(button)
        row.addWidget(self._progress)
        session.changed.connect(self._refresh)
        session.opened.connect(self._refresh)
        session.filed.connect(self._refresh)
        trainer.state_changed.connect(self._refresh)
        trainer.arrived.connect(self._hear)

    def follow(self, actions: dict[str, QAction], menu: QMenu, surveyor: "Surveyor") -> None:
        """Makes its buttons those of the window's actions, and opens its menu and its forms."""
        self._surveyor = surveyor
        self._data.clicked.connect(self.open_data)
        for button in (*self._edits, self._train, self._pause, self._stop):
            action = actions[button.objectName()]
            button.clicked.connect(action.trigger)
            action.changed.connect(partial(_mirror, button, action))
            _mirror(button, action)
        for name in ("train", "pause"):
            actions[name].changed.connect(self._pass_focus)
        self.history.clicked.connect(actions["history"].trigger)
        actions["history"].changed.connect(partial(_explain, self.history, actions["history"]))
        _explain(self.history, actions["history"])
        self._menu.setMenu(menu)
        menu.aboutToHide.connect(self._leave_menu)
        self._refresh()

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._refresh()

    def _refresh(self) -> None:
        session, state = self._session, self._trainer.state
        kept = tr("not saved yet") if session.path is None else tr("saved")
        kept = tr("changed") if session.document.modified else kept
        self._file.setText(
            self._file.fontMetrics().elidedText(
                f"{session.name} · {kept}", Qt.TextElideMode.ElideMiddle, LONGEST
            )
        )
        self._file.setToolTip(str(session.path or tr("not saved yet")))
        project = session.project
        self._data.tell(self._theme.muted, pictured(project.data))
        self._recipe.tell(self._theme.groups["Normalisation"], summary(project.recipe))
        ready = self._theme.good if state is not State.COLD else self._theme.muted
        self._device.tell(ready, self._place())
        busy = self._trainer.busy
        pair = self._pause.sizeHint().width() + self._stop.sizeHint().width()
        self._train.setMinimumWidth(pair + SPACING)  # so nothing moves when it is pressed
        if self.window().focusWidget() in (self._train, self._pause, self._stop):
            self.setFocus()  # else the search gets it, and what is typed next
        self._train.setVisible(not busy)
        self._pause.setVisible(busy)
        self._stop.setVisible(busy)
        self._pass_focus()
        if state is State.STARTING:
            self._progress.show_words(tr("starting…"))
        elif state is State.TRYING:
            self._progress.show_words(tr("trying out…"))
        elif not busy:
            self._progress.show_last(self._trainer)
        self._fit()

    def _leave_menu(self) -> None:
        """The menu takes the news that the mouse has left its button: Qt shows it lit else."""
        over = self._menu.rect().contains(self._menu.mapFromGlobal(QCursor.pos()))
        self._menu.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, over)
        self._menu.update()

    def _pass_focus(self) -> None:
        """Gives the keyboard from the button that is gone to the one in its place, when it can be
        pressed.
        """
        goes_on = self._trainer.state in (State.TRAINING, State.PAUSED)
        button = self._pause if goes_on else self._train
        here = self.window().focusWidget() is self
        if here and button.isVisible() and button.isEnabled():
            button.setFocus()

    def _fit(self) -> None:
        """Leaves out what the menu has too, the chips' details, the file, until there is room."""
        for left_out in range(4):
            for button in (*self._edits, self.history):
                button.setVisible(left_out < 1)
            for chip in self._chips:
                chip.show_details(left_out < 2)
            self._file.setVisible(left_out < 3)
            self._row.invalidate()
            if self._row.minimumSize().width() <= self.width():
                break

    def _hear(self, event: Event) -> None:
        match event:
            case Progress():
                self._progress.show_progress(event, self._trainer)
            case Preparing():
                self._progress.show_preparing(event)

    def _place(self) -> str:
        recipe, devices = self._session.project.recipe, self._trainer.devices
        if not devices:
            return tr("no connection") if self._trainer.cut_off else tr("loading PyTorch…")
        device = chosen(devices, recipe.device)
        if device is None:
            return tr("{device}: not here", device=titled(recipe.device))
        place = f"{kind_of(device)} · {device.title}"
        if recipe.processes > 1 and device.name.startswith("cuda"):
            place = f"{kind_of(device)} · {recipe.processes} × {device.title}"
        elif recipe.processes > 1:
            place = f"{place} · {tr('{count} processes', count=recipe.processes)}"
        machine = Settings().machine if self._trainer.command else ""
        return f"{machine} · {place}" if machine else place

    def open_data(self) -> None:
        """Opens the form of the data set under its chip."""
        from gui.panels import data  # noqa: PLC0415  # start-up does without it

        assert self._surveyor is not None
        form = data.DataForm(self._session, self._surveyor)
        popup = self._pop(self._data, form)
        form.shown.connect(popup.close)
        form.shown.connect(self.data_asked)
        form.hidden.connect(self.open_data)

    def _open_recipe(self) -> None:
        from gui.panels import recipe  # noqa: PLC0415  # start-up does without it

        form = recipe.RecipeForm(self._session, self._trainer, self._theme)
        form.left.connect(self._pop(self._recipe, form).close)

    def _open_devices(self) -> None:
        from gui.panels import devices  # noqa: PLC0415  # start-up does without it

        self._pop(self._device, devices.DeviceForm(self._session, self._trainer, self._theme))

    def _pop(self, chip: QPushButton, form: QWidget) -> Popup:
        popup = Popup(self)
        popup.column.addWidget(form)
        popup.show_below(chip, BELOW)
        return popup


def _button(name: str) -> QPushButton:
    """A button that gets its action after the first picture; till then it only says what it is."""
    button = QPushButton(tr(BUTTONS[name]))
    button.setObjectName(name)
    button.setEnabled(False)
    return button


def _mirror(button: QPushButton, action: QAction) -> None:
    """Gives a button an action's words and help, and enables it as the action is."""
    button.setText(action.iconText())
    _explain(button, action)
    button.setEnabled(action.isEnabled())


def _explain(button: QAbstractButton, action: QAction) -> None:
    """Gives a button the help of an action: its whole text, and its keys."""
    keys = keys_of(action)
    button.setToolTip(f"{action.text()}  {keys}" if keys else action.text())


def _history_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("history")
    button.setText("▾")
    button.setAccessibleName(tr("History…"))
    return button


def _menu_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("menu")
    button.setText("☰")
    button.setShortcut("F10")
    button.setToolTip(tr("Menu") + "  F10")
    button.setAccessibleName(tr("Menu"))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
