"""The canvas beside NodeGraphQt: to open, repaint, pan, zoom and drag, at 515 to 5,000 blocks.

    .venv/bin/python benchmarks/canvas.py [ROUNDS] [SIZE …]

NodeGraphQt is no dependency; it is measured where it lies in the folder NODEGRAPHQT:

    pip install --no-deps --target /tmp/nodegraphqt NodeGraphQt Qt.py typing_extensions setuptools
    NODEGRAPHQT=/tmp/nodegraphqt .venv/bin/python benchmarks/canvas.py

Both draw the same graph at the same places, on Qt's offscreen display (software rendering) in
1680x1050, and take turns at each step. A step is what the user does, by real mouse events where it
is a drag, with all that Qt does until the picture is there.
"""

from __future__ import annotations

import gc
import itertools
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_PREFERRED_BINDING"] = "PySide6"
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.append(os.environ.get("NODEGRAPHQT", str(Path(__file__).parents[1])))

import PySide6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QGraphicsView

from benchmarks.analysis import flat, long, resnet152
from graph import edits
from graph.arrange import arranged
from graph.network import Network
from graph.project import Project
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.style import style_sheet
from gui.theme import DARK

if TYPE_CHECKING:
    from NodeGraphQt import NodeGraph  # type: ignore[import-not-found]

WIDTH, HEIGHT = 1680, 1050
MANY = 100
BAR = 16.7  # ms
CLOCK = time.process_time if os.environ.get("CLOCK") == "cpu" else time.perf_counter
"""Processor time is the better one where other work keeps the processor from us."""

ENOUGH = 10_000  # ms of one kind of step, after which a slow side is known
THEIRS = bool(os.environ.get("NODEGRAPHQT"))

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


class Side(Protocol):
    """One of the two editors, with a graph open."""

    @property
    def view(self) -> QGraphicsView:
        """What is measured."""
        ...

    def near(self, name: str) -> None:
        """Natural size, with a block in the middle."""
        ...

    def all_in_view(self) -> None:
        """The whole graph."""
        ...

    def zoom(self, nearer: bool) -> None:
        """One step."""
        ...

    def pan(self, step: int) -> None:
        """By so many pixels, across and down."""
        ...

    def select(self, names: list[str]) -> None:
        """Selects these blocks only."""
        ...

    def handle(self, name: str) -> QPointF:
        """A place on the scene where a block is taken."""
        ...


class Ours:
    """Convas."""

    def __init__(self, network: Network) -> None:
        self.session = Session(Project(network))
        self.view = CanvasView(self.session, DARK)
        _show(self.view)

    def near(self, name: str) -> None:
        self.view.look.zoom_reset()
        self.view.centerOn(self.handle(name))

    def all_in_view(self) -> None:
        self.view.look.fit_all()

    def zoom(self, nearer: bool) -> None:
        (self.view.look.zoom_in if nearer else self.view.look.zoom_out)()

    def pan(self, step: int) -> None:
        self.view.look.scroll(-step, -step)

    def select(self, names: list[str]) -> None:
        self.session.select(names)

    def handle(self, name: str) -> QPointF:
        node = self.session.network.nodes[name]
        return QPointF(node.x + 70, node.y + 48)


class Theirs:
    """NodeGraphQt: a node with one input that takes several wires, and one output."""

    def __init__(self, network: Network) -> None:
        from NodeGraphQt import BaseNode, NodeGraph  # type: ignore  # noqa: PLC0415

        class Layer(BaseNode):
            __identifier__ = "benchmark"
            NODE_NAME = "layer"

            def __init__(self) -> None:
                super().__init__()
                self.add_input("in", multi_input=True)
                self.add_output("out")

        self.graph: NodeGraph = NodeGraph()
        self.graph.register_node(Layer)
        self.nodes = {
            name: self.graph.create_node(
                "benchmark.Layer", name=name, pos=[node.x, node.y], push_undo=False
            )
            for name, node in network.nodes.items()
        }
        for wire in network.wires:
            port = self.nodes[wire.target].input(0)
            self.nodes[wire.source].output(0).connect_to(port, push_undo=False)
        self.graph.clear_selection()
        self.view = self.graph.viewer()
        _show(self.view)

    def near(self, name: str) -> None:
        self.view.reset_zoom(self.handle(name))

    def all_in_view(self) -> None:
        self.view.zoom_to_nodes([node.view for node in self.nodes.values()])

    def zoom(self, nearer: bool) -> None:
        self.view._set_viewer_zoom(1.0 if nearer else -1.0, 0.0)  # a step of its wheel

    def pan(self, step: int) -> None:
        way = step / self.view.transform().m11()
        self.view._set_viewer_pan(way, way)  # what its mouse does: it has no scroll bars

    def select(self, names: list[str]) -> None:
        self.graph.clear_selection()
        for name in names:
            self.nodes[name].set_selected(True)

    def handle(self, name: str) -> QPointF:
        card = self.nodes[name].view
        return card.mapToScene(card.boundingRect().center())


Steps = Generator[None, None, None]


def open_networks(rounds: int, sizes: list[int]) -> None:
    """Prints a table for each size."""
    makers = {
        515: lambda: flat(resnet152()),
        1_000: lambda: long(1_000),
        5_000: lambda: long(5_000),
    }
    for size in sizes:
        network = arranged(makers[size]())
        print(f"\n{len(network.nodes):,} blocks, {len(network.wires):,} wires, milliseconds")
        print(f"{'':34}{'Convas':>9}{'p95':>9}{'NGQt':>10}{'p95':>9}{'ratio':>9}")
        _compare(network, rounds)


def _compare(network: Network, rounds: int) -> None:
    opened: list[list[float]] = [[], []]
    sides: list[Side] = []
    kinds = [Ours, Theirs] if THEIRS else [Ours]
    for turn in range(min(3, rounds)):
        for place, kind in enumerate(kinds):
            if turn and kind is Theirs and len(network.nodes) > 1_000:
                continue  # once is enough of 20 seconds
            begun = CLOCK()
            side = kind(network)
            opened[place].append(1_000 * (CLOCK() - begun))
            if turn:
                side.view.close()
            else:
                sides.append(side)
    _tell("open and show", opened)
    for where in ("zoom 1", "all in view"):
        for what, step in _STEPS.items():
            _tell(f"{what}, {where}", _taking_turns(sides, network, step, where, rounds))
        _tell(f"drag all, {where}", _taking_turns(sides[:1], network, _drag_all, where, rounds))
    ours = sides[0]
    assert isinstance(ours, Ours)
    _tell("edit, zoom 1", _taking_turns([ours], network, _edit, "zoom 1", rounds))
    for side in sides:
        side.view.close()


def _taking_turns(
    sides: list[Side],
    network: Network,
    make: Callable[[Side, Network], Steps],
    where: str,
    rounds: int,
) -> list[list[float]]:
    """The times of one kind of step, first of one side and then of the other, again and again."""
    for side in sides:
        side.select([])
        if where == "zoom 1":
            side.near(_middle(network))
        else:
            side.all_in_view()
        _settle(side.view)
    steps = [make(side, network) for side in sides]
    for step in steps:
        next(step)
        next(step)  # the first fills caches
    times: list[list[float]] = [[] for _ in sides]
    gc.collect()
    for _ in range(rounds):
        for step, found in zip(steps, times, strict=True):
            if sum(found) < ENOUGH:
                found.append(_timed(step))
    for step in steps:
        step.close()
    return times


def _timed(step: Steps) -> float:
    """The next one's milliseconds."""
    begun = CLOCK()
    next(step)
    return 1_000 * (CLOCK() - begun)


def _repaint(side: Side, network: Network) -> Steps:
    yield
    while True:
        side.view.viewport().repaint()
        yield


def _pan(side: Side, network: Network) -> Steps:
    yield
    for turn in itertools.count():
        step = 23 if turn // 8 % 2 else -23
        side.pan(step)
        QApplication.processEvents()
        yield


def _zoom(side: Side, network: Network) -> Steps:
    yield
    for turn in itertools.count():
        side.zoom(nearer=turn // 2 % 2 == 0)
        QApplication.processEvents()
        yield


def _drag(side: Side, names: list[str], name: str) -> Steps:
    side.select(names)
    start = side.handle(name)
    _mouse(side.view, QEvent.Type.MouseButtonPress, start, LEFT)
    scale = 1 / side.view.transform().m11()
    _settle(side.view)
    yield
    try:
        for turn in itertools.count():
            # a circle: to and fro would be a shake, which takes a block out of its chain
            angle, radius = turn * math.tau / 48, 90 * scale
            way = QPointF(radius * (1 - math.cos(angle)), radius * math.sin(angle))
            _mouse(side.view, QEvent.Type.MouseMove, start + way, NONE)
            QApplication.processEvents()
            yield
    finally:
        _mouse(side.view, QEvent.Type.MouseMove, start, NONE)
        _mouse(side.view, QEvent.Type.MouseButtonRelease, start, LEFT)
        _settle(side.view)


def _drag_one(side: Side, network: Network) -> Steps:
    name = _middle(network)
    return _drag(side, [name], name)


def _drag_many(side: Side, network: Network) -> Steps:
    names = list(network.nodes)
    middle = len(names) // 2
    return _drag(side, names[middle - MANY // 2 : middle + MANY // 2], names[middle])


def _drag_all(side: Side, network: Network) -> Steps:
    return _drag(side, list(network.nodes), _middle(network))


def _edit(side: Side, network: Network) -> Steps:
    assert isinstance(side, Ours)
    yield
    for turn in itertools.count():
        made = edits.set_field(side.session.network, "conv1", "kernel", 5 + 2 * (turn % 2))
        side.session.edit("Kernel", made)
        QApplication.processEvents()
        yield


_STEPS = {
    "repaint": _repaint,
    "pan step": _pan,
    "zoom step": _zoom,
    "drag one": _drag_one,
    f"drag {MANY}": _drag_many,
}


def _middle(network: Network) -> str:
    return list(network.nodes)[len(network.nodes) // 2]


def _show(view: QGraphicsView) -> None:
    view.resize(WIDTH, HEIGHT)
    view.show()
    _settle(view)


def _settle(view: QGraphicsView) -> None:
    QApplication.processEvents()
    view.viewport().repaint()


def _mouse(view: QGraphicsView, kind: QEvent.Type, point: QPointF, button: Qt.MouseButton) -> None:
    place: QPoint = view.mapFromScene(point)
    far = QPointF(view.viewport().mapToGlobal(place))
    held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, QPointF(place), far, button, held, keys)
    QApplication.sendEvent(view.viewport(), event)


def _tell(what: str, times: list[list[float]]) -> None:
    cells = [f"{_median(found):9.2f}{_high(found):9.2f}" for found in times if found]
    line = f"{what:34}" + " ".join(cells)
    if len(cells) == 2:
        line += f"{_median(times[1]) / _median(times[0]):9.1f}"
    print(line, flush=True)


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _high(times: list[float]) -> float:
    return sorted(times)[max(0, math.ceil(0.95 * len(times)) - 1)]


def main() -> None:
    """Prints what is measured, and with what."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    sizes = [int(size) for size in sys.argv[2:]] or [515, 1_000, 5_000]
    app = QApplication([])
    app.setStyleSheet(style_sheet(DARK))
    print(
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, "
        f"{WIDTH}x{HEIGHT}, {rounds} steps each, {CLOCK.__name__}; bar: p95 under {BAR} ms"
    )
    if not THEIRS:
        print("NodeGraphQt is not measured: NODEGRAPHQT names no folder (see the docstring)")
    open_networks(rounds, sizes)


if __name__ == "__main__":
    main()
