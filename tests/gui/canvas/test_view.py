"""The canvas by real events: what is drawn is the document, and each gesture is one edit."""

import random

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from backend.protocol import Card, Cards
from graph import edits
from graph.document import Document
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.network import LAYERS, Network, Wire
from graph.project import Project
from graph.templates import template
from gui import blocks
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import DARK, LIGHT
from tests.gui.canvas.hands import click, drag, drop, middle, move, press, release

LENET = template("lenet5").project()


def canvas(qtbot, project: Project = LENET) -> tuple[CanvasView, Session]:
    session = Session(project)
    view = CanvasView(session, DARK)
    qtbot.addWidget(view)
    view.resize(1150, 640)
    view.show()
    return view, session


def same_as_document(view: CanvasView, session: Session) -> None:
    scene = view.scene()
    assert set(scene.cards) == set(session.network.nodes)
    assert set(scene.wires) == set(session.network.wires)
    for name, node in session.network.nodes.items():
        card = scene.cards[name]
        assert (card.pos().x(), card.pos().y()) == (node.x, node.y)
        assert card.face.name == name
        problems = session.inference.by_node.get(name, ())
        assert bool(card.face.reason) == bool(problems)


def test_the_canvas_shows_the_document(qtbot) -> None:
    view, session = canvas(qtbot)
    same_as_document(view, session)


def test_a_block_from_the_palette_lands_where_it_is_dropped_and_is_selected(qtbot) -> None:
    view, session = canvas(qtbot, Project())
    drop(view, Conv2d, QPointF(40, 60))
    assert session.selection == ("conv1",)
    assert session.document.past == ("Add",)
    same_as_document(view, session)


def test_a_drag_that_leaves_the_canvas_adds_nothing(qtbot) -> None:
    view, session = canvas(qtbot, Project())
    drop(view, Conv2d, QPointF(40, 60), leave=True)
    assert session.network == Network()
    assert len(view.scene().items()) == 0


def test_a_block_dropped_on_a_wire_goes_into_it(qtbot) -> None:
    view, session = canvas(qtbot)
    scene = view.scene()
    start, end = scene.cards["conv1"].output_place(), scene.cards["relu1"].input_place(0)
    drop(view, ReLU, (start + end) / 2)
    assert session.network.incoming["relu1"] == (Wire("relu5", "relu1", 0),)
    assert session.network.incoming["relu5"] == (Wire("conv1", "relu5", 0),)
    cards = [card.sceneBoundingRect().adjusted(12, 12, -12, -12) for card in scene.cards.values()]
    crossing = [a for n, a in enumerate(cards) for b in cards[n + 1 :] if a.intersects(b)]
    assert crossing == []
    assert session.document.past == ("Insert",)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_wire_is_drawn_from_port_to_port_in_either_direction(qtbot, backwards: bool) -> None:
    view, session = canvas(qtbot, Project())
    drop(view, Input, QPointF(0, 0))
    drop(view, Conv2d, QPointF(300, 0))
    scene = view.scene()
    ends = [scene.cards["input"].output_place(), scene.cards["conv1"].input_place(0)]
    if backwards:
        ends.reverse()
    drag(view, *ends)
    assert session.network.wires == (Wire("input", "conv1", 0),)
    assert session.document.past[-1] == "Connect"


def test_a_wire_that_would_make_a_loop_says_so_at_the_mouse_and_is_not_made(qtbot) -> None:
    view, session = canvas(qtbot)
    scene = view.scene()
    before = session.network
    press(view, scene.cards["relu1"].output_place())
    over = scene.cards["conv1"].pos() + QPointF(70, 60)
    move(view, over)
    assert view.stage.words.text() == "A wire from relu1 to conv1 would make a loop."
    assert view.stage.words.isVisibleTo(view)
    release(view, over)
    assert session.network is before


def test_an_end_of_a_wire_is_plugged_into_another_port(qtbot) -> None:
    view, session = canvas(qtbot)
    scene = view.scene()
    drag(view, scene.cards["relu1"].input_place(0), scene.cards["pool1"].input_place(0))
    assert session.network.incoming["pool1"] == (Wire("conv1", "pool1", 0),)
    assert session.network.incoming["relu1"] == ()
    assert len(session.document.past) == 1


def test_an_end_of_a_wire_dropped_on_nothing_removes_it(qtbot) -> None:
    view, session = canvas(qtbot)
    place = view.scene().cards["relu1"].input_place(0)
    drag(view, place, place + QPointF(-30, 180))
    assert session.network.incoming["relu1"] == ()
    assert session.document.past == ("Disconnect",)


def test_add_offers_a_free_port_while_it_is_wired(qtbot) -> None:
    view, session = canvas(qtbot, Project())
    for number, kind in enumerate((Input, ReLU, Add)):
        drop(view, kind, QPointF(300 * number, 0))
    scene = view.scene()
    for _ in range(3):
        free = scene.cards["add1"].face.inputs - 1
        source = "input" if free % 2 else "relu1"
        drag(view, scene.cards[source].output_place(), scene.cards["add1"].input_place(free))
    assert [wire.port for wire in session.network.incoming["add1"]] == [0, 1, 2]


def test_selected_blocks_move_together_on_the_grid_as_one_step(qtbot) -> None:
    view, session = canvas(qtbot)
    session.select(("conv1", "relu1"))
    before = session.network
    start = middle(view, "conv1")
    drag(view, start, start + QPointF(43, -27))
    after = session.network.nodes
    for name in ("conv1", "relu1"):
        moved = (after[name].x - before.nodes[name].x, after[name].y - before.nodes[name].y)
        assert moved == (40, -30)
    assert after["pool1"] is before.nodes["pool1"]
    assert session.document.past == ("Move",)


def test_escape_gives_a_drag_up(qtbot) -> None:
    view, session = canvas(qtbot)
    before = session.network
    press(view, middle(view, "conv1"))
    move(view, middle(view, "conv1") + QPointF(120, 40))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    release(view, QPointF(0, 400))
    assert session.network is before
    same_as_document(view, session)


def test_a_rectangle_selects_what_it_touches_and_shift_adds(qtbot) -> None:
    view, session = canvas(qtbot)
    drag(view, QPointF(-30, -30), QPointF(300, 60))
    assert set(session.selection) == {"input", "conv1"}
    keys = Qt.KeyboardModifier.ShiftModifier
    drag(view, QPointF(180, 160), QPointF(300, 200), keys)
    assert set(session.selection) == {"input", "conv1", "pool2"}


def test_delete_removes_the_selection_and_undo_brings_it_back(qtbot) -> None:
    view, session = canvas(qtbot)
    before = session.network
    click(view, middle(view, "relu1"))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert "relu1" not in session.network.nodes
    session.undo()
    assert session.network is before
    same_as_document(view, session)


def test_a_wire_is_selected_by_a_click_and_deleted(qtbot) -> None:
    view, session = canvas(qtbot)
    scene = view.scene()
    start, end = scene.cards["conv1"].output_place(), scene.cards["relu1"].input_place(0)
    click(view, (start + end) / 2)
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert session.network.incoming["relu1"] == ()
    assert "relu1" in session.network.nodes


def test_arrow_keys_move_the_selection_and_are_one_step(qtbot) -> None:
    view, session = canvas(qtbot)
    click(view, middle(view, "conv1"))
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert session.network.nodes["conv1"].x == LENET.network.nodes["conv1"].x + 30
    assert session.document.past == ("Move",)


def test_a_misfit_is_marked_on_its_block_with_numbers(qtbot) -> None:
    view, session = canvas(qtbot)

    session.edit("Size", edits.set_field(session.network, "conv1", "kernel", 4))
    card = view.scene().cards["pool1"]
    assert card.face.severity == "warning"
    assert "14.5 is not a whole number: (29 − 2 + 2·0) / 2 + 1 = 14.5" in card.face.reason
    session.undo()
    assert card.face.severity is None


def test_zoom_keeps_the_point_under_the_mouse_and_has_bounds(qtbot) -> None:
    view, _ = canvas(qtbot)
    for _ in range(40):
        view.look.zoom_in()
    assert view.transform().m11() == pytest.approx(4.0)
    for _ in range(80):
        view.look.zoom_out()
    assert view.transform().m11() == pytest.approx(0.05)
    view.look.zoom_reset()
    assert view.transform().m11() == pytest.approx(1.0)
    view.look.fit_all()
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    assert seen.contains(view.scene().drawing())


def test_the_mouse_is_a_closed_hand_while_the_middle_button_moves_the_view(qtbot) -> None:
    view, _ = canvas(qtbot)
    ground, button = QPointF(-200, -200), Qt.MouseButton.MiddleButton
    press(view, ground, button=button)
    assert view.viewport().cursor().shape() is Qt.CursorShape.ClosedHandCursor
    release(view, ground, button=button)
    assert view.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor


def test_the_middle_button_pans(qtbot) -> None:
    view, session = canvas(qtbot)
    before = view.mapToScene(0, 0)
    button = Qt.MouseButton.MiddleButton
    press(view, QPointF(0, 0), button=button)
    move(view, QPointF(60, 40), button=button)
    release(view, QPointF(60, 40), button=button)
    assert view.mapToScene(0, 0) != before
    assert session.document.past == ()


def test_blocks_are_typed_one_behind_the_other(qtbot) -> None:
    view, session = canvas(qtbot, Project())
    for layer in (Input(), Conv2d(8), ReLU(), Output()):
        blocks.add(session, view, layer)
    assert [(w.source, w.target) for w in session.network.wires] == [
        ("input", "conv1"),
        ("conv1", "relu1"),
        ("relu1", "output"),
    ]
    xs = [node.x for node in session.network.nodes.values()]
    assert xs == sorted(xs)


def test_live_pictures_are_painted_on_the_cards(qtbot) -> None:
    view, _ = canvas(qtbot)
    dark = view.grab().toImage()
    maps = Card((3, 4, 4), bytes(range(48)))
    bars = Card((10,), bytes(range(10)))
    nodes = {"conv1": maps, "fc3": bars}
    view.set_cards(Cards(0, 5, nodes, 7, 0.9, 7, tuple("0123456789")))
    assert view.grab().toImage() != dark
    view.set_cards(None)
    assert view.grab().toImage() == dark


def test_pictures_that_come_late_are_not_shown_where_nothing_is_known_any_more(qtbot) -> None:
    view, session = canvas(qtbot)
    session.edit("Stride", edits.set_field(session.network, "conv1", "stride", 9))
    before = view.grab().toImage()
    late = Cards(0, 5, {"fc3": Card((10,), bytes(range(10)))}, 7, 0.9, 7, tuple("0123456789"))
    view.set_cards(late)
    assert view.grab().toImage() == before


def test_a_theme_changes_the_ground(qtbot) -> None:
    view, _ = canvas(qtbot)
    view.set_theme(LIGHT)
    assert view.grab().toImage().pixelColor(3, 3) == QColor(LIGHT.canvas)


def test_text_stays_inside_its_card(qtbot) -> None:
    """A name and a reason that are far too long paint nothing outside the card's edge."""

    network = edits.add(Network(), "a" * 60, Conv2d(65_536, 1_000, 1_000))
    view, _ = canvas(qtbot, Project(network))
    image = view.grab().toImage()
    card = view.scene().cards["a" * 60]
    area = view.mapFromScene(card.sceneBoundingRect()).boundingRect()
    ground = {QColor(DARK.canvas).rgb(), QColor(DARK.dots).rgb()}
    outside = [
        image.pixel(x, y)
        for x in (area.right() + 3, area.right() + 25)
        for y in range(area.top(), area.bottom())
    ]
    assert {pixel | 0xFF000000 for pixel in outside} <= ground


@pytest.mark.parametrize("seed", range(4))
def test_random_hands_keep_canvas_and_document_one_and_undo_returns(qtbot, seed: int) -> None:
    view, session = canvas(qtbot)
    before = session.project
    choose = random.Random(seed)
    for _ in range(60):
        a_move = choose.choice((_drop, _wire, _shift, _erase, _back))
        a_move(view, session, choose)
        infer(session.network)
    same_as_document(view, session)
    while session.document.past:
        session.undo()
    assert session.project == before
    same_as_document(view, session)
    assert isinstance(session.document, Document)


def _spot(choose: random.Random) -> QPointF:
    return QPointF(choose.randrange(-40, 1_000), choose.randrange(-40, 540))


def _drop(view, session, choose) -> None:
    drop(view, choose.choice(LAYERS), _spot(choose))


def _wire(view, session, choose) -> None:
    cards = list(view.scene().cards.values())
    if cards:
        start, end = choose.choice(cards), choose.choice(cards)
        drag(view, start.output_place(), end.input_place(0))


def _shift(view, session, choose) -> None:
    if session.network.nodes:
        name = choose.choice(list(session.network.nodes))
        drag(view, middle(view, name), _spot(choose))


def _erase(view, session, choose) -> None:
    drag(view, _spot(choose), _spot(choose))
    if choose.random() < 0.4:
        view.delete()


def _back(view, session, choose) -> None:
    choose.choice((session.undo, session.redo))()


def test_the_whole_drawing_stays_in_view_until_the_user_looks_elsewhere(qtbot) -> None:
    view, _ = canvas(qtbot)

    def whole() -> bool:
        seen = view.mapToScene(view.viewport().rect()).boundingRect()
        return seen.contains(view.scene().drawing())

    view.resize(700, 400)
    assert whole()
    view.look.zoom_in()
    zoom = view.transform().m11()
    view.resize(1150, 640)
    assert view.transform().m11() == zoom
    view.look.fit_all()
    view.resize(500, 500)
    assert whole()
