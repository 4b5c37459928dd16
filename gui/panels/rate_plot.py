"""The learning rate of each step of a training that has not begun, as a small curve."""

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from graph.project import Project
from graph.recipe import Recipe
from graph.schedule import factor
from graph.sources import trained_on
from gui.fonts import font
from gui.language import tr
from gui.theme import Theme
from gui.titles import brief

LEFT, TOP, RIGHT, BOTTOM = 50, 14, 12, 20  # pixels around the curve: axis numbers
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
POINTS = 240  # the curve has so many at most


def steps_of(project: Project) -> int:
    """How many steps an epoch has; the pictures for validation are not trained on."""
    recipe = project.recipe
    pictures = trained_on(project.data)
    pictures -= round(pictures * recipe.validation)
    return max(1, ceil(pictures / recipe.batch_size))


def rates(recipe: Recipe, steps: int) -> list[tuple[float, float]]:
    """Epochs and the learning rates there, from the first step to the last."""
    total = recipe.epochs * steps
    count = min(total, POINTS)
    places = sorted({round(place * (total - 1) / max(1, count - 1)) for place in range(count)})
    return [
        (step / steps, recipe.learning_rate * factor(recipe, step, steps)) for step in places
    ] + [(float(recipe.epochs), recipe.learning_rate * factor(recipe, total - 1, steps))]


class RatePlot(QWidget):
    """The curve over the epochs, with a few numbers; the pointer reads values off it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points: list[tuple[float, float]] = []
        self._top = 1.0  # the learning rate at the upper edge
        self._epochs = 1
        self._at: float | None = None  # where the pointer is, in epochs
        self.setObjectName("plot:learning-rate")
        self.setAccessibleName(tr("Learning rate"))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time runs, in both
        self.setMouseTracking(True)
        self.setFixedHeight(132)

    def show_project(self, project: Project) -> None:
        """Draws how the learning rate of its training will go."""
        self._points = rates(project.recipe, steps_of(project))
        self._epochs, self._top = project.recipe.epochs, project.recipe.learning_rate
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 132)

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)

    def _place(self, epoch: float, rate: float) -> QPointF:
        area = self._area
        return QPointF(
            area.left() + epoch / self._epochs * area.width(),
            area.bottom() - rate / self._top * area.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if not self._points:
            return
        painter.setFont(font(11))
        self._paint_numbers(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawPolyline([self._place(*point) for point in self._points])
        if self._at is not None:
            self._paint_reading(painter, self._at)

    def _paint_numbers(self, painter: QPainter) -> None:
        area, theme = self._area, self._theme
        middle = Qt.AlignmentFlag.AlignVCenter
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - share * area.height()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.muted))
            box = QRectF(4, y - 8, LEFT - 10, 16)
            painter.drawText(box, int(_RIGHT | middle), _short(share * self._top))
        y = area.bottom() + 3
        for epoch, where in ((0, _LEFT), (self._epochs, _RIGHT)):
            painter.drawText(QRectF(area.left(), y, area.width(), 16), int(where), str(epoch))
        middle = Qt.AlignmentFlag.AlignHCenter
        painter.drawText(QRectF(area.left(), y, area.width(), 16), int(middle), tr("epoch"))

    def _paint_reading(self, painter: QPainter, epoch: float) -> None:
        area, theme = self._area, self._theme
        where, rate = min(self._points, key=lambda point: abs(point[0] - epoch))
        spot = self._place(where, rate)
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(spot.x(), area.top()), QPointF(spot.x(), area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(spot, 3.5, 3.5)
        said = f"{_short(rate)}  ·  {tr('at epoch {epoch}', epoch=f'{where:.2f}')}"
        painter.setPen(QColor(theme.text))
        side = _LEFT if spot.x() > area.center().x() else _RIGHT
        painter.drawText(area.adjusted(4, 2, -4, 0), int(side | Qt.AlignmentFlag.AlignTop), said)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area = self._area
        share = (event.position().x() - area.left()) / max(1.0, area.width())
        self._at = share * self._epochs if 0 <= share <= 1 else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._at = None
        self.update()


def _short(rate: float) -> str:
    """In three figures at most: 8.25e-4."""
    return brief(float(f"{rate:.3g}"))
