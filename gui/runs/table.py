"""The table of runs: sorted by a click on a title, several rows chosen, renamed in place."""

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from backend.records import RunRecord
from gui.labels import leading
from gui.language import tr
from gui.runs.model import NAME, RunsModel
from gui.runs.rows import BEGAN, COLUMNS
from gui.theme import Theme

ROW = 26  # px


class RunsTable(QTableView):
    """What is chosen stays chosen by its name, however the rows move."""

    chosen = Signal()
    menu_asked = Signal(object)  # QPoint on the screen
    keyed = Signal(str)  # a key that is a command's

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.runs = RunsModel(theme)
        self._runs: tuple[str, ...] = ()
        self._showing = False
        self.setModel(self.runs)
        self.setObjectName("runs:table")
        self.setAccessibleName(tr("Runs"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setIconSize(QSize(11, 11))
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setDefaultAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        titles.setMinimumSectionSize(48)
        titles.setSortIndicator(BEGAN, Qt.SortOrder.DescendingOrder)
        for place, column in enumerate(COLUMNS):
            titles.resizeSection(place, column.width)
        self.setSortingEnabled(True)
        self.selectionModel().selectionChanged.connect(self._choose)
        self.doubleClicked.connect(self._double)

    def show_records(self, records: tuple[RunRecord, ...]) -> None:
        """Shows these runs; the same ones stay chosen."""
        self._showing = True
        kept = self._runs
        fresh = self.runs.show_records(records)
        if fresh:
            self.choose(tuple(run for run in kept if self.runs.row(run) >= 0))
        self._showing = False
        if fresh:
            self._choose()

    def choose(self, runs: tuple[str, ...]) -> None:
        """Chooses these runs."""
        flags = QItemSelectionModel.SelectionFlag
        model = self.selectionModel()
        model.clearSelection()
        for run in runs:
            index = self.runs.index(self.runs.row(run), 0)
            model.select(index, flags.Select | flags.Rows)
        if runs:
            index = self.runs.index(self.runs.row(runs[0]), 0)
            model.setCurrentIndex(index, flags.NoUpdate)

    def records(self) -> tuple[RunRecord, ...]:
        """The runs that are chosen, from above."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.runs.record(row) for row in rows)

    def rename(self) -> None:
        """Writes in the name of the run that is chosen."""
        rows = self.selectionModel().selectedRows()
        if len(rows) == 1:
            self.edit(self.runs.index(rows[0].row(), NAME))

    def _choose(self) -> None:
        if not self._showing:
            self._runs = tuple(record.id for record in self.records())
            self.chosen.emit()

    def _double(self) -> None:
        self.keyed.emit("Return")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        names = {Qt.Key.Key_Enter: "Return", Qt.Key.Key_Return: "Return", Qt.Key.Key_F2: "F2"}
        names |= {Qt.Key.Key_Delete: "Delete"}
        name = names.get(Qt.Key(event.key()))
        if name and self.state() is not QAbstractItemView.State.EditingState:
            self.keyed.emit(name)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.records():
            self.menu_asked.emit(event.globalPos())
