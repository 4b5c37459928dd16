"""The runs as a table that Qt's views read: sorted here, renamed in place, kept by their names."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon

from backend.records import RunRecord
from gui.language import tr
from gui.marks import spot
from gui.runs.rows import BEGAN, COLUMNS, HELP, state_colour
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex

NAME, STATE = 0, 1
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class RunsModel(QAbstractTableModel):
    """Rows of RunRecords; a run that is drawn in the comparison has a spot of its colour."""

    renamed = Signal(str, str)  # the run, and its new name

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._records: list[RunRecord] = []
        self._colours: dict[str, str] = {}
        self._column, self._order = BEGAN, Qt.SortOrder.DescendingOrder

    def show_records(self, records: tuple[RunRecord, ...]) -> bool:
        """Shows these runs; False if only what is told of the same ones is new."""
        fresh = self._sorted(records)
        if [r.id for r in fresh] == [r.id for r in self._records]:
            old, self._records = self._records, fresh
            for row, (before, after) in enumerate(zip(old, fresh, strict=True)):
                if before != after:
                    self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
            return False
        self.beginResetModel()
        self._records = fresh
        self.endResetModel()
        return True

    def show_colours(self, colours: dict[str, str]) -> None:
        """The colours of the runs whose curves are drawn, by their names."""
        if colours != self._colours:
            self._colours = colours
            self._repaint()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._repaint()

    def record(self, row: int) -> RunRecord:
        """The run in a row."""
        return self._records[row]

    def row(self, run: str) -> int:
        """The row of a run; -1 if it is not there."""
        return next((row for row, r in enumerate(self._records) if r.id == run), -1)

    def _repaint(self) -> None:
        if self._records:
            last = self.index(len(self._records) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _sorted(self, records: tuple[RunRecord, ...]) -> list[RunRecord]:
        backwards = self._order is Qt.SortOrder.DescendingOrder
        return sorted(records, key=COLUMNS[self._column].key, reverse=backwards)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Role.DisplayRole:
            return tr(column.title)
        if role == Role.ToolTipRole and column.help:
            return tr(column.help)
        return _side(column.number) if role == Role.TextAlignmentRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        record, column = self._records[index.row()], COLUMNS[index.column()]
        match role:
            case Role.DisplayRole | Role.EditRole:
                return column.text(record)
            case Role.TextAlignmentRole:
                return _side(column.number)
            case Role.ForegroundRole if index.column() == STATE:
                return QColor(state_colour(record.state, self._theme))
            case Role.DecorationRole if index.column() == NAME:
                return self._spot(record)
            case Role.ToolTipRole:
                return self._told(record, index.column())
            case _:
                return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        name, record = str(value).strip(), self._records[index.row()]
        if role != Role.EditRole or not name or name == record.name:
            return False
        self.renamed.emit(record.id, name)
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._order = column, order
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        runs = [self._records[index.row()].id for index in before]
        self._records = self._sorted(tuple(self._records))
        rows = {record.id: row for row, record in enumerate(self._records)}
        after = [
            self.index(rows[run], index.column()) for run, index in zip(runs, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _spot(self, record: RunRecord) -> QIcon:
        disc = spot(self._colours.get(record.id, "transparent"))
        made = QIcon(disc)
        made.addPixmap(disc, QIcon.Mode.Selected)  # else Qt tints it
        return made

    def _told(self, record: RunRecord, column: int) -> str:
        if column == STATE:
            return record.text or tr(HELP[record.state])
        return record.id if column == NAME else ""


def _side(number: bool) -> int:
    side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
