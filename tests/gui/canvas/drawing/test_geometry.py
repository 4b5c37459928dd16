"""Ports and the way of wires, in both flows."""

import pytest
from PySide6.QtCore import QPointF

from gui.canvas.drawing.geometry import input_port, output_port, runs_straight, wire_path

START = QPointF(100, 50)


def corners(path) -> list[tuple[float, float]]:
    elements = [path.elementAt(number) for number in range(path.elementCount())]
    return [(element.x, element.y) for element in elements]


def test_a_wire_ahead_in_line_is_one_straight_line() -> None:
    end = QPointF(176, 50)
    assert runs_straight(START, end)
    assert corners(wire_path(START, end)) == [(100, 50), (176, 50)]
    assert not runs_straight(end, START)


@pytest.mark.parametrize("end", [QPointF(300, 200), QPointF(-200, 240), QPointF(90, 60)])
def test_down_is_right_turned(end: QPointF) -> None:
    ahead = wire_path(QPointF(50, 100), QPointF(end.y(), end.x()), (), "down")
    assert ahead.pointAtPercent(0) == QPointF(50, 100)
    assert ahead.pointAtPercent(1) == QPointF(end.y(), end.x())


def test_a_wire_runs_through_its_points_with_rounded_corners() -> None:
    points = ((200.0, 50.0), (200.0, 300.0))
    path = wire_path(START, QPointF(400, 300), points)
    assert path.pointAtPercent(0) == START
    assert path.pointAtPercent(1) == QPointF(400, 300)
    middle = path.pointAtPercent(path.percentAtLength(path.length() / 2))
    assert middle.x() == pytest.approx(200, abs=0.5)
    assert (200, 70) in corners(path)  # where the rounding with its radius of 20 ends


def test_a_corner_is_less_round_where_its_legs_are_short() -> None:
    path = wire_path(START, QPointF(120, 200), ((110.0, 50.0), (110.0, 200.0)))
    assert (105, 50) in corners(path)


def test_ports_are_at_the_sides_or_at_the_edges() -> None:
    assert input_port(0, 1, (200, 120)) == QPointF(0, 60)
    assert output_port((200, 120)) == QPointF(200, 60)
    assert input_port(0, 1, (200, 120), "down") == QPointF(100, 0)
    assert output_port((200, 120), "down") == QPointF(100, 120)
