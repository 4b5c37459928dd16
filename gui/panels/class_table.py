"""The classes of a data set with their counts as bars; a click on a column's title sorts them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from backend.protocol import ClassReport
from gui.figures import count
from gui.labels import leading
from gui.language import tr
from gui.theme import Theme

ROW: Final = 24  # px
BARS: Final = (60, 88)  # px of a column of counts, in a narrow table and in a wide one
WIDE: Final = 300  # px
COUNT: Final = Qt.ItemDataRole.UserRole
TITLES: Final = ("Class", "Training", "Test")

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ClassTable(QTreeView):
    """A row for each class, however many; the current one's pictures are shown elsewhere."""

    chosen = Signal(int)  # the class's number

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._model = _Classes(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSortRole(COUNT)
        self._sorted.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._sorted.setSourceModel(self._model)
        self.setModel(self._sorted)
        self._bars = _Bars(theme, self)
        self.setItemDelegate(self._bars)
        self.setObjectName("classes")
        self.setAccessibleName(tr("Classes"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSortingEnabled(True)
        header = self.header()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # as the labels are
        header.setSortIndicatorClearable(True)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(56)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, BARS[0])
        header.setDefaultAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumWidth(2 * BARS[0] + 76)
        self.selectionModel().currentRowChanged.connect(self._choose)

    def show_classes(self, classes: Sequence[ClassReport]) -> None:
        """Shows other classes; the first row is the current one."""
        self._model.take(tuple(classes))
        self._bars.most = (
            max((each.train for each in classes), default=0),
            max((each.test for each in classes), default=0),
        )
        if classes:
            self.select_row(0)

    def select_row(self, row: int) -> None:
        """Makes the class in that row the current one."""
        flags = QItemSelectionModel.SelectionFlag
        index = self._sorted.index(row, 0)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._bars.theme = theme
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        for column in (1, 2):
            self.header().resizeSection(column, BARS[self.width() >= WIDE])
        super().resizeEvent(event)

    def _choose(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self._sorted.mapToSource(current).row())


class _Classes(QAbstractTableModel):
    """Names and counts; COUNT is what a column is sorted by."""

    _classes: tuple[ClassReport, ...] = ()

    def take(self, classes: tuple[ClassReport, ...]) -> None:
        self.beginResetModel()
        self._classes = classes
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._classes)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        each = self._classes[index.row()]
        number = (0, each.train, each.test)[index.column()]
        if role == COUNT:
            return number if index.column() else each.name
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return count(number) if index.column() else each.name
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(TITLES[section])
        return None


class _Bars(QStyledItemDelegate):
    """Paints a count over a bar that is as long as the count is great."""

    def __init__(self, theme: Theme, parent: ClassTable) -> None:
        super().__init__(parent)
        self.theme = theme
        self.most: tuple[int, int] = (0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        text, ground.text = ground.text, ""
        style = option.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, ground, painter, option.widget)
        area = QRectF(option.rect).adjusted(6, 0, -6, 0)
        number = index.data(COUNT) if index.column() else 1
        painter.setPen(QColor(self.theme.text if number else self.theme.error))
        painter.setFont(ground.font)
        place = area.adjusted(0, 0, 0, -4)
        text = ground.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, leading() | Qt.AlignmentFlag.AlignVCenter, text)
        if index.column():
            most = self.most[index.column() - 1] or 1
            bar = QRectF(area.left(), area.bottom() - 5, number / most * area.width(), 3)
            if option.direction == Qt.LayoutDirection.RightToLeft:
                bar.moveRight(area.right())
            painter.fillRect(bar, QColor((self.theme.train, self.theme.test)[index.column() - 1]))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(BARS[0], ROW)
