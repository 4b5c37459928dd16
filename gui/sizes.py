"""The editor of a size: one number for height and width, or one for each, or a word."""

from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec import structs
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from graph.fields import Field, FieldError, from_text
from gui.entry import Entry
from gui.language import tr
from gui.marks import chain, chevron
from gui.spin import Spin
from gui.titles import titled

BOXES: Final[dict[type, Callable[[Field], Spin | Entry]]] = {int: Spin, float: Entry}
GAP = 3  # px between the parts
WIDTH = 20  # px of the link


class Sizes(QWidget):
    """One box while the sizes are linked, two while they are not, and the link between them.

    3×5 may be written in a box, and in the first one a word that the field takes.
    """

    edited = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self._words = {titled(word): word for word in field.choices}
        self._values: tuple[object, object] | None = None  # None: a word, or several values
        number = structs.replace(field, pair=False, choices=())
        self.height_box, self.width_box = BOXES[field.type](number), BOXES[field.type](number)
        self._times = QLabel("×")
        self._times.setProperty("role", "muted")
        self.link = _Link()
        boxes = QHBoxLayout()
        boxes.setSpacing(GAP)
        ways = QHBoxLayout.Direction
        turned = QGuiApplication.isRightToLeft()  # Qt turns it once more: 3×5 is read so
        boxes.setDirection(ways.RightToLeft if turned else ways.LeftToRight)
        boxes.addWidget(self.height_box, 1)
        boxes.addWidget(self._times)
        boxes.addWidget(self.width_box, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addLayout(boxes, 1)
        row.addWidget(self.link)
        self.setFocusProxy(self.height_box)
        self.height_box.edited.connect(partial(self._set, 0))
        self.width_box.edited.connect(partial(self._set, 1))
        if field.choices:
            self.link.offer(self._menu())
        else:
            self.link.clicked.connect(self._toggle)
        self._part(apart=False)

    @property
    def linked(self) -> bool:
        """Whether one number is for both."""
        return not self._apart

    def set_value(self, value: object) -> None:
        if isinstance(value, str):
            self._values = None
            self._part(apart=False)
            self.height_box.set_value(titled(value))
        elif isinstance(value, tuple):
            self._values = (value[0], value[1])
            self._part(apart=True)
            self.height_box.set_value(value[0])
            self.width_box.set_value(value[1])
        else:
            self._values = (value, value)
            self._part(self._apart)  # who took the boxes apart may be on the way to 3×5
            self.height_box.set_value(value)
            self.width_box.set_value(value)

    def set_mixed(self, word: str) -> None:
        """Shows that there are several values."""
        self._values = None
        self._part(apart=False)
        self.height_box.set_mixed(word)

    def _set(self, place: int, value: object) -> None:
        """One of the boxes has another number, or text that may be a pair or a word."""
        if isinstance(value, str):
            value = self._read(value)
        if isinstance(value, str | tuple) or self._values is None or not self._apart:
            self.edited.emit(value)
            return
        both = (value, self._values[1]) if place == 0 else (self._values[0], value)
        self.edited.emit(both[0] if both[0] == both[1] else both)

    def _read(self, text: str) -> object:
        try:
            return from_text(self._field, self._words.get(text.strip(), text))
        except FieldError:
            return text

    def _toggle(self) -> None:
        """Links the boxes, so that the height is the width too, or takes them apart."""
        values = self._values
        if self._apart:
            self._part(apart=False)
            if values is not None and values[0] != values[1]:
                self.edited.emit(values[0])
        elif values is not None:
            self._part(apart=True)

    def _part(self, apart: bool) -> None:
        self._apart = apart
        self._times.setVisible(apart)
        self.width_box.setVisible(apart)
        for box in (self.height_box, self.width_box):
            box.set_narrow(apart)
            box.setMinimumWidth(24 if apart else 40)
        title = tr(self._field.title)
        self.height_box.setAccessibleName(
            tr("{title}, height", title=title) if apart else title,
        )
        self.width_box.setAccessibleName(tr("{title}, width", title=title))
        self.link.show_state(closed=not apart, word=bool(self._words) and self._values is None)

    def _menu(self) -> QMenu:
        menu = QMenu(self.link)
        menu.aboutToShow.connect(partial(self._fill, menu))
        return menu

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        words = (*self._words.values(),)
        for word in words:
            action = menu.addAction(titled(word), partial(self.edited.emit, word))
            action.setCheckable(True)
            action.setChecked(self.height_box.text() == titled(word))
        menu.addSeparator()
        for title, apart in (("One number", False), ("Height × width", True)):
            action = menu.addAction(tr(title), partial(self._number, apart))
            action.setCheckable(True)
            action.setChecked(self._values is not None and self._apart is apart)

    def _number(self, apart: bool) -> None:
        """Goes from a word, or from the other way of writing it, to numbers."""
        if self._values is None:
            low = int(self._field.low or 0)
            self._part(apart)
            self._values = (low, low)
            self.edited.emit(low)
        elif self._apart is not apart:
            self._toggle()
        self.height_box.setFocus()


class _Link(QToolButton):
    """The chain between two sizes; with a menu where there are words to choose, too."""

    def __init__(self) -> None:
        super().__init__()
        self._closed = True
        self._word = False
        self.setProperty("role", "mark")
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def offer(self, menu: QMenu) -> None:
        """Opens a menu when it is pressed."""
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def show_state(self, *, closed: bool, word: bool) -> None:
        self._closed, self._word = closed, word
        self.setAccessibleName(tr("Link height and width"))
        self.setToolTip(
            tr("One number for height and width. Press to set each by itself.")
            if closed
            else tr("Height and width are set each by itself. Press to link them.")
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._word:
            chevron(self, self.height() // 2, 1)
        else:
            chain(self, closed=self._closed, lit=self.underMouse() or self.hasFocus())
