"""Random hands: steps that a user could take, as values; and who takes them in a real window."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from graph import edits
from graph.fields import FieldError, fields
from graph.network import LAYERS
from graph.project import decode, encode
from gui.canvas import mime
from gui.canvas.drawing.face import face

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
MIDDLE, RIGHT = Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
HELD = [
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
]
KEYS = [
    Qt.Key.Key_Escape,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Return,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Space,
    Qt.Key.Key_A,
]
WORDS = ["conv 8 3", "relu", "pool 2", "add", "concat", "fc 10", "2x residual 8", "zzz", "输入", ""]
MENUS = ("Edit", "Select", "Block", "View", "Arrange")
LEFT_OUT = {"en", "fa", "dark", "light", "system", "find", "palette", "keep", "copy-picture"}
"""Actions that change the whole window, or leave the canvas. The clipboard of the offscreen
platform outlives Python, and the process then ends in a segmentation fault over a picture in it.
"""


@dataclass(frozen=True)
class Spot:
    """A place on the canvas by what is there, so that scripts mean something as they shrink."""

    what: str
    number: int
    dx: int = 0
    dy: int = 0


@dataclass(frozen=True)
class Step:
    """One thing that is done."""

    kind: str
    spot: Spot | None = None
    other: Spot | None = None
    number: int = 0
    held: Qt.KeyboardModifier = HELD[0]
    button: Qt.MouseButton = LEFT
    text: str = ""


def spots() -> st.SearchStrategy[Spot]:
    what = ["card", "card", "input", "output", "wire", "free", "frame", "note", "bend"]
    aside = st.integers(-9, 9)
    return st.builds(Spot, st.sampled_from(what), st.integers(0, 30), aside, aside)


def steps() -> st.SearchStrategy[Step]:
    spot, held, number = spots(), st.sampled_from(HELD), st.integers(0, 60)
    button = st.sampled_from([LEFT, LEFT, LEFT, LEFT, MIDDLE, RIGHT])
    one_of: list[st.SearchStrategy[Step]] = [
        st.builds(Step, st.just("drag"), spot, spot, held=held, button=button),
        st.builds(Step, st.just("drag"), spot, spot, held=held),
        st.builds(Step, st.just("press"), spot, held=held, button=button),
        st.builds(Step, st.just("move"), spot, held=held),
        st.builds(Step, st.just("release"), spot, held=held, button=button),
        st.builds(Step, st.just("click"), spot, held=held),
        st.builds(Step, st.just("twice"), spot),
        st.builds(Step, st.just("wheel"), spot, number=st.integers(-3, 3), held=held),
        st.builds(Step, st.just("drop"), spot, number=number, held=held),
        st.builds(Step, st.just("drop"), spot, number=number, held=held),
        st.builds(Step, st.just("hover"), spot, number=number, held=held),
        st.builds(Step, st.just("leave"), spot),
        st.builds(Step, st.just("key"), number=st.integers(0, len(KEYS) - 1), held=held),
        st.builds(Step, st.just("type"), text=st.sampled_from(WORDS)),
        st.builds(Step, st.just("act"), number=st.integers(0, 200)),
        st.builds(Step, st.just("act"), number=st.integers(0, 200)),
        st.builds(Step, st.just("act"), number=st.integers(0, 200)),
        st.builds(Step, st.just("undo")),
        st.builds(Step, st.just("redo")),
        st.builds(Step, st.just("jump"), number=st.integers(-6, 6)),
        st.builds(Step, st.just("set"), number=number),
        st.builds(Step, st.just("select"), number=number),
        st.builds(Step, st.just("enter"), number=number),
    ]
    return st.one_of(one_of)


class Hand:
    """Takes steps in a window, and looks after each whether all is as it should be."""

    def __init__(self, window: Any) -> None:
        self.window, self.view, self.session = window, window.canvas, window.session
        self.count = 0
        self._down = NONE
        self.acts: tuple[str, ...] = tuple(
            entry.name
            for entry in window.table
            if entry.menu in MENUS and not entry.text.endswith("…") and entry.name not in LEFT_OUT
        )
        self._takes: dict[str, Callable[[Step], None]] = {
            "drag": self._drag,
            "press": self._press,
            "move": self._move,
            "release": self._release,
            "click": self._click,
            "twice": self._twice,
            "wheel": self._wheel,
            "drop": self._drop,
            "hover": self._hover,
            "leave": self._leave,
            "key": self._key,
            "type": self._type,
            "act": self._act,
            "undo": lambda step: self.session.undo(),
            "redo": lambda step: self.session.redo(),
            "jump": lambda step: self.session.go_to(step.number),
            "set": self._set,
            "select": self._select,
            "enter": self._enter,
        }

    def take(self, step: Step) -> None:
        """Takes one step."""
        self.count += 1
        self._takes[step.kind](step)
        _live()

    def rest(self) -> None:
        """Gives up whatever is under way."""
        self._release(Step("release", Spot("free", 0)))
        for _ in range(2):
            self._send_key(Qt.Key.Key_Escape, HELD[0], self.view)
        self.view.scene().move_cards({})  # what is on its way arrives
        _live()

    # what has to be true

    def check(self) -> None:
        """The canvas is the document, and the document is sound."""
        scene, session = self.view.scene(), self.session
        network, level = session.network, session.shown
        assert set(scene.cards) == set(network.nodes)
        assert set(scene.wires) == set(network.wires)
        for name, card in scene.cards.items():
            assert card.face == face(level, name)
        assert set(session.selection) <= set(network.nodes)
        assert len(set(session.selection)) == len(session.selection)
        picked = self.view.picked
        assert set(picked.wires) <= set(network.wires)
        assert set(picked.frames) <= set(network.sketch.frames)
        assert set(picked.notes) <= set(network.sketch.notes)
        assert decode(encode(session.project)) == session.project
        if self.view._made_hands is None or not self.view._made_hands.busy:
            self.check_quiet()

    def check_quiet(self) -> None:
        """Nothing is under way: what is seen is what is there."""
        scene, network = self.view.scene(), self.session.network
        if self.count % 2:
            scene.move_cards({})  # every other time; what is on its way meets the next step
            places = {name: scene.place(name) for name in scene.cards}
            assert places == {name: (node.x, node.y) for name, node in network.nodes.items()}
        chosen = {name for name, card in scene.cards.items() if card.chosen}
        assert chosen == set(self.session.selection)
        assert set(scene.marks.frames) == set(network.sketch.frames)
        assert set(scene.marks.notes) == set(network.sketch.notes)

    # where things are

    def point(self, spot: Spot) -> QPointF:
        """The spot on the canvas now; where there is no such thing, a free place."""
        scene, aside = self.view.scene(), QPointF(spot.dx, spot.dy)
        network = self.session.network
        cards, wires = list(scene.cards.values()), list(scene.wires.values())
        card = cards[spot.number % len(cards)] if cards else None
        match spot.what:
            case "card" if card:
                return card.pos() + QPointF(60, 12) + aside
            case "input" if card and card.face.inputs:
                return card.input_place(spot.dx % card.face.inputs)
            case "output" if card and card.face.has_output:
                return card.output_place()
            case "wire" if wires:
                item = wires[spot.number % len(wires)]
                return item.path.pointAtPercent(0.2 + 0.6 * (spot.dx + 9) / 18)
            case "frame" if network.sketch.frames:
                frames = list(scene.marks.frames.values())
                area = frames[spot.number % len(frames)].sceneBoundingRect()
                return area.topLeft() + QPointF(20, 12) + aside
            case "note" if network.sketch.notes:
                notes = list(network.sketch.notes.values())
                note = notes[spot.number % len(notes)]
                return QPointF(note.x + 12, note.y + 8) + aside
            case "bend" if network.sketch.routes:
                routes = network.sketch.routes
                points = routes[spot.number % len(routes)].points
                return QPointF(*points[spot.dx % len(points)])
        return QPointF(spot.number * 70 - 300 + 11 * spot.dx, 37 * spot.dy - 60)

    # what is done

    def _send(self, kind, spot: Spot, button, buttons, held) -> None:
        view = self.view.viewport()
        place = QPointF(self.view.mapFromScene(self.point(spot)))
        far = QPointF(view.mapToGlobal(place.toPoint()))
        QApplication.sendEvent(view, QMouseEvent(kind, place, far, button, buttons, held))

    def _press(self, step: Step) -> None:
        assert step.spot is not None
        if step.button is RIGHT:
            return  # its menu waits for an answer
        if self._down is NONE:
            self._down = step.button
        kind = QEvent.Type.MouseButtonPress
        self._send(kind, step.spot, step.button, step.button, step.held)

    def _move(self, step: Step) -> None:
        assert step.spot is not None
        self._send(QEvent.Type.MouseMove, step.spot, NONE, self._down, step.held)

    def _release(self, step: Step) -> None:
        assert step.spot is not None
        if self._down is not NONE:
            down, self._down = self._down, NONE
            self._send(QEvent.Type.MouseButtonRelease, step.spot, down, NONE, step.held)

    def _drag(self, step: Step) -> None:
        assert step.spot is not None
        assert step.other is not None
        ends = self.point(step.spot), self.point(step.other)
        self._press(step)
        for part in (0.3, 0.7, 1.0):
            place = QPointF(self.view.mapFromScene(ends[0] + part * (ends[1] - ends[0])))
            far = QPointF(self.view.viewport().mapToGlobal(place.toPoint()))
            event = QMouseEvent(QEvent.Type.MouseMove, place, far, NONE, self._down, step.held)
            QApplication.sendEvent(self.view.viewport(), event)
        self._release(Step("release", step.other, held=step.held))

    def _click(self, step: Step) -> None:
        self._press(step)
        self._release(step)

    def _twice(self, step: Step) -> None:
        assert step.spot is not None
        self._click(step)
        kind = QEvent.Type.MouseButtonDblClick
        self._send(kind, step.spot, LEFT, LEFT, step.held)
        self._send(QEvent.Type.MouseButtonRelease, step.spot, LEFT, NONE, step.held)

    def _wheel(self, step: Step) -> None:
        assert step.spot is not None
        place = self.view.mapFromScene(self.point(step.spot))
        event = QWheelEvent(
            QPointF(place),
            QPointF(self.view.viewport().mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 * step.number),
            NONE,
            step.held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
            Qt.MouseEventSource.MouseEventNotSynthesized,
            QPointingDevice.primaryPointingDevice(),
        )
        QApplication.sendEvent(self.view.viewport(), event)

    def _hover(self, step: Step) -> None:
        assert step.spot is not None
        data = mime.pack(LAYERS[step.number % len(LAYERS)]())
        place = self.view.mapFromScene(self.point(step.spot))
        rest = (Qt.DropAction.CopyAction, data, LEFT, step.held)
        QApplication.sendEvent(self.view.viewport(), QDragEnterEvent(place, *rest))
        QApplication.sendEvent(self.view.viewport(), QDragMoveEvent(place, *rest))

    def _drop(self, step: Step) -> None:
        assert step.spot is not None
        self._hover(step)
        data = mime.pack(LAYERS[step.number % len(LAYERS)]())
        place = self.view.mapFromScene(self.point(step.spot))
        rest = (Qt.DropAction.CopyAction, data, LEFT, step.held)
        QApplication.sendEvent(self.view.viewport(), QDropEvent(QPointF(place), *rest))

    def _leave(self, step: Step) -> None:
        QApplication.sendEvent(self.view.viewport(), QDragLeaveEvent())

    def _send_key(self, key: Qt.Key, held: Qt.KeyboardModifier, to: Any, text: str = "") -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(to, QKeyEvent(kind, key, held, text))

    def _key(self, step: Step) -> None:
        self._send_key(KEYS[step.number], step.held, self._keyboard())

    def _type(self, step: Step) -> None:
        to = self._keyboard()
        if isinstance(to, QLineEdit | QPlainTextEdit | QTextEdit):
            for letter in step.text:
                self._send_key(Qt.Key.Key_unknown, HELD[0], to, letter)
                QApplication.processEvents()
            self._send_key(Qt.Key.Key_Return, HELD[0], self._keyboard())

    def _keyboard(self) -> Any:
        """What on the canvas has the keyboard: the canvas, or a field that lies on it."""
        focused = QApplication.focusWidget()
        on_canvas = focused is not None and self.view.isAncestorOf(focused)
        return focused if on_canvas else self.view

    def _act(self, step: Step) -> None:
        action = self.window.actions_by_name[self.acts[step.number % len(self.acts)]]
        if action.isEnabled():
            action.trigger()

    def _set(self, step: Step) -> None:
        """Somebody else edits, the inspector or a fix, whatever the hand does."""
        network = self.session.network
        names = list(network.nodes)
        if not names:
            return
        name = names[step.number % len(names)]
        plain = [f for f in fields(type(network.nodes[name].layer)) if f.type is int]
        if plain:
            try:
                field = plain[step.number % len(plain)].name
                made = edits.set_field(network, name, field, 1 + step.number)
            except FieldError:
                return
            self.session.edit("Set", made)

    def _select(self, step: Step) -> None:
        names = list(self.session.network.nodes)
        self.session.select(names[step.number % 5 :: 1 + step.number % 3])

    def _enter(self, step: Step) -> None:
        names = list(self.session.network.nodes)
        if step.number % 3 == 0:
            self.session.leave()
        elif names:
            self.session.enter(names[step.number % len(names)])


def _live() -> None:
    """What the event loop does between two steps; without it Qt deletes nothing later."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
