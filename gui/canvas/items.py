"""The items of the canvas by their old place; import them from their own modules."""

from gui.canvas.cards import Live, NodeItem
from gui.canvas.face import Face
from gui.canvas.wires import WireItem
from gui.fonts import font

__all__ = ["Face", "Live", "NodeItem", "WireItem", "font"]
