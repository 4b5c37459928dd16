"""What a wheel and two fingers do: a wheel zooms, two fingers scroll.

With Ctrl both zoom, with Shift a wheel scrolls.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputDevice, QWheelEvent

from gui.canvas.look import STEP, Look


def turn(look: Look, event: QWheelEvent) -> None:
    """Zooms or scrolls."""
    turned, held = event.angleDelta(), event.modifiers()
    way = event.pixelDelta() if not event.pixelDelta().isNull() else turned / 2
    fingers = event.device().type() is QInputDevice.DeviceType.TouchPad
    control = bool(held & Qt.KeyboardModifier.ControlModifier)
    if not control and held & Qt.KeyboardModifier.ShiftModifier and not fingers:
        look.scroll(way.x() or way.y(), 0)
    elif control or not fingers:
        zoom = look.zoom_by if fingers else look.glide
        zoom(STEP ** ((turned.y() or turned.x()) / 120))  # Alt turns the wheel's axis
    else:
        look.scroll(way.x(), way.y())
