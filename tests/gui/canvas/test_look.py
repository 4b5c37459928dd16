"""Zoom, scroll and the way back through the places that were looked at, by real events."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from graph.layers.activation import ReLU
from graph.levels import has_inside
from graph.project import Project
from graph.templates import template
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import DARK
from tests.gui.canvas.hands import MIDDLE, drag, drop

PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(qtbot) -> CanvasView:
    made = CanvasView(Session(Project(template("lenet5").project().network)), DARK)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.look.fit_all()
    return made


def turn(view: CanvasView, delta: QPoint, keys=PLAIN, *, fingers: bool = False) -> None:
    place = QPointF(450, 300)
    device = QPointingDevice.primaryPointingDevice()
    if fingers:
        device = QPointingDevice(
            "pad",
            77,
            QPointingDevice.DeviceType.TouchPad,
            QPointingDevice.PointerType.Finger,
            QPointingDevice.Capability.Position,
            2,
            0,
        )
    far = QPointF(view.viewport().mapToGlobal(place.toPoint()))
    event = QWheelEvent(
        place,
        far,
        QPoint(),
        delta,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        device,
    )
    QApplication.sendEvent(view.viewport(), event)


def middle(view: CanvasView) -> QPointF:
    return view.look.seen().center()


def test_the_wheel_zooms_within_a_moment_and_quick_steps_add_up(view: CanvasView, qtbot) -> None:
    before = view.look.zoom
    turn(view, QPoint(0, 120))
    turn(view, QPoint(0, 120))
    qtbot.waitUntil(lambda: view.look.zoom == pytest.approx(before * 1.44))
    turn(view, QPoint(0, -240))
    qtbot.waitUntil(lambda: view.look.zoom == pytest.approx(before))


def test_two_fingers_scroll_and_with_ctrl_they_zoom(view: CanvasView) -> None:
    zoom, place = view.look.zoom, middle(view)
    turn(view, QPoint(60, -80), fingers=True)
    assert view.look.zoom == zoom
    assert middle(view).x() < place.x()
    assert middle(view).y() > place.y()
    turn(view, QPoint(0, 120), Qt.KeyboardModifier.ControlModifier, fingers=True)
    assert view.look.zoom == pytest.approx(zoom * 1.2)


def test_a_wheel_with_shift_scrolls_to_the_side(view: CanvasView) -> None:
    place = middle(view)
    turn(view, QPoint(0, -120), Qt.KeyboardModifier.ShiftModifier)
    assert middle(view).x() > place.x()
    assert middle(view).y() == pytest.approx(place.y())


def test_two_fingers_that_part_zoom(view: CanvasView) -> None:
    zoom = view.look.zoom
    place = QPointF(450, 300)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        place,
        place,
        place,
        0.25,
        QPointF(),
    )
    assert event.type() is QEvent.Type.NativeGesture
    QApplication.sendEvent(view.viewport(), event)
    assert view.look.zoom == pytest.approx(1.25 * zoom)


def test_the_middle_button_and_the_space_bar_move_the_view_and_esc_puts_it_back(
    view: CanvasView,
) -> None:
    start = middle(view)
    drag(view, QPointF(200, 100), QPointF(260, 100), button=MIDDLE)
    assert middle(view).x() < start.x()
    QTest.keyPress(view, Qt.Key.Key_Space)
    drag(view, QPointF(200, 100), QPointF(140, 100))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert middle(view).x() == pytest.approx(start.x(), abs=3)
    assert view.stage.session.document.past == ()


def test_back_and_forward_lead_through_the_places_and_levels(view: CanvasView) -> None:
    session = view.stage.session
    session.start(Project(template("residual_mnist").project().network))
    block = next(n for n, node in session.network.nodes.items() if has_inside(node.layer))
    whole = view.look.seen()
    session.enter(block)
    inside = view.look.seen()
    view.look.back()
    assert session.level == ()
    assert _alike(view.look.seen(), whole)
    view.look.forward()
    assert session.level == (block,)
    assert _alike(view.look.seen(), inside)
    view.look.forward()  # there is none
    assert session.level == (block,)


def test_the_way_back_leaves_out_blocks_that_are_gone(view: CanvasView) -> None:
    session = view.stage.session
    session.start(Project(template("residual_mnist").project().network))
    block = next(n for n, node in session.network.nodes.items() if has_inside(node.layer))
    session.enter(block)
    session.leave()
    session.select((block,))
    view.delete()
    view.look.back()
    assert session.level == ()


def _alike(one: QRectF, other: QRectF) -> bool:
    shared = one.intersected(other)
    area = max(one.width() * one.height(), other.width() * other.height())
    return shared.width() * shared.height() > 0.85 * area


def test_what_goes_into_a_wire_to_another_row_is_seen_where_it_is(view: CanvasView) -> None:
    (wire,) = view.stage.session.network.outgoing["conv2"]
    drop(view, ReLU, view.scene().wires[wire].path.pointAtPercent(0.5))
    (new,) = view.stage.session.selection
    assert new == "relu5"
    assert view.look.seen().contains(view.scene().area(new))
