"""What stands out on the canvas: what is selected, the wires at it, and what the mouse is over."""

from collections.abc import Callable, Collection, Iterable, Mapping

from PySide6.QtWidgets import QGraphicsScene

from graph.network import Wire
from gui.canvas.drawing.atlas import MANY, Shown
from gui.canvas.drawing.cards import NodeItem
from gui.canvas.drawing.wires import Standing, WireItem

At = Callable[[Iterable[str]], set[Wire]]
"""The wires at some cards."""


class Emphasis:
    """Tells cards and wires when they begin or cease to stand out."""

    def __init__(
        self,
        scene: QGraphicsScene,
        cards: Mapping[str, NodeItem],
        wires: Mapping[Wire, WireItem],
        at: At,
    ) -> None:
        self._scene, self._cards, self._wires, self._at = scene, cards, wires, at
        self._chosen: frozenset[str] = frozenset()
        self._lit: frozenset[Wire] | None = None  # the wires at what is selected
        self._hovered: Wire | None = None
        self.standing = Standing()

    @property
    def shown(self) -> Shown:
        """What stands out at the moment."""
        return Shown(self._chosen, self._lit, self.standing)

    def faded(self, wire: Wire) -> bool:
        """Whether a wire has nothing to do with what is selected."""
        return self._lit is not None and wire not in self._lit

    def forget(self, wires: Collection[Wire]) -> None:
        """Those wires are gone."""
        if self._hovered in wires:
            self._hovered = None

    def select(self, names: Collection[str]) -> None:
        """Marks the selected cards; wires that are not at them fade."""
        chosen = frozenset(names) & self._cards.keys()
        changed = [name for name in chosen ^ self._chosen if name in self._cards]
        self._chosen = chosen
        if len(changed) > MANY:
            self._scene.update()  # once, and not for each item
        for name in changed:
            self._cards[name].show_chosen(name in chosen)
        self._fade()

    def _fade(self) -> None:
        lit = frozenset(self._at(self._chosen)) if self._chosen else None
        before, self._lit = self._lit, lit
        if lit is None and before is None:
            return
        if lit is None or before is None:
            self._scene.update()
            changed = self._wires.keys()
        else:
            changed = (lit ^ before) & self._wires.keys()
        for wire in changed:
            self._wires[wire].show_faded(self.faded(wire))

    def hover(self, wire: Wire | None) -> None:
        """Lights the wire under the mouse."""
        if wire == self._hovered:
            return
        for other, lit in ((self._hovered, False), (wire, True)):
            if other is not None and other in self._wires:
                self._wires[other].show_lit(lit)
        self._hovered = wire
