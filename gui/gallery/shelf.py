"""The gallery's list: a card for each template, under the heading of its family."""

from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from graph.templates import Template
from gui.canvas.items import font
from gui.figures import rounded
from gui.gallery.drawing import paint, paint_frame
from gui.gallery.studies import Studies
from gui.gallery.study import Study, matching, shelves
from gui.labels import leading, trailing
from gui.language import tr
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Row = Template | str  # a heading is its words

THUMB: Final = QSize(88, 58)
CARD_ROW: Final = 78
HEADING_ROW: Final = 36
MARGIN: Final = 10

_ROOT: Final = QModelIndex()


class Shelf(QAbstractListModel):
    """The rows that are shown: headings, which cannot be chosen, and templates."""

    def __init__(self, templates: tuple[Template, ...], studies: Studies, parent: QObject) -> None:
        super().__init__(parent)
        self._templates = templates
        self._studies = studies
        self._titles = {template.name: tr(template.title) for template in templates}
        self._families = {template.name: tr(template.family) for template in templates}
        self.rows: list[Row] = []
        self.search("")
        studies.arrived.connect(self._refresh)

    def search(self, wanted: str) -> None:
        """Leaves out what does not fit to the words."""
        found = matching(self._templates, wanted, self._titles, self._families)
        self.beginResetModel()
        self.rows = []
        for family, templates in shelves(self._templates).items():
            shown = [template for template in templates if template.name in found]
            self.rows += [tr(family), *shown] if shown else []
        self.endResetModel()

    def row_of(self, name: str) -> int:
        """Where a template is shown; if it is not, where the first one is, or -1."""
        places = {row.name: n for n, row in enumerate(self.rows) if isinstance(row, Template)}
        return places.get(name, next(iter(places.values()), -1))

    def templates_from(self, name: str) -> tuple[Template, ...]:
        """Those that are shown, beginning with this one and going round."""
        shown = [row for row in self.rows if isinstance(row, Template)]
        names = [template.name for template in shown]
        first = names.index(name) if name in names else 0
        return (*shown[first:], *shown[:first])

    def study(self, template: Template) -> Study | None:
        """What is known of a template as it is."""
        found = self._studies.of(template)
        return found if isinstance(found, Study) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.rows[index.row()], Template):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if isinstance(row, str):
            return row if role in _SPOKEN else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._titles[row.name]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            year = [str(row.year)] if row.year else []
            return ", ".join([self._titles[row.name], *year, *self.facts(row)])
        return None

    def facts(self, template: Template) -> tuple[str, ...]:
        """The lines below a card's title: parameters, multiply-adds; none while it is studied."""
        study = self.study(template)
        if study is None:
            return ()
        return (
            tr("{count} parameters", count=rounded(study.costs.parameters)),
            tr("{count} multiply-adds", count=rounded(study.costs.macs)),
        )

    def _refresh(self, name: str) -> None:
        index = self.index(self.row_of(name))
        self.dataChanged.emit(index, index)


_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class Cards(QListView):
    """Shows a shelf. Arrows go from card to card and pass over the headings."""

    def __init__(self, shelf: Shelf, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("gallery:list")
        self.setAccessibleName(tr("Architectures"))
        self.setModel(shelf)
        self.setItemDelegate(_Painter(shelf, theme, self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def show_row(self, row: int) -> None:
        """Makes it the chosen one, with its neighbours in sight."""
        index = self.model().index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)


class _Painter(QStyledItemDelegate):
    """Draws the rows."""

    def __init__(self, shelf: Shelf, theme: Theme, view: Cards) -> None:
        super().__init__(view)
        self._shelf = shelf
        self._theme = theme
        self._view = view
        self._thumbs: dict[str, QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        card = isinstance(index.data(Qt.ItemDataRole.UserRole), Template)
        return QSize(0, CARD_ROW if card else HEADING_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Template):
            self._paint_ground(painter, area, option)
            self._paint_card(painter, area, row)
        else:
            painter.setFont(font(11, bold=True))
            painter.setPen(QColor(self._theme.muted))
            line = area.adjusted(MARGIN + 4, 0, -MARGIN, -6)
            painter.drawText(line, int(leading() | Qt.AlignmentFlag.AlignBottom), row.upper())
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem) -> None:
        theme, state = self._theme, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if not chosen and not state & QStyle.StateFlag.State_MouseOver:
            return
        focused = chosen and self._view.hasFocus()
        painter.setPen(QColor(theme.accent) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hover if chosen else theme.raised))
        frame = QRectF(area).adjusted(4.5, 1.5, -4.5, -1.5)
        painter.drawRoundedRect(frame, 8, 8)
        if chosen:
            stripe = QRect(area.left() + 5, area.top() + 14, 3, area.height() - 28)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(QRectF(self._mirrored(stripe, area)), 1.5, 1.5)

    def _paint_card(self, painter: QPainter, area: QRect, template: Template) -> None:
        corner = QPoint(
            area.left() + MARGIN + 4, area.top() + (area.height() - THUMB.height()) // 2
        )
        thumb = self._mirrored(QRect(corner, THUMB), area)
        painter.drawPixmap(thumb.topLeft(), self._thumb(template))
        left = corner.x() + THUMB.width() + 12
        line = self._mirrored(QRect(left, corner.y(), area.right() - MARGIN - 4 - left, 20), area)
        title = QFontMetrics(font(13, bold=True)).elidedText(
            tr(template.title), Qt.TextElideMode.ElideRight, line.width()
        )
        painter.setFont(font(13, bold=True))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(line, int(leading() | Qt.AlignmentFlag.AlignVCenter), title)
        painter.setFont(font(12))
        painter.setPen(QColor(self._theme.muted))
        line.translate(0, 21)
        year = str(template.year) if template.year else ""
        painter.drawText(line, int(trailing() | Qt.AlignmentFlag.AlignVCenter), year)
        for fact in self._shelf.facts(template) or (tr("counting…"),):
            painter.drawText(line, int(leading() | Qt.AlignmentFlag.AlignVCenter), fact)
            line.translate(0, 18)

    def _thumb(self, template: Template) -> QPixmap:
        """Drawn once it is known; until then an empty frame."""
        if template.name in self._thumbs:
            return self._thumbs[template.name]
        ratio = self._view.devicePixelRatioF()
        made = QPixmap(THUMB * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(0.5, 0.5, THUMB.width() - 1, THUMB.height() - 1)
        paint_frame(painter, frame, 6, self._theme)
        study = self._shelf.study(template)
        if study is not None:
            paint(painter, study.project.network, frame.adjusted(6, 6, -6, -6), self._theme)
            self._thumbs[template.name] = made
        painter.end()
        return made

    def _mirrored(self, part: QRect, area: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), area, part)
