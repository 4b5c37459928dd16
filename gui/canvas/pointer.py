"""What the mouse says to a gesture, and what lies under it."""

from msgspec import Struct
from PySide6.QtCore import QPoint, QPointF, Qt

from graph.network import Wire
from gui.canvas.drawing.scene import Scene

NOTE_EDGE = 8.0  # canvas units around a note's right edge by which it is made wider
DRAG = 4  # pixels after which a press is a drag
REACH = 12.0  # pixels around a port that still hit it
BESIDE = 7.0  # and around a wire: a box to select in often begins between two of them
NEAREST_PORT = 7.0  # canvas units that a port is hit from, however far the zoom is in


class OnPort(Struct, frozen=True):
    """A port: -1 is the output."""

    node: str
    port: int


class OnCard(Struct, frozen=True):
    """A block's card."""

    node: str


class OnWire(Struct, frozen=True):
    """A wire, away from its ends."""

    wire: Wire


class OnBend(Struct, frozen=True):
    """A point that a wire runs through, counted from its source."""

    wire: Wire
    index: int


class OnNote(Struct, frozen=True):
    """A note."""

    note: str
    edge: bool = False
    """Whether it is its right edge, which makes it wider."""


class OnFrame(Struct, frozen=True):
    """A frame, by its title or its edge."""

    frame: str


Hit = OnPort | OnCard | OnBend | OnNote | OnWire | OnFrame | None
"""What is under the mouse; None on the free canvas."""


class Pointer(Struct, frozen=True):
    """Where the mouse is, and which keys are held with it."""

    point: QPointF
    """On the canvas."""
    place: QPoint
    """In the view, in pixels."""
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    rests: bool = False
    """Whether it has been there for a moment, or the button goes up there."""

    @property
    def shift(self) -> bool:
        """Whether Shift is held."""
        return bool(self.keys & Qt.KeyboardModifier.ShiftModifier)

    @property
    def control(self) -> bool:
        """Whether Ctrl is held."""
        return bool(self.keys & Qt.KeyboardModifier.ControlModifier)

    @property
    def alt(self) -> bool:
        """Whether Alt is held."""
        return bool(self.keys & Qt.KeyboardModifier.AltModifier)


class Press(Struct, frozen=True):
    """A button that went down: what a gesture may begin with."""

    pointer: Pointer
    button: Qt.MouseButton
    hit: Hit
    space: bool = False
    """Whether the space bar is held."""

    @property
    def point(self) -> QPointF:
        """Where it went down on the canvas."""
        return self.pointer.point

    def way(self, pointer: Pointer) -> int:
        """How many pixels the mouse has gone since then."""
        return (pointer.place - self.pointer.place).manhattanLength()

    def is_dragged(self, pointer: Pointer) -> bool:
        """Whether it has gone so far that it is no click."""
        return self.way(pointer) >= DRAG

    @property
    def left(self) -> bool:
        """Whether it is the left button."""
        return self.button is Qt.MouseButton.LeftButton


def hit(scene: Scene, point: QPointF, zoom: float) -> Hit:
    """What is under a point of the canvas, the smallest thing first."""
    reach = REACH / zoom
    port = scene.port_at(point, max(NEAREST_PORT, reach))
    if port is not None:
        return OnPort(*port)
    card = scene.card_at(point)
    if card is not None:
        return OnCard(card)
    bend = scene.bend_at(point, reach)
    if bend is not None:
        return OnBend(*bend)
    note = scene.marks.note_at(point, min(reach, NOTE_EDGE))
    if note is not None:
        return OnNote(*note)
    wire = scene.wire_at(point, BESIDE / zoom)
    if wire is not None:
        return OnWire(wire)
    frame = scene.marks.frame_at(point, zoom, reach / 2)
    return None if frame is None else OnFrame(frame)
