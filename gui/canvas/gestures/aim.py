"""The wire that what is dragged would go into, and what would come of it, shown at once."""

from collections.abc import Callable, Collection, Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath

from graph.infer import Inference, infer
from graph.network import Network, Wire
from graph.text import Refusal
from gui.canvas.drawing.ends import area, way
from gui.canvas.drawing.face import Face
from gui.canvas.drawing.wires import WireItem
from gui.canvas.gestures.preview import Preview
from gui.canvas.stage import Stage
from gui.language import tr

NEAR: Final = 22.0  # canvas units within which a wire is meant
NEAREST: Final = 12.0  # pixels: the same from far away
KEPT: Final = 12.0  # canvas units more until it is no longer meant
STEP: Final = 40.0  # canvas units along a wire after which the place in it is another
QUICK: Final = 150  # blocks among which room is made within a frame
PARTS: Final = 32  # of a wire, to measure how far it is

Insert = Callable[[Wire, QPointF], Network]
"""The network with what is dragged in a wire, its middle at a point."""


class Aim:
    """Told where what is dragged is, it looks for the nearest wire and shows it in there.

    Worked out anew only where another wire is meant, or another place in a long one.
    """

    def __init__(
        self,
        stage: Stage,
        preview: Preview,
        names: Collection[str],
        insert: Insert,
        faces: Mapping[str, Face],
        left: Callable[[], None],
    ) -> None:
        """`left` shows what is dragged as it is without a wire."""
        self._left = left
        self._session, self._scene, self._look = stage.session, stage.scene, stage.look
        self._preview, self._names, self._insert, self._faces = preview, names, insert, faces
        self._places: list[QPointF] = []  # along the wire, where it lay before the preview
        self._point = QPointF()
        self.wire: Wire | None = None
        self.network = stage.session.network
        """With what is dragged in the wire."""
        self.words = ""
        """What there is to say of it."""

    def seek(self, point: QPointF, *, rests: bool) -> bool:
        """Whether what is dragged would go into a wire, its middle at a point; shows it there."""
        if self._holds(point, rests=rests):
            return True
        self.leave()
        return self._find(point, rests=rests)

    def leave(self) -> None:
        """It goes into no wire."""
        if self.wire is not None:
            self.wire = None
            self._left()

    def _holds(self, point: QPointF, *, rests: bool) -> bool:
        """Whether a point is still near the wire that is aimed at; shows the place there."""
        if self.wire is None or _distance(self._places, point) > self._reach + KEPT:
            return False
        if (rests or self._quick) and (point - self._point).manhattanLength() > STEP:
            self._try(self.wire, point)
        return True

    def _find(self, point: QPointF, *, rests: bool) -> bool:
        """Aims at the nearest wire that it can go into.

        In a large network it waits until the mouse rests: to make room takes longer than a frame.
        """
        if not rests and not self._quick:
            return False
        reach = self._reach
        area = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        near: list[tuple[float, int, Wire, list[QPointF]]] = []
        for item in self._scene.items(area, Qt.ItemSelectionMode.IntersectsItemBoundingRect):
            wire = item.wire if isinstance(item, WireItem) else None
            if wire is not None and self._scene.wires.get(wire) is item:
                places = _places(way(self._session.network, wire))
                near.append((_distance(places, point), len(near), wire, places))
        for away, _, wire, places in sorted(near, key=lambda one: one[:2]):
            if away <= reach and self._try(wire, point):
                self.wire, self._places = wire, places
                return True
        return False

    @property
    def _reach(self) -> float:
        return max(NEAR, NEAREST / self._look.zoom)

    @property
    def _quick(self) -> bool:
        return len(self._session.network.nodes) <= QUICK

    def _try(self, wire: Wire, point: QPointF) -> bool:
        try:
            network = self._insert(wire, point)
        except Refusal:
            return False  # it does not go in there: it is dragged on
        after = infer(network, self._session.project.exact_sizes)
        chosen = set(self._names)
        ends = [w for w in network.wires if (w.source in chosen) != (w.target in chosen)]
        lines = _words(network, self._session.inference, after, chosen)
        self.words = "\n".join((*lines, *self._whereto(network, point)))
        self.network, self._point = network, point
        self._preview.show(network, after, self._faces, ends)
        return True

    def _whereto(self, network: Network, point: QPointF) -> list[str]:
        """Where it would stand, if that is not at the mouse: in a wire to another row."""
        cards = [area(network, name) for name in self._names]
        box = cards[0]
        for card in cards[1:]:
            box = box.united(card)
        if box.adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(point):
            return []
        if network.sketch.flow == "down":
            return [tr("It goes to the end of the column.")]
        return [tr("It goes to the end of the row.")]


def _words(network: Network, before: Inference, after: Inference, names: set[str]) -> list[str]:
    """The shape that comes out, and what is wrong, with it or behind it."""
    last = next((n for n in names if not any(w.target in names for w in network.outgoing[n])), "")
    shape = after.outputs.get(last)
    said = [] if shape is None else [f"→ {shape}"]
    own = sorted(
        (problem for name in names for problem in after.by_node.get(name, ())),
        key=lambda problem: problem.severity,  # errors before warnings
    )
    if own:
        said.append(tr(own[0].text))
    else:
        said.extend(_harm(before, after, names))
    return said


def _harm(before: Inference, after: Inference, names: set[str]) -> list[str]:
    """The first error of another block that there was not before."""
    for name, problems in after.by_node.items():
        known = {problem.code for problem in before.by_node.get(name, ())}
        new = [p for p in problems if p.severity == "error" and p.code not in known]
        if new and name not in names:
            return [f"{name}: {tr(new[0].text)}"]
    return []


def _places(path: QPainterPath) -> list[QPointF]:
    return [path.pointAtPercent(part / PARTS) for part in range(PARTS + 1)]


def _distance(places: list[QPointF], point: QPointF) -> float:
    """From a point to the nearest of the pieces between some places."""
    nearest = float("inf")
    for start, end in pairwise(places):
        step, aside = end - start, point - start
        length = QPointF.dotProduct(step, step)
        part = max(0.0, min(1.0, QPointF.dotProduct(aside, step) / length)) if length else 0.0
        rest = aside - step * part
        nearest = min(nearest, QPointF.dotProduct(rest, rest) ** 0.5)
    return nearest
