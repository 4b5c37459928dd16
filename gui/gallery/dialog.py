"""“New from an architecture”: choose one on the one side, look at it and set it on the other."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from graph.templates import TEMPLATES, Template
from graph.text import Refusal
from gui.gallery.cards import Cards
from gui.gallery.details import Details
from gui.gallery.shelf import Shelf
from gui.gallery.studies import Studies
from gui.labels import leading, words
from gui.language import tr
from gui.settings import Settings
from gui.theme import Theme

SIZE = QSize(1080, 780)
LEAST = QSize(900, 560)
LEFT = 356
EDGE = 48  # pixels of the screen that stay free
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
WAYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Gallery(QDialog):
    """`create(template, settings)` begins the project, and says whether it did."""

    def __init__(
        self,
        create: Callable[[Template, Struct], bool],
        settings: Settings,
        theme: Theme,
        parent: QWidget | None = None,
        templates: tuple[Template, ...] = TEMPLATES,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("gallery")
        self.setWindowTitle(tr("New from an architecture"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._create = create
        self._settings = settings
        self._studies = Studies(self)
        self._shelf = Shelf(templates, self._studies, self)
        self._search = QLineEdit()
        self._cards = Cards(self._shelf, theme)
        self._nothing = words()
        self._found = QStackedWidget()
        self._found.addWidget(self._cards)
        self._found.addWidget(self._nothing)
        self._details = Details(self._studies, theme)
        self._foot = _Foot()
        self._compose()
        self._search.installEventFilter(self)
        self._search.textChanged.connect(self._find)
        self._cards.selectionModel().currentChanged.connect(self._choose)
        self._cards.doubleClicked.connect(self._take)
        self._details.told.connect(self._refresh)
        self._foot.enter.clicked.connect(self._take)
        self._foot.leave.clicked.connect(self.reject)
        self.finished.connect(self._remember)
        self._take_place()
        self._cards.show_row(self._shelf.row_of(settings.architecture))
        self._studies.ask_all(self._shelf.templates_from(settings.architecture))
        self._search.setFocus()

    def _compose(self) -> None:
        self._search.setObjectName("gallery:search")
        self._search.setPlaceholderText(tr("Search by name, family, author or year"))
        self._search.setAccessibleName(tr("Search architectures"))
        self._search.setClearButtonEnabled(True)
        self._nothing.setObjectName("gallery:nothing")
        self._nothing.setContentsMargins(18, 14, 18, 0)
        self._nothing.setAlignment(leading() | Qt.AlignmentFlag.AlignTop)
        field = QVBoxLayout()
        field.setContentsMargins(14, 14, 14, 6)
        field.addWidget(self._search)
        left = QWidget()
        left.setFixedWidth(LEFT)
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addLayout(field)
        side.addWidget(self._found, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._details, 1)
        right.addWidget(_rule())
        right.addWidget(self._foot)
        across = QHBoxLayout(self)
        across.setContentsMargins(1, 1, 1, 1)
        across.setSpacing(0)
        across.addWidget(left)
        across.addWidget(_rule(upright=True))
        across.addLayout(right, 1)

    def _take_place(self) -> None:
        """As large as it was, or as there is room for."""
        room = self.screen().availableSize() - QSize(EDGE, EDGE)
        self.setMinimumSize(LEAST.boundedTo(room))
        kept = self._settings.gallery
        self.resize((kept if kept.isValid() else SIZE).boundedTo(room))

    def _find(self, text: str) -> None:
        before = self._details.template
        self._shelf.search(text)
        row = self._shelf.row_of(before.name if before else self._settings.architecture)
        self._nothing.setText(tr("No architecture fits “{text}”.", text=text.strip()))
        self._found.setCurrentWidget(self._cards if row >= 0 else self._nothing)
        if row >= 0:
            self._cards.show_row(row)
        else:
            self._details.show_template(None)

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, Template):
            self._details.show_template(row)

    def _refresh(self) -> None:
        self._foot.enter.setEnabled(self._details.ready)

    def _take(self, *_: object) -> None:
        template, settings = self._details.template, self._details.settings
        if template is None or settings is None or not self._details.ready:
            return
        try:
            done = self._create(template, settings)
        except Refusal as refusal:
            self._details.refuse(refusal.text)
        else:
            if done:
                self.accept()

    def _remember(self) -> None:
        self._settings.gallery = self.size()
        if self._details.template is not None:
            self._settings.architecture = self._details.template.name

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in WAYS
        ):
            return QApplication.sendEvent(self._cards, event)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in ENTER:
            super().keyPressEvent(event)
            return
        sets = self._details.isAncestorOf(self.focusWidget() or self)
        if not sets or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._take()  # Enter in a setting only sets it


class _Foot(QWidget):
    """Cancel and Create."""

    def __init__(self) -> None:
        super().__init__()
        self.leave = QPushButton(tr("Cancel"))
        self.leave.setObjectName("gallery:cancel")
        self.enter = QPushButton(tr("Create"))
        self.enter.setObjectName("gallery:create")
        self.enter.setProperty("role", "primary")
        self.enter.setDefault(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(10)
        hint = words(tr("Enter or a double click creates it."))
        hint.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(hint, 1)
        row.addWidget(self.leave)
        row.addWidget(self.enter)


def _rule(upright: bool = False) -> QFrame:
    """A line between two parts."""
    line = QFrame()
    line.setProperty("role", "rule")
    (line.setFixedWidth if upright else line.setFixedHeight)(1)
    return line
