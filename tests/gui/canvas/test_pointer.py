"""What is under the mouse, as generously as hands need it and no more."""

import pytest
from PySide6.QtCore import QPointF

from graph.templates import template
from gui.canvas.drawing.scene import Scene
from gui.canvas.pointer import OnPort, OnWire, hit
from gui.session import Session
from gui.theme import DARK


@pytest.mark.parametrize("zoom", [0.6, 1.0, 2.0])
def test_a_wire_is_hit_near_it_and_a_port_from_further_away(qapp, zoom: float) -> None:
    scene = Scene(Session(template("lenet5").project()), DARK)
    (wire,) = scene.network.outgoing["conv2"]
    middle = scene.wires[wire].path.pointAtPercent(0.5)
    assert hit(scene, middle + QPointF(0, 5) / zoom, zoom) == OnWire(wire)
    assert hit(scene, middle + QPointF(0, 10) / zoom, zoom) is None  # a box begins there
    port = scene.cards["conv2"].output_place()
    assert hit(scene, port + QPointF(10, 0) / zoom, zoom) == OnPort("conv2", -1)
