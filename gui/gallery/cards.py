"""The gallery's list as it is seen: cards with a small drawing, under their headings."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from graph.templates import Template
from gui.fonts import font
from gui.gallery.drawing import paint, paint_frame
from gui.gallery.shelf import Index, Shelf
from gui.labels import leading, trailing
from gui.language import tr
from gui.theme import Theme

THUMB: Final = QSize(88, 58)
CARD_ROW: Final = 78
HEADING_ROW: Final = 36
MARGIN: Final = 10


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
