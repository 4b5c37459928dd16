"""What a double click does, by what is under it."""

from collections.abc import Callable

from PySide6.QtCore import QPointF

from graph.levels import has_inside
from gui.canvas.gestures import bend
from gui.canvas.pointer import Hit, OnBend, OnCard, OnFrame, OnNote, OnWire
from gui.canvas.stage import Stage
from gui.canvas.writing import Writing


def act(stage: Stage, writing: Callable[[], Writing], hit: Hit, point: QPointF) -> bool:
    """Does it; False where it means nothing, so that it is two clicks."""
    match hit:
        case OnCard(node) if has_inside(stage.session.network.nodes[node].layer):
            _enter(stage, node, point)
        case OnFrame(frame):
            writing().title(frame)
        case OnNote(note):
            writing().note(note)
        case OnBend(wire, index):
            bend.remove(stage, wire, index)
        case OnWire(wire):
            bend.split(stage, wire, point)
        case None if stage.search is not None:
            stage.search(point)
        case _:
            return False
    return True


def _enter(stage: Stage, name: str, point: QPointF) -> None:
    """Opens a block; of one that is unfolded, with the inner block under a point selected."""
    inner = stage.scene.inner_at(point)
    if stage.session.enter(name) and inner is not None:
        stage.session.select((inner[1],))
        stage.look.reveal(inner[1])
