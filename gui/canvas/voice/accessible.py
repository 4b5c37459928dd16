"""What a screen reader hears of the canvas: its blocks as a list, and what happens on it."""

from functools import partial
from typing import Final
from weakref import WeakValueDictionary

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QGraphicsView
from shiboken6 import Shiboken

from graph.problems import Problem
from gui.canvas.drawing.scene import Scene
from gui.canvas.picked import Picked
from gui.canvas.voice.interfaces import BlockVoice, CanvasVoice, release, tell
from gui.canvas.voice.spoken import place, reported, way
from gui.language import tr
from gui.session import Session

Reported = dict[tuple[str, str], Problem]
"""Problems by their blocks and kinds: one with other numbers is the same."""

CAME: Final = 50
"""New blocks that are told of one by one; of more it is told that the list is another."""
MOST: Final = 3
"""Problems of one edit that are read out; of more, their number."""

_voices: "WeakValueDictionary[int, Voice]" = WeakValueDictionary()  # by their views' addresses
_kept: list[CanvasVoice] = []


class Voice(QObject):
    """Gives a canvas its blocks for screen readers, and says what happens on it."""

    said = Signal(str)
    """Something was read out."""

    def __init__(self, view: QGraphicsView, session: Session, scene: Scene, picked: Picked) -> None:
        super().__init__(view)
        self.view, self.session, self.scene, self.picked = view, session, scene, picked
        self.blocks: dict[str, BlockVoice] = {}
        self._reported, self._names = self._problems(), set(session.network.nodes)
        address = Shiboken.getCppPointer(view)[0]
        _voices[address] = self
        view.destroyed.connect(partial(_forget, address, self.blocks))
        session.changed.connect(self._follow)
        session.opened.connect(self._change_all)
        session.entered.connect(self._enter)
        session.selected.connect(self._show_selection)
        picked.changed.connect(self._show_picked)
        _install()
        if QAccessible.isActive():  # the reader was there first, and knows a view without blocks
            known = QAccessible.queryAccessibleInterface(view)
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(known))
            tell(view, QAccessible.Event.ObjectReorder)

    @property
    def order(self) -> tuple[str, ...]:
        """The blocks from the inputs to the outputs; those of a loop come last."""
        network = self.session.network
        return tuple(dict.fromkeys((*network.order, *network.nodes)))

    def block(self, name: str) -> BlockVoice:
        """A block's interface, made when it is first asked for: there may be thousands."""
        found = self.blocks.get(name)
        if found is None:
            found = self.blocks[name] = BlockVoice(self, name)
        return found

    def say(self, words: str, *, urgent: bool = False) -> None:
        """Has words read out."""
        event = QAccessibleAnnouncementEvent(self.view, words)
        if urgent:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)
        self.said.emit(words)

    def _follow(self) -> None:
        before, self._reported = self._reported, self._problems()
        known, self._names = self._names, set(self.session.network.nodes)
        active = QAccessible.isActive()
        if active:
            self._tell_coming(self._names - known)
            self._tell_other_names()
        self._let_go(self.blocks.keys() - self._names)
        if active:
            self._say_problems(before)

    def _say_problems(self, before: Reported) -> None:
        new = [problem for key, problem in self._reported.items() if key not in before]
        for problem in new[:MOST]:
            self.say(reported(problem), urgent=problem.severity == "error")
        if len(new) > MOST:
            self.say(tr("{count} more problems", count=len(new) - MOST))
        elif before and not self._reported:
            self.say(tr("No problems are left."))

    def _tell_coming(self, names: set[str]) -> None:
        if len(names) > CAME:
            tell(self.view, QAccessible.Event.ObjectReorder)
            return
        for name in names:
            tell(self.block(name), QAccessible.Event.ObjectCreated)

    def _tell_other_names(self) -> None:
        for name in self.blocks.keys() & self._names:
            block = self.blocks[name]
            if block.outdated():
                tell(block, QAccessible.Event.NameChanged)
                tell(block, QAccessible.Event.DescriptionChanged)

    def _let_go(self, names: set[str]) -> None:
        if QAccessible.isActive():
            for name in names:
                tell(self.blocks[name], QAccessible.Event.ObjectDestroyed)
        release(self.blocks, names)

    def _change_all(self) -> None:
        """Blocks of the same names are others now."""
        self._let_go(set(self.blocks))
        self._reported, self._names = self._problems(), set(self.session.network.nodes)

    def _enter(self) -> None:
        self._change_all()
        if QAccessible.isActive():
            self.say(place(self.session.level, len(self.session.network.nodes)))

    def _show_selection(self) -> None:
        chosen = self.session.selection
        if not chosen or not QAccessible.isActive():
            return
        last = self.block(chosen[-1])
        alone = len(chosen) == 1
        tell(last, QAccessible.Event.Selection if alone else QAccessible.Event.SelectionAdd)
        if self.view.hasFocus():
            tell(last, QAccessible.Event.Focus)
        if len(chosen) > 1:
            self.say(tr("{count} blocks selected", count=len(chosen)))

    def _show_picked(self) -> None:
        if not self.picked or not QAccessible.isActive():
            return
        level, wires = self.session.shown, self.picked.wires
        sketch = level.network.sketch
        if len(wires) > 1:
            self.say(tr("{count} wires selected", count=len(wires)))
        elif wires:
            self.say(way(level, wires[0]))
        for name in self.picked.frames:
            frame = sketch.frames[name]
            self.say(tr("frame {title}, {count} blocks", title=frame.title, count=len(frame.nodes)))
        for name in self.picked.notes:
            self.say(tr("note: {text}", text=sketch.notes[name].text))

    def _problems(self) -> Reported:
        return {(each.node, each.code): each for each in self.session.inference.problems}


def _answer(kind: str, found: QObject) -> QAccessibleInterface | None:
    """What Qt asks for every object that a screen reader meets: it is ours only for a canvas."""
    if not isinstance(found, QGraphicsView):
        return None
    voice = _voices.get(Shiboken.getCppPointer(found)[0])
    if voice is None:
        return None
    _kept[:] = [each for each in _kept if Shiboken.isValid(each)]
    _kept.append(CanvasVoice(voice))
    return _kept[-1]


def _install() -> None:
    """Once for the process: Qt keeps all that are installed."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_answer)


_installed: list[bool] = []


def _forget(address: int, blocks: dict[str, BlockVoice]) -> None:
    """The view is gone."""
    _voices.pop(address, None)
    release(blocks, set(blocks))
