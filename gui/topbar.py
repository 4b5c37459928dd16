"""The bar above: what is open, what it trains on and how, and Train itself."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from backend.machine import chosen
from backend.protocol import Event, Preparing, Progress
from gui.actions import BUTTONS, keys_of
from gui.figures import duration, ltr, share
from gui.language import tr
from gui.popup import Popup
from gui.session import Session
from gui.settings import Settings
from gui.surveyor import Surveyor
from gui.theme import Theme
from gui.titles import pictured, summary, titled
from gui.trainer import State, Trainer

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
        surveyor: Surveyor,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._surveyor = surveyor
        self._trainer = trainer
        self._theme = theme
        self.setFixedHeight(HEIGHT)
        self._file = QLabel()
        self._file.setProperty("role", "muted")
        self._data = _Chip("chip:data", tr("What it is trained on"))
        self._data.clicked.connect(self.open_data)
        self._recipe = _Chip("chip:recipe", tr("How it is trained"))
        self._recipe.clicked.connect(self._open_recipe)
        self._device = _Chip("chip:device", tr("Where it is trained"))
        self._device.clicked.connect(self._open_devices)
        self._train, self._pause, self._stop = map(_button, ("train", "pause", "stop"))
        self._train.setProperty("role", "primary")
        self._progress = _ProgressView()
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

    def follow(self, actions: dict[str, QAction], menu: QMenu) -> None:
        """Makes its buttons those of the window's actions, and opens its menu."""
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
        if any(button.hasFocus() for button in (self._train, self._pause, self._stop)):
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

    def _pass_focus(self) -> None:
        """Gives the keyboard from the button that is gone to the one in its place, when it can be
        pressed.
        """
        goes_on = self._trainer.state in (State.TRAINING, State.PAUSED)
        button = self._pause if goes_on else self._train
        if self.hasFocus() and button.isVisible() and button.isEnabled():
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
        several = f"{recipe.processes} × " if recipe.processes > 1 else ""
        place = f"{titled(device.name.partition(':')[0])} · {several}{device.title}"
        machine = Settings().machine if self._trainer.command else ""
        return f"{machine} · {place}" if machine else place

    def open_data(self) -> None:
        """Opens the form of the data set under its chip."""
        from gui.panels import data  # noqa: PLC0415  # start-up does without it

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


class _Chip(QPushButton):
    """A dot and what is chosen: its first words, and the rest where there is room."""

    def __init__(self, name: str, help_text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "chip")
        self.setAccessibleName(help_text)
        self.setIconSize(QSize(9, 9))
        self._help = help_text
        self._words = ""

    def tell(self, colour: str, words: str) -> None:
        """Shows other words beside a dot of that colour."""
        self._words = words
        self.setIcon(_dot(colour))
        self.setToolTip(f"{self._help}: {words}")
        self.show_details(True)

    def show_details(self, shown: bool) -> None:
        """All words, or those before the first dot."""
        words = self._words if shown else self._words.partition(" · ")[0]
        self.setText(f" {words}")


class _ProgressView(QWidget):
    """How far a training is, and what it reached, above a thin bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(196)
        self._words = QLabel()
        self._words.setObjectName("progress")
        self._left = QLabel()
        self._left.setProperty("role", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1_000)
        self._bar.setFixedHeight(6)
        line = QHBoxLayout()
        line.addWidget(self._words)
        line.addStretch(1)
        line.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 9, 0, 11)
        column.setSpacing(5)
        column.addLayout(line)
        column.addWidget(self._bar)

    def show_words(self, words: str, more: str = "", share: float = 0) -> None:
        """Shows words at both ends, and the bar filled to a share."""
        self._words.setText(words)
        self._left.setText(more)
        self._bar.setValue(round(1_000 * share))

    def show_last(self, trainer: Trainer) -> None:
        """Shows what the last training came to."""
        done = trainer.finished
        if trainer.failure is not None:
            self.show_words(tr("failed"))
        elif trainer.lost:
            self.show_words(tr("lost"))
        elif done is None or trainer.started is None:
            self.show_words(tr("not trained yet"))
        else:
            accuracy = tr("test {accuracy}", accuracy=ltr(share(done.test_accuracy)))
            self.show_words(accuracy, duration(done.seconds), done.epochs / trainer.started.epochs)

    def show_preparing(self, event: Preparing) -> None:
        """Shows how many pictures are decoded, before a training begins or a trial."""
        done = event.done / event.total if event.total else 0
        more = f"{100 * done:.0f} %" if event.total else f"{event.done:,}"
        self.show_words(tr("preparing pictures"), ltr(more), done)

    def show_progress(self, event: Progress, trainer: Trainer) -> None:
        """Shows how far the training is."""
        epochs = trainer.started.epochs if trainer.started else 1
        number = min(epochs, int(event.epoch) + 1)
        done = min(1.0, event.epoch / epochs)
        words = tr("epoch {number}/{epochs}", number=number, epochs=epochs)
        paused = trainer.state is State.PAUSED
        left = tr("{time} left", time=ltr(duration(event.left)))
        self.show_words(f"{words} · {100 * done:.0f} %", tr("paused") if paused else left, done)


def _dot(colour: str) -> QIcon:
    made = QPixmap(18, 18)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(1, 1, 16, 16))
    painter.end()
    return QIcon(made)


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
