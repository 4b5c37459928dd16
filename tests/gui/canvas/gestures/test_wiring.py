"""Wiring by real mouse events: what lights up, what is said, and each gesture is one edit."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from graph import edits
from graph.edits import bends
from graph.edits.plugging import OUTPUT
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat
from graph.layers.pooling import MaxPool2d
from graph.network import Block, Network, Node, Wire
from graph.project import Project
from graph.templates import template
from gui.actions import words_of
from gui.canvas.context import menu
from gui.canvas.drawing.ends import grips, place, tips, way
from gui.canvas.gestures.offers import Ghost, Offers, Shapes, Thread, within
from gui.canvas.pointer import OnBend, OnWire
from gui.canvas.view import CanvasView
from gui.language import Language, use
from gui.session import Session
from gui.start import Desk
from gui.theme import DARK
from tests.gui.canvas.hands import click, double_click, drag, move, press, release

NODES = {
    "input": Node(Input(3, 32, 32), 0, 0),
    "a": Node(Conv2d(8, padding=1), 240, 0),
    "b": Node(Conv2d(16, 2, 2), 240, 200),
    "relu": Node(ReLU(), 480, 0),
    "pool": Node(MaxPool2d(3, 2), 480, 200),
    "add": Node(Add(), 720, 0),
    "cat": Node(Concat(), 720, 200),
}
WIRES = (Wire("input", "a"), Wire("input", "b"), Wire("a", "relu"), Wire("relu", "add"))
NETWORK = Network(NODES, WIRES)
FREE = QPointF(380, 420)  # no card, no wire
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def canvas(qtbot, network: Network = NETWORK, zoom: float = 1.0) -> tuple[CanvasView, Session]:
    session = Session(Project(network))
    view = CanvasView(session, DARK)
    qtbot.addWidget(view)
    view.resize(1150, 640)
    view.show()
    view.look.zoom_reset()
    if zoom != 1.0:
        view.look.zoom_by(zoom)
    view.centerOn(430, 190)
    return view, session


def flowing_down(network: Network = NETWORK) -> Network:
    turned = {name: Node(node.layer, node.y, node.x) for name, node in network.nodes.items()}
    sketch = Project().network.sketch
    return network.replace(nodes=turned, sketch=type(sketch)(flow="down"))


def at(session: Session, name: str, port: int = OUTPUT) -> QPointF:
    return place(session.network, (name, port))


def body(session: Session, name: str) -> QPointF:
    """A point on a card that is away from its ports."""
    node = session.network.nodes[name]
    return QPointF(node.x + 70, node.y + 20)


def on(session: Session, wire: Wire, part: float) -> QPointF:
    return way(session.network, wire).pointAtPercent(part)


def items(view: CanvasView, kind: type) -> list:
    return [item for item in view.scene().items() if isinstance(item, kind)]


def words(view: CanvasView) -> str:
    return view.stage.words.text() if view.stage.words.isVisibleTo(view) else ""


def same_as_document(view: CanvasView, session: Session) -> None:
    scene = view.scene()
    assert set(scene.cards) == set(session.network.nodes)
    assert set(scene.wires) == set(session.network.wires)
    assert all(item.isVisible() for item in scene.wires.values())
    assert not [item for kind in (Offers, Shapes, Thread, Ghost) for item in items(view, kind)]
    assert words(view) == ""


def one_step(session: Session, before: Network, label: str) -> None:
    assert session.document.past == (label,)
    after = session.network
    session.undo()
    assert session.network == before
    session.redo()
    assert session.network == after


# drawing


@pytest.mark.parametrize("network", [NETWORK, flowing_down()], ids=["right", "down"])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_wire_is_drawn_in_either_direction_and_either_flow(qtbot, network, backwards) -> None:
    view, session = canvas(qtbot, network)
    ends = [at(session, "a"), at(session, "pool", 0)]
    drag(view, *(reversed(ends) if backwards else ends))
    assert session.network.incoming["pool"] == (Wire("a", "pool"),)
    one_step(session, network, "Connect")
    same_as_document(view, session)


def test_ports_light_up_with_the_resulting_shape_and_others_are_dimmed(qtbot) -> None:
    view, session = canvas(qtbot)
    press(view, at(session, "a"))
    assert items(view, Offers) == []  # a click is no drag
    move(view, FREE)
    (offers,) = items(view, Offers)
    lit = {(light.place.x(), light.place.y()): light.outcome for light in offers.lights}
    where = {name: at(session, name, 0) for name in ("b", "pool", "cat", "add")}
    found = {name: lit[p.x(), p.y()] for name, p in where.items()}
    assert str(found["b"].gives) == "16×16×16"
    assert str(found["pool"].gives) == "8×15×15"
    assert not found["pool"].fits
    assert found["add"].replaces == Wire("relu", "add")
    assert (at(session, "a", 0).x(), at(session, "a", 0).y()) not in lit  # a loop
    with_offers = view.grab().toImage()
    release(view, at(session, "a"))
    assert view.grab().toImage() != with_offers
    same_as_document(view, session)


def test_the_shape_beside_a_port_at_the_edge_of_the_view_is_all_in_view() -> None:
    seen, port = QRectF(0, 0, 400, 300), QPointF(20, 100)
    inside = QRectF(40, 91, 80, 17)
    assert within(inside, port, seen) == inside
    moved = within(QRectF(-71, 91, 80, 17), port, seen)
    assert seen.contains(moved)
    assert not moved.contains(port)
    assert seen.contains(within(QRectF(391, 91, 80, 17), QPointF(380, 100), seen))


def test_far_away_no_port_lights_up_and_the_mouse_still_says_what_fits(qtbot) -> None:
    nodes = {f"n{n}": Node(ReLU(), 200 * (n % 40), 150 * (n // 40)) for n in range(1_200)}
    chain = tuple(Wire(f"n{n}", f"n{n + 1}") for n in range(1_199))
    view, session = canvas(qtbot, Network(nodes, chain))
    view.look.fit_all()
    press(view, at(session, "n3"))
    move(view, at(session, "n50", 0))
    (offers,) = items(view, Offers)
    assert offers.lights == ()
    assert "replaces the wire from n49" in words(view)
    move(view, body(session, "n2"))
    assert words(view) == "A wire from n3 to n2 would make a loop."
    release(view, at(session, "n50", 0))
    assert session.network.incoming["n50"] == (Wire("n3", "n50"),)


def test_the_mouse_says_what_flows_and_what_comes_of_it(qtbot) -> None:
    view, session = canvas(qtbot)
    press(view, at(session, "b"))
    move(view, at(session, "relu", 0))
    assert "16×16×16 → 16×16×16" in words(view)
    assert "The input is taken: dropping here replaces the wire from a." in words(view)
    (ghost,) = items(view, Ghost)
    assert ghost.path() == way(session.network, Wire("a", "relu"))
    release(view, at(session, "relu", 0))
    assert session.network.incoming["relu"] == (Wire("b", "relu"),)
    one_step(session, NETWORK, "Connect")


@pytest.mark.parametrize(
    ("source", "over", "said"),
    [
        ("relu", "a", "A wire from relu to a would make a loop."),
        ("relu", "input", "input is where pictures come in: it takes no wire."),
    ],
)
def test_a_refused_card_says_why_and_takes_no_wire(qtbot, source, over, said) -> None:
    view, session = canvas(qtbot)
    press(view, at(session, source))
    move(view, body(session, over))
    assert words(view) == said
    release(view, body(session, over))
    assert session.network is NETWORK
    same_as_document(view, session)


def test_a_refused_port_says_why_also_beside_its_card(qtbot) -> None:
    view, session = canvas(qtbot)
    press(view, at(session, "relu"))
    beside = at(session, "a", 0) - QPointF(4, 0)  # half of a port is not on its card
    move(view, beside)
    assert words(view) == "A wire from relu to a would make a loop."
    release(view, beside)
    assert session.network is NETWORK
    assert view.findChild(QWidget, "quick") is None  # nor is it the free canvas


def test_a_misfit_is_told_with_its_formula_and_allowed(qtbot) -> None:
    view, session = canvas(qtbot)
    press(view, at(session, "a"))
    move(view, at(session, "pool", 0))
    assert "(32 − 3 + 2·0) / 2 + 1 = 15.5" in words(view)
    assert "8×32×32 → 8×15×15" in words(view)
    move(view, at(session, "b"))
    release(view, at(session, "pool", 0))
    assert Wire("a", "pool") in session.network.wires
    session.undo()
    press(view, at(session, "b"))
    move(view, body(session, "add"))
    assert "Add needs inputs of one shape" in words(view)
    release(view, body(session, "add"))
    assert Wire("b", "add", 1) in session.network.wires
    assert "shape" in [problem.code for problem in session.inference.by_node["add"]]


@pytest.mark.parametrize("zoom", [0.35, 1.0, 2.0])
def test_it_snaps_within_28_pixels_at_any_zoom(qtbot, zoom) -> None:
    view, session = canvas(qtbot, zoom=zoom)
    aim = at(session, "pool", 0)
    view.centerOn(aim)
    near = aim - QPointF(25, 0) / zoom
    press(view, at(session, "pool", 0))
    release(view, at(session, "pool", 0))
    drag(view, at(session, "a"), near)
    assert Wire("a", "pool") in session.network.wires
    session.undo()
    far = aim - QPointF(24, 24) / zoom
    drag(view, at(session, "a"), far)
    assert session.network == NETWORK


def test_dropped_anywhere_on_a_join_it_gets_a_new_input(qtbot) -> None:
    view, session = canvas(qtbot)
    for source in ("a", "relu", "b"):
        drag(view, at(session, source), body(session, "cat"))
    wires = session.network.incoming["cat"]
    assert [(wire.source, wire.port) for wire in wires] == [("a", 0), ("relu", 1), ("b", 2)]
    assert session.document.past == ("Connect",) * 3
    drag(view, at(session, "b"), body(session, "add"))
    assert [wire.source for wire in session.network.incoming["add"]] == ["relu", "b"]


def test_a_click_on_a_port_or_a_wire_back_in_its_port_is_no_edit(qtbot) -> None:
    view, session = canvas(qtbot)
    click(view, at(session, "a"))
    click(view, at(session, "relu", 0))
    drag(view, at(session, "relu", 0), at(session, "relu", 0) + QPointF(-20, 6))
    assert session.document.past == ()
    same_as_document(view, session)


def test_escape_gives_each_gesture_up(qtbot) -> None:
    view, session = canvas(qtbot, bends.with_bend(NETWORK, WIRES[2], 0, (420.0, 150.0)))
    before = session.network
    for start, keys in (
        (at(session, "a"), Qt.KeyboardModifier.NoModifier),
        (at(session, "pool", 0), Qt.KeyboardModifier.NoModifier),
        (at(session, "relu", 0), Qt.KeyboardModifier.NoModifier),
        (QPointF(420, 150), Qt.KeyboardModifier.NoModifier),
        (on(session, WIRES[3], 0.5), Qt.KeyboardModifier.NoModifier),
        (on(session, WIRES[3], 0.25), Qt.KeyboardModifier.NoModifier),
        (FREE, CONTROL),
    ):
        press(view, start, keys)
        move(view, start + QPointF(60, 90), keys)
        move(view, start + QPointF(90, -300), keys)
        qtbot.keyClick(view, Qt.Key.Key_Escape)
        release(view, FREE, keys)
        assert session.network is before
        same_as_document(view, session)
    assert session.document.past == ()


# dropped on nothing


@pytest.mark.parametrize(
    ("start", "said"),
    [(("a", OUTPUT), "what can follow"), (("pool", 0), "what can come before")],
)
def test_a_new_wire_on_the_free_canvas_asks_what_it_shall_lead_to(qtbot, start, said) -> None:
    view, session = canvas(qtbot)
    press(view, at(session, *start))
    move(view, FREE)
    assert said in words(view)
    release(view, FREE)
    assert session.document.past == ()
    same_as_document(view, session)
    box = view.findChild(QWidget, "quick")
    assert box is not None
    assert box.isVisibleTo(view)


# plugging elsewhere


def test_an_end_dropped_on_nothing_removes_its_wire(qtbot) -> None:
    view, session = canvas(qtbot)
    press(view, at(session, "relu", 0))
    move(view, FREE)
    assert words(view) == "Drop the wire here to remove it."
    release(view, FREE)
    assert session.network.incoming["relu"] == ()
    one_step(session, NETWORK, "Disconnect")


@pytest.mark.parametrize(
    ("part", "goal", "wire"),
    [(0.75, ("pool", 0), Wire("a", "pool")), (0.25, ("b", OUTPUT), Wire("b", "relu"))],
)
def test_either_end_of_a_wire_is_dragged_off_near_it(qtbot, part, goal, wire) -> None:
    view, session = canvas(qtbot)
    drag(view, on(session, WIRES[2], part), at(session, *goal))
    assert session.network.wires == (*WIRES[:2], wire, WIRES[3])
    one_step(session, NETWORK, "Reconnect")
    same_as_document(view, session)


def test_the_handles_of_a_selected_wire_lie_where_its_ends_are_taken(qtbot) -> None:
    view, session = canvas(qtbot)
    click(view, on(session, WIRES[2], 0.5))
    assert view.picked.wires == (WIRES[2],)
    first, last = grips(way(session.network, WIRES[2]), 1.0)
    drag(view, last, at(session, "pool", 0))
    assert Wire("a", "pool") in session.network.wires
    session.undo()
    drag(view, first, at(session, "b"))
    assert Wire("b", "relu") in session.network.wires


def test_a_concat_is_put_in_another_order_by_plugging_a_wire_behind_the_others(qtbot) -> None:
    network = edits.connect(edits.connect(NETWORK, "a", "cat", 0), "relu", "cat", 1)
    view, session = canvas(qtbot, network)
    drag(view, at(session, "cat", 0), at(session, "cat", 2))
    assert [wire.source for wire in session.network.incoming["cat"]] == ["relu", "a"]


# points


def test_a_point_is_pulled_out_of_a_wire_and_pushed_back(qtbot) -> None:
    view, session = canvas(qtbot)
    wire = WIRES[3]
    middle = on(session, wire, 0.5)
    drag(view, middle, QPointF(663, 148))
    assert session.network.sketch.route(wire) == ((660.0, 150.0),)
    assert view.picked.wires == (wire,)
    one_step(session, NETWORK, "Add point")
    press(view, QPointF(660, 150))
    move(view, middle + QPointF(0, 30))
    assert words(view) == ""
    move(view, middle)
    assert words(view) == "Drop the point here to take it away."
    release(view, middle)
    assert session.network.sketch.routes == ()
    assert session.document.past == ("Add point", "Remove point")
    same_as_document(view, session)


def test_a_point_is_level_with_its_neighbours_or_on_the_grid(qtbot) -> None:
    wire = WIRES[3]
    view, session = canvas(qtbot, bends.with_bend(NETWORK, wire, 0, (660.0, 150.0)))
    _, end = tips(session.network, wire)
    drag(view, QPointF(660, 150), QPointF(end.x() + 5, 203))
    assert session.network.sketch.route(wire) == ((end.x(), 200.0),)
    assert session.document.past == ("Move point",)


def test_a_double_click_makes_a_point_and_one_on_it_takes_it_away(qtbot) -> None:
    view, session = canvas(qtbot)
    double_click(view, on(session, WIRES[3], 0.5))
    (point,) = session.network.sketch.route(WIRES[3])
    double_click(view, QPointF(*point))
    assert session.network == NETWORK
    assert session.document.past == ("Add point", "Remove point")


def test_delete_removes_the_selected_point_and_then_the_wire(qtbot) -> None:
    wire = WIRES[3]
    bent = bends.with_bend(NETWORK, wire, 0, (660.0, 150.0))
    view, session = canvas(qtbot, bends.with_bend(bent, wire, 1, (690.0, 150.0)))
    click(view, QPointF(660, 150))
    assert (view.picked.wires, view.picked.bend) == ((wire,), 0)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert session.network.sketch.route(wire) == ((690.0, 150.0),)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert wire not in session.network.wires
    assert session.document.past == ("Remove point", "Delete")


def test_a_card_over_a_point_is_what_the_mouse_takes(qtbot) -> None:
    view, session = canvas(qtbot, bends.with_bend(NETWORK, WIRES[3], 0, (790.0, 250.0)))
    click(view, QPointF(790, 250))
    assert session.selection == ("cat",)


# picking and cutting


def test_shift_adds_wires_to_the_selection_and_takes_them_out(qtbot) -> None:
    view, session = canvas(qtbot)
    click(view, on(session, WIRES[2], 0.5))
    click(view, on(session, WIRES[3], 0.5), SHIFT)
    assert view.picked.wires == (WIRES[2], WIRES[3])
    click(view, on(session, WIRES[2], 0.5), SHIFT)
    assert view.picked.wires == (WIRES[3],)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert session.network.wires == WIRES[:3]


def test_a_stroke_cuts_what_it_crosses_and_says_how_many(qtbot) -> None:
    view, session = canvas(qtbot)
    press(view, QPointF(430, -40), CONTROL)
    move(view, QPointF(430, 40), CONTROL)
    assert words(view) == "Draw across the wires that shall be cut."
    move(view, QPointF(430, 100), CONTROL)
    assert words(view) == "1 wire is cut"
    move(view, QPointF(650, 150), CONTROL)  # over a card
    move(view, QPointF(680, 0), CONTROL)
    assert words(view) == "2 wires are cut"
    release(view, QPointF(680, 0), CONTROL)
    assert session.network.wires == WIRES[:2]
    one_step(session, NETWORK, "Cut wires")
    same_as_document(view, session)


def test_a_stroke_may_begin_on_a_wire(qtbot) -> None:
    view, session = canvas(qtbot)
    start = on(session, WIRES[2], 0.5)
    drag(view, start, start + QPointF(0, 80), CONTROL)
    assert session.document.past in ((), ("Cut wires",))
    drag(view, start - QPointF(0, 2), start + QPointF(0, 80), CONTROL)
    assert WIRES[2] not in session.network.wires


# the menu of a wire


def offered(desk: Desk, hit: OnWire | OnBend) -> list[str]:
    window = desk.window
    made = menu(hit, desk.session, window.actions_by_name, window.theme, window.canvas)
    texts = [words_of(action) for action in made.actions() if action.text()]
    made.deleteLater()
    return texts


def test_a_wire_is_straightened_and_deleted_from_its_menu(desk) -> None:
    wire = WIRES[3]
    desk.session.start(Project(bends.with_bend(NETWORK, wire, 0, (660.0, 150.0))))
    straight, bent = offered(desk, OnWire(WIRES[2])), offered(desk, OnWire(wire))
    assert straight == ["Insert a block in the wire…", "Delete"]
    assert bent == ["Insert a block in the wire…", "Straighten the wire", "Delete"]
    assert offered(desk, OnBend(wire, 0)) == bent
    desk.window.canvas.picked.choose((wire,))
    desk.window.actions_by_name["unbend"].trigger()
    assert desk.session.network == NETWORK
    assert desk.session.document.past == ("Straighten the wire",)


def test_a_block_is_typed_into_a_wire_from_its_menu(desk, qtbot) -> None:
    desk.session.start(Project(NETWORK))
    desk.window.canvas.picked.choose((WIRES[3],))
    desk.window.actions_by_name["insert"].trigger()
    line = desk.window.canvas.findChild(QLineEdit)
    qtbot.keyClicks(line, "tanh")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert desk.session.network.incoming["add"] == (Wire("tanh1", "add"),)
    assert len(desk.session.document.past) == 1


# read only, inside, in Persian


def test_a_built_in_block_says_at_the_start_that_it_is_only_looked_at(qtbot) -> None:
    view, session = canvas(qtbot, template("resnet18").project().network)
    name = next(n for n, node in session.network.nodes.items() if node.layer.stem == "repeat")
    said: list = []
    session.protected.connect(said.append)
    assert session.enter(name)
    view.look.zoom_reset()
    wire = session.network.wires[0]
    view.centerOn(on(session, wire, 0.5))
    press(view, at(session, wire.source))
    assert len(said) == 1
    move(view, on(session, wire, 0.5) + QPointF(0, 200))
    release(view, on(session, wire, 0.5) + QPointF(0, 200))
    drag(view, on(session, wire, 0.5), on(session, wire, 0.5) + QPointF(0, 80))
    assert len(said) == 2
    assert session.document.past == ()
    same_as_document(view, session)


def test_a_point_in_a_built_in_block_stays_and_that_is_said_once(qtbot) -> None:
    view, session = canvas(qtbot, template("googlenet").project().network)
    said: list = []
    session.protected.connect(said.append)
    assert session.enter("inception3a")
    route = session.network.sketch.routes[0]
    point = QPointF(*route.points[0])
    view.look.zoom_reset()
    view.centerOn(point)
    drag(view, point, point + QPointF(40, 60))
    assert len(said) == 1
    assert session.document.past == ()
    same_as_document(view, session)


def test_wires_are_drawn_inside_a_block_of_ones_own(qtbot) -> None:
    inner = edits.add(Block().network, "relu1", ReLU(), (240.0, 150.0))
    network = edits.add(Network(), "block1", Block("Mine", inner))
    view, session = canvas(qtbot, network)
    session.enter("block1")
    view.look.zoom_reset()
    view.centerOn(200, 100)
    drag(view, at(session, "input"), at(session, "relu1", 0))
    assert Wire("input", "relu1") in session.network.wires
    assert session.document.past == ("Connect",)
    press(view, at(session, "relu1"))
    move(view, at(session, "output", 0))
    assert "one number a class" not in words(view)
    release(view, at(session, "relu1"))


def test_the_mouse_speaks_persian(qtbot) -> None:
    use(Language.PERSIAN)
    try:
        view, session = canvas(qtbot)
        press(view, at(session, "b"))
        move(view, at(session, "relu", 0))
        assert "16×16×16 → 16×16×16" in words(view)
        assert "input is taken" not in words(view)
        release(view, at(session, "b"))
        same_as_document(view, session)
    finally:
        use(Language.ENGLISH)


# whatever hands do

POINT = st.tuples(st.integers(-60, 960), st.integers(-60, 380)).map(lambda p: QPointF(*p))
PORTS = [
    (name, port)
    for name, node in NODES.items()
    for port in (*([OUTPUT] if not isinstance(node.layer, Output) else []), 0, 1)
    if port < NETWORK.ports(name)
]
SPOT = st.one_of(
    st.sampled_from(PORTS),
    st.tuples(st.integers(0, 20), st.sampled_from((0.25, 0.5, 0.75))),
    POINT,
)
KEYS = st.sampled_from((Qt.KeyboardModifier.NoModifier, CONTROL, SHIFT))
STEP = st.one_of(
    st.tuples(st.just("drag"), SPOT, SPOT, KEYS),
    st.tuples(st.just("give up"), SPOT, SPOT, KEYS),
    st.tuples(st.just("double"), SPOT),
    st.tuples(st.just("delete")),
    st.tuples(st.just("undo")),
)


def spot(session: Session, meant) -> QPointF:
    if isinstance(meant, QPointF):
        return meant
    where, what = meant
    if isinstance(where, str):
        return at(session, where, min(what, session.network.ports(where) - 1))
    wires = session.network.wires
    return on(session, wires[where % len(wires)], what) if wires else QPointF(0, 300)


def act(qtbot, view: CanvasView, session: Session, step) -> None:
    match step:
        case ("drag", start, end, keys):
            drag(view, spot(session, start), spot(session, end), keys)
        case ("give up", start, end, keys):
            press(view, spot(session, start), keys)
            move(view, spot(session, end), keys)
            qtbot.keyClick(view, Qt.Key.Key_Escape)
            release(view, spot(session, end), keys)
        case ("double", where):
            point = spot(session, where)
            if not isinstance(where, QPointF) or view.scene().card_at(point) is None:
                double_click(view, point)
        case ("delete",):
            if view.picked.wires:
                view.delete()
        case ("undo",):
            session.undo()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=25))
def test_random_wiring_keeps_canvas_and_document_one_and_undo_returns(qtbot, steps) -> None:
    view, session = canvas(qtbot)
    for step in steps:
        act(qtbot, view, session, step)
        infer(session.network)
        assert session.network.looping == frozenset()
    same_as_document(view, session)
    while session.document.past:
        session.undo()
    assert session.network == NETWORK
    same_as_document(view, session)
    view.close()
