"""The rows of the search box: what was understood, and what would come of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from graph.typed.fitting import Fit
from gui import said
from gui.labels import leading, trailing
from gui.theme import Theme

HEIGHT: Final = 30
FIT: Final = Qt.ItemDataRole.UserRole
_SIDE: Final = 12.0
_GAP: Final = 10.0
_DOT: Final = 8.0
_Index = QModelIndex | QPersistentModelIndex


class Rows(QAbstractListModel):
    """The fits in their order; each is written out when it is seen."""

    def __init__(self) -> None:
        super().__init__()
        self._fits: Sequence[Fit] = ()

    def fill(self, fits: Sequence[Fit]) -> None:
        """Shows other fits."""
        self.beginResetModel()
        self._fits = fits
        self.endResetModel()

    def fit(self, row: int) -> Fit | None:
        """The fit in a row; None if there is no such row."""
        return self._fits[row] if 0 <= row < len(self._fits) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self._fits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        fit = self.fit(index.row())
        if fit is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return said.title(fit.suggestion)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return said.spoken(fit)
        return fit if role == FIT else None


class RowPainter(QStyledItemDelegate):
    """A dot in the group's colour, the name, its hyperparameters, and at the end the result."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        fit: Fit = index.data(FIT)
        theme = self.theme
        area = QRectF(option.rect).adjusted(4, 1, -4, -1)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for flag, colour in (
            (QStyle.StateFlag.State_Selected, theme.hover),
            (QStyle.StateFlag.State_MouseOver, theme.raised),
        ):
            if state & flag:
                painter.setBrush(QColor(colour))
                painter.drawRoundedRect(area, 6, 6)
                break
        line = _Line(painter, area.adjusted(_SIDE - 4, 0, 4 - _SIDE, 0))
        line.dot(theme.group(fit.suggestion.layer.group))
        self._write(line, fit)
        painter.restore()

    def _write(self, line: "_Line", fit: Fit) -> None:
        theme, shape, trouble = self.theme, said.outcome(fit), said.trouble(fit)
        if trouble and not shape:
            line.end(trouble, theme.error if said.wrong(fit) else theme.muted, most=0.5)
        else:
            line.end(shape, theme.warning if trouble else theme.text)
        line.begin(said.title(fit.suggestion), theme.text)
        line.begin(said.details(fit.suggestion, fit.partners), theme.muted)


class _Line:
    """One row's rectangle, which texts take their room from at either end."""

    def __init__(self, painter: QPainter, room: QRectF) -> None:
        self._painter, self._room = painter, room
        self._metrics = QFontMetricsF(painter.font())
        self._right = bool(leading() & Qt.AlignmentFlag.AlignRight)

    def dot(self, colour: str) -> None:
        """A dot at the beginning."""
        place = self._cut(_DOT, at_end=False)
        self._painter.setBrush(QColor(colour))
        self._painter.drawEllipse(place.center(), _DOT / 2, _DOT / 2)

    def begin(self, text: str, colour: str) -> None:
        """A text where the line begins."""
        self._draw(text, colour, self._room.width(), at_end=False)

    def end(self, text: str, colour: str, most: float = 1.0) -> None:
        """A text where the line ends, over a part of it at most."""
        self._draw(text, colour, self._room.width() * most, at_end=True)

    def _draw(self, text: str, colour: str, most: float, *, at_end: bool) -> None:
        if not text or most < _GAP:
            return
        width = min(self._metrics.horizontalAdvance(text) + 2, most)
        place = self._cut(width, at_end=at_end)
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        side = trailing() if at_end else leading()
        self._painter.setPen(QColor(colour))
        self._painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _cut(self, width: float, *, at_end: bool) -> QRectF:
        room = self._room
        if at_end != self._right:
            place = QRectF(room.right() - width, room.top(), width, room.height())
            self._room = room.adjusted(0, 0, -width - _GAP, 0)
        else:
            place = QRectF(room.left(), room.top(), width, room.height())
            self._room = room.adjusted(width + _GAP, 0, 0, 0)
        return place
