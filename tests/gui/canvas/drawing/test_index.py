"""The arrays say what the items show: cards, ports, wires and points, also while they move."""

import random

import pytest
from msgspec import structs
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from graph import edits
from graph.arrange import arranged
from graph.edits.bends import with_bend
from graph.network import Network
from graph.project import Project
from graph.templates import template
from gui.canvas.drawing.scene import Scene
from gui.session import Session
from gui.theme import DARK

GOOGLENET = template("googlenet").project().network


def scene_of(network: Network) -> tuple[Scene, Session]:
    session = Session(Project(network))
    return Scene(session, DARK), session


@pytest.mark.parametrize("flow", ["right", "down"])
def test_every_port_is_found_where_its_item_shows_it(qapp, flow) -> None:
    network = arranged(flowing(GOOGLENET, flow))
    scene, _ = scene_of(network)
    for name, card in scene.cards.items():
        for port in range(card.face.inputs):
            assert scene.port_at(card.input_place(port) + QPointF(3, 2), 6) == (name, port)
        if card.face.has_output:
            assert scene.port_at(card.output_place() - QPointF(2, 3), 6) == (name, -1)
    assert scene.port_at(QPointF(-5_000, 0), 12) is None


@pytest.mark.parametrize("flow", ["right", "down"])
def test_a_wire_is_found_all_along_its_way(qapp, flow) -> None:
    network = arranged(flowing(GOOGLENET, flow))
    scene, _ = scene_of(network)
    for wire, item in scene.wires.items():
        path = item.path
        for part in (0.2, 0.5, 0.8):
            point = path.pointAtPercent(part)
            found = scene.wire_at(point, 8)
            assert found is not None
            near = scene.wires[found].path
            assert found == wire or near.intersects(around(point, 9)), (wire, found)
    assert scene.wire_at(QPointF(-5_000, 0), 20) is None


def test_what_is_found_follows_cards_that_are_dragged(qapp) -> None:
    scene, session = scene_of(GOOGLENET)
    assert scene.card_at(scene.cards["conv1"].pos() + QPointF(70, 50)) == "conv1"
    node = session.network.nodes["conv1"]
    scene.move_cards({"conv1": (node.x, node.y - 400)})
    assert scene.card_at(QPointF(node.x + 70, node.y - 350)) == "conv1"
    assert scene.card_at(QPointF(node.x + 70, node.y + 50)) is None
    wire = session.network.incoming["conv1"][0]
    assert scene.wire_at(scene.wires[wire].path.pointAtPercent(0.5), 6) == wire


def test_points_of_a_wire_are_found_and_move_with_both_its_ends(qapp) -> None:
    wire = GOOGLENET.incoming["conv2"][0]
    network = with_bend(GOOGLENET, wire, 0, (300.0, -90.0))
    scene, session = scene_of(network)
    assert scene.bend_at(QPointF(303, -88), 8) == (wire, 0)
    ends = {wire.source, wire.target}
    nodes = session.network.nodes
    scene.move_cards({name: (nodes[name].x, nodes[name].y + 60) for name in ends})
    assert scene.bend_at(QPointF(300, -30), 4) == (wire, 0)
    assert scene.bend_at(QPointF(300, -90), 8) is None


def test_of_cards_that_overlap_the_selected_one_is_uppermost(qapp) -> None:
    node = GOOGLENET.nodes["conv1"]
    network = edits.move(GOOGLENET, {"maxpool1": (node.x + 20, node.y + 20)})
    scene, session = scene_of(network)
    point = QPointF(node.x + 60, node.y + 60)
    assert scene.card_at(point) == "maxpool1"
    session.select(("conv1",))
    scene.show_selection()
    assert scene.card_at(point) == "conv1"


def test_a_lasso_takes_what_it_touches_and_a_stroke_cuts_what_it_crosses(qapp) -> None:
    scene, session = scene_of(GOOGLENET)
    first = scene.cards["input"].area
    area = QPainterPath()
    area.addEllipse(first.center(), 20, 20)
    assert scene.cards_in(area) == ("input",)
    wire = session.network.outgoing["input"][0]
    middle = scene.wires[wire].path.pointAtPercent(0.5)
    stroke = QPainterPath(middle - QPointF(0, 30))
    stroke.lineTo(middle + QPointF(0, 30))
    assert scene.wires_crossing(stroke) == (wire,)


def test_arrays_and_items_agree_after_random_moves(qapp) -> None:
    scene, _session = scene_of(GOOGLENET)
    choose = random.Random(3)
    names = list(scene.cards)
    for _ in range(30):
        some = choose.sample(names, choose.randrange(1, 6))
        scene.move_cards({name: (choose.randrange(3_000), choose.randrange(900)) for name in some})
    for name, card in scene.cards.items():
        assert scene.area(name) == card.area
        assert name in scene.cards_in(filled(card.area))
        assert scene.port_at(card.output_place(), 1) is not None or not card.face.has_output
    assert scene.drawing().contains(scene.area(names[0]))


def flowing(network: Network, flow) -> Network:
    return network.replace(sketch=structs.replace(network.sketch, flow=flow))


def around(point: QPointF, reach: float) -> QRectF:
    return QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)


def filled(area: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRect(area)
    return path
