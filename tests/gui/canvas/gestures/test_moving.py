"""Moving by mouse: guides, into wires, out of chains, as copies; each is one edit, or none."""

import random

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from graph import edits
from graph.arrange import arranged
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input
from graph.network import Network, Wire
from graph.project import Project
from graph.sketch import Sketch
from graph.templates import template
from gui.canvas import mime
from gui.canvas.gestures import aim
from gui.canvas.gestures.shake import Shake
from gui.canvas.view import CanvasView
from gui.session import Session
from tests.gui.canvas.hands import LEFT, click, drag, drop, middle, move, press, release
from tests.gui.canvas.test_view import canvas, same_as_document

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def row(flow="right", count: int = 4) -> Project:
    """A row of blocks far apart from each other."""
    network = Network(sketch=Sketch(flow))
    network = edits.add(network, "input", Input())
    before = "input"
    for number in range(1, count):
        place = (300.0 * number, 0.0) if flow == "right" else (0.0, 300.0 * number)
        name = f"relu{number}"
        network = edits.connect(edits.add(network, name, ReLU(), place), before, name)
        before = name
    return Project(network)


def on_wire(view: CanvasView, source: str, target: str) -> QPointF:
    """The middle of a wire."""
    cards = view.scene().cards
    return (cards[source].output_place() + cards[target].input_place(0)) / 2


def places(view: CanvasView) -> dict[str, tuple[float, float]]:
    return {name: (c.pos().x(), c.pos().y()) for name, c in view.scene().cards.items()}


def visible(view: CanvasView) -> set[Wire]:
    """The wires that are seen, those of a preview too."""
    items = view.scene().items()
    return {i.wire for i in items if type(i).__name__ == "WireItem" and i.isVisible()}


def ghosts(view: CanvasView) -> list:
    shown = set(view.scene().cards.values())
    items = view.scene().items()
    return [i for i in items if type(i).__name__ == "NodeItem" and i not in shown]


def as_before(view: CanvasView, session: Session) -> None:
    """Nothing of a drag is left on the canvas."""
    same_as_document(view, session)
    assert visible(view) == set(session.network.wires)
    assert ghosts(view) == []
    assert not view.stage.words.isVisibleTo(view)


class Palette:
    """A block that is dragged in, by the events of a drag."""

    def __init__(self, view: CanvasView, layer) -> None:
        self._view, self._data = view, mime.pack(layer)

    def _rest(self, keys):
        return (Qt.DropAction.CopyAction, self._data, LEFT, keys)

    def enter(self, point: QPointF, keys=Qt.KeyboardModifier.NoModifier) -> None:
        place = self._view.mapFromScene(point)
        QApplication.sendEvent(self._view.viewport(), QDragEnterEvent(place, *self._rest(keys)))

    def move(self, point: QPointF, keys=Qt.KeyboardModifier.NoModifier) -> None:
        place = self._view.mapFromScene(point)
        QApplication.sendEvent(self._view.viewport(), QDragMoveEvent(place, *self._rest(keys)))

    def drop(self, point: QPointF, keys=Qt.KeyboardModifier.NoModifier) -> None:
        place = QPointF(self._view.mapFromScene(point))
        QApplication.sendEvent(self._view.viewport(), QDropEvent(place, *self._rest(keys)))


# from the palette


def test_over_a_wire_to_another_row_the_mouse_says_where_the_block_goes(qtbot) -> None:
    view, session = canvas(qtbot, template("lenet5").project())
    nodes = session.network.nodes
    back = next(w for w in session.network.wires if nodes[w.target].x < nodes[w.source].x)
    point = view.scene().wires[back].path.pointAtPercent(0.5)
    palette = Palette(view, ReLU())
    palette.enter(point + QPointF(30, 200))
    palette.move(point)
    assert view.stage.words.text().endswith("\nIt goes to the end of the row.")
    palette.drop(point)
    (name,) = session.network.nodes.keys() - nodes.keys()
    assert session.network.nodes[name].x > nodes[back.source].x


@pytest.mark.parametrize("flow", ["right", "down"])
def test_over_a_wire_a_block_shows_itself_in_it_before_it_is_dropped(qtbot, flow) -> None:
    view, session = canvas(qtbot, row(flow))
    before = session.network
    palette, point = Palette(view, Conv2d(6, 5, padding=0)), on_wire(view, "relu1", "relu2")
    palette.enter(point + QPointF(60, 200))
    palette.move(point)
    into, out = Wire("relu1", "conv1"), Wire("conv1", "relu2")
    assert {into, out} <= visible(view)
    assert Wire("relu1", "relu2") not in visible(view)
    assert view.stage.words.text() == "→ 6×24×24"
    (ghost,) = ghosts(view)
    shown = places(view) | {"conv1": (ghost.pos().x(), ghost.pos().y())}
    assert session.network is before
    palette.drop(point)
    assert session.document.past == ("Insert",)
    assert {into, out} <= set(session.network.wires)
    assert places(view) == shown
    as_before(view, session)


def test_neighbours_move_aside_while_it_hovers_and_come_back_when_it_goes_on(qtbot) -> None:
    view, session = canvas(qtbot)
    before = places(view)
    palette, point = Palette(view, ReLU()), on_wire(view, "conv1", "relu1")
    palette.enter(point)
    palette.move(point)
    aside = places(view)
    assert aside["relu1"][0] > before["relu1"][0]
    palette.move(point + QPointF(0, -140))
    assert places(view) == before
    assert visible(view) == set(session.network.wires)
    palette.move(point)
    assert places(view) == aside


def test_in_a_large_network_room_is_made_when_the_mouse_rests(qtbot, monkeypatch) -> None:
    monkeypatch.setattr(aim, "QUICK", 1)
    view, session = canvas(qtbot)
    before = places(view)
    palette, point = Palette(view, ReLU()), on_wire(view, "conv1", "relu1")
    palette.enter(point)
    palette.move(point)
    assert places(view) == before
    qtbot.waitUntil(lambda: places(view)["relu1"][0] > before["relu1"][0])
    palette.move(point + QPointF(0, -140))
    assert places(view) == before
    palette.move(point)
    palette.drop(point)  # a button that goes up is a rest too
    assert session.document.past == ("Insert",)


def test_alt_keeps_a_block_out_of_the_wire_at_once(qtbot) -> None:
    view, session = canvas(qtbot)
    before = places(view)
    palette, point = Palette(view, ReLU()), on_wire(view, "conv1", "relu1")
    palette.enter(point)
    palette.move(point)
    palette.move(point, ALT)
    assert places(view) == before
    palette.drop(point, ALT)
    assert session.document.past == ("Add",)
    assert not session.network.incoming["relu5"]
    as_before(view, session)


def test_a_misfit_is_said_before_it_is_dropped(qtbot) -> None:
    view, _ = canvas(qtbot)
    palette, point = Palette(view, Conv2d(6, 9, padding=0)), on_wire(view, "pool2", "flatten")
    palette.enter(point)
    palette.move(point)
    assert "9" in view.stage.words.text()
    assert "→" not in view.stage.words.text().split("\n")[0]


def test_the_preview_is_worked_out_once_for_a_wire(qtbot, monkeypatch) -> None:
    view, _ = canvas(qtbot)
    from gui.canvas.gestures import aim

    count: list[int] = []
    real = aim.infer
    monkeypatch.setattr(aim, "infer", lambda *args: count.append(1) or real(*args))
    palette, point = Palette(view, ReLU()), on_wire(view, "conv1", "relu1")
    palette.enter(point)
    for step in range(8):
        palette.move(point + QPointF(step, step))
    assert len(count) == 1


def test_what_takes_no_wire_goes_into_none(qtbot) -> None:
    view, session = canvas(qtbot)
    drop(view, Input, on_wire(view, "conv1", "relu1"))
    assert session.document.past == ("Add",)


# moving


def test_a_click_is_no_move_and_of_several_selects_one(qtbot) -> None:
    view, session = canvas(qtbot)
    session.select(("conv1", "relu1"))
    click(view, middle(view, "relu1"))
    assert session.selection == ("relu1",)
    click(view, middle(view, "conv1"), CTRL)
    assert session.selection == ("relu1", "conv1")
    click(view, middle(view, "conv1"), CTRL)
    assert session.selection == ("relu1",)
    assert session.document.past == ()


def test_a_card_that_is_nearly_in_line_snaps_and_shows_the_guide(qtbot) -> None:
    view, session = canvas(qtbot, row())
    view.look.zoom_reset()
    start = middle(view, "relu3")
    press(view, start)
    move(view, start + QPointF(-20, 150))
    move(view, start + QPointF(-297, 183))
    assert view.scene().cards["relu3"].pos() == QPointF(600, 180)
    release(view, start + QPointF(-297, 183))
    node = session.network.nodes["relu3"]
    assert (node.x, node.y) == (600, 180)


def test_ctrl_that_comes_later_lets_go_of_guides_and_grid(qtbot) -> None:
    view, session = canvas(qtbot, row())
    view.look.zoom_reset()
    start = middle(view, "relu3")
    press(view, start)
    move(view, start + QPointF(-20, 50))
    move(view, start + QPointF(-297, 183), CTRL)
    release(view, start + QPointF(-297, 183), CTRL)
    node = session.network.nodes["relu3"]
    assert (node.x, node.y) == (603, 183)


def test_shift_keeps_to_one_axis(qtbot) -> None:
    view, session = canvas(qtbot, row())
    start = middle(view, "relu3")
    drag(view, start, start + QPointF(31, 120), SHIFT)
    node = session.network.nodes["relu3"]
    assert (node.x, node.y) == (900, 120)


@pytest.mark.parametrize("flow", ["right", "down"])
def test_alt_takes_blocks_out_of_their_chain_and_the_wires_close(qtbot, flow) -> None:
    view, session = canvas(qtbot, row(flow))
    start, way = view.scene().cards["relu2"].pos() + QPointF(30, 70), QPointF(90, 110)
    press(view, start, ALT)
    move(view, start + way / 2, ALT)
    move(view, start + way, ALT)
    assert Wire("relu1", "relu3") in visible(view)
    assert Wire("relu1", "relu2") not in visible(view)
    assert session.document.past == ()
    release(view, start + way, ALT)
    assert session.document.past == ("Take out",)
    assert set(session.network.wires) == {Wire("input", "relu1"), Wire("relu1", "relu3")}
    as_before(view, session)
    session.undo()
    assert Wire("relu1", "relu2") in session.network.wires
    as_before(view, session)


def test_a_shake_takes_a_block_out_too(qtbot) -> None:
    view, session = canvas(qtbot, row())
    start = middle(view, "relu2")
    press(view, start)
    for x in (40, -40, 40, -40, 20):
        move(view, start + QPointF(x, 60))
    release(view, start + QPointF(20, 60))
    assert session.document.past == ("Take out",)
    assert Wire("relu1", "relu3") in session.network.wires


def test_a_slow_hand_or_a_trembling_one_is_no_shake() -> None:
    now = [0.0]
    shake = Shake(QPoint(0, 0), lambda: now[0])
    for x in (40, -40, 40, -40):
        now[0] += 0.4
        assert not shake.shaken(QPoint(x, 0))
    for x in (-30, -38, -30, -38, -30):
        assert not shake.shaken(QPoint(x, 0))


def test_escape_in_the_middle_of_it_all_leaves_everything_as_it_was(qtbot) -> None:
    view, session = canvas(qtbot)
    before, start = places(view), middle(view, "relu1")
    press(view, start, ALT)
    move(view, start + QPointF(50, 90), ALT)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert places(view) == before
    release(view, start + QPointF(50, 90))
    assert session.document.past == ()
    as_before(view, session)


@pytest.mark.parametrize("flow", ["right", "down"])
def test_a_block_that_is_wired_to_nothing_goes_into_a_wire(qtbot, flow) -> None:
    view, session = canvas(qtbot, row(flow))
    session.edit("Add", edits.add(session.network, "conv1", Conv2d(8), (310.0, 420.0)))
    point = on_wire(view, "relu2", "relu3")
    card = view.scene().cards["conv1"]
    start = card.pos() + QPointF(30, 70)
    end = point + QPointF(-42, 22)
    press(view, start)
    move(view, (start + end) / 2)
    move(view, end)
    assert {Wire("relu2", "conv1"), Wire("conv1", "relu3")} <= visible(view)
    assert view.stage.words.text() == "→ 8×26×26"
    shown = places(view)
    release(view, end)
    assert session.document.past[-1] == "Insert"
    assert session.network.incoming["relu3"] == (Wire("conv1", "relu3"),)
    assert places(view) == shown
    as_before(view, session)


@pytest.mark.parametrize("flow", ["right", "down"])
def test_a_chain_goes_into_a_wire_as_it_is(qtbot, flow) -> None:
    view, session = canvas(qtbot, row(flow))
    end = (520.0, 520.0) if flow == "right" else (500.0, 700.0)
    network = edits.add(session.network, "conv1", Conv2d(8), (500.0 - 200 * (end[0] > 500), 520.0))
    network = edits.add(network, "relu9", ReLU(), end)
    session.edit("Add", edits.connect(network, "conv1", "relu9"))
    session.select(("conv1", "relu9"))
    start = view.scene().cards["conv1"].pos() + QPointF(30, 70)
    drag(view, start, on_wire(view, "relu1", "relu2") + QPointF(-42, 22))
    wires = set(session.network.wires)
    assert {Wire("relu1", "conv1"), Wire("conv1", "relu9"), Wire("relu9", "relu2")} <= wires
    cards = [c.area for c in view.scene().cards.values()]
    assert not [a for n, a in enumerate(cards) for b in cards[n + 1 :] if a.intersects(b)]
    axis = "x" if flow == "right" else "y"
    chain = ("input", "relu1", "conv1", "relu9", "relu2", "relu3")
    along = [getattr(session.network.nodes[name], axis) for name in chain]
    assert along == sorted(along)
    as_before(view, session)


def test_what_is_taken_out_may_go_into_another_wire_in_the_same_drag(qtbot) -> None:
    view, session = canvas(qtbot, row(count=5))
    start = view.scene().cards["relu1"].pos() + QPointF(72, 12)
    end = on_wire(view, "relu3", "relu4") - QPointF(0, 36)
    press(view, start, ALT)
    move(view, start + QPointF(0, 80), ALT)
    move(view, end)
    release(view, end)
    assert session.document.past == ("Insert",)
    assert [w for w in session.network.wires if "relu1" in (w.source, w.target)] == [
        Wire("relu1", "relu4"),
        Wire("relu3", "relu1"),
    ]
    assert Wire("input", "relu2") in session.network.wires


def test_ctrl_drags_copies_with_the_wires_among_them(qtbot) -> None:
    view, session = canvas(qtbot)
    session.select(("conv1", "relu1"))
    before, start = places(view), middle(view, "conv1")
    press(view, start, CTRL)
    move(view, start + QPointF(30, 450), CTRL)
    assert len(ghosts(view)) == 2
    assert places(view) == before
    release(view, start + QPointF(30, 450), CTRL)
    assert session.document.past == ("Duplicate",)
    one, other = session.selection
    assert Wire(one, other) in session.network.wires
    assert session.network.nodes[one].layer == session.network.nodes["conv1"].layer
    assert not session.network.incoming[one]
    as_before(view, session)


def test_inside_a_built_in_block_nothing_moves_and_it_says_why(qtbot) -> None:
    view, session = canvas(qtbot, template("resnet18").project())
    name = next(n for n in session.network.nodes if session.enter(n))
    assert session.shown.read_only, name
    said: list[object] = []
    session.protected.connect(said.append)
    inner = next(iter(session.network.nodes))
    before = places(view)
    drag(view, middle(view, inner), middle(view, inner) + QPointF(50, 120))
    assert said
    assert session.document.past == ()
    assert places(view) == before


def test_while_a_block_is_dragged_the_points_of_its_wires_follow_as_they_will_be(qtbot) -> None:
    project = template("lenet5").project()
    view, session = canvas(qtbot, Project(arranged(project.network)))
    wire = session.network.sketch.routes[0].wire
    before = view.scene().wires[wire].bends()
    start, way = middle(view, wire.source), QPointF(30, 60)
    press(view, start)
    move(view, start + way / 2)
    move(view, start + way)
    shown = view.scene().wires[wire].bends()
    assert shown != before
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.scene().wires[wire].bends() == before
    release(view, start + way)
    drag(view, start, start + way)
    assert view.scene().wires[wire].bends() == shown


# the view goes on


def test_a_drag_at_the_edge_moves_the_view_and_escape_brings_it_back(qtbot) -> None:
    view, session = canvas(qtbot)
    view.look.zoom_reset()
    seen, start = view.look.seen(), middle(view, "conv1")
    press(view, start)
    edge = view.mapToScene(QPoint(view.viewport().width() - 4, view.viewport().height() // 2))
    move(view, edge)
    place = view.scene().cards["conv1"].pos()
    qtbot.waitUntil(lambda: view.look.seen().x() > seen.x() + 60)
    assert view.scene().cards["conv1"].pos().x() > place.x()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert abs(view.look.seen().x() - seen.x()) < 2
    as_before(view, session)


def test_what_comes_in_at_the_edge_does_not_move_the_view(qtbot) -> None:
    view, _ = canvas(qtbot)
    view.look.zoom_reset()
    seen = view.look.seen()
    palette = Palette(view, ReLU())
    palette.enter(view.mapToScene(QPoint(2, 200)))
    palette.move(view.mapToScene(QPoint(20, 200)))
    qtbot.wait(60)
    assert view.look.seen() == seen


# selecting


def test_a_lasso_selects_what_it_touches(qtbot) -> None:
    view, session = canvas(qtbot)
    cards = view.scene().cards
    start = cards["conv1"].pos() + QPointF(-40, -40)
    press(view, start, ALT)
    for name, aside in (("relu1", (170, -30)), ("relu1", (160, 130)), ("conv1", (-30, 130))):
        move(view, cards[name].pos() + QPointF(*aside), ALT)
    release(view, start, ALT)
    assert set(session.selection) == {"conv1", "relu1"}


def test_while_a_band_is_drawn_only_the_canvas_shows_it_and_escape_restores(qtbot) -> None:
    view, session = canvas(qtbot)
    session.select(("fc1",))
    said: list[int] = []
    session.selected.connect(lambda: said.append(1))
    press(view, QPointF(-30, -30))
    move(view, QPointF(300, 60))
    assert {n for n, c in view.scene().cards.items() if c.chosen} == {"input", "conv1"}
    assert not said
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert {n for n, c in view.scene().cards.items() if c.chosen} == {"fc1"}
    assert session.selection == ("fc1",)


# random hands


@pytest.mark.parametrize("seed", range(3))
def test_random_drags_keep_the_canvas_and_the_document_one(qtbot, seed: int) -> None:
    view, session = canvas(qtbot)
    before, choose = session.project, random.Random(seed)
    keys = (Qt.KeyboardModifier.NoModifier, ALT, CTRL, SHIFT)
    for _ in range(40):
        names = list(session.network.nodes)
        if choose.random() < 0.3 or not names:
            palette = Palette(view, choose.choice((ReLU(), Conv2d(4), Input())))
            palette.enter(_spot(choose))
            for _ in range(4):
                palette.move(_spot(choose), choose.choice(keys))
            palette.drop(_spot(choose), choose.choice(keys))
        else:
            session.select(choose.sample(names, min(len(names), choose.randrange(1, 4))))
            start = middle(view, choose.choice(names))
            press(view, start, choose.choice(keys))
            for _ in range(choose.randrange(1, 7)):
                move(view, _spot(choose), choose.choice(keys))
            if choose.random() < 0.3:
                qtbot.keyClick(view, Qt.Key.Key_Escape)
            release(view, _spot(choose), choose.choice(keys))
        as_before(view, session)
    while session.document.past:
        session.undo()
    assert session.project == before
    as_before(view, session)


def _spot(choose: random.Random) -> QPointF:
    return QPointF(choose.randrange(-40, 1_000), choose.randrange(-40, 540))
