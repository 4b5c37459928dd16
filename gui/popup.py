"""Small windows over the window: closed by Esc or a click elsewhere, kept on the screen."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

EDGE = 1  # pixels of the frame
TOP = 44  # pixels from the upper edge of what it lies over


class Popup(QFrame):
    """An empty one: what is in it stands in `column`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self.column.setSpacing(0)

    def fit(self) -> None:
        """Makes it as large as what is in it now; its upper left corner stays."""
        self.column.activate()
        self.adjustSize()

    def show_at(self, corner: QPoint) -> None:
        """Shows it with its upper left corner there, or as near as the screen allows."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - self.height())))
        self.move(corner)
        self.show()

    def show_below(self, widget: QWidget, gap: int) -> None:
        """Shows it under a widget: where lines begin, on the same side."""
        left = 0
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            self.adjustSize()
            left = widget.width() - self.width()
        self.show_at(widget.mapToGlobal(QPoint(left, widget.height() + gap)))

    def show_over(self, widget: QWidget) -> None:
        """Shows it over the middle of a widget's upper part, ready to be typed in."""
        self.adjustSize()
        self.show_at(widget.mapToGlobal(QPoint((widget.width() - self.width()) // 2, TOP)))
        self.setFocus()
