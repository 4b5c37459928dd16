"""A block and the canvas as Qt's interfaces for screen readers.

Ownership, as tried with PySide6 6.11: Qt keeps the bare address of an interface that it was asked
for or told of. If Python collects one before `deleteAccessibleInterface`, the program ends in a
segmentation fault; so whoever makes one holds it until `release`.
"""

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QAccessibleWidget

from graph.levels import has_inside
from gui.canvas.voice.spoken import described, named, place

if TYPE_CHECKING:
    from gui.canvas.voice.accessible import Voice

NOTHING: Final = cast(QAccessibleInterface, None)
"""Qt takes none at all for what there is not; PySide's types know it not."""


class BlockVoice(QAccessibleInterface):
    """One block: an item of the canvas's list."""

    def __init__(self, voice: "Voice", name: str) -> None:
        super().__init__()
        self._voice, self.name = voice, name
        self._told: tuple[str, str] | None = None

    def outdated(self) -> bool:
        """Whether it would answer otherwise than it last did."""
        return self._told is not None and self._told != self._now()

    def _now(self) -> tuple[str, str]:
        level = self._voice.session.shown
        return named(level, self.name), described(level, self.name)

    def isValid(self) -> bool:
        return self.name in self._voice.session.network.nodes

    def object(self) -> QObject:
        return cast(QObject, None)  # Qt finds it by its number

    def window(self) -> QWindow:
        return cast(QWindow, self._voice.view.window().windowHandle())

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._voice.view)

    def child(self, index: int, /) -> QAccessibleInterface:
        return NOTHING

    def childAt(self, x: int, y: int, /) -> QAccessibleInterface:
        return NOTHING

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, arg__1: QAccessibleInterface, /) -> int:
        return -1

    def text(self, t: QAccessible.Text, /) -> str:
        if not self.isValid():
            return ""
        self._told = self._now()
        match t:
            case QAccessible.Text.Name:
                return self._told[0]
            case QAccessible.Text.Description:
                return self._told[1]
            case _:
                return ""

    def setText(self, t: QAccessible.Text, text: str, /) -> None:
        """A block is renamed in the inspector."""

    def rect(self) -> QRect:
        card = self._voice.scene.cards.get(self.name)
        if card is None:
            return QRect()
        view = self._voice.view
        shown = view.mapFromScene(self._voice.scene.drawing((self.name,))).boundingRect()
        return QRect(view.viewport().mapToGlobal(shown.topLeft()), shown.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        made = QAccessible.State()
        if not self.isValid():
            made.invalid = True
            return made
        voice, chosen = self._voice, self._voice.session.selection
        made.selectable = made.focusable = made.multiSelectable = True
        made.selected = self.name in chosen
        made.focused = made.active = bool(
            chosen and chosen[-1] == self.name and voice.view.hasFocus()
        )
        made.expandable = has_inside(voice.session.network.nodes[self.name].layer)
        made.offscreen = (
            not voice.view.viewport()
            .rect()
            .intersects(voice.view.mapFromScene(voice.scene.drawing((self.name,))).boundingRect())
        )
        return made

    def foregroundColor(self) -> QColor:
        return QColor(self._voice.scene.theme.text)

    def backgroundColor(self) -> QColor:
        return QColor(self._voice.scene.theme.card)


class CanvasVoice(QAccessibleWidget):
    """The canvas: its blocks, and then the widgets that lie on it."""

    def __init__(self, voice: "Voice") -> None:
        super().__init__(voice.view, QAccessible.Role.List)
        self._voice = voice

    def childCount(self) -> int:
        return len(self._voice.session.network.nodes) + super().childCount()

    def child(self, index: int, /) -> QAccessibleInterface:
        order = self._voice.order
        if 0 <= index < len(order):
            return self._voice.block(order[index])
        return super().child(index - len(order))

    def indexOfChild(self, child: QAccessibleInterface, /) -> int:
        order = self._voice.order
        if isinstance(child, BlockVoice):
            return order.index(child.name) if child.name in order else -1
        among = super().indexOfChild(child)
        return among if among < 0 else len(order) + among

    def childAt(self, x: int, y: int, /) -> QAccessibleInterface:
        view = self._voice.view
        above = super().childAt(x, y)
        if above is not None and above.object() is not view.viewport():
            return above
        found = self._voice.scene.card_at(
            view.mapToScene(view.viewport().mapFromGlobal(QPoint(x, y)))
        )
        return above if found is None else self._voice.block(found)

    def focusChild(self) -> QAccessibleInterface:
        chosen = self._voice.session.selection
        if chosen and self._voice.view.hasFocus():
            return self._voice.block(chosen[-1])
        return super().focusChild()

    def text(self, t: QAccessible.Text, /) -> str:
        if t is QAccessible.Text.Description:
            session = self._voice.session
            return place(session.level, len(session.network.nodes))
        return super().text(t)


def tell(what: QAccessibleInterface | QObject, event: QAccessible.Event) -> None:
    """Tells screen readers of an event."""
    QAccessible.updateAccessibility(QAccessibleEvent(what, event))


def release(blocks: dict[str, BlockVoice], names: set[str]) -> None:
    """Lets Qt delete the interfaces of blocks that are gone, and only then Python."""
    for name in names:
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(blocks[name]))
        del blocks[name]
