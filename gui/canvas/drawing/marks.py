"""Frames and notes of a drawing: their items, as the sketch says, and what is under a point."""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsScene

from graph.edits.marking import AROUND, HEAD
from graph.network import Network
from graph.sketch import Frame, Note
from gui.theme import Theme, Tinted

if TYPE_CHECKING:
    from gui.canvas.drawing.frames import FrameItem
    from gui.canvas.drawing.notes import NoteItem

Item = TypeVar("Item", "FrameItem", "NoteItem")
Where = Callable[[str], QRectF]
"""Where a card is now."""


class Marks:
    """The scene's frames and notes by name; frames reach around the cards where they are now."""

    def __init__(self, scene: QGraphicsScene, theme: Theme, where: Where) -> None:
        self.frames: dict[str, FrameItem] = {}
        self.notes: dict[str, NoteItem] = {}
        self._shown: Mapping[str, Frame] = {}
        self._scene, self._theme = scene, theme
        self._where = self._now = where

    def __bool__(self) -> bool:
        return bool(self.frames or self.notes)

    def sync(self, network: Network) -> None:
        """Makes the items what the sketch is, where the cards are now."""
        self.show_notes(network.sketch.notes)
        self.show_frames(network.sketch.frames)
        self.show_joining(())

    def show_notes(self, notes: Mapping[str, Note]) -> None:
        """Shows these notes and no others."""
        if notes.keys() != self.notes.keys():
            from gui.canvas.drawing.notes import NoteItem  # noqa: PLC0415  # start-up does without it

            self._renew(self.notes, notes, NoteItem)
        for name, note in notes.items():
            self.notes[name].show_note(note)

    def show_frames(self, frames: Mapping[str, Frame], where: Where | None = None) -> None:
        """Shows these frames and no others; while blocks are dragged, as they would be.

        `where` knows the places of cards that are not there yet.
        """
        self._shown, self._now = frames, where or self._where
        if frames.keys() != self.frames.keys():
            from gui.canvas.drawing.frames import FrameItem  # noqa: PLC0415  # start-up does without it

            self._renew(self.frames, frames, FrameItem)
        self.settle()

    def _renew(
        self, known: dict[str, Item], wanted: Collection[str], make: Callable[[Theme], Item]
    ) -> None:
        for name in [name for name in known if name not in wanted]:
            for part in known.pop(name).parts:
                self._scene.removeItem(part)
        for name in wanted:
            if name not in known:
                known[name] = make(self._theme)
                for part in known[name].parts:
                    self._scene.addItem(part)

    def settle(self, moved: Set[str] | None = None) -> None:
        """Puts the frames around their cards: all, or those that some cards belong to."""
        for name, frame in self._shown.items():
            if moved is None or not moved.isdisjoint(frame.nodes):
                self.frames[name].show_frame(frame, around(map(self._now, frame.nodes)))

    def show_chosen(self, frames: Collection[str], notes: Collection[str]) -> None:
        """Marks the selected ones."""
        for name, frame in self.frames.items():
            frame.show_chosen(name in frames)
        for name, note in self.notes.items():
            note.show_chosen(name in notes)

    def show_joining(self, joining: Collection[str]) -> None:
        """Marks the frames that what is dragged would come into, or leave."""
        for name, item in self.frames.items():
            item.show_joining(name in joining)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._theme = theme
        for item in (*self.frames.values(), *self.notes.values()):
            item.set_theme(theme)

    def frame_at(self, point: QPointF, zoom: float, reach: float) -> str | None:
        """The smallest frame whose title or border is under a point."""
        for name, item in sorted(self.frames.items(), key=lambda entry: -entry[1].zValue()):
            if item.holds(point, zoom, reach):
                return name
        return None

    def note_at(self, point: QPointF, reach: float) -> tuple[str, bool] | None:
        """The note under a point, and whether it is at the right edge that makes it wider."""
        for name, item in reversed(self.notes.items()):
            area = item.area
            edge = QRectF(area.right() - reach, area.top(), 2 * reach, area.height())
            if edge.contains(point):
                return name, True
            if area.contains(point):
                return name, False
        return None

    def within(self, area: QPainterPath) -> tuple[str, ...]:
        """The notes that an area touches, and the frames that lie in it as a whole."""
        notes = (n for n, item in self.notes.items() if area.intersects(item.area))
        frames = (n for n, item in self.frames.items() if area.contains(item.area))
        return (*notes, *frames)

    def notes_in(self, frame: str) -> tuple[str, ...]:
        """The notes that lie on a frame."""
        area = self.frames[frame].area
        return tuple(name for name, item in self.notes.items() if area.contains(item.area))

    def outlines(self) -> list[tuple[Tinted, QRectF]]:
        """The colours and the places of all, the lowest first: for the minimap."""
        frames = sorted(self.frames.values(), key=lambda frame: frame.zValue())
        return [(item.colours, item.area) for item in (*frames, *self.notes.values())]

    def bounds(self) -> QRectF:
        """The rectangle around all of them."""
        found = QRectF()
        for item in (*self.frames.values(), *self.notes.values()):
            found = found.united(item.area)
        return found


def around(cards: Iterable[QRectF]) -> QRectF:
    """The rectangle of a frame around cards, as `graph.edits.marking.area` has it."""
    found = QRectF()
    for card in cards:
        found = found.united(card)
    return found.adjusted(-AROUND, -AROUND - HEAD, AROUND, AROUND)
