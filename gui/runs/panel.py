"""The Runs tab: a table of what was trained, and the curves and settings of the chosen ones."""

from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from backend.records import RunRecord
from graph.text import Refusal
from gui.aside import Aside
from gui.choice_buttons import choice_button
from gui.labels import hint, words
from gui.language import tr
from gui.panels.node_header import More
from gui.runs.book import RunBook
from gui.runs.commands import Command, commands
from gui.runs.legend import Legend
from gui.runs.loading import Details, detailed, listed
from gui.runs.overlay import Line, Overlay
from gui.runs.table import RunsTable
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer

INTERVAL: Final = 2_000  # ms between two looks at the store, while the tab is seen
MOST: Final = 8  # curves over one another
NARROWEST: Final = 400  # px
ROOM: Final = 620  # px, with the settings beside the curves
FROM: Final = {"start": 730, "stop": 640, "further": 560}  # px, with that button

EMPTY, TABLE = range(2)


class Panel(QWidget):
    """It reads the store only while it is seen."""

    def __init__(self, book: RunBook, session: Session, trainer: Trainer, theme: Theme) -> None:
        super().__init__()
        self._book, self._session, self._theme = book, session, theme
        self._known: dict[str, Details] = {}
        self._everything = False
        self._accuracy = True
        self._listing, self._reading = Aside(self), Aside(self)
        self._table = RunsTable(theme)
        self._table.runs.renamed.connect(book.rename)
        self._table.chosen.connect(self._choose)
        self._table.menu_asked.connect(self._show_menu)
        self._table.keyed.connect(self._key)
        self._overlay, self._legend = Overlay(theme), Legend()
        self.commands = commands(book, self, self._table.rename)
        self._buttons = {c.name: self._button(c) for c in self.commands if c.button}
        self._pages = QStackedWidget()
        self._pages.addWidget(_empty())
        self._pages.addWidget(self._parts())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addLayout(self._tools())
        column.addWidget(self._pages, 1)
        self._clock = QTimer(self)
        self._clock.setInterval(INTERVAL)
        self._clock.timeout.connect(self.refresh)
        book.changed.connect(self.refresh)
        session.opened.connect(self.refresh)
        trainer.state_changed.connect(self.refresh)
        self._enable()

    def refresh(self) -> None:
        """Looks at the store, if the tab is seen."""
        if self.isVisible():
            place = None if self._everything else self._book.place
            self._listing.do(partial(listed, self._book.store, place), self._list, self._refuse)

    def focus(self) -> None:
        """Puts the keyboard into the table."""
        self._table.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._table.runs.set_theme(theme)
        self._overlay.set_theme(theme)
        self._draw()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in self._buttons.values():
            row.addWidget(button)
        more = More()
        more.setObjectName("runs:more")
        more.setProperty("role", "mark")
        more.setFixedSize(28, 28)
        more.setToolTip(tr("More that can be done with the chosen runs"))
        more.setAccessibleName(tr("More that can be done with the chosen runs"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        menu.aboutToShow.connect(partial(self._fill, menu))
        more.setMenu(menu)
        row.addWidget(more)
        row.addStretch(1)
        pairs = (
            ("project", tr("This project"), True),
            ("everything", tr("All projects"), False),
        )
        for name, text, on in pairs:
            choice = choice_button(f"runs:{name}", text, on=on)
            choice.clicked.connect(partial(self._take_all, name == "everything"))
            row.addWidget(choice)
        return row

    def _parts(self) -> QWidget:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("runs:split")
        split.setHandleWidth(9)
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        split.setChildrenCollapsible(False)
        compared = QFrame()
        compared.setProperty("role", "card")
        column = QVBoxLayout(compared)
        column.setContentsMargins(6, 6, 8, 4)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(4)
        for name, text, on in (("accuracy", tr("Accuracy"), True), ("loss", tr("Loss"), False)):
            choice = choice_button(f"runs:{name}", text, on=on)
            choice.clicked.connect(partial(self._take_quantity, name == "accuracy"))
            row.addWidget(choice)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._overlay, 1)
        told = QFrame()
        told.setProperty("role", "card")
        beside = QVBoxLayout(told)
        beside.setContentsMargins(12, 9, 4, 6)
        beside.addWidget(self._legend)
        for part, stretch in ((self._table, 5), (compared, 4), (told, 3)):
            split.addWidget(part)
            split.setStretchFactor(split.count() - 1, stretch)
        self._table.setMinimumWidth(240)
        compared.setMinimumWidth(150)
        told.setMinimumWidth(130)
        self._told = told
        split.setSizes([560, 400, 280])
        return split

    def _button(self, command: Command) -> QPushButton:
        button = QPushButton(tr(command.text))
        button.setObjectName(f"runs:{command.name}")
        button.setToolTip(hint(tr(command.help)))
        button.setAccessibleDescription(tr(command.help))
        button.clicked.connect(partial(self._do, command))
        return button

    def _take_all(self, everything: bool) -> None:
        self._everything = everything
        self.refresh()

    def _take_quantity(self, accuracy: bool) -> None:
        self._accuracy = accuracy
        self._draw()

    def _list(self, records: tuple[RunRecord, ...]) -> None:
        first = self._pages.currentIndex() == EMPTY
        self._table.show_records(records)
        self._pages.setCurrentIndex(TABLE if records else EMPTY)
        if records and first and not self._table.records():
            self._table.choose((self._table.runs.record(0).id,))
        self._enable()
        self._read()

    def _choose(self) -> None:
        self._enable()
        self._read()

    def _read(self) -> None:
        work = partial(detailed, self._book.store, self._table.records()[:MOST], self._known)
        self._reading.do(work, self._take, self._refuse)

    def _take(self, found: dict[str, Details]) -> None:
        self._known = found
        self._draw()

    def _draw(self) -> None:
        shown = tuple(self._known.values())
        colours = dict(zip(self._known, palette(self._theme), strict=False))
        self._table.runs.show_colours(colours if len(shown) > 1 else {})
        lines = [
            Line(
                each.record.name,
                colours[each.record.id],
                each.curves.accuracy if self._accuracy else each.curves.loss,
            )
            for each in shown
        ]
        self._overlay.show_lines(lines, " %" if self._accuracy else "", tr("epoch"))
        self._legend.show_runs(shown, colours, self._session.project)

    def _enable(self) -> None:
        chosen = self._table.records()
        for command in self.commands:
            if command.button:
                self._buttons[command.name].setEnabled(command.fits(chosen))

    def _do(self, command: Command) -> None:
        chosen = self._table.records()
        if command.fits(chosen):
            command.run(chosen)

    def _key(self, keys: str) -> None:
        for command in self.commands:
            if command.keys == keys:
                self._do(command)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        chosen = self._table.records()
        start = self._session.project.recipe.start
        for command in self.commands:
            action = menu.addAction(tr(command.text), partial(self._do, command))
            action.setObjectName(f"runs:{command.name}")
            action.setEnabled(command.fits(chosen))
            if command.keys:
                action.setText(f"{tr(command.text)}\t{_written(command.keys)}")
            if command.name == "start" and start:
                menu.addAction(tr("Start from random weights"), partial(self._book.start_from, ""))

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        self._fill(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _refuse(self, refusal: Refusal) -> None:
        self._session.refused.emit(refusal.text)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What a narrow tab leaves out is in the menu too."""
        super().resizeEvent(event)
        self._told.setVisible(self.width() >= ROOM)
        for name, least in FROM.items():
            self._buttons[name].setVisible(self.width() >= least)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()


def palette(theme: Theme) -> tuple[str, ...]:
    """Colours of curves that lie over one another, as different as can be."""
    tints, groups = theme.tints, theme.groups
    return (
        tints["blue"], tints["orange"], tints["green"], tints["purple"],
        tints["yellow"], groups["Join"], groups["Blocks"], tints["red"],
    )  # fmt: skip


def _written(keys: str) -> str:
    return {"Return": "Enter"}.get(keys, keys)


def _empty() -> QWidget:
    page = words(tr("Nothing was trained yet. Each training is kept here, with its weights."))
    page.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return page
