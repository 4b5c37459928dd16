"""Pictures as the worker sends them: bytes, channel by channel."""

import numpy as np
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

COARSE = 160
"""Pixels: pictures up to this size are enlarged by whole factors, so that each pixel is seen."""


def image(dims: tuple[int, ...], values: bytes) -> QImage:
    """The picture of dims (channels, height, width): in colours where it has three or more."""
    channels, height, width = dims
    levels = np.frombuffer(values, np.uint8).reshape(channels, height, width)
    if channels >= 3:
        colours = np.ascontiguousarray(levels[:3].transpose(1, 2, 0)).tobytes()
        return QImage(colours, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    grey = levels[0].tobytes()
    return QImage(grey, width, height, width, QImage.Format.Format_Grayscale8).copy()


def placed(shown: QImage, cell: QRectF) -> QRectF:
    """Where a picture lies in a cell: whole, in the middle, its pixels crisp where they are few."""
    if shown.isNull():
        return cell
    scale = min(cell.width() / shown.width(), cell.height() / shown.height())
    if scale >= 1 and max(shown.width(), shown.height()) <= COARSE:
        scale = float(int(scale))
    size = QSizeF(shown.width() * scale, shown.height() * scale)
    place = QRectF(cell.topLeft(), size)
    place.moveCenter(cell.center())
    return QRectF(round(place.x()), round(place.y()), size.width(), size.height())


def draw(painter: QPainter, shown: QImage, cell: QRectF) -> None:
    """Draws a picture into a cell."""
    place = placed(shown, cell)
    smooth = place.width() < shown.width() or max(shown.width(), shown.height()) > COARSE
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    if place.width() < shown.width():  # Qt's own smoothing looks at four pixels only
        ratio = painter.device().devicePixelRatioF()
        size = (place.size() * ratio).toSize()
        shown = shown.scaled(
            size,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    painter.drawImage(place, shown)
