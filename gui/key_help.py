"""All keys at a glance, by menus, and what the mouse does on the canvas."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.labels import leading
from gui.language import tr

Known = Mapping[str, tuple[tuple[str, str], ...]]
"""(what, keys) by the titles of groups."""

COLUMNS = 3
EDGE = 60  # pixels that the screen has more than the dialog
HEADING = 2  # lines that a title takes


class KeyHelp(QDialog):
    """Groups in columns of about one length; it scrolls where the screen is too small."""

    change_asked = Signal()

    def __init__(self, known: Known, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("key-help")
        self.setWindowTitle(tr("Keyboard and mouse"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(4, 0, 14, 0)
        row.setSpacing(36)
        for titles in columns({title: len(lines) for title, lines in known.items()}):
            row.addLayout(_column({title: known[title] for title in titles}))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        change = QPushButton(tr("Change shortcuts…"))
        change.setObjectName("key-help:change")
        change.clicked.connect(self.close)
        change.clicked.connect(self.change_asked)
        buttons.addButton(change, QDialogButtonBox.ButtonRole.ResetRole)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 18, 14, 16)
        whole.setSpacing(14)
        whole.addWidget(area)
        whole.addWidget(buttons)
        room, wanted = parent.screen().availableSize(), page.sizeHint()
        around = whole.contentsMargins()
        width = wanted.width() + around.left() + around.right() + area.verticalScrollBar().width()
        height = wanted.height() + buttons.sizeHint().height() + 56
        self.resize(min(width, room.width() - EDGE), min(height, room.height() - EDGE))


def columns(lengths: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """The groups in their order, put into columns so that the longest is as short as can be."""
    titles, sizes = list(lengths), [count + HEADING for count in lengths.values()]
    longest = max(max(sizes), -(-sum(sizes) // COLUMNS))
    while len(made := _filled(titles, sizes, longest)) > COLUMNS:
        longest += 1
    return made


def _filled(titles: list[str], sizes: list[int], longest: int) -> tuple[tuple[str, ...], ...]:
    """Columns of at most so many lines, one after the other."""
    made: list[list[str]] = [[]]
    used = 0
    for title, size in zip(titles, sizes, strict=True):
        if used + size > longest and made[-1]:
            made.append([])
            used = 0
        made[-1].append(title)
        used += size
    return tuple(map(tuple, made))


def _column(known: Known) -> QVBoxLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(0, 1)
    line = 0
    for title, lines in known.items():
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        heading.setAlignment(leading())
        heading.setContentsMargins(0, 12 if line else 0, 0, 1)
        grid.addWidget(heading, line, 0, 1, 2)
        for number, (what, keys) in enumerate(lines, line + 1):
            name, shown = QLabel(what), QLabel(keys)
            for label in (name, shown):
                label.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
            shown.setProperty("role", "muted")
            grid.addWidget(name, number, 0)
            grid.addWidget(shown, number, 1)
        line += len(lines) + 1
    column = QVBoxLayout()
    column.addLayout(grid)
    column.addStretch(1)
    return column
