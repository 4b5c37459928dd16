"""What is painted, and how little: speed is guarded by counting Python's paint calls."""

from collections import Counter

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from backend.protocol import Card, Cards
from graph import edits
from graph.arrange import arranged
from graph.costs import costs
from graph.edits.bends import with_bend
from graph.edits.opening import ungroup
from graph.edits.unfolding import unfolded
from graph.infer import infer
from graph.levels import inside, top
from graph.network import Network
from graph.project import Project
from graph.templates import template
from gui.canvas.drawing import face as faces
from gui.canvas.drawing.cards import OVERVIEW, NodeItem
from gui.canvas.drawing.letters import Letters
from gui.canvas.drawing.scene import Scene
from gui.canvas.drawing.shell import Shell, shell_colours, shell_picture
from gui.canvas.drawing.wires import WireItem
from gui.canvas.drawing.wording import FULL
from gui.canvas.hover import told
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import DARK, LIGHT
from tests.gui.canvas.hands import NONE as NOTHING
from tests.gui.canvas.hands import double_click, middle, move, press, release

LENET = template("lenet5").project()
RESNET = template("resnet50").project()


def flat() -> Network:
    """ResNet-50 with every block ungrouped: 175 nodes."""
    network = RESNET.network
    while blocks := (known := infer(network)).interiors:
        network = ungroup(network, next(iter(blocks)), known)[0]
    return arranged(network)


FLAT = Project(flat())


def canvas(qtbot, project: Project = LENET) -> tuple[CanvasView, Session]:
    session = Session(project)
    view = CanvasView(session, DARK)
    qtbot.addWidget(view)
    view.resize(1150, 640)
    view.show()
    QApplication.processEvents()
    return view, session


def zoomed(view: CanvasView, zoom: float, name: str) -> None:
    view.look.zoom_by(zoom / view.look.zoom)
    view.centerOn(view.scene().area(name).center())
    QApplication.processEvents()
    view.viewport().repaint()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the items that are painted by themselves, and the faces that are made."""
    found: Counter[str] = Counter()
    for kind in (NodeItem, WireItem):

        def counting(self, painter, option, widget=None, kind=kind, paint=kind.paint) -> None:
            found[kind.__name__] += 1
            paint(self, painter, option, widget)

        monkeypatch.setattr(kind, "paint", counting)
    made = faces.face

    def face(level, name):
        found["face"] += 1
        return made(level, name)

    monkeypatch.setattr("gui.canvas.drawing.scene.face", face)
    return found


def test_from_far_away_no_item_is_painted(qtbot, painted) -> None:
    view, session = canvas(qtbot, FLAT)
    view.look.fit_all()
    assert view.look.zoom < OVERVIEW
    QApplication.processEvents()
    painted.clear()
    view.viewport().repaint()
    view.look.scroll(20, 10)
    view.look.zoom_out()
    session.select(("conv1",))
    QApplication.processEvents()
    assert painted == {}


def test_of_a_large_drawing_only_what_is_in_view_is_painted(qtbot, painted) -> None:
    view, _ = canvas(qtbot, FLAT)
    zoomed(view, 1.0, "conv1")
    painted.clear()
    view.viewport().repaint()
    assert 0 < painted["NodeItem"] < 40
    assert painted["WireItem"] < 60


def test_a_selection_repaints_few_cards(qtbot, painted) -> None:
    view, session = canvas(qtbot, FLAT)
    session.select(("conv1",))
    zoomed(view, 1.0, "conv1")
    painted.clear()
    session.select(("relu",))
    QApplication.processEvents()
    assert painted["NodeItem"] <= 5  # the two, and those that their wires touch
    assert painted["face"] == 0


def test_looking_elsewhere_makes_no_faces(qtbot, painted) -> None:
    view, _ = canvas(qtbot, FLAT)
    zoomed(view, 1.0, "conv1")
    painted.clear()
    view.look.scroll(1, 0)
    view.look.zoom_out()
    QApplication.processEvents()
    assert painted["face"] == 0


def test_an_edit_makes_the_faces_that_it_changes(qtbot, painted) -> None:
    _view, session = canvas(qtbot, FLAT)
    painted.clear()
    session.edit("Bias", edits.set_field(session.network, "conv1", "bias", True))
    assert painted["face"] == 1
    node = session.network.nodes["conv1"]
    session.edit("Move", edits.move(session.network, {"conv1": (node.x + 10, node.y)}))
    session.edit("Rename", edits.rename(session.network, "conv1", "first"))
    assert painted["face"] <= 4


@pytest.mark.parametrize("before_near", [False, True])
def test_a_drag_in_the_overview_is_shown_and_is_one_edit(
    qtbot, monkeypatch, before_near: bool
) -> None:
    painted: list[int] = []
    paint = Scene.paint_far

    def counting(self, *rest) -> None:
        painted.append(1)
        paint(self, *rest)

    monkeypatch.setattr(Scene, "paint_far", counting)
    view, session = canvas(qtbot, FLAT)
    if before_near:
        zoomed(view, 1.0, list(FLAT.network.nodes)[-1])
    view.look.fit_all()
    QApplication.processEvents()
    before = session.network.nodes["conv1"]
    start = view.scene().area("conv1").center()
    session.select(("conv1",))
    picture = view.grab().toImage()
    press(view, start)
    for step in range(1, 4):
        painted.clear()
        move(view, start + QPointF(60 * step, -100 * step))
        QApplication.processEvents()
        assert painted == [1]
    assert view.grab().toImage() != picture
    release(view, start + QPointF(200, -300))
    after = session.network.nodes["conv1"]
    assert (after.x - before.x, after.y - before.y) != (0, 0)
    assert session.document.past == ("Move",)
    assert view.scene().cards["conv1"].pos() == QPointF(after.x, after.y)


@pytest.mark.parametrize("zoom", [0.2, 1.0])
def test_all_blocks_move_at_once_and_esc_puts_them_back(qtbot, monkeypatch, zoom: float) -> None:
    monkeypatch.setattr("gui.canvas.drawing.placing.MANY", 20)  # those out of view wait
    view, session = canvas(qtbot, FLAT)
    scene = view.scene()
    zoomed(view, zoom, "conv1")
    session.select(tuple(session.network.nodes))
    far = list(session.network.nodes)[-1]
    start = middle(view, "conv1")
    press(view, start)
    move(view, start + QPointF(100, 60))
    move(view, start + QPointF(200, 120))
    shift = scene.area("conv1").topLeft() - QPointF(*place(session, "conv1"))
    assert shift != QPointF()
    assert scene.area(far).topLeft() - QPointF(*place(session, far)) == shift
    assert scene.card_at(scene.area(far).center()) == far
    view.centerOn(scene.area(far).center())
    QApplication.processEvents()
    assert scene.cards[far].pos() == scene.area(far).topLeft()
    qtbot.keyClick(view, "\x1b")
    release(view, start)
    for name in scene.cards:
        assert scene.area(name).topLeft() == QPointF(*place(session, name))
    session.select(())
    session.edit("Bias", edits.set_field(session.network, "conv1", "bias", True))
    for name, card in scene.cards.items():
        assert card.pos() == QPointF(*place(session, name))
    for wire in session.network.wires:
        path = scene.wires[wire].path
        assert path.pointAtPercent(0) == scene.cards[wire.source].output_place(), wire
        assert path.pointAtPercent(1) == scene.cards[wire.target].input_place(wire.port), wire


def test_text_that_cannot_be_read_is_not_drawn(qtbot, monkeypatch) -> None:
    sizes: list[int] = []
    draw = Letters.draw

    def counting(self, painter, x, y) -> None:
        sizes.append(self.face.pixelSize())
        draw(self, painter, x, y)

    monkeypatch.setattr(Letters, "draw", counting)
    view, _ = canvas(qtbot, FLAT)
    for zoom in (2.0, 1.0, FULL, 0.6, OVERVIEW, 0.35, 0.2, 0.06):
        sizes.clear()
        zoomed(view, zoom, "conv1")
        assert min(sizes, default=7) >= 7
        assert bool(sizes) == (zoom > 0.3)


def test_labels_lie_on_no_card_and_on_no_other_label(qtbot) -> None:
    view, _ = canvas(qtbot, template("googlenet").project())
    scene = view.scene()
    scene.place_labels()
    pills = [item.place for item in scene.wires.values() if item.pill is not None]
    assert len(pills) > 20
    cards = [card.area for card in scene.cards.values()]
    assert not any(pill.intersects(card) for pill in pills for card in cards)
    assert not any(one.intersects(other) for n, one in enumerate(pills) for other in pills[n + 1 :])


def test_a_label_goes_aside_for_a_card_that_is_put_on_it(qtbot) -> None:
    view, session = canvas(qtbot)
    scene = view.scene()
    wire = session.network.outgoing["conv2"][0]
    place = scene.wires[wire].place
    assert not place.isEmpty()
    corner = (place.center().x() - 70, place.center().y() - 48)
    session.edit("Move", edits.move(session.network, {"fc3": corner}))
    QApplication.processEvents()
    assert not scene.wires[wire].place.intersects(scene.cards["fc3"].area)


def test_wires_that_have_nothing_to_do_with_what_is_selected_fade(qtbot) -> None:
    view, session = canvas(qtbot)
    near = session.network.outgoing["conv1"][0]
    far = session.network.incoming["fc3"][0]
    session.select(("conv1",))
    items = view.scene().wires
    assert not items[near].faded
    assert items[far].faded
    session.select(("fc3",))
    assert items[near].faded
    session.select(())
    assert not any(item.faded for item in items.values())


def test_a_wire_under_the_mouse_lights_up_and_tells_what_a_picture_costs(qtbot) -> None:
    view, session = canvas(qtbot)
    wire = session.network.outgoing["conv1"][0]
    item = view.scene().wires[wire]
    move(view, item.path.pointAtPercent(0.2), button=NOTHING)
    move(view, item.path.pointAtPercent(0.5), button=NOTHING)
    assert item.marked
    assert view.stage.words.isHidden()  # it lights up at once, and speaks soon
    qtbot.waitUntil(view.stage.words.isVisible)
    assert told(session, wire) == view.stage.words.text()
    assert "4,704 numbers · 18.4 KB a picture" in told(session, wire)
    move(view, QPointF(-200, -200), button=NOTHING)
    assert not item.marked
    assert view.stage.words.isHidden()


def test_what_a_wire_says_is_gone_with_the_wire(qtbot) -> None:
    view, session = canvas(qtbot)
    wire = session.network.outgoing["conv1"][0]
    middle = view.scene().wires[wire].path.pointAtPercent(0.5)
    move(view, middle - QPointF(9, 0), button=NOTHING)
    move(view, middle, button=NOTHING)
    qtbot.waitUntil(view.stage.words.isVisible)
    session.edit("Disconnect", edits.disconnect(session.network, (wire,)))
    assert view.stage.words.isHidden()
    session.undo()
    assert not view.scene().wires[wire].marked


def test_the_overview_shows_what_is_selected_and_what_is_wrong(qtbot) -> None:
    view, session = canvas(qtbot, FLAT)
    view.look.fit_all()
    plain = view.grab().toImage()
    session.select(("conv1",))
    chosen = view.grab().toImage()
    assert chosen != plain
    session.select(())
    session.edit("Stride", edits.set_field(session.network, "conv1", "kernel", 1))
    view.look.fit_all()
    assert view.grab().toImage() != plain


def test_error_warning_and_selection_differ_without_colour(qtbot) -> None:
    grey = dict.fromkeys(shell_colours(DARK, "Shape", None), "#808080")
    looks = []
    for severity, chosen in ((None, False), ("warning", False), ("error", False), (None, True)):
        shell = Shell(
            **{**grey, "group": "Shape", "card": "#ffffff"},
            size=(144, 96),
            flow="right",
            inputs=1,
            has_output=True,
            stacked=False,
            severity=severity,
            chosen=chosen,
        )
        looks.append(shell_picture(shell, 1.0, 1.0))
    assert all(one != other for n, one in enumerate(looks) for other in looks[n + 1 :])


def test_an_unfolded_block_shows_its_inside_and_says_what_is_there(qtbot) -> None:
    network = RESNET.network
    known = infer(network)
    level = inside(top(network, known, costs(network, known)), "layer1", exact_sizes=False)
    assert level is not None
    view, session = canvas(qtbot, Project(unfolded(network, "layer1", level.network)))
    card = view.scene().cards["layer1"]
    assert card.face.size == session.network.sketch.size("layer1")
    assert card.inside is not None
    assert {part.name for part in card.inside.parts} == set(level.network.nodes)
    for part in card.inside.parts:
        assert QRectF(0, 0, *card.face.size).contains(part.area)
        point = card.pos() + part.area.center()
        assert view.scene().inner_at(point) == ("layer1", part.name)
    assert view.scene().inner_at(card.pos() + QPointF(4, 4)) is None
    double_click(view, point)
    assert session.level == ("layer1",)
    assert session.selection == (part.name,)


def test_a_repeat_shows_its_count(qtbot) -> None:
    view, _ = canvas(qtbot, RESNET)
    assert view.scene().cards["layer1"].face.badge == "×3"


def test_another_theme_is_shown_at_once_with_pictures_too(qtbot) -> None:
    view, _ = canvas(qtbot)
    maps = {"conv1": Card((3, 4, 4), bytes(48))}
    view.set_cards(Cards(0, 5, maps, 7, 0.9, 7, tuple("0123456789")))
    view.set_theme(LIGHT)
    assert view.grab().toImage().pixelColor(3, 3).name() == LIGHT.canvas


def test_points_of_a_wire_have_handles_while_it_is_selected(qtbot) -> None:
    wire = LENET.network.outgoing["conv1"][0]
    project = Project(with_bend(LENET.network, wire, 0, (540.0, -60.0)))
    view, _ = canvas(qtbot, project)
    zoomed(view, 1.0, "conv1")
    before = view.grab().toImage()
    view.picked.choose((wire,))
    QApplication.processEvents()
    assert view.grab().toImage() != before
    assert view.scene().bend_at(QPointF(541, -61), 6) == (wire, 0)


def place(session: Session, name: str) -> tuple[float, float]:
    node = session.network.nodes[name]
    return node.x, node.y
